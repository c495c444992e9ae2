/* scan/rendering.h - pages that wait for the browser, which opens one at a
 * time, when their host may be asked again.
 *
 * What waits has been fetched and archived-to-be like any page; the browser's
 * view is added to it. Where there is no browser the page says so and goes on
 * without; where its keeper died, it is opened once more. Knows the frontier
 * and the crew, no store.
 */
#ifndef SCAN_RENDERING_H
#define SCAN_RENDERING_H

#include "crawler/frontier.h"
#include "scan/crew.h"
#include "scan/remarks.h"
#include "scan/task.h"

struct rendering {
    struct frontier *frontier; /* borrowed, all four */
    struct crew *crew;
    struct task_backlog *next;   /* where pages go on to */
    struct remarks *remarks;     /* what befalls the keepers is counted there */
    struct task_backlog waiting; /* of tasks, borrowed */
    struct task *now;            /* what the browser has, or NULL */
    int64_t until_ms;            /* then it is taken from it */
    struct buf frame;
};

void rendering_init(struct rendering *r, struct frontier *frontier,
    struct crew *crew, struct task_backlog *next, struct remarks *remarks);
void rendering_clear(struct rendering *r);

/* 1 if the page that came is one for the browser. */
int rendering_wants(const struct rendering *r, const struct task *t);
/* Let it wait. */
void rendering_add(struct rendering *r, struct task *t);

/* Give the browser a page if it is idle and one may be opened now; *wait_ms
 * becomes less where one may be sooner. */
void rendering_turn(struct rendering *r, int64_t now_ms, int64_t *wait_ms);

/* Read what the browser's keeper says, and replace it if it is gone. */
void rendering_read(struct rendering *r, int64_t now_ms);

/* All that wait go on without a browser, and say so. */
void rendering_give_up(struct rendering *r);

/* Take one that waits or is being opened off the line; NULL if there is none.
 */
struct task *rendering_take_back(struct rendering *r);

#endif
