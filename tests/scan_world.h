/* tests/scan_world.h - what the parts of a supervisor stand on: a store with a
 * campaign of one start page, and helpers that do nothing. The test holds the
 * other ends of their sockets and says what they would.
 */
#ifndef TESTS_SCAN_WORLD_H
#define TESTS_SCAN_WORLD_H

#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "scan/crew.h"
#include "scan/pace.h"
#include "scan/under_way.h"

#define START "http://shop.example/"

struct scan_world {
    char dir[64];
    struct campaign *campaign;
    struct keeper *keeper;
    struct frontier *frontier;
    struct enqueue enqueue;
    struct under_way under_way;
    struct crew crew;
    struct wire fetcher, spare, inspector; /* ends of the test */
    struct fail fail;
};

#define OK(w, call)                                                            \
    do {                                                                       \
        if ((call) != 0)                                                       \
            fail_msg("%s: %s", #call, (w)->fail.text);                         \
    } while (0)

static inline pid_t
start_idle(void)
{
    pid_t pid = fork();

    if (pid == 0)
        for (;;)
            pause();
    assert_true(pid > 0);
    return pid;
}

static inline void
connect_idle(struct scan_world *w, struct wire *ours, struct wire *theirs)
{
    int fd[2];

    OK(w, wire_pair(fd, &w->fail));
    wire_init(ours, fd[0], MESSAGE_BYTES_MAX);
    wire_init(theirs, fd[1], MESSAGE_BYTES_MAX);
}

/* As a scan begins, or goes on. */
static inline void
scan_world_open(struct scan_world *w)
{
    struct frontier_store queues;
    char store[96], archive[96];

    snprintf(store, sizeof store, "%s/s.db", w->dir);
    snprintf(archive, sizeof archive, "%s/warc", w->dir);
    OK(w, keeper_open(&w->keeper, store, archive, w->campaign, &w->fail));
    OK(w, keeper_begin_run(w->keeper, NULL, &w->fail));
    queues = keeper_frontier(w->keeper);
    OK(w, pace_open(&w->frontier, w->campaign, &queues, 0, &w->fail));
    w->enqueue =
        (struct enqueue){ w->frontier, w->campaign, enqueue_known_new() };
    under_way_init(&w->under_way, w->keeper, w->frontier, &w->enqueue);
    OK(w, enqueue_starts(&w->enqueue, NULL, &w->fail));
}

/* As a scan that was stopped ends. */
static inline void
scan_world_close(struct scan_world *w)
{
    struct js *summary = NULL;

    OK(w, keeper_finish(w->keeper, "stopped", &summary, &w->fail));
    js_free(summary);
    under_way_clear(&w->under_way);
    frontier_free(w->frontier);
    enqueue_known_free(w->enqueue.known);
    keeper_close(w->keeper);
}

static inline int
scan_world_setup(void **state)
{
    struct scan_world *w = mem_new(sizeof *w);
    struct crew *c = &w->crew;

    /* Before there are sockets, which they would have too. */
    c->fetcher_pid = start_idle();
    c->spare_pid[0] = start_idle();
    c->inspector[0].pid = start_idle();
    c->inspector_count = 1;
    connect_idle(w, &c->fetcher, &w->fetcher);
    connect_idle(w, &c->spare[0], &w->spare);
    connect_idle(w, &c->inspector[0].wire, &w->inspector);
    c->inspector[0].deadline_ms = INT64_MAX;
    c->spare[1].fd = c->browser.fd = -1;
    c->spare_browser[0].fd = c->spare_browser[1].fd = -1;
    OK(w, extractor_new(&c->extractor, NULL, &w->fail));
    OK(w, campaign_parse(&w->campaign,
              STR("name: t\ncontact: https://authority.example/\n"
                  "start: ['" START "']\nlimits: {per_host_delay_ms: 0}\n"),
              "t", &w->fail));
    snprintf(w->dir, sizeof w->dir, "/tmp/shelfwatch-test-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    scan_world_open(w);
    *state = w;
    return 0;
}

static inline int
scan_world_teardown(void **state)
{
    struct scan_world *w = *state;

    scan_world_close(w);
    crew_end(&w->crew);
    wire_clear(&w->fetcher);
    wire_clear(&w->spare);
    wire_clear(&w->inspector);
    campaign_free(w->campaign);
    file_remove_tree(w->dir);
    free(w);
    return 0;
}

/* The next URL that may be asked; there has to be one. */
static inline struct frontier_task
scan_world_next(struct scan_world *w)
{
    struct frontier_task url;
    int64_t wait_ms;

    assert_int_equal(frontier_next(w->frontier, now_monotonic_ms(), &url,
                         &wait_ms, &w->fail),
        1);
    return url;
}

/* A page of some bytes. */
static inline struct page *
scan_world_page(const char *url)
{
    struct page *p = page_new(str_of(url));

    p->status = 200;
    p->outcome = PAGE_RECEIVED;
    p->fetched_at_ms = now_wall_ms();
    page_set(&p->content_type, STR("text/html"));
    buf_addz(&p->body, "<title>Shop</title>");
    return p;
}

#endif
