#include "scan/fetching.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "scan/message.h"
#include "scan/pace.h"

#include <stdlib.h>

/* Of the pages that came: then all others are given work again. */
#define PAGES_AT_A_TIME 16
/* A fetcher says every 5 s that it is there. */
#define SILENT_MS 30000

void
fetching_init(struct fetching *f, struct crew *crew,
    struct under_way *under_way, struct rendering *rendering,
    struct task_backlog *next)
{
    *f = (struct fetching){ .crew = crew,
        .under_way = under_way,
        .rendering = rendering,
        .next = next,
        .frame = BUF_MAX(MESSAGE_BYTES_MAX) };
}

void
fetching_clear(struct fetching *f)
{
    buf_clear(&f->frame);
}

static int
send_fetch(struct fetching *f, const struct task *t)
{
    struct message_fetch m = { t->id, t->kind, str_of(t->url),
        str_of(t->known.etag), str_of(t->known.last_modified),
        f->crew->copied };

    f->crew->copied = 0;
    buf_reset(&f->frame);
    message_put_fetch(&f->frame, &m);
    log_debug("event=step at=handed url=%s", t->url);
    return wire_send(&f->crew->fetcher, MESSAGE_FETCH, buf_str(&f->frame));
}

int
fetching_begin(
    struct fetching *f, const struct frontier_task *url, struct fail *fail)
{
    struct task *t = under_way_add(f->under_way, url);

    if (url->refusal != FRONTIER_FINE) {
        t->page = page_new(url->url);
        t->page->outcome = PAGE_REFUSED;
        t->page->fetched_at_ms = now_wall_ms();
        return under_way_finish(f->under_way, t, "refused",
            frontier_refusal_name(url->refusal), NULL, fail);
    }
    /* What a browser makes of an unchanged page may have changed. */
    if (!extractor_renders(f->crew->extractor, url_host_of(url->url)) &&
        keeper_known(f->under_way->keeper, url->url, &t->known, fail) < 0)
        return -1;
    if (f->count++ == 0)
        f->heard_ms = now_monotonic_ms();
    if (send_fetch(f, t) != 0)
        return fail_set(fail, "the fetcher does not keep up");
    return 0;
}

/* The body that a "not modified" page had. Where the archive has lost it the
 * page is asked for again, whole: 1. */
static int
restore(struct fetching *f, struct task *t, struct page *p, struct fail *fail)
{
    struct fail why = { 0 };

    if (keeper_restore(f->under_way->keeper, &t->known, p, &why) == 0)
        return 0;
    log_warn("event=archive_lost why=%s", why.text);
    remarks_event(keeper_remarks(f->under_way->keeper),
        "the archive had lost a page's last version", t->url);
    task_forget(t);
    return send_fetch(f, t) == 0
               ? 1
               : fail_set(fail, "the fetcher does not keep up");
}

/* What is known of the bytes that came. */
static int
recollect(struct fetching *f, struct task *t, struct page *p, struct fail *fail)
{
    struct reading *r = &t->reading;

    task_hash(t, p);
    if (t->kind == MESSAGE_KIND_PAGE &&
        keeper_reading(
            f->under_way->keeper, &t->known, t->digest, p, r, fail) != 0)
        return -1;
    if (!r->settled ||
        enqueue_is_met(f->under_way->enqueue, buf_str(&r->link_keys)))
        return 0;
    return keeper_links(f->under_way->keeper, r, fail);
}

/* A page that was received: to the inspectors, unless all is known of it. */
static int
go_on(struct fetching *f, struct task *t, struct fail *fail)
{
    /* A copy: the reading is the keeper's to change. */
    const struct message_result result = t->reading.result;
    const struct under_way_found known = { .result = &result };
    char *reason;
    int rc;

    if (!t->reading.settled) {
        if (!t->reading.fits && rendering_wants(f->rendering, t))
            rendering_add(f->rendering, t);
        else
            task_backlog_add(f->next, t);
        return 0;
    }
    log_debug("event=known url=%s", t->url);
    reason = str_dup(result.reason);
    rc = under_way_finish(
        f->under_way, t, task_state(t, &result), reason, &known, fail);
    free(reason);
    return rc;
}

