/* rules/rule_hostile.h - texts that make a pattern work as hard as it can.
 *
 * Made from the pattern itself: what a repetition repeats, many times over,
 * behind what must stand before it, and then nothing that lets it end well.
 */
#ifndef RULES_RULE_HOSTILE_H
#define RULES_RULE_HOSTILE_H

#include "core/texts.h"
#include "rules/rule_expr.h"

/* The steps a compiled pattern would need on the worst text of `bytes` that
 * is known here: measured on short texts and carried on as they grow. */
double rule_hostile_steps(const struct rule_expr *e, size_t bytes);

/* Append such texts of about `bytes`, folded; the same number and order for
 * every size. */
void rule_hostile_texts(struct texts *out, struct str pattern, size_t bytes);

#endif
