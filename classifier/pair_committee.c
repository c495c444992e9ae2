#include "classifier/pair_committee.h"

#include "base/mem.h"
#include "classifier/pair_features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Standardised values beyond it are outliers. */
#define VALUE_MAX 4.0F
/* Folds of the decisions that the radial machine's curve is fitted on. */
#define FOLDS 3

static void
measure(struct pair_committee *c, const struct pair_dense *rows,
    const uint32_t *pick, size_t count)
{
    c->mean = mem_array(c->width, sizeof c->mean[0]);
    c->scale = mem_array(c->width, sizeof c->scale[0]);
    for (size_t k = 0; k < c->width; k++) {
        double sum = 0, square = 0, mean;

        for (size_t i = 0; i < count; i++)
            sum += (double)rows->item[pick[i] * c->width + k];
        mean = sum / (double)count;
        for (size_t i = 0; i < count; i++) {
            double d = (double)rows->item[pick[i] * c->width + k] - mean;

            square += d * d;
        }
        c->mean[k] = (float)mean;
        c->scale[k] =
            square > 1e-9 ? (float)(1 / sqrt(square / (double)count)) : 0;
    }
}

static void
standardise(const struct pair_committee *c, const float *row, float *out)
{
    for (size_t k = 0; k < c->width; k++) {
        float v = (row[k] - c->mean[k]) * c->scale[k];

        out[k] = v > VALUE_MAX ? VALUE_MAX : v < -VALUE_MAX ? -VALUE_MAX : v;
    }
}

/* A row that is not filled up. */
static double
decide_radial(const struct model_radial *m, const float *row)
{
    float filled[MODEL_STRIDE(PAIR_FEATURES_MAX)] = { 0 };

    memcpy(filled, row, m->width * sizeof *row);
    return model_decide_radial(m, filled);
}

/* A fold for every row, both classes spread evenly. */
static void
deal(unsigned char *fold, const signed char *label, size_t count)
{
    size_t seen[2] = { 0 };

    for (size_t i = 0; i < count; i++)
        fold[i] = (unsigned char)(seen[label[i] > 0]++ % FOLDS);
}

/* Decisions on rows the machine has not seen give its curve. */
static void
fit_curve(struct pair_committee *c, const float *rows, const signed char *label,
    size_t count, const struct pair_committee_options *o)
{
    double *decision = mem_array(count, sizeof *decision);
    uint32_t *pick = mem_array(count, sizeof *pick);
    signed char *picked = mem_array(count, 1);
    unsigned char *fold = mem_array(count, 1);
    size_t positives = 0;

    deal(fold, label, count);
    for (size_t i = 0; i < count; i++)
        positives += label[i] > 0;
    for (size_t f = 0; f < FOLDS; f++) {
        struct model_radial m;
        size_t n = 0;

        for (size_t i = 0; i < count; i++)
            if (fold[i] != f) {
                picked[n] = label[i];
                pick[n++] = (uint32_t)i;
            }
        model_train_radial(&m, rows, c->width, pick, picked, n, o->c,
            o->gamma / (double)c->width, o->positive_weight);
        for (size_t i = 0; i < count; i++)
            if (fold[i] == f)
                decision[i] = decide_radial(&m, rows + i * c->width);
        model_radial_clear(&m);
    }
    calibrate_fit(
        &c->curve, decision, label, count, (double)positives / (double)count);
    free(decision);
    free(pick);
    free(picked);
    free(fold);
}

static void
train_radial(struct pair_committee *c, const struct pair_dense *rows,
    const uint32_t *pick, const signed char *label, size_t count,
    const struct pair_committee_options *o)
{
    float *standard = mem_array(count * c->width, sizeof *standard);
    uint32_t *all = mem_array(count, sizeof *all);

    for (size_t i = 0; i < count; i++) {
        all[i] = (uint32_t)i;
        standardise(
            c, rows->item + pick[i] * c->width, standard + i * c->width);
    }
    model_train_radial(&c->radial, standard, c->width, all, label, count, o->c,
        o->gamma / (double)c->width, o->positive_weight);
    fit_curve(c, standard, label, count, o);
    free(standard);
    free(all);
}

void
pair_committee_train(struct pair_committee *out, const struct pair_dense *rows,
    const uint32_t *pick, const signed char *label, size_t count,
    const struct pair_committee_options *o)
{
    struct pair_trees_options trees = { .rounds = o->rounds,
        .rate = o->rate,
        .ridge = o->ridge,
        .leaf_rows = o->leaf_rows,
        .rows = o->rows,
        .features = o->features };

    *out = (struct pair_committee){ .width = rows->width };
    out->forests = o->forests;
    for (size_t i = 0; i < o->forests; i++) {
        trees.seed = o->seed * 1000 + i;
        pair_trees_train(&out->forest[i], rows, pick, label, count, &trees);
    }
    measure(out, rows, pick, count);
    out->radial_share = (float)o->radial_share;
    if (o->radial_share > 0)
        train_radial(out, rows, pick, label, count, o);
}

void
pair_committee_clear(struct pair_committee *c)
{
    for (size_t i = 0; i < c->forests; i++)
        pair_trees_clear(&c->forest[i]);
    model_radial_clear(&c->radial);
    free(c->mean);
    free(c->scale);
    *c = (struct pair_committee){ 0 };
}

double
pair_committee_decide(const struct pair_committee *c, const float *row)
{
    double sum = 0, share = (double)c->radial_share;
    float standard[PAIR_FEATURES_MAX];

    for (size_t i = 0; i < c->forests; i++) {
        sum += pair_trees_decide(&c->forest[i], row);
        /* The others would say the same. */
        if (i == 0 && sum < PAIR_COMMITTEE_SURE)
            return sum;
    }
    if (c->forests > 0)
        sum /= (double)c->forests;
    if (share <= 0 || fabs(sum) > PAIR_COMMITTEE_CLEAR)
        return sum;
    standardise(c, row, standard);
    return (1 - share) * sum +
           share * (c->curve.slope * decide_radial(&c->radial, standard) +
                       c->curve.offset);
}
