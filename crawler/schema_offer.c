#include "crawler/schema_offer.h"

#include "base/mem.h"
#include "core/country.h"
#include "core/limits.h"
#include "core/money.h"
#include "crawler/schema_terms.h"

#include <stdlib.h>
#include <string.h>

struct price {
    struct money money;
    char *list; /* owned or NULL */
};

/* "12.99", "1299": schema.org's own notation. */
static int
is_plain(struct str s)
{
    size_t i = 0;

    while (i < s.len && str_is_digit(s.p[i]))
        i++;
    if (i == 0 || i == s.len)
        return i > 0;
    if (s.p[i++] != '.' || i == s.len)
        return 0;
    while (i < s.len && str_is_digit(s.p[i]))
        i++;
    return i == s.len;
}

static int
is_zero(const char *amount)
{
    return strspn(amount, "0.") == strlen(amount);
}

int
schema_offer_amount(struct str text, struct str currency, struct money *m)
{
    struct str code = money_currency(currency);

    *m = (struct money){ "", "" };
    text = str_trim(text);
    if (is_plain(text) && text.len < MONEY_AMOUNT_BYTES)
        memcpy(m->amount, text.p, text.len);
    else if (money_parse(m, text, code) != 0)
        return -1;
    if (code.len > 0 && code.len < MONEY_CURRENCY_BYTES)
        memcpy(m->currency, code.p, code.len);
    return is_zero(m->amount) ? -1 : 0;
}

static int
read_amount(
    struct schema *s, const struct js *from, const char *name, struct money *m)
{
    char currency[32] = "";
    struct str text = schema_get_text(s, from, "priceCurrency");

    if (text.len == 0)
        text = schema_get_text(s, from, "currency");
    if (text.len < sizeof currency)
        memcpy(currency, text.p != NULL ? text.p : "", text.len);
    text = schema_get_text(s, from, name);
    return text.len > 0 ? schema_offer_amount(text, str_of(currency), m) : -1;
}

/* A specification that is not what one pays: list price, price per litre. */
static int
is_compared_price(struct schema *s, const struct js *spec)
{
    struct str type = schema_terms_local(schema_get_text(s, spec, "priceType"));

    return str_is_nocase(type, "ListPrice") || str_is_nocase(type, "SRP") ||
           str_is_nocase(type, "MSRP") || str_is_nocase(type, "RegularPrice") ||
           str_is_nocase(type, "StrikethroughPrice");
}

static void
read_specifications(struct schema *s, const struct js *offer, struct price *out)
{
    const struct js *all = schema_get(offer, "priceSpecification");
    int known = out->money.amount[0] != '\0';

    for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
        const struct js *spec = schema_nth(s, all, i);
        struct money m;

        if (read_amount(s, spec, "price", &m) != 0 &&
            read_amount(s, spec, "minPrice", &m) != 0)
            continue;
        if (is_compared_price(s, spec)) {
            free(out->list);
            out->list = mem_text(m.amount);
        } else if (!known && schema_get(spec, "referenceQuantity") == NULL) {
            out->money = m;
            known = 1;
        } else if (out->money.currency[0] == '\0') {
            memcpy(out->money.currency, m.currency, sizeof m.currency);
        }
    }
}

static void
read_price(struct schema *s, const struct js *offer, struct price *out)
{
    *out = (struct price){ .list = NULL };
    if (read_amount(s, offer, "price", &out->money) != 0 &&
        read_amount(s, offer, "lowPrice", &out->money) != 0)
        out->money.amount[0] = '\0';
    read_specifications(s, offer, out);
    /* Half of a range: the other end is all there is. */
    if (out->money.amount[0] == '\0' &&
        read_amount(s, offer, "highPrice", &out->money) != 0)
        out->money.amount[0] = '\0';
}

/* --- Parties --- */

static void
add_part(struct buf *b, struct str part)
{
    if (part.len == 0)
        return;
    if (b->len > 0)
        buf_addz(b, ", ");
    buf_adds(b, part);
}

static void
read_address(struct schema *s, const struct js *party, struct listing *l,
    enum listing_field first)
{
    static const char *const parts[] = { "streetAddress", "postOfficeBoxNumber",
        "postalCode", "addressLocality", "addressRegion", "addressCountry",
        NULL };
    const struct js *address = schema_nth(s, schema_get(party, "address"), 0);
    struct buf text = BUF_MAX(LIMIT_SHORT_BYTES);
    struct str country = schema_get_text(s, address, "addressCountry");
    char code[COUNTRY_BYTES];

    if (country_find(country, code) == 0)
        listing_set(l,
            first == LISTING_SELLER_NAME ? LISTING_SELLER_COUNTRY
            : first == LISTING_RP_NAME   ? LISTING_RP_COUNTRY
                                         : LISTING_MANUFACTURER_COUNTRY,
            str_of(code));
    if (js_kind(address) == JS_STRING)
        add_part(&text, schema_text(s, address));
    for (size_t i = 0; parts[i] != NULL; i++)
        add_part(&text, schema_get_text(s, address, parts[i]));
    listing_set(l,
        first == LISTING_SELLER_NAME ? LISTING_SELLER_ADDRESS
        : first == LISTING_RP_NAME   ? LISTING_RP_ADDRESS
                                     : LISTING_MANUFACTURER_ADDRESS,
        buf_str(&text));
    buf_clear(&text);
}

