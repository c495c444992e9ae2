#include "crawler/frontier.h"

#include "base/heap.h"
#include "base/map.h"
#include "base/mem.h"
#include "crawler/lanes.h"
#include "crawler/turns.h"

#include <assert.h>
#include <stdlib.h>

/* URLs of a host in memory, however many hosts there are. */
#define WINDOW_MIN 8

struct host {
    struct str name; /* the map's key */
    struct turn turn;
    struct lanes lanes;
    struct heap retries; /* struct held by the time of the next try */
    struct trap_counts counts;
    int64_t held; /* handed out, or in retries */
    int64_t handed;
    struct politeness_host polite;
    int paused;
};

enum held_state { HELD_OUT, HELD_ANSWERED, HELD_RETRY };

/* A URL between hand-out and done. The store would give it again. */
struct held {
    struct host *host;
    struct heap_node node; /* in host.retries */
    char *url;             /* owned */
    enum held_state state;
    int priority, depth, attempt;
    int64_t started_at_ms;
};

struct frontier {
    struct frontier_options o;
    struct frontier_store store;
    struct map *hosts; /* name to struct host */
    struct map *held;  /* URL to struct held */
    struct turns turns;
    struct politeness politeness;
    int64_t age, count_waiting, handed;
};

struct frontier_options
frontier_defaults(void)
{
    return (struct frontier_options){ .politeness = politeness_defaults(),
        .address_delay_ms = -1,
        .host_connections = 1,
        .address_connections = 8,
        .attempts = 3,
        .depth_max = 16,
        .window = 256,
        .window_total = 200000,
        .seed = 1,
        .traps = trap_defaults() };
}

/* --- hosts --- */

static int
in_budget(const struct frontier *f, const struct host *h)
{
    return f->o.pages_per_host_max == 0 || h->handed < f->o.pages_per_host_max;
}

/* Say when it is the host's turn, after anything about it changed. */
static void
place(struct frontier *f, struct host *h)
{
    struct heap_node *retry = heap_first(&h->retries);
    int queued = lanes_wait(&h->lanes);
    int64_t at_ms = h->polite.next_at_ms;

    if (!in_budget(f, h) && !h->polite.gone)
        queued = 0;
    if (!queued && retry != NULL && retry->key > at_ms)
        at_ms = retry->key;
    if (h->polite.gone)
        at_ms = INT64_MIN;
    else if (h->turn.in_flight >= f->o.host_connections)
        at_ms = TURN_NEVER;
    if (h->paused || (!queued && retry == NULL))
        at_ms = TURN_NEVER;
    turns_set(&f->turns, &h->turn, at_ms, lanes_priority(&h->lanes));
}

static struct host *
host_for(struct frontier *f, struct str name)
{
    int is_new;
    struct map_item *item = map_add(f->hosts, name, &is_new);
    struct host *h;

    if (!is_new)
        return item->value.ptr;
    h = mem_new(sizeof *h);
    item->value.ptr = h;
    h->name = item->key;
    politeness_host_init(&h->polite);
    turn_init(&f->turns, &h->turn, h);
    return h;
}

static void
host_free(void *ptr)
{
    struct host *h = ptr;

    lanes_clear(&h->lanes);
    heap_clear(&h->retries);
    trap_counts_clear(&h->counts);
    free(h);
}

static void
held_free(void *ptr)
{
    struct held *e = ptr;

    if (e != NULL)
        free(e->url);
    free(e);
}

/* --- open and close --- */

static void
take_up_host(struct str name, int64_t waiting, void *arg)
{
    struct frontier *f = arg;
    struct host *h = host_for(f, name);

    for (int lane = 0; lane < LANES; lane++)
        h->lanes.behind[lane] += waiting; /* which one, loading tells */
    f->count_waiting += waiting;
    place(f, h);
}

