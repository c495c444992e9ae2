#include "crawler/extract_state.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/lenient_json.h"
#include "crawler/merge_work.h"
#include "crawler/schema_item.h"
#include "crawler/schema_offer.h"
#include "crawler/schema_product.h"
#include "crawler/schema_terms.h"
#include "crawler/state_cards.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The state of a large single-page shop is some 500 KB. */
#define STATE_BYTES_MAX (2u << 20)
/* Values looked at per page, and how deep products are nested in them. */
#define VALUES_MAX 200000
#define DEPTH_MAX 24
/* A value of no more bytes tells nothing. */
#define VALUE_BYTES_FEW 60

static const char *const names[] = { "name", "title", "productName",
    "product_name", "item_name", "displayName", "productTitle", NULL };
static const char *const skus[] = { "sku", "productSKU", "product_sku",
    "skuCode", "articleNumber", "articleNo", "article_number", "productCode",
    "product_code", "itemNumber", NULL };
static const char *const mpns[] = { "mpn", "manufacturerPartNumber",
    "mfrPartNumber", "manufacturer_part_number", NULL };
static const char *const gtins[] = { "gtin", "gtin13", "gtin14", "gtin12",
    "gtin8", "ean", "EAN", "ean13", "eanCode", "upc", "barcode", "isbn",
    "isbn13", NULL };
static const char *const brands[] = { "brand", "brandName", "brand_name",
    "item_brand", "vendor", NULL };
static const char *const prices[] = { "salePrice", "sale_price", "finalPrice",
    "final_price", "currentPrice", "price", "productPrice", NULL };
static const char *const currencies[] = { "currency", "currencyCode",
    "priceCurrency", NULL };
static const char *const stocks[] = { "availability", "stockStatus",
    "stock_status", "inventoryStatus", NULL };
static const char *const in_stocks[] = { "inStock", "in_stock", "isInStock",
    "isAvailable", "available", NULL };

struct reader {
    struct facts *facts;
    const struct url *base;
    struct schema schema; /* for its readers of texts */
    const struct html *page;
    struct buf titles; /* what the page calls its product, one per line */
    int has_titles;    /* they were asked for */
    struct state_outline_words words;
    struct state_outline outline;
    struct buf mended;
    struct fact_offer *offer;
    size_t bytes, values;
};

/* Lists of names, as bits of words. */
enum {
    OF_CODE = STATE_CARDS_NEXT_LIST, /* a price or number: it is a product */
    OF_NAME = 2 * STATE_CARDS_NEXT_LIST,
};

static const struct js *
member(const struct js *item, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        const struct js *j = js_get(item, *keys);

        if (j != NULL && js_kind(j) != JS_NULL)
            return j;
    }
    return NULL;
}

static void
set_from(struct reader *r, const struct js *item, const char *const *keys,
    enum listing_field f)
{
    struct listing *l = r->offer->listing;
    struct str text = schema_text(&r->schema, member(item, keys));

    if (text.len > 0 && text.len < 200 && listing_get(l, f).len == 0)
        listing_set(l, f, text);
}

static void
read_price(struct reader *r, const struct js *item)
{
    static const char *const parts[] = { "value", "amount", "current", "price",
        "raw", NULL };
    const struct js *price = member(item, prices);
    struct listing *l = r->offer->listing;
    char currency[16] = "";
    struct str text;
    struct money m;

    if (listing_get(l, LISTING_PRICE_AMOUNT).len > 0)
        return;
    text = schema_text(&r->schema, member(item, currencies));
    if (text.len == 0)
        text = schema_text(&r->schema, member(price, currencies));
    if (text.len < sizeof currency && text.len > 0)
        memcpy(currency, text.p, text.len);
    if (js_kind(price) == JS_OBJECT)
        price = member(price, parts);
    /* A whole number may be cents: only what shows a fraction is sure. */
    if (js_kind(price) == JS_NUMBER &&
        js_number(price, 0) == floor(js_number(price, 0)))
        return;
    if (schema_offer_amount(
            schema_text(&r->schema, price), str_of(currency), &m) != 0)
        return;
    listing_set(l, LISTING_PRICE_AMOUNT, str_of(m.amount));
    listing_set(l, LISTING_PRICE_CURRENCY, str_of(m.currency));
}

