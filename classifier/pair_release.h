/* classifier/pair_release.h - a pair model as a folder of files.
 *
 *   weights.bin   classifier/pair_weights.h
 *   config.json   the fields it reads, whether it uses context
 *   card.md       for people
 *   SHA256SUMS    of all of them, as sha256sum writes it
 */
#ifndef CLASSIFIER_PAIR_RELEASE_H
#define CLASSIFIER_PAIR_RELEASE_H

#include "classifier/pair_model.h"

/* Read a folder. The errors name the file. */
int pair_release_load(
    struct pair_model **out, const char *dir, struct fail *fail);
/* Write a folder, sums last. */
int pair_release_save(const struct pair_model *m, const char *dir,
    struct str card, struct fail *fail);

/* From memory. */
int pair_release_parse(struct pair_model **out, struct str weights,
    struct str config, struct fail *fail);

#endif
