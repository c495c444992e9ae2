#include "scan/supervisor.h"

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/sandbox.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/frontier.h"
#include "scan/crew.h"
#include "scan/keep.h"
#include "scan/message.h"
#include "scan/progress.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Enough to keep the cores busy with pages of 60 KB from fast hosts; each
 * one held costs its body. */
#define IN_FLIGHT_MAX 64
#define BACKLOG_MAX 32
#define POLL_MS_MAX 500
/* A page is given to this many inspectors before it is quarantined: one
 * death may have come from outside. */
#define TRIES_MAX 2

/* A URL between frontier and store. */
struct task {
    int64_t id;
    char *url, *host; /* owned */
    int depth;
    enum message_kind kind;
    struct store_validators known; /* owned; url seen before */
    struct page *page;             /* owned once it came */
    int tries;
    struct task *next; /* in the backlog */
};

struct supervisor {
    const struct supervisor_options *options;
    struct crew crew;
    struct keeper *keeper;
    struct frontier *frontier;
    struct map *tasks; /* by id */
    struct task *backlog, **backlog_end;
    size_t backlog_count, fetching;
    int64_t last_task, ends_at_ms;
    const char *how; /* the scan ends this way once all is in */
    struct buf frame;
    struct progress progress;
};

static void
task_free(void *any)
{
    struct task *t = any;

    if (t == NULL)
        return;
    free(t->url);
    free(t->host);
    free(t->known.etag);
    free(t->known.last_modified);
    free(t->known.digest);
    free(t->known.record);
    page_free(t->page);
    free(t);
}

static struct str
key_of(const int64_t *id)
{
    return (struct str){ (const char *)id, sizeof *id };
}

/* --- links --- */

/* Host and port of a URL, the name of its queue. */
static struct str
queue_of(struct str url)
{
    size_t start = (size_t)(str_find(url, STR("://"), 0) + 3), end = start;

    while (end < url.len && strchr("/?#", url.p[end]) == NULL)
        end++;
    return str_sub(url, start, end - start);
}

static int
add_link(struct supervisor *s, struct str url, int priority, int depth,
    struct fail *fail)
{
    struct frontier_link link = { url, queue_of(url), priority, depth };
    enum frontier_refusal why;
    int rc = frontier_add(s->frontier, &link, &why, fail);

    if (rc == 0 && why > FRONTIER_DEPTH)
        log_debug("event=link_refused why=%s url=" STR_FMT,
            frontier_refusal_name(why), STR_ARG(url));
    return rc < 0 ? -1 : 0;
}

static int
add_links(struct supervisor *s, const struct task *t,
    const struct message_result *r, struct fail *fail)
{
    static const int priorities[] = { FRONTIER_OTHER, FRONTIER_LISTING,
        FRONTIER_LIST, FRONTIER_FIRST };
    int depth = t->kind == MESSAGE_KIND_SITEMAP ? t->depth : t->depth + 1;

    for (size_t i = 0; i < r->link_count; i++) {
        const struct message_link *l = &r->links[i];
        int likely = l->likely < 0 || l->likely > 3 ? 0 : l->likely;

        /* Only a sitemap may name sitemaps. */
        if (likely == 3 && t->kind != MESSAGE_KIND_SITEMAP)
            likely = 0;
        if (!str_starts(l->url, STR("http")) ||
            str_find(l->url, STR("://"), 0) < 0 ||
            !campaign_allows(s->options->campaign, l->url))
            continue;
        if (add_link(s, l->url, priorities[likely], depth, fail) != 0)
            return -1;
    }
    return 0;
}

static int
add_starts(struct supervisor *s, struct fail *fail)
{
    const struct campaign *c = s->options->campaign;
    const struct texts *searches = s->options->searches;

    for (size_t i = 0; i < c->start.count; i++)
        if (add_link(s, str_of(c->start.item[i]), FRONTIER_LIST, 0, fail) != 0)
            return -1;
    for (size_t i = 0; searches != NULL && i < searches->count; i++)
        if (add_link(s, str_of(searches->item[i]), FRONTIER_LIST, 0, fail) != 0)
            return -1;
    return 0;
}

/* --- one page's life --- */

