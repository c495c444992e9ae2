#include "classifier/pair_trees.h"

#include "base/dice.h"
#include "base/mem.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BINS 64

struct sums {
    float gradient, hessian;
    uint32_t rows;
};

struct grower {
    const struct pair_trees_options *options;
    size_t count, width;
    unsigned char *bin;  /* owned: column by column */
    float *edge;         /* owned: upper limits of the bins, BINS per column */
    unsigned char *bins; /* owned: how many bins a column has */
    float *gradient, *hessian; /* owned, per row */
    double *score;             /* owned, per row */
    unsigned char *in;         /* owned: the row is looked at */
    unsigned char *node;       /* owned: which node of its level a row is in */
    uint32_t *column;          /* owned: the columns of this round first */
    size_t columns;
    struct dice dice;
};

struct split {
    double gain;
    uint32_t column;
    unsigned char bin; /* rows up to this bin go left */
};

static int
float_cmp(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return x < y ? -1 : x > y;
}

/* Limits at equal shares of the sorted values; in the middle between two
 * values, so that new rows fall to the nearer one. */
static size_t
cut_column(float *edge, float *sorted, size_t count)
{
    size_t n = 0;

    qsort(sorted, count, sizeof *sorted, float_cmp);
    for (size_t b = 1; b < BINS; b++) {
        size_t at = b * count / BINS;
        float value = at > 0 ? sorted[at - 1] : sorted[0];
        size_t next = at;

        while (next < count && sorted[next] <= value)
            next++;
        if (next == count)
            break;
        value = value + (sorted[next] - value) / 2;
        if (n == 0 || value > edge[n - 1])
            edge[n++] = value;
    }
    edge[n++] = FLT_MAX;
    return n;
}

static unsigned char
bin_of(const float *edge, size_t bins, float value)
{
    size_t low = 0, high = bins - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (value > edge[middle])
            low = middle + 1;
        else
            high = middle;
    }
    return (unsigned char)low;
}

static void
fill_bins(struct grower *g, const struct pair_dense *rows, const uint32_t *pick)
{
    float *sorted = mem_array(g->count + 1, sizeof *sorted);

    for (size_t c = 0; c < g->width; c++) {
        float *edge = g->edge + c * BINS;

        for (size_t i = 0; i < g->count; i++)
            sorted[i] = rows->item[pick[i] * rows->width + c];
        g->bins[c] = (unsigned char)cut_column(edge, sorted, g->count);
        for (size_t i = 0; i < g->count; i++)
            g->bin[c * g->count + i] =
                bin_of(edge, g->bins[c], rows->item[pick[i] * rows->width + c]);
    }
    free(sorted);
}

static void
derive(struct grower *g, const signed char *label)
{
    for (size_t i = 0; i < g->count; i++) {
        double p = 1 / (1 + exp(-g->score[i]));

        g->gradient[i] = (float)(p - (label[i] > 0));
        g->hessian[i] = (float)(p * (1 - p));
        g->in[i] = dice_share(&g->dice) < g->options->rows;
    }
}

/* A random part of the columns, at the front. */
static void
choose_columns(struct grower *g)
{
    for (size_t i = 0; i < g->columns; i++) {
        size_t k = i + dice_below(&g->dice, g->width - i);
        uint32_t c = g->column[i];

        g->column[i] = g->column[k];
        g->column[k] = c;
    }
}

static double
worth(double gradient, double hessian, double ridge)
{
    return gradient * gradient / (hessian + ridge);
}

static void
best_split(struct split *best, const struct grower *g, uint32_t column,
    const struct sums *bins)
{
    double ridge = g->options->ridge, gl = 0, hl = 0, ga = 0, ha = 0;
    size_t rows = 0, left = 0;

    for (size_t b = 0; b < g->bins[column]; b++) {
        ga += (double)bins[b].gradient;
        ha += (double)bins[b].hessian;
        rows += bins[b].rows;
    }
    for (size_t b = 0; b + 1 < g->bins[column]; b++) {
        double gain;

        gl += (double)bins[b].gradient;
        hl += (double)bins[b].hessian;
        left += bins[b].rows;
        if (left < g->options->leaf_rows)
            continue;
        if (rows - left < g->options->leaf_rows)
            break;
        gain = worth(gl, hl, ridge) + worth(ga - gl, ha - hl, ridge) -
               worth(ga, ha, ridge);
        if (gain > best->gain)
            *best = (struct split){ gain, column, (unsigned char)b };
    }
}

/* The best splits of all nodes of a level. */
static void
find_splits(struct grower *g, size_t nodes, struct split *split)
{
    struct sums *sums = mem_array(nodes * BINS, sizeof *sums);

    for (size_t n = 0; n < nodes; n++)
        split[n] = (struct split){ 1e-6, UINT32_MAX, 0 };
    for (size_t k = 0; k < g->columns; k++) {
        uint32_t column = g->column[k];
        const unsigned char *bin = g->bin + column * g->count;

        if (g->bins[column] < 2)
            continue;
        memset(sums, 0, nodes * BINS * sizeof *sums);
        for (size_t i = 0; i < g->count; i++) {
            struct sums *s = &sums[(size_t)g->node[i] * BINS + bin[i]];

            if (!g->in[i])
                continue;
            s->gradient += g->gradient[i];
            s->hessian += g->hessian[i];
            s->rows++;
        }
        for (size_t n = 0; n < nodes; n++)
            best_split(&split[n], g, column, sums + n * BINS);
    }
    free(sums);
}

