/* Notices and scans as pages list them. */
#include "tests/check.h"

#include "base/buf.h"
#include "store/browse.h"
#include "store/db.h"
#include "tests/place.h"

static void
put(struct place *p, const char *id, const char *rest)
{
    struct buf text = BUF_MAX(4096);
    struct recall *r = NULL;
    struct js *j = NULL;
    int outcome;

    buf_addf(&text, "{\"id\":\"%s\",%s}", id, rest);
    OK(p, js_parse(&j, buf_str(&text), &p->fail));
    OK(p, recall_from_json(&r, j, &p->fail));
    OK(p, store_recall_put(p->s, r, 1000, &outcome, &p->fail));
    recall_free(r);
    js_free(j);
    buf_clear(&text);
}

static int
name_notice(const struct store_notice *n, void *ctx)
{
    buf_addf(ctx, STR_FMT " ", STR_ARG(n->id));
    return 0;
}

static void
name_source(struct str source, int64_t notices, void *ctx)
{
    buf_addf(ctx, STR_FMT "=%lld ", STR_ARG(source), (long long)notices);
}

static void
put_some(struct place *p)
{
    put(p, "A1",
        "\"source\":\"eu\",\"published\":\"2026-03-01\",\"name\":\"Super "
        "Racer\","
        "\"brand\":\"Müller\",\"gtins\":[\"04006381333931\"]");
    put(p, "A2",
        "\"source\":\"eu\",\"published\":\"2026-05-01\",\"name\":"
        "\"磁力珠玩具\"");
    put(p, "B1",
        "\"source\":\"us\",\"published\":\"2026-05-01\",\"name\":\"RACER 2\","
        "\"models\":[\"X-100\"]");
    put(p, "B2", "\"source\":\"us\",\"name\":\"no date\"");
}

static void
check_notices(struct place *p)
{
    static const struct {
        const char *name;
        struct store_notice_filter filter;
        const char *want;
    } cases[] = {
        { "the newest first", { .limit = 10 }, "B1 A2 A1 B2 " },
        { "some", { .limit = 2 }, "B1 A2 " },
        { "go on", { .limit = 10, .published = STR("2026-05-01"), .row = 2 },
            "A1 B2 " },
        { "source", { .limit = 10, .source = STR("us") }, "B1 B2 " },
        { "no such source", { .limit = 10, .source = STR("x") }, "" },
        { "any case", { .limit = 10, .text = STR("racer") }, "B1 A1 " },
        { "all words", { .limit = 10, .text = STR("mÜLLER  racer") }, "A1 " },
        { "part of a Chinese name", { .limit = 10, .text = STR("磁力") },
            "A2 " },
        { "model", { .limit = 10, .text = STR("x-100") }, "B1 " },
        { "GTIN", { .limit = 10, .text = STR("4006381333931") }, "A1 " },
        { "number", { .limit = 10, .text = STR("a2") }, "A2 " },
        { "no pattern", { .limit = 10, .text = STR("%' OR 1") }, "" },
    };
    struct buf got = BUF_MAX(1000);

    for (size_t i = 0; i < COUNT(cases); i++) {
        buf_reset(&got);
        OK(p, store_notice_each(
                  p->s, &cases[i].filter, name_notice, &got, &p->fail));
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].name);
    }
    buf_reset(&got);
    OK(p, store_notice_sources(p->s, name_source, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "eu=2 us=2 ", "sources");
    buf_clear(&got);
}

