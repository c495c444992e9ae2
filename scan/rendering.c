#include "scan/rendering.h"

#include "base/mem.h"
#include "core/limits.h"
#include "core/url.h"
#include "scan/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond a page's own time: a browser that has to be started, a machine that
 * is busy. */
#define SLACK_MS 75000
/* Of one host; more are not fetched meanwhile, other hosts' are. */
#define WAITING_OF_HOST_MAX 4
/* Keepers that are given the same page. */
#define TRIES_MAX 2

void
rendering_init(struct rendering *r, struct frontier *frontier,
    struct crew *crew, struct task_backlog *next, struct remarks *remarks)
{
    *r = (struct rendering){
        .frontier = frontier, .crew = crew, .next = next, .remarks = remarks
    };
    task_backlog_init(&r->waiting);
    r->frame = BUF_MAX(LIMIT_URL_BYTES + 1000);
}

void
rendering_clear(struct rendering *r)
{
    buf_clear(&r->frame);
}

static int
is_html(const struct page *p)
{
    struct str type = str_of(p->content_type);

    return type.len == 0 || str_starts_nocase(type, STR("text/html")) ||
           str_starts_nocase(type, STR("application/xhtml"));
}

int
rendering_wants(const struct rendering *r, const struct task *t)
{
    const struct page *p = t->page;

    return t->kind == MESSAGE_KIND_PAGE && p->status >= 200 &&
           p->status <= 299 && is_html(p) &&
           extractor_renders(
               r->crew->extractor, url_host_of(str_of(p->final_url)));
}

static size_t
waiting_of(const struct rendering *r, const char *host)
{
    size_t n = 0;

    for (const struct task *t = r->waiting.first; t != NULL; t = t->next)
        n += strcmp(t->host, host) == 0;
    return n;
}

void
rendering_add(struct rendering *r, struct task *t)
{
    task_backlog_add(&r->waiting, t);
    if (waiting_of(r, t->host) == WAITING_OF_HOST_MAX)
        frontier_pause(r->frontier, str_of(t->host));
}

/* Take t, whose predecessor in line is `before` or NULL, off the line. */
static void
take(struct rendering *r, struct task *before, struct task *t)
{
    task_backlog_remove(&r->waiting, before, t);
    if (waiting_of(r, t->host) == WAITING_OF_HOST_MAX - 1)
        frontier_resume(r->frontier, str_of(t->host));
}

/* That the keeper cannot be reached shows when it is read. */
static void
give(struct rendering *r, struct task *t, int64_t now_ms)
{
    struct message_render m = { t->id, str_of(t->page->final_url) };

    r->now = t;
    r->until_ms = now_ms + LIMIT_RENDER_MS + SLACK_MS;
    buf_reset(&r->frame);
    message_put_render(&r->frame, &m);
    wire_send(&r->crew->browser, MESSAGE_RENDER, buf_str(&r->frame));
}

static void
set(char **member, struct str value)
{
    free(*member);
    *member = str_dup(value);
}

/* The task goes on, with the reason in its page unless that is NULL. */
static void
go_on(struct rendering *r, struct task *t, const char *why)
{
    if (why != NULL)
        set(&t->page->render_why, str_of(why));
    task_backlog_add(r->next, t);
}

static void
drop_waiting(struct rendering *r, const char *why)
{
    struct task *t;

    while ((t = r->waiting.first) != NULL) {
        take(r, NULL, t);
        go_on(r, t, why);
    }
}

/* What the browser had, or NULL: its host is not visited any more. */
static struct task *
leave(struct rendering *r, int64_t now_ms)
{
    struct task *t = r->now;

    if (t != NULL)
        frontier_leave(r->frontier, now_ms, str_of(t->host));
    r->now = NULL;
    return t;
}

/* The browser's keeper died, hangs or talks nonsense. One death may have come
 * from outside: what it had waits for another, but not for the last one, which
 * is for pages that harmed none yet. */
static void
lose(struct rendering *r, int64_t now_ms)
{
    struct task *t = leave(r, now_ms);
    char why[100], reason[160];
    int left = crew_next_browser(r->crew, why, sizeof why);

    remarks_event(r->remarks, "the browser's keeper was replaced", NULL);
    snprintf(reason, sizeof reason, "needs a browser: its keeper %s", why);
    if (t != NULL && ++t->render_tries < TRIES_MAX && left > 0)
        rendering_add(r, t);
    else if (t != NULL)
        go_on(r, t, reason);
    if (r->crew->browser.fd < 0)
        drop_waiting(r, reason);
}

void
rendering_turn(struct rendering *r, int64_t now_ms, int64_t *wait_ms)
{
    struct task *before = NULL;

    if (r->now != NULL && now_ms > r->until_ms)
        lose(r, now_ms);
    if (r->crew->browser.fd < 0)
        drop_waiting(r, "needs a browser: none is left for this scan");
    if (r->now != NULL && r->until_ms - now_ms < *wait_ms)
        *wait_ms = r->until_ms - now_ms;
    for (struct task *t = r->waiting.first; t != NULL && r->now == NULL;
         before = t, t = t->next) {
        int64_t wait;

        if (frontier_visit(r->frontier, now_ms, str_of(t->host), &wait)) {
            take(r, before, t);
            give(r, t, now_ms);
            return;
        }
        if (wait >= 0 && wait < *wait_ms)
            *wait_ms = wait;
    }
}

/* 0, or -1 if that is nonsense. */
static int
came(struct rendering *r, int64_t now_ms, struct str frame)
{
    struct message_rendered m;
    struct page *p;

    if (message_get_rendered(&m, frame) != 0 || r->now == NULL ||
        r->now->id != m.id)
        return -1;
    p = r->now->page;
    set(&p->browser, m.browser);
    set(&p->render_why, m.why);
    buf_reset(&p->rendered);
    buf_adds(&p->rendered, m.document);
    buf_reset(&p->screenshot);
    buf_adds(&p->screenshot, m.picture);
    go_on(r, leave(r, now_ms), NULL);
    return 0;
}

void
rendering_read(struct rendering *r, int64_t now_ms)
{
    int type, bad = 0, gone = wire_fill(&r->crew->browser);
    struct str frame;

    while (!bad && wire_next(&r->crew->browser, &type, &frame))
        bad = type != MESSAGE_RENDERED || came(r, now_ms, frame) != 0;
    if (bad || gone)
        lose(r, now_ms);
}

void
rendering_give_up(struct rendering *r)
{
    drop_waiting(r, "needs a browser: the campaign's time was up");
}

struct task *
rendering_take_back(struct rendering *r)
{
    struct task *t = r->now;

    r->now = NULL;
    if (t == NULL && (t = r->waiting.first) != NULL)
        take(r, NULL, t);
    return t;
}
