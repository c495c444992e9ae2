#include "crawler/view_class.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "crawler/view.h"

#include <string.h>

/* What a word does to its neighbours. */
enum mark {
    MARK_NAME = 1,
    MARK_GOODS = 2,
    MARK_LIST = 4,
    MARK_UNIT = 8,
    MARK_WITH = 16,
};

/* The longest word of the table has one byte less; others are not looked up. */
#define WORD_BYTES 16
#define WORD_MIN 3

struct view_class_word {
    char text[WORD_BYTES]; /* zeros behind it */
    unsigned flags;
    unsigned mark; /* of enum mark */
};

/* "header" is not navigation: product headers are called so too. */
static const struct view_class_word words[] = {
    { "accessories", VIEW_ASIDE, 0 },
    { "also", VIEW_ASIDE, 0 },
    { "alsobought", VIEW_ASIDE, 0 },
    { "artikelnummer", VIEW_SKU, 0 },
    { "availability", VIEW_STOCK, 0 },
    { "baseprice", VIEW_UNIT, 0 },
    { "brand", VIEW_BRAND, 0 },
    { "brandname", VIEW_BRAND, 0 },
    { "breadcrumb", VIEW_CRUMB, 0 },
    { "breadcrumbs", VIEW_CRUMB, 0 },
    { "bundle", VIEW_ASIDE, 0 },
    { "cartdrawer", VIEW_CART, 0 },
    { "cena", VIEW_PRICE, 0 },
    { "cents", VIEW_CENTS, 0 },
    { "comment", VIEW_REVIEW, 0 },
    { "comments", VIEW_REVIEW, 0 },
    { "compare", VIEW_OLD, 0 },
    { "consent", VIEW_DIALOG, 0 },
    { "cookie", VIEW_DIALOG, 0 },
    { "cookies", VIEW_DIALOG, 0 },
    { "crossed", VIEW_OLD, 0 },
    { "crosssell", VIEW_ASIDE, 0 },
    { "crumb", VIEW_CRUMB, 0 },
    { "crumbs", VIEW_CRUMB, 0 },
    { "currentprice", VIEW_PRICE, 0 },
    { "decimal", VIEW_CENTS, 0 },
    { "decimals", VIEW_CENTS, 0 },
    { "delivery", VIEW_SHIP, 0 },
    { "descr", VIEW_DESCRIPTION, 0 },
    { "description", VIEW_DESCRIPTION, 0 },
    { "discount", VIEW_SAVE, 0 },
    { "discounted", VIEW_PRICE, 0 },
    { "ean", VIEW_SKU, 0 },
    { "feedback", VIEW_REVIEW, 0 },
    { "finalprice", VIEW_PRICE, 0 },
    { "finance", VIEW_RATE, 0 },
    { "financing", VIEW_RATE, 0 },
    { "footer", VIEW_FOOTER, 0 },
    { "fraction", VIEW_CENTS, 0 },
    { "goods", 0, MARK_GOODS },
    { "grundpreis", VIEW_UNIT, 0 },
    { "gtin", VIEW_SKU, 0 },
    { "harga", VIEW_PRICE, 0 },
    { "has", 0, MARK_WITH },
    { "installment", VIEW_RATE, 0 },
    { "installments", VIEW_RATE, 0 },
    { "instalment", VIEW_RATE, 0 },
    { "instalments", VIEW_RATE, 0 },
    { "item", 0, MARK_GOODS },
    { "list", 0, MARK_LIST },
    { "listprice", VIEW_PRICE | VIEW_OLD, 0 },
    { "manufacturer", VIEW_BRAND, 0 },
    { "megamenu", VIEW_NAV, 0 },
    { "menu", VIEW_NAV, 0 },
    { "minibasket", VIEW_CART, 0 },
    { "minicart", VIEW_CART, 0 },
    { "modal", VIEW_DIALOG, 0 },
    { "monthly", VIEW_RATE, 0 },
    { "msrp", VIEW_OLD, 0 },
    { "name", 0, MARK_NAME },
    { "nav", VIEW_NAV, 0 },
    { "navbar", VIEW_NAV, 0 },
    { "navigation", VIEW_NAV, 0 },
    { "old", VIEW_OLD, 0 },
    { "oldprice", VIEW_PRICE | VIEW_OLD, 0 },
    { "original", VIEW_OLD, 0 },
    { "originalprice", VIEW_PRICE | VIEW_OLD, 0 },
    { "partnumber", VIEW_SKU, 0 },
    { "pname", VIEW_TITLE | VIEW_PRODUCT, 0 },
    { "popup", VIEW_DIALOG, 0 },
    { "precio", VIEW_PRICE, 0 },
    { "precios", VIEW_PRICE, 0 },
    { "preco", VIEW_PRICE, 0 },
    { "preis", VIEW_PRICE, 0 },
    { "prev", VIEW_OLD, 0 },
    { "previous", VIEW_OLD, 0 },
    { "prezzo", VIEW_PRICE, 0 },
    { "price", VIEW_PRICE, 0 },
    { "prices", VIEW_PRICE, 0 },
    { "pricing", VIEW_PRICE, 0 },
    { "prix", VIEW_PRICE, 0 },
    { "producer", VIEW_BRAND, 0 },
    { "product", VIEW_PRODUCT, 0 },
    { "productname", VIEW_TITLE | VIEW_PRODUCT, 0 },
    { "productprice", VIEW_PRICE | VIEW_PRODUCT, 0 },
    { "producttitle", VIEW_TITLE | VIEW_PRODUCT, 0 },
    { "produkt", VIEW_PRODUCT, 0 },
    { "promoprice", VIEW_PRICE, 0 },
    { "purchased", VIEW_ASIDE, 0 },
    { "rating", VIEW_RATING, 0 },
    { "recently", VIEW_ASIDE, 0 },
    { "recommend", VIEW_ASIDE, 0 },
    { "recommendation", VIEW_ASIDE, 0 },
    { "recommendations", VIEW_ASIDE, 0 },
    { "recommended", VIEW_ASIDE, 0 },
    { "regular", VIEW_REGULAR, 0 },
    { "regularprice", VIEW_PRICE | VIEW_REGULAR, 0 },
    { "related", VIEW_ASIDE, 0 },
    { "review", VIEW_REVIEW, 0 },
    { "reviews", VIEW_REVIEW, 0 },
    { "rrp", VIEW_OLD, 0 },
    { "saleprice", VIEW_PRICE, 0 },
    { "save", VIEW_SAVE, 0 },
    { "saved", VIEW_SAVE, 0 },
    { "saving", VIEW_SAVE, 0 },
    { "savings", VIEW_SAVE, 0 },
    { "seller", VIEW_SELLER, 0 },
    { "shipping", VIEW_SHIP, 0 },
    { "sidebar", VIEW_ASIDE, 0 },
    { "similar", VIEW_ASIDE, 0 },
    { "sku", VIEW_SKU, MARK_GOODS },
    { "specialprice", VIEW_PRICE, 0 },
    { "sponsored", VIEW_ASIDE, 0 },
    { "stock", VIEW_STOCK, 0 },
    { "strike", VIEW_OLD, 0 },
    { "striked", VIEW_OLD, 0 },
    { "strikeprice", VIEW_OLD, 0 },
    { "strikethrough", VIEW_OLD, 0 },
    { "title", VIEW_TITLE, 0 },
    { "toolbar", VIEW_NAV, 0 },
    { "topbar", VIEW_NAV, 0 },
    { "unit", 0, MARK_UNIT },
    { "unitprice", VIEW_UNIT, 0 },
    { "upsell", VIEW_ASIDE, 0 },
    { "uvp", VIEW_OLD, 0 },
    { "vendor", VIEW_SELLER, 0 },
    { "versand", VIEW_SHIP, 0 },
    { "viewed", VIEW_ASIDE, 0 },
    { "was", VIEW_OLD, 0 },
    { "wasprice", VIEW_PRICE | VIEW_OLD, 0 },
    { "with", 0, MARK_WITH },
    { "youmayalsolike", VIEW_ASIDE, 0 },
};