static void
lists_notices(void **state)
{
    struct place *p = *state;
    struct store_notice_filter all = { .limit = 10, .text = STR("cart") };
    struct buf got = BUF_MAX(1000);

    put_some(p);
    check_notices(p);
    CHECK_INT(store_notice_get(p->s, 3, name_notice, &got, &p->fail), 1, "one");
    CHECK_TEXT(buf_text(&got), "B1 ", "by row");
    CHECK_INT(
        store_notice_get(p->s, 99, name_notice, &got, &p->fail), 0, "none");
    put(p, "A1",
        "\"source\":\"eu\",\"published\":\"2026-03-01\",\"name\":\"Cart\"");
    buf_reset(&got);
    OK(p, store_notice_each(p->s, &all, name_notice, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "A1 ", "changed words are found");
    buf_clear(&got);
    check_end();
}

/* A store from before there were cards has them after it was opened. */
static void
catches_up(void **state)
{
    struct place *p = *state;
    struct db *d = NULL;

    put_some(p);
    store_close(p->s);
    p->s = NULL;
    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, db_script(d,
              "DELETE FROM recall_card;"
              "INSERT INTO recall_behind SELECT row FROM recall;",
              &p->fail));
    db_close(d);
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    check_notices(p);
    check_end();
}

static int
name_scan(const struct store_scan_row *r, void *ctx)
{
    buf_addf(ctx, "%lld " STR_FMT " " STR_FMT " " STR_FMT "; ",
        (long long)r->id, STR_ARG(r->name), STR_ARG(r->how),
        STR_ARG(r->summary));
    return 0;
}

static void
name_host(struct str host, int64_t known, int64_t waiting, void *ctx)
{
    buf_addf(ctx, STR_FMT " %lld %lld; ", STR_ARG(host), (long long)known,
        (long long)waiting);
}

static void
name_trouble(const struct store_trouble *t, void *ctx)
{
    buf_addf(ctx, STR_FMT " " STR_FMT " " STR_FMT "; ", STR_ARG(t->url),
        STR_ARG(t->state), STR_ARG(t->reason));
}

static void
lists_scans(void **state)
{
    static const struct store_link links[] = {
        { STR("https://a.example/1"), STR("a.example"), 1, 0 },
        { STR("https://a.example/2"), STR("a.example"), 1, 0 },
        { STR("https://b.example/1"), STR("b.example"), 1, 0 },
    };
    struct place *p = *state;
    struct store_scan one, two;
    struct buf got = BUF_MAX(1000);
    struct js *summary = NULL;

    OK(p, store_scan_start(p->s, STR("toys"), STR("d"), 1000, &one, &p->fail));
    for (size_t i = 0; i < COUNT(links); i++)
        CHECK_INT(store_frontier_add(p->s, one.id, &links[i], &p->fail), 1,
            links[i].url.p);
    place_page(p, one.id, "https://a.example/1", "quarantined", "why");
    place_page(p, one.id, "https://b.example/1", "observed", "why");
    OK(p, js_parse(&summary, STR("{\"pages\":2}"), &p->fail));
    OK(p, store_scan_finish(p->s, one.id, "finished", summary, 2000, &p->fail));
    js_free(summary);
    OK(p, store_scan_start(p->s, STR("shoes"), STR("d"), 3000, &two, &p->fail));
    OK(p, store_scan_each(p->s, 0, 10, name_scan, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "2 shoes  ; 1 toys finished {\"pages\":2}; ",
        "the newest first");
    buf_reset(&got);
    OK(p, store_scan_each(p->s, 2, 10, name_scan, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "1 toys finished {\"pages\":2}; ", "before 2");
    CHECK_INT(store_scan_get(p->s, 9, name_scan, &got, &p->fail), 0, "none");
    buf_reset(&got);
    OK(p, store_scan_hosts(p->s, one.id, 10, name_host, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "a.example 2 2; b.example 1 1; ", "hosts");
    buf_reset(&got);
    OK(p, store_scan_troubles(
              p->s, one.id, "quarantined", 10, name_trouble, &got, &p->fail));
    CHECK_TEXT(buf_text(&got), "https://a.example/1 quarantined why; ",
        "what went wrong");
    buf_clear(&got);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(lists_notices),
        T(catches_up),
        T(lists_scans),
#undef T
    };

    return cmocka_run_group_tests_name("store/browse", tests, NULL, NULL);
}
