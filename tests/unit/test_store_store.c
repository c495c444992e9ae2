#include "tests/check.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "store/db.h"
#include "store/store.h"
#include "store/watch.h"
#include "tests/place.h"

#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static void
reopen(struct place *p, enum store_mode mode)
{
    store_close(p->s);
    p->s = NULL;
    OK(p, store_open(&p->s, p->path, mode, &p->fail));
}

/* --- opening --- */

static void
opens_from_nothing(void **state)
{
    struct place *p = *state;
    struct store *other = NULL;
    struct fail fail = { "" };
    struct store_scan scan;

    reopen(p, STORE_WRITE); /* again: nothing left to migrate */
    reopen(p, STORE_READ);
    CHECK_INT(store_open(&other, "/nonexistent/x.db", STORE_READ, &fail), -1,
        "missing file");
    assert_non_null(strstr(fail.text, "/nonexistent/x.db"));
    CHECK_INT(store_open(&other, "postgresql://h/db", STORE_WRITE, &fail), -1,
        "PostgreSQL");
    CHECK_INT(store_scan_start(p->s, STR("n"), STR("d"), 1, &scan, &fail), -1,
        "writing is refused to a reader");
    check_end();
}

static void
refuses_broken_files(void **state)
{
    static const struct {
        const char *name, *bytes, *want;
    } cases[] = {
        { "text",
            "this is no database at all, by no means, not one bit of it"
            " and it is longer than one hundred bytes, which matters",
            "not a database" },
        { "cut", "SQLite format 3", "not a database" },
    };
    struct place *p = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct store *other = NULL;
        struct fail fail = { "" };
        char path[128];

        snprintf(path, sizeof path, "%s/broken", p->dir);
        OK(p, file_write(path, str_of(cases[i].bytes), &p->fail));
        CHECK_INT(
            store_open(&other, path, STORE_WRITE, &fail), -1, cases[i].name);
        CHECK_INT(strstr(fail.text, path) != NULL, 1, "names the file");
        CHECK_INT(strstr(fail.text, cases[i].want) != NULL, 1, fail.text);
        unlink(path);
    }
    check_end();
}

static void
takes_the_given_path_first(void **state)
{
    (void)state;
    unsetenv("SHELFWATCH_STORE");
    CHECK_TEXT(store_path(NULL), "shelfwatch.db", "default");
    setenv("SHELFWATCH_STORE", "/x/y.db", 1);
    CHECK_TEXT(store_path(NULL), "/x/y.db", "environment");
    CHECK_TEXT(store_path("z.db"), "z.db", "given");
    unsetenv("SHELFWATCH_STORE");
    check_end();
}

static void
locks_out_a_second_job(void **state)
{
    struct place *p = *state;
    int status;
    pid_t child;

    OK(p, store_lock(p->s, "scan toys", &p->fail));
    child = fork();
    if (child == 0) {
        struct store *other = NULL;
        struct fail fail = { "" };
        int bad = 0;

        if (store_open(&other, p->path, STORE_WRITE, &fail) != 0)
            _exit(10);
        if (store_lock(other, "scan shoes", &fail) != -1)
            bad |= 1;
        if (strstr(fail.text, "scan toys, process ") == NULL)
            bad |= 2;
        _exit(bad);
    }
    waitpid(child, &status, 0);
    CHECK_INT(WEXITSTATUS(status), 0, "refused, naming the holder");
    store_close(p->s);
    p->s = NULL;
    child = fork();
    if (child == 0) {
        struct store *other = NULL;
        struct fail fail = { "" };

        _exit(store_open(&other, p->path, STORE_WRITE, &fail) != 0 ||
              store_lock(other, "scan shoes", &fail) != 0);
    }
    waitpid(child, &status, 0);
    CHECK_INT(WEXITSTATUS(status), 0, "free again");
    check_end();
}

/* --- scans and frontier --- */

static struct store_scan
scan_start(struct place *p, const char *digest)
{
    struct store_scan scan;

    OK(p, store_scan_start(
              p->s, STR("toys"), str_of(digest), 1000, &scan, &p->fail));
    return scan;
}

/* A job that writes for long sees that somebody waits, and lets him in. The
 * other process is made before there is a transaction: SQLite's own notes of
 * locks must not be in its copy of the memory. */
