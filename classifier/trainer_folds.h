/* classifier/trainer_folds.h - decisions on documents that were left out.
 *
 * For comparisons with other programs: each fold leaves out some sources of
 * listings and later notices, learns from the rest, and tells what it thinks
 * of what it left out.
 */
#ifndef CLASSIFIER_TRAINER_FOLDS_H
#define CLASSIFIER_TRAINER_FOLDS_H

#include "classifier/trainer.h"

struct trainer_fold {
    const char *const *held_out; /* names of sources, ends with NULL */
    /* decision: what a risk is read off; compared: see trainer_compare. */
    void (*take)(const struct dataset_doc *doc, double decision,
        double compared, void *ctx);
    void *ctx;
};

/* d has what trainer_augment added. Rewritten and made documents are learned
 * from but not told of. */
void trainer_fold_run(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options, const struct trainer_fold *fold);

#endif
