#include "crawler/lanes.h"

#include "crawler/frontier.h"

/* One of so many URLs of a host is a list, while it has both. A list names
 * some tens of offers, so lists are ahead of the offers that they name. */
#define LIST_EVERY 8

void
lanes_range(int lane, int *first, int *last)
{
    *first = lane == LANE_OFFERS ? FRONTIER_PICTURE : FRONTIER_LIST;
    *last = lane == LANE_OFFERS ? FRONTIER_LIST - 1 : FRONTIER_OTHER;
}

static int
holds(const struct lanes *l, int lane)
{
    return l->window[lane].count > 0 || l->behind[lane] > 0;
}

/* Whether a list is known to wait, or might. */
static int
may_have_list(const struct lanes *l)
{
    const struct window_item *first = window_first(&l->window[LANE_LISTS]);

    return first == NULL ? l->behind[LANE_LISTS] > 0
                         : first->priority == FRONTIER_LIST;
}

/* Where the next URL comes from. */
static int
next_lane(const struct lanes *l)
{
    if (!holds(l, LANE_OFFERS))
        return LANE_LISTS;
    return l->since_list + 1 >= LIST_EVERY && may_have_list(l) ? LANE_LISTS
                                                               : LANE_OFFERS;
}

void
lanes_put(
    struct lanes *l, struct str url, const struct window_item *item, size_t max)
{
    int lane = item->priority < FRONTIER_LIST ? LANE_OFFERS : LANE_LISTS;

    l->behind[lane] +=
        window_put(&l->window[lane], url, item, max, l->behind[lane] > 0);
}

int
lanes_unread(const struct lanes *l)
{
    int lane = next_lane(l);

    return l->window[lane].count == 0 && l->behind[lane] > 0 ? lane : -1;
}

int
lanes_take(struct lanes *l, struct window_item *out)
{
    if (!window_take(&l->window[next_lane(l)], out))
        return 0;
    l->since_list = out->priority == FRONTIER_LIST ? 0 : l->since_list + 1;
    return 1;
}

int
lanes_wait(const struct lanes *l)
{
    return holds(l, LANE_OFFERS) || holds(l, LANE_LISTS);
}

int
lanes_priority(const struct lanes *l)
{
    const struct window_item *first = window_first(&l->window[next_lane(l)]);

    return first == NULL ? 0 : first->priority;
}

void
lanes_clear(struct lanes *l)
{
    for (int lane = 0; lane < LANES; lane++)
        window_clear(&l->window[lane]);
}
