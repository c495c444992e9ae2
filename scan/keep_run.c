#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "scan/keep_work.h"
#include "scan/settle.h"
#include "store/runs.h"

#include <stdlib.h>
#include <string.h>

/* A commit costs a sync: one per this many milliseconds, or pages, which only a
 * scan of known pages is quick enough to bring in that time: their changes are
 * small and fit the memory that SQLite has for them. */
#define COMMIT_PAGES 10000
#define COMMIT_MS 1000
/* Whoever else waits to write gets the store after this long: half the time,
 * if very many decide as fast as they can. */
#define COMMIT_WANTED_MS 50

static int
open_archive(struct keeper *k, const char *dir, const struct campaign *campaign,
    struct fail *fail)
{
    const struct archive_options options = { .prefix = "shelfwatch",
        .software = "shelfwatch/" SHELFWATCH_VERSION,
        .contact = campaign->contact,
        .part_of = campaign->name,
        .now_wall_ms = now_wall_ms() };

    return archive_open(&k->archive, dir, &options, fail);
}

int
keeper_open(struct keeper **out, const char *store_path,
    const char *archive_dir, const struct campaign *campaign, struct fail *fail)
{
    struct keeper *k = mem_new(sizeof *k);
    int64_t known, waiting;
    int cut_off;

    k->remarks = remarks_new();
    k->bodies = bodies_new();
    if (store_open(&k->store, store_path, STORE_WRITE, fail) != 0 ||
        store_lock(k->store, "scan", fail) != 0 ||
        open_archive(k, archive_dir, campaign, fail) != 0 ||
        store_scan_start(k->store, str_of(campaign->name),
            str_of(campaign->digest), now_wall_ms(), &k->scan, fail) != 0 ||
        store_frontier_count(k->store, k->scan.id, &known, &waiting, fail) !=
            0 ||
        (cut_off = store_note_open(k->store, k->scan.id, fail)) < 0) {
        keeper_close(k);
        return -1;
    }
    if (cut_off)
        log_warn("event=cut_off campaign=%s", campaign->name);
    k->handed_before = known - waiting;
    k->pictures.store = k->store;
    k->pictures.max = campaign->pictures_max;
    *out = k;
    return 0;
}

void
keeper_close(struct keeper *k)
{
    if (k == NULL)
        return;
    if (k->open)
        store_rollback(k->store);
    archive_close(k->archive);
    store_close(k->store);
    remarks_free(k->remarks);
    bodies_free(k->bodies);
    sampler_close(&k->sampler);
    texts_clear(&k->pictures.due);
    js_free(k->about);
    free(k->stored);
    free(k);
}

int
keeper_aside(struct keeper *k, struct fail *fail)
{
    return store_aside(k->store, fail);
}

static void
set_clock(struct js *about, const char *when)
{
    struct js *clock = js_get(about, "clock");
    struct clock_state now;

    clock_read(&now);
    js_set(clock, when, clock_record(&now));
}

int
keeper_begin_run(struct keeper *k, const struct js *about, struct fail *fail)
{
    k->about = about != NULL ? js_copy(about) : js_new_object();
    js_set(k->about, "clock", js_new_object());
    set_clock(k->about, "start");
    return store_run_start(
        k->store, k->scan.id, k->about, now_wall_ms(), &k->run, fail);
}

static int
end_run(struct keeper *k, struct fail *fail)
{
    if (k->about == NULL)
        return 0;
    set_clock(k->about, "end");
    return store_run_end(k->store, k->run, k->about, now_wall_ms(), fail);
}

int
keeper_sample(struct keeper *k, const struct policy *policy, struct fail *fail)
{
    if (sampler_open(&k->sampler, k->store, policy, fail) != 0)
        return -1;
    k->sampler.pictures = &k->pictures;
    return 0;
}

const struct texts *
keeper_pictures(const struct keeper *k)
{
    return &k->pictures.due;
}

void
keeper_basis(struct keeper *k, struct reading_basis *basis)
{
    k->basis = basis;
}

int
keeper_resumed(const struct keeper *k)
{
    return k->scan.resumed;
}

struct remarks *
keeper_remarks(struct keeper *k)
{
    return k->remarks;
}

int64_t
keeper_pages_handed(const struct keeper *k)
{
    return k->handed_before;
}

struct keeper_counts
keeper_counts(const struct keeper *k)
{
    return k->counts;
}

int
keep_begin(struct keeper *k, struct fail *fail)
{
    if (k->open)
        return 0;
    if (store_begin(k->store, fail) != 0)
        return -1;
    k->open = 1;
    k->opened_at_ms = now_monotonic_ms();
    k->pages_in_it = 0;
    return 0;
}

/* --- the frontier's queues --- */

static int
queue_add(void *ctx, const struct frontier_link *l, struct fail *fail)
{
    struct keeper *k = ctx;
    struct store_link link = { l->url, l->host, l->priority, l->depth };

    if (keep_begin(k, fail) != 0)
        return -1;
    return store_frontier_add(k->store, k->scan.id, &link, fail);
}

struct queue_visit {
    void (*visit)(const struct frontier_link *link, void *arg);
    void *arg;
};

static void
visit_link(const struct store_link *l, void *ctx)
{
    const struct queue_visit *v = ctx;
    struct frontier_link link = { l->url, l->host, l->priority, l->depth };

    v->visit(&link, v->arg);
}

