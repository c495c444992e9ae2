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

struct pair_likeness; /* a memory of word pairs that were compared */

struct pair_likeness *pair_likeness_new(const struct pair_words *words);
void pair_likeness_free(struct pair_likeness *l);

/* How alike two different words are, 0..1. */
double pair_likeness_of(struct pair_likeness *l, uint32_t a, uint32_t b);

/* Align bag a of record ra with bag b of record rb. */
void pair_align(struct pair_alignment *out, struct pair_likeness *l,
    const struct pair_words *words, const struct pair_record *ra,
    const struct pair_bag *a, const struct pair_record *rb,
    const struct pair_bag *b);

#endif
