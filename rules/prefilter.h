/* rules/prefilter.h - which of many literals stand in a text, and where.
 *
 * One pass looks at every four bytes of the text and asks a small table
 * whether a literal has them at its rarest place, and whether what follows
 * may be right; few places are left to be compared. The table is made in a
 * moment and needs no library.
 */
#ifndef RULES_PREFILTER_H
#define RULES_PREFILTER_H

#include "base/str.h"

struct prefilter; /* immutable */

/* For literals of plain text (rules/plain.h), none of them empty, borrowed
 * as long as it lives. */
struct prefilter *prefilter_new(const struct str *literals, size_t count);
void prefilter_free(struct prefilter *p);

/* Call hit for every place in plain text where a literal ends, in no order;
 * hit returns 0, or 1 to have no more. Behind the text stand PREFILTER_MARGIN
 * blanks. */
#define PREFILTER_MARGIN 12
void prefilter_scan(const struct prefilter *p, struct str text,
    int (*hit)(size_t literal, size_t end, void *arg), void *arg);

#endif