void
schema_offer_party(struct schema *s, const struct js *party, struct listing *l,
    enum listing_field first)
{
    const struct js *one = schema_nth(s, party, 0);
    struct str name = schema_text(s, one), email;
    char *url;

    if (one == NULL)
        return;
    if (str_find(name, STR("://"), 0) < 0)
        listing_set(l, first, name);
    if (js_kind(one) != JS_OBJECT)
        return;
    read_address(s, one, l, first);
    email = schema_get_text(s, one, "email");
    if (str_starts_nocase(email, STR("mailto:")))
        email = str_sub(email, 7, email.len);
    listing_set(l,
        first == LISTING_SELLER_NAME ? LISTING_SELLER_EMAIL
        : first == LISTING_RP_NAME   ? LISTING_RP_EMAIL
                                     : LISTING_MANUFACTURER_EMAIL,
        email);
    url =
        first == LISTING_RP_NAME ? NULL : schema_url(s, schema_get(one, "url"));
    if (url != NULL)
        listing_set(l,
            first == LISTING_SELLER_NAME ? LISTING_SELLER_URL
                                         : LISTING_MANUFACTURER_URL,
            str_of(url));
    free(url);
}

/* --- Choice --- */

/* How well an offer answers "what does it cost here". */
static int
offer_rank(struct schema *s, const struct js *offer, const struct price *p)
{
    const char *stock =
        schema_terms_availability(schema_get_text(s, offer, "availability"));
    int rank = p->money.amount[0] != '\0' ? 8 : 0;

    if (schema_is_this_page(s, schema_get(offer, "url")))
        rank += 4;
    if (stock == NULL || strcmp(stock, "in_stock") == 0)
        rank += 1;
    return rank;
}

static void
fill_from_offer(struct schema *s, const struct js *offer, const struct price *p,
    struct listing *l)
{
    const char *word;

    listing_set(l, LISTING_PRICE_AMOUNT, str_of(p->money.amount));
    listing_set(l, LISTING_PRICE_CURRENCY, str_of(p->money.currency));
    word = schema_terms_availability(schema_get_text(s, offer, "availability"));
    if (word != NULL)
        listing_set(l, LISTING_AVAILABILITY, str_of(word));
    word = schema_terms_condition(schema_get_text(s, offer, "itemCondition"));
    if (word != NULL)
        listing_set(l, LISTING_CONDITION, str_of(word));
    schema_offer_party(s, schema_get(offer, "seller"), l, LISTING_SELLER_NAME);
    if (listing_get(l, LISTING_SELLER_NAME).len == 0)
        schema_offer_party(
            s, schema_get(offer, "offeredBy"), l, LISTING_SELLER_NAME);
}

/* Availability, seller ... of an aggregate stand in its offers. */
static void
fill_from_inner(struct schema *s, const struct js *offer, struct listing *l)
{
    const struct js *inner = schema_nth(s, schema_get(offer, "offers"), 0);
    char *amount = mem_text(l->text[LISTING_PRICE_AMOUNT]);
    char *currency = mem_text(l->text[LISTING_PRICE_CURRENCY]);
    struct price p;

    if (js_kind(inner) == JS_OBJECT) {
        read_price(s, inner, &p);
        fill_from_offer(s, inner, &p, l);
        free(p.list);
        if (amount != NULL)
            listing_set(l, LISTING_PRICE_AMOUNT, str_of(amount));
        if (currency != NULL)
            listing_set(l, LISTING_PRICE_CURRENCY, str_of(currency));
    }
    free(amount);
    free(currency);
}

void
schema_offer_read(struct schema *s, const struct js *item, struct listing *l,
    char **list_price)
{
    const struct js *offers = schema_get(item, "offers"), *best = NULL;
    struct price best_price = { .list = NULL }, p;
    int best_rank = -1;

    if (offers == NULL)
        offers = schema_get(item, "offerDetails"); /* data-vocabulary.org */
    if (offers == NULL || js_kind(schema_nth(s, offers, 0)) != JS_OBJECT)
        offers = item;
    for (size_t i = 0; i < schema_count(offers) && i < LIMIT_LIST_ITEMS; i++) {
        const struct js *offer = schema_nth(s, offers, i);
        int rank;

        read_price(s, offer, &p);
        rank = offer_rank(s, offer, &p);
        if (rank > best_rank) {
            free(best_price.list);
            best = offer;
            best_price = p;
            best_rank = rank;
        } else {
            free(p.list);
        }
    }
    if (best == NULL)
        return;
    fill_from_offer(s, best, &best_price, l);
    fill_from_inner(s, best, l);
    free(*list_price);
    *list_price = best_price.list;
}