/* A word as two numbers, zeros behind it. */
struct word {
    uint64_t half[2];
};

_Static_assert(
    sizeof(struct word) == WORD_BYTES && WORD_BYTES == LANES, "read at once");

static size_t
view_class_slot(const struct word *w)
{
    uint64_t h = (w->half[0] ^ w->half[1] * 5) * 0x9E3779B97F4A7C15u;

    return (size_t)(h >> 32) % VIEW_CLASS_SLOTS;
}

static struct word
view_class_key(const struct view_class_word *w)
{
    struct word key;

    memcpy(&key, w->text, sizeof key);
    return key;
}

void
view_class_init(struct view_class *c)
{
    *c = (struct view_class){ { 0 } };
    for (size_t i = 0; i < COUNT(words); i++) {
        struct word key = view_class_key(&words[i]);
        size_t slot = view_class_slot(&key);

        while (c->word[slot] != 0)
            slot = (slot + 1) % VIEW_CLASS_SLOTS;
        c->word[slot] = (unsigned char)(i + 1);
    }
}

static const struct view_class_word *
view_class_find(const struct view_class *c, const struct word *word)
{
    static const struct view_class_word none = { "", 0, 0 };
    size_t slot = view_class_slot(word);

    for (; c->word[slot] != 0; slot = (slot + 1) % VIEW_CLASS_SLOTS) {
        const struct view_class_word *w = &words[c->word[slot] - 1];
        struct word key = view_class_key(w);

        if (key.half[0] == word->half[0] && key.half[1] == word->half[1])
            return w;
    }
    return &none;
}

