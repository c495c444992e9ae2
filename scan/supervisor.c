#include "scan/supervisor.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "scan/confine.h"
#include "scan/cost.h"
#include "scan/fetching.h"
#include "scan/inspection.h"
#include "scan/pace.h"
#include "scan/progress.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Enough to keep the cores busy with pages of 60 KB from fast hosts; each
 * one held costs its body. */
#define IN_FLIGHT_MAX 64
#define BACKLOG_MAX 32
/* No more is asked for while this much waits: pages may be 10 MB each. */
#define BACKLOG_BYTES_MAX (64u << 20)
#define POLL_MS_MAX 500

struct supervisor {
    const struct campaign *campaign;
    const char *profiles_dir;
    const struct supervisor_options *options; /* of the run */
    struct crew crew;
    struct keeper *keeper;
    struct frontier *frontier;
    struct enqueue enqueue;
    struct under_way under_way;
    struct rendering rendering;
    struct fetching fetching;
    struct inspection inspection;
    int64_t stops_at_ms, ends_at_ms; /* this run; the campaign's hours */
    const char *how;                 /* the scan ends this way once all is in */
    struct progress progress;
    struct reading_basis *basis;
};

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
    while ((t = rendering_take_back(&s->rendering)) != NULL)
        under_way_drop(&s->under_way, t);
}

/* Ask for what may be asked now; the time until more may is in *wait_ms. */
static int
begin_what_may(struct supervisor *s, int64_t *wait_ms, struct fail *fail)
{
    const struct task_backlog *backlog = &s->inspection.backlog;

    *wait_ms = POLL_MS_MAX;
    while (s->how == NULL && s->fetching.count < IN_FLIGHT_MAX &&
           backlog->count < BACKLOG_MAX &&
           backlog->bytes + s->rendering.waiting.bytes < BACKLOG_BYTES_MAX) {
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
            if (wait < 0 && under_way_count(&s->under_way) == 0)
                s->how =
                    frontier_waiting(s->frontier) > 0 ? "budget" : "finished";
            return 0;
        }
        if (fetching_begin(&s->fetching, &task, fail) != 0)
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

    fds[0] = watched(&c->fetcher);
    for (size_t k = 0; k < c->inspector_count; k++)
        fds[k + 1] = watched(&c->inspector[k].wire);
    browser = &fds[1 + c->inspector_count];
    *browser = watched(&c->browser); /* -1 is passed over */
    if (s->fetching.more_came)
        wait_ms = 0;
    if (poll(fds, 2 + c->inspector_count, (int)wait_ms) < 0)
        return 0; /* a signal: the loop looks at the stop flag */
    if (fetching_read(&s->fetching,
            fds[0].revents & (POLLIN | POLLHUP | POLLERR), fail) != 0)
        return -1;
    if (browser->revents & (POLLIN | POLLHUP | POLLERR))
        rendering_read(&s->rendering, now_monotonic_ms());
    for (size_t k = 0; k < c->inspector_count; k++)
        if (inspection_attend(&s->inspection, &c->inspector[k],
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
    while (s->how == NULL || under_way_count(&s->under_way) > 0) {
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
        if (inspection_feed(&s->inspection, fail) != 0)
            return -1;
        crew_flush(&s->crew);
        if (under_way_count(&s->under_way) == 0 && s->how != NULL) {
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
supervisor_new(struct supervisor **out, const struct campaign *campaign,
    const char *profiles_dir, struct fail *fail)
{
    struct supervisor *s = mem_new(sizeof *s);

    s->campaign = campaign;
    s->profiles_dir = profiles_dir;
    if (crew_start(&s->crew, campaign, profiles_dir, fail) != 0) {
        supervisor_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

/* Open the store and all that stands on it. */
static int
set_up(struct supervisor *s, struct fail *fail)
{
    const struct supervisor_options *o = s->options;
    struct frontier_store queues;

    crew_prepare_inspectors(&s->crew, o->screener, o->inspectors);
    if (keeper_open(&s->keeper, o->store_path, o->archive_dir, s->campaign,
            fail) != 0 ||
        keeper_begin_run(s->keeper, o->about, fail) != 0 ||
        keeper_sample(s->keeper, &o->screener->policy, fail) != 0 ||
        reading_basis_new(&s->basis, o->screener, s->profiles_dir, fail) != 0 ||
        enter_sandbox(o, fail) != 0 || keeper_aside(s->keeper, fail) != 0)
        return -1;
    queues = keeper_frontier(s->keeper);
    if (pace_open(&s->frontier, s->campaign, &queues,
            keeper_pages_handed(s->keeper), fail) != 0)
        return -1;
    s->enqueue =
        (struct enqueue){ s->frontier, s->campaign, enqueue_known_new() };
    under_way_init(&s->under_way, s->keeper, s->frontier, &s->enqueue);
    inspection_init(&s->inspection, &s->crew, &s->under_way);
    rendering_init(&s->rendering, s->frontier, &s->crew, &s->inspection.backlog,
        keeper_remarks(s->keeper));
    fetching_init(&s->fetching, &s->crew, &s->under_way, &s->rendering,
        &s->inspection.backlog);
    keeper_basis(s->keeper, s->basis);
    return 0;
}

static int
scan(struct supervisor *s, struct js **summary, struct fail *fail)
{
    const struct supervisor_options *o = s->options;

    if (set_up(s, fail) != 0 ||
        enqueue_starts(&s->enqueue, o->searches, fail) != 0 ||
        (o->pictures != NULL &&
            enqueue_pictures(&s->enqueue, o->pictures, fail) != 0))
        return -1;
    if (keeper_resumed(s->keeper))
        log_info("event=scan_resumed waiting=%lld",
            (long long)frontier_waiting(s->frontier));
    if (loop(s, fail) != 0)
        return -1;
    log_debug("event=step at=ending how=%s", s->how);
    crew_stop(&s->crew);
    return keeper_finish(s->keeper, s->how, summary, fail);
}

int
supervisor_run(struct supervisor *s, const struct supervisor_options *o,
    struct js **summary, struct fail *fail)
{
    int64_t now_ms = now_monotonic_ms(), start_ms = cost_own_ms();
    int rc;

    s->options = o;
    s->stops_at_ms = o->max_time_ms > 0 ? now_ms + o->max_time_ms : INT64_MAX;
    s->ends_at_ms = now_ms + s->campaign->time_max_ms;
    progress_init(&s->progress, o->progress, now_ms);
    rc = scan(s, summary, fail);
    progress_end(&s->progress);
    if (rc != 0 && s->keeper != NULL)
        keeper_abandon(s->keeper, fail->text);
    under_way_clear(&s->under_way);
    crew_end(&s->crew);
    cost_tell(&s->crew, start_ms);
    return rc;
}

void
supervisor_free(struct supervisor *s)
{
    if (s == NULL)
        return;
    crew_end(&s->crew);
    rendering_clear(&s->rendering);
    frontier_free(s->frontier);
    enqueue_known_free(s->enqueue.known);
    reading_basis_free(s->basis);
    fetching_clear(&s->fetching);
    inspection_clear(&s->inspection);
    keeper_close(s->keeper); /* last: it waits for the disk */
    free(s);
}
