/* classifier/category_release.h - a category model as a folder of files.
 *
 *   weights.bin   classifier/category_model.h
 *   glossary.tsv  core/glossary.h, as it was at training
 *   config.json   the names of the categories, in order
 *   card.md       for people
 *   SHA256SUMS    of all of them, as sha256sum writes it
 */
#ifndef CLASSIFIER_CATEGORY_RELEASE_H
#define CLASSIFIER_CATEGORY_RELEASE_H

#include "classifier/category_model.h"

/* Read a folder. The errors name the file. */
int category_release_load(
    struct category_model **out, const char *dir, struct fail *fail);
/* Write a folder, sums last. */
int category_release_save(const struct category_model *m, const char *dir,
    struct str glossary_text, struct str card, struct fail *fail);

/* From memory. */
int category_release_parse(struct category_model **out, struct str weights,
    struct str config, struct str glossary, struct fail *fail);

#endif
