/* scan/fetching.h - the supervisor's side of the fetcher: URLs to it, pages
 * from it.
 *
 * A page that came goes on to the inspectors, or to the browser before; one of
 * which all is known from an earlier visit is kept at once. A fetcher that
 * ends, says nothing for 30 seconds or talks nonsense is replaced by a spare,
 * which is asked for what was not answered. Trusts nothing that it says.
 */
#ifndef SCAN_FETCHING_H
#define SCAN_FETCHING_H

#include "scan/crew.h"
#include "scan/rendering.h"
#include "scan/under_way.h"

struct fetching {
    struct crew *crew; /* borrowed, all four */
    struct under_way *under_way;
    struct rendering *rendering; /* where pages wait for the browser */
    struct task_backlog *next;   /* where the others go on to */
    size_t count;                /* URLs that are not answered yet */
    int more_came;               /* and is not looked at yet */
    int64_t heard_ms;            /* of the fetcher, the last time */
    struct buf frame;
};

void fetching_init(struct fetching *f, struct crew *crew,
    struct under_way *under_way, struct rendering *rendering,
    struct task_backlog *next);
void fetching_clear(struct fetching *f);

/* Ask for a URL that the frontier handed out. One that is refused is kept as
 * that, unasked. -1 if the store fails or the fetcher takes no more. */
int fetching_begin(
    struct fetching *f, const struct frontier_task *url, struct fail *fail);

/* Take up some of what the fetcher says (1: its socket is readable); where
 * more_came it is to be called again at once. Replaces the fetcher where it has
 * to be. -1 if the store fails or there is no spare. */
int fetching_read(struct fetching *f, int readable, struct fail *fail);

#endif
