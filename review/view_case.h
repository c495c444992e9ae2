/* review/view_case.h - one case as a page. */
#ifndef REVIEW_VIEW_CASE_H
#define REVIEW_VIEW_CASE_H

#include "review/view_decide.h"

void view_case(struct view *v);

/* The same, with what was refused on top and what was typed in the form. */
void view_case_show(
    struct view *v, int status, const struct decide_notice *notice);

#endif
