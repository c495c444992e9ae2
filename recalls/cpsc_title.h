/* recalls/cpsc_title.h - who recalls what, out of a CPSC headline.
 *
 * The CPSC's data has no brand: it stands in headlines of a few forms used
 * since 1973 ("X Recalls Y Due to ..", "Y Recalled by X ..", "CPSC, X
 * Announce Recall of Y").
 */
#ifndef RECALLS_CPSC_TITLE_H
#define RECALLS_CPSC_TITLE_H

#include "base/str.h"

/* The company and the product of a headline, views into it; empty where it
 * has none of the known forms. */
void cpsc_title_read(
    struct str title, struct str *company, struct str *product);

/* The brand a product's name begins with, where it says so: the words before
 * "brand" or up to a ® or ™ sign. Empty where it does not. */
struct str cpsc_title_brand(struct str product_name);

#endif
