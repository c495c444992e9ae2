#include "scan/supervisor.h"

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/frontier.h"
#include "scan/confine.h"
#include "scan/cost.h"
#include "scan/crew.h"
#include "scan/enqueue.h"
#include "scan/keep.h"
#include "scan/message.h"
#include "scan/pace.h"
#include "scan/progress.h"
#include "scan/rendering.h"
#include "scan/task.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough to keep the cores busy with pages of 60 KB from fast hosts; each
 * one held costs its body. */
#define IN_FLIGHT_MAX 64
#define BACKLOG_MAX 32
/* No more is asked for while this much waits: pages may be 10 MB each. */
#define BACKLOG_BYTES_MAX (64u << 20)
#define POLL_MS_MAX 500
/* Of the pages that came: then all others are given work again. */
#define PAGES_AT_A_TIME 16
/* A page is given to this many inspectors before it is quarantined: one
 * death may have come from outside. */
#define TRIES_MAX 2
/* A fetcher says every 5 s that it is there. */
#define FETCHER_SILENT_MS 30000

/* What an inspector said, read and checked. */
struct inspected {
    struct message_result result;
    struct casefile **casefiles; /* owned */
    int undecided;               /* some rule was given up */
};

struct supervisor {
    const struct supervisor_options *options;
    struct crew crew;
    struct keeper *keeper;
    struct frontier *frontier;
    struct map *tasks; /* by id */
    struct task_backlog backlog;
    struct rendering rendering;
    struct task *unhashed; /* borrowed; see task_hash_soon */
    size_t fetching;
    int more_came; /* from the fetcher, and is not looked at yet */
    struct enqueue enqueue;
    int64_t last_task, fetcher_heard_ms;
    int64_t stops_at_ms, ends_at_ms; /* this run; the campaign's hours */
    const char *how;                 /* the scan ends this way once all is in */
    struct buf frame;
    struct inspected said; /* last; its arrays are used again */
    struct progress progress;
    struct reading_basis *basis;
};

static struct str
key_of(const int64_t *id)
{
    return (struct str){ (const char *)id, sizeof *id };
}

/* --- one page's life --- */

/* Keep a task's page for good and forget the task. */
static int
finish(struct supervisor *s, struct task *t, const char *state,
    const char *reason, const struct inspected *i, struct fail *fail)
{
    struct kept kept = { .page = t->page,
        .digest = t->digest,
        .reading = &t->reading,
        .known = t->known.record != NULL ? &t->known : NULL,
        .result = i != NULL ? &i->result : NULL,
        .casefiles = i != NULL ? i->casefiles : NULL,
        .of_picture = t->kind == MESSAGE_KIND_PICTURE,
        .undecided = i != NULL && i->undecided,
        .state = state,
        .reason = reason };
    const struct enqueue_page of = { str_of(t->url), t->depth,
        t->reading.settled ? buf_str(&t->reading.link_keys) : STR_NONE };
    int64_t id = t->id;

    task_hash_now(t, &s->unhashed);
    if ((i != NULL && enqueue_links(&s->enqueue, &of, &i->result,
                          &kept.link_keys, fail) != 0) ||
        keeper_keep(s->keeper, &kept, fail) != 0 ||
        enqueue_pictures(&s->enqueue, keeper_pictures(s->keeper), fail) != 0 ||
        frontier_done(s->frontier, now_monotonic_ms(), str_of(t->url), fail) !=
            0)
        return -1;
    map_remove(s->tasks, key_of(&id));
    return 0;
}

static int
send_fetch(struct supervisor *s, const struct task *t)
{
    struct message_fetch m = { t->id, t->kind, str_of(t->url),
        str_of(t->known.etag), str_of(t->known.last_modified), s->crew.copied };

    s->crew.copied = 0;
    buf_reset(&s->frame);
    message_put_fetch(&s->frame, &m);
    log_debug("event=step at=handed url=%s", t->url);
    return wire_send(&s->crew.fetcher, MESSAGE_FETCH, buf_str(&s->frame));
}

