/* review/view_blind.h - cases that are judged before findings are shown.
 *
 * Which cases those are, the store knows (store_sample_put): here a case's
 * record holds nothing of it but "blind".
 */
#ifndef REVIEW_VIEW_BLIND_H
#define REVIEW_VIEW_BLIND_H

#include "review/queue.h"
#include "review/view.h"

/* What is asked of who opens such a case. */
void view_blind_ask(struct view *v, const struct queue_case *c);

/* What was said before the findings were shown, and why it was asked; nothing
 * of any other case. */
void view_blind_told(struct view *v, const struct queue_case *c);

#endif
