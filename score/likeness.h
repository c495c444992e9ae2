/* score/likeness.h - how likely a candidate is the recalled product itself.
 *
 * Names that are alike make a recall a candidate; the pair model says how
 * often names as alike as these are of one product, and by which words. Only
 * candidates are weighed: what an identifier proves needs no opinion.
 */
#ifndef SCORE_LIKENESS_H
#define SCORE_LIKENESS_H

#include "classifier/pair_judge.h"
#include "core/casefile.h"
#include "recalls/recall_index.h"

struct likeness;

/* Takes *model and sets it to NULL; the index is borrowed. */
struct likeness *likeness_new(
    struct pair_model **model, const struct recall_index *recalls);
void likeness_free(struct likeness *k);

/* The model's: the same text means the same opinions. */
const char *likeness_version(const struct likeness *k);

/* Give every recall candidate among the findings its probability as score,
 * the words as terms and as part of the reason, which is in this language
 * ("de"; NULL: English); the likeliest come first. */
void likeness_weigh(const struct likeness *k, const struct listing *l,
    const char *language, struct findings *findings);

#endif
