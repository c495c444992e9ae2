#include "classifier/trainer_tune.h"

#include "base/mem.h"
#include "classifier/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The first is taken unless another is better by MARGIN: with a few dozen
 * positives, F1 outside the fold is a noisy guide. A weight of 1 makes both
 * classes weigh alike in sum, 0.5 goes half the way (geometrically). */
static const struct {
    double c, balance;
} choices[] = { { 0.15, 1 }, { 0.4, 1 }, { 0.3, 0.5 } };
#define MARGIN 0.02

static void
learn(struct model_linear *out, const struct model_rows *rows,
    const signed char *label, const struct trainer_tuned *tuned)
{
    struct model_options options = { .c = tuned->c,
        .positive_weight = tuned->positive_weight,
        .tolerance = 0.03,
        .rounds_max = 300 };

    model_train(out, rows, label, &options);
}

/* A class that is absent gives a model that says nothing. */
static int
has_both(const signed char *label, size_t count)
{
    int seen[2] = { 0, 0 };

    for (size_t i = 0; i < count; i++)
        if (label[i] != 0)
            seen[label[i] > 0] = 1;
    return seen[0] && seen[1];
}

/* Decisions of each fold's rows by the model of the others. */
static void
validate(const struct model_rows *rows, const signed char *label,
    const unsigned char *fold, const struct trainer_tuned *tuned,
    double *decision)
{
    signed char *mine = mem_array(rows->count + 1, 1);

    for (int k = 0; k < TRAINER_TUNE_FOLDS; k++) {
        struct model_linear m = { 0 };
        int can;

        for (size_t i = 0; i < rows->count; i++)
            mine[i] = fold[i] == k ? 0 : label[i];
        can = has_both(mine, rows->count);
        if (can)
            learn(&m, rows, mine, tuned);
        for (size_t i = 0; i < rows->count; i++) {
            size_t n;
            const struct feature *item = model_row(rows, i, &n);

            if (fold[i] == k)
                decision[i] = can ? model_decide(&m, item, n) : -1;
        }
        model_linear_clear(&m);
    }
    free(mine);
}

struct ranked {
    double decision;
    uint32_t row; /* makes the order one, whatever the sort */
    int positive;
};

static int
ranked_cmp(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->decision < y->decision || x->decision > y->decision)
        return x->decision < y->decision ? 1 : -1;
    return x->row < y->row ? -1 : x->row > y->row;
}

double
trainer_tune_threshold(const double *decision, const signed char *label,
    size_t count, double *threshold)
{
    struct ranked *r = mem_array(count + 1, sizeof *r);
    size_t positives = 0, hits = 0;
    double best = 0;

    for (size_t i = 0; i < count; i++) {
        r[i] = (struct ranked){ decision[i], (uint32_t)i, label[i] > 0 };
        positives += label[i] > 0;
    }
    qsort(r, count, sizeof *r, ranked_cmp);
    *threshold = 0;
    for (size_t i = 0; i < count; i++) {
        double f1;

        hits += (size_t)r[i].positive;
        if (i + 1 < count && !(r[i].decision > r[i + 1].decision))
            continue;
        f1 = metrics_f1(hits, i + 1 - hits, positives - hits);
        if (f1 > best) {
            best = f1;
            *threshold = i + 1 < count ? (r[i].decision + r[i + 1].decision) / 2
                                       : r[i].decision;
        }
    }
    free(r);
    return best;
}

void
trainer_tune(struct trainer_tuned *out, const struct model_rows *rows,
    const signed char *label, const unsigned char *fold, double *decision)
{
    double *tried = mem_array(rows->count + 1, sizeof *tried), balance;
    size_t positives = 0;

    for (size_t i = 0; i < rows->count; i++)
        positives += label[i] > 0;
    balance = ((double)(rows->count - positives) + 1) / ((double)positives + 1);
    *out = (struct trainer_tuned){ .f1 = -1 };
    for (size_t c = 0; c < COUNT(choices); c++) {
        struct trainer_tuned t = { choices[c].c,
            pow(balance, choices[c].balance), 0, 0 };

        validate(rows, label, fold, &t, tried);
        t.f1 = trainer_tune_threshold(tried, label, rows->count, &t.threshold);
        if (t.f1 <= out->f1 + (c > 0 ? MARGIN : 0))
            continue;
        *out = t;
        memcpy(decision, tried, rows->count * sizeof *tried);
    }
    free(tried);
}

void
trainer_tuned_learn(struct model_linear *out, const struct model_rows *rows,
    const signed char *label, const struct trainer_tuned *tuned)
{
    learn(out, rows, label, tuned);
    out->bias -= (float)tuned->threshold;
}
