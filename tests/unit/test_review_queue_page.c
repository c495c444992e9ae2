#include "tests/check.h"
#include "tests/site.h"

#include "review/queue_query.h"
#include "review/text.h"

static void
filters_by_address(void **state)
{
    static const struct {
        const char *query, *has, *has_not;
    } cases[] = {
        { "", "Super Racer", "No case fits" },
        { "?hazard=chemical", "Gesichtscreme", "Super Racer" },
        { "?market=toys.example", "Super Racer", "Gesichtscreme" },
        { "?seller=HappyToys", "Super Racer", "Gesichtscreme" },
        { "?recall=SR/01326/26", "Super Racer", "Gesichtscreme" },
        { "?rule=toys/magnets", "磁力珠", "Super Racer" },
        { "?source=recall", "Super Racer", "Gesichtscreme" },
        { "?language=zh", "磁力珠", "Super Racer" },
        { "?assignee=me", "No case fits", "Super Racer" },
        { "?assignee=nobody", "Super Racer", "No case fits" },
        { "?from=2026-11-20&to=2026-11-20", "Super Racer", "No case fits" },
        { "?from=2026-11-21", "No case fits", "Super Racer" },
        { "?to=2026-11-19", "No case fits", "Super Racer" },
        { "?from=yesterday", "Super Racer", "No case fits" },
        { "?text=wheels", "Super Racer", "Gesichtscreme" },
        { "?text=%E7%A3%81%E5%8A%9B", "磁力珠", "Super Racer" },
        { "?text=lilial&sort=price", "Gesichtscreme", "Super Racer" },
        { "?text=%22%20OR%20words:x*", "No case fits", "Super Racer" },
        { "?sort=nonsense&after=1~2", "Super Racer", "No case fits" },
        { "?after=0~0~99~&sort=age", "Super Racer", "No case fits" },
        { "?after=9e18~0~0~&sort=age", "No case fits", "Super Racer" },
    };
    struct site *s = *state;
    char target[200];

    for (size_t i = 0; i < COUNT(cases); i++) {
        snprintf(target, sizeof target, "/%s", cases[i].query);
        CHECK_INT(site_get(s, target), 200, target);
        HAS(s, cases[i].has);
        HAS_NOT(s, cases[i].has_not);
    }
    check_end();
}

/* The order of the titles' first words on the page. */
static void
sorts_by_address(void **state)
{
    static const struct {
        const char *sort;
        const char *first, *last;
    } cases[] = {
        { "priority", "Super Racer", "Gesichtscreme" },
        { "price", "Gesichtscreme", "磁力珠" },
        { "market", "Gesichtscreme", "Super Racer" },
    };
    struct site *s = *state;
    char target[200];

    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *table, *first, *last;

        snprintf(target, sizeof target, "/?sort=%s", cases[i].sort);
        site_get(s, target);
        table = strstr(buf_text(&s->out), "<tbody>");
        assert_non_null(table);
        first = strstr(table, cases[i].first);
        last = strstr(table, cases[i].last);
        CHECK_INT(first != NULL && last != NULL && first < last, 1, target);
    }
    check_end();
}

static void
leads_to_cases_with_its_filter(void **state)
{
    struct site *s = *state;

    site_get(s, "/?hazard=choking");
    HAS(s, "href=\"/case/1?hazard=choking\"");
    HAS(s, "value=\"1:1\" aria-label=\"Select case 1: Super Racer");
    HAS(s, "name=\"filter\" value=\"hazard=choking\"");
    site_get(s, "/case/1?hazard=choking");
    HAS(s, "data-case=\"1\"");
    HAS(s, "href=\"/case/2?hazard=choking\" rel=\"next\"");
    site_get(s, "/case/2?hazard=choking");
    HAS(s, "href=\"/case/1?hazard=choking\" rel=\"next\"");
    site_get(s, "/case/3?hazard=chemical");
    HAS_NOT(s, "rel=\"next\"");
    check_end();
}

