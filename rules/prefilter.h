/* rules/prefilter.h - which of many literals stand in a text, and where.
 *
 * One pass asks small tables, where a word begins, at each Chinese character
 * and for the rest at every byte, whether a literal has what stands there at
 * its rarest place; few places are left to be compared. The tables are made in
 * a moment and need no library.
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
#define PREFILTER_MARGIN 16
void prefilter_scan(const struct prefilter *p, struct str text,
    int (*hit)(size_t literal, size_t end, void *arg), void *arg);

#endif