/* Take a URL from the frontier and ask for it. */
static int
begin(struct supervisor *s, const struct frontier_task *f, struct fail *fail)
{
    struct task *t = task_new(++s->last_task, f);

    map_put(s->tasks, key_of(&t->id), t);
    if (f->refusal != FRONTIER_FINE) {
        t->page = page_new(f->url);
        t->page->outcome = PAGE_REFUSED;
        t->page->fetched_at_ms = now_wall_ms();
        return finish(
            s, t, "refused", frontier_refusal_name(f->refusal), NULL, fail);
    }
    /* What a browser makes of an unchanged page may have changed. */
    if (!extractor_renders(s->crew.extractor, url_host_of(f->url)) &&
        keeper_known(s->keeper, f->url, &t->known, fail) < 0)
        return -1;
    if (s->fetching++ == 0)
        s->fetcher_heard_ms = now_monotonic_ms();
    if (send_fetch(s, t) != 0)
        return fail_set(fail, "the fetcher does not keep up");
    return 0;
}

/* The body that a "not modified" page had. Where the archive has lost it the
 * page is asked for again, whole: 1. */
static int
restore(struct supervisor *s, struct task *t, struct page *p, struct fail *fail)
{
    struct fail why = { 0 };

    if (keeper_restore(s->keeper, &t->known, p, &why) == 0)
        return 0;
    log_warn("event=archive_lost why=%s", why.text);
    remarks_event(keeper_remarks(s->keeper),
        "the archive had lost a page's last version", t->url);
    task_forget(t);
    return send_fetch(s, t) == 0
               ? 1
               : fail_set(fail, "the fetcher does not keep up");
}

/* What is known of the bytes that came. */
static int
recollect(
    struct supervisor *s, struct task *t, struct page *p, struct fail *fail)
{
    struct reading *r = &t->reading;

    task_hash(t, p);
    if (t->kind == MESSAGE_KIND_PAGE &&
        keeper_reading(s->keeper, &t->known, t->digest, p, r, fail) != 0)
        return -1;
    if (!r->settled || enqueue_is_met(&s->enqueue, buf_str(&r->link_keys)))
        return 0;
    return keeper_links(s->keeper, r, fail);
}

/* A page that was received: to the inspectors, unless all is known of it. */
static int
inspect(struct supervisor *s, struct task *t, struct fail *fail)
{
    struct inspected known = { .casefiles = NULL };
    char *reason;
    int rc;

    if (!t->reading.settled) {
        if (!t->reading.fits && rendering_wants(&s->rendering, t))
            rendering_add(&s->rendering, t);
        else
            task_backlog_add(&s->backlog, t);
        return 0;
    }
    log_debug("event=known url=%s", t->url);
    known.result = t->reading.result; /* which owns it */
    reason = str_dup(known.result.reason);
    rc = finish(s, t, task_state(t, &known.result), reason, &known, fail);
    free(reason);
    return rc;
}

/* Returns 1 when the fetcher talks nonsense. */
static int
page_came(struct supervisor *s, struct str frame, struct fail *fail)
{
    enum message_kind kind;
    struct page *p;
    struct task *t;
    int64_t id;
    int rc;

    if (message_get_page(&id, &kind, &p, frame, wire_tail(&s->crew.fetcher)) !=
        0)
        return 1;
    t = map_get(s->tasks, key_of(&id));
    if (t == NULL || t->page != NULL) {
        page_free(p);
        return 1;
    }
    s->crew.copied += p->body.lent;
    task_take_page(t, p, s->crew.bodies);
    rc = recollect(s, t, p, fail);
    if (rc == 0 && p->outcome == PAGE_NOT_MODIFIED && !t->reading.fits)
        rc = restore(s, t, p, fail);
    if (rc != 0) {
        task_drop_page(t);
        return rc < 0 ? -1 : 0;
    }
    s->fetching--;
    log_debug("event=step at=received url=%s", t->url);
    if (pace_pushed_back(p))
        remarks_event(
            keeper_remarks(s->keeper), "a host pushed back", p->final_url);
    if (pace_tell(s->frontier, s->options->campaign, str_of(t->url),
            str_of(t->host), p) == 1) {
        map_remove(s->tasks, key_of(&id));
        return 0;
    }
    task_hash_soon(t, &s->unhashed);
    if (p->outcome == PAGE_FAILED || p->outcome == PAGE_REFUSED)
        return finish(s, t, p->outcome == PAGE_FAILED ? "failed" : "refused",
            p->why, NULL, fail);
    return inspect(s, t, fail);
}

