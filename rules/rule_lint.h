/* rules/rule_lint.h - sound rules that are not yet good ones.
 *
 * What cannot be loaded at all is rule_set_load's to report.
 */
#ifndef RULES_RULE_LINT_H
#define RULES_RULE_LINT_H

#include "rules/rule_set.h"

/* Every rule shows what it means: two offers it must flag and two near
 * misses it must not. */
#define RULE_EXAMPLES_MIN 2

/* Append one "FILE:LINE:COLUMN: what is missing (what helps)" per fault: too
 * few examples, a missing translation, no proper link, a market no scan is
 * for, a condition that is never true or changes nothing, a pattern without
 * a literal or one whose work explodes on a hostile text, an expired rule, a
 * rule that another one makes needless. Returns how many. What is only good
 * to know (a rule not in force yet) is appended as "...: note: ..." and not
 * counted. */
size_t rule_lint(
    const struct rule_set *s, int64_t today_ms, struct texts *warnings);

#endif
