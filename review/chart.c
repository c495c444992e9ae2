#include "review/chart.h"

#include <stdio.h>

/* Units of the drawing; the page scales it. */
#define WIDTH 720.0
#define HEIGHT 220.0
#define LEFT 44.0
#define TOP 10.0
#define BOTTOM 26.0
#define STEPS 4
#define LABELS 8
#define POINTS_BYTES_MAX (64u << 10)

static double
tallest(const struct chart *c, int stacked)
{
    double most = 0;

    for (size_t i = 0; i < c->columns; i++) {
        double sum = 0;

        for (size_t s = 0; s < c->series_count; s++) {
            double value = c->series[s].value[i];

            sum = stacked ? sum + value : value > sum ? value : sum;
        }
        most = sum > most ? sum : most;
    }
    return most;
}

/* The least of 1, 2, 5, 10 ... that STEPS of make up `most`. */
static double
step_of(double most)
{
    static const double firsts[] = { 1, 2, 5 };

    for (double scale = 1;; scale *= 10)
        for (size_t i = 0; i < 3; i++)
            if (firsts[i] * scale * STEPS >= most)
                return firsts[i] * scale;
}

/* A number as an attribute or text. */
struct number {
    char text[32];
};

static struct str
number(struct number *n, double value)
{
    snprintf(n->text, sizeof n->text, "%.6g", value);
    return str_of(n->text);
}

static double
y_of(double value, double top)
{
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
}

static void
line(struct markup *m, double y)
{
    struct number a, b, c, d;

    markup_leaf(m, "line",
        ATTRS({ "class", STR("chart-grid") }, { "x1", number(&a, LEFT) },
            { "y1", number(&b, y) }, { "x2", number(&c, WIDTH) },
            { "y2", number(&d, y) }),
        STR(""));
}

static void
label(struct markup *m, double x, double y, const char *anchor, struct str text)
{
    struct number a, b;

    markup_leaf(m, "text",
        ATTRS({ "class", STR("chart-label") }, { "x", number(&a, x) },
            { "y", number(&b, y) }, { "text-anchor", str_of(anchor) }),
        text);
}

static void
axes(struct markup *m, const struct chart *c, double step)
{
    double width = (WIDTH - LEFT) / (double)c->columns;
    size_t every = (c->columns + LABELS - 1) / LABELS;
    struct number n;

    for (int i = 0; i <= STEPS; i++) {
        double y = y_of(i * step, STEPS * step);

        line(m, y);
        label(m, LEFT - 6, y + 4, "end", number(&n, i * step));
    }
    for (size_t i = 0; i < c->columns; i += every)
        label(m, LEFT + width * ((double)i + 0.5), HEIGHT - 8, "middle",
            c->column[i]);
}

static double
start(struct markup *m, const struct chart *c, int stacked)
{
    struct buf box = BUF_MAX(100);
    double step = step_of(tallest(c, stacked));

    buf_addf(&box, "0 0 %g %g", WIDTH, HEIGHT);
    markup_open(m, "svg",
        ATTRS({ "class", STR("chart") }, { "viewBox", buf_str(&box) },
            { "role", STR("img") }, { "aria-label", c->title }));
    axes(m, c, step);
    buf_clear(&box);
    return STEPS * step;
}

/* What each colour means. */
static void
legend(struct markup *m, const struct chart *c)
{
    markup_open(m, "p", ATTRS({ "class", STR("chart-legend") }));
    for (size_t s = 0; s < c->series_count; s++) {
        struct str class = str_of(c->series[s].class);

        markup_open(m, "span", ATTRS({ "class", class }));
        markup_leaf(m, "i", ATTRS({ "aria-hidden", STR("true") }), STR(""));
        markup_text(m, c->series[s].name);
        markup_close(m);
        markup_textz(m, " ");
    }
    markup_close(m);
}

static void
bar(struct markup *m, const char *class, double x, double y, double width,
    double height)
{
    struct number a, b, c, d;

    markup_leaf(m, "rect",
        ATTRS({ "class", str_of(class) }, { "x", number(&a, x) },
            { "y", number(&b, y) }, { "width", number(&c, width) },
            { "height", number(&d, height) }),
        STR(""));
}

void
chart_bars(struct markup *m, const struct chart *c)
{
    double width = (WIDTH - LEFT) / (double)c->columns;
    double top = start(m, c, 1);

    for (size_t i = 0; i < c->columns; i++) {
        double below = 0;

        for (size_t s = 0; s < c->series_count; s++) {
            double value = c->series[s].value[i];
            double y = y_of(below + value, top);

            if (value > 0)
                bar(m, c->series[s].class, LEFT + width * ((double)i + 0.15), y,
                    width * 0.7, y_of(below, top) - y);
            below += value;
        }
    }
    markup_close(m);
    legend(m, c);
}

void
chart_lines(struct markup *m, const struct chart *c)
{
    double width = (WIDTH - LEFT) / (double)c->columns;
    double top = start(m, c, 0);

    for (size_t s = 0; s < c->series_count; s++) {
        struct buf points = BUF_MAX(POINTS_BYTES_MAX);

        for (size_t i = 0; i < c->columns; i++)
            buf_addf(&points, "%s%.6g,%.6g", i > 0 ? " " : "",
                LEFT + width * ((double)i + 0.5),
                y_of(c->series[s].value[i], top));
        markup_leaf(m, "polyline",
            ATTRS({ "class", str_of(c->series[s].class) },
                { "fill", STR("none") }, { "points", buf_str(&points) }),
            STR(""));
        buf_clear(&points);
    }
    markup_close(m);
    legend(m, c);
}
