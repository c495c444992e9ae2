#include "classifier/metrics.h"

#include "base/dice.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 200

static int
score_cmp(const void *a, const void *b)
{
    const struct metrics_item *x = a, *y = b;

    if (x->score < y->score || x->score > y->score)
        return x->score > y->score ? -1 : 1;
    return y->positive - x->positive;
}

/* AUC and average precision of items sorted from the highest score, item i
 * counted times[i] times. Equal scores are one threshold. */
static void
areas(const struct metrics_item *items, const uint32_t *times, size_t count,
    double base_rate, double *auc, double *ap)
{
    double all[2] = { 0, 0 }, seen[2] = { 0, 0 };

    for (size_t i = 0; i < count; i++)
        all[items[i].positive] += times[i];
    *auc = *ap = 0;
    for (size_t i = 0; i < count;) {
        double here[2] = { 0, 0 }, hit, alarm;
        size_t k = i;

        for (; k < count && items[k].score >= items[i].score; k++)
            here[items[k].positive] += times[k];
        *auc += here[0] * (seen[1] + here[1] / 2);
        seen[0] += here[0];
        seen[1] += here[1];
        hit = base_rate * seen[1] / all[1];
        alarm = (1 - base_rate) * seen[0] / all[0];
        if (here[1] > 0)
            *ap += here[1] / all[1] * hit / (hit + alarm);
        i = k;
    }
    *auc /= all[0] * all[1];
}

/* Draw again as many of each class, with replacement. */
static void
redraw(uint32_t *times, const uint32_t *const member[2], const size_t n[2],
    struct dice *dice)
{
    memset(times, 0, (n[0] + n[1]) * sizeof times[0]);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < n[side]; i++)
            times[member[side][dice_below(dice, n[side])]]++;
}

static int
double_cmp(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void
interval(struct metrics_range *r, double *draws)
{
    qsort(draws, ROUNDS, sizeof draws[0], double_cmp);
    r->low = draws[ROUNDS / 40];
    r->high = draws[ROUNDS - 1 - ROUNDS / 40];
}

static void
bootstrap(struct metrics *out, const struct metrics_item *items, size_t count,
    double base_rate, uint64_t seed)
{
    uint32_t *times = mem_array(count, sizeof *times);
    uint32_t *member[2] = { mem_array(count, sizeof *times),
        mem_array(count, sizeof *times) };
    size_t n[2] = { 0, 0 };
    double auc[ROUNDS], ap[ROUNDS];
    struct dice dice = { seed };

    for (size_t i = 0; i < count; i++) {
        times[i] = 1;
        member[items[i].positive][n[items[i].positive]++] = (uint32_t)i;
    }
    areas(items, times, count, base_rate, &out->auc.value,
        &out->average_precision.value);
    for (int r = 0; r < ROUNDS; r++) {
        redraw(times, (const uint32_t *const *)member, n, &dice);
        areas(items, times, count, base_rate, &auc[r], &ap[r]);
    }
    interval(&out->auc, auc);
    interval(&out->average_precision, ap);
    free(times);
    free(member[0]);
    free(member[1]);
}

static void
fill_bins(struct metrics *out, const struct metrics_item *items, size_t count,
    const double weight[2])
{
    double mass[METRICS_BINS] = { 0 }, sum[METRICS_BINS] = { 0 },
           hits[METRICS_BINS] = { 0 };

    for (size_t i = 0; i < count; i++) {
        double w = weight[items[i].positive];
        int b = (int)(fmin(fmax(items[i].score, 0), 0.999999) * METRICS_BINS);

        mass[b] += w;
        sum[b] += w * items[i].score;
        hits[b] += w * items[i].positive;
    }
    out->calibration_error = 0;
    for (int b = 0; b < METRICS_BINS; b++) {
        /* Weights sum to 1. */
        out->calibration_error += fabs(sum[b] - hits[b]);
        if (mass[b] > 0)
            out->bin[b] = (struct metrics_bin){ mass[b], sum[b] / mass[b],
                hits[b] / mass[b] };
    }
}

void
metrics_measure(struct metrics *out, struct metrics_item *items, size_t count,
    double base_rate, uint64_t seed)
{
    double weight[2];

    *out = (struct metrics){ .auc = { NAN, NAN, NAN },
        .average_precision = { NAN, NAN, NAN } };
    for (size_t i = 0; i < count; i++) {
        items[i].positive = items[i].positive != 0;
        out->positives += (size_t)items[i].positive;
        *(items[i].positive ? &out->mean_positive : &out->mean_negative) +=
            items[i].score;
    }
    out->negatives = count - out->positives;
    if (out->positives == 0 || out->negatives == 0) {
        out->mean_positive = out->mean_negative = NAN;
        out->calibration_error = NAN;
        return;
    }
    out->mean_positive /= (double)out->positives;
    out->mean_negative /= (double)out->negatives;
    weight[1] = base_rate / (double)out->positives;
    weight[0] = (1 - base_rate) / (double)out->negatives;
    fill_bins(out, items, count, weight);
    qsort(items, count, sizeof *items, score_cmp);
    bootstrap(out, items, count, base_rate, seed);
}

void
metrics_shares(const struct metrics_item *items, size_t count, double threshold,
    double *positives, double *negatives)
{
    double all[2] = { 0, 0 }, over[2] = { 0, 0 };

    for (size_t i = 0; i < count; i++) {
        all[items[i].positive]++;
        over[items[i].positive] += items[i].score >= threshold;
    }
    *positives = all[1] > 0 ? over[1] / all[1] : 0;
    *negatives = all[0] > 0 ? over[0] / all[0] : 0;
}

double
metrics_f1(size_t hits, size_t false_alarms, size_t misses)
{
    double sum = 2 * (double)hits + (double)false_alarms + (double)misses;

    return hits > 0 ? 2 * (double)hits / sum : 0;
}
