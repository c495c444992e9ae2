#include "tests/check.h"

#include "base/mem.h"
#include "base/str.h"

#include <math.h>

/* str_is, str_starts ... on one row: which of them hold. */
static void
compares(void **state)
{
    static const struct {
        const char *name, *a, *b;
        int eq, eq_nocase, starts, starts_nocase, ends, ends_nocase;
        int cmp;
    } cases[] = {
        { "same", "abc", "abc", 1, 1, 1, 1, 1, 1, 0 },
        { "case", "aBc", "AbC", 0, 1, 0, 1, 0, 1, 1 },
        { "beginning", "abc", "ab", 0, 0, 1, 1, 0, 0, 1 },
        { "end", "abc", "bc", 0, 0, 0, 0, 1, 1, -1 },
        { "end in another case", "abC", "Bc", 0, 0, 0, 0, 0, 1, 1 },
        { "longer", "ab", "abc", 0, 0, 0, 0, 0, 0, -1 },
        { "empty", "", "", 1, 1, 1, 1, 1, 1, 0 },
        { "empty begins and ends all", "a", "", 0, 0, 1, 1, 1, 1, 1 },
        { "bytes above 127 sort last", "\xC3\xA4", "z", 0, 0, 0, 0, 0, 0, 1 },
        { "only ASCII has case", "\xC3\x84", "\xC3\xA4", 0, 0, 0, 0, 0, 0, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str a = str_of(cases[i].a), b = str_of(cases[i].b);
        int cmp = str_cmp(a, b);

        CHECK_INT(str_eq(a, b), cases[i].eq, cases[i].name);
        CHECK_INT(str_eq_nocase(a, b), cases[i].eq_nocase, cases[i].name);
        CHECK_INT(str_starts(a, b), cases[i].starts, cases[i].name);
        CHECK_INT(
            str_starts_nocase(a, b), cases[i].starts_nocase, cases[i].name);
        CHECK_INT(str_ends(a, b), cases[i].ends, cases[i].name);
        CHECK_INT(str_ends_nocase(a, b), cases[i].ends_nocase, cases[i].name);
        CHECK_INT((cmp > 0) - (cmp < 0), cases[i].cmp, cases[i].name);
    }
    CHECK_INT(str_eq(STR_NONE, STR("")), 1, "no text is the empty text");
    CHECK_INT(str_cmp(STR_NONE, STR("")), 0, "no text sorts as empty");
    check_end();
}

/* Where the needle stands first, by looking at every place. */
static ptrdiff_t
place_of(struct str s, struct str needle, size_t from, int nocase)
{
    for (size_t i = from; i + needle.len <= s.len; i++)
        if (nocase ? str_eq_nocase(str_sub(s, i, needle.len), needle)
                   : str_eq(str_sub(s, i, needle.len), needle))
            return (ptrdiff_t)i;
    return -1;
}

/* Texts of three letters, in which needles of all lengths nearly fit often. */
static void
finds_at_every_place(void **state)
{
    uint64_t seed = 1;
    int wrong = 0;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[80], needle[40];
        struct str s = { text, 0 }, n = { needle, 0 };
        size_t from;

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        s.len = (seed >> 33) % sizeof text;
        n.len = 1 + (seed >> 43) % (round % 2 ? 4 : sizeof needle - 1);
        from = (seed >> 55) % 8;
        for (size_t i = 0; i < s.len; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[i] = "aAb{"[seed >> 62];
        }
        for (size_t i = 0; i < n.len; i++)
            needle[i] = round % 3 && s.len > n.len + 9 ? text[i + 9]
                                                       : "aAb["[i * 7 % 4];
        wrong += str_find(s, n, from) != place_of(s, n, from, 0);
        wrong += str_find_nocase(s, n, from) != place_of(s, n, from, 1);
    }
    CHECK_INT(wrong, 0, "as place by place");
    check_end();
}

