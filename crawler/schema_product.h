/* crawler/schema_product.h - a schema.org Product to the members of a listing.
 *
 * Knows the properties of Product and its kin; which of the page's products
 * matters is crawler/schema_org.h's.
 */
#ifndef CRAWLER_SCHEMA_PRODUCT_H
#define CRAWLER_SCHEMA_PRODUCT_H

#include "core/listing.h"
#include "crawler/schema_item.h"

/* *list_price: as in schema_offer_read. */
void schema_product_read(struct schema *s, const struct js *product,
    struct listing *l, char **list_price);

/* Put a trade item number where it belongs: into gtins, or with a wrong
 * check digit into attributes. */
void schema_product_add_gtin(struct listing *l, struct str text);

#endif
