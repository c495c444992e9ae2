/* crawler/extract_visible.h - offers from what a reader of the page sees.
 *
 * For pages without markup, and to check pages whose markup lies: title,
 * price, stock, numbers, specification tables, seller, the GPSR block, and
 * one offer per card of a list. Words and shapes only, never a host.
 */
#ifndef CRAWLER_EXTRACT_VISIBLE_H
#define CRAWLER_EXTRACT_VISIBLE_H

#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/view.h"

/* What the walk saw of the page as a whole: for crawler/page_kind.h. */
struct visible_signs {
    int has_title; /* a heading names the main offer */
    int is_named;  /* the page's own title names it too */
    int has_price; /* and a price stands with it */
    int can_buy;   /* a button that buys, outside cards */
    int has_stock; /* its stock is said */
    size_t cards;  /* offers in lists */
    size_t largest_group;
    size_t cards_after;  /* cards that stand behind the main price */
    size_t cards_before; /* cards that stand before the title */
    size_t cards_beside; /* cards in menus, before a title that the page's own
                          * title names, behind a heading of other products */
    size_t attributes;
};

/* What was seen of a page, for what is asked later, and memory for the next
 * page. */
struct visible;
struct visible *extract_visible_new(void);
void extract_visible_free(struct visible *s);

/* Add at most one FACT_MAIN offer. base is the address of the page after its
 * base element. f, v and base must outlive what is asked of the page. */
void extract_visible(struct visible *s, struct facts *f, const struct view *v,
    const struct url *base, struct visible_signs *signs);

/* Add one FACT_CARD offer per card, which pages of one offer do without. */
void extract_visible_cards(struct visible *s);

/* Set the card_links of the facts, which are borrowed from s. */
void extract_visible_links(struct visible *s);

#endif
