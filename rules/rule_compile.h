/* rules/rule_compile.h - the expressions of a rule set, each compiled once.
 *
 * Expressions are noted in their order, then compiled on all cores. Packs ask
 * for the same words again and again: a list of categories stands in dozens
 * of rules, whose expressions share what the first was compiled to.
 */
#ifndef RULES_RULE_COMPILE_H
#define RULES_RULE_COMPILE_H

#include "rules/rule_expr.h"
#include "rules/scanner.h"

struct rule_compile;

struct rule_compile *rule_compile_new(void);
void rule_compile_free(struct rule_compile *c);

/* Note an expression, which stays where it is; fields: in which it is searched
 * for, 0: it is only tried. Returns its place in the order. */
size_t rule_compile_note(
    struct rule_compile *c, struct rule_expr *e, uint64_t fields);
/* How many were noted. */
size_t rule_compile_count(const struct rule_compile *c);

/* Compile all. */
void rule_compile_run(struct rule_compile *c);

/* The expression at the place if it could not be compiled, and why; NULL if it
 * could. */
const struct rule_expr *rule_compile_failed(
    const struct rule_compile *c, size_t at, const char **why);

/* What is searched for, by rule_expr.number; `count` of them. */
struct scanner_pattern *rule_compile_patterns(
    struct rule_compile *c, size_t *count);

#endif
