#include "crawler/view_class.h"

#include "base/mem.h"
#include "crawler/view.h"

#include <string.h>

/* Longest word of the table; longer ones are not looked up. */
#define VIEW_CLASS_WORD_MAX 16

struct view_class_word {
    char text[VIEW_CLASS_WORD_MAX];
    unsigned flags;
};

/* Sorted by text: looked up by halving. "header" is not navigation: product
 * headers are called so too. */
static const struct view_class_word words[] = {
    { "accessories", VIEW_ASIDE },
    { "also", VIEW_ASIDE },
    { "alsobought", VIEW_ASIDE },
    { "artikelnummer", VIEW_SKU },
    { "availability", VIEW_STOCK },
    { "baseprice", VIEW_UNIT },
    { "brand", VIEW_BRAND },
    { "brandname", VIEW_BRAND },
    { "breadcrumb", VIEW_CRUMB },
    { "breadcrumbs", VIEW_CRUMB },
    { "bundle", VIEW_ASIDE },
    { "cartdrawer", VIEW_CART },
    { "cena", VIEW_PRICE },
    { "cents", VIEW_CENTS },
    { "comment", VIEW_REVIEW },
    { "comments", VIEW_REVIEW },
    { "compare", VIEW_OLD },
    { "consent", VIEW_DIALOG },
    { "cookie", VIEW_DIALOG },
    { "cookies", VIEW_DIALOG },
    { "crossed", VIEW_OLD },
    { "crosssell", VIEW_ASIDE },
    { "crumb", VIEW_CRUMB },
    { "crumbs", VIEW_CRUMB },
    { "currentprice", VIEW_PRICE },
    { "decimal", VIEW_CENTS },
    { "decimals", VIEW_CENTS },
    { "delivery", VIEW_SHIP },
    { "descr", VIEW_DESCRIPTION },
    { "description", VIEW_DESCRIPTION },
    { "discount", VIEW_SAVE },
    { "discounted", VIEW_PRICE },
    { "ean", VIEW_SKU },
    { "feedback", VIEW_REVIEW },
    { "finalprice", VIEW_PRICE },
    { "finance", VIEW_RATE },
    { "financing", VIEW_RATE },
    { "footer", VIEW_FOOTER },
    { "fraction", VIEW_CENTS },
    { "grundpreis", VIEW_UNIT },
    { "gtin", VIEW_SKU },
    { "harga", VIEW_PRICE },
    { "installment", VIEW_RATE },
    { "installments", VIEW_RATE },
    { "instalment", VIEW_RATE },
    { "instalments", VIEW_RATE },
    { "listprice", VIEW_PRICE | VIEW_OLD },
    { "manufacturer", VIEW_BRAND },
    { "megamenu", VIEW_NAV },
    { "menu", VIEW_NAV },
    { "minibasket", VIEW_CART },
    { "minicart", VIEW_CART },
    { "modal", VIEW_DIALOG },
    { "monthly", VIEW_RATE },
    { "msrp", VIEW_OLD },
    { "nav", VIEW_NAV },
    { "navbar", VIEW_NAV },
    { "navigation", VIEW_NAV },
    { "old", VIEW_OLD },
    { "oldprice", VIEW_PRICE | VIEW_OLD },
    { "original", VIEW_OLD },
    { "originalprice", VIEW_PRICE | VIEW_OLD },
    { "partnumber", VIEW_SKU },
    { "pname", VIEW_TITLE | VIEW_PRODUCT },
    { "popup", VIEW_DIALOG },
    { "precio", VIEW_PRICE },
    { "precios", VIEW_PRICE },
    { "preco", VIEW_PRICE },
    { "preis", VIEW_PRICE },
    { "prev", VIEW_OLD },
    { "previous", VIEW_OLD },
    { "prezzo", VIEW_PRICE },
    { "price", VIEW_PRICE },
    { "prices", VIEW_PRICE },
    { "pricing", VIEW_PRICE },
    { "prix", VIEW_PRICE },
    { "producer", VIEW_BRAND },
    { "product", VIEW_PRODUCT },
    { "productname", VIEW_TITLE | VIEW_PRODUCT },
    { "productprice", VIEW_PRICE | VIEW_PRODUCT },
    { "producttitle", VIEW_TITLE | VIEW_PRODUCT },
    { "produkt", VIEW_PRODUCT },
    { "promoprice", VIEW_PRICE },
    { "purchased", VIEW_ASIDE },
    { "rating", VIEW_RATING },
    { "recently", VIEW_ASIDE },
    { "recommend", VIEW_ASIDE },
    { "recommendation", VIEW_ASIDE },
    { "recommendations", VIEW_ASIDE },
    { "recommended", VIEW_ASIDE },
    { "regular", VIEW_REGULAR },
    { "regularprice", VIEW_PRICE | VIEW_REGULAR },
    { "related", VIEW_ASIDE },
    { "review", VIEW_REVIEW },
    { "reviews", VIEW_REVIEW },
    { "rrp", VIEW_OLD },
    { "saleprice", VIEW_PRICE },
    { "save", VIEW_SAVE },
    { "saved", VIEW_SAVE },
    { "saving", VIEW_SAVE },
    { "savings", VIEW_SAVE },
    { "seller", VIEW_SELLER },
    { "shipping", VIEW_SHIP },
    { "sidebar", VIEW_ASIDE },
    { "similar", VIEW_ASIDE },
    { "sku", VIEW_SKU },
    { "specialprice", VIEW_PRICE },
    { "sponsored", VIEW_ASIDE },
    { "stock", VIEW_STOCK },
    { "strike", VIEW_OLD },
    { "striked", VIEW_OLD },
    { "strikeprice", VIEW_OLD },
    { "strikethrough", VIEW_OLD },
    { "title", VIEW_TITLE },
    { "toolbar", VIEW_NAV },
    { "topbar", VIEW_NAV },
    { "unitprice", VIEW_UNIT },
    { "upsell", VIEW_ASIDE },
    { "uvp", VIEW_OLD },
    { "vendor", VIEW_SELLER },
    { "versand", VIEW_SHIP },
    { "viewed", VIEW_ASIDE },
    { "was", VIEW_OLD },
    { "wasprice", VIEW_PRICE | VIEW_OLD },
    { "youmayalsolike", VIEW_ASIDE },
};

static const struct view_class_word *
view_class_find(const char *word)
{
    size_t low = 0, high = COUNT(words);

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = words[mid].text[0] - word[0];

        if (order == 0)
            order = strcmp(words[mid].text, word);
        if (order == 0)
            return &words[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

unsigned
view_class_flags(struct str value)
{
    char word[VIEW_CLASS_WORD_MAX + 1];
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
        word[len] = '\0';
        w = view_class_find(word);
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
