/* classifier/pair_known.h - what training has said about the same records.
 *
 * A record that was paired in training is known again: with which records it
 * is the same product, with which it is not, and how alike those are to the
 * one it stands beside now. Records are kept as the numbers of their words in
 * the lexicon, without text.
 */
#ifndef CLASSIFIER_PAIR_KNOWN_H
#define CLASSIFIER_PAIR_KNOWN_H

#include "classifier/pair_lexicon.h"
#include "classifier/pair_table.h"

#define PAIR_CONTEXT_FEATURES 12
/* Pairs of one record that are looked at. */
#define PAIR_LINKS_MAX 64

struct pair_known_record {
    uint64_t hash;
    uint32_t first, count; /* of its words */
    uint32_t link, links;  /* of its pairs */
    double square;
};

struct pair_link {
    uint32_t record; /* the other one */
    uint32_t pair;
    signed char label;
};

struct pair_known {
    struct pair_known_record *record; /* owned, ascending by hash */
    size_t count;
    uint32_t *sense; /* owned: lexicon numbers, ascending per record */
    size_t senses;
    struct pair_link *link; /* owned */
    size_t links;
    float *weight; /* owned: of each word of the lexicon */
    size_t weights;
};

/* A record and its pairs as they stand in a file or a table. */
int pair_known_check(const struct pair_known *k, struct fail *fail);
/* place: pair_lexicon_places of the table's words. */
void pair_known_build(struct pair_known *out, const struct pair_table *t,
    const uint32_t *place, const struct pair_lexicon *lexicon);
/* Weights and lengths from the lexicon, when the rest is there. */
void pair_known_weigh(struct pair_known *k, const struct pair_lexicon *lexicon);
void pair_known_clear(struct pair_known *k);

/* Records of another table in the lexicon's numbers. */
struct pair_places {
    uint32_t *sense; /* owned */
    size_t *end;     /* owned: of record i */
    uint32_t *known; /* owned: its number + 1, or 0 */
    unsigned char
        *mark; /* owned, of each word of the lexicon: 0 between uses */
};

void pair_places_init(struct pair_places *p, const struct pair_known *k,
    const struct pair_table *t, const uint32_t *place);
void pair_places_clear(struct pair_places *p);

/* Write PAIR_CONTEXT_FEATURES values for pair `at` of the table. base: first
 * decisions of all its pairs. fold: NULL, or per known pair; those of the
 * fold of `at` are not known then, and only those stand beside it. */
struct pair_block;
struct pair_block *pair_block_new(const struct pair_table *t,
    const double *base, const unsigned char *fold, unsigned folds);
void pair_block_free(struct pair_block *b);
void pair_context(float *out, const struct pair_known *k,
    const struct pair_places *p, const struct pair_table *t,
    const struct pair_block *block, const double *base,
    const unsigned char *fold, size_t at);
extern const char *const pair_context_names[PAIR_CONTEXT_FEATURES];

#endif
