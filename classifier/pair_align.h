/* classifier/pair_align.h - which words of two records answer each other.
 *
 * First the same words, then words written as one here and as two there, then
 * words that are nearly the same: a letter wrong, shortened, a year of two
 * digits, a number whose unit is missing. What is left over on both sides
 * tells two products apart better than what they share.
 */
#ifndef CLASSIFIER_PAIR_ALIGN_H
#define CLASSIFIER_PAIR_ALIGN_H

#include "classifier/pair_record.h"

struct pair_left { /* what is left over on one side */
    uint32_t word[PAIR_WORDS_MAX];
    unsigned char soft[PAIR_WORDS_MAX]; /* 1: nearly answered */
    size_t count;
    double weight, weight_soft; /* without and with what nearly answers */
    double top[2];              /* the two rarest that nothing answers */
    double kind_weight[PAIR_KINDS];
    size_t kind_count[PAIR_KINDS];
};

struct pair_alignment {
    uint32_t matched[PAIR_WORDS_MAX];
    size_t matched_count;
    double weight, square; /* of what matched */
    double soft;           /* added by near answers: likeness x weight */
    double top;            /* the rarest that matched */
    double kind_weight[PAIR_KINDS];
    size_t kind_count[PAIR_KINDS];
    size_t joined;            /* answered by words written apart */
    double near_code;         /* likeness of the two nearest codes left over */
    size_t measure_conflicts; /* same unit, other value */
    struct pair_left left[2];
};

/* What comparing needs of a word, side by side in memory. */
struct pair_sign {
    uint64_t letters, hash;
    float weight;
    uint32_t head; /* the first three bytes; shorter words: one of their own */
    unsigned char kind, unit, len;
    char first;
};

#define PAIR_LIKENESS_BITS 15

/* Working memory of comparing, for one table of words. */
struct pair_likeness {
    const struct pair_words *words; /* borrowed */
    struct pair_sign *sign;         /* owned, of each word */
    unsigned char *mark; /* owned, of each word: 0 between two uses */
    uint64_t gram[(1u << PAIR_GRAM_BITS) / 64]; /* a bit each: 0 as well */
    /* Word pairs that were compared: both words, + 1; 0 where empty. */
    uint64_t key[1u << PAIR_LIKENESS_BITS];
    float value[1u << PAIR_LIKENESS_BITS];
};

/* The words are all there and know their weights. */
struct pair_likeness *pair_likeness_new(const struct pair_words *words);
void pair_likeness_free(struct pair_likeness *l);

/* How alike two different words are, 0..1. */
double pair_likeness_of(struct pair_likeness *l, uint32_t a, uint32_t b);

/* Does the record hold words in a row that make up one of this hash? */
int pair_align_joined(const struct pair_record *r, uint64_t hash);

/* Align bag a of record ra with bag b of record rb. */
void pair_align(struct pair_alignment *out, struct pair_likeness *l,
    const struct pair_record *ra, const struct pair_bag *a,
    const struct pair_record *rb, const struct pair_bag *b);

#endif