static void
lets_others_write_in_between(void **state)
{
    struct place *p = *state;
    int64_t before = now_monotonic_ms(), since = before;
    int status, go[2];
    pid_t child;

    OK(p, store_lock(p->s, "scan toys", &p->fail));
    CHECK_INT(store_wanted(p->s), 0, "nobody waits");
    assert_int_equal(pipe(go), 0);
    child = fork();
    if (child == 0) {
        struct store *other = NULL;
        struct store_scan scan;
        struct fail fail = { "" };
        char byte;

        _exit(read(go[0], &byte, 1) != 1 ||
              store_open(&other, p->path, STORE_UPDATE, &fail) != 0 ||
              store_scan_start(
                  other, STR("shoes"), STR("e"), 5, &scan, &fail) != 0);
    }
    OK(p, store_begin(p->s, &p->fail));
    scan_start(p, "d");
    assert_int_equal(write(go[1], "", 1), 1);
    while (!store_wanted(p->s) && now_monotonic_ms() - before < 8000)
        sched_yield();
    CHECK_INT(store_wanted(p->s), 1, "somebody waits");
    since = now_monotonic_ms();
    OK(p, store_breathe(p->s, &since, &p->fail));
    CHECK_INT(store_wanted(p->s), 1, "it has not had the store for long");
    since = now_monotonic_ms() - 1000;
    OK(p, store_breathe(p->s, &since, &p->fail));
    CHECK_INT(since > before, 1, "begun again");
    OK(p, store_commit(p->s, &p->fail));
    waitpid(child, &status, 0);
    CHECK_INT(WEXITSTATUS(status), 0, "and has written");
    CHECK_INT(store_wanted(p->s), 0, "nobody waits any more");
    close(go[0]);
    close(go[1]);
    check_end();
}

static int
add(struct place *p, int64_t scan, const char *url, const char *host,
    int priority)
{
    struct store_link link = { str_of(url), str_of(host), priority, 3 };
    int rc = store_frontier_add(p->s, scan, &link, &p->fail);

    if (rc < 0)
        fail_msg("%s", p->fail.text);
    return rc;
}

static void
resumes_an_unfinished_scan(void **state)
{
    struct place *p = *state;
    struct store_scan first = scan_start(p, "d1"), again;

    CHECK_INT(first.resumed, 0, "new");
    reopen(p, STORE_WRITE);
    again = scan_start(p, "d1");
    CHECK_INT(again.resumed, 1, "resumed");
    CHECK_INT(again.id, first.id, "same scan");
    CHECK_INT(scan_start(p, "d2").id != first.id, 1, "another campaign");
    OK(p, store_scan_finish(p->s, first.id, "finished", NULL, 9, &p->fail));
    CHECK_INT(scan_start(p, "d1").resumed, 0, "a finished one is over");
    check_end();
}

static void
see_link(const struct store_link *link, void *ctx)
{
    buf_addf(ctx, STR_FMT ":%d:%d ", STR_ARG(link->url), link->priority,
        link->depth);
}

static void
see_host(struct str host, int64_t waiting, void *ctx)
{
    buf_addf(ctx, STR_FMT "=%lld ", STR_ARG(host), (long long)waiting);
}

