/* classifier/trainer_hazard.h - which harm: one model per hazard.
 *
 * Trained on recalled products alone, so each answers: given that the product
 * is of a recalled kind, is it this hazard? Text is the name and, where the
 * notice has one, the description without what it says of the hazard. Cost
 * and threshold are each hazard's own (trainer_tune.h); folds are of whole
 * years, as the notices of one series stand close together.
 */
#ifndef CLASSIFIER_TRAINER_HAZARD_H
#define CLASSIFIER_TRAINER_HAZARD_H

#include "classifier/trainer_work.h"

/* A hazard with fewer notices to learn from is not modelled: what a dozen
 * have in common is mostly chance. */
#define TRAINER_HAZARD_LEAST 30

/* Learn from the side TRAINER_LEARN, measure on the side TRAINER_TEST: curves
 * into r, F1 into f. Chooses the hazards: those with enough notices. */
void trainer_hazards_measure(
    struct released *r, struct trainer_figures *f, struct trainer_work *w);

/* Learn from the side TRAINER_LEARN into r->weights, as was chosen when
 * measuring. */
void trainer_hazards_learn(struct released *r, const struct trainer_figures *f,
    struct trainer_work *w);

/* For comparisons with other programs: learn from notices to the last year,
 * and tell what is thought of each later one. From 0 on it is said. */
struct trainer_hazard_fold {
    void (*take)(
        size_t doc, enum hazard kind, int is, double decision, void *ctx);
    void *ctx;
};
void trainer_hazards_fold(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options,
    const struct trainer_hazard_fold *to);

#endif
