/* rules/literal_pick.h - which parts of a sequence tell best that it is there.
 *
 * Literals are known of several parts, and every match has one of each. The
 * part is picked that makes the least work, or two that do not overlap: then
 * those of the one tell only where one of the other is near.
 */
#ifndef RULES_LITERAL_PICK_H
#define RULES_LITERAL_PICK_H

#include "rules/literal_set.h"

#define LITERAL_CANDIDATES_MAX 12

/* The literals of atoms from..to of the sequence. */
struct literal_candidate {
    struct literal_set set;
    size_t from, to;
};

struct literal_pick {
    struct literal_candidate candidate[LITERAL_CANDIDATES_MAX];
    size_t count;
};

/* Note the literals of atoms from..to; of too many the worst are forgotten.
 * Takes *set and empties it. */
void literal_pick_add(
    struct literal_pick *p, struct literal_set *set, size_t from, size_t to);

/* Append the literals of the part or parts picked to *out and forget all; the
 * whole sequence is as long as `span`. */
void literal_pick_best(
    struct literal_pick *p, struct literal_set *out, struct reach span);

#endif
