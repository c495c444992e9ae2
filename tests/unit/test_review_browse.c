/* Pages of notices, sources, rules, scans and figures; hostile texts in them.
 */
#include "tests/check.h"
#include "tests/site.h"

#include "review/facts.h"

#define EVIL "<script>alert(1)</script>\\\"'&\\u202eevil"

static const char rules[] =
    "[{\"id\":\"pack/one\",\"severity\":\"high\",\"strength\":\"strong\","
    "\"title\":\"Magnets\",\"message\":\"Magnets that can be swallowed\","
    "\"basis\":\"2009/48/EC\",\"link\":\"https://law.example/1\","
    "\"markets\":[\"EU\"],\"hazards\":[\"choking\"],"
    "\"in\":{\"de\":{\"title\":\"Magnete\",\"message\":\"M\"}}},"
    "{\"id\":\"evil/two\",\"severity\":\"low\",\"strength\":\"strong\","
    "\"title\":\"" EVIL "\",\"message\":\"" EVIL "\",\"basis\":\"" EVIL "\","
    "\"link\":\"javascript:alert(1)\",\"markets\":[],\"hazards\":[]}]";

static struct js *
sources(struct store *s, int64_t now_ms, struct fail *fail)
{
    struct js *j = NULL;

    (void)s;
    (void)now_ms;
    js_parse(&j,
        STR("[{\"name\":\"eu\",\"state\":\"changed shape\",\"why\":\"" EVIL
            "\",\"last_success\":\"2026-11-19T08:00:00Z\",\"notices\":7}]"),
        fail);
    return j;
}

static void
put_notice(struct site *s, const char *json)
{
    struct recall *r = NULL;
    struct js *j = NULL;
    struct fail fail;
    int outcome;

    if (js_parse(&j, str_of(json), &fail) != 0 ||
        recall_from_json(&r, j, &fail) != 0 ||
        store_recall_put(s->cases->s, r, CASES_NOW_MS, &outcome, &fail) != 0)
        fail_msg("%s", fail.text);
    recall_free(r);
    js_free(j);
}

static void
put_scan(struct site *s)
{
    static const char evil[] = "http://a.example/<script>alert(1)</script>";
    struct store_scan scan;
    struct store_page page = { .url = evil,
        .final_url = evil,
        .state = "quarantined",
        .reason = "</td><script>alert(1)</script>",
        .kind = "",
        .digest = "",
        .etag = "",
        .last_modified = "",
        .record = "",
        .robots_override = "",
        .fetched_at_ms = CASES_NOW_MS };
    struct fail fail;
    int64_t id;

    if (store_scan_start(s->cases->s, STR("<script>"), STR("d"), CASES_NOW_MS,
            &scan, &fail) != 0)
        fail_msg("%s", fail.text);
    page.scan = scan.id;
    if (store_page_put(s->cases->s, &page, &id, &fail) != 0)
        fail_msg("%s", fail.text);
}

static void
fill(struct site *s, struct facts *facts, struct js **parsed)
{
    struct fail fail = { "" };

    if (js_parse(parsed, str_of(rules), &fail) != 0)
        fail_msg("%s", fail.text);
    *facts = (struct facts){ .rules = *parsed, .sources = sources };
    s->pages.facts = facts;
    put_notice(s, "{\"id\":\"SR/01326/26\",\"source\":\"eu\",\"published\":"
                  "\"2026-05-01\",\"name\":\"Super Racer X100\",\"hazards\":["
                  "\"choking\"],\"level\":\"serious\"}");
    put_notice(s, "{\"id\":\"SR/01326/26\",\"source\":\"eu\",\"published\":"
                  "\"2026-05-01\",\"name\":\"Super Racer X200\",\"hazards\":["
                  "\"choking\"],\"level\":\"serious\"}");
    put_notice(s, "{\"id\":\"E\",\"source\":\"" EVIL "\",\"name\":\"" EVIL "\","
                  "\"brand\":\"" EVIL "\",\"description\":\"" EVIL "\",\"url\":"
                  "\"javascript:alert(1)\",\"models\":[\"" EVIL "\"]}");
    put_scan(s);
}

static void
shows_what_is_there(void **state)
{
    static const struct {
        const char *target;
        int status;
        const char *want;
    } cases[] = {
        { "/recalls", 200, "Super Racer X200" },
        { "/recalls?text=racer", 200, "SR/01326/26" },
        { "/recalls?text=nothing-of-that", 200, "No notice fits" },
        { "/recalls?source=eu&lang=de", 200, "Rückrufe" },
        { "/recalls?after=x&published=%27", 200, "Super Racer" },
        { "/recall/1", 200, "<del>Super Racer X100</del>" },
        { "/recall/1", 200, "href=\"/?state=all&amp;recall=SR%2F01326%2F26\"" },
        { "/recall/99", 404, "no such page" },
        { "/sources", 200, "changed shape" },
        { "/sources?lang=zh", 200, "格式变化" },
        { "/rules", 200, "Magnets" },
        { "/rules?lang=de", 200, "Magnete" },
        { "/rules?pack=evil", 200, "evil/two" },
        { "/rules?text=nothing-of-that", 200, "No rule fits" },
        { "/rule?id=pack/one", 200, "Magnets that can be swallowed" },
        { "/rule?id=pack/three", 404, "no such page" },
        { "/scans", 200, "not finished" },
        { "/scan/1", 200, "quarantined" },
        { "/scan/9", 404, "no such page" },
        { "/figures", 200, "<svg class=\"chart\"" },
        { "/figures?days=7&lang=de", 200, "Kennzahlen" },
        { "/figures?days=-1", 200, "Backlog" },
        { "/figures.csv?days=1", 200, "\r\n2026-11-20,4,0,0,4\r\n" },
        { "/figures.json?days=1", 200, "\"backlog\":4" },
    };
    struct site *s = *state;
    struct facts facts;
    struct js *parsed = NULL;

    fill(s, &facts, &parsed);
    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(
            site_get(s, cases[i].target), cases[i].status, cases[i].target);
        HAS(s, cases[i].want);
    }
    s->pages.facts = NULL;
    CHECK_INT(site_get(s, "/rules"), 200, "without rules");
    HAS(s, "No rules were loaded");
    js_free(parsed);
    check_end();
}

static void
makes_hostile_texts_inert(void **state)
{
    static const char *const targets[] = { "/recalls", "/recall/1", "/recall/2",
        "/sources", "/rules", "/rule?id=evil/two", "/scans", "/scan/1",
        "/figures",
        "/recalls?text=%22%3E%3Cscript%3E&source=%22%3E%3Cscript%3E",
        "/rules?text=%22%3E%3Cscript%3E&pack=%22%3E%3Cscript%3E" };
    struct site *s = *state;
    struct facts facts;
    struct js *parsed = NULL;

    fill(s, &facts, &parsed);
    for (size_t i = 0; i < COUNT(targets); i++) {
        CHECK_INT(site_get(s, targets[i]), 200, targets[i]);
        HAS_NOT(s, "<script>");
        HAS_NOT(s, "=\"javascript:");
        HAS_NOT(s, "\xE2\x80\xAE");
    }
    s->pages.facts = NULL;
    js_free(parsed);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, site_setup, site_teardown)
        T(shows_what_is_there),
        T(makes_hostile_texts_inert),
#undef T
    };

    return cmocka_run_group_tests_name("review/browse", tests, NULL, NULL);
}
