/* rules/rule_index.h - which rules are worth evaluating on a listing.
 *
 * A rule can only be true where one of its triggers may match: patterns of
 * which at least one must. Most listings trigger no rule, so the cost of a
 * scan hardly depends on how many rules there are.
 */
#ifndef RULES_RULE_INDEX_H
#define RULES_RULE_INDEX_H

#include "rules/rule_parse.h"

struct rule_index; /* immutable */

/* rules in the order of their numbers; borrowed. */
struct rule_index *rule_index_new(
    const struct rule *const *rules, size_t count, size_t expressions);
void rule_index_free(struct rule_index *x);

/* Set in *rule_bits every rule that a pattern whose bit is set may make true,
 * and those that need none. Room for (rules + 63) / 64 words. */
void rule_index_find(const struct rule_index *x,
    const uint64_t *expression_bits, uint64_t *rule_bits);

/* 1 if the expression triggers any rule: the others need not be looked for
 * before one is. */
int rule_index_triggers(const struct rule_index *x, size_t expression);

#endif
