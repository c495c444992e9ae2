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
#include "crawler/state_outline.h"

/* Add the names that the elements' members have: three lists, of which the
 * bits below STATE_CARDS_NEXT_LIST are taken. */
#define STATE_CARDS_NEXT_LIST 8
void state_cards_words(struct state_outline_words *w);

/* 0 if the array, as outlined with these words, is surely no such list. */
int state_cards_may_be(const struct state_outline_node *array);

/* Add a FACT_CARD offer for each element, if the array is such a list. */
void state_cards_read(
    struct facts *f, const struct js *array, const struct url *base);

#endif
