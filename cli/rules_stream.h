/* cli/rules_stream.h - rules over offers read from standard input. */
#ifndef CLI_RULES_STREAM_H
#define CLI_RULES_STREAM_H

#include "rules/rule_set.h"

struct rules_options {
    const char *rules, *market; /* may be NULL */
    const char *pack, *hazard;  /* what list shows; NULL: all */
    int samples, verbose, json;
    int fast; /* many offers follow: the fast scanner is worth making */
};

/* Print, for each offer, every condition of the rule, its value and why. */
int rules_stream_explain(
    const struct rule_set *set, const char *id, const struct rules_options *o);

/* Print how often each rule fires on the offers, and on which. */
int rules_stream_coverage(
    const struct rule_set *set, const struct rules_options *o);

#endif
