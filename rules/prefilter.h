/* rules/prefilter.h - one pass over a text tells which patterns may match.
 *
 * An Aho-Corasick automaton over literals that a match must contain (Aho and
 * Corasick, CACM 18(6), 1975), as a table over byte classes. It never says
 * no wrongly; the pattern itself decides.
 */
#ifndef RULES_PREFILTER_H
#define RULES_PREFILTER_H

#include "base/fail.h"
#include "base/str.h"

struct prefilter; /* immutable */

struct prefilter_literal {
    struct str text; /* folded; borrowed for the call of prefilter_new */
    size_t owner;    /* number of the pattern that needs it */
};

/* Owners below `owners` that own no literal are let through always. Fails
 * when the literals need more than the table's cap. */
int prefilter_new(struct prefilter **out, const struct prefilter_literal *lits,
    size_t count, size_t owners, struct fail *fail);
void prefilter_free(struct prefilter *p);

/* Set the bit of every owner that may match in the folded text. Returns 1 if
 * any is set. */
int prefilter_scan(
    const struct prefilter *p, struct str text, uint64_t *owner_bits);

#endif
