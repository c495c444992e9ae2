/* Lines of a stream: ends, lengths, numbers. */
#include "tests/check.h"

#include "base/lines.h"

#include "base/mem.h"

#define LINE_MAX 8

static const struct {
    const char *name, *text, *want; /* lines in brackets, "!" where cut */
} cases[] = {
    { "nothing", "", "" },
    { "one line", "a\n", "[a]" },
    { "no end of line", "a\nb", "[a][b]" },
    { "empty lines count", "\n\na\n", "[][][a]" },
    { "both line ends", "a\r\nb\r\r\n", "[a][b\r]" },
    { "just fits", "12345678\n1\n", "[12345678][1]" },
    { "too long by one", "123456789\n1\n", "[12345678!][1]" },
    { "far too long, at the end", "1\n1234567890123456789", "[1][12345678!]" },
};

static void
test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].text);
        FILE *in = tmpfile();
        struct buf got = BUF_MAX(1000);
        struct lines l;
        struct str line;
        size_t count = 0;

        assert_non_null(in);
        assert_int_equal(fwrite(cases[i].text, 1, len, in), len);
        rewind(in);
        lines_init(&l, in, LINE_MAX);
        while (lines_next(&l, &line)) {
            buf_addf(
                &got, "[" STR_FMT "%s]", STR_ARG(line), l.text.over ? "!" : "");
            CHECK_INT(l.number, ++count, cases[i].name);
        }
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
        lines_clear(&l);
        buf_clear(&got);
        fclose(in);
    }
    check_end();
}

static void
test_nul(void **state)
{
    FILE *in = tmpfile();
    struct lines l;
    struct str line;

    (void)state;
    assert_non_null(in);
    assert_int_equal(fwrite("a\0b\n", 1, 4, in), 4);
    rewind(in);
    lines_init(&l, in, LINE_MAX);
    assert_int_equal(lines_next(&l, &line), 1);
    CHECK_INT(line.len, 3, "a NUL is a byte like any other");
    lines_clear(&l);
    fclose(in);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_nul),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
