/* rules/rule_look.h - where in a listing expressions match, found quickly.
 *
 * One pass over all texts (rules/scanner.h) finds literals; patterns are
 * tried near them only, and conditions are looked at in the order of what it
 * takes: first by what the pass has found.
 */
#ifndef RULES_RULE_LOOK_H
#define RULES_RULE_LOOK_H

#include "rules/rule_eval.h"

void rule_look_clear(struct rule_eval *e);
/* Fold the listing, which stays until the next call, and look which
 * expressions may match in it; folds as for rule_view_set. */
void rule_look_view(
    struct rule_eval *e, const struct listing *l, struct folds *folds);
/* The same of a listing that is the one viewed last but for a list, which that
 * one did not state. */
void rule_look_add(
    struct rule_eval *e, const struct listing *l, enum listing_list list);
/* 0 if nothing that makes c true is words that were added last. */
int rule_look_quotes(const struct rule_eval *e, const struct rule_cond *c);
/* 1 if the expression matches somewhere in the listing. */
int rule_look_may(struct rule_eval *e, const struct rule_expr *x);
/* The first match in the piece at or after byte `from`. */
enum pattern_result rule_look_find(struct rule_eval *e,
    const struct rule_expr *x, const struct rule_piece *p, size_t from,
    struct pattern_match *m);

/* 0 if c cannot be true, by the expressions that match somewhere and by what
 * the listing states. */
int rule_look_could(struct rule_eval *e, const struct rule_cond *c);

#endif
