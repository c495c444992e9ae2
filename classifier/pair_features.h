/* classifier/pair_features.h - two records to the numbers a model sees.
 *
 * Three blocks: all words of both records, the words of the main field (left
 * out where it is the only one), and every field by itself. No field is known
 * by its name: what a brand or a price says follows from training.
 */
#ifndef CLASSIFIER_PAIR_FEATURES_H
#define CLASSIFIER_PAIR_FEATURES_H

#include "classifier/pair_align.h"
#include "classifier/pair_table.h"

#define PAIR_FEATURES_MAX 256

struct pair_features {
    float value[PAIR_FEATURES_MAX];
    size_t count; /* depends on the schema alone */
    struct pair_alignment all;
    struct pair_alignment main;
};

/* Compare two records of a schema. */
void pair_features_read(struct pair_features *out, struct pair_likeness *l,
    const struct pair_schema *schema, const float *gram_weight,
    const struct pair_record *a, const struct pair_record *b);

/* How many there are; name[i], if not NULL, is written for each. */
#define PAIR_FEATURE_NAME_MAX 64
size_t pair_features_names(
    const struct pair_schema *schema, char (*name)[PAIR_FEATURE_NAME_MAX]);

#endif
