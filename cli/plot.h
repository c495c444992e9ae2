/* cli/plot.h - a square plot of shares against shares, as inline SVG.
 *
 * Both axes run from 0 to 1. Colours are the page's (classes "line", "other",
 * "grid"). Knows nothing of what is plotted.
 */
#ifndef CLI_PLOT_H
#define CLI_PLOT_H

#include "review/markup.h"

struct plot_point {
    double x, y; /* 0..1; others are moved to the edge */
};

struct plot_line {
    const char *css_class;
    const struct plot_point *point;
    size_t count;
    int dots; /* each point is marked */
};

struct plot {
    const char *title, *x, *y; /* of the axes */
    const struct plot_line *line;
    size_t lines;
};

void plot_write(struct markup *m, const struct plot *p);

#endif
