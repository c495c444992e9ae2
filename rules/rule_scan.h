/* rules/rule_scan.h - rules over one listing: findings, or why there are none.
 *
 * Three-valued: what could not be observed is neither there nor absent, and
 * a rule fires only on what is certainly so. Knows no clock: the caller says
 * which day it is.
 */
#ifndef RULES_RULE_SCAN_H
#define RULES_RULE_SCAN_H

#include "core/finding.h"
#include "core/folds.h"
#include "core/listing.h"
#include "rules/rule_set.h"

/* What the other sources say of the listing; rules may build on it. */
struct rule_evidence {
    const struct findings *recalls; /* NULL: recalls were not looked at */
    int model_asked;                /* and it knew enough to answer */
    double risk;
    double hazards[HAZARDS];
};

struct rule_context {
    const char *market;   /* "EU", "DE", "CN" ...; NULL: rules of all markets */
    const char *language; /* of the reasons: "en", "de", "zh"; NULL: "en" */
    int64_t today_ms;     /* wall clock, for rules with a date */
    const struct rule_evidence *evidence; /* NULL: none was gathered */
    /* Begun for this listing, by whom it is folded for others too; NULL: it is
     * folded for the rules alone. Borrowed. */
    struct folds *folds;
};

struct rule_scratch; /* one per worker; reused from listing to listing */

struct rule_scratch *rule_scratch_new(const struct rule_set *s);
void rule_scratch_free(struct rule_scratch *s);

/* Append one finding per rule that holds for the listing. Scratch must have
 * been made for this set. */
void rule_scan(const struct rule_set *set, struct rule_scratch *scratch,
    const struct listing *l, const struct rule_context *ctx,
    struct findings *out);

/* Append those of a listing that is the one scanned last but for a list, which
 * that one did not state. Only rules are tried that may quote what the list
 * holds, and only it is looked at anew. */
void rule_scan_added(struct rule_scratch *scratch, const struct listing *l,
    enum listing_list list, const struct rule_context *ctx,
    struct findings *out);

/* How many matches were given up at PCRE2's step limit so far: a pattern and
 * a text that do not go together, to be reported, not a finding. */
size_t rule_scratch_limits(const struct rule_scratch *s);
/* The same of the i-th rule of the set, counted through all packs. */
size_t rule_scratch_limits_of(const struct rule_scratch *s, size_t i);

enum rule_truth { RULE_FALSE, RULE_TRUE, RULE_UNKNOWN };
const char *rule_truth_name(enum rule_truth t);

/* What one condition came to. */
struct rule_step {
    const struct rule_cond *cond;
    int depth;
    enum rule_truth truth;
    const char *why; /* in words; borrowed for the call of visit */
};

/* Evaluate one rule, visiting every condition, children first. The rule's
 * dates and markets are looked at too: *applies tells the outcome. */
enum rule_truth rule_explain(const struct rule_set *set,
    struct rule_scratch *scratch, const struct listing *l,
    const struct rule_context *ctx, const struct rule *rule, int *applies,
    void (*visit)(const struct rule_step *step, void *arg), void *arg);

#endif
