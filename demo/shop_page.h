/* demo/shop_page.h - an offer's page, and what all pages of a shop share.
 *
 * Offers to bytes. Knows no network and no other page.
 */
#ifndef DEMO_SHOP_PAGE_H
#define DEMO_SHOP_PAGE_H

#include "base/buf.h"
#include "demo/goods.h"

#define SHOP_PAGE_FORBIDDEN "/intern/" /* in robots.txt, and linked to */

/* Append text as HTML. */
void shop_page_escape(struct buf *out, struct str text);
/* Append the price as the shop's language writes it. */
void shop_page_price(struct buf *out, const struct goods_offer *o);

/* Everything up to and including the navigation, and the end. `offer` is
 * whom the page is about, or NULL. */
void shop_page_open(struct buf *out, const struct goods_shop *shop,
    struct str title, const struct goods_offer *offer);
void shop_page_close(struct buf *out, const struct goods_shop *shop);

/* The whole page of an offer. */
void shop_page_offer(struct buf *out, const struct goods_offer *o);

#endif