int
frontier_new(struct frontier **out, const struct frontier_options *o,
    const struct frontier_store *store, struct fail *fail)
{
    struct frontier *f = mem_new(sizeof *f);

    f->o = *o;
    f->store = *store;
    f->politeness = (struct politeness){ o->politeness, { o->seed } };
    f->handed = o->pages_handed;
    f->hosts = map_new(host_free);
    turns_init(&f->turns,
        o->address_delay_ms < 0 ? o->politeness.host_delay_ms / 4
                                : o->address_delay_ms,
        o->address_connections);
    f->held = map_new(held_free);
    if (store->hosts(store->ctx, take_up_host, f, fail) != 0) {
        frontier_free(f);
        return -1;
    }
    *out = f;
    return 0;
}

void
frontier_free(struct frontier *f)
{
    struct map_item *item = NULL;

    if (f == NULL)
        return;
    while ((item = map_next(f->hosts, item)) != NULL) {
        struct host *h = item->value.ptr;

        turn_clear(&f->turns, &h->turn);
    }
    map_free(f->held);
    map_free(f->hosts);
    turns_clear(&f->turns);
    free(f);
}

/* --- in --- */

/* Of a lane. With many hosts each has less, so that memory is bounded. */
static size_t
window_size(const struct frontier *f)
{
    size_t share = f->o.window_total / (LANES * (map_count(f->hosts) + 1));

    if (share < WINDOW_MIN)
        share = WINDOW_MIN;
    return share < f->o.window ? share : f->o.window;
}

static enum frontier_refusal
judge(const struct frontier *f, const struct host *h,
    const struct frontier_link *link)
{
    enum trap t;

    if (link->depth > f->o.depth_max)
        return FRONTIER_DEPTH;
    /* What the campaign itself starts from is no trap. */
    t = link->depth == 0 ? TRAP_NONE : trap_check(link->url, &f->o.traps);
    if (t != TRAP_NONE || h == NULL)
        return frontier_refusal_of_trap(t);
    if (h->polite.gone)
        return FRONTIER_HOST_GONE;
    if (!in_budget(f, h))
        return FRONTIER_HOST_BUDGET;
    if (link->depth == 0)
        return FRONTIER_FINE;
    return frontier_refusal_of_trap(
        trap_check_counts(&h->counts, link->url, &f->o.traps));
}

int
frontier_add(struct frontier *f, const struct frontier_link *link,
    enum frontier_refusal *why, struct fail *fail)
{
    struct host *h = map_get(f->hosts, link->host);
    struct window_item item = {
        .age = f->age++, .priority = link->priority, .depth = link->depth
    };
    int rc, first;

    *why = judge(f, h, link);
    if (*why != FRONTIER_FINE)
        return 0;
    rc = f->store.add(f->store.ctx, link, fail);
    if (rc < 0)
        return -1;
    if (rc == 0) {
        *why = FRONTIER_KNOWN;
        return 0;
    }
    if (h == NULL)
        h = host_for(f, link->host);
    if (link->depth > 0)
        trap_count(&h->counts, link->url);
    first = !lanes_wait(&h->lanes);
    lanes_put(&h->lanes, link->url, &item, window_size(f));
    f->count_waiting++;
    if (h->turn.node.at == 0 || first)
        place(f, h);
    return 1;
}

/* --- out --- */

struct loading {
    struct frontier *f;
    struct window *into;
    size_t rows;
    int64_t taken;
};

static void
load_one(const struct frontier_link *link, void *arg)
{
    struct loading *l = arg;
    struct window_item item = {
        .age = l->f->age++, .priority = link->priority, .depth = link->depth
    };

    l->rows++;
    if (map_find(l->f->held, link->url) != NULL)
        return;
    window_put(l->into, link->url, &item, SIZE_MAX, 0);
    l->taken++;
}

/* Fill an empty lane from the store. What is held is still waiting there, so
 * that many rows more are asked for. */
