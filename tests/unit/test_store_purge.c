/* What is due goes with a tombstone; what is held stays. */
#include "tests/check.h"

#include "store/audit.h"
#include "store/purge.h"
#include "store/readings.h"
#include "tests/cases.h"

#define DAY_MS INT64_C(86400000)
#define LATER_MS (CASES_NOW_MS + 100 * DAY_MS)

static struct retention
policy(const char *text)
{
    struct retention r = { NULL };
    struct fail fail = { "" };
    struct js *j = NULL;

    if (js_parse(&j, str_of(text), &fail) != 0 ||
        retention_from_json(&r, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return r;
}

/* Two pages of one scan with one body, and one with another. */
static void
add_pages(struct cases *c)
{
    static const char *const digests[] = { "aa", "aa", "bb", "cc" };
    struct store_scan scan;
    int64_t id;

    assert_int_equal(store_scan_start(c->s, STR("toys"), STR("1"), CASES_NOW_MS,
                         &scan, &c->fail),
        0);
    for (size_t i = 0; i < COUNT(digests); i++) {
        char record[40];
        struct store_page p = { .scan = scan.id,
            .url = "https://toys.example/",
            .final_url = "https://toys.example/",
            .status = 200,
            .outcome = PAGE_RECEIVED,
            .observed = PAGE_OBSERVED,
            .state = "observed",
            .reason = "",
            .kind = "list",
            /* The second is young. */
            .fetched_at_ms = CASES_NOW_MS + (i == 1 ? 99 * DAY_MS : 0),
            .digest = digests[i],
            .etag = "",
            .last_modified = "",
            .record = record,
            .robots_override = "" };

        snprintf(record, sizeof record, "s-000001-x.warc.gz:%zu", i * 1000);
        if (store_page_put(c->s, &p, &id, &c->fail) != 0)
            fail_msg("%s", c->fail.text);
    }
}

static int
extent(struct str record, int64_t *bytes, void *ctx, struct fail *fail)
{
    (void)record;
    (void)fail;
    ++*(int *)ctx;
    *bytes = 900;
    return 0;
}

static int
collect(struct str record, int64_t bytes, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_addf(ctx, STR_FMT "=%lld ", STR_ARG(record), (long long)bytes);
    return 0;
}

static int
last_stone(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    buf_adds(ctx, row->entry.object);
    buf_addc(ctx, ' ');
    return 0;
}

/* Plan, purge, and say what stands in the log. */
static struct store_purge
purge(struct cases *c, const char *days, int *asked)
{
    struct retention r = policy(days);
    struct store_purge p = { .by = { "terminal:test", LATER_MS },
        .policy = "00" };
    int rc;

    if (store_purge_plan(c->s, &r, LATER_MS, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    while ((rc = store_purge_offers(c->s, &p, &c->fail)) == 1)
        continue;
    if (rc != 0 || store_purge_plan_pages(c->s, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    while ((rc = store_purge_pages(c->s, &p, extent, asked, &c->fail)) == 1)
        continue;
    if (rc != 0)
        fail_msg("%s", c->fail.text);
    retention_clear(&r);
    return p;
}

static int
is_there(struct cases *c, int64_t id)
{
    struct js *found = NULL;

    if (store_case_find(c->s, id, &found, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    js_free(found);
    return found != NULL;
}

static void
keeps_what_is_held(void **state)
{
    const struct store_by by = { "anna", CASES_NOW_MS };
    struct cases *c = cases_new();
    struct store_audit_check chain;
    struct store_purge p;
    int64_t at_ms = 0, entry = 0;
    int asked = 0;

    (void)state;
    CHECK_INT(store_hold_case(c->s, 99, STR("x"), &by, &c->fail), 1, "none");
    CHECK_INT(store_hold_seller(c->s, STR(" - "), STR("x"), &by, &c->fail), 1,
        "no name");
    CHECK_INT(
        store_hold_seller(c->s, STR("HAPPYTOYS"), STR("x"), &by, &c->fail), 0,
        c->fail.text);
    CHECK_INT(store_hold_case(c->s, 3, STR("x"), &by, &c->fail), 0, "held");
    p = purge(c, "{\"days\":{\"new\":200}}", &asked);
    CHECK_INT(p.offers, 0, "nothing is old enough");
    p = purge(c, "{\"days\":{\"new\":50}}", &asked);
    CHECK_INT(p.offers, 1, "one offer");
    CHECK_INT(p.cases, 1, "its case");
    CHECK_INT(is_there(c, 1), 1, "held by its seller");
    CHECK_INT(is_there(c, 2), 0, "gone");
    CHECK_INT(is_there(c, 3), 1, "held itself");
    CHECK_INT(is_there(c, 4), 1, "the newest");
    CHECK_INT(
        store_purged_case(c->s, 2, &at_ms, &entry, &c->fail), 1, "is known");
    CHECK_INT(at_ms, LATER_MS, "when");
    CHECK_INT(entry, 3, "by which entry");
    CHECK_INT(store_purged_case(c->s, 3, &at_ms, &entry, &c->fail), 0, "not");
    CHECK_INT(store_hold_lift(c->s, 1, &by, &c->fail), 0, "lifted");
    CHECK_INT(store_hold_lift(c->s, 1, &by, &c->fail), 1, "once");
    p = purge(c, "{\"days\":{\"new\":50}}", &asked);
    CHECK_INT(is_there(c, 1), 0, "held no more");
    CHECK_INT(store_audit_verify(c->s, &chain, &c->fail), 0, c->fail.text);
    CHECK_INT(chain.problem, STORE_AUDIT_WHOLE, "the log");
    cases_free(c);
    check_end();
}

static int64_t
add_visit(struct cases *c, int64_t scan, const char *url, int64_t since)
{
    struct store_page p = { .scan = scan,
        .url = url,
        .final_url = url,
        .state = since > 0 ? "unchanged" : "observed",
        .reason = "",
        .kind = "product",
        .fetched_at_ms = CASES_NOW_MS,
        .digest = "",
        .etag = "",
        .last_modified = "",
        .record = "",
        .robots_override = "",
        .since = since };
    int64_t id;

    if (store_page_put(c->s, &p, &id, &c->fail) != 0)
        fail_msg("%s", c->fail.text);
    return id;
}

/* What was seen again and again goes, or stays, with all its visits. */
static void
takes_all_visits_of_an_offer(void **state)
{
    static const char *const urls[] = { "https://shop.example.cn/item/2",
        "https://laden.example/w/3", "https://toys.example/" };
    const struct store_by by = { "anna", CASES_NOW_MS };
    struct cases *c = cases_new();
    struct store_scan scan;
    struct store_purge p;
    int asked = 0;

    (void)state;
    assert_int_equal(store_hold_case(c->s, 3, STR("x"), &by, &c->fail), 0);
    assert_int_equal(store_scan_start(c->s, STR("toys"), STR("1"), CASES_NOW_MS,
                         &scan, &c->fail),
        0);
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct listing_record l = { .url = str_of(urls[i]) };
        int64_t first = add_visit(c, scan.id, urls[i], 0), last;

        add_visit(c, scan.id, urls[i], first);
        last = add_visit(c, scan.id, urls[i], first);
        if (i < 2)
            assert_int_equal(store_listing_seen(c->s, 2 + (int64_t)i, last, &l,
                                 CASES_NOW_MS, &c->fail),
                0);
    }
    p = purge(c, "{\"days\":{\"new\":50}}", &asked);
    CHECK_INT(is_there(c, 2), 0, "gone");
    CHECK_INT(p.pages, 3, "all its visits");
    p = purge(c, "{\"days\":{\"new\":50,\"pages\":50}}", &asked);
    CHECK_INT(is_there(c, 3), 1, "held");
    CHECK_INT(p.pages, 2, "no visit of it, nor the newest of all");
    cases_free(c);
    check_end();
}

static void
keeps_bodies_that_are_needed(void **state)
{
    struct cases *c = cases_new();
    struct buf text = BUF_MAX(1000);
    const struct store_audit_filter stones = { .action = "store.purge" };
    struct store_purge p;
    int64_t left = 0;
    int asked = 0;

    (void)state;
    add_pages(c);
    p = purge(c, "{\"days\":{\"pages\":50}}", &asked);
    CHECK_INT(p.pages, 1, "not the newest, nor what shares its body with one");
    CHECK_INT(asked, 1, "its length was asked for");
    CHECK_INT(store_purge_record_each(c->s, collect, &text, &c->fail), 0, "");
    CHECK_TEXT(buf_text(&text), "s-000001-x.warc.gz:2000=900 ", "to erase");
    CHECK_INT(
        store_purge_record_done(c->s, STR("s-000001-x.warc.gz:2000"), &c->fail),
        0, "erased");
    CHECK_INT(store_purge_records_left(c->s, &left, &c->fail), 0, "");
    CHECK_INT(left, 0, "nothing is left to erase");
    buf_reset(&text);
    CHECK_INT(
        store_audit_each(c->s, &stones, last_stone, &text, &c->fail), 0, "");
    CHECK_TEXT(buf_text(&text), "pages ", "a tombstone");
    p = purge(c,
        "{\"days\":{\"pages\":50},\"campaigns\":{\"toys\":{\"pages\":"
        "0}}}",
        &asked);
    CHECK_INT(p.pages, 0, "the campaign keeps them");
    buf_clear(&text);
    cases_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_is_held),
        cmocka_unit_test(takes_all_visits_of_an_offer),
        cmocka_unit_test(keeps_bodies_that_are_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
