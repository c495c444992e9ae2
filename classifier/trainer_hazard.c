#include "classifier/trainer_hazard.h"

#include "base/mem.h"
#include "classifier/trainer_tune.h"

#include <stdlib.h>
#include <string.h>

/* Documents whose hazards are known, as narrow rows. */
struct notices {
    struct model_rows rows;
    uint32_t *doc;
    signed char *label;
    unsigned char *fold; /* notices of one year are in one */
    unsigned char *recent;
    double *decision; /* by a model that has not seen the row */
    size_t count;
};

/* The name, and the description where the notice has one. */
static void
read_whole(struct trainer_work *w, const struct dataset_doc *doc)
{
    struct features *f = &w->features;

    listing_set(w->listing, LISTING_TITLE, str_of(doc->title));
    if (doc->description != NULL)
        listing_set(w->listing, LISTING_DESCRIPTION, str_of(doc->description));
    features_count(f, w->glossary, w->listing);
    features_weigh(f, w->idf, 1);
    for (size_t i = 0; i < f->count; i++)
        f->item[i].value *= weights_hazard_factor(f, i);
    listing_set(w->listing, LISTING_DESCRIPTION, STR_NONE);
}

/* What regulators write, and which harm they see, changes over the years. */
#define RECENT_YEARS 10

static void
take(struct notices *n, struct trainer_work *w, enum trainer_side side)
{
    size_t max = w->dataset->count + 1;
    int last = 0;

    for (size_t i = 0; i < w->dataset->count; i++)
        if (w->side[i] == side && w->dataset->item[i].year > last)
            last = w->dataset->item[i].year;
    *n = (struct notices){ 0 };
    n->doc = mem_array(max, sizeof n->doc[0]);
    n->label = mem_array(max, 1);
    n->fold = mem_array(max, 1);
    n->recent = mem_array(max, 1);
    n->decision = mem_array(max, sizeof n->decision[0]);
    for (size_t i = 0; i < w->dataset->count; i++) {
        const struct dataset_doc *doc = &w->dataset->item[i];

        /* Rewritten ones say nothing that their concepts do not. */
        if (w->side[i] != side || doc->hazards == 0 ||
            doc->origin != DATASET_RECALL)
            continue;
        read_whole(w, doc);
        features_narrow(&w->features, WEIGHTS_HAZARD_BITS);
        features_merge(&w->features);
        model_rows_add(&n->rows, w->features.item, w->features.count);
        n->fold[n->count] = (unsigned char)(doc->year % TRAINER_TUNE_FOLDS);
        n->recent[n->count] = doc->year > last - RECENT_YEARS;
        n->doc[n->count++] = (uint32_t)i;
    }
}

static void
clear(struct notices *n)
{
    model_rows_clear(&n->rows);
    free(n->doc);
    free(n->label);
    free(n->fold);
    free(n->recent);
    free(n->decision);
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

struct counts {
    size_t hits, alarms, misses;
};

/* Test a model: its curve, and what it gets right at one half. */
static void
test(struct calibrate *curve, struct counts *counts, struct notices *n,
    const struct model_linear *m)
{
    double *decision = n->decision;
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
}

static void
choose(struct released *r, struct notices *n, const struct trainer_work *w)
{
    for (int h = 0; h < HAZARDS; h++)
        if (r->weights.hazard_count < WEIGHTS_HAZARDS_MAX &&
            mark(n, w, (enum hazard)h) >= TRAINER_HAZARD_LEAST)
            r->weights.hazard_kind[r->weights.hazard_count++] = (uint8_t)h;
}

static void
tell(const struct trainer_hazard_fold *to, enum hazard kind,
    const struct notices *n)
{
    for (size_t i = 0; i < n->count; i++)
        to->take(n->doc[i], kind, n->label[i] > 0, n->decision[i], to->ctx);
}

static void
measure(struct released *r, struct trainer_figures *f, struct trainer_work *w,
    const struct trainer_hazard_fold *to)
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
        mark(&known, w, kind);
        trainer_tune(
            &f->hazard_tuned[h], &(struct trainer_tune_rows){ &known.rows,
                                     known.label, known.fold, known.recent });
        trainer_tuned_learn(&m, &known.rows, known.label, &f->hazard_tuned[h]);
        f->hazard_tested[h] = mark(&later, w, kind);
        test(&r->hazard[h], &one, &later, &m);
        if (to != NULL)
            tell(to, kind, &later);
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
trainer_hazards_measure(
    struct released *r, struct trainer_figures *f, struct trainer_work *w)
{
    measure(r, f, w, NULL);
}

void
trainer_hazards_learn(
    struct released *r, const struct trainer_figures *f, struct trainer_work *w)
{
    struct notices known;
    size_t count = r->weights.hazard_count;

    take(&known, w, TRAINER_LEARN);
    r->weights.hazard_count = 0; /* weights_add_hazard counts again */
    for (size_t h = 0; h < count; h++) {
        enum hazard kind = (enum hazard)r->weights.hazard_kind[h];
        struct model_linear m;

        trainer_say(w, "hazard %s", hazard_name(kind));
        mark(&known, w, kind);
        trainer_tuned_learn(&m, &known.rows, known.label, &f->hazard_tuned[h]);
        weights_add_hazard(&r->weights, kind, &m);
        model_linear_clear(&m);
    }
    clear(&known);
}

void
trainer_hazards_fold(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options, const struct trainer_hazard_fold *to)
{
    static const char *const none[] = { NULL };
    struct trainer_figures *f = mem_new(sizeof *f);
    struct released *r = mem_new(sizeof *r);
    struct trainer_work w;

    trainer_work_init(&w, d, g, options);
    trainer_split(&w, none, options->last_year);
    trainer_count_documents(&w);
    measure(r, f, &w, to);
    trainer_work_clear(&w);
    free(f);
    free(r);
}