static void
finds(void **state)
{
    static const struct {
        const char *name, *text, *needle;
        size_t from;
        int at, at_nocase;
    } cases[] = {
        { "first of two", "abcabc", "bc", 0, 1, 1 },
        { "from the second on", "abcabc", "bc", 2, 4, 4 },
        { "at its own place", "abcabc", "bc", 4, 4, 4 },
        { "none", "abc", "x", 0, -1, -1 },
        { "case", "abC", "C", 0, 2, 2 },
        { "other case", "aBc", "b", 0, -1, 1 },
        { "empty is found where asked", "abc", "", 2, 2, 2 },
        { "empty at the end", "abc", "", 3, 3, 3 },
        { "empty past the end", "abc", "", 4, -1, -1 },
        { "past the end", "abc", "a", 9, -1, -1 },
        { "longer than the text", "ab", "abc", 0, -1, -1 },
        { "in nothing", "", "a", 0, -1, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = str_of(cases[i].text), n = str_of(cases[i].needle);

        CHECK_INT(str_find(s, n, cases[i].from), cases[i].at, cases[i].name);
        CHECK_INT(str_find_nocase(s, n, cases[i].from), cases[i].at_nocase,
            cases[i].name);
    }
    CHECK_INT(str_find_char(STR("abca"), 'a', 1), 3, "a later byte");
    CHECK_INT(str_find_char(STR("abca"), 'a', 4), -1, "behind the end");
    CHECK_INT(str_find_char(STR_NONE, 'a', 0), -1, "in nothing");
    check_end();
}

static void
trims_and_cuts(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "  a b\t\r\n", "a b" },
        { "\xC2\xA0\xC2\xA0"
          "a\xC2\xA0 ",
            "a" },
        { " \xC2\xA0 ", "" },
        { "\xA0"
          "a",
            "\xA0"
            "a" },
        { "", "" },
        { "a", "a" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = str_trim(str_of(cases[i].text));

        CHECK_INT(str_is(got, cases[i].want), 1, cases[i].want);
    }
    CHECK_INT(str_is(str_sub(STR("abc"), 1, 1), "b"), 1, "the middle");
    CHECK_INT(str_is(str_sub(STR("abc"), 1, 99), "bc"), 1, "to the end");
    CHECK_INT(str_sub(STR("abc"), 99, 1).len, 0, "past the end");
    CHECK_INT(str_sub(STR("abc"), 1, SIZE_MAX).len, 2, "no overflow");
    CHECK_INT(str_of(NULL).len, 0, "no text");
    check_end();
}

