#include "tests/check.h"

#include "base/mem.h"
#include "base/width.h"

static void
fits_cells(void **state)
{
    static const struct {
        const char *name, *text;
        size_t columns;
        const char *want;
    } cases[] = {
        { "padded", "abc", 5, "abc  " },
        { "fits", "abcde", 5, "abcde" },
        { "cut", "abcdef", 5, "abcd…" },
        { "Chinese is two wide", "磁力珠", 6, "磁力珠" },
        { "no half character", "磁力珠", 4, "磁… " },
        { "full-width", "ＡＢ", 5, "ＡＢ " },
        { "combining mark", "e\xCC\x81x", 3, "e\xCC\x81x " },
        { "escape sequence", "a\x1b[31mb", 9, "a\xEF\xBF\xBD[31mb  " },
        { "right-to-left override",
            "a\xE2\x80\xAE"
            "b",
            3, "ab " },
        { "line break", "a\nb", 4, "a b " },
        { "nothing", "", 2, "  " },
        { "no room", "abc", 0, "" },
    };
    struct buf out = BUF_MAX(1000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&out);
        width_add_cell(&out, str_of(cases[i].text), cases[i].columns);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        CHECK_INT(width_text(buf_str(&out)), cases[i].columns, "columns");
    }
    buf_clear(&out);
    check_end();
}

static void
wraps_lines(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "one line", "short", "  short\n" },
        { "at a blank", "one two three", "  one two\n  three\n" },
        { "long word", "abcdefghijk", "  abcdefgh\n  ijk\n" },
        { "Chinese", "磁力珠磁力", "  磁力珠磁\n  力\n" },
        { "kept line breaks", "a\nb", "  a\n  b\n" },
        { "nothing", " ", "" },
    };
    struct buf out = BUF_MAX(1000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&out);
        width_add_wrapped(&out, str_of(cases[i].text), 8, 2);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
    }
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fits_cells),
        cmocka_unit_test(wraps_lines),
    };

    return cmocka_run_group_tests_name("base/width", tests, NULL, NULL);
}
