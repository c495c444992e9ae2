/* rules/literal_sequence.h - what atoms that follow each other tell together.
 *
 * Their spellings are put together as long as these are few; where they are
 * not, a stretch ends and becomes literals, of which those are picked that
 * make the least work (rules/literal_pick.h). Reads no pattern.
 */
#ifndef RULES_LITERAL_SEQUENCE_H
#define RULES_LITERAL_SEQUENCE_H

#include "rules/literal_atom.h"
#include "rules/literal_pick.h"

/* A stretch of a sequence whose spellings are being put together. */
struct literal_run {
    unsigned starts; /* not 0 while it begins a whole pattern */
    int first;       /* it begins the sequence */
    size_t from;     /* its first atom */
    struct spellings all;
};

struct literal_sequence {
    struct literal_known *out; /* borrowed */
    int spells;                /* only what is exact is wanted, no literals */
    size_t atom;               /* number of the one that comes */
    struct literal_run longest;
    struct literal_run last; /* from the last alternatives on */
    int differ;              /* the two are not one and the same */
    struct literal_pick pick;
};

/* Begin a sequence; *out, which was initialised, gets what is known of it.
 * With starts_word it begins where a word does; with spells only what is exact
 * is wanted. */
void literal_sequence_begin(struct literal_sequence *q,
    struct literal_known *out, int starts_word, int spells);

/* Add an atom (which is changed; its literals are taken or stay with the
 * caller) that stands there so often. */
void literal_sequence_add(struct literal_sequence *q,
    struct literal_known *atom, struct literal_repeat n);

/* That was all. With ends_word it ends where a word does. */
void literal_sequence_end(struct literal_sequence *q, int ends_word);

#endif
