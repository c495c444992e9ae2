/* The outer loop around libsvm: optimised cutting planes (Joachims 2006;
 * Franc and Sonnenburg 2008). The loss of the whole problem is the largest of
 * all its cutting planes b - a.w; a few of them, those that documents inside
 * the margin make at the solution so far, are enough. */
#include "classifier/model.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A plane that carried no weight for so many rounds is let go. */
#define IDLE_MAX 12
/* How far from the best point towards the newest one the next plane is cut. */
#define CUT_AT 0.1f
/* Vectors have whole lanes. */
#define LANES 16

struct plane {
    float *a; /* owned, bundle.width */
    double b;
    int idle; /* rounds without weight */
};

/* Where on the way from best to next a row reaches its margin, and by how
 * much the slope of the objective rises there. */
struct bend {
    double at, jump;
};

struct bundle {
    struct model_rows rows; /* owned: as given, but of features 0, 1, 2 ... */
    uint32_t *feature;      /* owned: what they were */
    size_t width;           /* features in use, the bias, and padding */
    size_t bias;            /* place of the bias, behind the features */
    const signed char *label;
    const struct model_options *options;
    struct plane *plane; /* owned; the first is zero: no loss */
    double *gram;        /* owned: products of planes, stride gram_cap */
    size_t count, cap, gram_cap;
    float *best, *next;          /* owned, width */
    float *margin, *next_margin; /* owned, by row: of best and next */
    float *cut;                  /* owned, by row: where to cut */
    struct bend *bend;           /* owned, by row */
};

static double
cost_of(const struct bundle *x, size_t i)
{
    double c = x->options->c;

    if (x->label[i] > 0)
        c *= x->options->positive_weight;
    return x->options->cost != NULL ? c * (double)x->options->cost[i] : c;
}

static double
dot(const struct bundle *x, const float *a, const float *b)
{
    float lane[LANES] = { 0 };
    double sum = 0;

    for (size_t i = 0; i < x->width; i += LANES) {
        for (size_t k = 0; k < LANES; k++)
            lane[k] += a[i + k] * b[i + k];
        if (i % 4096 == 0) /* float sums lose digits */
            for (size_t k = 0; k < LANES; k++) {
                sum += (double)lane[k];
                lane[k] = 0;
            }
    }
    for (size_t k = 0; k < LANES; k++)
        sum += (double)lane[k];
    return sum;
}

/* Margins of all rows, label times decision. */
static void
take_margins(const struct bundle *x, const float *w, float *margin)
{
    for (size_t i = 0; i < x->rows.count; i++) {
        size_t n;
        const struct feature *item = model_row(&x->rows, i, &n);
        float sum = w[x->bias];

        for (size_t k = 0; x->label[i] != 0 && k < n; k++)
            sum += w[item[k].index] * item[k].value;
        margin[i] = sum * (float)x->label[i];
    }
}

static double
objective(const struct bundle *x, const float *w, const float *margin)
{
    double sum = dot(x, w, w) / 2;

    for (size_t i = 0; i < x->rows.count; i++)
        if (x->label[i] != 0 && margin[i] < 1)
            sum += cost_of(x, i) * (double)(1 - margin[i]);
    return sum;
}

/* Room for one more plane. */
static void
grow(struct bundle *x)
{
    size_t cap = x->gram_cap;
    double *gram;

    x->plane = mem_grow(x->plane, &x->cap, x->count + 1, sizeof x->plane[0]);
    if (x->count < cap)
        return;
    x->gram_cap = cap * 2 + 32;
    gram = mem_array(x->gram_cap * x->gram_cap, sizeof *gram);
    for (size_t i = 0; i < x->count; i++)
        memcpy(gram + i * x->gram_cap, x->gram + i * cap,
            x->count * sizeof gram[0]);
    free(x->gram);
    x->gram = gram;
}

/* The plane that touches the loss where the margins are these: the sum of
 * the rows inside the margin. */