/* Sixteen bytes at p, or the `left` that there are and zeros. */
static lanes
view_class_load(const char *p, size_t left)
{
    char whole[LANES] = "";

    if (left >= LANES)
        return lanes_load(p);
    memcpy(whole, p, left);
    return lanes_load(whole);
}

/* How many letters stand at the front of v, up to an inner capital
 * ("oldPrice"), which begins another word. */
static size_t
view_class_letters(lanes v)
{
    lanes letter = (lanes)((v | 0x20) >= 'a') & (lanes)((v | 0x20) <= 'z');
    unsigned letters = lanes_tops(letter);
    unsigned capitals = lanes_tops(letter & (lanes)(v <= 'Z'));
    unsigned begin = capitals & (letters & ~capitals) << 1;

    return (size_t)__builtin_ctz(~letters | begin);
}

/* Take the next word off *rest, in lower case. Returns how many letters it
 * has, of WORD_BYTES or more no more than that; 0 when there is none left. */
static size_t
view_class_next(struct str *rest, struct word *word)
{
    static const unsigned char keep[2 * LANES] = { [0 ... LANES - 1] = 0xFF };
    const char *p = rest->p, *end = rest->p + rest->len;
    size_t len;
    lanes v;

    while (p < end && !str_is_alpha(*p))
        p++;
    if (p == end)
        return 0;
    v = view_class_load(p, (size_t)(end - p));
    len = view_class_letters(v);
    if (len < LANES) {
        v = (v | 0x20) & lanes_load((const char *)keep + LANES - len);
        memcpy(word, &v, sizeof *word);
        p += len;
    } else {
        /* The next sixteen begin with the last of these letters. */
        for (size_t more = len; more == LANES;) {
            p += LANES - 1;
            more = view_class_letters(view_class_load(p, (size_t)(end - p)));
            p += more < LANES ? more : 0;
        }
    }
    *rest = (struct str){ p, (size_t)(end - p) };
    return len;
}

unsigned
view_class_flags(const struct view_class *c, struct str value)
{
    unsigned flags = 0, marks = 0, before = 0, with = 0;
    struct word word;
    size_t len;

    while ((len = view_class_next(&value, &word)) > 0) {
        const struct view_class_word *w;

        if (len < WORD_MIN || len >= WORD_BYTES)
            continue;
        w = view_class_find(c, &word);
        marks |= w->mark;
        /* "price with-list-price", "has-discount": beside it, not itself. */
        if (with) {
            with = with == 1 && (w->mark & MARK_LIST) ? 2 : 0;
            before = 0;
            continue;
        }
        with = (w->mark & MARK_WITH) != 0;
        flags |= w->flags;
        /* "list-price", "unit-price"; a "price-list" is none, and a
         * "price-unit" is the sign. */
        if (w->flags & VIEW_PRICE)
            flags |= before;
        before = w->mark & MARK_LIST   ? VIEW_OLD
                 : w->mark & MARK_UNIT ? VIEW_UNIT
                                       : 0;
    }
    if ((marks & MARK_NAME) && (marks & MARK_GOODS))
        flags = (flags & ~(unsigned)VIEW_SKU) | VIEW_PRODUCT;
    if ((marks & MARK_NAME) && (flags & VIEW_PRODUCT))
        flags |= VIEW_TITLE;
    return flags;
}
