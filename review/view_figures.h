/* review/view_figures.h - how the work goes: backlog, decisions, precision,
 * what is missed, how fast offers are taken down.
 */
#ifndef REVIEW_VIEW_FIGURES_H
#define REVIEW_VIEW_FIGURES_H

#include "review/view.h"

/* Parameter: days (default 30). */
void view_figures(struct view *v);

/* The same numbers as JSON, and those by day as CSV. */
void view_figures_json(struct view *v);
void view_figures_csv(struct view *v);

#endif
