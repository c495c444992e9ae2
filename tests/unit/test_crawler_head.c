#include "tests/check.h"

#include "base/mem.h"
#include "crawler/head.h"

static void
reads_retry_after(void **state)
{
    static const struct {
        const char *value;
        long long want;
    } cases[] = {
        { "120", 120000 },
        { "0", 0 },
        { "-1", -1 },
        { "soon", -1 },
        { "", -1 },
        { "Tue, 14 Nov 2023 22:14:20 GMT", 60000 },
        { "Tue, 14 Nov 2023 22:00:00 GMT", 0 },
        { "9223372036854775807", INT64_MAX },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page *p = page_new(STR("http://a/"));
        struct buf head = BUF_MAX(1024);

        head_add(&head, STR("HTTP/1.1 429 Slow down\r\n"));
        buf_addf(&head, "retry-after: %s\n", cases[i].value);
        free(p->headers);
        p->headers = buf_take(&head);
        CHECK_INT(head_retry_after_ms(p, 1700000000000), cases[i].want,
            cases[i].value);
        page_free(p);
    }
    check_end();
}

static void
finds_location(void **state)
{
    static const struct {
        int status;
        const char *want;
    } cases[] = { { 200, "" }, { 300, "" }, { 301, "/x" }, { 302, "/x" },
        { 303, "/x" }, { 304, "" }, { 307, "/x" }, { 308, "/x" } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page *p = page_new(STR("http://a/"));

        free(p->headers);
        p->headers = mem_text("HTTP/1.1 301 Moved\nLOCATION:  /x \n");
        p->status = cases[i].status;
        CHECK_INT(str_is(head_location(p), cases[i].want), 1, cases[i].want);
        page_free(p);
    }
    check_end();
}

static void
joins_lines(void **state)
{
    struct buf out = BUF_MAX(64);

    (void)state;
    head_add_all(&out, STR("HTTP/1.1 100 Continue\r\nA: 1\r\n\r\n"
                           "HTTP/1.1 200 OK\r\nB: 2\r\n\t3\r\n\r\n"));
    CHECK_TEXT(buf_text(&out), "HTTP/1.1 200 OK\nB: 2 3\n", "last response");
    CHECK_INT(head_add(&out, STR("C: 1\rD: 2\r\n")), 0, "fits");
    CHECK_TEXT(buf_text(&out), "HTTP/1.1 200 OK\nB: 2 3\nC: 1 D: 2\n", "CR");
    CHECK_INT(head_add(&out, STR("E: 0123456789012345678901234567890123")), -1,
        "cap");
    buf_clear(&out);
    check_end();
}

/* What ends a line or the text, at every place of lines of many lengths. */
static void
blanks_line_ends(void **state)
{
    static const char ends[] = { '\r', '\n', '\0' };

    (void)state;
    for (size_t len = 2; len < 70; len++)
        for (size_t at = 0; at + 1 < len; at++)
            for (size_t k = 0; k < COUNT(ends); k++) {
                struct buf out = BUF_MAX(256);
                char line[80], want[160];

                memset(line, 'x', len);
                line[at] = ends[k];
                head_add(&out, STR("A: 1\r\n"));
                head_add(&out, (struct str){ line, len });
                line[at] = ' ';
                snprintf(want, sizeof want, "A: 1\n%.*s\n", (int)len, line);
                CHECK_TEXT(buf_text(&out), want, "end in a line");
                buf_clear(&out);
            }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_retry_after),
        cmocka_unit_test(finds_location),
        cmocka_unit_test(joins_lines),
        cmocka_unit_test(blanks_line_ends),
    };

    return cmocka_run_group_tests_name("crawler/head", tests, NULL, NULL);
}
