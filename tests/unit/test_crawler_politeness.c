/* How long one host is left alone; how the frontier goes by that is in
 * test_crawler_frontier.c. */
#include "tests/check.h"

#include "base/mem.h"
#include "crawler/politeness.h"

#define NOW 1000000

static void
adapts_the_delay_of_a_host(void **state)
{
    static const struct {
        const char *name;
        int64_t host_delay_ms, crawl_delay_ms, took_ms, want_ms;
    } cases[] = {
        { "as asked for", 1000, 0, 0, 1000 },
        { "fast", 1000, 0, 100, 1000 },
        { "slow", 1000, 0, 4000, 8000 },
        { "slow, at most", 1000, 0, 60000, 30000 },
        { "robots.txt asks for more", 1000, 5000, 0, 5000 },
        { "robots.txt asks for less", 1000, 500, 0, 1000 },
        { "robots.txt asks for too much", 1000, 9999999, 0, 300000 },
        { "slow, and robots.txt", 1000, 5000, 4000, 8000 },
        { "no politeness", 0, 0, 4000, 0 },
        { "none, but robots.txt", 0, 2000, 4000, 2000 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct politeness p = { politeness_defaults(), { 1 } };
        struct politeness_host h;

        p.limits.host_delay_ms = cases[i].host_delay_ms;
        politeness_host_init(&h);
        politeness_set_crawl_delay(&p, &h, cases[i].crawl_delay_ms);
        if (cases[i].took_ms > 0)
            politeness_took(&p, &h, NOW - 500000, cases[i].took_ms);
        politeness_asked(&p, &h, NOW);
        CHECK_INT(h.next_at_ms - NOW, cases[i].want_ms, cases[i].name);
    }
    check_end();
}

static void
never_shortens_a_wait(void **state)
{
    struct politeness p = { politeness_defaults(), { 1 } };
    struct politeness_host h;

    (void)state;
    politeness_host_init(&h);
    politeness_wait(&h, NOW + 5000);
    politeness_wait(&h, NOW + 10);
    CHECK_INT(h.next_at_ms, NOW + 5000, "wait");
    politeness_asked(&p, &h, NOW);
    CHECK_INT(h.next_at_ms, NOW + 5000, "asked");
    politeness_set_crawl_delay(&p, &h, 7000);
    politeness_set_crawl_delay(&p, &h, 2000);
    CHECK_INT(h.crawl_delay_ms, 7000, "crawl delay");
    check_end();
}

/* The last answers count for most: a host that was slow once recovers. */
static void
forgets_slowness(void **state)
{
    struct politeness p = { politeness_defaults(), { 1 } };
    struct politeness_host h;

    (void)state;
    politeness_host_init(&h);
    politeness_took(&p, &h, NOW, 4000);
    CHECK_INT(h.took_ms, 4000, "the first");
    politeness_took(&p, &h, NOW, 0);
    CHECK_INT(h.took_ms, 3000, "a quarter less");
    for (int i = 0; i < 20; i++)
        politeness_took(&p, &h, NOW, 100);
    CHECK_INT(h.took_ms < 200, 1, "forgotten");
    check_end();
}

static void
leaves_alone_who_pushes_back(void **state)
{
    static const struct {
        const char *name;
        int status;
        int64_t retry_after_ms;
        int want;                  /* a strike */
        int64_t least_ms, most_ms; /* of the wait; -1: none */
    } cases[] = {
        { "fine", 200, -1, 0, -1, -1 },
        { "not found", 404, -1, 0, -1, -1 },
        { "broken", 500, -1, 0, -1, -1 },
        { "not there", 0, -1, 1, 1500, 2500 },
        { "too many", 429, -1, 1, 1500, 2500 },
        { "unavailable", 503, -1, 1, 1500, 2500 },
        { "says when", 429, 60000, 1, 60000, 60000 },
        { "says too late", 503, 99999999, 1, 3600000, 3600000 },
        { "says too soon", 503, 1, 1, 1500, 2500 },
        { "broken, says when", 500, 60000, 0, 60000, 60000 },
        { "fine, says when", 200, 60000, 0, -1, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct politeness p = { politeness_defaults(), { i } };
        struct politeness_host h;
        int64_t wait_ms;

        politeness_host_init(&h);
        CHECK_INT(politeness_answered(
                      &p, &h, NOW, cases[i].status, cases[i].retry_after_ms),
            cases[i].want, cases[i].name);
        CHECK_INT(h.strikes, cases[i].want, cases[i].name);
        wait_ms = h.next_at_ms == INT64_MIN ? -1 : h.next_at_ms - NOW;
        CHECK_INT(wait_ms >= cases[i].least_ms && wait_ms <= cases[i].most_ms,
            1, cases[i].name);
    }
    check_end();
}

static void
gives_up_after_so_many_in_a_row(void **state)
{
    struct politeness p = { politeness_defaults(), { 1 } };
    struct politeness_host h;

    (void)state;
    politeness_host_init(&h);
    for (int i = 1; i < p.limits.host_strikes; i++)
        politeness_answered(&p, &h, NOW, 503, -1);
    CHECK_INT(h.gone, 0, "one less");
    politeness_answered(&p, &h, NOW, 404, -1);
    CHECK_INT(h.strikes, 0, "it answered");
    for (int i = 1; i < p.limits.host_strikes; i++)
        politeness_answered(&p, &h, NOW, 0, -1);
    CHECK_INT(h.gone, 0, "one less again");
    politeness_answered(&p, &h, NOW, 429, -1);
    CHECK_INT(h.gone, 1, "so many");
    check_end();
}

static void
doubles_pauses_out_of_step(void **state)
{
    static const struct {
        int times;
        int64_t about_ms;
    } cases[] = { { 1, 2000 }, { 2, 4000 }, { 3, 8000 }, { 7, 128000 },
        { 8, 256000 }, { 9, 300000 }, { 1000, 300000 } };
    struct politeness p = { politeness_defaults(), { 1 } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t least = INT64_MAX, most = 0, about = cases[i].about_ms;
        char name[32];

        snprintf(name, sizeof name, "%d failures", cases[i].times);
        for (int k = 0; k < 1000; k++) {
            int64_t ms = politeness_pause_ms(&p, cases[i].times);

            least = ms < least ? ms : least;
            most = ms > most ? ms : most;
        }
        CHECK_INT(least >= about * 3 / 4 && least < about * 4 / 5, 1, name);
        CHECK_INT(most <= about * 5 / 4 && most > about * 6 / 5, 1, name);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adapts_the_delay_of_a_host),
        cmocka_unit_test(never_shortens_a_wait),
        cmocka_unit_test(forgets_slowness),
        cmocka_unit_test(leaves_alone_who_pushes_back),
        cmocka_unit_test(gives_up_after_so_many_in_a_row),
        cmocka_unit_test(doubles_pauses_out_of_step),
    };

    return cmocka_run_group_tests_name("crawler/politeness", tests, NULL, NULL);
}
