/* rules/rule_reach.h - conditions that can never be true, or change nothing.
 */
#ifndef RULES_RULE_REACH_H
#define RULES_RULE_REACH_H

#include "rules/rule_parse.h"

/* Call say for every such condition below c: where it stands, what is wrong
 * and what helps. The text is borrowed for the call. */
void rule_reach(const struct rule_cond *c,
    void (*say)(const struct rule_cond *c, const char *text, void *arg),
    void *arg);

/* 1 if both conditions say the same. */
int rule_reach_same(const struct rule_cond *a, const struct rule_cond *b);

/* 1 if the text is a market a scan can be for: EU, EEA or a country's code.
 * Else, where a country is meant, its code is put into hint (3 bytes). */
int rule_reach_market(struct str market, char hint[3]);

#endif