/* Keep a task's page for good and forget the task. */
static int
finish(struct supervisor *s, struct task *t, const char *state,
    const char *reason, const struct message_result *r, struct fail *fail)
{
    struct kept kept = { .page = t->page,
        .known = t->known.record != NULL ? &t->known : NULL,
        .result = r,
        .state = state,
        .reason = reason };
    int64_t id = t->id;

    if (keeper_keep(s->keeper, &kept, fail) != 0)
        return -1;
    if (r != NULL && add_links(s, t, r, fail) != 0)
        return -1;
    if (frontier_done(s->frontier, now_monotonic_ms(), str_of(t->url), fail) !=
        0)
        return -1;
    map_remove(s->tasks, key_of(&id));
    return 0;
}

static void
backlog_add(struct supervisor *s, struct task *t)
{
    t->next = NULL;
    *s->backlog_end = t;
    s->backlog_end = &t->next;
    s->backlog_count++;
}

static int
send_fetch(struct supervisor *s, const struct task *t)
{
    struct message_fetch m = { t->id, t->kind, str_of(t->url),
        str_of(t->known.etag), str_of(t->known.last_modified) };

    buf_reset(&s->frame);
    message_put_fetch(&s->frame, &m);
    return wire_send(&s->crew.fetcher, MESSAGE_FETCH, buf_str(&s->frame));
}

/* Take a URL from the frontier and ask for it. */
static int
begin(struct supervisor *s, const struct frontier_task *f, struct fail *fail)
{
    struct task *t = mem_new(sizeof *t);

    t->id = ++s->last_task;
    t->url = str_dup(f->url);
    t->host = str_dup(f->host);
    t->depth = f->depth;
    t->kind = f->priority == FRONTIER_FIRST ? MESSAGE_KIND_SITEMAP
                                            : MESSAGE_KIND_PAGE;
    map_put(s->tasks, key_of(&t->id), t);
    if (f->refusal != FRONTIER_FINE) {
        t->page = page_new(f->url);
        t->page->outcome = PAGE_REFUSED;
        t->page->fetched_at_ms = now_wall_ms();
        return finish(
            s, t, "refused", frontier_refusal_name(f->refusal), NULL, fail);
    }
    if (keeper_known(s->keeper, f->url, &t->known, fail) < 0)
        return -1;
    s->fetching++;
    if (send_fetch(s, t) != 0)
        return fail_set(fail, "the fetcher does not keep up");
    return 0;
}

/* Seconds or a date, as milliseconds from now; -1 if not said. */
static int64_t
retry_after_ms(const struct page *p)
{
    struct str value = page_header(str_of(p->headers), "Retry-After");
    uint64_t seconds;
    int64_t at_ms;

    if (value.len == 0)
        return -1;
    if (str_to_u64(value, &seconds) == 0)
        return seconds < 1000000 ? (int64_t)seconds * 1000 : 1000000000;
    if (now_parse(value, &at_ms) == 0 && at_ms > now_wall_ms())
        return at_ms - now_wall_ms();
    return -1;
}

static int
page_came(struct supervisor *s, struct str frame, struct fail *fail)
{
    struct frontier_answer a = { .retry_after_ms = -1 };
    enum message_kind kind;
    struct page *p;
    struct task *t;
    int64_t id;

    if (message_get_page(&id, &kind, &p, frame) != 0)
        return fail_set(fail, "the fetcher sent a broken page");
    t = map_get(s->tasks, key_of(&id));
    if (t == NULL || t->page != NULL) {
        page_free(p);
        return fail_set(fail, "the fetcher sent a page nobody asked for");
    }
    s->fetching--;
    t->page = p;
    a.status = p->status;
    a.refused = p->outcome == PAGE_REFUSED;
    a.took_ms = p->took_ms;
    a.address = str_of(p->address);
    a.retry_after_ms = retry_after_ms(p);
    if (frontier_answered(
            s->frontier, now_monotonic_ms(), str_of(t->url), &a) == 1) {
        map_remove(s->tasks, key_of(&id)); /* it will be tried again */
        return 0;
    }
    if (p->outcome == PAGE_NOT_MODIFIED &&
        keeper_restore(s->keeper, &t->known, p, fail) != 0)
        return -1;
    if (p->outcome == PAGE_FAILED || p->outcome == PAGE_REFUSED)
        return finish(s, t, p->outcome == PAGE_FAILED ? "failed" : "refused",
            p->why, NULL, fail);
    backlog_add(s, t);
    return 0;
}

