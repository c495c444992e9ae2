/* rules/denial.h - words around a match that deny what it says.
 *
 * "BPA-free", "ohne Netzteil", "不含双酚A": the substance is named and not
 * there. "case for hoverboard": the thing is named and not sold. "detects
 * hidden cameras": it is sold against. One mechanism for all rules: the
 * words close to a match, in its own clause, are looked at for such cues.
 */
#ifndef RULES_DENIAL_H
#define RULES_DENIAL_H

#include "base/pattern.h"

enum denial_kind {
    DENIAL_NEGATION = 1,  /* it is not in or with the product */
    DENIAL_ACCESSORY = 2, /* the product only goes with it */
    DENIAL_AGAINST = 4,   /* the product is for finding or preventing it */
};
#define DENIAL_ALL (DENIAL_NEGATION | DENIAL_ACCESSORY | DENIAL_AGAINST)

struct denial; /* compiled cues; immutable */

int denial_new(struct denial **out, struct fail *fail);
void denial_free(struct denial *d);

/* The first of `kinds` that denies [start,end) of the folded text, or 0. */
enum denial_kind denial_find(const struct denial *d, struct str folded,
    size_t start, size_t end, unsigned kinds);

/* "negation", "accessory", "against"; -1 if it is none. */
int denial_kind_find(enum denial_kind *out, struct str name);
const char *denial_kind_name(enum denial_kind k);

#endif
