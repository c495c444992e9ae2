/* review/view_queue.h - the queue as a page.
 *
 * Parameters are those of review/queue_query.h. A row can be ticked; the form
 * around the table goes to /cases/act (review/view_act.h) and says `filter`,
 * by which it comes back here.
 */
#ifndef REVIEW_VIEW_QUEUE_H
#define REVIEW_VIEW_QUEUE_H

#include "review/view.h"

void view_queue(struct view *v);

/* GET /queue/counts: {"open":N,"mine":N,"nobody":N,"confirmed":N,"watching":N,
 * "all":N}, which app.js asks for from time to time. */
void view_queue_counts(struct view *v);

/* POST /queue/view and /queue/view/drop: keep or forget a filter under a name.
 * Fields: name, filter (query of the address). */
void view_queue_save(struct view *v);
void view_queue_drop(struct view *v);

/* GET /keys: what the keys do. app.js shows it on "?". */
void view_queue_keys(struct view *v);

#endif
