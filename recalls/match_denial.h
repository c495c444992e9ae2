/* recalls/match_denial.h - does an offer say that it is under no recall?
 *
 * "Not affected by the recall", "nicht vom Rückruf betroffen", "不在召回范围":
 * a seller's word, which takes a finding's weight but is no proof. "Do not
 * use: recalled" is none.
 */
#ifndef RECALLS_MATCH_DENIAL_H
#define RECALLS_MATCH_DENIAL_H

#include "recalls/offer_text.h"

/* 1 if the field says so; *from, *to are the words that do. */
int match_denial_find(
    const struct offer_text *ot, size_t field, size_t *from, size_t *to);

#endif
