#include "tests/check.h"

#include "store/runs.h"

#include <unistd.h>

#define PATH "/tmp/shelfwatch-test-runs.db"

static void
remove_store(void)
{
    unlink(PATH);
    unlink(PATH "-wal");
    unlink(PATH "-shm");
    unlink(PATH ".lock");
}

static int64_t
page_at(struct store *s, int64_t scan, int64_t at_ms)
{
    struct store_page p = { .scan = scan,
        .url = "https://shop.example/1",
        .final_url = "https://shop.example/1",
        .status = 200,
        .outcome = PAGE_RECEIVED,
        .observed = PAGE_OBSERVED,
        .state = "observed",
        .reason = "",
        .kind = "other",
        .fetched_at_ms = at_ms,
        .digest = "",
        .etag = "",
        .last_modified = "",
        .record = "x.warc.gz:1",
        .robots_override = "" };
    struct fail fail = { "" };
    int64_t id;

    if (store_page_put(s, &p, &id, &fail) != 0)
        fail_msg("%s", fail.text);
    return id;
}

static int64_t
run_at(struct store *s, int64_t scan, int64_t at_ms, const char *operator)
{
    struct js *about = js_new_object();
    struct fail fail = { "" };
    int64_t id;

    js_set_textz(about, "operator", operator);
    if (store_run_start(s, scan, about, at_ms, &id, &fail) != 0)
        fail_msg("%s", fail.text);
    js_set_textz(about, "ended", "yes");
    if (at_ms == 1000 && store_run_end(s, id, about, at_ms + 500, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(about);
    return id;
}

static void
expect(struct store *s, int64_t page, const char *operator, const char * ended)
{
    struct js *run = NULL;
    struct fail fail = { "" };

    assert_int_equal(store_run_of_page(s, page, &run, &fail), 0);
    CHECK_INT(run != NULL, operator!= NULL, "known");
    CHECK_INT(str_eq(js_get_text(run, "operator"), str_of(operator)), 1,
        "the run that had begun last before it");
    CHECK_INT(str_eq(js_get_text(run, "ended_at"), str_of(ended)), 1, "end");
    js_free(run);
}

static void
test_runs(void **state)
{
    struct store *s = NULL;
    struct store_scan scan, other;
    struct fail fail = { "" };

    (void)state;
    remove_store();
    assert_int_equal(store_open(&s, PATH, STORE_WRITE, &fail), 0);
    assert_int_equal(
        store_scan_start(s, STR("a"), STR("1"), 1000, &scan, &fail), 0);
    assert_int_equal(
        store_scan_start(s, STR("b"), STR("2"), 1000, &other, &fail), 0);
    run_at(s, scan.id, 1000, "anna");
    run_at(s, scan.id, 2000, "ben");
    expect(s, page_at(s, scan.id, 999), NULL, NULL);
    expect(s, page_at(s, scan.id, 1700), "anna", "1970-01-01T00:00:01Z");
    expect(s, page_at(s, scan.id, 2000), "ben", NULL);
    expect(s, page_at(s, other.id, 2000), NULL, NULL);
    store_close(s);
    remove_store();
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_runs) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
