#include "crawler/view_class.h"

#include "base/mem.h"
#include "crawler/view.h"

#include <string.h>

/* Longest word of the table; longer ones are not looked up. */
#define VIEW_CLASS_WORD_MAX 16

struct view_class_word {
    struct str text;
    unsigned flags;
};

/* "header" is not navigation: product headers are called so too. */
static const struct view_class_word words[] = {
    { STR("accessories"), VIEW_ASIDE },
    { STR("also"), VIEW_ASIDE },
    { STR("alsobought"), VIEW_ASIDE },
    { STR("artikelnummer"), VIEW_SKU },
    { STR("availability"), VIEW_STOCK },
    { STR("baseprice"), VIEW_UNIT },
    { STR("brand"), VIEW_BRAND },
    { STR("brandname"), VIEW_BRAND },
    { STR("breadcrumb"), VIEW_CRUMB },
    { STR("breadcrumbs"), VIEW_CRUMB },
    { STR("bundle"), VIEW_ASIDE },
    { STR("cartdrawer"), VIEW_CART },
    { STR("cena"), VIEW_PRICE },
    { STR("cents"), VIEW_CENTS },
    { STR("comment"), VIEW_REVIEW },
    { STR("comments"), VIEW_REVIEW },
    { STR("compare"), VIEW_OLD },
    { STR("consent"), VIEW_DIALOG },
    { STR("cookie"), VIEW_DIALOG },
    { STR("cookies"), VIEW_DIALOG },
    { STR("crossed"), VIEW_OLD },
    { STR("crosssell"), VIEW_ASIDE },
    { STR("crumb"), VIEW_CRUMB },
    { STR("crumbs"), VIEW_CRUMB },
    { STR("currentprice"), VIEW_PRICE },
    { STR("decimal"), VIEW_CENTS },
    { STR("decimals"), VIEW_CENTS },
    { STR("delivery"), VIEW_SHIP },
    { STR("descr"), VIEW_DESCRIPTION },
    { STR("description"), VIEW_DESCRIPTION },
    { STR("discount"), VIEW_SAVE },
    { STR("discounted"), VIEW_PRICE },
    { STR("ean"), VIEW_SKU },
    { STR("feedback"), VIEW_REVIEW },
    { STR("finalprice"), VIEW_PRICE },
    { STR("finance"), VIEW_RATE },
    { STR("financing"), VIEW_RATE },
    { STR("footer"), VIEW_FOOTER },
    { STR("fraction"), VIEW_CENTS },
    { STR("grundpreis"), VIEW_UNIT },
    { STR("gtin"), VIEW_SKU },
    { STR("harga"), VIEW_PRICE },
    { STR("installment"), VIEW_RATE },
    { STR("installments"), VIEW_RATE },
    { STR("instalment"), VIEW_RATE },
    { STR("instalments"), VIEW_RATE },
    { STR("listprice"), VIEW_PRICE | VIEW_OLD },
    { STR("manufacturer"), VIEW_BRAND },
    { STR("megamenu"), VIEW_NAV },
    { STR("menu"), VIEW_NAV },
    { STR("minibasket"), VIEW_CART },
    { STR("minicart"), VIEW_CART },
    { STR("modal"), VIEW_DIALOG },
    { STR("monthly"), VIEW_RATE },
    { STR("msrp"), VIEW_OLD },
    { STR("nav"), VIEW_NAV },
    { STR("navbar"), VIEW_NAV },
    { STR("navigation"), VIEW_NAV },
    { STR("old"), VIEW_OLD },
    { STR("oldprice"), VIEW_PRICE | VIEW_OLD },
    { STR("original"), VIEW_OLD },
    { STR("originalprice"), VIEW_PRICE | VIEW_OLD },
    { STR("partnumber"), VIEW_SKU },
    { STR("pname"), VIEW_TITLE | VIEW_PRODUCT },
    { STR("popup"), VIEW_DIALOG },
    { STR("precio"), VIEW_PRICE },
    { STR("precios"), VIEW_PRICE },
    { STR("preco"), VIEW_PRICE },
    { STR("preis"), VIEW_PRICE },
    { STR("prev"), VIEW_OLD },
    { STR("previous"), VIEW_OLD },
    { STR("prezzo"), VIEW_PRICE },
    { STR("price"), VIEW_PRICE },
    { STR("prices"), VIEW_PRICE },
    { STR("pricing"), VIEW_PRICE },
    { STR("prix"), VIEW_PRICE },
    { STR("producer"), VIEW_BRAND },
    { STR("product"), VIEW_PRODUCT },
    { STR("productname"), VIEW_TITLE | VIEW_PRODUCT },
    { STR("productprice"), VIEW_PRICE | VIEW_PRODUCT },
    { STR("producttitle"), VIEW_TITLE | VIEW_PRODUCT },
    { STR("produkt"), VIEW_PRODUCT },
    { STR("promoprice"), VIEW_PRICE },
    { STR("purchased"), VIEW_ASIDE },
    { STR("rating"), VIEW_RATING },
    { STR("recently"), VIEW_ASIDE },
    { STR("recommend"), VIEW_ASIDE },
    { STR("recommendation"), VIEW_ASIDE },
    { STR("recommendations"), VIEW_ASIDE },
    { STR("recommended"), VIEW_ASIDE },
    { STR("regular"), VIEW_REGULAR },
    { STR("regularprice"), VIEW_PRICE | VIEW_REGULAR },
    { STR("related"), VIEW_ASIDE },
    { STR("review"), VIEW_REVIEW },
    { STR("reviews"), VIEW_REVIEW },
    { STR("rrp"), VIEW_OLD },
    { STR("saleprice"), VIEW_PRICE },
    { STR("save"), VIEW_SAVE },
    { STR("saved"), VIEW_SAVE },
    { STR("saving"), VIEW_SAVE },
    { STR("savings"), VIEW_SAVE },
    { STR("seller"), VIEW_SELLER },
    { STR("shipping"), VIEW_SHIP },
    { STR("sidebar"), VIEW_ASIDE },
    { STR("similar"), VIEW_ASIDE },
    { STR("sku"), VIEW_SKU },
    { STR("specialprice"), VIEW_PRICE },
    { STR("sponsored"), VIEW_ASIDE },
    { STR("stock"), VIEW_STOCK },
    { STR("strike"), VIEW_OLD },
    { STR("striked"), VIEW_OLD },
    { STR("strikeprice"), VIEW_OLD },
    { STR("strikethrough"), VIEW_OLD },
    { STR("title"), VIEW_TITLE },
    { STR("toolbar"), VIEW_NAV },
    { STR("topbar"), VIEW_NAV },
    { STR("unitprice"), VIEW_UNIT },
    { STR("upsell"), VIEW_ASIDE },
    { STR("uvp"), VIEW_OLD },
    { STR("vendor"), VIEW_SELLER },
    { STR("versand"), VIEW_SHIP },
    { STR("viewed"), VIEW_ASIDE },
    { STR("was"), VIEW_OLD },
    { STR("wasprice"), VIEW_PRICE | VIEW_OLD },
    { STR("youmayalsolike"), VIEW_ASIDE },
};

