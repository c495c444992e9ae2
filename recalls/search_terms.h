/* recalls/search_terms.h - what to type into a shop's search to find offers
 * of recalled products.
 *
 * For each recall, best first: brand and model; brand and kind of product in
 * the shop's language; the trade item number; the product's name. No term
 * comes twice, and every recall has its first before any has its second.
 */
#ifndef RECALLS_SEARCH_TERMS_H
#define RECALLS_SEARCH_TERMS_H

#include "recalls/recall_import.h"
#include "recalls/vocabulary.h"

/* What a shop's search field takes. */
#define SEARCH_TERM_BYTES 80

struct search_terms_options {
    const struct vocabulary *vocabulary;
    enum glossary_language language; /* the shop's */
    size_t per_recall;               /* terms of one recall at most */
    size_t max;                      /* of all */
};

/* Append terms of the recalls; serious ones first, then the newest. Sorts rs.
 * Returns how many terms the maximum cost. */
size_t search_terms(struct texts *out, struct recalls *rs,
    const struct search_terms_options *options);

#endif