static void
read_stock(struct reader *r, const struct js *item)
{
    struct listing *l = r->offer->listing;
    const struct js *flag = member(item, in_stocks);
    const char *word = schema_terms_availability(
        schema_text(&r->schema, member(item, stocks)));

    if (word == NULL && js_kind(flag) == JS_BOOL)
        word = js_bool(flag, 0) ? "in_stock" : "out_of_stock";
    if (word != NULL && listing_get(l, LISTING_AVAILABILITY).len == 0)
        listing_set(l, LISTING_AVAILABILITY, str_of(word));
}

static void
read_product(struct reader *r, const struct js *item)
{
    if (r->offer == NULL) {
        r->offer = facts_add(r->facts, FACT_STATE, FACT_MAIN);
        r->offer->confidence = 0.5;
    }
    set_from(r, item, names, LISTING_TITLE);
    set_from(r, item, skus, LISTING_SKU);
    set_from(r, item, mpns, LISTING_MPN);
    set_from(r, item, brands, LISTING_BRAND);
    read_price(r, item);
    read_stock(r, item);
    for (size_t i = 0; gtins[i] != NULL; i++) {
        const struct js *value = js_get(item, gtins[i]);

        if (js_kind(value) == JS_STRING || js_kind(value) == JS_NUMBER)
            schema_product_add_gtin(
                r->offer->listing, schema_text(&r->schema, value));
    }
}

static void
add_title(struct reader *r, struct str title)
{
    struct str line;

    while (str_next_line(&title, &line))
        if (str_trim(line).len > 0) {
            buf_adds(&r->titles, str_trim(line));
            buf_addc(&r->titles, '\n');
        }
}

/* Few pages have anything that is compared with them. */
static void
collect_titles(struct reader *r)
{
    struct buf text = BUF_MAX(LIMIT_SHORT_BYTES);
    struct html_node *n = html_find(r->page->root, "title");

    r->has_titles = 1;
    for (size_t i = 0; i < r->facts->count; i++)
        if (r->facts->offers[i].role == FACT_MAIN)
            add_title(
                r, listing_get(r->facts->offers[i].listing, LISTING_TITLE));
    if (n != NULL)
        html_visible_text(&text, n);
    add_title(r, buf_str(&text));
    text.len = 0;
    n = html_find(r->page->root, "h1");
    if (n != NULL)
        html_visible_text(&text, n);
    add_title(r, buf_str(&text));
    buf_clear(&text);
}

/* 1 if the name is (in) one of the page's titles: long enough not to be a
 * category or a word of the menu. */
static int
is_page_product(struct reader *r, struct str name)
{
    struct str rest, line;

    if (!r->has_titles)
        collect_titles(r);
    rest = buf_str(&r->titles);
    while (name.len >= 6 && str_next_line(&rest, &line))
        if (line.len >= name.len
                ? name.len * 3 >= line.len && merge_title_similar(line, name)
                : line.len * 3 >= name.len && merge_title_similar(line, name))
            return 1;
    return 0;
}

/* Offers are added to the array that r->offer points into. */
static void
read_cards(struct reader *r, const struct js *array)
{
    ptrdiff_t own = r->offer != NULL ? r->offer - r->facts->offers : -1;

    state_cards_read(r->facts, array, r->base);
    if (own >= 0)
        r->offer = &r->facts->offers[own];
}

static void
walk(struct reader *r, const struct js *j, int depth)
{
    struct js *value;
    struct str name;
    void *it = NULL;

    if (depth > DEPTH_MAX || r->values++ > VALUES_MAX)
        return;
    if (js_kind(j) == JS_ARRAY) {
        read_cards(r, j);
        for (size_t i = 0; i < js_count(j); i++)
            walk(r, js_at(j, i), depth + 1);
        return;
    }
    if (js_kind(j) != JS_OBJECT)
        return;
    if ((member(j, prices) != NULL || member(j, skus) != NULL ||
            member(j, gtins) != NULL) &&
        js_kind(member(j, names)) == JS_STRING &&
        is_page_product(r, schema_text(&r->schema, member(j, names))))
        read_product(r, j);
    while (js_next(j, &it, &name, &value))
        if (js_kind(value) == JS_OBJECT || js_kind(value) == JS_ARRAY)
            walk(r, value, depth + 1);
}

