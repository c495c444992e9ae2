/* store/figures.h - how the work goes, day by day. */
#ifndef STORE_FIGURES_H
#define STORE_FIGURES_H

#include "store/store.h"

#define STORE_FIGURES_DAYS_MAX 366

/* The last `days` days up to now (UTC), as owned JSON:
 * {"days":[{"day","opened","confirmed","dismissed","backlog"}],
 *  "decided":{"cases","median_hours","p90_hours"}}
 * `backlog` are the cases that were open at the end of the day: seen by
 * then, and not decided by then. A case counts by its last decision.
 * "decided" is of the cases decided in these days; the hours run from the
 * case's opening, and are left out where there is none. */
int store_figures(struct store *s, int64_t now_ms, int64_t days,
    struct js **out, struct fail *fail);

#endif
