#include "tests/check.h"

#include "base/mem.h"
#include "base/utf8.h"

/* Well-formed or not by Unicode 15, table 3-7; each row cleaned. */
static void
knows_well_formed_text(void **state)
{
    static const struct {
        const char *name, *text;
        int valid, count;
        const char *cleaned;
    } cases[] = {
        { "ASCII", "abc", 1, 3, "abc" },
        { "empty", "", 1, 0, "" },
        { "two bytes", "\xC3\xA4", 1, 1, "\xC3\xA4" },
        { "three bytes", "\xE4\xBD\xA0", 1, 1, "\xE4\xBD\xA0" },
        { "four bytes", "\xF0\x9F\x98\x80", 1, 1, "\xF0\x9F\x98\x80" },
        { "last code point", "\xF4\x8F\xBF\xBF", 1, 1, "\xF4\x8F\xBF\xBF" },
        { "past the last", "\xF4\x90\x80\x80", 0, 4,
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "a surrogate", "\xED\xA0\x80", 0, 3,
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "overlong slash", "\xC0\xAF", 0, 2, "\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "overlong of three", "\xE0\x80\xAF", 0, 3,
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "lone continuation",
            "a\x80"
            "b",
            0, 3,
            "a\xEF\xBF\xBD"
            "b" },
        { "cut at the end", "a\xE4\xBD", 0, 3, "a\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "cut by ASCII",
            "\xE4"
            "a",
            0, 2,
            "\xEF\xBF\xBD"
            "a" },
        { "never a byte", "\xFF", 0, 1, "\xEF\xBF\xBD" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = str_of(cases[i].text);
        struct buf out = BUF_MAX(64);

        utf8_clean(&out, s);
        CHECK_INT(utf8_valid(s), cases[i].valid, cases[i].name);
        CHECK_INT(utf8_count(s), cases[i].count, cases[i].name);
        CHECK_TEXT(buf_text(&out), cases[i].cleaned, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
fill(char *text, size_t len, struct str with)
{
    for (size_t i = 0; i < len; i++)
        text[i] = with.p[i % with.len];
}

/* The same wherever it stands in a longer text, which is ASCII or of characters
 * of three bytes, and cut off at its end. */
static void
knows_it_anywhere(void **state)
{
    static const struct {
        const char *text;
        int valid;
    } cases[] = { { "\xC3\xA4", 1 }, { "\xE4\xBD\xA0", 1 },
        { "\xEC\xBF\xBF", 1 }, { "\xEF\xBC\x8C", 1 }, { "\xED\x9F\xBF", 1 },
        { "\xED\xA0\x80", 0 }, { "\xE0\xA0\x80", 1 }, { "\xE0\x9F\xBF", 0 },
        { "\xC1\xBF", 0 }, { "\xC3\xC3", 0 }, { "\xE4\xBD\x41", 0 },
        { "\xE4\x41\xA0", 0 }, { "\xF0\x9F\x98\x80", 1 }, { "\x80", 0 },
        { "\xFF", 0 } };
    static const struct str around[] = { STR("x"), STR("\xE4\xBD\xA0") };
    char text[80];

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t k = 0; k < 2 * 40; k++) {
            struct str with = around[k % 2];
            size_t len = strlen(cases[i].text), at = k / 2 * with.len % 39;
            size_t end = at + len + 30;

            fill(text, at, with);
            memcpy(text + at, cases[i].text, len);
            fill(text + at + len, 30, with);
            CHECK_INT(utf8_valid((struct str){ text, end }), cases[i].valid,
                cases[i].text);
            CHECK_INT(utf8_valid((struct str){ text, at + len }),
                cases[i].valid, cases[i].text);
            CHECK_INT(utf8_valid((struct str){ text, at + len - 1 }), len == 1,
                cases[i].text);
        }
    check_end();
}

static void
drops_nul(void **state)
{
    struct buf out = BUF_MAX(64);

    (void)state;
    utf8_clean(&out, STR("a\0b\0"));
    CHECK_INT(str_is(buf_str(&out), "ab"), 1, "NUL is dropped");
    buf_reset(&out);
    CHECK_INT(utf8_clean(&out, STR_NONE), 0, "nothing");
    buf_clear(&out);
    out = BUF_MAX(2);
    CHECK_INT(utf8_clean(&out, STR("abc")), -1, "past the cap");
    buf_clear(&out);
    check_end();
}

/* Every code point is read as it was written, at its width. */
static void
reads_every_code_point(void **state)
{
    struct buf b = BUF_MAX(8);
    int wrong = 0;

    (void)state;
    for (uint32_t c = 1; c <= 0x10FFFF; c++) {
        size_t at = 0;

        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        buf_reset(&b);
        buf_add_utf8(&b, c);
        wrong += utf8_next(buf_str(&b), &at) != c || at != b.len;
        wrong += utf8_width((unsigned char)b.p[0]) != b.len;
    }
    CHECK_INT(wrong, 0, "code points");
    buf_clear(&b);
    check_end();
}

static void
cuts_between_characters(void **state)
{
    static const char text[] = "a\xC3\xA4\xE4\xBD\xA0\xF0\x9F\x98\x80";
    static const size_t want[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

    (void)state;
    for (size_t max = 0; max < COUNT(want); max++) {
        struct str got =
            utf8_cut(STR("a\xC3\xA4\xE4\xBD\xA0\xF0\x9F\x98\x80"), max);

        CHECK_INT(got.len, want[max], "length");
        CHECK_INT(utf8_valid(got), 1, "whole characters");
    }
    CHECK_INT(utf8_cut(str_of(text), SIZE_MAX).len, sizeof text - 1, "all");
    check_end();
}

static void
knows_scripts(void **state)
{
    static const struct {
        uint32_t c;
        int cjk;
    } cases[] = { { 'a', 0 }, { 0xE4, 0 }, { 0x416, 0 }, { 0x4F60, 1 },
        { 0x3042, 1 }, { 0x30AB, 1 }, { 0xD55C, 1 }, { 0x20000, 1 },
        { 0x3001, 0 }, { 0xFF01, 0 }, { 0x1F600, 0 } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(utf8_is_cjk(cases[i].c), cases[i].cjk, "script");
    check_end();
}

/* What is decoded in place reads every three bytes as the table does. */
static void
decodes_in_place(void **state)
{
    unsigned wrong = 0;

    (void)state;
    for (unsigned v = 0x80; v < 1u << 24; v++) {
        char p[3] = { (char)v, (char)(v >> 8), (char)(v >> 16) };

        for (size_t len = 1; len <= sizeof p; len++) {
            struct str s = { p, len };
            size_t a = 0, b = 0;

            if ((v & 0xFF) < 0x80 || (len < 3 && v >> (8 * len) != 0))
                continue;
            wrong += utf8_next(s, &a) != utf8_next_wide(s, &b) || a != b;
        }
    }
    CHECK_INT(wrong, 0, "both ways alike");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_in_place),
        cmocka_unit_test(knows_well_formed_text),
        cmocka_unit_test(knows_it_anywhere),
        cmocka_unit_test(drops_nul),
        cmocka_unit_test(reads_every_code_point),
        cmocka_unit_test(cuts_between_characters),
        cmocka_unit_test(knows_scripts),
    };

    return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
