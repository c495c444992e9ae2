/* tests/frontier_world.h - a frontier over a store in memory, and a simulated
 * web that it crawls, in which time passes only when nothing is to do.
 */
#ifndef TESTS_FRONTIER_WORLD_H
#define TESTS_FRONTIER_WORLD_H

#include "tests/check.h"

#include "base/buf.h"
#include "base/heap.h"
#include "base/map.h"
#include "base/mem.h"
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

static inline void
row_free(void *ptr)
{
    struct row *r = ptr;

    free(r->url);
    free(r);
}

static inline void
queue_free(void *ptr)
{
    struct queue *q = ptr;

    free(q->rows);
    free(q);
}

static inline struct memory
memory_new(void)
{
    return (struct memory){ .urls = map_new(row_free),
        .queues = map_new(queue_free) };
}

static inline void
memory_free(struct memory *m)
{
    map_free(m->urls);
    map_free(m->queues);
}

static inline int
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

static inline int
memory_load(void *ctx, struct str host, int first, int last, size_t limit,
    void (*visit)(const struct frontier_link *link, void *arg), void *arg,
    struct fail *fail)
{
    struct memory *m = ctx;
    struct queue *q = map_get(m->queues, host);

    (void)fail;
    m->loads++;
    for (int priority = first; priority <= last && q != NULL; priority++)
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

static inline int
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

static inline int
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

static inline struct frontier *
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
static inline enum frontier_refusal
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

static inline enum frontier_refusal
add(struct frontier *f, const char *host, const char *path)
{
    return add_as(f, host, path, FRONTIER_OTHER, 1);
}

static inline void
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

static inline struct frontier_answer
all_well(const struct flight *fl)
{
    (void)fl;
    return (struct frontier_answer){ .status = 200, .retry_after_ms = -1 };
}

static inline int64_t
took_50(const struct flight *fl)
{
    (void)fl;
    return 50;
}

static inline void
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

static inline void
flight_free(struct flight *fl)
{
    free(fl->url);
    free(fl->host);
    free(fl);
}

static inline void
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

static inline struct asked *
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

static inline void
note_start(struct asked *a, int64_t now_ms)
{
    if (a->last_ms != INT64_MIN && now_ms - a->last_ms < a->least_ms)
        a->least_ms = now_ms - a->last_ms;
    a->last_ms = now_ms;
    a->count++;
    if (++a->now > a->most)
        a->most = a->now;
}

static inline void
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

static inline void
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
static inline void
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

#endif