static int
queue_load(void *ctx, struct str host, int first, int last, size_t limit,
    void (*visit)(const struct frontier_link *link, void *arg), void *arg,
    struct fail *fail)
{
    struct keeper *k = ctx;
    struct queue_visit v = { visit, arg };

    return store_frontier_load(
        k->store, k->scan.id, host, first, last, limit, visit_link, &v, fail);
}

static int
queue_hosts(void *ctx,
    void (*visit)(struct str host, int64_t waiting, void *arg), void *arg,
    struct fail *fail)
{
    struct keeper *k = ctx;

    return store_frontier_hosts(k->store, k->scan.id, visit, arg, fail);
}

static int
queue_done(void *ctx, struct str url, struct fail *fail)
{
    struct keeper *k = ctx;

    if (keep_begin(k, fail) != 0)
        return -1;
    return store_frontier_done(k->store, k->scan.id, url, fail);
}

struct frontier_store
keeper_frontier(struct keeper *k)
{
    return (struct frontier_store){ k, queue_add, queue_load, queue_hosts,
        queue_done };
}

/* --- transactions, and the end --- */

int
keeper_draw(struct keeper *k, struct fail *fail)
{
    texts_clear(&k->pictures.due);
    if (k->drawn || k->sampler.policy == NULL)
        return 0;
    k->drawn = 1;
    if (keep_begin(k, fail) != 0)
        return -1;
    return sampler_end(&k->sampler, k->scan.id, fail);
}

/* Commit what is open, and what is added to it while the archive goes to the
 * disk. */
static int
commit(struct keeper *k, int (*meanwhile)(void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    if (settle(k->archive, meanwhile, ctx, fail) != 0)
        return -1;
    log_debug("event=step at=synced pages=%lld", (long long)k->pages_in_it);
    k->open = 0;
    if (store_commit(k->store, fail) != 0)
        return -1;
    log_debug("event=step at=committed pages=%lld", (long long)k->pages_in_it);
    return 0;
}

static int
write_batch(void *ctx, struct fail *fail)
{
    struct keeper *k = ctx;

    return remarks_put(k->remarks, k->store, k->scan.id, fail) != 0
               ? -1
               : store_write_out(k->store, fail);
}

/* A look at a lock: once a millisecond will do. */
static int
is_wanted(struct keeper *k, int64_t now_ms)
{
    if (k->asked_ms == now_ms)
        return 0;
    k->asked_ms = now_ms;
    return store_wanted(k->store);
}

int
keeper_commit(struct keeper *k, int64_t now_ms, struct fail *fail)
{
    int64_t for_ms = now_ms - k->opened_at_ms;

    if (!k->open || (k->pages_in_it < COMMIT_PAGES && for_ms < COMMIT_MS &&
                        (for_ms < COMMIT_WANTED_MS || !is_wanted(k, now_ms))))
        return 0;
    if (commit(k, write_batch, k, fail) != 0)
        return -1;
    store_give_way(k->store, now_monotonic_ms() - k->opened_at_ms);
    return 0;
}

void
keeper_abandon(struct keeper *k, const char *why)
{
    struct buf event = BUF_MAX(FAIL_TEXT_MAX + 100);

    if (k->open)
        store_rollback(k->store);
    k->open = 0;
    buf_addf(&event, "a run failed: %.300s", why);
    if (keep_begin(k, NULL) == 0) {
        if (remarks_put(k->remarks, k->store, k->scan.id, NULL) != 0 ||
            store_note_add(k->store, k->scan.id, STORE_NOTE_EVENT,
                buf_str(&event), 1, NULL) != 0 ||
            store_note_close(k->store, k->scan.id, NULL) != 0 ||
            store_commit(k->store, NULL) != 0)
            store_rollback(k->store);
        k->open = 0;
    }
    buf_clear(&event);
}

static int
write_end(
    struct keeper *k, const char *how, struct js **summary, struct fail *fail)
{
    if (remarks_put(k->remarks, k->store, k->scan.id, fail) != 0 ||
        store_note_close(k->store, k->scan.id, fail) != 0)
        return -1;
    *summary = store_scan_summary(k->store, k->scan.id, fail);
    if (*summary == NULL)
        return -1;
    js_set_textz(*summary, "how", how);
    return end_run(k, fail) != 0 ||
                   (strcmp(how, "stopped") != 0 &&
                       store_scan_finish(k->store, k->scan.id, how, *summary,
                           now_wall_ms(), fail) != 0)
               ? -1
               : 0;
}

int
keeper_finish(
    struct keeper *k, const char *how, struct js **summary, struct fail *fail)
{
    remarks_end(k->remarks);
    if ((strcmp(how, "stopped") != 0 && keeper_draw(k, fail) != 0) ||
        (k->open && commit(k, write_batch, k, fail) != 0))
        return -1;
    /* The disk begins with the last pages while they are counted. */
    store_aside_now(k->store);
    if (keep_begin(k, fail) != 0 || write_end(k, how, summary, fail) != 0)
        return -1;
    k->open = 0;
    if (store_commit(k->store, fail) != 0)
        return -1;
    store_aside_now(k->store);
    log_debug("event=step at=ended how=%s", how);
    return 0;
}
