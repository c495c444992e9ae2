/* review/chart.h - small drawings of numbers by day, as SVG in the page.
 *
 * Colours come from the style sheet; the numbers stand in a table beside, so
 * the drawing is one picture with a name to who does not see it.
 */
#ifndef REVIEW_CHART_H
#define REVIEW_CHART_H

#include "review/markup.h"

#define CHART_SERIES_MAX 4

struct chart_series {
    struct str name;
    const char *class;   /* of the style sheet: "chart-1" ... */
    const double *value; /* borrowed: one per column */
};

struct chart {
    struct str title;
    const struct str *column; /* borrowed: their names, e.g. days */
    size_t columns;
    struct chart_series series[CHART_SERIES_MAX];
    size_t series_count;
};

/* Bars of one column stand upon each other. */
void chart_bars(struct markup *m, const struct chart *c);

/* A line per series. */
void chart_lines(struct markup *m, const struct chart *c);

#endif