static int
host_known(struct supervisor *s, struct str frame, struct fail *fail)
{
    const struct campaign *c = s->options->campaign;
    struct message_host m;
    int rc = 0;

    if (message_get_host(&m, frame) != 0)
        return fail_set(fail, "the fetcher sent a broken host record");
    frontier_set_crawl_delay(s->frontier, m.host, m.delay_ms);
    for (size_t i = 0; c->sitemaps && i < m.sitemaps.count && rc == 0; i++) {
        struct buf base = BUF_MAX(LIMIT_URL_BYTES);
        char *url;

        if (i == LIMIT_SITEMAPS_PER_HOST)
            break;
        buf_addf(&base, "https://" STR_FMT "/", STR_ARG(m.host));
        url = url_resolve(buf_str(&base), str_of(m.sitemaps.item[i]), NULL);
        if (url != NULL)
            rc = add_link(s, str_of(url), FRONTIER_FIRST, 1, fail);
        free(url);
        buf_clear(&base);
    }
    texts_clear(&m.sitemaps);
    return rc;
}

static int
take_from_fetcher(struct supervisor *s, struct fail *fail)
{
    int type;
    struct str frame;
    int gone = wire_fill(&s->crew.fetcher);

    while (wire_next(&s->crew.fetcher, &type, &frame)) {
        int rc = type == MESSAGE_PAGE ? page_came(s, frame, fail)
                 : type == MESSAGE_HOST
                     ? host_known(s, frame, fail)
                     : fail_set(fail, "fetcher: unknown message %d", type);

        if (rc != 0)
            return -1;
    }
    return gone ? 1 : 0;
}

/* The fetcher is gone: another takes over all that is not answered. */
static int
replace_fetcher(struct supervisor *s, struct fail *fail)
{
    if (crew_next_fetcher(&s->crew, fail) != 0)
        return -1;
    for (struct map_item *i = map_next(s->tasks, NULL); i != NULL;
         i = map_next(s->tasks, i)) {
        struct task *t = i->value.ptr;

        if (t->page == NULL && send_fetch(s, t) != 0)
            return fail_set(fail, "the fetcher does not keep up");
    }
    return 0;
}

/* --- inspection --- */

static int
feed_inspectors(struct supervisor *s, struct fail *fail)
{
    struct crew_inspector *i;

    while (s->backlog != NULL && (i = crew_idle(&s->crew)) != NULL) {
        struct task *t = s->backlog;

        buf_reset(&s->frame);
        message_put_page(&s->frame, t->id, t->kind, t->page);
        if (crew_give(i, t->id, buf_str(&s->frame), now_monotonic_ms()) != 0)
            return fail_set(fail, "page too large to inspect: %s", t->url);
        s->backlog = t->next;
        if (s->backlog == NULL)
            s->backlog_end = &s->backlog;
        s->backlog_count--;
    }
    return 0;
}

/* How a page's state reads in the store. */
static const char *
state_of(const struct page *p, const struct message_result *r)
{
    static const char *const names[] = { "observed", "partial", "blocked" };

    if (p->outcome == PAGE_NOT_MODIFIED && r->observed == PAGE_OBSERVED)
        return "unchanged";
    return names[r->observed];
}

static int
result_came(struct supervisor *s, struct crew_inspector *i, struct str frame,
    struct fail *fail)
{
    struct message_result r;
    struct task *t;
    char *reason;
    int rc;

    if (message_get_result(&r, frame) != 0)
        return 1; /* nonsense: the inspector is not to be trusted */
    t = map_get(s->tasks, key_of(&r.id));
    if (i->page_count == 0 || i->pages[0] != r.id || t == NULL) {
        message_result_clear(&r);
        return 1;
    }
    crew_answered(&s->crew, i, now_monotonic_ms());
    reason = str_dup(r.reason);
    rc = finish(s, t, state_of(t->page, &r), reason, &r, fail);
    free(reason);
    message_result_clear(&r);
    return rc;
}

/* Replace an inspector; its pages go back to the backlog, or, after a
 * second death, into quarantine. */
