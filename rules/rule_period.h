/* rules/rule_period.h - between which dates a rule set says the same.
 *
 * Rules are in force from and until a date, and prices are converted at the
 * rate of a day; nothing else in a verdict hangs on the time.
 */
#ifndef RULES_RULE_PERIOD_H
#define RULES_RULE_PERIOD_H

#include "rules/rule_set.h"

/* How many of the set's dates lie at or before the two times: today (for
 * rules in force) and when the offer was seen (for rates). Two pairs of times
 * with the same numbers give the same findings on the same offer. */
struct rule_period {
    int64_t in_force, rates;
};

struct rule_period rule_period(
    const struct rule_set *s, int64_t today_ms, int64_t seen_ms);

#endif