static void
set_leaves(struct grower *g, struct pair_tree *tree)
{
    double gradient[PAIR_TREES_LEAVES] = { 0 };
    double hessian[PAIR_TREES_LEAVES] = { 0 };

    for (size_t i = 0; i < g->count; i++)
        if (g->in[i]) {
            gradient[g->node[i]] += (double)g->gradient[i];
            hessian[g->node[i]] += (double)g->hessian[i];
        }
    for (size_t n = 0; n < PAIR_TREES_LEAVES; n++)
        tree->leaf[n] = (float)(-g->options->rate * gradient[n] /
                                (hessian[n] + g->options->ridge));
    for (size_t i = 0; i < g->count; i++)
        g->score[i] += (double)tree->leaf[g->node[i]];
}

static void
grow_tree(struct grower *g, struct pair_tree *tree)
{
    memset(g->node, 0, g->count);
    choose_columns(g);
    for (unsigned level = 0; level < PAIR_TREES_DEPTH; level++) {
        struct split split[PAIR_TREES_LEAVES];
        size_t nodes = (size_t)1 << level, first = nodes - 1;

        find_splits(g, nodes, split);
        for (size_t n = 0; n < nodes; n++) {
            int whole = split[n].column == UINT32_MAX;

            /* What is not split goes left. */
            tree->feature[first + n] = whole ? 0 : (uint16_t)split[n].column;
            tree->limit[first + n] =
                whole ? FLT_MAX
                      : g->edge[split[n].column * BINS + split[n].bin];
        }
        for (size_t i = 0; i < g->count; i++) {
            const struct split *s = &split[g->node[i]];
            int right = s->column != UINT32_MAX &&
                        g->bin[s->column * g->count + i] > s->bin;

            g->node[i] = (unsigned char)(2 * g->node[i] + right);
        }
    }
    set_leaves(g, tree);
}

static void
grower_clear(struct grower *g)
{
    free(g->bin);
    free(g->edge);
    free(g->bins);
    free(g->gradient);
    free(g->hessian);
    free(g->score);
    free(g->in);
    free(g->node);
    free(g->column);
}

static void
grower_init(struct grower *g, size_t count, size_t width,
    const struct pair_trees_options *options)
{
    *g = (struct grower){ .options = options,
        .count = count,
        .width = width,
        .dice = { options->seed } };
    g->bin = mem_array(count + 1, width);
    g->edge = mem_array(width * BINS, sizeof g->edge[0]);
    g->bins = mem_array(width, 1);
    g->gradient = mem_array(count, sizeof g->gradient[0]);
    g->hessian = mem_array(count, sizeof g->hessian[0]);
    g->score = mem_array(count, sizeof g->score[0]);
    g->in = mem_array(count, 1);
    g->node = mem_array(count, 1);
    g->column = mem_array(width, sizeof g->column[0]);
    for (size_t i = 0; i < width; i++)
        g->column[i] = (uint32_t)i;
    g->columns = (size_t)((double)width * options->features);
    if (g->columns < 1)
        g->columns = 1;
}

void
pair_trees_train(struct pair_trees *out, const struct pair_dense *rows,
    const uint32_t *pick, const signed char *label, size_t count,
    const struct pair_trees_options *options)
{
    struct grower g;
    size_t positives = 0;

    grower_init(&g, count, rows->width, options);
    fill_bins(&g, rows, pick);
    for (size_t i = 0; i < count; i++)
        positives += label[i] > 0;
    out->bias = (float)log(
        ((double)positives + 0.5) / ((double)(count - positives) + 0.5));
    for (size_t i = 0; i < count; i++)
        g.score[i] = (double)out->bias;
    out->count = options->rounds;
    out->tree = mem_array(out->count, sizeof out->tree[0]);
    for (size_t r = 0; r < out->count; r++) {
        derive(&g, label);
        grow_tree(&g, &out->tree[r]);
    }
    grower_clear(&g);
}

void
pair_trees_clear(struct pair_trees *t)
{
    free(t->tree);
    *t = (struct pair_trees){ 0 };
}

static size_t
step(const struct pair_tree *t, size_t n, const float *row)
{
    return 2 * n + 1 + (row[t->feature[n]] > t->limit[n]);
}

static double
leaf(const struct pair_tree *t, size_t n)
{
    return (double)t->leaf[n - PAIR_TREES_NODES];
}

/* Four trees at a time: a step does not wait for those of the others. */
double
pair_trees_decide(const struct pair_trees *t, const float *row)
{
    double sum = (double)t->bias;
    size_t i = 0;

    for (; i + 4 <= t->count; i += 4) {
        const struct pair_tree *tree = &t->tree[i];
        size_t a = 0, b = 0, c = 0, d = 0;

        for (unsigned level = 0; level < PAIR_TREES_DEPTH; level++) {
            a = step(&tree[0], a, row);
            b = step(&tree[1], b, row);
            c = step(&tree[2], c, row);
            d = step(&tree[3], d, row);
        }
        sum += leaf(&tree[0], a);
        sum += leaf(&tree[1], b);
        sum += leaf(&tree[2], c);
        sum += leaf(&tree[3], d);
    }
    for (; i < t->count; i++) {
        size_t n = 0;

        for (unsigned level = 0; level < PAIR_TREES_DEPTH; level++)
            n = step(&t->tree[i], n, row);
        sum += leaf(&t->tree[i], n);
    }
    return sum;
}
