/* rules/rates.h - dated reference rates of currencies against the euro. */
#ifndef RULES_RATES_H
#define RULES_RATES_H

#include "base/fail.h"
#include "base/str.h"

struct rates; /* immutable */

/* Read a table of tab-separated lines `date currency per_euro` below that
 * header; lines that begin with # are notes. name stands in messages. */
int rates_parse(
    struct rates **out, struct str text, const char *name, struct fail *fail);
void rates_free(struct rates *r);

/* Units of the currency (ISO 4217, any case) that one euro bought on the last
 * date of the table that is not after wall_ms, else on its first; *day_ms is
 * that date. 0 if the table has no such currency. The euro itself is 1. */
double rates_per_euro(const struct rates *r, struct str currency,
    int64_t wall_ms, int64_t *day_ms);

/* How many rows are of a date that is not after wall_ms. */
size_t rates_until(const struct rates *r, int64_t wall_ms);

#endif