/* --- Outlines --- */

static struct str
text_of(struct str text, const struct state_outline_node *n)
{
    return str_sub(text, n->at, n->end - n->at);
}

/* 1 if walk would take the object for the page's product. */
static int
is_product(
    struct reader *r, struct str text, const struct state_outline_node *n)
{
    const struct state_outline_node *name = NULL;
    struct js *j = NULL;
    unsigned lists = 0;
    int rc;

    for (const struct state_outline_node *m = n->first; m; m = m->next) {
        if (m->word == NULL || m->kind == STATE_OUTLINE_NULL)
            continue;
        lists |= m->word->lists;
        if ((m->word->lists & OF_NAME) &&
            (name == NULL || m->word->place < name->word->place))
            name = m;
    }
    if (!(lists & OF_CODE) || name == NULL ||
        name->kind != STATE_OUTLINE_STRING ||
        js_parse(&j, text_of(text, name), NULL) != 0)
        return 0;
    rc = is_page_product(r, schema_text(&r->schema, j));
    js_free(j);
    return rc;
}

/* The same as walk, with values of nothing but what it would find. */
static void
walk_outline(struct reader *r, struct str text,
    const struct state_outline_node *n, int depth)
{
    int is_array = n->kind == STATE_OUTLINE_ARRAY;
    struct js *j = NULL;

    if (depth > DEPTH_MAX)
        return;
    if ((is_array ? state_cards_may_be(n) : is_product(r, text, n)) &&
        js_parse(&j, text_of(text, n), NULL) == 0) {
        walk(r, j, depth);
        js_free(j);
        return;
    }
    r->values += 1 + (is_array && depth < DEPTH_MAX ? n->count : 0);
    for (const struct state_outline_node *m = n->first; m; m = m->next) {
        if (m->kind != STATE_OUTLINE_OBJECT && m->kind != STATE_OUTLINE_ARRAY)
            continue;
        r->values -= is_array && depth < DEPTH_MAX; /* counts itself */
        walk_outline(r, text, m, depth + 1);
    }
}

static void
add_words(struct state_outline_words *w)
{
    state_cards_words(w);
    state_outline_words_add(w, prices, OF_CODE);
    state_outline_words_add(w, skus, OF_CODE);
    state_outline_words_add(w, gtins, OF_CODE);
    state_outline_words_add(w, names, OF_NAME);
}

/* The outline of what text begins with, if all of it may be looked at. */
static const struct state_outline_node *
outline_of(struct reader *r, struct str text, size_t *used)
{
    const struct state_outline_node *root;

    if (r->words.count == 0) /* most pages have nothing to outline */
        add_words(&r->words);
    root = state_outline_read(&r->outline, &r->words, text, used);
    return r->values + r->outline.values <= VALUES_MAX ? root : NULL;
}

/* --- Scripts --- */

/* 1 if price" or price' (in any spelling of its first letter) or sku goes on
 * at `at`, which is the place of its second letter. */
static int
is_telling(struct str script, size_t at)
{
    struct str word = str_sub(script, at - 1, 5);

    if (str_starts(word, STR("rice")))
        return word.len == 5 && (word.p[4] == '"' || word.p[4] == '\'');
    return str_starts(word, STR("sku")) || str_starts(word, STR("SKU"));
}

/* Looked at in one go. */
#define SCRIPT_BLOCK (4 * LANES)

/* Where at p those words may have their second letter. */
static inline lanes
may_tell(const char *p)
{
    lanes a = lanes_load(p), b = lanes_load(p + 1);

    return ((lanes)(a == 'i') & (lanes)(b == 'c')) |
           ((lanes)((a | 0x20) == 'k') & (lanes)((b | 0x20) == 'u'));
}

/* Words without which a script has nothing to tell are looked for by their
 * second letter and third. */
