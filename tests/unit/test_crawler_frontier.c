#include "tests/check.h"

#include "base/buf.h"
#include "base/heap.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "crawler/frontier.h"

/* --- a store in memory --- */

struct row {
    char *url;
    int priority, depth, done;
};

struct queue {
    struct row **rows; /* in order of arrival */
    size_t count, cap;
};

struct memory {
    struct map *urls;   /* to struct row */
    struct map *queues; /* by host */
    size_t loads;
};

static void
row_free(void *ptr)
{
    struct row *r = ptr;

    free(r->url);
    free(r);
}

static void
queue_free(void *ptr)
{
    struct queue *q = ptr;

    free(q->rows);
    free(q);
}

static struct memory
memory_new(void)
{
    return (struct memory){ .urls = map_new(row_free),
        .queues = map_new(queue_free) };
}

static void
memory_free(struct memory *m)
{
    map_free(m->urls);
    map_free(m->queues);
}

static int
memory_add(void *ctx, const struct frontier_link *link, struct fail *fail)
{
    struct memory *m = ctx;
    int is_new;
    struct map_item *item = map_add(m->urls, link->url, &is_new);
    struct map_item *at;
    struct queue *q;
    struct row *r;

    (void)fail;
    if (!is_new)
        return 0;
    r = item->value.ptr = mem_new(sizeof *r);
    *r = (struct row){ str_dup(link->url), link->priority, link->depth, 0 };
    at = map_add(m->queues, link->host, &is_new);
    if (is_new)
        at->value.ptr = mem_new(sizeof *q);
    q = at->value.ptr;
    q->rows = mem_grow(q->rows, &q->cap, q->count + 1, sizeof *q->rows);
    q->rows[q->count++] = r;
    return 1;
}

static int
memory_load(void *ctx, struct str host, size_t limit,
    void (*visit)(const struct frontier_link *link, void *arg), void *arg,
    struct fail *fail)
{
    struct memory *m = ctx;
    struct queue *q = map_get(m->queues, host);

    (void)fail;
    m->loads++;
    for (int priority = 0; priority < 8 && q != NULL; priority++)
        for (size_t i = 0; i < q->count; i++) {
            struct row *r = q->rows[i];
            struct frontier_link link = { str_of(r->url), host, r->priority,
                r->depth };

            if (r->done || r->priority != priority)
                continue;
            if (limit-- == 0)
                return 0;
            visit(&link, arg);
        }
    return 0;
}

static int
memory_hosts(void *ctx,
    void (*visit)(struct str host, int64_t waiting, void *arg), void *arg,
    struct fail *fail)
{
    struct memory *m = ctx;
    struct map_item *item = NULL;

    (void)fail;
    while ((item = map_next(m->queues, item)) != NULL) {
        struct queue *q = item->value.ptr;
        int64_t waiting = 0;

        for (size_t i = 0; i < q->count; i++)
            waiting += !q->rows[i]->done;
        if (waiting > 0)
            visit(item->key, waiting, arg);
    }
    return 0;
}

static int
memory_done(void *ctx, struct str url, struct fail *fail)
{
    struct memory *m = ctx;
    struct row *r = map_get(m->urls, url);

    (void)fail;
    assert_non_null(r);
    assert_int_equal(r->done, 0);
    r->done = 1;
    return 0;
}

static struct frontier *
open_frontier(struct memory *m, const struct frontier_options *o)
{
    struct frontier_store s = { m, memory_add, memory_load, memory_hosts,
        memory_done };
    struct frontier *f = NULL;
    struct fail fail = { "" };

    if (frontier_new(&f, o, &s, &fail) != 0)
        fail_msg("%s", fail.text);
    return f;
}

/* Queue http://HOST/PATH; returns why not. */
static enum frontier_refusal
add_as(struct frontier *f, const char *host, const char *path, int priority,
    int depth)
{
    struct buf url = BUF_MAX(16384);
    enum frontier_refusal why;
    struct frontier_link link;
    struct fail fail = { "" };
    int rc;

    buf_addf(&url, "http://%s%s", host, path);
    link =
        (struct frontier_link){ buf_str(&url), str_of(host), priority, depth };
    rc = frontier_add(f, &link, &why, &fail);
    assert_true(rc >= 0);
    assert_int_equal(rc, why == FRONTIER_FINE);
    buf_clear(&url);
    return why;
}

static enum frontier_refusal
add(struct frontier *f, const char *host, const char *path)
{
    return add_as(f, host, path, FRONTIER_OTHER, 1);
}

static void
add_numbered(struct frontier *f, const char *host, int count)
{
    for (int i = 0; i < count; i++) {
        char path[32];

        snprintf(path, sizeof path, "/p/%d", i);
        assert_int_equal(add(f, host, path), FRONTIER_FINE);
    }
}

/* --- a simulated crawl --- */

struct flight {
    struct heap_node node;
    char *url, *host;
    int64_t started_at_ms, took_ms;
    int attempt;
};

struct asked {
    int64_t last_ms, least_ms; /* of starts; shortest distance seen */
    int now, most, count;      /* at once */
};

struct world {
    struct memory memory;
    struct frontier *f;
    struct map *hosts, *addresses; /* to struct asked */
    struct heap flights;
    int64_t now_ms;
    size_t in_flight, in_flight_max; /* of the caller */
    int handed, done, retried, gone;
    struct buf order; /* paths as handed out */
    /* How the world answers. */
    struct frontier_answer (*answer)(const struct flight *fl);
    int64_t (*took)(const struct flight *fl);
};

