/* recalls/match_reason.h - why a recall was found: one sentence, in English,
 * German or Chinese.
 */
#ifndef RECALLS_MATCH_REASON_H
#define RECALLS_MATCH_REASON_H

#include "core/finding.h"
#include "core/lang.h"

/* The sentence, and what may limit it; REASON is the first. */
enum match_reason {
    REASON_CASE,   /* {}: the case number */
    REASON_GTIN,   /* {}: the number */
    REASON_MODEL,  /* {}: the model as the offer writes it */
    REASON_NAME,   /* {}: per cent of the name */
    LIMIT_PACKING, /* a packing unit of it */
    LIMIT_SHOP,    /* a number that others may use too */
    LIMIT_DENIAL,  /* the offer says that it is not affected */
    LIMIT_BATCH,   /* the offer names another batch */
    LIMIT_BRAND_SPELLING,
    LIMIT_OTHER_BRAND,   /* the offer states another brand */
    LIMIT_BRAND_BETWEEN, /* another brand stands nearer to the model */
    LIMIT_EVERYDAY,      /* the brand is an everyday word */
    LIMIT_SUFFIX,        /* a letter behind the model */
    LIMIT_YEAR,          /* a year or letter follows the model */
    LIMIT_MASK,          /* the recall names only the model's beginning */
    LIMIT_OTHER_GTIN,    /* the offer has another GTIN */
    LIMIT_NO_BRAND,      /* the recall names no brand */
    LIMIT_MODEL_YEAR,    /* the recall is of other years' models */
    LIMIT_SIZE,          /* the number may be a size */
    LIMIT_WITHDRAWN,     /* the notice is no longer in force */
    MATCH_REASONS
};

/* Set the reason: the sentence of `reason` with `value` in it, and one
 * clause for every bit (1 << LIMIT_..) of limits. */
void match_reason_set(struct finding *f, enum lang language,
    enum match_reason reason, const char *value, unsigned limits);

/* The clause of one limit, for explanations. */
const char *match_reason_text(enum lang l, enum match_reason r);

#endif
