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

/* Set c->category_guess, unless the page of c->listing states a category or
 * the model is not sure. */
void guess_category(
    const struct category_model *m, struct features *f, struct casefile *c);

/* Append what rules find beyond the findings from `from` on if the guess is
 * the offer's category: candidates that say so. What was found without the
 * guess stays as it is. Nothing, if rules do not ask for such a category. */
void guess_scan(const struct rule_set *rules, struct rule_scratch *scratch,
    const struct rule_context *context, struct casefile *c, size_t from);

#endif
