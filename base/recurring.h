/* base/recurring.h - stretches that recur from text to text, packed once.
 *
 * The style sheet, scripts and menus of a shop's pages are the same bytes page
 * after page. A stretch that was met twice is packed as a piece of a deflate
 * stream (base/igzip.h), which then stands wherever the same bytes do. They are
 * compared to the last one, so that a text cannot be given another's piece;
 * what is remembered is bounded, the least used goes first.
 */
#ifndef BASE_RECURRING_H
#define BASE_RECURRING_H

#include "base/igzip.h"

struct recurring;

struct recurring *recurring_new(void);
void recurring_free(struct recurring *r); /* NULL is allowed */

struct recurring_piece {
    size_t at, len;    /* of the stretch, in the text */
    struct str packed; /* borrowed until the next call */
};

/* The first stretch at or behind `from` that is known: 1, or 0 where there is
 * none. What is met on the way is remembered; z packs it. */
int recurring_find(struct recurring *r, struct igzip *z, struct str text,
    size_t from, struct recurring_piece *out);

#endif