/* robots.txt was asked before this URL: its host's delay begins again. */
static int
later_came(struct supervisor *s, struct str frame)
{
    struct task *t;
    int64_t id;

    if (message_get_later(&id, frame) != 0 ||
        (t = map_get(s->tasks, key_of(&id))) == NULL || t->page != NULL)
        return 1;
    s->fetching--;
    frontier_put_back(s->frontier, now_monotonic_ms(), str_of(t->url));
    map_remove(s->tasks, key_of(&id));
    return 0;
}

static int
host_known(struct supervisor *s, struct str frame, struct fail *fail)
{
    struct message_host m;
    int rc;

    if (message_get_host(&m, frame) != 0)
        return 1;
    frontier_set_crawl_delay(s->frontier, m.host, m.delay_ms);
    frontier_asked(s->frontier, now_monotonic_ms(), m.host);
    rc = enqueue_sitemaps(&s->enqueue, m.host, &m.sitemaps, fail);
    texts_clear(&m.sitemaps);
    return rc;
}

/* Returns 1 when the fetcher has to be replaced. */
static int
take_from_fetcher(struct supervisor *s, struct fail *fail)
{
    int type, rc = 0, pages = 0;
    struct str frame;
    int gone = s->more_came ? 0 : wire_fill(&s->crew.fetcher);

    s->fetcher_heard_ms = now_monotonic_ms();
    s->more_came = 0;
    while (rc == 0 && !s->more_came &&
           wire_next(&s->crew.fetcher, &type, &frame)) {
        s->more_came = type == MESSAGE_PAGE && ++pages == PAGES_AT_A_TIME;
        if (type == MESSAGE_PAGE)
            rc = page_came(s, frame, fail);
        else if (type == MESSAGE_HOST)
            rc = host_known(s, frame, fail);
        else if (type == MESSAGE_LATER)
            rc = later_came(s, frame);
        else
            rc = type == MESSAGE_ALIVE && frame.len == 0 ? 0 : 1;
    }
    return rc != 0 ? rc : gone && !s->more_came;
}

/* The fetcher is gone: another takes over all that is not answered. */
static int
replace_fetcher(struct supervisor *s, struct fail *fail)
{
    if (crew_next_fetcher(&s->crew, fail) != 0)
        return -1;
    remarks_event(keeper_remarks(s->keeper), "the fetcher was replaced", NULL);
    s->fetcher_heard_ms = now_monotonic_ms();
    for (struct map_item *i = map_next(s->tasks, NULL); i != NULL;
         i = map_next(s->tasks, i)) {
        struct task *t = i->value.ptr;

        if (t->page == NULL && send_fetch(s, t) != 0)
            return fail_set(fail, "the fetcher does not keep up");
    }
    return 0;
}

/* Pages that wait for the browser while the scan ends: stopped, they are
 * asked for again the next time; out of hours, they stand as they came. */
static void
end_rendering(struct supervisor *s)
{
    struct task *t;

    if (strcmp(s->how, "stopped") != 0) {
        rendering_give_up(&s->rendering);
        return;
    }
    while ((t = rendering_take_back(&s->rendering)) != NULL) {
        int64_t id = t->id;

        task_hash_now(t, &s->unhashed);
        map_remove(s->tasks, key_of(&id));
    }
}

/* --- inspection --- */

