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
    int64_t next_at_ms, took_ms, crawl_delay_ms;
    int paused, strikes, gone;
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
    int64_t age, count_waiting, handed;
    uint64_t random;
};

struct frontier_options
frontier_defaults(void)
{
    return (struct frontier_options){ .host_delay_ms = 1000,
        .address_delay_ms = -1,
        .host_connections = 1,
        .address_connections = 8,
        .slow_factor = 2,
        .slow_max_ms = 30000,
        .crawl_delay_max_ms = 300000,
        .backoff_ms = 2000,
        .backoff_max_ms = 300000,
        .retry_after_max_ms = 3600000,
        .attempts = 3,
        .host_strikes = 8,
        .depth_max = 16,
        .window = 256,
        .window_total = 200000,
        .seed = 1,
        .traps = trap_defaults() };
}

const char *
frontier_refusal_name(enum frontier_refusal why)
{
    static const char *const names[FRONTIER_REFUSALS] = { "fine", "known",
        "depth", "host budget", "trap: long", "trap: deep", "trap: repeat",
        "trap: calendar", "trap: session", "trap: facets", "trap: pattern",
        "host gone" };

    return names[why];
}

static enum frontier_refusal
of_trap(enum trap t)
{
    static const enum frontier_refusal of[] = { FRONTIER_FINE,
        FRONTIER_TRAP_LONG, FRONTIER_TRAP_DEEP, FRONTIER_TRAP_REPEAT,
        FRONTIER_TRAP_CALENDAR, FRONTIER_TRAP_SESSION, FRONTIER_TRAP_FACETS,
        FRONTIER_TRAP_PATTERN };

    return of[t];
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
    int64_t at_ms = h->next_at_ms;

    if (!in_budget(f, h) && !h->gone)
        queued = 0;
    if (!queued && retry != NULL && retry->key > at_ms)
        at_ms = retry->key;
    if (h->gone)
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
    h->next_at_ms = INT64_MIN;
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
    f->random = o->seed;
    f->handed = o->pages_handed;
    f->hosts = map_new(host_free);
    turns_init(&f->turns,
        o->address_delay_ms < 0 ? o->host_delay_ms / 4 : o->address_delay_ms,
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
        return of_trap(t);
    if (h->gone)
        return FRONTIER_HOST_GONE;
    if (!in_budget(f, h))
        return FRONTIER_HOST_BUDGET;
    if (link->depth == 0)
        return FRONTIER_FINE;
    return of_trap(trap_check_counts(&h->counts, link->url, &f->o.traps));
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

    if (retry != NULL && (retry->key <= now_ms || h->gone)) {
        heap_remove(&h->retries, retry);
        return retry->owner;
    }
    if ((!in_budget(f, h) && !h->gone) || !lanes_take(&h->lanes, &item))
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
    if (!h->gone) {
        h->handed++;
        f->handed++;
    }
    return e;
}

static int64_t
delay_of(const struct frontier *f, const struct host *h)
{
    int64_t delay_ms = f->o.host_delay_ms, slow_ms;

    if (h->crawl_delay_ms > delay_ms)
        delay_ms = h->crawl_delay_ms;
    if (f->o.host_delay_ms == 0)
        return delay_ms;
    slow_ms = h->took_ms * f->o.slow_factor;
    if (slow_ms > f->o.slow_max_ms)
        slow_ms = f->o.slow_max_ms;
    return slow_ms > delay_ms ? slow_ms : delay_ms;
}

static void
later(int64_t *at_ms, int64_t than_ms)
{
    if (than_ms > *at_ms)
        *at_ms = than_ms;
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
        .refusal = h->gone ? FRONTIER_HOST_GONE : FRONTIER_FINE };
    turns_start(&f->turns, &h->turn, now_ms, h->gone);
    if (!h->gone)
        later(&h->next_at_ms, now_ms + delay_of(f, h));
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

static uint64_t
next_random(struct frontier *f)
{
    uint64_t z = f->random += 0x9e3779b97f4a7c15u; /* splitmix64 */

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The pause after `times` failures: doubled each time, and three quarters to
 * five quarters of it, so that hosts do not come back in step. */
static int64_t
pause_ms(struct frontier *f, int times)
{
    int64_t ms = f->o.backoff_ms;

    for (int i = 1; i < times && ms < f->o.backoff_max_ms; i++)
        ms *= 2;
    if (ms > f->o.backoff_max_ms)
        ms = f->o.backoff_max_ms;
    return ms * 3 / 4 + (int64_t)(next_random(f) % (uint64_t)(ms / 2 + 1));
}

static int
is_server_error(int status)
{
    return status == 408 || status == 500 || status == 502 || status == 504 ||
           (status >= 520 && status <= 530); /* Cloudflare's */
}

static void
give_up_host(struct frontier *f, struct host *h)
{
    h->gone = 1;
    turns_join(&f->turns, &h->turn, STR_NONE); /* its rest waits for nobody */
}

/* A host that pushes back or is not there is left alone for longer and
 * longer. Returns 1 if it did. */
static int
count_strike(struct frontier *f, struct host *h, int64_t now_ms,
    const struct frontier_answer *a)
{
    int64_t asked_ms = a->retry_after_ms;
    int strike =
        !a->refused && (a->status == 0 || a->status == 429 || a->status == 503);

    if (asked_ms > f->o.retry_after_max_ms)
        asked_ms = f->o.retry_after_max_ms;
    if (asked_ms > 0 && a->status >= 429)
        later(&h->next_at_ms, now_ms + asked_ms);
    if (!strike) {
        if (!a->refused)
            h->strikes = 0;
        return 0;
    }
    h->strikes++;
    later(&h->next_at_ms, now_ms + pause_ms(f, h->strikes));
    if (h->strikes >= f->o.host_strikes)
        give_up_host(f, h);
    return 1;
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
    if (!a->refused) {
        h->took_ms =
            h->took_ms == 0 ? a->took_ms : (h->took_ms * 3 + a->took_ms) / 4;
        later(&h->next_at_ms, e->started_at_ms + delay_of(f, h));
    }
    if (a->address.len > 0 && !h->gone)
        turns_join(&f->turns, &h->turn, a->address);
    strike = count_strike(f, h, now_ms, a);
    if (!h->gone && (strike || is_server_error(a->status))) {
        /* Push-back is about the host: host_strikes bounds it, not attempts.
         */
        if (a->status == 429 || a->status == 503)
            again = 1;
        else
            again = e->attempt++ < f->o.attempts;
    }
    if (again)
        queue_retry(f, e,
            strike ? h->next_at_ms : now_ms + pause_ms(f, e->attempt - 1));
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

    later(&h->next_at_ms, now_ms + delay_of(f, h));
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
    if (h->next_at_ms > now_ms) {
        *wait_ms = h->next_at_ms - now_ms;
        return 0;
    }
    turns_start(&f->turns, &h->turn, now_ms, 0);
    later(&h->next_at_ms, now_ms + delay_of(f, h));
    place(f, h);
    return 1;
}

void
frontier_leave(struct frontier *f, int64_t now_ms, struct str host)
{
    struct host *h = host_for(f, host);

    turns_end(&f->turns, &h->turn);
    later(&h->next_at_ms, now_ms);
    place(f, h);
}

void
frontier_set_crawl_delay(struct frontier *f, struct str host, int64_t delay_ms)
{
    struct host *h = host_for(f, host);

    if (delay_ms > f->o.crawl_delay_max_ms)
        delay_ms = f->o.crawl_delay_max_ms;
    if (delay_ms > h->crawl_delay_ms)
        h->crawl_delay_ms = delay_ms;
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
