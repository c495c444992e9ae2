/* recalls/brand_evidence.h - does an offer name one of a recall's brands?
 *
 * Looked for only when something else matched already, so it may take its
 * time: every window of words in title, brand and maker, spelt right or one
 * letter off, in the other names of the brand too.
 */
#ifndef RECALLS_BRAND_EVIDENCE_H
#define RECALLS_BRAND_EVIDENCE_H

#include "recalls/offer_text.h"
#include "recalls/recall_index.h"

struct brand_evidence {
    int level;         /* 0 not there, 1 one letter off, 2 the same */
    int everyday;      /* an everyday word, and in no field for brands */
    size_t field;      /* where it stands */
    size_t start, end; /* bytes of the folded field */
    size_t word, to;   /* its words */
    /* The offer's brand field holds another brand: what stands elsewhere may
     * be what the product goes with. */
    int other_stated;
};

void brand_evidence_find(const struct recall_entry *e,
    const struct offer_text *ot, struct brand_evidence *out);

#endif
