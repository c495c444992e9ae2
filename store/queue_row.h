/* store/queue_row.h - a casefile as the queue lists it; internal to store/.
 *
 * What people filter, sort and search by is kept apart from the record: a
 * compact row, its facets and their counts, a card with what a line of the
 * queue shows, and the words of the full-text index. Each is written where
 * the casefile is; the trigger queue_follow sees to state and assignee.
 */
#ifndef STORE_QUEUE_ROW_H
#define STORE_QUEUE_ROW_H

#include "store/handle.h"

/* Write all of it anew, inside the caller's transaction; the casefile's own
 * row must be there. */
int queue_row_put(
    struct store *s, int64_t id, const struct casefile *c, struct fail *fail);

/* Write it for the cases that were there before the queue had rows. */
int queue_row_catch_up(struct store *s, struct fail *fail);

#endif
