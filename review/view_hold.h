/* review/view_hold.h - what keeps a case from being deleted, and who may say
 * so. */
#ifndef REVIEW_VIEW_HOLD_H
#define REVIEW_VIEW_HOLD_H

#include "review/view.h"

/* Who may hold a case, and let it go. */
#define VIEW_HOLD_ROLES (ROLE_VALIDATOR | ROLE_ADMINISTRATOR)

/* The section of a case's page; `seller` is its name, or empty. */
void view_hold(struct view *v, int64_t case_id, struct str seller);

/* POST /case/#/hold: `reason`, and `seller` where all of the seller's offers
 * are to be held. POST /hold/#/lift: `case` to go back to. */
void view_hold_post(struct view *v);
void view_hold_lift(struct view *v);

/* A list of all holds in force. */
void view_hold_list(struct view *v);

/* Answers for a case that is not there: 410 and why where it was deleted by
 * the policy, else 404. */
void view_hold_gone(struct view *v);

#endif
