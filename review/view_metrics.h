/* review/view_metrics.h - the figures of review/metrics.h, for a program on
 * this machine or one with a token. */
#ifndef REVIEW_VIEW_METRICS_H
#define REVIEW_VIEW_METRICS_H

#include "review/view.h"

void view_metrics(struct view *v);

#endif