static int
load(struct frontier *f, struct host *h, int lane, struct fail *fail)
{
    size_t limit = window_size(f) + (size_t)h->held;
    struct loading l = { f, &h->lanes.window[lane], 0, 0 };
    int64_t *behind = &h->lanes.behind[lane];
    int first, last;

    lanes_range(lane, &first, &last);
    if (f->store.load(
            f->store.ctx, h->name, first, last, limit, load_one, &l, fail) != 0)
        return -1;
    *behind -= l.taken;
    if (l.rows < limit)
        *behind = 0;
    else if (*behind < 1)
        *behind = 1; /* perhaps more: the next load tells */
    return 0;
}

/* So that what comes next is in memory. */
static int
load_next(struct frontier *f, struct host *h, struct fail *fail)
{
    int lane;

    while ((lane = lanes_unread(&h->lanes)) >= 0)
        if (load(f, h, lane, fail) != 0)
            return -1;
    return 0;
}

/* The URL of h that is due, moved to the held ones, or NULL. */
static struct held *
pick(struct frontier *f, struct host *h, int64_t now_ms)
{
    struct heap_node *retry = heap_first(&h->retries);
    struct window_item item;
    struct held *e;

    if (retry != NULL && (retry->key <= now_ms || h->polite.gone)) {
        heap_remove(&h->retries, retry);
        return retry->owner;
    }
    if ((!in_budget(f, h) && !h->polite.gone) || !lanes_take(&h->lanes, &item))
        return NULL;
    e = mem_new(sizeof *e);
    e->host = h;
    e->node.owner = e;
    e->url = item.url;
    e->priority = item.priority;
    e->depth = item.depth;
    e->attempt = 1;
    map_put(f->held, str_of(e->url), e);
    h->held++;
    if (!h->polite.gone) {
        h->handed++;
        f->handed++;
    }
    return e;
}

static void
hand_out(struct frontier *f, struct held *e, int64_t now_ms,
    struct frontier_task *task)
{
    struct host *h = e->host;

    e->state = HELD_OUT;
    e->started_at_ms = now_ms;
    f->count_waiting--;
    *task = (struct frontier_task){ .url = str_of(e->url),
        .host = h->name,
        .priority = e->priority,
        .depth = e->depth,
        .attempt = e->attempt,
        .refusal = h->polite.gone ? FRONTIER_HOST_GONE : FRONTIER_FINE };
    turns_start(&f->turns, &h->turn, now_ms, h->polite.gone);
    if (!h->polite.gone)
        politeness_asked(&f->politeness, &h->polite, now_ms);
    place(f, h);
}

int
frontier_next(struct frontier *f, int64_t now_ms, struct frontier_task *task,
    int64_t *wait_ms, struct fail *fail)
{
    struct turn *turn;

    *wait_ms = -1;
    if (frontier_over_budget(f))
        return 0;
    while ((turn = turns_first(&f->turns, now_ms)) != NULL) {
        struct host *h = turn->owner;
        struct held *e;

        if (load_next(f, h, fail) != 0)
            return -1;
        e = pick(f, h, now_ms);
        if (e != NULL) {
            hand_out(f, e, now_ms, task);
            return 1;
        }
        place(f, h);
    }
    *wait_ms = turns_wait_ms(&f->turns, now_ms);
    return 0;
}

/* --- back --- */

static int
is_server_error(int status)
{
    return status == 408 || status == 500 || status == 502 || status == 504 ||
           (status >= 520 && status <= 530); /* Cloudflare's */
}

static void
queue_retry(struct frontier *f, struct held *e, int64_t at_ms)
{
    e->state = HELD_RETRY;
    f->count_waiting++;
    heap_add(&e->host->retries, &e->node, at_ms, f->age++);
}

