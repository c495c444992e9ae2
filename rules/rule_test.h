/* rules/rule_test.h - runs the examples that every rule carries. */
#ifndef RULES_RULE_TEST_H
#define RULES_RULE_TEST_H

#include "rules/rule_scan.h"

/* The listing an example stands for: a text is a title, a map is a listing
 * as in docs/formats.md. Owned by the caller. */
int rule_example_listing(
    struct listing **out, const struct rule_example *e, struct fail *fail);

#define RULE_MARKET_BYTES 16

/* Where and when the examples of a rule are offered: in its first market,
 * today or on the nearest day on which it is in force. market holds the name
 * that ctx points to. */
void rule_example_context(const struct rule *r, int64_t today_ms,
    char market[RULE_MARKET_BYTES], struct rule_context *ctx);

/* What became of one example. */
struct rule_result {
    const struct rule_pack *pack;
    const struct rule *rule;
    const struct rule_example *example;
    int good;        /* it came out as due */
    const char *why; /* what happened instead; "" when good */
};

/* Run every example of the set, each in the first market its rule names and
 * on a day the rule is in force. Returns how many did not come out as due. */
size_t rule_test(const struct rule_set *s, int64_t today_ms,
    void (*visit)(const struct rule_result *result, void *arg), void *arg);

#endif