static void
add_plane(struct bundle *x, const float *margin)
{
    struct plane p = { mem_array(x->width, sizeof(float)), 0, 0 };
    size_t at = x->count;

    for (size_t i = 0; margin != NULL && i < x->rows.count; i++) {
        size_t n;
        const struct feature *item = model_row(&x->rows, i, &n);
        double c = cost_of(x, i);
        float step = (float)c * (float)x->label[i];

        if (x->label[i] == 0 || margin[i] >= 1)
            continue;
        for (size_t k = 0; k < n; k++)
            p.a[item[k].index] += step * item[k].value;
        p.a[x->bias] += step;
        p.b += c;
    }
    grow(x);
    x->plane[x->count++] = p;
    for (size_t i = 0; i <= at; i++)
        x->gram[i * x->gram_cap + at] = x->gram[at * x->gram_cap + i] =
            dot(x, x->plane[i].a, p.a);
}

static void
drop_plane(struct bundle *x, size_t at)
{
    free(x->plane[at].a);
    x->count--;
    for (size_t i = at; i < x->count; i++) {
        x->plane[i] = x->plane[i + 1];
        memcpy(x->gram + i * x->gram_cap, x->gram + (i + 1) * x->gram_cap,
            (x->count + 1) * sizeof x->gram[0]);
    }
    for (size_t i = 0; i < x->count; i++)
        memmove(x->gram + i * x->gram_cap + at,
            x->gram + i * x->gram_cap + at + 1,
            (x->count - at) * sizeof x->gram[0]);
}

/* The dual over the planes: least |sum alpha a|^2 / 2 - sum alpha b on the
 * simplex. Its linear part goes into Q, where it changes nothing else, as the
 * alphas sum to one; and everything is seen from the best point so far, so
 * that the numbers are of the size of the gap. */
static void
solve_dual(const struct bundle *x, double *alpha, double tolerance)
{
    size_t n = x->count;
    double *q = mem_array(n * n, sizeof *q);
    double *reach = mem_array(n, sizeof *reach); /* a.best */
    double square = dot(x, x->best, x->best), highest = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        reach[i] = dot(x, x->plane[i].a, x->best);
        highest = fmax(highest, x->plane[i].b - reach[i]);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            double height = x->plane[i].b - reach[i] + x->plane[k].b -
                            reach[k] - 2 * highest;

            q[i * n + k] = x->gram[i * x->gram_cap + k] - reach[i] - reach[k] +
                           square - height;
        }
    model_simplex(alpha, q, n, tolerance);
    free(q);
    free(reach);
}

/* next = sum alpha a; returns the dual's value, below which no w can get. */
static double
take_next(struct bundle *x, const double *alpha)
{
    double bound = 0;

    memset(x->next, 0, x->width * sizeof x->next[0]);
    for (size_t i = 0; i < x->count; i++) {
        struct plane *p = &x->plane[i];
        float share = (float)alpha[i];

        p->idle = alpha[i] > 1e-9 ? 0 : p->idle + 1;
        bound += alpha[i] * p->b;
        if (alpha[i] > 0)
            for (size_t k = 0; k < x->width; k++)
                x->next[k] += share * p->a[k];
    }
    return bound - dot(x, x->next, x->next) / 2;
}

