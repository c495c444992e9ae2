/* rules/literal_set.h - literals one of which a text must contain.
 *
 * And what they tell: how often they would do so in vain, so that of several
 * sets the one that makes the least work can be taken.
 */
#ifndef RULES_LITERAL_SET_H
#define RULES_LITERAL_SET_H

#include "base/str.h"
#include "rules/reach.h"

#include <stdint.h>

/* Of longer ones the beginning is taken, which stands there as well. */
#define LITERAL_BYTES 48

struct literal {
    char text[LITERAL_BYTES + 1]; /* zeros behind it */
    uint8_t len;
    double rate; /* in 1,000 bytes of offers, about: rules/gram.h */
    struct reach reach;
    unsigned own; /* where a match begins with it, its bytes in folded text at
                     most; 0: it may not */
    /* 0, or one of the literals of this group ends before or behind, at most
     * `span` away. */
    unsigned partner;
    struct reach span;
    unsigned group;  /* 0, or the one that it belongs to: it tells no match */
    unsigned branch; /* of the pattern: it tells of no other */
};

struct literal_set {
    struct literal *item; /* owned; none: nothing is certain */
    size_t count, cap;
    unsigned groups; /* they are numbered from 1 */
    /* The alternatives that the whole pattern consists of, in its bytes. */
    struct str *branch; /* owned array, borrowed texts */
    size_t branches, branch_cap;
    double rate;  /* how often one tells in 1,000 bytes of offers, about */
    double found; /* how often one, or one of a group, is found there */
};

void literal_set_clear(struct literal_set *s);

static inline struct str
literal_text(const struct literal *l)
{
    return (struct str){ l->text, l->len };
}

/* Add a literal. It stays until the next is added. */
struct literal *literal_set_add(
    struct literal_set *t, struct str text, struct reach reach);
/* Append other's literals to *t; its groups get new numbers. *other is
 * emptied. */
void literal_set_append(struct literal_set *t, struct literal_set *other);
/* Let the literals of t that have no partner have those of other. */
void literal_set_marry(
    struct literal_set *t, const struct literal_set *other, struct reach span);
/* 1 if any has no partner. */
int literal_set_has_single(const struct literal_set *t);
/* Let literals that begin alike be one, where that is hardly found more often:
 * " chargers " and " charger " are " charger". For sets of one reach. */
void literal_set_merge(struct literal_set *t);
/* Take out those in which another literal stands that tells as much, and of
 * the same ones all but the first. Those of one branch stand together. */
void literal_set_trim(struct literal_set *t);
/* Let those that a match begins with reach no farther than they are long. */
void literal_set_narrow(struct literal_set *t);

/* Set the rates of t by its literals (rules/gram.h). */
void literal_set_weigh(struct literal_set *t);
/* What it costs to look for t, in trials of a pattern in 1,000 bytes. */
double literal_set_cost(const struct literal_set *t);
/* Of those that have found a literal, how many find its partner, too, whose
 * rate is given. */
double literal_set_share(double rate_of_partner);

#endif
