#include "crawler/links.h"

#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* Digits in a row that make a number of an article, not a year or a page. */
#define LINKS_NUMBER_DIGITS 5

/* References that are remembered, by their hash; longer ones are not. */
#define LINKS_REMEMBERED 1024
#define LINKS_REMEMBERED_BYTES 118

/* What is known of an address while links are collected. */
enum { LINKS_NEW, LINKS_CARD, LINKS_WRITTEN };

struct links_word {
    const char *text;
    int likely;
};

/* Parts of paths that name what lies behind: whole segments. */
static const struct links_word links_segments[] = {
    { "product", 1 },
    { "products", 1 },
    { "produkt", 1 },
    { "produkte", 1 },
    { "artikel", 1 },
    { "producto", 1 },
    { "produit", 1 },
    { "prodotto", 1 },
    { "produto", 1 },
    { "p", 1 },
    { "dp", 1 },
    { "pd", 1 },
    { "prd", 1 },
    { "item", 1 },
    { "itm", 1 },
    { "items", 1 },
    { "goods", 1 },
    { "offer", 1 },
    { "angebot", 1 },
    { "listing", 1 },
    { "detail", 1 },
    { "item.htm", 1 },
    { "c", 2 },
    { "category", 2 },
    { "categories", 2 },
    { "kategorie", 2 },
    { "kategorien", 2 },
    { "categoria", 2 },
    { "categorie", 2 },
    { "collection", 2 },
    { "collections", 2 },
    { "catalog", 2 },
    { "shop", 2 },
    { "search", 2 },
    { "suche", 2 },
    { "s", 2 },
    { "list", 2 },
    { "browse", 2 },
    { "brand", 2 },
    { "brands", 2 },
    { "marke", 2 },
    { "page", 2 },
    { "seite", 2 },
};

/* Query parameters that do. */
static const struct links_word links_parameters[] = {
    { "page", 2 },
    { "p", 2 },
    { "pg", 2 },
    { "seite", 2 },
    { "offset", 2 },
    { "start", 2 },
    { "q", 2 },
    { "query", 2 },
    { "cat", 2 },
    { "category", 2 },
    { "cid", 2 },
    { "product_id", 1 },
    { "productid", 1 },
    { "pid", 1 },
    { "item", 1 },
    { "itemid", 1 },
    { "sku", 1 },
    { "artikel", 1 },
};

/* Never an offer, whatever number it carries. */
static const char *const links_other[] = { "login", "account", "cart", "basket",
    "warenkorb", "checkout", "help", "hilfe", "agb", "impressum", "datenschutz",
    "privacy", "terms", "contact", "kontakt", "about", "blog", "news",
    "wishlist", "register", "faq" };

static int
links_word_find(const struct links_word *words, size_t count, struct str s)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i].text[0] == str_lower(s.p[0]) &&
            str_is_nocase(s, words[i].text))
            return words[i].likely;
    }
    return 0;
}

static int
links_is_other(struct str segment)
{
    for (size_t i = 0; i < COUNT(links_other); i++) {
        if (links_other[i][0] == str_lower(segment.p[0]) &&
            str_is_nocase(segment, links_other[i]))
            return 1;
    }
    return 0;
}

static size_t
links_longest_number(struct str s)
{
    size_t run = 0, best = 0;

    for (size_t i = 0; i < s.len; i++) {
        run = str_is_digit(s.p[i]) ? run + 1 : 0;
        best = run > best ? run : best;
    }
    return best;
}

int
links_likely(const struct url *u)
{
    struct str rest = u->path, segment = STR_NONE, last = STR_NONE;
    size_t segments = 0;
    int likely = 0;

    while (str_next(&rest, '/', &segment)) {
        int l;

        if (segment.len == 0)
            continue;
        if (links_is_other(segment))
            return 0;
        l = links_word_find(links_segments, COUNT(links_segments), segment);
        /* The word must lead to something: "/p/123", not "/products". */
        if (l && !(l == 1 && rest.len == 0 && u->query.len == 0))
            likely = likely == 1 ? 1 : l;
        else if (l == 1 && !likely)
            likely = 2;
        last = segment;
        segments++;
    }
    rest = u->query;
    while (rest.p && str_next(&rest, '&', &segment)) {
        ptrdiff_t eq = str_find_char(segment, '=', 0);
        int l = eq > 0
                    ? links_word_find(links_parameters, COUNT(links_parameters),
                          str_sub(segment, 0, (size_t)eq))
                    : 0;

        if (l)
            likely = l == 2 && likely == 1 ? 1 : l;
    }
    if (likely == 0 && segments > 0 &&
        links_longest_number(last) >= LINKS_NUMBER_DIGITS)
        likely = 1; /* "/blue-shirt-1234567.html" */
    return likely;
}

/* --- What pages before had --- */

struct links_memory {
    struct buf origin; /* of which the references are: scheme to port */
    unsigned origins;  /* it has changed so often */
    struct links_remembered {
        unsigned origin; /* 0: none */
        unsigned char href_len, url_len, likely;
        char href[LINKS_REMEMBERED_BYTES], url[LINKS_REMEMBERED_BYTES];
    } link[LINKS_REMEMBERED];
};