static int
replace_inspector(
    struct supervisor *s, struct crew_inspector *i, int hung, struct fail *fail)
{
    struct crew_death death;

    if (crew_replace(&s->crew, i, hung, &death, fail) != 0)
        return -1;
    for (size_t k = 0; k < death.page_count; k++) {
        struct task *t = map_get(s->tasks, key_of(&death.pages[k]));

        if (k == 0)
            t->tries++; /* the oldest was in work */
        log_warn("event=inspector_replaced try=%d why=%s url=%s", t->tries,
            death.why, t->url);
        if (t->tries < TRIES_MAX)
            backlog_add(s, t);
        else if (finish(s, t, "quarantined", death.why, NULL, fail) != 0)
            return -1;
    }
    return 0;
}

/* Returns 1 when the inspector has to be replaced. */
static int
take_from_inspector(
    struct supervisor *s, struct crew_inspector *i, struct fail *fail)
{
    int type;
    struct str frame;
    int gone = wire_fill(&i->wire);

    while (wire_next(&i->wire, &type, &frame)) {
        int rc = type == MESSAGE_RESULT ? result_came(s, i, frame, fail) : 1;

        if (rc != 0)
            return rc;
    }
    return gone ? 1 : 0;
}

/* --- the loop --- */

/* Ask for what may be asked now; the time until more may is in *wait_ms. */
static int
begin_what_may(struct supervisor *s, int64_t *wait_ms, struct fail *fail)
{
    *wait_ms = POLL_MS_MAX;
    while (s->how == NULL && s->fetching < IN_FLIGHT_MAX &&
           s->backlog_count < BACKLOG_MAX) {
        struct frontier_task task;
        int64_t wait;
        int rc =
            frontier_next(s->frontier, now_monotonic_ms(), &task, &wait, fail);

        if (rc < 0)
            return -1;
        if (rc == 0) {
            if (wait >= 0 && wait < *wait_ms)
                *wait_ms = wait;
            /* Nothing to wait for: the scan is through. */
            if (wait < 0 && map_count(s->tasks) == 0)
                s->how =
                    frontier_over_budget(s->frontier) ? "budget" : "finished";
            return 0;
        }
        if (begin(s, &task, fail) != 0)
            return -1;
    }
    return 0;
}

/* Wait for sockets, then serve them. */
static int
serve(struct supervisor *s, int64_t wait_ms, struct fail *fail)
{
    struct pollfd fds[1 + CREW_INSPECTORS_MAX];
    struct crew *c = &s->crew;
    int rc;

    fds[0].fd = c->fetcher.fd;
    fds[0].events =
        (short)(POLLIN | (wire_wants_write(&c->fetcher) ? POLLOUT : 0));
    for (size_t k = 0; k < c->inspector_count; k++) {
        fds[k + 1].fd = c->inspector[k].wire.fd;
        fds[k + 1].events =
            (short)(POLLIN |
                    (wire_wants_write(&c->inspector[k].wire) ? POLLOUT : 0));
    }
    if (poll(fds, 1 + c->inspector_count, (int)wait_ms) < 0)
        return 0; /* a signal: the loop looks at the stop flag */
    rc = fds[0].revents & (POLLIN | POLLHUP | POLLERR)
             ? take_from_fetcher(s, fail)
             : 0;
    if (rc < 0 || (rc == 1 && replace_fetcher(s, fail) != 0))
        return -1;
    for (size_t k = 0; k < c->inspector_count; k++) {
        struct crew_inspector *i = &c->inspector[k];
        int hung = i->page_count > 0 && now_monotonic_ms() > i->deadline_ms;

        rc = fds[k + 1].revents & (POLLIN | POLLHUP | POLLERR)
                 ? take_from_inspector(s, i, fail)
                 : 0;
        if (rc < 0 ||
            ((rc == 1 || hung) && replace_inspector(s, i, hung, fail) != 0))
            return -1;
    }
    return 0;
}

/* Write what waits; a peer that is gone shows when it is read. */
static void
flush(struct supervisor *s)
{
    wire_flush(&s->crew.fetcher);
    for (size_t k = 0; k < s->crew.inspector_count; k++)
        wire_flush(&s->crew.inspector[k].wire);
}

