/* demo/shop_markup.h - the machine-readable part of an offer's page. */
#ifndef DEMO_SHOP_MARKUP_H
#define DEMO_SHOP_MARKUP_H

#include "base/buf.h"
#include "demo/goods.h"

/* Append what belongs in the head: the canonical address, and JSON-LD or
 * OpenGraph as the section has it. */
void shop_markup_add(struct buf *out, const struct goods_offer *o);

#endif
