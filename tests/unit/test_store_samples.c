/* Unflagged offers in the queue: not to be told apart, counted apart. */
#include "tests/acts.h"
#include "tests/cases.h"
#include "tests/check.h"

#include "base/now.h"

static const char unflagged[] =
    "{\"listing\":{\"url\":\"https://shop.example/%d\",\"market\":"
    "\"shop.example\",\"listing_id\":\"s%d\",\"title\":\"Wall clock %d\"},"
    "\"flagged\":false,\"priority\":0.03,\"risk\":0.02,\"findings\":[]}";

static struct casefile *
make(int number)
{
    struct buf text = BUF_MAX(10000);
    struct casefile *c = NULL;
    struct js *j = NULL;
    struct fail fail;

    buf_addf(&text, unflagged, number, number, number);
    if (js_parse(&j, buf_str(&text), &fail) != 0 ||
        casefile_from_json(&c, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    buf_clear(&text);
    return c;
}

static int64_t
put_listing(struct cases *p, const struct casefile *c)
{
    struct buf hold = BUF_MAX(1 << 16);
    struct listing_record record;
    struct store_listing l;

    listing_record(&record, &hold, c->listing);
    if (store_listing_put(p->s, &record, 0, CASES_NOW_MS, &l, &p->fail) != 0)
        fail_msg("%s", p->fail.text);
    buf_clear(&hold);
    return l.id;
}

/* Put one into the queue; returns the listing. */
static int64_t
put_sample(struct cases *p, int number, double draw)
{
    const struct store_sample sample = { "audit", 1, 0.02, "1", draw, 0.35 };
    struct casefile *c = make(number);
    int64_t listing = put_listing(p, c);

    if (store_sample_put(p->s, listing, c, &sample, CASES_NOW_MS, &p->fail) !=
        0)
        fail_msg("%s", p->fail.text);
    casefile_free(c);
    return listing;
}

static void
hides_what_was_drawn(void **state)
{
    struct cases *p = cases_new();
    struct buf text = BUF_MAX(1 << 16);
    struct casefile *again = make(1);
    int64_t listing = put_sample(p, 1, 0.6), id;
    struct js *j = NULL;
    int is_new;

    (void)state;
    for (int round = 0; round < 2; round++) {
        assert_int_equal(
            store_case_find(p->s, CASES_COUNT + 1, &j, &p->fail), 0);
        js_write(&text, j);
        CHECK_INT(js_bool(js_get(j, "flagged"), 0), 1, "flagged");
        CHECK_INT(js_number(js_get(j, "priority"), 0) > 0.4, 1, "priority");
        CHECK_INT(js_bool(js_get(js_get(j, "casefile"), "flagged"), 0), 1,
            "flagged inside");
        CHECK_INT(
            js_count(js_get(js_get(j, "casefile"), "findings")), 1, "finding");
        CHECK_INT(strstr(buf_text(&text), "audit") == NULL &&
                      strstr(buf_text(&text), "sample") == NULL,
            1, "no word of it");
        buf_reset(&text);
        js_free(j);
        /* Screened again, still unflagged: it stays as it looks. */
        assert_int_equal(store_casefile_put(p->s, listing, again, CASES_NOW_MS,
                             &id, &is_new, &p->fail),
            0);
        CHECK_INT(is_new, 0, "no new case");
    }
    casefile_free(again);
    buf_clear(&text);
    cases_free(p);
    check_end();
}

static void
decide(struct cases *p, int64_t id, int confirm)
{
    if (acts(p->s, id, confirm ? WORKFLOW_CONFIRM : WORKFLOW_DISMISS,
            confirm ? "banned" : "complies", &p->fail) != 0)
        fail_msg("%s", p->fail.text);
}

static void
estimates(void **state)
{
    struct cases *p = cases_new();
    const struct js *audit, *recall;
    struct js *j = NULL;

    (void)state;
    for (int i = 0; i < 10; i++)
        put_sample(p, i, i / 10.0);
    for (int i = 0; i < 90; i++) {
        struct casefile *c = make(100 + i);

        put_listing(p, c);
        casefile_free(c);
    }
    /* Of 4 flagged 3 confirmed, of 10 drawn 1: of 100 not flagged about 10. */
    for (int i = 1; i <= 4; i++)
        decide(p, i, i != 4);
    for (int i = 5; i <= 14; i++)
        decide(p, i, i == 5);
    assert_int_equal(store_queue_stats(p->s, &j, &p->fail), 0);
    audit = js_get(j, "audit");
    recall = js_get(audit, "recall");
    CHECK_INT(js_integer(js_get(audit, "cases"), 0), 10, "drawn");
    CHECK_INT(js_integer(js_get(audit, "confirmed"), 0), 1, "missed");
    CHECK_INT(js_number(js_get(recall, "value"), 0) * 1000 + 0.5, 231,
        "recall 3/(3+10)");
    CHECK_INT(js_number(js_get(recall, "low"), 0) <
                      js_number(js_get(recall, "value"), 0) &&
                  js_number(js_get(recall, "high"), 0) >
                      js_number(js_get(recall, "value"), 0),
        1, "interval");
    for (size_t i = 0; i < js_count(js_get(j, "sources")); i++) {
        const struct js *f = js_at(js_get(j, "sources"), i);

        if (str_is(js_get_text(f, "source"), "model"))
            CHECK_INT(js_integer(js_get(f, "decided"), 0), 1,
                "samples do not count for the model");
    }
    js_free(j);
    cases_free(p);
    check_end();
}

static int
add_listing(int64_t listing, struct str record, void *ctx, struct fail *fail)
{
    (void)record;
    (void)fail;
    buf_addf(ctx, "%lld ", (long long)listing);
    return 0;
}

static void
keeps_the_least_certain(void **state)
{
    static const double distance[] = { 0.4, 0.1, 0.3, 0.2, 0.1 };
    struct cases *p = cases_new();
    struct buf got = BUF_MAX(100);

    (void)state;
    for (size_t i = 0; i < COUNT(distance); i++) {
        struct store_waiting w = { distance[i], STR("{}"), 3 };

        assert_int_equal(
            store_sample_wait(p->s, 1, (int64_t)i, &w, &p->fail), 0);
    }
    assert_int_equal(
        store_sample_waiting(p->s, 1, add_listing, &got, &p->fail), 0);
    CHECK_TEXT(buf_text(&got), "1 4 3 ", "three, the nearest first");
    buf_reset(&got);
    assert_int_equal(
        store_sample_waiting(p->s, 1, add_listing, &got, &p->fail), 0);
    CHECK_TEXT(buf_text(&got), "", "forgotten");
    buf_clear(&got);
    cases_free(p);
    check_end();
}

/* By kind, scan and time: what a quota is held against. */
static void
counts_what_was_taken(void **state)
{
    static const struct {
        const char *kind;
        int64_t scan, since_ms, want;
    } rows[] = {
        { "audit", 1, 0, 2 },
        { "audit", 1, CASES_NOW_MS, 2 },
        { "audit", 1, CASES_NOW_MS + 1, 0 },
        { "audit", 0, 0, 0 },
        { "uncertain", 1, 0, 0 },
    };
    struct cases *p = cases_new();

    (void)state;
    put_sample(p, 1, 0.6);
    put_sample(p, 2, 0.2);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got;

        assert_int_equal(store_sample_taken(p->s, rows[i].kind, rows[i].scan,
                             rows[i].since_ms, &got, &p->fail),
            0);
        CHECK_INT(got, rows[i].want, rows[i].kind);
    }
    cases_free(p);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hides_what_was_drawn),
        cmocka_unit_test(estimates),
        cmocka_unit_test(keeps_the_least_certain),
        cmocka_unit_test(counts_what_was_taken),
    };

    return cmocka_run_group_tests_name("store/samples", tests, NULL, NULL);
}
