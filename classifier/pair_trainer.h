/* classifier/pair_trainer.h - labelled pairs in, a pair model out.
 *
 * What one stage feeds to the next is made by cross-validation, so that no
 * stage learns from an answer it was given. Every fold of the training pairs
 * stands for a new file: its pairs are judged by models that have not seen
 * them, against what the other folds know, beside the pairs of its own fold.
 */
#ifndef CLASSIFIER_PAIR_TRAINER_H
#define CLASSIFIER_PAIR_TRAINER_H

#include "classifier/pair_model.h"

struct pair_trainer_options {
    int context;
    uint64_t seed;
};

struct pair_counts {
    size_t hits, false_alarms, misses;
};

struct pair_trainer_figures {
    size_t pairs, positives, records, words;
    struct pair_counts held_out; /* training pairs, each by other folds */
};

/* Train on a table that was read with `words`. m: initialised, with its
 * schema. Fails when a class has too few pairs. */
int pair_trainer_run(struct pair_model *m, struct pair_trainer_figures *figures,
    struct pair_words *words, struct pair_table *t,
    const struct pair_trainer_options *options, struct fail *fail);

struct pair_counts pair_trainer_count(const double *probability,
    const struct pair *pair, size_t count, double threshold);

#endif
