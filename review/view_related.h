/* review/view_related.h - what a case is looked at beside. */
#ifndef REVIEW_VIEW_RELATED_H
#define REVIEW_VIEW_RELATED_H

#include "review/queue.h"
#include "review/view.h"

/* Who stands behind the offer and what else they offer, the same product
 * elsewhere, and how cases with the same findings were decided. */
void view_related(struct view *v, const struct queue_case *c);

#endif
