#include "crawler/markup_items.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/schema_terms.h"

#include <string.h>

/* Items inside items; real pages nest 5. */
#define NESTED_MAX 32
/* itemref targets that are followed per page: each is a walk of its own. */
#define REFERENCES_MAX 64
/* Items and properties of one page. */
#define PROPERTIES_MAX 20000
/* A longer name, with the NUL behind it, is none of schema.org. */
#define KEY_BYTES 64

static const struct {
    const char *scope, *type, *property, *id, *references;
} syntaxes[] = {
    [MARKUP_MICRODATA] = { "itemscope", "itemtype", "itemprop", "itemid",
        "itemref" },
    [MARKUP_RDFA] = { "typeof", "typeof", "property", "resource", "" },
};

struct open_item {
    uint32_t end; /* html order behind its element */
    struct js *item;
};

struct reference {
    struct str id;
    struct js *item;
};

struct reader {
    enum markup_syntax syntax;
    uint32_t attrs; /* html_attr_bit of its scopes and properties */
    struct js *roots;
    struct open_item open[NESTED_MAX];
    size_t depth;
    struct reference references[REFERENCES_MAX];
    size_t reference_count;
    size_t properties;
    struct buf text;
};

/* Write the name by which a property is kept; 0 if it has none. */
static int
read_key(char key[KEY_BYTES], struct str name)
{
    name = schema_terms_local(name);
    if (name.len == 0 || name.len >= KEY_BYTES)
        return 0;
    memcpy(key, name.p, name.len);
    key[name.len] = '\0';
    return 1;
}

static void
add_value(struct js *item, const char *key, struct js *value)
{
    struct js *all = js_get(item, key);

    if (all == NULL) {
        all = js_new_array();
        js_set(item, key, all);
    }
    js_add(all, value);
}

static struct js *
new_item(const struct reader *r, const struct html_node *n)
{
    struct js *item = js_new_object(), *types = js_new_array();
    struct str rest = html_attr(n, syntaxes[r->syntax].type), word;
    struct str id = html_attr(n, syntaxes[r->syntax].id);

    while (str_next_word(&rest, &word) && js_count(types) < 8)
        js_add_text(types, schema_terms_local(word));
    if (js_count(types) > 0)
        js_set(item, "@type", types);
    else
        js_free(types);
    if (id.len > 0)
        js_set_text(item, "@id", id);
    return item;
}

/* The value of a property's element: HTML section 5.2.4, with content first
 * for all elements, as shops use it. */
static struct js *
value_of(struct reader *r, const struct html_node *n)
{
    static const char *const links[][2] = { { "a", "href" }, { "area", "href" },
        { "link", "href" }, { "img", "src" }, { "audio", "src" },
        { "embed", "src" }, { "iframe", "src" }, { "source", "src" },
        { "track", "src" }, { "video", "src" }, { "object", "data" },
        { "data", "value" }, { "meter", "value" }, { "time", "datetime" },
        { "input", "value" } };

    if (html_attr(n, "content").len > 0)
        return js_new_text(html_attr(n, "content"));
    for (size_t i = 0; i < COUNT(links); i++)
        if (html_is(n, links[i][0]) && html_attr(n, links[i][1]).len > 0)
            return js_new_text(html_attr(n, links[i][1]));
    r->text.len = 0;
    html_visible_text(&r->text, n);
    return js_new_text(buf_str(&r->text));
}

/* Links are text for some properties: <a itemprop="brand">Acme</a>. */
static int
wants_text(const struct html_node *n, struct str name)
{
    static const char *const texts[] = { "brand", "name", "manufacturer",
        "category", "author", "seller", "sku", "mpn", "model", "color", "price",
        NULL };

    if (!html_is(n, "a"))
        return 0;
    for (size_t i = 0; texts[i] != NULL; i++)
        if (str_is_nocase(name, texts[i]))
            return 1;
    return 0;
}

static struct js *
property_value(struct reader *r, const struct html_node *n, struct str name)
{
    if (wants_text(n, name) && html_attr(n, "content").len == 0) {
        r->text.len = 0;
        html_visible_text(&r->text, n);
        if (str_trim(buf_str(&r->text)).len > 0)
            return js_new_text(buf_str(&r->text));
    }
    return value_of(r, n);
}

