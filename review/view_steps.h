/* review/view_steps.h - from one case to the next of the list it came from. */
#ifndef REVIEW_VIEW_STEPS_H
#define REVIEW_VIEW_STEPS_H

#include "review/view.h"

/* <nav class="steps" data-case=ID> with links back to the list and on to the
 * next case; app.js reads that one in advance. */
void view_steps(struct view *v, int64_t id);

#endif
