/* crawler/lanes.h - what waits at one host, and what of it comes next.
 *
 * Two lanes: offers and what is more urgent, and behind them lists and the
 * rest. Many lists are named by the list before them alone, so one goes out
 * now and then even while offers wait: else the last pages of a scan would
 * wait for each other, and one that ends early would have seen the offers of
 * few lists. Only the front of each lane is here, the rest in the store.
 */
#ifndef CRAWLER_LANES_H
#define CRAWLER_LANES_H

#include "crawler/window.h"

enum { LANE_OFFERS, LANE_LISTS, LANES };

struct lanes {
    struct window window[LANES];
    int64_t behind[LANES]; /* waiting in the store behind each, about */
    int since_list;        /* URLs taken after the last list */
};

/* The first and last priority (crawler/frontier.h) of a lane. */
void lanes_range(int lane, int *first, int *last);

/* Queue a copy; at most `max` of a lane stay in memory. */
void lanes_put(struct lanes *l, struct str url, const struct window_item *item,
    size_t max);

/* The lane that the next URL comes from when its front has to be loaded from
 * the store first; -1 if not. Whoever loads it sets `behind`. */
int lanes_unread(const struct lanes *l);

/* Take the next URL; 0 if there is none. The URL is the caller's. */
int lanes_take(struct lanes *l, struct window_item *out);

/* Whether something waits here, or perhaps in the store. */
int lanes_wait(const struct lanes *l);
/* Of what comes next, as far as it is known; 0 if it is not. */
int lanes_priority(const struct lanes *l);

void lanes_clear(struct lanes *l);

#endif
