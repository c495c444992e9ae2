/* classifier/pair_model.h - do two records name the same product?
 *
 * A trained model and the way from pairs to probabilities: features of both
 * records and the sense of their words give a first decision; what training
 * knew of the records and how the pair stands among the others of its set
 * give the last one. A model that is trained without context, or a pair that
 * stands alone, has the first decision only.
 */
#ifndef CLASSIFIER_PAIR_MODEL_H
#define CLASSIFIER_PAIR_MODEL_H

#include "classifier/pair_committee.h"
#include "classifier/pair_features.h"
#include "classifier/pair_known.h"

#define PAIR_GRAMS (1u << PAIR_GRAM_BITS)

struct pair_model {
    char *version; /* owned: "NAME+sha256:..."; NULL before it is saved */
    struct pair_schema schema;
    struct pair_lexicon lexicon;
    uint32_t *gram_df;  /* owned, PAIR_GRAMS */
    float *gram_weight; /* owned, PAIR_GRAMS: follows from gram_df */
    struct pair_committee base, top;
    struct pair_known known;
    int context; /* 0: base decides alone */
    struct calibrate curve;
    double threshold; /* probability from which on a pair matches */
};

void pair_model_init(struct pair_model *m);
void pair_model_free(struct pair_model *m);

/* Weights of letter triples, when their df is there. */
void pair_model_weigh_grams(struct pair_model *m);

/* Numbers of a row: of the first decision, and of the last one. */
size_t pair_model_base_width(const struct pair_model *m);
size_t pair_model_top_width(const struct pair_model *m);

/* A table of pairs, made ready for a model: its words know their weights and
 * senses, its records their lengths. */
struct pair_view {
    const struct pair_model *model; /* borrowed */
    const struct pair_words *words; /* borrowed */
    uint32_t *place;                /* owned: of each word in the lexicon */
    struct pair_sense *sense;       /* owned, of each word */
    struct pair_likeness *likeness; /* owned */
    struct pair_features *features; /* owned, of the pair read last */
};

void pair_view_init(struct pair_view *v, const struct pair_model *m,
    struct pair_words *words, struct pair_table *t);
void pair_view_clear(struct pair_view *v);

/* The row of the first decision: features, then the lexicon's. */
void pair_view_row(struct pair_view *v, const struct pair_record *a,
    const struct pair_record *b, float *row);

/* Probability of each pair of a table that was read with `words`. */
void pair_model_score(const struct pair_model *m, struct pair_words *words,
    struct pair_table *t, double *probability);

#endif