int
frontier_answered(struct frontier *f, int64_t now_ms, struct str url,
    const struct frontier_answer *a)
{
    struct held *e = map_get(f->held, url);
    struct host *h = e->host;
    int strike, again = 0;

    assert(e->state == HELD_OUT);
    e->state = HELD_ANSWERED;
    turns_end(&f->turns, &h->turn);
    if (!a->refused)
        politeness_took(
            &f->politeness, &h->polite, e->started_at_ms, a->took_ms);
    if (a->address.len > 0 && !h->polite.gone)
        turns_join(&f->turns, &h->turn, a->address);
    strike = !a->refused && politeness_answered(&f->politeness, &h->polite,
                                now_ms, a->status, a->retry_after_ms);
    if (strike && h->polite.gone) /* its rest waits for nobody */
        turns_join(&f->turns, &h->turn, STR_NONE);
    if (!h->polite.gone && (strike || is_server_error(a->status))) {
        /* Push-back is about the host: host_strikes bounds it, not attempts.
         */
        if (a->status == 429 || a->status == 503)
            again = 1;
        else
            again = e->attempt++ < f->o.attempts;
    }
    if (again)
        queue_retry(f, e,
            strike
                ? h->polite.next_at_ms
                : now_ms + politeness_pause_ms(&f->politeness, e->attempt - 1));
    place(f, h);
    return again;
}

int
frontier_done(
    struct frontier *f, int64_t now_ms, struct str url, struct fail *fail)
{
    struct held *e = map_get(f->held, url);
    struct host *h = e->host;
    static const struct frontier_answer refused = { .refused = 1,
        .retry_after_ms = -1 };

    assert(e->state != HELD_RETRY);
    if (e->state == HELD_OUT)
        frontier_answered(f, now_ms, url, &refused);
    if (f->store.done(f->store.ctx, url, fail) != 0)
        return -1;
    h->held--;
    map_remove(f->held, url);
    return 0;
}

void
frontier_put_back(struct frontier *f, int64_t now_ms, struct str url)
{
    struct held *e = map_get(f->held, url);

    assert(e->state == HELD_OUT);
    turns_end(&f->turns, &e->host->turn);
    queue_retry(f, e, now_ms);
    place(f, e->host);
}

void
frontier_pause(struct frontier *f, struct str host)
{
    struct host *h = host_for(f, host);

    h->paused = 1;
    place(f, h);
}

void
frontier_resume(struct frontier *f, struct str host)
{
    struct host *h = host_for(f, host);

    h->paused = 0;
    place(f, h);
}

void
frontier_asked(struct frontier *f, int64_t now_ms, struct str host)
{
    struct host *h = host_for(f, host);

    politeness_asked(&f->politeness, &h->polite, now_ms);
    place(f, h);
}

int
frontier_visit(
    struct frontier *f, int64_t now_ms, struct str host, int64_t *wait_ms)
{
    struct host *h = host_for(f, host);

    *wait_ms = -1;
    if (h->turn.in_flight >= f->o.host_connections)
        return 0;
    if (h->polite.next_at_ms > now_ms) {
        *wait_ms = h->polite.next_at_ms - now_ms;
        return 0;
    }
    turns_start(&f->turns, &h->turn, now_ms, 0);
    politeness_asked(&f->politeness, &h->polite, now_ms);
    place(f, h);
    return 1;
}

void
frontier_leave(struct frontier *f, int64_t now_ms, struct str host)
{
    struct host *h = host_for(f, host);

    turns_end(&f->turns, &h->turn);
    politeness_wait(&h->polite, now_ms);
    place(f, h);
}

void
frontier_set_crawl_delay(struct frontier *f, struct str host, int64_t delay_ms)
{
    politeness_set_crawl_delay(
        &f->politeness, &host_for(f, host)->polite, delay_ms);
}

int64_t
frontier_waiting(const struct frontier *f)
{
    return f->count_waiting;
}

int64_t
frontier_held(const struct frontier *f)
{
    return (int64_t)map_count(f->held);
}

int
frontier_over_budget(const struct frontier *f)
{
    return f->o.pages_max > 0 && f->handed >= f->o.pages_max;
}
