/* demo/shop_list.h - the pages that lead to offers.
 *
 * Home, lists with their pages, sitemaps, robots.txt.
 */
#ifndef DEMO_SHOP_LIST_H
#define DEMO_SHOP_LIST_H

#include "base/buf.h"
#include "demo/goods.h"

#define SHOP_LIST_OFFERS 12 /* per page of a list */

void shop_list_home(
    struct buf *out, const struct goods *g, const struct goods_shop *shop);
void shop_list_about(struct buf *out, const struct goods_shop *shop);

/* Page n (from 1) of a section; 0 if there is none. */
int shop_list_page(struct buf *out, const struct goods *g,
    const struct goods_shop *shop, const struct goods_section *section,
    int64_t n);
/* The list page a path and query stand for: 1 and section and page, or 0. */
int shop_list_find(const struct goods_shop *shop, struct str path,
    struct str query, const struct goods_section **section, int64_t *n);

/* robots.txt, the index of sitemaps, and the sitemap of the offers (half of
 * them: the others are found through the lists). */
void shop_list_robots(struct buf *out, const struct goods_shop *shop);
void shop_list_sitemap_index(struct buf *out, const struct goods_shop *shop);
void shop_list_sitemap(
    struct buf *out, const struct goods *g, const struct goods_shop *shop);

#endif