static void
frontier_keeps_order_and_knows_all(void **state)
{
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, other = scan_start(p, "e").id;
    struct buf seen = BUF_MAX(4096);
    int64_t known, waiting;

    CHECK_INT(add(p, scan, "https://a/1", "a", 5), 1, "new");
    CHECK_INT(add(p, scan, "https://a/1", "a", 1), 0, "known");
    CHECK_INT(add(p, other, "https://a/1", "a", 5), 1, "another scan's");
    add(p, scan, "https://a/2", "a", 2);
    add(p, scan, "https://a/3", "a", 5);
    add(p, scan, "https://b/1", "b", 0);
    OK(p, store_frontier_load(
              p->s, scan, STR("a"), 0, 5, 2, see_link, &seen, &p->fail));
    CHECK_TEXT(buf_text(&seen), "https://a/2:2:3 https://a/1:5:3 ",
        "by priority, then in order");
    buf_reset(&seen);
    OK(p, store_frontier_load(
              p->s, scan, STR("a"), 3, 5, 9, see_link, &seen, &p->fail));
    OK(p, store_frontier_load(
              p->s, scan, STR("a"), 3, 4, 9, see_link, &seen, &p->fail));
    CHECK_TEXT(buf_text(&seen), "https://a/1:5:3 https://a/3:5:3 ",
        "of some priorities");
    OK(p, store_frontier_done(p->s, scan, STR("https://a/3"), &p->fail));
    OK(p, store_frontier_done(p->s, scan, STR("https://a/3"), &p->fail));
    OK(p, store_frontier_done(p->s, scan, STR("https://zz/"), &p->fail));
    reopen(p, STORE_WRITE);
    CHECK_INT(add(p, scan, "https://a/3", "a", 5), 0, "done is known");
    buf_reset(&seen);
    OK(p, store_frontier_hosts(p->s, scan, see_host, &seen, &p->fail));
    CHECK_TEXT(buf_text(&seen), "a=2 b=1 ", "hosts");
    OK(p, store_frontier_count(p->s, scan, &known, &waiting, &p->fail));
    CHECK_INT(known, 4, "known");
    CHECK_INT(waiting, 3, "waiting");
    OK(p, store_frontier_load(
              p->s, scan, STR("nobody"), 0, 5, 9, see_link, &seen, &p->fail));
    OK(p, store_scan_finish(p->s, scan, "finished", NULL, 9, &p->fail));
    OK(p, store_frontier_count(p->s, scan, &known, &waiting, &p->fail));
    CHECK_INT(known, 4, "counts outlive the frontier");
    CHECK_INT(add(p, other, "https://a/1", "a", 5), 0, "others are untouched");
    buf_clear(&seen);
    check_end();
}

static void
rolled_back_links_are_new_again(void **state)
{
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, known, waiting;

    OK(p, store_begin(p->s, &p->fail));
    CHECK_INT(add(p, scan, "https://a/1", "a", 5), 1, "new");
    store_rollback(p->s);
    OK(p, store_frontier_count(p->s, scan, &known, &waiting, &p->fail));
    CHECK_INT(known, 0, "nothing happened");
    OK(p, store_begin(p->s, &p->fail));
    CHECK_INT(add(p, scan, "https://a/1", "a", 5), 1, "new again");
    OK(p, store_commit(p->s, &p->fail));
    CHECK_INT(add(p, scan, "https://a/1", "a", 5), 0, "now known");
    check_end();
}

/* A process that dies between begin and commit leaves nothing behind. */
static void
dying_in_a_transaction_leaves_nothing(void **state)
{
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, known, waiting;
    int status;
    pid_t child;

    store_close(p->s);
    p->s = NULL;
    child = fork();
    if (child == 0) {
        struct place own = { .s = NULL };

        if (store_open(&own.s, p->path, STORE_WRITE, &own.fail) != 0)
            _exit(1);
        store_begin(own.s, &own.fail);
        for (int i = 0; i < 5000; i++) {
            char url[64];

            snprintf(url, sizeof url, "https://a/%d", i);
            add(&own, scan, url, "a", 1);
        }
        kill(getpid(), SIGKILL);
    }
    waitpid(child, &status, 0);
    CHECK_INT(WIFSIGNALED(status), 1, "killed");
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    OK(p, store_frontier_count(p->s, scan, &known, &waiting, &p->fail));
    CHECK_INT(known, 0, "nothing was kept");
    check_end();
}

/* Prints the rate of adding; half of the links are known, as on real pages.
 * 85 new links a page at 175 pages a second, the slowest machine we want to
 * run on, need 15,000. */
