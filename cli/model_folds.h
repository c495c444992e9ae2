/* cli/model_folds.h - what bench scripts compare other programs by.
 *
 * The training documents, and decisions on documents that were left out.
 */
#ifndef CLI_MODEL_FOLDS_H
#define CLI_MODEL_FOLDS_H

#include "classifier/trainer.h"

/* One JSON line per document: label, year, src, title; of recalled products
 * also description and hazards, where known. */
void model_folds_documents(const struct dataset *d);

/* Each of options->held_out, names joined by commas, is a fold; one line per
 * document left out: fold, label, year, source, decision, language and what
 * the language alone says in the data learned from, separated by tabs. Adds
 * rewritten documents to d. */
void model_folds_print(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options);

/* Hazard models of notices to the last year on each later one: number of the
 * document (from 0, as model_folds_documents prints them), hazard, whether it
 * has it, and decision (from 0 on it is said), separated by tabs. */
void model_folds_hazards(struct dataset *d, const struct glossary *g,
    const struct trainer_options *options);

#endif
