/* crawler/schema_offer.h - offers of an item: which one is it, at what price.
 *
 * Knows Offer, AggregateOffer and price specifications; not products.
 */
#ifndef CRAWLER_SCHEMA_OFFER_H
#define CRAWLER_SCHEMA_OFFER_H

#include "core/listing.h"
#include "core/money.h"
#include "crawler/schema_item.h"

/* Put price, currency, availability, condition and seller of the offers of
 * `item` (its "offers", or its own price members) into the listing. *list
 * (owned, may be NULL) is set to the price it is compared with, if stated.
 * Of several offers that of this page's address is taken, else the first
 * that has a price; of an aggregate the lowest price. */
void schema_offer_read(struct schema *s, const struct js *item,
    struct listing *l, char **list_price);

/* Organization or Person to name, address, e-mail, URL, country: `first` is
 * LISTING_SELLER_NAME, LISTING_MANUFACTURER_NAME or LISTING_RP_NAME. */
void schema_offer_party(struct schema *s, const struct js *party,
    struct listing *l, enum listing_field first);

/* Decimal amount of a price member: a number, "12.99", "1.299,00 EUR".
 * Return 0 with the amount and, if it shows, the currency; -1 for none. */

int schema_offer_amount(struct str text, struct str currency, struct money *m);

#endif