static void
show_progress(struct supervisor *s)
{
    struct keeper_counts k = keeper_counts(s->keeper);
    struct progress_counts c = { k.pages, frontier_waiting(s->frontier),
        k.listings, k.flagged };

    progress_show(&s->progress, &c, now_monotonic_ms());
}

static int
loop(struct supervisor *s, struct fail *fail)
{
    while (s->how == NULL || map_count(s->tasks) > 0) {
        int64_t wait_ms;

        if (s->how == NULL && *s->options->stop)
            s->how = "stopped";
        if (s->how == NULL && now_monotonic_ms() >= s->ends_at_ms)
            s->how = "stopped";
        if (begin_what_may(s, &wait_ms, fail) != 0 ||
            feed_inspectors(s, fail) != 0)
            return -1;
        flush(s);
        if (map_count(s->tasks) == 0 && s->how != NULL)
            break;
        if (serve(s, wait_ms, fail) != 0 ||
            keeper_commit(s->keeper, now_monotonic_ms(), 0, fail) != 0)
            return -1;
        show_progress(s);
    }
    return 0;
}

static int
open_frontier(struct supervisor *s, struct fail *fail)
{
    const struct campaign *c = s->options->campaign;
    struct frontier_options o = frontier_defaults();
    struct frontier_store store = keeper_frontier(s->keeper);
    char year[NOW_TEXT_BYTES];
    int64_t this_year;

    now_text(now_wall_ms(), year);
    str_to_i64(str_sub(str_of(year), 0, 4), &this_year);
    o.traps.year = (int)this_year;
    o.host_delay_ms = c->delay_ms;
    o.address_delay_ms = c->delay_ms / 4;
    o.host_connections = c->host_connections;
    o.address_connections = 4 * c->host_connections;
    o.depth_max = c->depth_max;
    o.pages_max = c->pages_max;
    o.pages_handed = keeper_pages_handed(s->keeper);
    o.pages_per_host_max = c->host_pages_max;
    o.seed = (uint64_t)now_wall_ms();
    return frontier_new(&s->frontier, &o, &store, fail);
}

/* Keep what the supervisor may do: its own files, and making inspectors. */
static int
enter_sandbox(const struct supervisor_options *o, struct fail *fail)
{
    char *dir = mem_text(o->store_path);
    char *slash = strrchr(dir, '/');
    const char *const dirs[] = { slash == NULL ? "." : dir, o->archive_dir,
        NULL };
    struct sandbox box = { .write_dirs = dirs, .processes = 1 };
    char report[200];
    int rc;

    if (slash != NULL)
        *(slash == dir ? slash + 1 : slash) = '\0';
    rc = sandbox_enter(&box, report, sizeof report, fail);
    if (rc == 0)
        log_info("event=sandbox process=supervisor %s", report);
    free(dir);
    return rc;
}

int
supervisor_run(
    const struct supervisor_options *o, struct js **summary, struct fail *fail)
{
    struct supervisor s = { .options = o };
    int64_t time_ms =
        o->max_time_ms > 0 ? o->max_time_ms : o->campaign->time_max_ms;
    int rc = -1;

    s.tasks = map_new(task_free);
    s.backlog_end = &s.backlog;
    s.frame = BUF_MAX(MESSAGE_BYTES_MAX);
    s.ends_at_ms = now_monotonic_ms() + time_ms;
    progress_init(&s.progress, o->progress, now_monotonic_ms());
    if (crew_start(&s.crew, o->campaign, o->screener, o->profiles_dir,
            o->inspectors, fail) != 0 ||
        keeper_open(
            &s.keeper, o->store_path, o->archive_dir, o->campaign, fail) != 0 ||
        enter_sandbox(o, fail) != 0 || open_frontier(&s, fail) != 0 ||
        add_starts(&s, fail) != 0)
        goto out;
    if (keeper_resumed(s.keeper))
        log_info("event=scan_resumed waiting=%lld",
            (long long)frontier_waiting(s.frontier));
    if (loop(&s, fail) != 0)
        goto out;
    if (keeper_finish(s.keeper, s.how, summary, fail) != 0)
        goto out;
    rc = 0;
out:
    progress_end(&s.progress);
    crew_end(&s.crew);
    frontier_free(s.frontier);
    keeper_close(s.keeper);
    map_free(s.tasks);
    buf_clear(&s.frame);
    return rc;
}
