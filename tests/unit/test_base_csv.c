#include "tests/check.h"

#include "base/csv.h"
#include "base/mem.h"

/* Rows as "a|b", each ended by '/'; an error as "!line". */
static void
read_all(struct buf *out, const char *text, char separator)
{
    struct csv c;
    struct fail fail;
    int rc;

    csv_init(&c, str_of(text), separator);
    while ((rc = csv_next(&c, &fail)) != 0) {
        if (rc < 0) {
            buf_addf(out, "!%zu/", c.row_line);
            continue;
        }
        for (size_t i = 0; i < c.count; i++) {
            buf_addz(out, i > 0 ? "|" : "");
            buf_adds(out, c.field[i]);
        }
        buf_addc(out, '/');
    }
    csv_clear(&c);
}

static void
reads_rows(void **state)
{
    static const struct {
        const char *name, *text;
        char separator;
        const char *want;
    } cases[] = {
        { "plain", "a,b\nc,d\n", 0, "a|b/c|d/" },
        { "no line end at the end", "a,b\nc,d", 0, "a|b/c|d/" },
        { "CRLF", "a,b\r\nc,d\r\n", 0, "a|b/c|d/" },
        { "CR alone", "a,b\rc,d", 0, "a|b/c|d/" },
        { "byte order mark", "\xEF\xBB\xBF\"a\",b\n", 0, "a|b/" },
        { "quoted separator", "\"a,b\",c\n", 0, "a,b|c/" },
        { "doubled quote", "\"a \"\"b\"\"\",c\n", 0, "a \"b\"|c/" },
        { "quoted line end", "\"a\nb\",c\nd,e\n", 0, "a\nb|c/d|e/" },
        { "empty fields", ",,\n", 0, "||/" },
        { "empty quoted field", "\"\",x\n", 0, "|x/" },
        { "empty rows are skipped", "\n\na\n\n", 0, "a/" },
        { "quote inside a bare field", "5\" pipe,x\n", 0, "5\" pipe|x/" },
        { "text behind a quote", "\"a\"b,c\n", 0, "ab|c/" },
        { "open quote", "a\n\"b,c\nd", 0, "a/!2/" },
        { "semicolons are guessed", "a;b;c\n\"1;2\";3,4;5\n", 0,
            "a|b|c/1;2|3,4|5/" },
        { "tab is guessed", "a\tb\n", 0, "a|b/" },
        { "separator given", "a;b,c\n", ',', "a;b|c/" },
        { "empty text", "", 0, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(4096);

        read_all(&out, cases[i].text, cases[i].separator);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
a_row_too_wide_costs_itself(void **state)
{
    struct buf text = BUF_MAX(4096), out = BUF_MAX(4096);

    (void)state;
    for (int i = 0; i < CSV_FIELDS_MAX; i++)
        buf_addz(&text, "x,");
    buf_addz(&text, "x\na,b\n");
    read_all(&out, buf_text(&text), ',');
    CHECK_TEXT(buf_text(&out), "!1/a|b/", "513 fields");
    buf_clear(&text);
    buf_clear(&out);
    check_end();
}

static void
writes_what_it_reads(void **state)
{
    static const char *const fields[] = { "a", "", "a,b", "\"", "a\nb", "ü" };

    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct buf text = BUF_MAX(100), out = BUF_MAX(100), want = BUF_MAX(100);

        csv_write(&text, str_of(fields[i]));
        buf_addz(&text, ",x\n");
        read_all(&out, buf_text(&text), ',');
        buf_addf(&want, "%s|x/", fields[i]);
        CHECK_TEXT(buf_text(&out), buf_text(&want), fields[i]);
        buf_clear(&text);
        buf_clear(&out);
        buf_clear(&want);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows),
        cmocka_unit_test(a_row_too_wide_costs_itself),
        cmocka_unit_test(writes_what_it_reads),
    };

    return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
