#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rules/literal_atom.h"
#include "rules/plain.h"

/* The spellings of an exact atom, joined by |; "-" of another. */
static void
print_spellings(struct buf *out, const struct literal_known *k)
{
    if (!k->exact) {
        buf_addz(out, "-");
        return;
    }
    for (size_t i = 0; i < k->all.count; i++)
        buf_addf(out, "%s%.*s", i > 0 ? "|" : "", (int)k->all.item[i].len,
            k->all.item[i].p);
}

static void
tells_what_an_atom_can_be(void **state)
{
    static const struct {
        const char *pattern, *want;
        unsigned bytes; /* at most */
        int blank;
        const char *rest; /* what is not read */
    } cases[] = {
        /* letters, but the one that is repeated */
        { "abc", "abc", 3, 0, "" },
        { "abc?", "ab", 2, 0, "c?" },
        { "a?", "a", 1, 0, "?" },
        { "ab(c)", "ab", 2, 0, "(c)" },
        { "ab|c", "ab", 2, 0, "|c" },
        { "é", "é", 4, 0, "" },
        { "é+", "é", 4, 0, "+" },
        { " a", " a", 2, 1, "" },
        { "abcdefghijklmnopq", "abcdefghijklmnop", 16, 0, "q" },
        /* classes */
        { "[ab]c", "a|b", 4, 0, "c" },
        { "[b-d]", "b|c|d", 4, 0, "" },
        { "[a-]", "a|-", 4, 0, "" },
        { "[]a]", "]|a", 4, 0, "" },
        { "[\\]a]", "]|a", 4, 0, "" },
        { "[ ]", " ", 4, 1, "" },
        { "[a-z]", "-", 4, 0, "" },
        { "[^a]", "-", 4, 1, "" },
        { "[^ ]", "-", 4, 0, "" },
        { "[^\\s]", "-", 4, 0, "" },
        { "[\\w-]", "-", 4, 0, "" },
        { "[\\s]", "-", 4, 1, "" },
        { "[[:alpha:]]x", "-", 4, 1, "x" },
        { "[[:alpha:]", "-", 4, 1, "" },
        { "[é-ü]", "-", 4, 0, "" },
        /* escapes */
        { "\\.a", ".", 1, 0, "a" },
        { "\\ a", " ", 1, 1, "a" },
        { "\\ba", "", 0, 1, "a" },
        { "\\da", "0|1|2|3|4|5|6|7|8|9|.", 4, 0, "a" },
        { "\\wa", "-", 4, 0, "a" },
        { "\\sa", "-", 4, 1, "a" },
        { "\\p{han}a", "-", 4, 1, "a" },
        { "\\Ra", "-", 8, 1, "a" },
        /* the others */
        { ".a", "-", 4, 1, "a" },
        { "^a", "", 0, 1, "a" },
        { "$", "", 0, 1, "" },
        { PLAIN_GAP "a", " ", 1, 1, "a" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct literal_reader r = { .s = str_of(cases[i].pattern) };
        struct buf got = BUF_MAX(1000);
        struct literal_known k;

        literal_known_init(&k);
        CHECK_INT(literal_atom_read(&r, &k), 1, cases[i].pattern);
        print_spellings(&got, &k);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].pattern);
        CHECK_INT(k.len.bytes, cases[i].bytes, cases[i].pattern);
        CHECK_INT(k.blank, cases[i].blank, cases[i].pattern);
        CHECK_INT(k.best.count, 0, cases[i].pattern);
        CHECK_INT(r.lost, 0, cases[i].pattern);
        CHECK_TEXT(cases[i].pattern + (r.at < r.s.len ? r.at : r.s.len),
            cases[i].rest, cases[i].pattern);
        buf_clear(&got);
    }
    check_end();
}

static void
leaves_groups_to_others(void **state)
{
    static const char *const groups[] = { "(a)", "(?:a)", "(?:[ _]+)", "(?=a)",
        "(" };

    (void)state;
    for (size_t i = 0; i < COUNT(groups); i++) {
        struct literal_reader r = { .s = str_of(groups[i]) };
        struct literal_known k;

        literal_known_init(&k);
        CHECK_INT(literal_atom_read(&r, &k), 0, groups[i]);
        CHECK_INT(r.at, 0, groups[i]);
    }
    check_end();
}

static void
is_lost_where_it_understands_nothing(void **state)
{
    static const char *const strange[] = { "\\Qa|b\\E", "\\x41", "\\1", "\\Kb",
        "\\gb", "\\" };

    (void)state;
    for (size_t i = 0; i < COUNT(strange); i++) {
        struct literal_reader r = { .s = str_of(strange[i]) };
        struct literal_known k;

        literal_known_init(&k);
        literal_atom_read(&r, &k);
        CHECK_INT(r.lost, 1, strange[i]);
        CHECK_INT(k.exact, 0, strange[i]);
    }
    check_end();
}

static void
reads_how_often(void **state)
{
    static const struct {
        const char *pattern;
        unsigned least, most;
        const char *rest;
        int lost;
    } cases[] = {
        { "", 1, 1, "", 0 },
        { "a", 1, 1, "a", 0 },
        { "?a", 0, 1, "a", 0 },
        { "*a", 0, REACH_FAR, "a", 0 },
        { "+a", 1, REACH_FAR, "a", 0 },
        { "+?a", 1, REACH_FAR, "a", 0 },
        { "?+a", 0, 1, "a", 0 },
        { "{3}a", 3, 3, "a", 0 },
        { "{2,5}a", 2, 5, "a", 0 },
        { "{2,}a", 2, REACH_FAR, "a", 0 },
        { "{2,5}?a", 2, 5, "a", 0 },
        { "{99999999999999999999}a", REACH_FAR, REACH_FAR, "a", 0 },
        { "{a}", 1, 1, "{a}", 0 },
        { "{,3}a", 0, 3, "a", 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct literal_reader r = { .s = str_of(cases[i].pattern) };
        struct literal_repeat n = literal_repeat_read(&r);

        CHECK_INT(n.least, cases[i].least, cases[i].pattern);
        CHECK_INT(n.most, cases[i].most, cases[i].pattern);
        CHECK_INT(r.lost, cases[i].lost, cases[i].pattern);
        CHECK_TEXT(cases[i].pattern + r.at, cases[i].rest, cases[i].pattern);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_an_atom_can_be),
        cmocka_unit_test(leaves_groups_to_others),
        cmocka_unit_test(is_lost_where_it_understands_nothing),
        cmocka_unit_test(reads_how_often),
    };

    return cmocka_run_group_tests_name("rules/literal_atom", tests, NULL, NULL);
}
