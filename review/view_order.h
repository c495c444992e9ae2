/* review/view_order.h - a letter in the making, from the page of a case. */
#ifndef REVIEW_VIEW_ORDER_H
#define REVIEW_VIEW_ORDER_H

#include "review/view.h"

/* The form. Parameters: kind, language. */
void view_order_form(struct view *v);

/* Form field `act`: "preview", "edit" (back to the form), "issue". Issued is
 * only what was previewed: `seen` is the digest of it. */
void view_order_post(struct view *v);

#endif
