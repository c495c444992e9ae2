/* rules/reach.h - how far one place of a match is from another, at most.
 *
 * So many bytes of folded text, and so many runs without a blank beside. A
 * run of what parts words counts as one byte.
 */
#ifndef RULES_REACH_H
#define RULES_REACH_H

#include "base/str.h"

#define REACH_FAR 60000 /* or farther: without end */

struct reach {
    uint16_t bytes, runs;
};

struct reach reach_sum(struct reach a, struct reach b);
struct reach reach_times(struct reach r, unsigned n);

/* The first place in folded text from which `end` can be reached, at the start
 * of a code point; not below `least`. */
size_t reach_start(
    struct reach reach, struct str folded, size_t end, size_t least);

#endif