static int
feed_inspectors(struct supervisor *s, struct fail *fail)
{
    struct crew_inspector *i;

    while (s->backlog.first != NULL && (i = crew_idle(&s->crew)) != NULL) {
        struct task *t = task_backlog_take(&s->backlog);
        int judge = t->reading.fits;
        enum message_type type = judge ? MESSAGE_JUDGE : MESSAGE_INSPECT;
        struct buf *out = wire_begin(&i->wire);

        if (judge)
            message_put_judge(
                out, t->id, t->page->fetched_at_ms, buf_str(&t->reading.frame));
        else
            message_put_page(out, t->id, t->kind, t->page);
        log_debug("event=%s process=%ld url=%s",
            judge ? "judging" : "inspecting", (long)i->pid, t->url);
        if (crew_give(i, type, t->id,
                judge ? STR_NONE : buf_str(&t->page->body),
                now_monotonic_ms()) != 0 &&
            finish(s, t, "quarantined", "too large to inspect", NULL, fail) !=
                0)
            return -1;
    }
    return 0;
}

/* Returns 1 when the inspector talks nonsense. */
static int
result_came(struct supervisor *s, struct crew_inspector *i, struct str frame,
    struct fail *fail)
{
    struct inspected *said = &s->said;
    struct fail why = { 0 };
    struct task *t;
    char *reason;
    int rc;

    if (message_get_result(&said->result, frame) != 0)
        return 1;
    t = map_get(s->tasks, key_of(&said->result.id));
    if (i->page_count == 0 || i->pages[0] != said->result.id || t == NULL ||
        message_casefiles(&said->result, &said->casefiles, &why) != 0)
        return 1;
    said->undecided = i->gave_up;
    crew_answered(&s->crew, i, now_monotonic_ms());
    log_debug("event=step at=judged url=%s", t->url);
    reason = str_dup(said->result.reason);
    rc = finish(s, t, task_state(t, &said->result), reason, said, fail);
    free(reason);
    message_casefiles_free(said->casefiles, said->result.offer_count);
    return rc;
}

/* Replace an inspector; its pages go back to the backlog, or, after a
 * second death, into quarantine. */
static int
replace_inspector(struct supervisor *s, struct crew_inspector *i,
    enum crew_end_of end_of, struct fail *fail)
{
    struct crew_death death;

    if (crew_replace(&s->crew, i, end_of, &death, fail) != 0)
        return -1;
    remarks_event(keeper_remarks(s->keeper), "an inspector was replaced", NULL);
    for (size_t k = 0; k < death.page_count; k++) {
        struct task *t = map_get(s->tasks, key_of(&death.pages[k]));

        if (k == 0)
            t->tries++; /* the oldest was in work */
        log_warn("event=inspector_replaced try=%d why=%s url=%s", t->tries,
            death.why, t->url);
        if (t->tries < TRIES_MAX)
            task_backlog_add(&s->backlog, t);
        else if (finish(s, t, "quarantined", death.why, NULL, fail) != 0)
            return -1;
    }
    return 0;
}

/* Returns 1 when the inspector talks nonsense. */
static int
limit_came(struct supervisor *s, struct crew_inspector *i, struct str frame)
{
    struct message_limit m;

    if (message_get_limit(&m, frame) != 0)
        return 1;
    remarks_limit(keeper_remarks(s->keeper), m.rule, m.given_up);
    i->gave_up = 1;
    return 0;
}

/* Read what an inspector says, and replace it where it has to be. */
static int
attend_inspector(struct supervisor *s, struct crew_inspector *i, int readable,
    struct fail *fail)
{
    int type, gone = 0, rc = 0;
    struct str frame;

    if (readable) {
        gone = wire_fill(&i->wire);
        while (rc == 0 && wire_next(&i->wire, &type, &frame)) {
            if (type == MESSAGE_READY)
                i->ready = 1;
            else if (type == MESSAGE_LIMIT)
                rc = limit_came(s, i, frame);
            else
                rc =
                    type == MESSAGE_RESULT ? result_came(s, i, frame, fail) : 1;
        }
    }
    if (rc < 0)
        return -1;
    if (rc > 0)
        return replace_inspector(s, i, CREW_TALKS_NONSENSE, fail);
    if (gone)
        return replace_inspector(s, i, CREW_DIED, fail);
    /* Only now: its answer may have been waiting for us. */
    if ((i->page_count > 0 || !i->ready) && now_monotonic_ms() > i->deadline_ms)
        return replace_inspector(s, i, CREW_HANGS, fail);
    return 0;
}

/* --- the loop --- */

