/* review/view_case.h - one case as a page, and what is done with it there. */
#ifndef REVIEW_VIEW_CASE_H
#define REVIEW_VIEW_CASE_H

#include "review/view.h"

void view_case(struct view *v);

/* Form fields: reason ("VERDICT:CODE"), note, seen (how many decisions the
 * page showed). Goes on to the next open case. */
void view_case_decide(struct view *v);

/* Form field: assignee, empty to give the case back. */
void view_case_assign(struct view *v);

#endif