/* The property an item of this type is of the product around it. */
static const char *
implied_property(const struct js *outer, const struct js *item)
{
    static const char *const implied[][2] = { { "Offer", "offers" },
        { "AggregateOffer", "offers" },
        { "AggregateRating", "aggregateRating" }, { "Review", "review" },
        { "Brand", "brand" } };
    struct str type = js_text(js_at(js_get(item, "@type"), 0));

    if (outer == NULL || js_get(outer, "@type") == NULL)
        return NULL;
    for (size_t i = 0; i < COUNT(implied); i++)
        if (str_is_nocase(type, implied[i][0]))
            return implied[i][1];
    return NULL;
}

static void
open_item(struct reader *r, const struct html_node *n, struct js *item)
{
    struct str rest = html_attr(n, syntaxes[r->syntax].references), word;

    if (r->depth < NESTED_MAX)
        r->open[r->depth++] = (struct open_item){ n->end, item };
    while (str_next_word(&rest, &word) && r->reference_count < REFERENCES_MAX)
        r->references[r->reference_count++] = (struct reference){ word, item };
}

static void
read_element(struct reader *r, const struct html_node *n)
{
    struct js *outer = r->depth > 0 ? r->open[r->depth - 1].item : NULL, *item;
    struct str rest = html_attr(n, syntaxes[r->syntax].property);
    struct str name = STR_NONE, word;
    char key[KEY_BYTES];

    if (!html_has_attr(n, syntaxes[r->syntax].scope)) {
        while (outer != NULL && str_next_word(&rest, &word) &&
               r->properties < PROPERTIES_MAX) {
            if (read_key(key, word))
                add_value(outer, key, property_value(r, n, word));
            r->properties++;
        }
        return;
    }
    if (r->properties++ >= PROPERTIES_MAX)
        return;
    item = new_item(r, n);
    if (!str_next_word(&rest, &name))
        name = str_of(implied_property(outer, item));
    if (outer != NULL && read_key(key, name))
        add_value(outer, key, item);
    else
        js_add(r->roots, item);
    open_item(r, n, item);
}

static void
read_below(struct reader *r, const struct html_node *top)
{
    struct html_node *n = (struct html_node *)top;
    size_t bottom = r->depth;

    for (; n != NULL; n = html_next(top, n)) {
        if (n->kind != HTML_ELEMENT || !(n->attr_names & r->attrs))
            continue;
        while (r->depth > bottom && n->order >= r->open[r->depth - 1].end)
            r->depth--;
        if (html_has_attr(n, syntaxes[r->syntax].scope) ||
            html_has_attr(n, syntaxes[r->syntax].property))
            read_element(r, n);
    }
    r->depth = bottom;
}

static void
follow_references(struct reader *r, const struct html *h)
{
    struct html_node *n;

    for (size_t i = 0; i < r->reference_count; i++) {
        for (n = h->root; n != NULL; n = html_next(h->root, n))
            if (n->kind == HTML_ELEMENT &&
                str_eq(html_attr(n, "id"), r->references[i].id))
                break;
        if (n == NULL)
            continue;
        r->open[0] = (struct open_item){ UINT32_MAX, r->references[i].item };
        r->depth = 1;
        read_below(r, n);
        r->depth = 0;
    }
}

struct js *
markup_items(const struct html *h, enum markup_syntax syntax)
{
    struct reader r = { .syntax = syntax,
        .attrs = html_attr_bit(str_of(syntaxes[syntax].scope)) |
                 html_attr_bit(str_of(syntaxes[syntax].property)),
        .roots = js_new_array(),
        .text = BUF_MAX(LIMIT_FIELD_BYTES) };

    if (syntax == MARKUP_MICRODATA ? !h->has_itemscope : !h->has_typeof)
        return r.roots;
    read_below(&r, h->root);
    follow_references(&r, h);
    buf_clear(&r.text);
    return r.roots;
}
