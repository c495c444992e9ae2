/* crawler/state_cards.h - lists of offers in embedded JSON.
 *
 * Result lists that a script draws: an array of objects alike, each with a
 * title, a price and an address.
 */
#ifndef CRAWLER_STATE_CARDS_H
#define CRAWLER_STATE_CARDS_H

#include "base/js.h"
#include "core/url.h"
#include "crawler/facts.h"

/* Add a FACT_CARD offer for each element, if the array is such a list. */
void state_cards_read(
    struct facts *f, const struct js *array, const struct url *base);

#endif
