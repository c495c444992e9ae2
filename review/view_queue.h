/* review/view_queue.h - the queue as a page and as files. */
#ifndef REVIEW_VIEW_QUEUE_H
#define REVIEW_VIEW_QUEUE_H

#include "review/view.h"

/* Parameters: state (default "open"), market, hazard, text, page. */
void view_queue(struct view *v);

/* The same filter (default: all states), every row. */
void view_queue_csv(struct view *v);
void view_queue_json(struct view *v);

#endif
