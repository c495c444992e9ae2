#include "classifier/trainer_hazard.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A hazard with fewer notices to learn from is not modelled. */
#define LEAST_NOTICES 60

/* Documents whose hazards are known, as narrow rows. */
struct notices {
    struct model_rows rows;
    uint32_t *doc;
    signed char *label;
    size_t count;
};

static void
take(struct notices *n, struct trainer_work *w, enum trainer_side side)
{
    size_t max = w->dataset->count + 1;

    *n = (struct notices){ 0 };
    n->doc = mem_array(max, sizeof n->doc[0]);
    n->label = mem_array(max, 1);
    for (size_t i = 0; i < w->dataset->count; i++) {
        const struct dataset_doc *doc = &w->dataset->item[i];

        /* Rewritten ones say nothing that their concepts do not. */
        if (w->side[i] != side || doc->hazards == 0 ||
            doc->origin != DATASET_RECALL)
            continue;
        trainer_read(w, i);
        features_narrow(&w->features, WEIGHTS_HAZARD_BITS);
        features_merge(&w->features);
        model_rows_add(&n->rows, w->features.item, w->features.count);
        n->doc[n->count++] = (uint32_t)i;
    }
}

static void
clear(struct notices *n)
{
    model_rows_clear(&n->rows);
    free(n->doc);
    free(n->label);
}

static size_t
mark(struct notices *n, const struct trainer_work *w, enum hazard h)
{
    size_t positives = 0;

    for (size_t i = 0; i < n->count; i++) {
        int is = w->dataset->item[n->doc[i]].hazards >> h & 1;

        n->label[i] = is ? 1 : -1;
        positives += (size_t)is;
    }
    return positives;
}

static void
learn(struct model_linear *m, struct notices *n, struct trainer_work *w,
    size_t positives)
{
    double balance = (double)(n->count - positives) / (double)positives;
    struct model_options options = { .c = 0.5,
        .positive_weight = balance < 4 ? balance : 4,
        .tolerance = 0.01,
        .rounds_max = 300 };

    (void)w;
    model_train(m, &n->rows, n->label, &options);
}

struct counts {
    size_t hits, alarms, misses;
};

/* Test a model: its curve, and what it gets right at one half. */
static void
test(struct calibrate *curve, struct counts *counts, struct notices *n,
    const struct model_linear *m)
{
    double *decision = mem_array(n->count + 1, sizeof *decision);
    size_t positives = 0;

    for (size_t i = 0; i < n->count; i++) {
        size_t k;
        const struct feature *item = model_row(&n->rows, i, &k);

        decision[i] = model_decide(m, item, k);
        positives += n->label[i] > 0;
    }
    calibrate_fit(curve, decision, n->label, n->count,
        n->count > 0 ? ((double)positives + 1) / ((double)n->count + 2) : 0.5);
    for (size_t i = 0; i < n->count; i++) {
        int said = decision[i] >= 0, is = n->label[i] > 0;

        counts->hits += said && is;
        counts->alarms += said && !is;
        counts->misses += !said && is;
    }
    free(decision);
}

static void
choose(struct released *r, struct notices *n, const struct trainer_work *w)
{
    for (int h = 0; h < HAZARDS; h++)
        if (r->weights.hazard_count < WEIGHTS_HAZARDS_MAX &&
            mark(n, w, (enum hazard)h) >= LEAST_NOTICES)
            r->weights.hazard_kind[r->weights.hazard_count++] = (uint8_t)h;
}

void
trainer_hazards_measure(
    struct released *r, struct trainer_figures *f, struct trainer_work *w)
{
    struct notices known, later;
    struct counts all = { 0 };

    take(&known, w, TRAINER_LEARN);
    take(&later, w, TRAINER_TEST);
    choose(r, &known, w);
    for (size_t h = 0; h < r->weights.hazard_count; h++) {
        enum hazard kind = (enum hazard)r->weights.hazard_kind[h];
        struct counts one = { 0 };
        struct model_linear m;

        trainer_say(w, "hazard %s, for its figures", hazard_name(kind));
        learn(&m, &known, w, mark(&known, w, kind));
        f->hazard_tested[h] = mark(&later, w, kind);
        test(&r->hazard[h], &one, &later, &m);
        f->hazard_f1[h] = metrics_f1(one.hits, one.alarms, one.misses);
        f->hazard_macro += f->hazard_f1[h] / (double)r->weights.hazard_count;
        all.hits += one.hits;
        all.alarms += one.alarms;
        all.misses += one.misses;
        model_linear_clear(&m);
    }
    f->hazard_micro = metrics_f1(all.hits, all.alarms, all.misses);
    clear(&known);
    clear(&later);
}

void
trainer_hazards_learn(struct released *r, struct trainer_work *w)
{
    struct notices known;
    size_t count = r->weights.hazard_count;

    take(&known, w, TRAINER_LEARN);
    r->weights.hazard_count = 0; /* weights_add_hazard counts again */
    for (size_t h = 0; h < count; h++) {
        enum hazard kind = (enum hazard)r->weights.hazard_kind[h];
        struct model_linear m;

        trainer_say(w, "hazard %s", hazard_name(kind));
        learn(&m, &known, w, mark(&known, w, kind));
        weights_add_hazard(&r->weights, kind, &m);
        model_linear_clear(&m);
    }
    clear(&known);
}
