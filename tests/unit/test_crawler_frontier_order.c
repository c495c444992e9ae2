/* In which order the frontier hands out, what it holds back, what it knows. */
#include "tests/frontier_world.h"

#include "base/now.h"

/* --- order --- */

static void
follows_priorities(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    o.window = 2; /* so that the store's order counts as well */
    world_open(&w, &o);
    add_as(w.f, "a", "/other1", FRONTIER_OTHER, 1);
    add_as(w.f, "a", "/other2", FRONTIER_OTHER, 1);
    add_as(w.f, "a", "/list1", FRONTIER_LIST, 1);
    add_as(w.f, "a", "/list2", FRONTIER_LIST, 1);
    add_as(w.f, "a", "/item1", FRONTIER_LISTING, 1);
    add_as(w.f, "a", "/item2", FRONTIER_LISTING, 1);
    add_as(w.f, "a", "/sitemap", FRONTIER_FIRST, 1);
    run(&w, HOUR);
    CHECK_TEXT(buf_text(&w.order),
        "a/sitemap a/item1 a/item2 a/list1 a/list2 a/other1 a/other2 ",
        "order");
    world_close(&w);
    check_end();
}

/* Each list is named by the one before alone; most of what waits is in the
 * store only. */
static void
reads_lists_beside_offers(void **state)
{
    enum { OFFERS = 400, LISTS = 20, EVERY = 8 };
    struct frontier_options o = frontier_defaults();
    struct frontier_task t;
    struct world w;
    int64_t wait_ms;
    char path[32];

    (void)state;
    o.window = 8;
    o.politeness.host_delay_ms = o.address_delay_ms = 0;
    world_open(&w, &o);
    for (int i = 0; i < OFFERS; i++) {
        snprintf(path, sizeof path, "/p/%d", i);
        add_as(w.f, "a", path, FRONTIER_LISTING, 1);
        snprintf(path, sizeof path, "/about/%d", i);
        add_as(w.f, "a", path, FRONTIER_OTHER, 1);
    }
    add_as(w.f, "a", "/list/1", FRONTIER_LIST, 1);
    for (int i = 1; i <= OFFERS + LISTS; i++) {
        assert_int_equal(frontier_next(w.f, ++w.now_ms, &t, &wait_ms, NULL), 1);
        CHECK_INT(t.priority,
            i % EVERY == 0 && i / EVERY <= LISTS ? FRONTIER_LIST
                                                 : FRONTIER_LISTING,
            "beside them");
        snprintf(path, sizeof path, "/list/%d", i / EVERY + 1);
        if (t.priority == FRONTIER_LIST && i / EVERY < LISTS)
            add_as(w.f, "a", path, FRONTIER_LIST, 1);
        frontier_done(w.f, w.now_ms, t.url, NULL);
    }
    for (int i = 0; i < OFFERS; i++) {
        assert_int_equal(frontier_next(w.f, ++w.now_ms, &t, &wait_ms, NULL), 1);
        CHECK_INT(t.priority, FRONTIER_OTHER, "then the rest");
        frontier_done(w.f, w.now_ms, t.url, NULL);
    }
    CHECK_INT(frontier_waiting(w.f), 0, "all");
    world_close(&w);
    check_end();
}

static void
starves_no_host(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    int64_t at_ms;

    (void)state;
    o.politeness.host_delay_ms = o.address_delay_ms = 0;
    world_open(&w, &o);
    w.in_flight_max = 1; /* the crawler itself is what is scarce */
    for (int i = 0; i < 1000; i++) {
        char path[32];

        snprintf(path, sizeof path, "/p/%d", i);
        add_as(w.f, "big", path, FRONTIER_LISTING, 0);
    }
    add_as(w.f, "small", "/x", FRONTIER_OTHER, 0);
    at_ms = w.now_ms + 100 * 50;
    run(&w, at_ms);
    CHECK_INT(strstr(buf_text(&w.order), "small/x") != NULL, 1, "its turn");
    CHECK_INT(strncmp(buf_text(&w.order), "big/p/0 big/p/1 ", 16), 0,
        "but not first");
    world_close(&w);
    check_end();
}

/* --- limits --- */