static void
frontier_tells_its_speed(void **state)
{
    enum { URLS = 200000 };
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, known, waiting;
    struct timespec a, b;
    double s;

    clock_gettime(CLOCK_MONOTONIC, &a);
    OK(p, store_begin(p->s, &p->fail));
    for (int i = 0; i < URLS; i++) {
        char url[96];

        snprintf(url, sizeof url,
            "https://shop.example/catalogue/product-%d?colour=blue", i / 2);
        add(p, scan, url, "shop.example", i % 7);
    }
    OK(p, store_commit(p->s, &p->fail));
    clock_gettime(CLOCK_MONOTONIC, &b);
    s = (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
    print_message("frontier: %.0f adds/s, half of them known\n", URLS / s);
    OK(p, store_frontier_count(p->s, scan, &known, &waiting, &p->fail));
    CHECK_INT(known, URLS / 2, "known");
    check_end();
}

static int64_t
known_to(struct store *s, struct place *p, int64_t scan)
{
    int64_t known = -1, waiting;

    OK(p, store_frontier_count(s, scan, &known, &waiting, &p->fail));
    return known;
}

/* What a commit has to write is in the log before, where it is nothing yet. */
static void
writes_out_before_the_commit(void **state)
{
    enum { ROUND = 1000 };
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, known = 0;
    struct store *other = NULL;
    struct stat before, file;
    char log[128], url[1000];

    snprintf(log, sizeof log, "%s-wal", p->path);
    OK(p, store_open(&other, p->path, STORE_READ, &p->fail));
    for (int round = 0; round < 3; round++) {
        int undone = round == 1;

        OK(p, store_begin(p->s, &p->fail));
        for (int i = 0; i < ROUND; i++) {
            snprintf(
                url, sizeof url, "https://shop.example/%d/%0900d", round, i);
            add(p, scan, url, "shop.example", 1);
        }
        assert_int_equal(stat(log, &before), 0);
        OK(p, store_write_out(p->s, &p->fail));
        assert_int_equal(stat(log, &file), 0);
        /* The third time where the second was. */
        CHECK_INT(file.st_size > before.st_size || round == 2, 1, "in the log");
        CHECK_INT(known_to(other, p, scan), known, "nobody sees it");
        if (undone)
            store_rollback(p->s);
        else
            OK(p, store_commit(p->s, &p->fail));
        known += undone ? 0 : ROUND;
        CHECK_INT(known_to(other, p, scan), known, "but after the commit");
    }
    store_close(other);
    check_end();
}

/* In commits of 2 MB, until the thread has taken the log over into the file and
 * the log has started over; the store is whole at all times. */
static void
takes_the_log_over_aside(void **state)
{
    enum { ROUND = 1000 };
    struct place *p = *state;
    int64_t deadline = now_monotonic_ms() + 60000, known, waiting, scan;
    char log[128], url[1000];
    struct store *other = NULL;
    struct stat file;
    int count = 0, over = 0;
    off_t before, longest = 0;

    snprintf(log, sizeof log, "%s-wal", p->path);
    assert_int_equal(stat(p->path, &file), 0);
    before = file.st_size;
    OK(p, store_lock(p->s, "scan toys", &p->fail));
    OK(p, store_aside(p->s, &p->fail));
    scan = scan_start(p, "d").id;
    while (!over && now_monotonic_ms() < deadline) {
        OK(p, store_begin(p->s, &p->fail));
        for (int i = 0; i < ROUND; i++) {
            snprintf(
                url, sizeof url, "https://shop.example/%d/%0900d", count++, i);
            add(p, scan, url, "shop.example", 1);
        }
        OK(p, store_commit(p->s, &p->fail));
        assert_int_equal(stat(log, &file), 0);
        over = file.st_size == longest;
        longest = file.st_size;
    }
    CHECK_INT(over, 1, "the log starts over");
    assert_int_equal(stat(p->path, &file), 0);
    CHECK_INT(
        file.st_size > before + (20 << 20), 1, "what it had is in the file");
    OK(p, store_open(&other, p->path, STORE_READ, &p->fail));
    OK(p, store_frontier_count(other, scan, &known, &waiting, &p->fail));
    CHECK_INT(known, count, "and nothing is lost");
    store_close(other);
    store_close(p->s);
    p->s = NULL;
    CHECK_INT(stat(log, &file), -1, "closed, it is one file");
    check_end();
}

/* --- pages --- */

static int64_t
put_page(struct place *p, int64_t scan, const char *state, const char *etag,
    const char *record)
{
    static int64_t observed;
    struct store_page page = {
        .scan = scan,
        .url = "https://a/1",
        .final_url = "https://a/1",
        .status = 200,
        .state = state,
        .reason = "",
        .kind = "product",
        .fetched_at_ms = 5000,
        .digest = "abc",
        .etag = etag,
        .last_modified = "",
        .record = record,
        .robots_override = "",
        .since = strcmp(state, "unchanged") == 0 ? observed : 0,
    };
    int64_t id;

    OK(p, store_page_put(p->s, &page, &id, &p->fail));
    if (strcmp(state, "observed") == 0)
        observed = id;
    return id;
}

static void
pages_leave_validators(void **state)
{
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, id;
    struct store_validators v;
    struct js *summary;
    char *record;

    CHECK_INT(store_page_find(p->s, STR("https://a/1"), &v, &p->fail), 0,
        "unknown URL");
    CHECK_INT(store_page_body(p->s, 1, "abc", &record, &p->fail), 0, "body");
    CHECK_TEXT(record, NULL, "unknown page");
    put_page(p, scan, "observed", "\"1\"", "");
    id = put_page(p, scan, "observed", "\"2\"", "s:1");
    put_page(p, scan, "blocked", "\"3\"", "s:2");
    CHECK_INT(store_page_find(p->s, STR("https://a/1"), &v, &p->fail), 1,
        "known URL");
    CHECK_INT(v.page, id, "newest observed");
    CHECK_TEXT(v.etag, "\"2\"", "etag");
    free(v.etag);
    free(v.last_modified);
    free(v.digest);
    free(v.record);
    OK(p, store_page_body(p->s, id - 1, "abc", &record, &p->fail));
    CHECK_TEXT(record, NULL, "not in the archive");
    OK(p, store_page_body(p->s, id, "abd", &record, &p->fail));
    CHECK_TEXT(record, NULL, "another body");
    OK(p, store_page_body(p->s, id, "abc", &record, &p->fail));
    CHECK_TEXT(record, "s:1", "where the body is");
    free(record);
    summary = store_scan_summary(p->s, scan, &p->fail);
    CHECK_INT(js_integer(js_get(summary, "pages"), 0), 3, "pages");
    CHECK_INT(js_integer(js_get(js_get(summary, "states"), "blocked"), 0), 1,
        "states");
    CHECK_INT(
        js_integer(js_get(js_get(summary, "kinds"), "product"), 0), 3, "kinds");
    js_free(summary);
    CHECK_INT(store_scan_summary(p->s, 777, &p->fail) == NULL, 1, "no scan");
    check_end();
}

/* The newest visit of the URL. */
static void
check_last(struct place *p, const char *want, int64_t id, const char *name)
{
    struct store_visit last = { .page = 0 };
    char *state, *reason;

    CHECK_INT(
        store_page_last(p->s, STR("https://a/1"), &state, &reason, &p->fail), 1,
        name);
    CHECK_TEXT(state, want, name);
    CHECK_INT(store_visit_last(p->s, STR("https://a/1"), 5000, &last, &p->fail),
        1, name);
    CHECK_INT(last.page, id, name);
    CHECK_INT(store_visit_last(p->s, STR("https://a/1"), 5001, &last, &p->fail),
        0, "later than all");
    free(state);
    free(reason);
}

/* One that found nothing new stands beside the one before, and under the URL
 * where that is gone. */
static void
finds_visits_that_found_nothing_new(void **state)
{
    struct place *p = *state;
    int64_t scan = scan_start(p, "d").id, first, id;
    struct db *d = NULL;

    first = put_page(p, scan, "observed", "\"1\"", "s:1");
    check_last(p, "observed", first, "the first");
    put_page(p, scan, "unchanged", "\"1\"", "s:2");
    id = put_page(p, scan, "unchanged", "\"1\"", "s:3");
    check_last(p, "unchanged", id, "the last");
    store_close(p->s);
    p->s = NULL;
    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, db_script(d, "DELETE FROM page WHERE id = 1", &p->fail));
    db_close(d);
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    CHECK_INT(first, 1, "the one that went");
    check_last(p, "unchanged", id, "without the first");
    id = put_page(p, scan, "failed", "", "");
    check_last(p, "failed", id, "one that failed");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, place_setup, place_teardown)
        T(opens_from_nothing),
        T(refuses_broken_files),
        T(takes_the_given_path_first),
        T(locks_out_a_second_job),
        T(lets_others_write_in_between),
        T(resumes_an_unfinished_scan),
        T(frontier_keeps_order_and_knows_all),
        T(rolled_back_links_are_new_again),
        T(dying_in_a_transaction_leaves_nothing),
        T(frontier_tells_its_speed),
        T(writes_out_before_the_commit),
        T(takes_the_log_over_aside),
        T(pages_leave_validators),
        T(finds_visits_that_found_nothing_new),
#undef T
    };

    return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
