/* How far a scan goes on one host. */
#include "base/mem.h"
#include "scan/pace.h"
#include "tests/check.h"

#include <stdio.h>

static int
add_any(void *ctx, const struct frontier_link *l, struct fail *fail)
{
    (void)ctx;
    (void)l;
    (void)fail;
    return 1;
}

static int
load_none(void *ctx, struct str host, int first, int last, size_t limit,
    void (*visit)(const struct frontier_link *link, void *arg), void *arg,
    struct fail *fail)
{
    (void)ctx;
    (void)host;
    (void)first;
    (void)last;
    (void)limit;
    (void)visit;
    (void)arg;
    (void)fail;
    return 0;
}

static int
no_hosts(void *ctx, void (*visit)(struct str host, int64_t waiting, void *arg),
    void *arg, struct fail *fail)
{
    (void)ctx;
    (void)visit;
    (void)arg;
    (void)fail;
    return 0;
}

static int
done_any(void *ctx, struct str url, struct fail *fail)
{
    (void)ctx;
    (void)url;
    (void)fail;
    return 0;
}

/* How many of `count` numbered offers of one host are taken. */
static int64_t
taken(const char *limits, int count)
{
    const struct frontier_store store = { NULL, add_any, load_none, no_hosts,
        done_any };
    struct frontier *f = NULL;
    struct campaign *c = NULL;
    struct fail fail = { "" };
    char text[300];
    int64_t n = 0;

    snprintf(text, sizeof text,
        "name: pace\ncontact: https://authority.example/c\n"
        "start: ['https://shop.example/']\nlimits: {%s}\n",
        limits);
    assert_int_equal(campaign_parse(&c, str_of(text), "pace", &fail), 0);
    assert_int_equal(pace_open(&f, c, &store, 0, &fail), 0);
    for (int i = 0; i < count; i++) {
        char url[60];
        struct frontier_link link = { .host = STR("shop.example"), .depth = 1 };
        enum frontier_refusal why;

        snprintf(url, sizeof url, "https://shop.example/p/%d", i);
        link.url = str_of(url);
        n += frontier_add(f, &link, &why, &fail) == 1;
    }
    frontier_free(f);
    campaign_free(c);
    return n;
}

static void
numbered_offers_are_a_trap_only_past_the_budget(void **state)
{
    static const struct {
        const char *name, *limits;
        int64_t want;
    } cases[] = {
        { "a small budget", "pages: 1000", 200000 },
        { "a host's own small budget", "pages: 300000, pages_per_host: 1000",
            200000 },
        { "a large budget", "pages: 300000", 250000 },
        { "as many as a host's budget",
            "pages: 1000000, pages_per_host: 220000", 220000 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(taken(cases[i].limits, 250000), cases[i].want, cases[i].name);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbered_offers_are_a_trap_only_past_the_budget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
