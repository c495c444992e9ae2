/* review/view_orders.h - letters that were issued, and what came of them. */
#ifndef REVIEW_VIEW_ORDERS_H
#define REVIEW_VIEW_ORDERS_H

#include "review/view.h"

/* Parameters: show ("all", "open", "overdue"), page. */
void view_orders(struct view *v);

/* One letter, to be read and printed. */
void view_orders_one(struct view *v);

/* The bytes that were sent, as a file. */
void view_orders_text(struct view *v);

/* On the page of a case: its letters, and the way to a new one. */
void view_orders_of_case(struct view *v, int64_t id);

/* Form fields: kind of event, note. */
void view_orders_event(struct view *v);

#endif