static void
keeps_views(void **state)
{
    struct site *s = *state;

    CHECK_INT(site_post(s, "/queue/view",
                  "name=%3Cb%3EFire&filter=?hazard%3Dchoking%26sort%3Dage"),
        303, "saved");
    HAS(s, "Location: /?hazard=choking&sort=age\r\n");
    site_get(s, "/");
    HAS(s, "&lt;b&gt;Fire");
    HAS(s, "href=\"/?hazard=choking&amp;sort=age\"");
    CHECK_INT(site_post(s, "/queue/view", "name=&filter="), 422, "no name");
    CHECK_INT(site_post(s, "/queue/view", "name=x&filter=//evil.example"), 422,
        "no filter of ours");
    CHECK_INT(
        site_post(s, "/queue/view", "name=x&filter=?evil=1%0d%0aX-Y:%20z"), 303,
        "what is no member is left out");
    HAS(s, "Location: /\r\n");
    HAS_NOT(s, "X-Y");
    CHECK_INT(
        site_post(s, "/queue/view/drop", "name=%3Cb%3EFire"), 303, "dropped");
    site_get(s, "/");
    HAS_NOT(s, "Fire</bdi>");
    check_end();
}

static void
counts_live(void **state)
{
    struct site *s = *state;

    CHECK_INT(site_get(s, "/queue/counts"), 200, "counts");
    HAS(s, "Content-Type: application/json");
    HAS(s, "{\"open\":4,\"mine\":0,\"nobody\":4,\"confirmed\":0,\"watching\":0,"
           "\"all\":4}");
    site_post(s, "/case/1/act", "act=assign&seen=1");
    site_post(s, "/case/2/act", "reason=confirm:banned&seen=2");
    site_get(s, "/queue/counts");
    HAS(s, "{\"open\":3,\"mine\":1,\"nobody\":2,\"confirmed\":1,\"watching\":0,"
           "\"all\":4}");
    site_get(s, "/?assignee=me");
    HAS(s, "Super Racer");
    HAS_NOT(s, "Gesichtscreme");
    check_end();
}

static void
exports_what_is_filtered(void **state)
{
    static const struct {
        const char *target, *type, *has, *has_not;
    } cases[] = {
        { "/export.csv?hazard=chemical", "text/csv; charset=utf-8",
            "cosmetics/bmhca", "Racer" },
        { "/export.csv", "text/csv; charset=utf-8",
            "\"'=HYPERLINK(\"\"http://x\"\")\"", "\"=HYPERLINK" },
        { "/export.json?source=recall", "application/x-ndjson", "Racer",
            "Gesichtscreme" },
        { "/export.xlsx?source=recall", "spreadsheetml.sheet", "PK\3\4",
            "Racer" },
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(site_get(s, cases[i].target), 200, cases[i].target);
        HAS(s, cases[i].type);
        HAS(s, "Content-Disposition: attachment; filename=\"queue.");
        HAS(s, cases[i].has);
        HAS_NOT(s, cases[i].has_not);
    }
    check_end();
}

static void
keeps_files_in_the_browser(void **state)
{
    static const char *const files[] = { "style.css", "app.js", "marks.svg",
        "icon.svg" };
    struct site *s = *state;
    char target[60], headers[200];

    for (size_t i = 0; i < COUNT(files); i++) {
        const char *tag;

        snprintf(target, sizeof target, "/static/%s", files[i]);
        CHECK_INT(site_get(s, target), 200, target);
        HAS(s, "Cache-Control: no-cache\r\n");
        tag = strstr(buf_text(&s->out), "ETag: ");
        assert_non_null(tag);
        snprintf(headers, sizeof headers, "If-None-Match: %.18s\r\n", tag + 6);
        CHECK_INT(
            client_ask(s->port, target, headers, NULL, &s->out), 304, target);
        snprintf(headers, sizeof headers, "If-None-Match: \"other\"\r\n");
        CHECK_INT(
            client_ask(s->port, target, headers, NULL, &s->out), 200, target);
    }
    check_end();
}

static void
tells_the_keys(void **state)
{
    struct site *s = *state;

    CHECK_INT(site_get(s, "/keys?lang=de"), 200, "keys");
    HAS(s, "<kbd>j</kbd>");
    HAS(s, "Nächster Fall");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)
        T(filters_by_address),
        T(sorts_by_address),
        T(leads_to_cases_with_its_filter),
        T(keeps_views),
        T(counts_live),
        T(exports_what_is_filtered),
        T(keeps_files_in_the_browser),
        T(tells_the_keys),
#undef T
    };

    return cmocka_run_group_tests_name("review/queue_page", tests, NULL, NULL);
}
