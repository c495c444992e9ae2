/* score/guess.h - the category of an offer whose page states none.
 *
 * Rules and scores that ask for a category may then use what the category
 * model makes of the words. A guess adds and never hides; what rests on it
 * says so, and is a candidate at most.
 */
#ifndef SCORE_GUESS_H
#define SCORE_GUESS_H

#include "classifier/category_model.h"
#include "core/casefile.h"
#include "rules/rule_scan.h"

/* 1 if there is a model (m may be NULL) and the page states no category. */
int guess_is_due(const struct category_model *m, const struct listing *l);

/* Set c->category_guess if that is due and the model is sure. counted: f holds
 * what was counted for m already (category_model_guess_counted). */
void guess_category(const struct category_model *m, struct features *f,
    int counted, struct casefile *c);

/* Append what rules find beyond the findings from `from` on if the guess is
 * the offer's category: candidates that say so. What was found without the
 * guess stays as it is. Nothing, if rules do not ask for such a category.
 * The offer was the last that was scanned, in the same context. */
void guess_scan(struct rule_scratch *scratch,
    const struct rule_context *context, struct casefile *c, size_t from);

#endif
