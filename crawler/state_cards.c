#include "crawler/state_cards.h"

#include "core/limits.h"
#include "core/money.h"
#include "crawler/plain_text.h"

#include <stdio.h>

/* Fewer are the variants of one product as likely as a list. */
#define STATE_CARDS_MIN 4
/* Cards kept from one page's data: as many listings as a page may have. */
#define STATE_CARDS_MAX LIMIT_LISTINGS_PER_PAGE

static const char *const titles[] = { "raw_title", "title", "name",
    "productName", "product_name", "displayName", "subject", NULL };
static const char *const prices[] = { "view_price", "salePrice", "sale_price",
    "finalPrice", "currentPrice", "price", NULL };
static const char *const urls[] = { "detail_url", "detailUrl", "url", "href",
    "link", "productUrl", "product_url", "itemUrl", "item_url", NULL };
static const char *const images[] = { "pic_url", "picUrl", "image", "imageUrl",
    "image_url", "img", "thumbnail", NULL };
static const char *const ids[] = { "sku", "nid", "itemId", "item_id",
    "productId", "product_id", NULL };

/* The first of these members that is a text or a number, as text. */
static struct str
card_text(const struct js *item, const char *const *names, char number[32])
{
    for (; *names; names++) {
        const struct js *j = js_get(item, *names);

        if (js_kind(j) == JS_STRING && js_text(j).len > 0)
            return js_text(j);
        if (js_kind(j) == JS_NUMBER) {
            snprintf(number, 32, "%.2f", js_number(j, 0));
            return str_of(number);
        }
    }
    return STR_NONE;
}

static int
card_is_offer(const struct js *item)
{
    char number[32];
    struct money m;

    return js_kind(item) == JS_OBJECT &&
           card_text(item, titles, number).len >= 4 &&
           card_text(item, urls, number).len > 1 &&
           money_parse(&m, card_text(item, prices, number), STR_NONE) == 0;
}

/* One in five may be an advertisement or a gap. */
static int
state_cards_are_enough(size_t offers, size_t count)
{
    return offers >= STATE_CARDS_MIN && offers * 5 >= count * 4;
}

static void
card_set_plain(struct listing *l, enum listing_field f, struct str value)
{
    struct buf text = BUF_MAX(LIMIT_SHORT_BYTES * 2);

    plain_text(&text, value);
    listing_set(l, f, buf_str(&text));
    buf_clear(&text);
}

static void
card_add(struct facts *f, const struct js *item, const struct url *base)
{
    char number[32];
    struct url url = { 0 };
    struct fact_offer *o;
    struct money m;

    if (url_parse(&url, card_text(item, urls, number), base, NULL) != 0)
        return;
    o = facts_add(f, FACT_STATE, FACT_CARD);
    o->confidence = 0.6;
    listing_set(o->listing, LISTING_URL, str_of(url.text));
    url_clear(&url);
    card_set_plain(o->listing, LISTING_TITLE, card_text(item, titles, number));
    if (money_parse(&m, card_text(item, prices, number), STR_NONE) == 0) {
        listing_set(o->listing, LISTING_PRICE_AMOUNT, str_of(m.amount));
        listing_set(o->listing, LISTING_PRICE_CURRENCY, str_of(m.currency));
    }
    if (js_kind(js_get(item, ids[0])) == JS_STRING ||
        js_kind(js_get(item, ids[1])) == JS_STRING)
        listing_set(o->listing, LISTING_SKU, card_text(item, ids, number));
    if (url_parse(&url, card_text(item, images, number), base, NULL) == 0) {
        listing_add(o->listing, LISTING_IMAGES, str_of(url.text));
        url_clear(&url);
    }
}

enum { TITLES = 1, PRICES = 2, URLS = 4, ALL = 7 };

void
state_cards_words(struct state_outline_words *w)
{
    state_outline_words_add(w, titles, TITLES);
    state_outline_words_add(w, prices, PRICES);
    state_outline_words_add(w, urls, URLS);
}

int
state_cards_may_be(const struct state_outline_node *array)
{
    size_t offers = 0;

    if (array->kind != STATE_OUTLINE_ARRAY || array->count < STATE_CARDS_MIN)
        return 0;
    for (const struct state_outline_node *n = array->first; n; n = n->next) {
        unsigned lists = 0;

        for (const struct state_outline_node *m = n->first; m; m = m->next)
            if (m->word != NULL && (m->kind == STATE_OUTLINE_STRING ||
                                       m->kind == STATE_OUTLINE_SCALAR))
                lists |= m->word->lists;
        offers += n->kind == STATE_OUTLINE_OBJECT && (lists & ALL) == ALL;
    }
    return state_cards_are_enough(offers, array->count);
}

void
state_cards_read(
    struct facts *f, const struct js *array, const struct url *base)
{
    size_t count = js_count(array), offers = 0;

    if (js_kind(array) != JS_ARRAY || count < STATE_CARDS_MIN ||
        f->count > STATE_CARDS_MAX)
        return;
    for (size_t i = 0; i < count && i < STATE_CARDS_MAX; i++)
        offers += (size_t)card_is_offer(js_at(array, i));
    if (!state_cards_are_enough(offers, count))
        return;
    for (size_t i = 0; i < count && i < STATE_CARDS_MAX; i++) {
        if (card_is_offer(js_at(array, i)))
            card_add(f, js_at(array, i), base);
    }
}
