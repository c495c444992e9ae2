#include "cli/plot.h"

#include <math.h>
#include <stdio.h>

/* Pixels: the frame, and the room for words beside it. */
#define SIDE 280.0
#define LEFT 52.0
#define TOP 14.0
#define BELOW 46.0
#define RIGHT 14.0
#define STEPS 5
/* More points than pixels show nothing. */
#define POINTS_MAX 600

static double
at_x(double x)
{
    return LEFT + SIDE * (x < 0 || isnan(x) ? 0 : x > 1 ? 1 : x);
}

static double
at_y(double y)
{
    return TOP + SIDE * (1 - (y < 0 || isnan(y) ? 0 : y > 1 ? 1 : y));
}

static void
straight(struct markup *m, const char *css_class, const struct plot_point *from,
    const struct plot_point *to)
{
    char n[4][24];

    snprintf(n[0], sizeof n[0], "%.1f", at_x(from->x));
    snprintf(n[1], sizeof n[1], "%.1f", at_y(from->y));
    snprintf(n[2], sizeof n[2], "%.1f", at_x(to->x));
    snprintf(n[3], sizeof n[3], "%.1f", at_y(to->y));
    markup_leaf(m, "line",
        ATTRS({ "class", str_of(css_class) }, { "x1", str_of(n[0]) },
            { "y1", str_of(n[1]) }, { "x2", str_of(n[2]) },
            { "y2", str_of(n[3]) }),
        STR(""));
}

static void
words(struct markup *m, double x, double y, const char *css_class,
    const char *text)
{
    char n[2][24];

    snprintf(n[0], sizeof n[0], "%.1f", x);
    snprintf(n[1], sizeof n[1], "%.1f", y);
    markup_leaf(m, "text",
        ATTRS({ "class", str_of(css_class) }, { "x", str_of(n[0]) },
            { "y", str_of(n[1]) }),
        str_of(text));
}

static void
grid(struct markup *m)
{
    for (int i = 0; i <= STEPS; i++) {
        double at = (double)i / STEPS;
        char text[16];

        straight(m, "grid", &(struct plot_point){ at, 0 },
            &(struct plot_point){ at, 1 });
        straight(m, "grid", &(struct plot_point){ 0, at },
            &(struct plot_point){ 1, at });
        snprintf(text, sizeof text, "%.1f", at);
        words(m, at_x(at), TOP + SIDE + 16, "middle", text);
        words(m, LEFT - 8, at_y(at) + 4, "end", text);
    }
}

static void
line(struct markup *m, const struct plot_line *l)
{
    struct buf points = BUF_MAX(64 * POINTS_MAX);
    size_t step = l->count / POINTS_MAX + 1;

    for (size_t i = 0; i < l->count; i++)
        if (i % step == 0 || i + 1 == l->count)
            buf_addf(&points, "%.1f,%.1f ", at_x(l->point[i].x),
                at_y(l->point[i].y));
    markup_leaf(m, "polyline",
        ATTRS(
            { "class", str_of(l->css_class) }, { "points", buf_str(&points) }),
        STR(""));
    for (size_t i = 0; l->dots && i < l->count; i++) {
        char n[2][24];

        snprintf(n[0], sizeof n[0], "%.1f", at_x(l->point[i].x));
        snprintf(n[1], sizeof n[1], "%.1f", at_y(l->point[i].y));
        markup_leaf(m, "circle",
            ATTRS({ "class", STR("dot") }, { "cx", str_of(n[0]) },
                { "cy", str_of(n[1]) }, { "r", STR("3.5") }),
            STR(""));
    }
    buf_clear(&points);
}

void
plot_write(struct markup *m, const struct plot *p)
{
    char box[64], turn[64], width[16], height[16];

    snprintf(width, sizeof width, "%.0f", LEFT + SIDE + RIGHT);
    snprintf(height, sizeof height, "%.0f", TOP + SIDE + BELOW);
    snprintf(box, sizeof box, "0 0 %s %s", width, height);
    markup_open(m, "figure", NO_ATTRS);
    markup_leaf(m, "figcaption", NO_ATTRS, str_of(p->title));
    markup_open(m, "svg",
        ATTRS({ "viewBox", str_of(box) }, { "width", str_of(width) },
            { "height", str_of(height) }, { "role", STR("img") },
            { "aria-label", str_of(p->title) }));
    grid(m);
    for (size_t i = 0; i < p->lines; i++)
        line(m, &p->line[i]);
    words(m, LEFT + SIDE / 2, TOP + SIDE + 38, "middle", p->x);
    snprintf(turn, sizeof turn, "rotate(-90 14 %.0f)", TOP + SIDE / 2);
    snprintf(height, sizeof height, "%.0f", TOP + SIDE / 2);
    markup_leaf(m, "text",
        ATTRS({ "class", STR("middle") }, { "x", STR("14") },
            { "y", str_of(height) }, { "transform", str_of(turn) }),
        str_of(p->y));
    markup_close(m);
    markup_close(m);
}
