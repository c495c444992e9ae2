/* crawler/visible.h - shared by the readers of the visible page.
 *
 * Working state of extract_visible: the view, and what one reader finds that
 * the next one needs. Not for other modules.
 */
#ifndef CRAWLER_VISIBLE_H
#define CRAWLER_VISIBLE_H

#include "core/money.h"
#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/view.h"

/* Amounts looked at per page; the 36 items of a list have some hundred. */
#define VISIBLE_PRICES_MAX 3000
/* Words beside numbers, and what stands before them, that are remembered: of a
 * shop's all. */
#define VISIBLE_WORDS 512

enum visible_price_kind {
    VISIBLE_PRICE_PAY,  /* may be the one to pay */
    VISIBLE_PRICE_OLD,  /* struck through, UVP, was */
    VISIBLE_PRICE_OTHER /* shipping, per unit, per month, savings, totals */
};

struct visible_price {
    uint32_t at, len;   /* amount and sign, in the text of the view */
    uint32_t line, run; /* it begins in */
    uint32_t order;     /* document order of that run's text */
    unsigned flags;     /* of the runs it touches */
    enum visible_price_kind kind;
    int has_sign; /* a currency stands beside it */
    int is_told;  /* a word about prices stands on its line before it */
};

/* A word beside a number, and whether it is a currency. */
struct visible_word {
    char text[14]; /* zeros behind it */
    unsigned char len, is_currency;
};

/* Up to 16 bytes before a number, and how far before it a currency that stands
 * there begins. */
struct visible_before {
    uint64_t text[2];        /* zeros before it */
    unsigned char len, sign; /* bytes; 0: no currency */
};

struct visible_card {
    const struct html_node *node;
};

/* Kept from page to page: the arrays and the words. */
struct visible {
    const struct view *view;
    const struct url *base;
    struct facts *facts;
    const char *currency; /* what the page's language and domain suggest */
    struct visible_word words[VISIBLE_WORDS];    /* asked last, by their hash */
    struct visible_before before[VISIBLE_WORDS]; /* likewise */
    uint32_t *hit_at;      /* owned, by line: the first hit from there on */
    unsigned char *inside; /* owned, by run: 1 if a card holds it */
    struct visible_price *prices; /* owned, in page order */
    uint32_t *price_at; /* owned, by run: the first price from there on */
    struct visible_card *cards; /* owned, in page order */
    unsigned char *fits;        /* owned, by order of node: enum card_fit */
    uint32_t *links; /* owned: which of the view cards lead to, in page order */
    size_t hit_at_cap, inside_cap, price_cap, price_at_cap;
    size_t card_cap, fits_cap, link_cap;
    size_t price_count, card_count, link_count;
    size_t near_link; /* of the view's, asked for last */
    struct buf text;  /* scratch for a field */
    size_t group_largest;
    int has_offers;      /* extract_visible_cards was called */
    uint32_t title_line; /* where the offer's title stands */
    int has_title;
    int title_named;     /* the page's own title says it too */
    uint32_t price_line; /* where the main price stands */
    int can_buy;         /* a button that buys, outside cards */
    size_t main_end;     /* first line of what is not about the main offer */
};

/* 1 if the line begins in a card. */
static inline int
visible_line_in_card(const struct visible *s, size_t line)
{
    return s->inside[s->view->lines[line].run];
}

/* --- visible_amount.c --- */
void visible_amounts_find(struct visible *s);
/* First price whose order is >= order. */
static inline size_t
visible_price_at(const struct visible *s, uint32_t order)
{
    return s->price_at[view_run_at(s->view, order)];
}

/* --- visible_price.c --- */
/* Best price of the page's main offer into l and *list_price (owned or
 * NULL). Returns 1 if there is one. */
int visible_price_main(struct visible *s, struct listing *l, char **list_price);
/* The price to pay among those inside a card. */
int visible_price_card(const struct visible *s, const struct html_node *card,
    struct listing *l, char **list_price);

/* --- visible_cards.c --- */
void visible_cards_find(struct visible *s);
int visible_in_card(const struct visible *s, uint32_t order);
/* How many cards stand before a line. */
size_t visible_cards_before(const struct visible *s, size_t line);
void visible_cards_offers(struct visible *s);
void visible_cards_links(struct visible *s);

/* --- visible_specs.c: labels and their values --- */
void visible_specs_read(struct visible *s, struct listing *l);

/* --- visible_parties.c: seller, manufacturer, responsible person --- */
void visible_parties_read(struct visible *s, struct listing *l);

/* --- visible_reviews.c: ratings and what customers wrote, without names --- */
void visible_reviews_read(const struct visible *s, struct listing *l);

/* --- visible_offer.c: title, stock, pictures, breadcrumb, reviews --- */
/* Set a field to text whose line breaks become blanks. */
void visible_set_line(struct listing *l, enum listing_field f, struct str text);
void visible_title_read(struct visible *s, struct listing *l);
void visible_offer_read(struct visible *s, struct listing *l);

#endif
