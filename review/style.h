/* review/style.h - the style sheet of the pages, part of the program. */
#ifndef REVIEW_STYLE_H
#define REVIEW_STYLE_H

#include "review/view.h"

void style_view(struct view *v);

#endif
