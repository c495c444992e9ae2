#include "tests/place.h"

#include "base/digest.h"
#include "store/db.h"
#include "store/migrate.h"

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
see(const struct store_link *link, void *ctx)
{
    buf_addf(ctx, STR_FMT ":%d ", STR_ARG(str_sub(link->url, 8, 99)),
        link->priority);
}

static void
check_queue(struct place *p, int64_t scan, const char *host, const char *want)
{
    struct buf seen = BUF_MAX(4096);

    OK(p, store_frontier_load(p->s, scan, str_of(host), INT32_MIN, INT32_MAX,
              99, see, &seen, &p->fail));
    CHECK_TEXT(buf_text(&seen), want, host);
    buf_clear(&seen);
}

/* More hosts than are remembered, by turns: each URL has its place all the
 * same, before and after the commit, and whoever opens the store next. */
static void
counts_the_urls_of_each_host(void **state)
{
    enum { HOSTS = 300, EACH = 6 };
    struct place *p = *state;
    struct store_scan scan;
    char url[64], host[32], want[300];
    int64_t known, waiting;

    OK(p, store_scan_start(p->s, STR("n"), STR("d"), 1, &scan, &p->fail));
    OK(p, store_begin(p->s, &p->fail));
    for (int i = 0; i < EACH; i++) {
        if (i == EACH / 2) {
            OK(p, store_commit(p->s, &p->fail));
            store_close(p->s);
            p->s = NULL;
            OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
            OK(p, store_begin(p->s, &p->fail));
        }
        for (int h = 0; h < HOSTS; h++) {
            snprintf(host, sizeof host, "h%d", h);
            snprintf(url, sizeof url, "https://%s/%d", host, i);
            CHECK_INT(add(p, scan.id, url, host, i % 2), 1, url);
            CHECK_INT(add(p, scan.id, url, host, 0), 0, "known");
        }
    }
    OK(p, store_commit(p->s, &p->fail));
    for (int h = 0; h < HOSTS; h += 37) {
        snprintf(host, sizeof host, "h%d", h);
        snprintf(want, sizeof want,
            "%s/0:0 %s/2:0 %s/4:0 %s/1:1 %s/3:1 %s/5:1 ", host, host, host,
            host, host, host);
        check_queue(p, scan.id, host, want);
    }
    OK(p, store_frontier_count(p->s, scan.id, &known, &waiting, &p->fail));
    CHECK_INT(known, HOSTS * EACH, "known");
    CHECK_INT(waiting, HOSTS * EACH, "waiting");
    check_end();
}

/* As version 24 wrote them; seq 0: it waits no more. */
static void
add_old(struct place *p, struct db *d, int seq, const char *url)
{
    char text[400];

    snprintf(text, sizeof text,
        "INSERT INTO frontier_known VALUES (4, %lld, %d);"
        "INSERT INTO frontier_waiting SELECT %d, 7, 5, 1, '%s' WHERE %d > 0",
        (long long)digest_key(str_of(url)), seq > 0 ? seq : 3, seq, url, seq);
    OK(p, db_script(d, text, &p->fail));
}

/* A scan that a version stopped whose queue was another: its numbers went over
 * all hosts. */
static void
goes_on_with_an_older_queue(void **state)
{
    struct place *p = *state;
    struct store_scan scan;
    struct db *d = NULL;
    int64_t known, waiting;

    store_close(p->s);
    p->s = NULL;
    unlink(p->path);
    OK(p, db_open(&d, p->path, 1, &p->fail));
    OK(p, migrate_run_to(d, 24, &p->fail));
    OK(p, db_script(d,
              "INSERT INTO scan (id, name, digest, started_at_ms) VALUES"
              " (4, 'n', 'd', 1);"
              "INSERT INTO frontier_host VALUES (7, 4, 'a', 3, 2);"
              "INSERT INTO sqlite_sequence VALUES ('frontier_waiting', 90)",
              &p->fail));
    add_old(p, d, 70, "https://a/1");
    add_old(p, d, 80, "https://a/2");
    add_old(p, d, 0, "https://a/0");
    db_close(d);
    OK(p, store_open(&p->s, p->path, STORE_WRITE, &p->fail));
    OK(p, store_scan_start(p->s, STR("n"), STR("d"), 1, &scan, &p->fail));
    CHECK_INT(scan.resumed && scan.id == 4, 1, "resumed");
    check_queue(p, 4, "a", "a/1:5 a/2:5 ");
    CHECK_INT(add(p, 4, "https://a/0", "a", 5), 0, "dealt with");
    CHECK_INT(add(p, 4, "https://a/2", "a", 5), 0, "waits");
    CHECK_INT(add(p, 4, "https://a/3", "a", 5), 1, "new");
    OK(p, store_frontier_done(p->s, 4, STR("https://a/1"), &p->fail));
    OK(p, store_frontier_done(p->s, 4, STR("https://a/0"), &p->fail));
    check_queue(p, 4, "a", "a/2:5 a/3:5 ");
    OK(p, store_frontier_count(p->s, 4, &known, &waiting, &p->fail));
    CHECK_INT(known, 4, "known");
    CHECK_INT(waiting, 2, "waiting");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            counts_the_urls_of_each_host, place_setup, place_teardown),
        cmocka_unit_test_setup_teardown(
            goes_on_with_an_older_queue, place_setup, place_teardown),
    };

    return cmocka_run_group_tests_name("store/frontier", tests, NULL, NULL);
}
