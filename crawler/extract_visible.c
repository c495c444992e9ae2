#include "crawler/extract_visible.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/visible.h"

#include <stdlib.h>
#include <string.h>

/* Badges stand within so many lines of the title. */
#define VISIBLE_BADGE_LINES 20

/* What a bare "$" or "kr" means at such an address or in such a language:
 * only a hint for core/money. */
static const struct {
    const char *end, *currency;
} domains[] = {
    { ".uk", "GBP" },
    { ".de", "EUR" },
    { ".at", "EUR" },
    { ".fr", "EUR" },
    { ".it", "EUR" },
    { ".es", "EUR" },
    { ".nl", "EUR" },
    { ".be", "EUR" },
    { ".ie", "EUR" },
    { ".fi", "EUR" },
    { ".pt", "EUR" },
    { ".gr", "EUR" },
    { ".sk", "EUR" },
    { ".si", "EUR" },
    { ".lt", "EUR" },
    { ".lv", "EUR" },
    { ".ee", "EUR" },
    { ".hr", "EUR" },
    { ".lu", "EUR" },
    { ".mt", "EUR" },
    { ".cy", "EUR" },
    { ".eu", "EUR" },
    { ".ch", "CHF" },
    { ".pl", "PLN" },
    { ".cz", "CZK" },
    { ".hu", "HUF" },
    { ".ro", "RON" },
    { ".bg", "BGN" },
    { ".se", "SEK" },
    { ".dk", "DKK" },
    { ".no", "NOK" },
    { ".cn", "CNY" },
    { ".tw", "TWD" },
    { ".hk", "HKD" },
    { ".jp", "JPY" },
    { ".kr", "KRW" },
    { ".ru", "RUB" },
    { ".kz", "KZT" },
    { ".by", "BYN" },
    { ".ua", "UAH" },
    { ".in", "INR" },
    { ".pk", "PKR" },
    { ".au", "AUD" },
    { ".nz", "NZD" },
    { ".ca", "CAD" },
    { ".us", "USD" },
    { ".br", "BRL" },
    { ".mx", "MXN" },
    { ".cl", "CLP" },
    { ".co", "COP" },
    { ".ar", "ARS" },
    { ".eg", "EGP" },
    { ".sa", "SAR" },
    { ".ae", "AED" },
    { ".il", "ILS" },
    { ".tr", "TRY" },
    { ".za", "ZAR" },
    { ".sg", "SGD" },
    { ".my", "MYR" },
    { ".th", "THB" },
    { ".vn", "VND" },
    { ".id", "IDR" },
    { ".ph", "PHP" },
};
static const struct {
    const char *language, *currency;
} languages[] = {
    { "zh-tw", "TWD" },
    { "zh-hk", "HKD" },
    { "zh", "CNY" },
    { "en-gb", "GBP" },
    { "en-us", "USD" },
    { "de-ch", "CHF" },
    { "de", "EUR" },
    { "en-au", "AUD" },
    { "en-ca", "CAD" },
    { "en-in", "INR" },
    { "en-nz", "NZD" },
    { "fr-ca", "CAD" },
    { "fr-fr", "EUR" },
    { "es-ar", "ARS" },
    { "es-cl", "CLP" },
    { "es-co", "COP" },
    { "es-es", "EUR" },
    { "es-mx", "MXN" },
    { "pt-br", "BRL" },
    { "it", "EUR" },
    { "ja", "JPY" },
    { "ko", "KRW" },
    { "pl", "PLN" },
    { "cs", "CZK" },
    { "ru", "RUB" },
};

static const char *
visible_currency(struct str host, struct str language)
{
    for (size_t i = 0; i < COUNT(domains); i++) {
        if (str_ends(host, str_of(domains[i].end)))
            return domains[i].currency;
    }
    for (size_t i = 0; i < COUNT(languages); i++) {
        if (str_starts_nocase(language, str_of(languages[i].language)))
            return languages[i].currency;
    }
    return "";
}

/* Where the main offer ends: the first heading of other products that stands
 * behind title and price. */
