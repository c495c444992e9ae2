/* How often the frontier asks a host, and what it does when that fails. */
#include "tests/frontier_world.h"

/* --- politeness --- */

static void
keeps_the_delay_of_a_host(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    struct map_item *item = NULL;

    (void)state;
    world_open(&w, &o);
    add_numbered(w.f, "a.example", 40);
    add_numbered(w.f, "b.example", 40);
    frontier_set_crawl_delay(w.f, STR("b.example"), 5000);
    run(&w, HOUR);
    CHECK_INT(w.done, 80, "all fetched");
    while ((item = map_next(w.hosts, item)) != NULL) {
        struct asked *a = item->value.ptr;

        CHECK_INT(
            a->least_ms, item->key.p[0] == 'a' ? 1000 : 5000, item->key.p);
        CHECK_INT(a->most, 1, "at once");
    }
    CHECK_INT(w.now_ms, 1000000 + 39 * 5000 + 50, "no time lost");
    world_close(&w);
    check_end();
}

static int64_t
took_4000(const struct flight *fl)
{
    (void)fl;
    return 4000;
}

static void
is_slow_with_slow_hosts(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    world_open(&w, &o);
    w.took = took_4000;
    add_numbered(w.f, "slow.example", 10);
    run(&w, HOUR);
    CHECK_INT(w.done, 10, "all fetched");
    CHECK_INT(asked_of(w.hosts, STR("slow.example"))->least_ms, 8000,
        "twice the response time");
    world_close(&w);
    check_end();
}

static struct frontier_answer
one_address(const struct flight *fl)
{
    struct frontier_answer a = all_well(fl);

    a.address = STR("192.0.2.1");
    return a;
}

static void
keeps_the_delay_of_an_address(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    int64_t started_ms, first;

    (void)state;
    o.address_connections = 2;
    o.address_delay_ms = 300;
    world_open(&w, &o);
    w.answer = one_address;
    for (int i = 0; i < 50; i++) {
        char host[32];

        snprintf(host, sizeof host, "s%d.example", i);
        add_numbered(w.f, host, 1);
    }
    run(&w, HOUR); /* each host's first: its address is learned */
    CHECK_INT(w.done, 50, "first round");
    started_ms = w.now_ms += 10000;
    first = w.handed;
    for (int i = 0; i < 50; i++) {
        char host[32];

        snprintf(host, sizeof host, "s%d.example", i);
        assert_int_equal(add(w.f, host, "/second"), FRONTIER_FINE);
    }
    run(&w, HOUR);
    CHECK_INT(w.handed - first, 50, "second round");
    CHECK_INT(w.now_ms - started_ms, 49 * 300 + 50, "one per 300 ms");
    world_close(&w);
    check_end();
}

static void
uses_several_connections(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    o.host_connections = 3;
    o.politeness.host_delay_ms = 10;
    o.politeness.slow_factor = 0;
    world_open(&w, &o);
    add_numbered(w.f, "a.example", 30);
    run(&w, HOUR);
    CHECK_INT(w.done, 30, "all fetched");
    CHECK_INT(asked_of(w.hosts, STR("a.example"))->most, 3, "at once");
    CHECK_INT(asked_of(w.hosts, STR("a.example"))->least_ms, 10, "delay");
    world_close(&w);
    check_end();
}

/* --- trouble --- */

static struct frontier_answer
busy_twice(const struct flight *fl)
{
    struct frontier_answer a = all_well(fl);

    if (fl->started_at_ms < 1000000 + 10000) {
        a.status = 429;
        a.retry_after_ms = 20000;
    }
    return a;
}

static void
waits_as_long_as_asked(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    world_open(&w, &o);
    w.answer = busy_twice;
    add_numbered(w.f, "busy.example", 3);
    run(&w, HOUR);
    CHECK_INT(w.done, 3, "all fetched");
    CHECK_INT(w.retried, 1, "one push-back, then silence");
    CHECK_INT(w.now_ms >= 1000000 + 20000, 1, "Retry-After kept");
    CHECK_INT(asked_of(w.hosts, STR("busy.example"))->count, 4, "requests");
    world_close(&w);
    check_end();
}

static struct frontier_answer
by_path(const struct flight *fl)
{
    struct frontier_answer a = all_well(fl);

    if (strstr(fl->url, "/broken") != NULL)
        a.status = 500;
    else if (strstr(fl->url, "/flaky") != NULL && fl->attempt == 1)
        a.status = 502;
    else if (strstr(fl->url, "/missing") != NULL)
        a.status = 404;
    else if (strstr(fl->url, "/refused") != NULL)
        a.refused = 1, a.status = 0;
    return a;
}

static void
tries_again_what_may_pass(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    world_open(&w, &o);
    w.answer = by_path;
    add(w.f, "a.example", "/broken");
    add(w.f, "a.example", "/flaky");
    add(w.f, "a.example", "/missing");
    add(w.f, "a.example", "/refused");
    add(w.f, "a.example", "/fine");
    run(&w, HOUR);
    CHECK_INT(w.done, 5, "each ends");
    CHECK_INT(w.handed, 3 + 2 + 1 + 1 + 1, "requests");
    CHECK_INT(frontier_waiting(w.f), 0, "none waits");
    CHECK_INT(frontier_held(w.f), 0, "none is held");
    world_close(&w);
    check_end();
}

static struct frontier_answer
dead(const struct flight *fl)
{
    (void)fl;
    return (struct frontier_answer){ .retry_after_ms = -1 };
}

static void
gives_up_dead_hosts(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    struct str order;
    int64_t distance;

    (void)state;
    world_open(&w, &o);
    w.answer = dead;
    add_numbered(w.f, "dead.example", 1000);
    run(&w, HOUR);
    CHECK_INT(w.handed, o.politeness.host_strikes, "requests");
    CHECK_INT(w.gone + w.done, 1000, "each URL ends");
    distance = asked_of(w.hosts, STR("dead.example"))->last_ms - 1000000;
    /* 2+4+...+128 s, give or take a quarter. */
    CHECK_INT(distance > 254000 * 3 / 4 && distance < 254000 * 5 / 4, 1,
        "pauses double");
    CHECK_INT(add(w.f, "dead.example", "/x"), FRONTIER_HOST_GONE, "add");
    order = buf_str(&w.order);
    CHECK_INT(order.len > 0, 1, "order kept");
    world_close(&w);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_delay_of_a_host),
        cmocka_unit_test(is_slow_with_slow_hosts),
        cmocka_unit_test(keeps_the_delay_of_an_address),
        cmocka_unit_test(uses_several_connections),
        cmocka_unit_test(waits_as_long_as_asked),
        cmocka_unit_test(tries_again_what_may_pass),
        cmocka_unit_test(gives_up_dead_hosts),
    };

    return cmocka_run_group_tests_name("crawler/frontier", tests, NULL, NULL);
}
