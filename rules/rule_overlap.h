/* rules/rule_overlap.h - rules that find what another rule finds already. */
#ifndef RULES_RULE_OVERLAP_H
#define RULES_RULE_OVERLAP_H

#include "rules/rule_set.h"

/* Call say for every rule whose examples are all flagged by another rule of
 * the same markets for what they say, or whose condition is another's. Rules
 * about what is missing do not count: they hold beside any other. */
void rule_overlap(const struct rule_set *s, int64_t today_ms,
    void (*say)(const struct rule_pack *pack, const struct rule *rule,
        const struct rule_pack *other_pack, const struct rule *other,
        void *arg),
    void *arg);

#endif