/* Parts joined with '|'; each way to split takes all of the text. */
static void
splits(void **state)
{
    static const struct {
        const char *name, *text, *parts, *lines, *words;
    } cases[] = {
        { "one", "a", "[a]", "[a]", "[a]" },
        { "commas", "a,b,,c", "[a][b][][c]", "[a,b,,c]", "[a,b,,c]" },
        { "comma at the end", "a,", "[a][]", "[a,]", "[a,]" },
        { "nothing", "", "[]", "", "" },
        { "line ends", "a\nb\r\nc\rd", "[a\nb\r\nc\rd]", "[a][b][c][d]",
            "[a][b][c][d]" },
        { "empty lines", "\n\na\n", "[\n\na\n]", "[][][a]", "[a]" },
        { "a line of 16 and one of 33",
            "0123456789abcdef\n0123456789abcdef0123456789abcdef0\rx",
            "[0123456789abcdef\n0123456789abcdef0123456789abcdef0\rx]",
            "[0123456789abcdef][0123456789abcdef0123456789abcdef0][x]",
            "[0123456789abcdef][0123456789abcdef0123456789abcdef0][x]" },
        { "CR at the very end", "a\r", "[a\r]", "[a]", "[a]" },
        { "spaces", "  a \t b ", "[  a \t b ]", "[  a \t b ]", "[a][b]" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str rest = str_of(cases[i].text), part;
        char got[3][99] = { "", "", "" };

        while (str_next(&rest, ',', &part))
            sprintf(got[0] + strlen(got[0]), "[" STR_FMT "]", STR_ARG(part));
        rest = str_of(cases[i].text);
        while (str_next_line(&rest, &part))
            sprintf(got[1] + strlen(got[1]), "[" STR_FMT "]", STR_ARG(part));
        rest = str_of(cases[i].text);
        while (str_next_word(&rest, &part))
            sprintf(got[2] + strlen(got[2]), "[" STR_FMT "]", STR_ARG(part));
        CHECK_TEXT(got[0], cases[i].parts, cases[i].name);
        CHECK_TEXT(got[1], cases[i].lines, cases[i].name);
        CHECK_TEXT(got[2], cases[i].words, cases[i].name);
    }
    check_end();
}

static void
reads_whole_numbers(void **state)
{
    static const struct {
        const char *text;
        int i_rc, u_rc;
        int64_t i;
        uint64_t u;
    } cases[] = {
        { "0", 0, 0, 0, 0 }, { "007", 0, 0, 7, 7 }, { "-1", 0, -1, -1, 0 },
        { "9223372036854775807", 0, 0, INT64_MAX, INT64_MAX },
        { "9223372036854775808", -1, 0, 0, (uint64_t)INT64_MAX + 1 },
        { "-9223372036854775808", 0, -1, INT64_MIN, 0 },
        { "-9223372036854775809", -1, -1, 0, 0 },
        { "18446744073709551615", -1, 0, 0, UINT64_MAX },
        { "18446744073709551616", -1, -1, 0, 0 },
        { "99999999999999999999999", -1, -1, 0, 0 }, { "", -1, -1, 0, 0 },
        { "-", -1, -1, 0, 0 }, { "--1", -1, -1, 0, 0 }, { "+1", -1, -1, 0, 0 },
        { " 1", -1, -1, 0, 0 }, { "1 ", -1, -1, 0, 0 }, { "1.0", -1, -1, 0, 0 },
        { "0x10", -1, -1, 0, 0 },
        { "\xD9\xA1", -1, -1, 0, 0 }, /* Arabic-Indic one */
    };

    (void)state;
    for (size_t k = 0; k < COUNT(cases); k++) {
        int64_t i = 0;
        uint64_t u = 0;
        struct str s = str_of(cases[k].text);

        CHECK_INT(str_to_i64(s, &i), cases[k].i_rc, cases[k].text);
        CHECK_INT(i, cases[k].i, cases[k].text);
        CHECK_INT(str_to_u64(s, &u), cases[k].u_rc, cases[k].text);
        CHECK_INT(u == cases[k].u, 1, cases[k].text);
    }
    check_end();
}

static void
reads_decimal_numbers(void **state)
{
    static const struct {
        const char *text;
        int rc;
        double want;
    } cases[] = {
        { "1.5", 0, 1.5 },
        { "-0.25", 0, -0.25 },
        { "+2", 0, 2 },
        { ".5", 0, 0.5 },
        { "1e3", 0, 1000 },
        { "1E-2", 0, 0.01 },
        { "1e-400", 0, 0 },
        { "1e999", -1, 0 },
        { "nan", -1, 0 },
        { "inf", -1, 0 },
        { "-infinity", -1, 0 },
        { "0x1p3", -1, 0 },
        { "1,5", -1, 0 },
        { "1.5.2", -1, 0 },
        { "e", -1, 0 },
        { ".", -1, 0 },
        { " 1", -1, 0 },
        { "1 ", -1, 0 },
        { "", -1, 0 },
        { "11111111111111111111111111111111111111111111111111111111111111111",
            -1, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double got = 0;

        CHECK_INT(str_to_double(str_of(cases[i].text), &got), cases[i].rc,
            cases[i].text);
        CHECK_INT(fabs(got - cases[i].want) < 1e-12, 1, cases[i].text);
    }
    check_end();
}

static void
hashes_and_copies(void **state)
{
    char *copy = str_dup(str_sub(STR("abcdef"), 1, 3));
    char *empty = str_dup(STR_NONE);

    (void)state;
    CHECK_TEXT(copy, "bcd", "copy of a part");
    CHECK_TEXT(empty, "", "copy of nothing");
    /* Reference values of 64-bit FNV-1a. */
    CHECK_INT(str_hash(STR("")) == 0xcbf29ce484222325u, 1, "hash of nothing");
    CHECK_INT(str_hash(STR("a")) == 0xaf63dc4c8601ec8cu, 1, "hash of a");
    CHECK_INT(str_hash(STR("foobar")) == 0x85944171f73967e8u, 1, "foobar");
    /* Length, place and seed count, also of zeros and behind eight bytes. */
    CHECK_INT(str_hash_seeded(STR("\0"), 1) == str_hash_seeded(STR(""), 1), 0,
        "a zero more");
    CHECK_INT(str_hash_seeded(STR("12345678a"), 1) ==
                  str_hash_seeded(STR("12345678b"), 1),
        0, "the ninth byte");
    CHECK_INT(str_hash_seeded(STR("a"), 1) == str_hash_seeded(STR("a"), 2), 0,
        "the seed");
    CHECK_INT(str_hash_seeded(STR("a"), 1) == str_hash_seeded(STR("a"), 1), 1,
        "the same");
    /* The low bits tell short texts and the last byte of long ones apart. */
    CHECK_INT(str_hash_ends(STR("card card--1")) % 1024 ==
                  str_hash_ends(STR("card card--2")) % 1024,
        0, "the last byte");
    CHECK_INT(str_hash_ends(STR("a")) % 1024 == str_hash_ends(STR("b")) % 1024,
        0, "a short text");
    CHECK_INT(
        str_hash_ends(STR("\0")) == str_hash_ends(STR("")), 0, "its length");
    free(copy);
    free(empty);
    check_end();
}

static void
reads_digits(void **state)
{
    static const struct {
        const char *text;
        size_t at, want;
    } cases[] = { { "", 0, 0 }, { "123", 0, 3 }, { "123", 1, 2 },
        { "123", 3, 0 }, { "12a4", 0, 2 }, { "a12", 0, 0 }, { "a12", 1, 2 } };
    static const char hex[] = "0123456789abcdef", capital[] = "ABCDEF",
                      none[] = "gG/:@`\x80\xC1\xE1 -";

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(str_digits(str_of(cases[i].text), cases[i].at), cases[i].want,
            cases[i].text);
    for (int i = 0; i < 16; i++)
        CHECK_INT(str_hex_value(hex[i]), i, hex + i);
    for (int i = 0; i < 6; i++)
        CHECK_INT(str_hex_value(capital[i]), 10 + i, capital + i);
    for (size_t i = 0; i < sizeof none; i++)
        CHECK_INT(str_hex_value(none[i]), -1, none + i);
    check_end();
}

static void
looks_for_one_of_several(void **state)
{
    static const char *const list[] = { "one", "two", "on" };
    static const char *const ended[] = { "one", NULL, "two" };
    static const struct {
        const char *text;
        int is, has;
    } cases[] = { { "one", 1, 1 }, { "two", 1, 1 }, { "on", 1, 1 },
        { "ones", 0, 1 }, { "xtwox", 0, 1 }, { "o", 0, 0 }, { "", 0, 0 },
        { "One", 0, 0 }, { "tw o", 0, 0 } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(str_is_one_of(str_of(cases[i].text), list, COUNT(list)),
            cases[i].is, cases[i].text);
        CHECK_INT(str_has_one_of(str_of(cases[i].text), list, COUNT(list)),
            cases[i].has, cases[i].text);
    }
    CHECK_INT(str_is_one_of(STR("one"), list, 0), 0, "no list");
    CHECK_INT(str_is_one_of(STR("one"), ended, 3), 1, "before the end");
    CHECK_INT(str_is_one_of(STR("two"), ended, 3), 0, "behind the end");
    CHECK_INT(str_is_one_of(STR_NONE, ended, 3), 0, "the end is no text");
    check_end();
}

static void
counts_edits(void **state)
{
    static const char longest[] =
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk";
    static const struct {
        const char *a, *b;
        size_t want;
    } cases[] = { { "", "", 0 }, { "", "abc", 3 }, { "abc", "abc", 0 },
        { "kitten", "sitting", 3 }, { "title", "titel", 2 },
        { "brand", "band", 1 }, { "abc", "cba", 2 }, { longest, longest, 0 },
        { longest, "", STR_EDITS_MAX } };
    char over[STR_EDITS_MAX + 2] = "";

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str a = str_of(cases[i].a), b = str_of(cases[i].b);

        CHECK_INT(str_edits(a, b), cases[i].want, cases[i].a);
        CHECK_INT(str_edits(b, a), cases[i].want, cases[i].b);
    }
    memset(over, 'a', sizeof over - 1);
    CHECK_INT(str_edits(str_of(over), str_of(over)), STR_EDITS_MAX + 1,
        "too long to tell");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares),
        cmocka_unit_test(finds),
        cmocka_unit_test(finds_at_every_place),
        cmocka_unit_test(trims_and_cuts),
        cmocka_unit_test(splits),
        cmocka_unit_test(reads_whole_numbers),
        cmocka_unit_test(reads_decimal_numbers),
        cmocka_unit_test(reads_digits),
        cmocka_unit_test(looks_for_one_of_several),
        cmocka_unit_test(counts_edits),
        cmocka_unit_test(hashes_and_copies),
    };

    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
