/* review/view_filter.h - above the rows of the queue: views and filter. */
#ifndef REVIEW_VIEW_FILTER_H
#define REVIEW_VIEW_FILTER_H

#include "review/queue_query.h"

/* Links to the views everybody has, with how many cases they hold. */
int view_filter_tabs(
    struct view *v, const struct queue_query *q, struct fail *fail);

/* One number of those views by its name; -1 where it failed. */
int view_filter_count(
    struct view *v, const char *name, int64_t *out, struct fail *fail);
/* Their names; NULL ends them. */
const char *const *view_filter_names(void);

/* The views the reader saved, and a form to save this one. */
int view_filter_saved(
    struct view *v, const struct queue_query *q, struct fail *fail);

/* The form. Beside each value stands how many cases of the state have it. */
int view_filter_form(
    struct view *v, const struct queue_query *q, struct fail *fail);

#endif