static int
bend_cmp(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* How far to go from best towards next: the exact minimum of the objective
 * on that line, which is a parabola with a bend wherever a row reaches its
 * margin. */
static double
line_search(struct bundle *x)
{
    double square = 0, slope = 0;
    size_t bends = 0;

    for (size_t i = 0; i < x->width; i++) {
        double d = (double)x->next[i] - (double)x->best[i];

        square += d * d;
        slope += d * (double)x->best[i];
    }
    for (size_t i = 0; i < x->rows.count; i++) {
        double d = (double)x->next_margin[i] - (double)x->margin[i];
        double room = 1 - (double)x->margin[i], c;

        if (x->label[i] == 0 || fabs(d) < 1e-12)
            continue;
        c = cost_of(x, i);
        if (room > 0 || (room >= 0 && d < 0))
            slope -= c * d;
        if (room / d > 0) {
            x->bend[bends].at = room / d;
            x->bend[bends++].jump = c * fabs(d);
        }
    }
    if (slope >= 0 || square <= 0)
        return 0;
    qsort(x->bend, bends, sizeof x->bend[0], bend_cmp);
    for (size_t i = 0; i < bends; i++) {
        if (slope + x->bend[i].at * square >= 0)
            break;
        slope += x->bend[i].jump;
        if (slope + x->bend[i].at * square >= 0)
            return x->bend[i].at;
    }
    return -slope / square;
}

/* Move best by `step` towards next, and choose where to cut. */
static void
move(struct bundle *x, double step)
{
    float s = (float)step;

    for (size_t i = 0; i < x->width; i++)
        x->best[i] += s * (x->next[i] - x->best[i]);
    for (size_t i = 0; i < x->rows.count; i++) {
        x->margin[i] += s * (x->next_margin[i] - x->margin[i]);
        x->cut[i] = x->margin[i] + CUT_AT * (x->next_margin[i] - x->margin[i]);
    }
}

/* Copy the rows with their features numbered in the order they come, so that
 * a vector is as long as there are features and no longer. */
static void
take_rows(struct bundle *x, const struct model_rows *rows)
{
    uint32_t *number = mem_array(FEATURES_WIDTH, sizeof *number);
    size_t used = 0, cap = 0;

    x->rows.item = mem_array(rows->item_count + 1, sizeof rows->item[0]);
    x->rows.end = mem_array(rows->count + 1, sizeof rows->end[0]);
    x->rows.count = rows->count;
    memcpy(x->rows.end, rows->end, rows->count * sizeof rows->end[0]);
    for (size_t i = 0; i < rows->item_count; i++) {
        uint32_t index = rows->item[i].index;

        if (number[index] == 0) {
            x->feature =
                mem_grow(x->feature, &cap, used + 1, sizeof x->feature[0]);
            x->feature[used++] = index;
            number[index] = (uint32_t)used;
        }
        x->rows.item[i] =
            (struct feature){ number[index] - 1, rows->item[i].value };
    }
    x->bias = used;
    x->width = (used + LANES) / LANES * LANES;
    free(number);
}

static void
bundle_init(struct bundle *x, const struct model_rows *rows)
{
    size_t n = rows->count + 1;

    take_rows(x, rows);
    x->best = mem_array(x->width, sizeof x->best[0]);
    x->next = mem_array(x->width, sizeof x->next[0]);
    x->margin = mem_array(n, sizeof x->margin[0]);
    x->next_margin = mem_array(n, sizeof x->margin[0]);
    x->cut = mem_array(n, sizeof x->cut[0]);
    x->bend = mem_array(n, sizeof x->bend[0]);
    add_plane(x, NULL);
}

static void
bundle_clear(struct bundle *x)
{
    for (size_t i = 0; i < x->count; i++)
        free(x->plane[i].a);
    free(x->plane);
    free(x->gram);
    free(x->best);
    free(x->next);
    free(x->margin);
    free(x->next_margin);
    free(x->cut);
    free(x->bend);
    free(x->feature);
    model_rows_clear(&x->rows);
}

/* One round; sets the objective at best and raises the bound. */
static void
round_of(struct bundle *x, struct model_linear *out, double *bound)
{
    double *alpha;

    add_plane(x, x->cut);
    alpha = mem_array(x->count, sizeof *alpha);
    solve_dual(x, alpha, out->objective * x->options->tolerance / 20);
    *bound = fmax(*bound, take_next(x, alpha));
    free(alpha);
    for (size_t i = x->count; i-- > 1;)
        if (x->plane[i].idle > IDLE_MAX)
            drop_plane(x, i);
    take_margins(x, x->next, x->next_margin);
    move(x, line_search(x));
    out->objective = objective(x, x->best, x->margin);
    out->gap = 1 - *bound / out->objective;
    out->rounds++;
}

void
model_train(struct model_linear *out, const struct model_rows *rows,
    const signed char *label, const struct model_options *options)
{
    struct bundle x = { .label = label, .options = options };
    double bound = 0;

    *out = (struct model_linear){ 0 };
    bundle_init(&x, rows);
    out->objective = objective(&x, x.best, x.margin);
    do {
        round_of(&x, out, &bound);
        if (options->progress != NULL)
            options->progress(
                out->rounds, out->objective, out->gap, options->ctx);
    } while (
        out->gap > options->tolerance && out->rounds < options->rounds_max);
    take_margins(&x, x.best, x.margin);
    for (size_t i = 0; i < rows->count; i++) {
        out->rows += label[i] != 0;
        out->vectors += label[i] != 0 && x.margin[i] < 1.0001f;
    }
    out->bias = x.best[x.bias];
    out->weight = mem_array(FEATURES_WIDTH, sizeof out->weight[0]);
    for (size_t i = 0; i < x.bias; i++)
        out->weight[x.feature[i]] = x.best[i];
    bundle_clear(&x);
}