static struct frontier_answer
all_well(const struct flight *fl)
{
    (void)fl;
    return (struct frontier_answer){ .status = 200, .retry_after_ms = -1 };
}

static int64_t
took_50(const struct flight *fl)
{
    (void)fl;
    return 50;
}

static void
world_open(struct world *w, const struct frontier_options *o)
{
    *w = (struct world){ .memory = memory_new(),
        .hosts = map_new(free),
        .addresses = map_new(free),
        .now_ms = 1000000,
        .in_flight_max = 1000,
        .order = BUF_MAX(1 << 20),
        .answer = all_well,
        .took = took_50 };
    w->f = open_frontier(&w->memory, o);
}

static void
flight_free(struct flight *fl)
{
    free(fl->url);
    free(fl->host);
    free(fl);
}

static void
world_close(struct world *w)
{
    struct heap_node *n;

    while ((n = heap_first(&w->flights)) != NULL) {
        heap_remove(&w->flights, n);
        flight_free(n->owner);
    }
    frontier_free(w->f);
    memory_free(&w->memory);
    map_free(w->hosts);
    map_free(w->addresses);
    heap_clear(&w->flights);
    buf_clear(&w->order);
}

static struct asked *
asked_of(struct map *m, struct str key)
{
    int is_new;
    struct map_item *item = map_add(m, key, &is_new);
    struct asked *a;

    if (is_new) {
        a = item->value.ptr = mem_new(sizeof *a);
        a->last_ms = INT64_MIN;
        a->least_ms = INT64_MAX;
    }
    return item->value.ptr;
}

static void
note_start(struct asked *a, int64_t now_ms)
{
    if (a->last_ms != INT64_MIN && now_ms - a->last_ms < a->least_ms)
        a->least_ms = now_ms - a->last_ms;
    a->last_ms = now_ms;
    a->count++;
    if (++a->now > a->most)
        a->most = a->now;
}

static void
start_flight(struct world *w, const struct frontier_task *t)
{
    struct flight *fl = mem_new(sizeof *fl);

    fl->url = str_dup(t->url);
    fl->host = str_dup(t->host);
    fl->node.owner = fl;
    fl->started_at_ms = w->now_ms;
    fl->attempt = t->attempt;
    fl->took_ms = w->took(fl);
    heap_add(&w->flights, &fl->node, w->now_ms + fl->took_ms, w->handed);
    note_start(asked_of(w->hosts, t->host), w->now_ms);
    w->in_flight++;
    w->handed++;
    buf_addf(&w->order, "%s ", fl->url + strlen("http://"));
}

static void
end_flight(struct world *w)
{
    struct flight *fl = heap_first(&w->flights)->owner;
    struct frontier_answer a = w->answer(fl);
    struct str url = str_of(fl->url);

    heap_remove(&w->flights, &fl->node);
    asked_of(w->hosts, str_of(fl->host))->now--;
    a.took_ms = fl->took_ms;
    w->in_flight--;
    if (frontier_answered(w->f, w->now_ms, url, &a)) {
        w->retried++;
    } else {
        assert_int_equal(frontier_done(w->f, w->now_ms, url, NULL), 0);
        w->done++;
    }
    flight_free(fl);
}

/* Crawl until nothing is left or the time is over. */
static void
run(struct world *w, int64_t until_ms)
{
    for (;;) {
        struct frontier_task t;
        struct heap_node *n;
        int64_t wait_ms = -1, at_ms;

        while (w->in_flight < w->in_flight_max &&
               frontier_next(w->f, w->now_ms, &t, &wait_ms, NULL) == 1) {
            if (t.refusal != FRONTIER_FINE) {
                w->gone++;
                frontier_done(w->f, w->now_ms, t.url, NULL);
            } else {
                start_flight(w, &t);
            }
        }
        n = heap_first(&w->flights);
        if (n == NULL && wait_ms < 0)
            return;
        at_ms = wait_ms < 0 ? INT64_MAX : w->now_ms + wait_ms;
        if (n != NULL && n->key <= at_ms)
            at_ms = n->key;
        if (at_ms > until_ms)
            return;
        assert_true(at_ms >= w->now_ms);
        w->now_ms = at_ms;
        while ((n = heap_first(&w->flights)) != NULL && n->key <= w->now_ms)
            end_flight(w);
    }
}

#define HOUR (1000000 + 3600 * 1000)

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
    o.host_delay_ms = 10;
    o.slow_factor = 0;
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
    CHECK_INT(w.handed, o.host_strikes, "requests");
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

static void
starves_no_host(void **state)
{
    struct frontier_options o = frontier_defaults();
    struct world w;
    int64_t at_ms;

    (void)state;
    o.host_delay_ms = o.address_delay_ms = 0;
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
    o.host_delay_ms = o.address_delay_ms = 0;
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
        cmocka_unit_test(keeps_the_delay_of_a_host),
        cmocka_unit_test(is_slow_with_slow_hosts),
        cmocka_unit_test(keeps_the_delay_of_an_address),
        cmocka_unit_test(uses_several_connections),
        cmocka_unit_test(waits_as_long_as_asked),
        cmocka_unit_test(tries_again_what_may_pass),
        cmocka_unit_test(gives_up_dead_hosts),
        cmocka_unit_test(follows_priorities),
        cmocka_unit_test(starves_no_host),
        cmocka_unit_test(keeps_budgets),
        cmocka_unit_test(goes_on_after_a_crash),
        cmocka_unit_test(holds_back_paused_hosts),
        cmocka_unit_test(knows_what_it_knows),
        cmocka_unit_test(serves_many_hosts),
    };

    return cmocka_run_group_tests_name("crawler/frontier", tests, NULL, NULL);
}