/* Ask for what may be asked now; the time until more may is in *wait_ms. */
static int
begin_what_may(struct supervisor *s, int64_t *wait_ms, struct fail *fail)
{
    *wait_ms = POLL_MS_MAX;
    while (s->how == NULL && s->fetching < IN_FLIGHT_MAX &&
           s->backlog.count < BACKLOG_MAX &&
           s->backlog.bytes + s->rendering.waiting.bytes < BACKLOG_BYTES_MAX) {
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
                    frontier_waiting(s->frontier) > 0 ? "budget" : "finished";
            return 0;
        }
        if (begin(s, &task, fail) != 0)
            return -1;
    }
    return 0;
}

static struct pollfd
watched(const struct wire *w)
{
    int writes = w->fd >= 0 && wire_wants_write(w);

    return (struct pollfd){ w->fd, writes ? POLLIN | POLLOUT : POLLIN, 0 };
}

/* Wait for sockets, then serve them. */
static int
serve(struct supervisor *s, int64_t wait_ms, struct fail *fail)
{
    struct pollfd fds[2 + CREW_INSPECTORS_MAX], *browser;
    struct crew *c = &s->crew;
    int rc;

    fds[0] = watched(&c->fetcher);
    for (size_t k = 0; k < c->inspector_count; k++)
        fds[k + 1] = watched(&c->inspector[k].wire);
    browser = &fds[1 + c->inspector_count];
    *browser = watched(&c->browser); /* -1 is passed over */
    if (s->more_came)
        wait_ms = 0;
    if (poll(fds, 2 + c->inspector_count, (int)wait_ms) < 0)
        return 0; /* a signal: the loop looks at the stop flag */
    rc = s->more_came || fds[0].revents & (POLLIN | POLLHUP | POLLERR)
             ? take_from_fetcher(s, fail)
             : 0;
    if (rc == 0 && s->fetching > 0 &&
        now_monotonic_ms() - s->fetcher_heard_ms > FETCHER_SILENT_MS) {
        log_warn("event=fetcher_silent");
        rc = 1;
    }
    if (rc < 0 || (rc == 1 && replace_fetcher(s, fail) != 0))
        return -1;
    if (browser->revents & (POLLIN | POLLHUP | POLLERR))
        rendering_read(&s->rendering, now_monotonic_ms());
    for (size_t k = 0; k < c->inspector_count; k++)
        if (attend_inspector(s, &c->inspector[k],
                fds[k + 1].revents & (POLLIN | POLLHUP | POLLERR), fail) != 0)
            return -1;
    return 0;
}

static void
show_progress(struct supervisor *s)
{
    struct keeper_counts k = keeper_counts(s->keeper);
    struct progress_counts c = { k.pages, frontier_waiting(s->frontier),
        k.listings, k.flagged };

    progress_show(&s->progress, &c, now_monotonic_ms());
}

/* How the scan ends now, or NULL. Stopped from outside it goes on another
 * time; the campaign's own hours are up for good. */
static const char *
must_end(const struct supervisor *s)
{
    int64_t now_ms = now_monotonic_ms();

    if (*s->options->stop || now_ms >= s->stops_at_ms)
        return "stopped";
    return now_ms >= s->ends_at_ms ? "budget" : NULL;
}

/* All is through: only now it is known which unflagged offers are drawn. They
 * look like all others, so their pictures are fetched as well. */
static int
draw_last(struct supervisor *s, struct fail *fail)
{
    if (strcmp(s->how, "finished") != 0)
        return 0;
    if (keeper_draw(s->keeper, fail) != 0 ||
        enqueue_pictures(&s->enqueue, keeper_pictures(s->keeper), fail) != 0)
        return -1;
    if (frontier_waiting(s->frontier) > 0)
        s->how = NULL;
    return 0;
}