static void
keeps_budgets(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    o.pages_max = 30;
    o.pages_handed = 5;
    o.pages_per_host_max = 10;
    o.depth_max = 2;
    world_open(&w, &o);
    add_numbered(w.f, "a", 50);
    add_numbered(w.f, "b", 50);
    CHECK_INT(add_as(w.f, "a", "/deep", 3, 3), FRONTIER_DEPTH, "depth");
    run(&w, HOUR);
    CHECK_INT(w.done, 20, "per host");
    CHECK_INT(frontier_over_budget(w.f), 0, "total is not used up");
    CHECK_INT(add(w.f, "a", "/more"), FRONTIER_HOST_BUDGET, "used up");
    add_numbered(w.f, "c", 50);
    run(&w, HOUR);
    CHECK_INT(w.done, 25, "in total");
    CHECK_INT(frontier_over_budget(w.f), 1, "total");
    CHECK_INT(frontier_waiting(w.f), 150 - 25, "the rest waits");
    world_close(&w);
    check_end();
}

static void
goes_on_after_a_crash(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    struct frontier *before;

    (void)state;
    o.window = 8;
    world_open(&w, &o);
    for (int i = 0; i < 10; i++) {
        char host[16];

        snprintf(host, sizeof host, "h%d", i);
        add_numbered(w.f, host, 30);
    }
    run(&w, w.now_ms + 12025); /* some are in flight right now */
    CHECK_INT(w.in_flight > 0, 1, "in flight");
    CHECK_INT(w.done > 0 && w.done < 300, 1, "on the way");
    before = w.f;
    w.f = open_frontier(&w.memory, &o);
    frontier_free(before);
    while (heap_first(&w.flights) != NULL) {
        struct heap_node *n = heap_first(&w.flights);

        heap_remove(&w.flights, n);
        flight_free(n->owner);
        w.in_flight--;
    }
    run(&w, HOUR); /* memory_done asserts that none is done twice */
    CHECK_INT(w.done, 300, "each once");
    CHECK_INT(frontier_waiting(w.f), 0, "none left");
    world_close(&w);
    check_end();
}

static void
holds_back_paused_hosts(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    struct frontier_task t;
    int64_t wait_ms;

    (void)state;
    world_open(&w, &o);
    add(w.f, "a", "/1");
    CHECK_INT(frontier_next(w.f, w.now_ms, &t, &wait_ms, NULL), 1, "first");
    frontier_pause(w.f, STR("a"));
    frontier_put_back(w.f, w.now_ms, t.url);
    CHECK_INT(
        frontier_next(w.f, w.now_ms + 9000, &t, &wait_ms, NULL), 0, "paused");
    CHECK_INT(wait_ms, -1, "nothing to wait for");
    frontier_asked(w.f, w.now_ms + 9000, STR("a"));
    frontier_resume(w.f, STR("a"));
    CHECK_INT(frontier_next(w.f, w.now_ms + 9000, &t, &wait_ms, NULL), 0,
        "robots.txt was just asked for");
    CHECK_INT(wait_ms, 1000, "its delay");
    CHECK_INT(
        frontier_next(w.f, w.now_ms + 10000, &t, &wait_ms, NULL), 1, "resumed");
    CHECK_INT(t.attempt, 1, "untried");
    CHECK_INT(frontier_waiting(w.f), 0, "waiting");
    world_close(&w);
    check_end();
}

