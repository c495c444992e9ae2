/* classifier/pair_judge.h - one pair, and what speaks for and against it.
 *
 * For the few pairs that a person will look at: besides the probability come
 * the words that both records have and those that only one of them has, the
 * rarest first. Many pairs at a time: classifier/pair_model.h.
 */
#ifndef CLASSIFIER_PAIR_JUDGE_H
#define CLASSIFIER_PAIR_JUDGE_H

#include "classifier/pair_model.h"

#define PAIR_WORDS_NAMED 4

enum pair_party { PAIR_BOTH, PAIR_LEFT, PAIR_RIGHT, PAIR_PARTIES };

struct pair_named {
    char text[PAIR_WORD_BYTES + 1]; /* folded */
    double weight;                  /* rarity, 0..1 */
};

struct pair_verdict {
    double probability;
    struct pair_named word[PAIR_PARTIES][PAIR_WORDS_NAMED];
    size_t count[PAIR_PARTIES];
};

/* Judge two records by the model's fields, which are valid UTF-8; those
 * behind `count` are empty. A model with context judges without it. */
void pair_judge(const struct pair_model *m, const struct str *left,
    const struct str *right, size_t count, struct pair_verdict *out);

#endif
