/* review/view_watch.h - on the page of a case: was its offer looked at again,
 * and where is it offered besides?
 */
#ifndef REVIEW_VIEW_WATCH_H
#define REVIEW_VIEW_WATCH_H

#include "review/view.h"

/* A section, where there is anything to say. */
void view_watch(struct view *v, int64_t id);

#endif