/* A browser's visit takes the host's turn as a request does. */
static void
lets_a_browser_visit(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct frontier_task t;
    const struct frontier_answer ok = { .status = 200, .retry_after_ms = -1 };
    struct world w;
    int64_t wait_ms, now_ms;

    (void)state;
    world_open(&w, &o);
    now_ms = w.now_ms;
    add(w.f, "a", "/1");
    add(w.f, "a", "/2");
    add(w.f, "b", "/1");
    CHECK_INT(frontier_visit(w.f, now_ms, STR("a"), &wait_ms), 1, "free");
    CHECK_INT(frontier_next(w.f, now_ms, &t, &wait_ms, NULL), 1, "another");
    CHECK_INT(str_is(t.host, "b"), 1, "host that is free");
    CHECK_INT(frontier_next(w.f, now_ms + 5000, &t, &wait_ms, NULL), 0,
        "visited for as long as it takes");
    CHECK_INT(frontier_visit(w.f, now_ms + 5000, STR("a"), &wait_ms), 0,
        "no second visit meanwhile");
    CHECK_INT(wait_ms, -1, "until it is left");
    frontier_leave(w.f, now_ms + 5000, STR("a"));
    CHECK_INT(frontier_next(w.f, now_ms + 5000, &t, &wait_ms, NULL), 1,
        "the delay counts from the visit's start");
    CHECK_INT(frontier_visit(w.f, now_ms + 5000, STR("a"), &wait_ms), 0,
        "a request is out");
    CHECK_INT(frontier_answered(w.f, now_ms + 5100, t.url, &ok), 0, "came");
    CHECK_INT(frontier_visit(w.f, now_ms + 5100, STR("a"), &wait_ms), 0,
        "just asked");
    CHECK_INT(wait_ms, 900, "its delay");
    CHECK_INT(
        frontier_visit(w.f, now_ms + 6000, STR("a"), &wait_ms), 1, "again");
    world_close(&w);
    check_end();
}

static void
knows_what_it_knows(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;

    (void)state;
    o.traps.facets = 3;
    world_open(&w, &o);
    CHECK_INT(add(w.f, "a", "/1"), FRONTIER_FINE, "new");
    CHECK_INT(add(w.f, "a", "/1"), FRONTIER_KNOWN, "known");
    CHECK_INT(add(w.f, "a", "/l?a=1&b=1&c=1"), FRONTIER_FINE, "1");
    CHECK_INT(add(w.f, "a", "/l?a=1&b=1&c=1"), FRONTIER_KNOWN, "1 again");
    CHECK_INT(add(w.f, "a", "/l?a=1&b=1&c=2"), FRONTIER_FINE, "2");
    CHECK_INT(add(w.f, "a", "/l?a=1&b=1&c=3"), FRONTIER_FINE, "3");
    CHECK_INT(add(w.f, "a", "/l?a=1&b=1&c=4"), FRONTIER_TRAP_FACETS, "4");
    CHECK_INT(add(w.f, "b", "/l?a=1&b=1&c=4"), FRONTIER_FINE, "other host");
    CHECK_INT(add_as(w.f, "a", "/l?a=1&b=1&c=5", 0, 0), FRONTIER_FINE,
        "the campaign's own");
    CHECK_INT(add(w.f, "a", "/a/a/a"), FRONTIER_TRAP_REPEAT, "repeats");
    CHECK_TEXT(frontier_refusal_name(FRONTIER_HOST_GONE), "host gone", "");
    CHECK_TEXT(
        frontier_refusal_name(FRONTIER_TRAP_PATTERN), "trap: pattern", "");
    world_close(&w);
    check_end();
}

/* --- size --- */

static void
serves_many_hosts(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    int64_t began_ms;
    int hosts = 20000, each = 5;
    long long rate;

    (void)state;
    o.politeness.host_delay_ms = o.address_delay_ms = 0;
    world_open(&w, &o);
    w.in_flight_max = 100;
    began_ms = now_monotonic_ms();
    for (int i = 0; i < hosts; i++) {
        char host[32];

        snprintf(host, sizeof host, "h%d.example", i);
        add_numbered(w.f, host, each);
    }
    run(&w, INT64_MAX);
    rate = (long long)hosts * each * 1000 / (now_monotonic_ms() - began_ms + 1);
    CHECK_INT(w.done, hosts * each, "all");
    print_message(
        "frontier: %lld URLs/s over %d hosts, with adding\n", rate, hosts);
    world_close(&w);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_priorities),
        cmocka_unit_test(reads_lists_beside_offers),
        cmocka_unit_test(starves_no_host),
        cmocka_unit_test(keeps_budgets),
        cmocka_unit_test(goes_on_after_a_crash),
        cmocka_unit_test(holds_back_paused_hosts),
        cmocka_unit_test(lets_a_browser_visit),
        cmocka_unit_test(knows_what_it_knows),
        cmocka_unit_test(serves_many_hosts),
    };

    return cmocka_run_group_tests_name(
        "crawler/frontier order", tests, NULL, NULL);
}
