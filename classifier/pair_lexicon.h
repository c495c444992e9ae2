/* classifier/pair_lexicon.h - what each word says, learnt from the pairs.
 *
 * "upgrade" left over on one side tells two products apart, "new" does not; a
 * maker's name that both have says little, a part number much. A linear
 * support vector machine gives every word one weight for being matched and
 * one for being left over; their sum over a pair is a feature. Words are
 * known by their hashes, so that no text of the training data is kept.
 */
#ifndef CLASSIFIER_PAIR_LEXICON_H
#define CLASSIFIER_PAIR_LEXICON_H

#include "classifier/pair_align.h"

struct pair_sense { /* of one word */
    uint64_t hash;
    uint32_t df;
    float matched, left;
};

struct pair_lexicon {
    struct pair_sense *item; /* owned, ascending by hash */
    size_t count;
    float bias;
    size_t records; /* that df counts */
};

/* What a pair shares and leaves over: the input of training. */
struct pair_clues {
    uint32_t *word;      /* owned: all pairs one after the other */
    unsigned char *kind; /* owned: 1 where it is left over */
    size_t count, cap, kind_cap;
    size_t *end; /* owned: of pair i */
    size_t pairs, end_cap;
};

void pair_clues_add(struct pair_clues *c, const struct pair_alignment *al);
void pair_clues_clear(struct pair_clues *c);

/* Weights for the words of the table, from the pairs picked. sense[w] is
 * filled for each word w; the bias is returned. */
double pair_lexicon_train(struct pair_sense *sense,
    const struct pair_words *words, const struct pair_clues *clues,
    const uint32_t *pick, const signed char *label, size_t count);

/* The decision value of a pair; sense[w] of word w. */
double pair_lexicon_decide(const struct pair_sense *sense, double bias,
    const struct pair_words *words, const struct pair_alignment *al);
double pair_lexicon_decide_clues(const struct pair_sense *sense, double bias,
    const struct pair_words *words, const struct pair_clues *c, size_t pair);

/* Sort what was learnt, for finding. */
void pair_lexicon_sort(struct pair_lexicon *l);
void pair_lexicon_clear(struct pair_lexicon *l);
/* Where the words of a table stand in the lexicon, or PAIR_WORD_NONE: an
 * owned array. */
uint32_t *pair_lexicon_places(
    const struct pair_lexicon *l, const struct pair_words *words);

#endif
