/* review/queue_query.h - the filter of the queue as it stands in an address.
 *
 *   state    a state, "open" (as without it) or "all"
 *   market, hazard, seller, recall, rule, source, language
 *   assignee "me", "nobody", or a name
 *   from, to first seen on a day, YYYY-MM-DD, in UTC
 *   text     words
 *   sort     priority (as without it), age, newest, deadline, price, market
 *   after    the row behind which the page begins, as the page before says
 *
 * What cannot be read is no filter. Every link that leads from a list to a
 * case carries the filter, so that the next case is the next of that list.
 */
#ifndef REVIEW_QUEUE_QUERY_H
#define REVIEW_QUEUE_QUERY_H

#include "review/view.h"
#include "store/queue.h"

struct queue_query {
    /* As they came; borrowed from the request, with a NUL behind. */
    struct str state, market, hazard, seller, recall, rule, source, language,
        assignee, from, to, text, sort, after;
    struct store_place place; /* of after; text is in the request's arena */
};

/* `otherwise` is the state where none is asked for: "open" or "all". */
void queue_query_read(
    struct queue_query *q, const struct view *v, const char *otherwise);

/* The filter borrows q. */
void queue_query_filter(struct store_filter *out, const struct queue_query *q,
    const struct view *v);

/* Append the filter to an address, without what is usual and without after. */
void queue_query_add(struct buf *out, const struct queue_query *q);
/* The address of the page behind a place. */
void queue_query_add_after(struct buf *out, const struct store_place *place);

/* 1 if something beside state and order is asked for. */
int queue_query_is_narrow(const struct queue_query *q);

/* The case behind `id` in the list of a query ("state=open&market=x"), else the
 * first of it: the next to decide for who is signed in. Passed over are those
 * that wait for information or for others, and those that somebody else has
 * or is at. 0 where there is none. */
int queue_query_next(struct view *v, struct str query, int64_t id,
    int64_t *next, struct fail *fail);

/* The orders, as "sort" names them; NULL ends them. */
const char *const *queue_query_sorts(void);

#endif