/* Spread by what words of one language differ in. */
static size_t
view_class_slot(const char *p, size_t len)
{
    return (len * 7 + (unsigned char)p[0] * 37u + (unsigned char)p[1] * 11u +
               (unsigned char)p[len / 2] * 5u + (unsigned char)p[len - 1]) %
           VIEW_CLASS_SLOTS;
}

void
view_class_init(struct view_class *c)
{
    *c = (struct view_class){ { 0 } };
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t slot = view_class_slot(words[i].text.p, words[i].text.len);

        while (c->word[slot] != 0)
            slot = (slot + 1) % VIEW_CLASS_SLOTS;
        c->word[slot] = (unsigned char)(i + 1);
    }
}

static const struct view_class_word *
view_class_find(const struct view_class *c, const char *word, size_t len)
{
    size_t slot = view_class_slot(word, len);

    for (; c->word[slot] != 0; slot = (slot + 1) % VIEW_CLASS_SLOTS) {
        const struct view_class_word *w = &words[c->word[slot] - 1];

        if (str_eq(w->text, (struct str){ word, len }))
            return w;
    }
    return NULL;
}

unsigned
view_class_flags(const struct view_class *c, struct str value)
{
    char word[VIEW_CLASS_WORD_MAX];
    unsigned flags = 0, named = 0, before = 0, goods = 0, with = 0;
    size_t at = 0;

    while (at < value.len) {
        size_t len = 0;
        const struct view_class_word *w;

        while (at < value.len && !str_is_alpha(value.p[at]))
            at++;
        while (at < value.len && str_is_alpha(value.p[at])) {
            /* "oldPrice": an inner capital begins a word. */
            if (len > 0 && value.p[at] >= 'A' && value.p[at] <= 'Z' &&
                value.p[at - 1] >= 'a')
                break;
            if (len < VIEW_CLASS_WORD_MAX)
                word[len] = str_lower(value.p[at]);
            len++;
            at++;
        }
        if (len < 3 || len >= VIEW_CLASS_WORD_MAX)
            continue;
        w = view_class_find(c, word, len);
        named |= len == 4 && memcmp(word, "name", 4) == 0;
        goods |= (len == 3 && memcmp(word, "sku", 3) == 0) ||
                 (len == 4 && memcmp(word, "item", 4) == 0) ||
                 (len == 5 && memcmp(word, "goods", 5) == 0);
        /* "price with-list-price", "has-discount": beside it, not itself. */
        if (with) {
            with =
                with == 1 && len == 4 && memcmp(word, "list", 4) == 0 ? 2 : 0;
            before = 0;
            continue;
        }
        with = (len == 4 && memcmp(word, "with", 4) == 0) ||
               (len == 3 && memcmp(word, "has", 3) == 0);
        if (w) {
            flags |= w->flags;
            /* "list-price", "unit-price"; a "price-list" is none, and a
             * "price-unit" is the sign. */
            if (before && (w->flags & VIEW_PRICE))
                flags |= before;
        }
        before = len == 4 && memcmp(word, "list", 4) == 0   ? VIEW_OLD
                 : len == 4 && memcmp(word, "unit", 4) == 0 ? VIEW_UNIT
                                                            : 0;
    }
    if (named && goods)
        flags = (flags & ~(unsigned)VIEW_SKU) | VIEW_PRODUCT;
    if (named && (flags & VIEW_PRODUCT))
        flags |= VIEW_TITLE;
    return flags;
}
