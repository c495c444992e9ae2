/* rules/gs1_link.h - GS1 Digital Link addresses, by their syntax.
 *
 * GS1 Digital Link standard: URI syntax. "https://id.example/01/" and 14
 * digits name a product; behind them "/22/" its variant, "/10/" its lot,
 * "/21/" its serial number. Nothing is asked over the network.
 */
#ifndef RULES_GS1_LINK_H
#define RULES_GS1_LINK_H

#include "base/str.h"

/* Read the address from `at`, the place behind "/01/" or "/gtin/", to its
 * end, which is put into *end. Returns 1 if that part is well formed: a GTIN
 * of 14 digits with a correct check digit, then key qualifiers in their order,
 * each with a value of an allowed length, then perhaps a query of name=value
 * pairs. */
int gs1_link_read(struct str s, size_t at, size_t *end);

#endif
