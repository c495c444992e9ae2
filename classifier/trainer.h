/* classifier/trainer.h - documents in, a released model and its figures out.
 *
 * Three risk models are trained. One leaves out later years and whole sources:
 * its figures are the honest ones, and its decisions calibrate the released
 * model. One leaves out a random tenth: its figures flatter, and are shown
 * for contrast. The last one learns from everything and is released.
 */
#ifndef CLASSIFIER_TRAINER_H
#define CLASSIFIER_TRAINER_H

#include "classifier/dataset.h"
#include "classifier/drift.h"
#include "classifier/metrics.h"
#include "classifier/released.h"
#include "classifier/trainer_tune.h"

struct trainer_options {
    uint64_t seed;
    int last_year;               /* notices after this year are held out */
    const char *const *held_out; /* names of sources, ends with NULL */
    double base_rate;
    /* Counts what the first model says of the listings held out: what a model
     * says of listings it has not seen. May be NULL. */
    struct drift *reference;
    /* Told of every document of those figures, with its probability by that
     * model and the curve it is released with. May be NULL. */
    void (*judged)(const struct dataset_doc *doc, double risk, void *ctx);
    void (*say)(const char *text, void *ctx); /* progress; may be NULL */
    void *ctx;
};

struct trainer_source {
    const char *name; /* of the dataset */
    struct metrics m; /* English: later notices against this source */
};

#define TRAINER_SOURCES_MAX 8
#define TRAINER_THRESHOLDS 6

struct trainer_figures {
    size_t positives, negatives, rewritten, made; /* released model */
    size_t rows, vectors;                         /* released model */
    double objective, gap;                        /* of its solution */
    struct metrics held_out[GLOSSARY_LANGUAGES], random;
    struct trainer_source source[TRAINER_SOURCES_MAX];
    size_t source_count;
    /* Per threshold: share of later notices and of held-out listings. */
    double threshold[TRAINER_THRESHOLDS];
    double caught[GLOSSARY_LANGUAGES][TRAINER_THRESHOLDS];
    double alarms[GLOSSARY_LANGUAGES][TRAINER_THRESHOLDS];
    double hazard_f1[WEIGHTS_HAZARDS_MAX], hazard_micro, hazard_macro;
    size_t hazard_tested[WEIGHTS_HAZARDS_MAX];
    struct trainer_tuned hazard_tuned[WEIGHTS_HAZARDS_MAX];
};

/* Add rewritten and made documents to d, then train. r->weights, curves and
 * base rate are filled; r->glossary is there already. */
int trainer_run(struct released *r, struct trainer_figures *figures,
    struct dataset *d, const struct trainer_options *options,
    struct fail *fail);

#endif
