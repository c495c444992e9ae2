#include "tests/check.h"

#include "base/mem.h"
#include "core/page.h"

static void
finds_header_fields(void **state)
{
    static const char headers[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html"
                                  "\r\nX-A:one\r\nx-a: two\r\nX-Empty:\r\n"
                                  "X-Along: long\r\n\r\n";
    static const struct {
        const char *name, *want;
    } cases[] = {
        { "Content-Type", "text/html" },
        { "content-TYPE", "text/html" },
        { "X-A", "one" },
        { "X-Empty", "" },
        { "X-Al", "" },
        { "HTTP/1.1 200 OK", "" },
        { "X-None", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            str_is(page_header(str_of(headers), cases[i].name), cases[i].want),
            1, cases[i].name);
    CHECK_INT(page_header(STR_NONE, "X").len, 0, "no headers");
    check_end();
}

static void
names_states(void **state)
{
    struct page *p = page_new(STR("https://a.example/"));
    enum page_observed o;

    (void)state;
    CHECK_TEXT(p->final_url, "https://a.example/", "no redirects");
    CHECK_TEXT(p->why, "", "empty, not NULL");
    page_free(p);
    page_free(NULL);
    for (int i = PAGE_OBSERVED; i <= PAGE_BLOCKED; i++) {
        const char *name = page_observed_name((enum page_observed)i);

        CHECK_INT(page_observed_parse(&o, str_of(name)), 0, name);
        CHECK_INT(o, i, name);
    }
    CHECK_INT(page_observed_parse(&o, STR("observed")), -1, "no name");
    CHECK_TEXT(page_outcome_name(PAGE_FAILED), "failed", "the last outcome");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_header_fields),
        cmocka_unit_test(names_states),
    };

    return cmocka_run_group_tests_name("core/page", tests, NULL, NULL);
}
