/* recalls/identifiers.h - model numbers, UPCs and lots found in prose.
 *
 * The CPSC leaves its model and UPC fields empty: they stand in sentences
 * ("model numbers RG30, RGS-30 and RGB-30"), often with the cells of a table
 * glued together. Every identifier keeps its sentence, so that a person can
 * see why it was taken for one. What only looks like a model (CR2032, GU10,
 * 6000K, 230V, R410A, years, sizes, prices, phone numbers) is left out.
 */
#ifndef RECALLS_IDENTIFIERS_H
#define RECALLS_IDENTIFIERS_H

#include "base/str.h"

#include <stddef.h>

/* What one text may give; a table of 400 models is the largest seen. */
#define IDENTIFIERS_MAX 500

enum identifier_kind { IDENTIFIER_MODEL, IDENTIFIER_GTIN, IDENTIFIER_BATCH };

struct identifier {
    enum identifier_kind kind;
    char *value;    /* owned: as written, or the 14 digits of a GTIN */
    char *sentence; /* owned: where it stood */
    int derived;    /* GTIN: a lost zero or check digit was put back */
};

struct identifiers {
    struct identifier *item; /* owned */
    size_t count, cap;
};

/* Find identifiers in clean text (recalls/notice_text.h). */
void identifiers_mine(struct identifiers *out, struct str text);
void identifiers_clear(struct identifiers *ids);

const char *identifier_kind_name(enum identifier_kind k);

#endif