static int
loop(struct supervisor *s, struct fail *fail)
{
    while (s->how == NULL || map_count(s->tasks) > 0) {
        int64_t wait_ms;

        remarks_clock(
            keeper_remarks(s->keeper), now_wall_ms(), now_monotonic_ms());
        if (s->how == NULL)
            s->how = must_end(s);
        if (begin_what_may(s, &wait_ms, fail) != 0)
            return -1;
        if (s->how != NULL)
            end_rendering(s);
        rendering_turn(&s->rendering, now_monotonic_ms(), &wait_ms);
        if (feed_inspectors(s, fail) != 0)
            return -1;
        crew_flush(&s->crew);
        if (map_count(s->tasks) == 0 && s->how != NULL) {
            if (draw_last(s, fail) != 0)
                return -1;
            if (s->how != NULL)
                break;
            continue;
        }
        /* Now that all others have work: a commit takes tens of ms. */
        if (keeper_commit(s->keeper, now_monotonic_ms(), fail) != 0 ||
            serve(s, wait_ms, fail) != 0)
            return -1;
        show_progress(s);
    }
    return 0;
}

/* Keep what the supervisor may do: its own files, and making inspectors. */
static int
enter_sandbox(const struct supervisor_options *o, struct fail *fail)
{
    const struct confine_places places = { o->store_path, o->archive_dir,
        o->also_dir };
    char report[CONFINE_REPORT_BYTES];
    int rc = confine_supervisor(&places, report, fail);

    if (rc == 0)
        log_info("event=sandbox process=supervisor kernel=%s", report);
    return rc;
}

int
supervisor_run(
    const struct supervisor_options *o, struct js **summary, struct fail *fail)
{
    struct supervisor s = { .options = o };
    struct frontier_store queues;
    int64_t now_ms = now_monotonic_ms(), start_ms = cost_own_ms();
    int rc = -1;

    s.tasks = map_new(task_free);
    task_backlog_init(&s.backlog);
    s.frame = BUF_MAX(MESSAGE_BYTES_MAX);
    s.stops_at_ms = o->max_time_ms > 0 ? now_ms + o->max_time_ms : INT64_MAX;
    s.ends_at_ms = now_ms + o->campaign->time_max_ms;
    progress_init(&s.progress, o->progress, now_ms);
    if (crew_start(&s.crew, o->campaign, o->screener, o->profiles_dir,
            o->inspectors, fail) != 0 ||
        keeper_open(
            &s.keeper, o->store_path, o->archive_dir, o->campaign, fail) != 0 ||
        keeper_begin_run(s.keeper, o->about, fail) != 0 ||
        keeper_sample(s.keeper, &o->screener->policy, fail) != 0 ||
        reading_basis_new(&s.basis, o->screener, o->profiles_dir, fail) != 0 ||
        enter_sandbox(o, fail) != 0 || keeper_aside(s.keeper, fail) != 0)
        goto out;
    queues = keeper_frontier(s.keeper);
    if (pace_open(&s.frontier, o->campaign, &queues,
            keeper_pages_handed(s.keeper), fail) != 0)
        goto out;
    rendering_init(&s.rendering, s.frontier, &s.crew, &s.backlog,
        keeper_remarks(s.keeper));
    keeper_basis(s.keeper, s.basis);
    s.enqueue =
        (struct enqueue){ s.frontier, o->campaign, enqueue_known_new() };
    if (enqueue_starts(&s.enqueue, o->searches, fail) != 0 ||
        (o->pictures != NULL &&
            enqueue_pictures(&s.enqueue, o->pictures, fail) != 0))
        goto out;
    if (keeper_resumed(s.keeper))
        log_info("event=scan_resumed waiting=%lld",
            (long long)frontier_waiting(s.frontier));
    if (loop(&s, fail) != 0)
        goto out;
    log_debug("event=step at=ending how=%s", s.how);
    crew_stop(&s.crew);
    if (keeper_finish(s.keeper, s.how, summary, fail) != 0)
        goto out;
    rc = 0;
out:
    progress_end(&s.progress);
    if (rc != 0 && s.keeper != NULL)
        keeper_abandon(s.keeper, fail->text);
    map_free(s.tasks);
    crew_end(&s.crew);
    cost_tell(&s.crew, start_ms);
    rendering_clear(&s.rendering);
    frontier_free(s.frontier);
    enqueue_known_free(s.enqueue.known);
    keeper_close(s.keeper);
    reading_basis_free(s.basis);
    buf_clear(&s.frame);
    message_result_clear(&s.said.result);
    return rc;
}
