#include "tests/check.h"

#include "base/mem.h"
#include "scan/watch.h"
#include "scan/watch_judge.h"
#include "store/orders.h"
#include "tests/acts.h"
#include "tests/cases.h"

#define DAY_MS (24 * 3600 * 1000LL)

static struct listing *
listing(const char *json)
{
    struct js *j = NULL;
    struct listing *l = NULL;
    struct fail fail;

    if (js_parse(&j, str_of(json), &fail) != 0 ||
        listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return l;
}

#define BEFORE                                                                 \
    "{\"title\":\"Kettle KX-100\",\"description\":\"for toddlers\","           \
    "\"gtins\":[\"09521000010017\"]}"

static void
test_judge(void **state)
{
    static const struct {
        const char *name;
        int visited, status;
        const char *state;
        int listed;
        const char *now, *want, *removed;
    } cases[] = {
        { "never visited", 0, 0, "", 0, BEFORE, "unseen", "" },
        { "not there", 1, 404, "blocked", 0, BEFORE, "gone", "" },
        { "gone for good", 1, 410, "blocked", 0, BEFORE, "gone", "" },
        { "for legal reasons", 1, 451, "blocked", 0, BEFORE, "gone", "" },
        { "refused", 1, 403, "blocked", 0, BEFORE, "unseen", "" },
        { "busy", 1, 503, "blocked", 0, BEFORE, "unseen", "" },
        { "no answer", 1, 0, "failed", 0, BEFORE, "unseen", "" },
        { "robots.txt", 1, 0, "refused", 0, BEFORE, "unseen", "" },
        { "a page of scripts", 1, 200, "partial", 0, BEFORE, "unseen", "" },
        { "a page without the offer", 1, 200, "observed", 0, BEFORE, "gone",
            "" },
        { "as it was", 1, 200, "observed", 1, BEFORE, "there", "" },
        { "not modified", 1, 304, "unchanged", 1, BEFORE, "there", "" },
        { "another text", 1, 200, "observed", 1,
            "{\"title\":\"Kettle KX-100\",\"description\":\"for toddlers, "
            "now cheaper\",\"gtins\":[\"09521000010017\"]}",
            "changed", "" },
        { "flagged words away", 1, 200, "observed", 1,
            "{\"title\":\"Kettle KX-100\",\"description\":\"for all\","
            "\"gtins\":[\"09521000010017\"]}",
            "edited", "for toddlers" },
        { "in other letters they are still there", 1, 200, "observed", 1,
            "{\"title\":\"Kettle KX-100\",\"description\":\"FOR TODDLERS!\","
            "\"gtins\":[\"09521000010017\"]}",
            "changed", "" },
        { "number away", 1, 200, "observed", 1,
            "{\"title\":\"Kettle KX-100\",\"description\":\"for toddlers\"}",
            "edited", "09521000010017" },
    };
    struct casefile *c = casefile_new();
    struct listing *before = listing(BEFORE);
    struct finding *f = finding_new(FINDING_RULE, "r", FINDING_STRONG, 1);

    (void)state;
    finding_add_span(f, "description", STR("for toddlers"), 0, 12);
    findings_add(&c->findings, &f);
    f = finding_new(FINDING_RECALL, "n", FINDING_STRONG, 1);
    finding_add_span(f, "gtins[0]", STR("09521000010017"), 0, 14);
    findings_add(&c->findings, &f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store_visit v = { .status = cases[i].status };
        struct listing *now = listing(cases[i].now);
        struct watch_judge j = { cases[i].visited ? &v : NULL, cases[i].listed,
            before, now, c };
        struct js *detail, *removed;
        char *text;

        snprintf(v.state, sizeof v.state, "%s", cases[i].state);
        CHECK_TEXT(watch_judge(&j, &detail), cases[i].want, cases[i].name);
        removed = js_at(js_get(detail, "removed"), 0);
        text = str_dup(js_get_text(removed, "text"));
        CHECK_TEXT(text, cases[i].removed, cases[i].name);
        free(text);
        js_free(detail);
        listing_free(now);
    }
    casefile_free(c);
    listing_free(before);
    check_end();
}

static void
test_days(void **state)
{
    struct watch_plan p = watch_usual(0);

    (void)state;
    CHECK_INT(p.day_count, 4, "usual");
    CHECK_INT(watch_days(&p, STR("3, 10")), 0, "two");
    CHECK_INT(p.day_count, 2, "two");
    CHECK_INT(watch_days(&p, STR("7,1")), -1, "backwards");
    CHECK_INT(watch_days(&p, STR("x")), -1, "no number");
    CHECK_INT(watch_days(&p, STR("0")), -1, "no day");
    check_end();
}

static void
order(struct cases *c, int64_t id)
{
    struct store_order o = { .kind = "order",
        .language = "en",
        .number = "A-1",
        .template_digest = "x",
        .calendar = "DE",
        .recipient = "M",
        .address = "",
        .channel = "email",
        .document = STR("# O\n"),
        .author = "anna",
        .issued_ms = CASES_NOW_MS + 500,
        .sent_ms = CASES_NOW_MS,
        .due_ms = CASES_NOW_MS + DAY_MS,
        .due_known = 1,
        .form = "{}" };
    int64_t order;

    if (acts(c->s, id, WORKFLOW_CONFIRM, "banned", &c->fail) != 0 ||
        acts(c->s, id, WORKFLOW_ORDER, "", &c->fail) != 0 ||
        store_order_add(c->s, &o, &id, 1, &order, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
}

static size_t
due_at(struct cases *c, int64_t now_ms)
{
    struct watch_plan plan = watch_usual(now_ms);
    struct watch *w = NULL;
    size_t due;

    if (watch_load(&w, c->s, &plan, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    due = watch_due(w);
    watch_free(w);
    return due;
}

static void
count_event(const struct watch_event *e, void *ctx)
{
    int *n = ctx;

    n[0]++;
    if (strcmp(e->what, "relisted") == 0)
        n[1]++;
}

static void
search(struct cases *c, int counts[2])
{
    struct watch_plan plan = watch_usual(CASES_NOW_MS + DAY_MS);
    struct watch *w = NULL;

    counts[0] = counts[1] = 0;
    if (watch_load(&w, c->s, &plan, &c->fail) != 0 ||
        watch_search(w, c->s, count_event, counts, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    watch_free(w);
}

static void
test_schedule(void **state)
{
    struct cases *c = cases_new();
    struct store_look look = { 3, CASES_NOW_MS + DAY_MS + 500, "there", "{}" };

    (void)state;
    CHECK_INT(due_at(c, CASES_NOW_MS + 90 * DAY_MS), 0, "nothing ordered");
    order(c, 3);
    CHECK_INT(due_at(c, CASES_NOW_MS + DAY_MS - 1), 0, "not yet");
    CHECK_INT(due_at(c, CASES_NOW_MS + DAY_MS + 500), 1, "after a day");
    store_look_add(c->s, &look, &c->fail);
    CHECK_INT(due_at(c, CASES_NOW_MS + DAY_MS + 500), 0, "looked");
    CHECK_INT(due_at(c, CASES_NOW_MS + 2 * DAY_MS + 500), 1, "after two");
    look.at_ms = CASES_NOW_MS + 2 * DAY_MS + 500;
    look.result = "unseen";
    store_look_add(c->s, &look, &c->fail);
    CHECK_INT(due_at(c, CASES_NOW_MS + 2 * DAY_MS + 500), 1, "unseen");
    look.at_ms = CASES_NOW_MS + 31 * DAY_MS;
    look.result = "there";
    store_look_add(c->s, &look, &c->fail);
    CHECK_INT(due_at(c, CASES_NOW_MS + 90 * DAY_MS), 0, "the last one");
    cases_free(c);
    check_end();
}

static const char again[] =
    "{\"listing\":{\"url\":\"https://laden.example/w/9\",\"market\":"
    "\"laden.example\",\"listing_id\":\"9\",\"title\":\"Creme\",\"gtins\":"
    "[\"04006381333931\"]},\"flagged\":true,\"priority\":0.5,\"risk\":0,"
    "\"findings\":[]}";

/* An offer goes, and its GTIN stands under another address. */
static void
test_search(void **state)
{
    struct cases *c = cases_new();
    struct js *found = NULL;
    int counts[2];

    (void)state;
    cases_put(c, str_of(again), CASES_NOW_MS - DAY_MS);
    order(c, 5);
    search(c, counts);
    CHECK_INT(counts[0], 0, "case 1 was seen last before the order");
    cases_put(c, str_of(cases_lines[0]), CASES_NOW_MS + 1000);
    search(c, counts);
    CHECK_INT(counts[0], 0, "its content did not change");
    cases_put(c,
        STR("{\"listing\":{\"url\":\"https://a.example/1\",\"market\":"
            "\"a.example\",\"title\":\"x\",\"gtins\":[\"04006381333931\"]},"
            "\"flagged\":true,\"priority\":0.5,\"risk\":0,\"findings\":[]}"),
        CASES_NOW_MS + 5000);
    search(c, counts);
    CHECK_INT(counts[1], 1, "offered again");
    search(c, counts);
    CHECK_INT(counts[0], 0, "said once");
    store_case_find(c->s, 5, &found, &c->fail);
    CHECK_INT(str_is(js_get_text(found, "state"), "ordered"), 1,
        "it was not gone yet");
    js_free(found);
    acts(c->s, 5, WORKFLOW_MARK_REMOVED, "", &c->fail);
    cases_put(c,
        STR("{\"listing\":{\"url\":\"https://b.example/1\",\"market\":"
            "\"b.example\",\"title\":\"y\",\"gtins\":[\"04006381333931\"]},"
            "\"flagged\":true,\"priority\":0.5,\"risk\":0,\"findings\":[]}"),
        CASES_NOW_MS + 6000);
    search(c, counts);
    CHECK_INT(counts[1], 1, "and again");
    store_case_find(c->s, 5, &found, &c->fail);
    CHECK_INT(str_is(js_get_text(found, "state"), "relisted"), 1, "relisted");
    js_free(found);
    cases_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_search),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