static size_t
visible_main_end(const struct visible *s)
{
    const struct view *v = s->view;
    uint32_t from = s->has_title ? s->title_line : 5;

    for (size_t i = 0; i < v->hit_count; i++) {
        const struct lexicon_hit *h = &v->hits[i];
        size_t line;

        if (h->sense != LEXICON_RELATED)
            continue;
        line = view_line_of(v, h->at);
        /* "Bestseller" beside the title is praise; as a heading it is not. */
        if (line <= from + VISIBLE_BADGE_LINES &&
            !(v->lines[line].any & VIEW_HEADING))
            continue;
        if (line > from && h->at == v->lines[line].at &&
            v->lines[line].len < h->len + 40 &&
            !(v->lines[line].any & (VIEW_LINK | VIEW_NAV)))
            return line;
    }
    return v->line_count;
}

/* Cards that are no list of the page's own if it is about one offer. */
static size_t
visible_cards_beside(const struct visible *s)
{
    const struct view *v = s->view;
    size_t count = 0;

    for (size_t i = 0; i < s->card_count; i++) {
        size_t line = view_line_at(v, s->cards[i].node->order);

        if (line >= v->line_count)
            continue;
        count +=
            (v->lines[line].any & VIEW_NAV) != 0 ||
            (s->title_named && (line < s->title_line || line >= s->main_end));
    }
    return count;
}

/* Where each line's hits begin. */
static void
visible_index(struct visible *s)
{
    const struct view *v = s->view;
    size_t hit = 0;

    s->hit_at = mem_grow(
        s->hit_at, &s->hit_at_cap, v->line_count + 1, sizeof *s->hit_at);
    for (size_t i = 0; i < v->line_count; i++) {
        while (hit < v->hit_count && v->hits[hit].at < v->lines[i].at)
            hit++;
        s->hit_at[i] = (uint32_t)hit;
    }
    s->hit_at[v->line_count] = (uint32_t)v->hit_count;
}

struct visible *
extract_visible_new(void)
{
    struct visible *s = mem_new(sizeof *s);

    s->text = BUF_MAX(LIMIT_FIELD_BYTES);
    return s;
}

/* The main offer: what its title, its price and all around them say. */
static void
visible_main_read(struct visible *s, struct visible_signs *signs)
{
    struct listing *l = listing_new();
    struct fact_offer *o;
    char *list_price = NULL;
    int priced;

    visible_title_read(s, l);
    s->main_end = visible_main_end(s);
    priced = visible_price_main(s, l, &list_price);
    signs->has_price = priced;
    if (!l->text[LISTING_TITLE]) {
        listing_free(l);
        free(list_price);
        return;
    }
    visible_offer_read(s, l);
    visible_specs_read(s, l);
    visible_parties_read(s, l);
    visible_reviews_read(s, l);
    signs->has_stock = l->text[LISTING_AVAILABILITY] != NULL;
    signs->attributes = l->attribute_count;
    o = facts_add(s->facts, FACT_VISIBLE, FACT_MAIN);
    listing_free(o->listing);
    o->listing = l;
    o->list_price = list_price;
    o->confidence = priced && s->has_title ? 0.7 : 0.3;
}

void
extract_visible(struct visible *s, struct facts *f, const struct view *v,
    const struct url *base, struct visible_signs *signs)
{
    s->view = v;
    s->base = base;
    s->facts = f;
    s->currency = visible_currency(base->host, v->language);
    s->title_line = s->price_line = 0;
    s->has_title = s->title_named = s->can_buy = s->has_offers = 0;
    s->main_end = v->line_count;
    *signs = (struct visible_signs){ 0 };
    visible_index(s);
    visible_amounts_find(s);
    visible_cards_find(s);
    visible_main_read(s, signs);
    signs->has_title = s->has_title;
    signs->is_named = s->title_named;
    signs->can_buy = s->can_buy;
    signs->cards = s->card_count;
    signs->largest_group = s->group_largest;
    signs->cards_after =
        signs->has_price
            ? s->card_count - visible_cards_before(s, s->price_line)
            : 0;
    signs->cards_before = visible_cards_before(s, s->title_line);
    signs->cards_beside = visible_cards_beside(s);
}

void
extract_visible_cards(struct visible *s)
{
    if (!s->has_offers)
        visible_cards_offers(s);
    s->has_offers = 1;
}

void
extract_visible_links(struct visible *s)
{
    visible_cards_links(s);
    s->facts->card_links = s->links;
    s->facts->card_link_count = s->link_count;
}

void
extract_visible_free(struct visible *s)
{
    if (s == NULL)
        return;
    buf_clear(&s->text);
    free(s->hit_at);
    free(s->inside);
    free(s->prices);
    free(s->price_at);
    free(s->cards);
    free(s->fits);
    free(s->links);
    free(s);
}
