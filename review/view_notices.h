/* review/view_notices.h - official notices, and how their sources are. */
#ifndef REVIEW_VIEW_NOTICES_H
#define REVIEW_VIEW_NOTICES_H

#include "review/view.h"

/* Parameters: source, text, published and after (the row to go on behind). */
void view_notices(struct view *v);

/* One notice: its text, its versions, notices about the same product. */
void view_notice(struct view *v);

void view_sources(struct view *v);

#endif