/* Returns 1 when the fetcher talks nonsense. */
static int
page_came(struct fetching *f, struct str frame, struct fail *fail)
{
    enum message_kind kind;
    struct page *p = under_way_page(f->under_way);
    struct task *t = NULL;
    int64_t id;
    int rc;

    if (message_get_page(&id, &kind, p, frame, wire_tail(&f->crew->fetcher)) ==
        0)
        t = under_way_find(f->under_way, id);
    if (t == NULL || t->page != NULL) {
        page_free(p);
        return 1;
    }
    f->crew->copied += p->body.lent;
    task_take_page(t, p, f->crew->bodies);
    rc = recollect(f, t, p, fail);
    if (rc == 0 && p->outcome == PAGE_NOT_MODIFIED && !t->reading.fits)
        rc = restore(f, t, p, fail);
    if (rc != 0) {
        task_drop_page(t);
        return rc < 0 ? -1 : 0;
    }
    f->count--;
    log_debug("event=step at=received url=%s", t->url);
    if (pace_pushed_back(p))
        remarks_event(keeper_remarks(f->under_way->keeper),
            "a host pushed back", p->final_url);
    if (pace_tell(f->under_way->frontier, f->under_way->enqueue->campaign,
            str_of(t->url), str_of(t->host), p) == 1) {
        under_way_drop(f->under_way, t);
        return 0;
    }
    task_hash_soon(t, &f->under_way->unhashed);
    if (p->outcome == PAGE_FAILED || p->outcome == PAGE_REFUSED)
        return under_way_finish(f->under_way, t,
            p->outcome == PAGE_FAILED ? "failed" : "refused", p->why, NULL,
            fail);
    return go_on(f, t, fail);
}

/* robots.txt was asked before this URL: its host's delay begins again. */
static int
later_came(struct fetching *f, struct str frame)
{
    struct task *t;
    int64_t id;

    if (message_get_later(&id, frame) != 0 ||
        (t = under_way_find(f->under_way, id)) == NULL || t->page != NULL)
        return 1;
    f->count--;
    frontier_put_back(
        f->under_way->frontier, now_monotonic_ms(), str_of(t->url));
    under_way_drop(f->under_way, t);
    return 0;
}

static int
host_known(struct fetching *f, struct str frame, struct fail *fail)
{
    struct message_host m;
    int rc;

    if (message_get_host(&m, frame) != 0)
        return 1;
    frontier_set_crawl_delay(f->under_way->frontier, m.host, m.delay_ms);
    frontier_asked(f->under_way->frontier, now_monotonic_ms(), m.host);
    rc = enqueue_sitemaps(f->under_way->enqueue, m.host, &m.sitemaps, fail);
    texts_clear(&m.sitemaps);
    return rc;
}

/* Returns 1 when the fetcher has to be replaced. */
static int
take(struct fetching *f, struct fail *fail)
{
    int type, rc = 0, pages = 0;
    struct str frame;
    int gone = f->more_came ? 0 : wire_fill(&f->crew->fetcher);

    f->heard_ms = now_monotonic_ms();
    f->more_came = 0;
    while (rc == 0 && !f->more_came &&
           wire_next(&f->crew->fetcher, &type, &frame)) {
        f->more_came = type == MESSAGE_PAGE && ++pages == PAGES_AT_A_TIME;
        if (type == MESSAGE_PAGE)
            rc = page_came(f, frame, fail);
        else if (type == MESSAGE_HOST)
            rc = host_known(f, frame, fail);
        else if (type == MESSAGE_LATER)
            rc = later_came(f, frame);
        else
            rc = type == MESSAGE_ALIVE && frame.len == 0 ? 0 : 1;
    }
    return rc != 0 ? rc : gone && !f->more_came;
}

/* The fetcher is gone: another takes over all that is not answered. */
static int
replace(struct fetching *f, struct fail *fail)
{
    if (crew_next_fetcher(f->crew, fail) != 0)
        return -1;
    remarks_event(
        keeper_remarks(f->under_way->keeper), "the fetcher was replaced", NULL);
    f->heard_ms = now_monotonic_ms();
    for (struct map_item *i = map_next(f->under_way->tasks, NULL); i != NULL;
         i = map_next(f->under_way->tasks, i)) {
        struct task *t = i->value.ptr;

        if (t->page == NULL && send_fetch(f, t) != 0)
            return fail_set(fail, "the fetcher does not keep up");
    }
    return 0;
}

int
fetching_read(struct fetching *f, int readable, struct fail *fail)
{
    int rc = f->more_came || readable ? take(f, fail) : 0;

    if (rc == 0 && f->count > 0 &&
        now_monotonic_ms() - f->heard_ms > SILENT_MS) {
        log_warn("event=fetcher_silent");
        rc = 1;
    }
    return rc == 1 ? replace(f, fail) : rc;
}
