/* core/about.h - what an offer is looked up by, beside its record.
 *
 * Who stands behind it and which product it is, in few bytes, made by who has
 * the offer before him: to read the record again takes longer. Between our
 * processes only; whoever reads them trusts none of it.
 */
#ifndef CORE_ABOUT_H
#define CORE_ABOUT_H

#include "core/listing.h"

/* Of one offer; a bundle may have some GTINs. */
#define ABOUT_PRODUCTS_MAX 10

struct about {
    /* The same product elsewhere has one of them too: digest_key of a GTIN,
     * and of brand with model number where there is both. */
    int64_t product[ABOUT_PRODUCTS_MAX];
    size_t product_count;
    /* A JSON object with those members of the record that core/party.h reads,
     * or empty where it has none. Borrowed. */
    struct str parties;
};

/* Set the keys of the product. */
void about_products(struct about *a, const struct listing *l);

/* Append all but the parties, which are to be appended behind it. */
void about_write(struct buf *out, const struct about *a);
/* Borrows from the bytes; -1 if they do not begin as about_write makes them. */
int about_read(struct about *a, struct str bytes);

#endif
