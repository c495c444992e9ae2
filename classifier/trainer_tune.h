/* classifier/trainer_tune.h - how hard to learn one label, and when to say it.
 *
 * A rare label wants another weight and another threshold than a frequent one.
 * The threshold comes of cross-validation on the documents learned from, whose
 * folds the caller gives: what belongs together is in the same one.
 */
#ifndef CLASSIFIER_TRAINER_TUNE_H
#define CLASSIFIER_TRAINER_TUNE_H

#include "classifier/model.h"

#define TRAINER_TUNE_FOLDS 4

struct trainer_tuned {
    double c, positive_weight;
    double threshold; /* decisions from here on say the label */
    double f1;        /* highest of recent documents outside the fold */
};

struct trainer_tune_rows {
    const struct model_rows *rows;
    const signed char *label;    /* +1 or -1 */
    const unsigned char *fold;   /* below TRAINER_TUNE_FOLDS */
    const unsigned char *recent; /* 1: what the threshold is for is like it */
};

void trainer_tune(
    struct trainer_tuned *out, const struct trainer_tune_rows *in);

/* Learn as chosen; the threshold becomes part of the bias, so that decisions
 * from 0 on say the label. */
void trainer_tuned_learn(struct model_linear *out,
    const struct model_rows *rows, const signed char *label,
    const struct trainer_tuned *tuned);

/* The threshold with the highest F1, and that F1. */
double trainer_tune_threshold(const double *decision, const signed char *label,
    size_t count, double *threshold);

#endif