static int
is_promising(struct str script)
{
    const char *p = script.p;
    size_t i = 1;

    while (i + LANES < script.len) {
        unsigned hits;

        if (i + SCRIPT_BLOCK < script.len &&
            !lanes_any(may_tell(p + i) | may_tell(p + i + LANES) |
                       may_tell(p + i + 2 * LANES) |
                       may_tell(p + i + 3 * LANES))) {
            i += SCRIPT_BLOCK;
            continue;
        }
        hits = lanes_tops(may_tell(p + i));
        for (; hits != 0; hits &= hits - 1)
            if (is_telling(script, i + (size_t)__builtin_ctz(hits)))
                return 1;
        i += LANES;
    }
    for (; i < script.len; i++)
        if (is_telling(script, i))
            return 1;
    return 0;
}

static void
read_json(struct reader *r, struct str text)
{
    const struct state_outline_node *root;
    struct js *j;
    size_t used = 0;

    text = str_trim(text);
    root = outline_of(r, text, &used);
    if (root != NULL && used == text.len) {
        walk_outline(r, text, root, 0);
        return;
    }
    j = lenient_json(text);
    walk(r, j, 0);
    js_free(j);
}

/* Offset of the next '{' or '[' behind '=' or '(': an object that is
 * assigned or passed on; or -1. */
static ptrdiff_t
find_value(struct str script, size_t from)
{
    for (size_t i = from; i < script.len; i++) {
        size_t k = i;

        if (script.p[i] != '{' && script.p[i] != '[')
            continue;
        while (k > 0 && str_is_space(script.p[k - 1]))
            k--;
        if (k > 0 && (script.p[k - 1] == '=' || script.p[k - 1] == '('))
            return (ptrdiff_t)i;
    }
    return -1;
}

/* A value as JavaScript has it. */
static void
read_value(struct reader *r, struct str text, size_t *used)
{
    const struct state_outline_node *root = outline_of(r, text, used);
    struct js *j = NULL;
    size_t mended;

    if (root == NULL) {
        if (lenient_json_mend(&r->mended, text, used) != 0)
            return;
        text = buf_str(&r->mended);
    }
    /* Arrays and objects of a few bytes are options of some call. */
    if (*used <= VALUE_BYTES_FEW)
        return;
    if (root == NULL)
        root = outline_of(r, text, &mended);
    if (root != NULL) {
        walk_outline(r, text, root, 0);
    } else if (js_parse(&j, text, NULL) == 0) {
        walk(r, j, 0);
        js_free(j);
    }
}

static void
read_assignments(struct reader *r, struct str script)
{
    ptrdiff_t at = 0;

    while ((at = find_value(script, (size_t)at)) >= 0) {
        size_t used = 0;

        read_value(r, str_sub(script, (size_t)at, script.len), &used);
        at += used > 0 ? (ptrdiff_t)used : 1;
    }
}

static void
read_script(struct reader *r, const struct html_node *n)
{
    struct str type = str_trim(html_attr(n, "type"));
    struct str text = n->first->text;
    int is_json = str_starts_nocase(type, STR("application/json")) ||
                  str_is(html_attr(n, "id"), "__NEXT_DATA__");

    if (!is_json && type.len > 0 &&
        str_find_nocase(type, STR("javascript"), 0) < 0)
        return;
    if (r->bytes + text.len > STATE_BYTES_MAX || !is_promising(text))
        return;
    r->bytes += text.len;
    if (is_json)
        read_json(r, text);
    else
        read_assignments(r, text);
}

void
extract_state(struct facts *f, const struct html *h, const struct url *base)
{
    struct js *none = js_new_array();
    struct reader r = { .facts = f,
        .base = base,
        .page = h,
        .titles = BUF_MAX(8 * LIMIT_SHORT_BYTES),
        .mended = BUF_MAX(4 * (size_t)LIMIT_BODY_BYTES) };
    struct html_node *n;

    state_outline_init(&r.outline);
    schema_init(&r.schema, none, base);
    for (n = h->scripts; n != NULL; n = n->same)
        if (n->first != NULL)
            read_script(&r, n);
    schema_clear(&r.schema);
    state_outline_clear(&r.outline);
    buf_clear(&r.mended);
    buf_clear(&r.titles);
    js_free(none);
}
