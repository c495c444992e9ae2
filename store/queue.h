/* store/queue.h - what the queue page asks beside its rows (store/store.h).
 *
 * Nothing here walks all cases: numbers are kept as cases come and change.
 */
#ifndef STORE_QUEUE_H
#define STORE_QUEUE_H

#include "store/store.h"

/* The row behind which the next page of the same filter and order begins. */
void store_place_of(
    struct store_place *out, const struct store_case *c, enum store_sort sort);

/* That of a case by its number: 1, or 0 if there is no such case. *text is
 * owned, and borrowed by *out. */
int store_queue_place(struct store *s, int64_t id, enum store_sort sort,
    struct store_place *out, char **text, struct fail *fail);

/* How many cases of a state (NULL: all, "open" or one) have a value. `facet`
 * is "market", "seller", "language", "hazard", "source", "recall", "rule" or
 * "assignee" (value "": of nobody); "" with value "" counts all. */
int store_queue_count(struct store *s, const char *facet, const char *value,
    const char *state, int64_t *out, struct fail *fail);

/* The `limit` values that most cases of the state have, those first. */
int store_queue_most(struct store *s, const char *facet, const char *state,
    int64_t limit, void (*visit)(struct str value, int64_t cases, void *ctx),
    void *ctx, struct fail *fail);

/* 1 with the number of cases of the filter in *out, where it is kept: at most
 * one thing is asked for beside the state. 0 where it would have to be
 * counted. */
int store_queue_known(struct store *s, const struct store_filter *filter,
    int64_t *out, struct fail *fail);

/* When a case is due, by which the queue is sorted and shown: the earliest
 * end of a running clock. 0: no clock runs. Who starts or ends a clock calls
 * this in the same transaction. */
int store_queue_due(
    struct store *s, int64_t id, int64_t due_ms, struct fail *fail);

/* --- views a person saved --- */

#define STORE_VIEWS_MAX 50
#define STORE_VIEW_NAME_BYTES 100
#define STORE_VIEW_QUERY_BYTES 2000

/* Keep the query of an address under a name; one of that name is replaced. */
int store_view_put(struct store *s, struct str owner, struct str name,
    struct str query, struct fail *fail);
int store_view_drop(
    struct store *s, struct str owner, struct str name, struct fail *fail);
/* In order of name. */
int store_view_each(struct store *s, struct str owner,
    void (*visit)(struct str name, struct str query, void *ctx), void *ctx,
    struct fail *fail);

#endif
