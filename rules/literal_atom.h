/* rules/literal_atom.h - what one atom of a pattern can be, and how often it
 * follows itself.
 *
 * Letters, a class, an escape, a gap: all but a group, whose inside is atoms
 * again (rules/literal.h). Where a construct of PCRE2 is not understood, the
 * reader is lost. Knows no neighbours and no literals.
 */
#ifndef RULES_LITERAL_ATOM_H
#define RULES_LITERAL_ATOM_H

#include "rules/literal_set.h"
#include "rules/spelling.h"

/* Where in a sound pattern, ASCII in lower case, is read. */
struct literal_reader {
    struct str s; /* borrowed */
    size_t at;
    int lost; /* met something not understood: trust nothing */
};

/* The byte at hand; NUL at the end. */
static inline char
literal_reader_peek(const struct literal_reader *r)
{
    return r->at < r->s.len ? r->s.p[r->at] : '\0';
}

/* What is known of an atom, a sequence, alternatives. */
struct literal_known {
    int exact;               /* it is one of `all` */
    int blank;               /* may hold a blank */
    int ends;                /* ends with what parts two words */
    struct reach len;        /* it has at most */
    struct literal_set best; /* owned; else: it contains one of these */
    struct spellings all;    /* only if exact */
};

void literal_known_init(struct literal_known *k); /* nothing is known */

/* Read the atom at hand, which is there, into *out as it was initialised:
 * exact, or without literals. Returns 0, having read nothing, before a group
 * that is no gap. */
int literal_atom_read(struct literal_reader *r, struct literal_known *out);

/* How often an atom follows itself. */
struct literal_repeat {
    unsigned least, most; /* REACH_FAR: or more */
};

/* Read the quantifier that follows an atom, if any. */
struct literal_repeat literal_repeat_read(struct literal_reader *r);

#endif