struct links_memory *
links_memory_new(void)
{
    struct links_memory *m = mem_new(sizeof *m);

    m->origin = BUF_MAX(LIMIT_URL_BYTES);
    return m;
}

void
links_memory_free(struct links_memory *m)
{
    if (m == NULL)
        return;
    buf_clear(&m->origin);
    free(m);
}

static void
links_set_origin(struct links_memory *m, const struct url *base)
{
    struct str origin = { base->text, (size_t)(base->path.p - base->text) };

    if (m->origins > 0 && str_eq(buf_str(&m->origin), origin))
        return;
    buf_reset(&m->origin);
    buf_adds(&m->origin, origin);
    m->origins++;
}

/* The place of a reference; NULL if it is not remembered: it is too long, or
 * means something else on another page of the site. */
static struct links_remembered *
links_place(struct links_memory *m, struct str href)
{
    int whole =
        str_starts(href, STR("https://")) || str_starts(href, STR("http://"));

    if (m == NULL || href.len < 2 || href.len > LINKS_REMEMBERED_BYTES ||
        (!whole && (href.p[0] != '/' || href.p[1] == '/' || href.p[1] == '\\')))
        return NULL;
    return &m->link[str_hash(href) % LINKS_REMEMBERED];
}

static int
links_is_there(const struct links_memory *m, const struct links_remembered *r,
    struct str href)
{
    return r != NULL && r->origin == m->origins && r->href_len == href.len &&
           memcmp(r->href, href.p, href.len) == 0;
}

static void
links_remember(const struct links_memory *m, struct links_remembered *r,
    struct str href, struct str url, int likely)
{
    if (r == NULL || url.len > LINKS_REMEMBERED_BYTES)
        return;
    r->origin = m->origins;
    r->href_len = (unsigned char)href.len;
    r->url_len = (unsigned char)url.len;
    r->likely = (unsigned char)likely;
    memcpy(r->href, href.p, href.len);
    memcpy(r->url, url.p, url.len);
}

/* --- Collecting --- */

/* 1 if href cannot be a page: saves parsing it. */
static int
links_leads_nowhere(struct str href)
{
    return href.len == 0 || href.p[0] == '#' ||
           str_starts_nocase(href, STR("javascript:")) ||
           str_starts_nocase(href, STR("mailto:")) ||
           str_starts_nocase(href, STR("tel:"));
}

static void
links_cards(struct map *known, const struct facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact_offer *o = &facts->offers[i];
        struct url u = { 0 };
        struct buf text = BUF_MAX(LIMIT_URL_BYTES);

        if (o->role == FACT_MAIN || !o->listing->text[LISTING_URL] ||
            url_parse(&u, listing_get(o->listing, LISTING_URL), NULL, NULL) !=
                0)
            continue;
        url_canonical(&text, &u);
        map_add(known, buf_str(&text), NULL)->value.num = LINKS_CARD;
        buf_clear(&text);
        url_clear(&u);
    }
}

static void
links_add(struct extraction *out, struct str url, int likely)
{
    out->links = mem_grow(
        out->links, &out->link_cap, out->link_count + 1, sizeof *out->links);
    out->links[out->link_count++] =
        (struct extract_link){ .url = str_dup(url), .likely = likely };
}

/* Set text to the canonical address and return how likely it leads to an
 * offer; -1 if it is none. */
static int
links_read(struct links_memory *m, struct buf *text, struct str href,
    const struct url *base)
{
    struct links_remembered *r = links_place(m, href);
    struct url u = { 0 };
    int likely;

    buf_reset(text);
    if (links_is_there(m, r, href)) {
        buf_add(text, r->url, r->url_len);
        return r->likely;
    }
    if (url_parse(&u, href, base, NULL) != 0)
        return -1;
    url_canonical(text, &u);
    likely = links_likely(&u);
    links_remember(m, r, href, buf_str(text), likely);
    url_clear(&u);
    return likely;
}

void
links_collect(struct extraction *out, const struct view *v,
    const struct facts *facts, const struct url *base, struct links_memory *m)
{
    struct map *seen = map_new(NULL), *known = map_new(NULL);
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);

    if (m != NULL)
        links_set_origin(m, base);
    links_cards(known, facts);
    for (size_t i = 0;
         i < v->link_count && out->link_count < LIMIT_LINKS_PER_PAGE; i++) {
        struct str href = str_trim(v->links[i].href);
        struct map_item *item;
        int is_new, likely;

        if (v->links[i].nofollow || links_leads_nowhere(href))
            continue;
        /* The same reference twice needs no reading. */
        map_add(seen, href, &is_new);
        if (!is_new || (likely = links_read(m, &text, href, base)) < 0)
            continue;
        item = map_add(known, buf_str(&text), NULL);
        if (item->value.num != LINKS_WRITTEN) {
            links_add(out, buf_str(&text),
                item->value.num == LINKS_CARD ? 1 : likely);
            item->value.num = LINKS_WRITTEN;
        }
    }
    if (facts->next) {
        for (size_t i = 0; i < out->link_count; i++) {
            if (strcmp(out->links[i].url, facts->next) == 0)
                out->links[i].likely = 2;
        }
    }
    buf_clear(&text);
    map_free(seen);
    map_free(known);
}
