/* rules/rule_index.h - which rules are worth evaluating on a listing.
 *
 * A rule can only be true where one of its triggers is there: patterns of
 * which at least one must match, fields of which one must be stated. Most
 * listings trigger no rule, so the cost of a scan hardly depends on how many
 * rules there are.
 */
#ifndef RULES_RULE_INDEX_H
#define RULES_RULE_INDEX_H

#include "rules/rule_parse.h"

struct rule_index; /* immutable */

/* rules in the order of their numbers; borrowed. */
struct rule_index *rule_index_new(
    const struct rule *const *rules, size_t count, size_t expressions);
void rule_index_free(struct rule_index *x);

/* What is known of a listing: bits of the fields that it states, and these. */
#define RULE_STATE_OBSERVED (1ull << 61) /* its page was seen whole */
#define RULE_STATE_RECALLS (1ull << 62)  /* recalls were looked at */
#define RULE_STATE_MODEL (1ull << 63)    /* the model was asked */

/* Set in *rule_bits every rule that may be true: by a pattern whose bit is
 * set or by the state, and for want of no state. Room for (rules + 63) / 64
 * words. */
void rule_index_find(const struct rule_index *x,
    const uint64_t *expression_bits, uint64_t state, uint64_t *rule_bits);

/* 1 if the expression triggers any rule: the others need not be looked for
 * before one is. */
int rule_index_triggers(const struct rule_index *x, size_t expression);

#endif
