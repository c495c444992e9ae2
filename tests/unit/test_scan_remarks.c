/* What befell a scan: counted in the store, over runs, whatever a site sends.
 */
#include "tests/place.h"

#include "scan/remarks.h"
#include "store/notes.h"

static int64_t
start(struct place *p)
{
    struct store_scan scan;

    OK(p, store_scan_start(p->s, STR("toys"), STR("d"), 1000, &scan, &p->fail));
    return scan.id;
}

static int64_t
counted(const struct js *summary, const char *member, const char *name)
{
    return js_integer(js_get(js_get(summary, member), name), 0);
}

static void
counts_events_and_limits(void **state)
{
    struct place *p = *state;
    int64_t scan = start(p);
    struct remarks *r = remarks_new();
    struct js *s;
    char name[32];

    for (int round = 0; round < 2; round++) {
        remarks_event(r, "an inspector was replaced", NULL);
        remarks_limit(r, STR("toys/a"), 2);
        OK(p, remarks_put(r, p->s, scan, &p->fail));
    }
    /* Names come from a process that may have been taken over. */
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "made/up-%d", i);
        remarks_limit(r, str_of(name), 1);
    }
    OK(p, remarks_put(r, p->s, scan, &p->fail));
    s = store_scan_summary(p->s, scan, &p->fail);
    CHECK_INT(counted(s, "events", "an inspector was replaced"), 2, "event");
    CHECK_INT(counted(s, "rules_limited", "toys/a"), 4, "limit");
    CHECK_INT(counted(s, "rules_limited", "others"), 701, "too many names");
    CHECK_INT(js_count(js_get(s, "rules_limited")), 301, "names");
    js_free(s);
    remarks_free(r);
    check_end();
}

static void
notices_a_clock_that_is_set(void **state)
{
    static const struct {
        const char *name;
        int64_t by_ms, back, forward;
    } cases[] = {
        { "kept in step", 100, 0, 0 },
        { "set back a day", -86400000, 1, 0 },
        { "set forward a year", 31536000000, 0, 1 },
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct remarks *r = remarks_new();
        int64_t scan = start(p);
        struct js *s;

        remarks_clock(r, 1795161600000, 5000);
        remarks_clock(r, 1795161600000 + 700 + cases[i].by_ms, 5700);
        remarks_clock(r, 1795161600000 + 900 + cases[i].by_ms, 5900);
        OK(p, remarks_put(r, p->s, scan, &p->fail));
        s = store_scan_summary(p->s, scan, &p->fail);
        CHECK_INT(counted(s, "events", "the clock was set back"), cases[i].back,
            cases[i].name);
        CHECK_INT(counted(s, "events", "the clock was set forward"),
            cases[i].forward, cases[i].name);
        OK(p, store_scan_finish(p->s, scan, "finished", s, 2000, &p->fail));
        js_free(s);
        remarks_free(r);
    }
    check_end();
}

static void
groups_reasons_by_their_word(void **state)
{
    struct place *p = *state;
    int64_t scan = start(p);
    const struct js *first;
    struct js *s;

    place_page(p, scan, "https://a.example/x", "observed", "");
    place_page(p, scan, "https://a.example/x", "failed", "timeout: 15 s");
    place_page(p, scan, "https://a.example/x", "failed", "timeout: 16 s");
    place_page(p, scan, "https://a.example/x", "partial", "the page is empty");
    s = store_scan_summary(p->s, scan, &p->fail);
    CHECK_INT(js_count(js_get(s, "reasons")), 2, "kinds");
    first = js_at(js_get(s, "reasons"), 0);
    CHECK_INT(str_is(js_get_text(first, "state"), "failed"), 1, "state");
    CHECK_INT(str_is(js_get_text(first, "reason"), "timeout"), 1, "word");
    CHECK_INT(
        str_is(js_get_text(first, "example"), "timeout: 16 s"), 1, "example");
    CHECK_INT(js_integer(js_get(first, "pages"), 0), 2, "pages");
    js_free(s);
    check_end();
}

static void
knows_a_run_that_was_cut_off(void **state)
{
    struct place *p = *state;
    int64_t scan = start(p);

    CHECK_INT(store_note_open(p->s, scan, &p->fail), 0, "the first");
    CHECK_INT(store_note_open(p->s, scan, &p->fail), 1, "after a kill");
    CHECK_INT(store_note_close(p->s, scan, &p->fail), 0, "ends");
    CHECK_INT(store_note_open(p->s, scan, &p->fail), 0, "after an end");
    check_end();
}

#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        T(counts_events_and_limits),
        T(notices_a_clock_that_is_set),
        T(groups_reasons_by_their_word),
        T(knows_a_run_that_was_cut_off),
    };

    return cmocka_run_group_tests_name("scan/remarks", tests, NULL, NULL);
}
