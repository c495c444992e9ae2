/* crawler/schema_terms.h - schema.org's enumerations as our records' words.
 *
 * Reads what stands in markup ("http://schema.org/InStock", "instock",
 * "out of stock"); the words of visible pages are crawler/lexicon's. */
#ifndef CRAWLER_SCHEMA_TERMS_H
#define CRAWLER_SCHEMA_TERMS_H

#include "base/str.h"

/* in_stock, out_of_stock, pre_order, back_order, discontinued; or NULL.
 * "Limited", "in store only" and "online only" are in stock. */
const char *schema_terms_availability(struct str value);

/* new, used, refurbished; or NULL. */
const char *schema_terms_condition(struct str value);

/* The last part of a type or property name: "Product" of
 * "http://schema.org/Product" and of "schema:Product". */
struct str schema_terms_local(struct str name);

#endif
