#include "crawler/links.h"

#include "base/mem.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* Digits in a row that make a number of an article, not a year or a page. */
#define LINKS_NUMBER_DIGITS 5

/* Of an address, as most are: room for that is made at once. */
#define LINKS_BYTES 64

/* References that are remembered, by their hash; longer ones are not. */
#define LINKS_REMEMBERED 1024
#define LINKS_REMEMBERED_BYTES 118

/* Never an offer, whatever number it carries. */
#define LINKS_OTHER (-1)

/* Words lie by their first letter: they are asked for every segment of every
 * link. */
#define LETTERS 26
#define LINKS_WORD_BYTES 11 /* none is longer */

struct links_word {
    struct str text; /* none: the end of a row that is not full */
    int likely;
};

/* Parts of paths that name what lies behind: whole segments. */
static const struct links_word links_segments[LETTERS][14] = {
    ['a' - 'a'] = { { STR("artikel"), 1 }, { STR("angebot"), 1 },
        { STR("account"), LINKS_OTHER }, { STR("agb"), LINKS_OTHER },
        { STR("about"), LINKS_OTHER } },
    ['b' - 'a'] = { { STR("browse"), 2 }, { STR("brand"), 2 },
        { STR("brands"), 2 }, { STR("basket"), LINKS_OTHER },
        { STR("blog"), LINKS_OTHER } },
    ['c' - 'a'] = { { STR("c"), 2 }, { STR("category"), 2 },
        { STR("categories"), 2 }, { STR("categoria"), 2 },
        { STR("categorie"), 2 }, { STR("collection"), 2 },
        { STR("collections"), 2 }, { STR("catalog"), 2 },
        { STR("cart"), LINKS_OTHER }, { STR("checkout"), LINKS_OTHER },
        { STR("contact"), LINKS_OTHER } },
    ['d' - 'a'] = { { STR("dp"), 1 }, { STR("detail"), 1 },
        { STR("datenschutz"), LINKS_OTHER } },
    ['f' - 'a'] = { { STR("faq"), LINKS_OTHER } },
    ['g' - 'a'] = { { STR("goods"), 1 } },
    ['h' - 'a'] = { { STR("help"), LINKS_OTHER },
        { STR("hilfe"), LINKS_OTHER } },
    ['i' - 'a'] = { { STR("item"), 1 }, { STR("itm"), 1 }, { STR("items"), 1 },
        { STR("item.htm"), 1 }, { STR("impressum"), LINKS_OTHER } },
    ['k' - 'a'] = { { STR("kategorie"), 2 }, { STR("kategorien"), 2 },
        { STR("kontakt"), LINKS_OTHER } },
    ['l' - 'a'] = { { STR("listing"), 1 }, { STR("list"), 2 },
        { STR("login"), LINKS_OTHER } },
    ['m' - 'a'] = { { STR("marke"), 2 } },
    ['n' - 'a'] = { { STR("news"), LINKS_OTHER } },
    ['o' - 'a'] = { { STR("offer"), 1 } },
    ['p' - 'a'] = { { STR("product"), 1 }, { STR("products"), 1 },
        { STR("produkt"), 1 }, { STR("produkte"), 1 }, { STR("producto"), 1 },
        { STR("produit"), 1 }, { STR("prodotto"), 1 }, { STR("produto"), 1 },
        { STR("p"), 1 }, { STR("pd"), 1 }, { STR("prd"), 1 },
        { STR("page"), 2 }, { STR("privacy"), LINKS_OTHER } },
    ['r' - 'a'] = { { STR("register"), LINKS_OTHER } },
    ['s' - 'a'] = { { STR("shop"), 2 }, { STR("search"), 2 },
        { STR("suche"), 2 }, { STR("s"), 2 }, { STR("seite"), 2 } },
    ['t' - 'a'] = { { STR("terms"), LINKS_OTHER } },
    ['w' - 'a'] = { { STR("warenkorb"), LINKS_OTHER },
        { STR("wishlist"), LINKS_OTHER } },
};

/* Query parameters that do. */
static const struct links_word links_parameters[LETTERS][7] = {
    ['a' - 'a'] = { { STR("artikel"), 1 } },
    ['c' - 'a'] = { { STR("cat"), 2 }, { STR("category"), 2 },
        { STR("cid"), 2 } },
    ['i' - 'a'] = { { STR("item"), 1 }, { STR("itemid"), 1 } },
    ['o' - 'a'] = { { STR("offset"), 2 } },
    ['p' - 'a'] = { { STR("product_id"), 1 }, { STR("productid"), 1 },
        { STR("pid"), 1 }, { STR("page"), 2 }, { STR("p"), 2 },
        { STR("pg"), 2 } },
    ['q' - 'a'] = { { STR("q"), 2 }, { STR("query"), 2 } },
    ['s' - 'a'] = { { STR("sku"), 1 }, { STR("seite"), 2 },
        { STR("start"), 2 } },
};

static int
links_word_find(const struct links_word *words, size_t row, struct str s)
{
    size_t letter = s.len > 0 && s.len <= LINKS_WORD_BYTES
                        ? (size_t)(str_lower(s.p[0]) - 'a')
                        : LETTERS;

    if (letter >= LETTERS)
        return 0;
    words += letter * row;
    for (size_t i = 0; i < row && words[i].text.len > 0; i++)
        if (words[i].text.len == s.len && str_eq_nocase(words[i].text, s))
            return words[i].likely;
    return 0;
}

/* 1 if it has so many digits in a row; one of those stands at every such
 * distance. */
static int
links_has_number(struct str s)
{
    for (size_t i = LINKS_NUMBER_DIGITS - 1; i < s.len;
         i += LINKS_NUMBER_DIGITS) {
        size_t from = i, to = i;

        while (to < s.len && str_is_digit(s.p[to]))
            to++;
        while (from > 0 && to > i && str_is_digit(s.p[from - 1]))
            from--;
        if (to - from >= LINKS_NUMBER_DIGITS)
            return 1;
    }
    return 0;
}

int
links_likely(const struct url *u)
{
    struct str rest = u->query, segment = STR_NONE, last = STR_NONE;
    size_t segments = 0;
    int likely = 0;

    for (size_t at = 0, end; at < u->path.len; at = end + 1) {
        int l;

        for (end = at; end < u->path.len && u->path.p[end] != '/';)
            end++;
        if (end == at)
            continue;
        segment = str_sub(u->path, at, end - at);
        l = links_word_find(
            links_segments[0], COUNT(links_segments[0]), segment);
        if (l == LINKS_OTHER)
            return 0;
        /* The word must lead to something: "/p/123", not "/products". */
        if (l && !(l == 1 && end + 1 >= u->path.len && u->query.len == 0))
            likely = likely == 1 ? 1 : l;
        else if (l == 1 && !likely)
            likely = 2;
        last = segment;
        segments++;
    }
    while (rest.p && str_next(&rest, '&', &segment)) {
        ptrdiff_t eq = str_find_char(segment, '=', 0);
        int l = eq > 0 ? links_word_find(links_parameters[0],
                             COUNT(links_parameters[0]),
                             str_sub(segment, 0, (size_t)eq))
                       : 0;

        if (l)
            likely = l == 2 && likely == 1 ? 1 : l;
    }
    if (likely == 0 && segments > 0 && links_has_number(last))
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
    return &m->link[str_hash_ends(href) % LINKS_REMEMBERED];
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
    switch (href.len > 0 ? str_lower(href.p[0]) : '#') {
    case '#':
        return 1;
    case 'j':
        return str_starts_nocase(href, STR("javascript:"));
    case 'm':
        return str_starts_nocase(href, STR("mailto:"));
    case 't':
        return str_starts_nocase(href, STR("tel:"));
    default:
        return 0;
    }
}

/* Sites of one page that are known by how references begin. */
#define LINKS_SITES 8
#define LINKS_SITE_BYTES 300

/* One page's collecting. */
struct links_work {
    struct extraction *out;
    const struct url *base;
    struct links_memory *m; /* or NULL */
    /* Canonical: of all links, a NUL behind each, and of the one in work. */
    struct buf text;
    struct buf sites; /* canonical up to the path */
    struct links_site {
        struct str raw; /* as references begin; none: with the path */
        size_t from, len;
    } site[LINKS_SITES];
    size_t site_count;
    struct links_slot {
        uint32_t hash, from; /* in text */
        uint32_t number;     /* of out->links, from 1; 0: a free slot */
    } * slot;
    size_t slots; /* a power of two, at least twice as many as links */
};

/* What stands before the path of an absolute reference; empty if it is none,
 * or a rare one. Its last byte is none that an address is trimmed of. */
static struct str
links_origin(struct str href)
{
    size_t begin = str_starts(href, STR("https://"))  ? 8
                   : str_starts(href, STR("http://")) ? 7
                                                      : 0,
           end = begin;

    while (end < href.len && href.p[end] != '/' && href.p[end] != '?' &&
           href.p[end] != '#' && href.p[end] != '\\' && href.p[end] != '@')
        end++;
    return begin == 0 || end == begin || end > LINKS_SITE_BYTES ||
                   end == href.len || href.p[end] == '@' ||
                   (unsigned char)href.p[end - 1] <= ' '
               ? STR_NONE
               : str_sub(href, 0, end);
}

/* Add the site of root, whose path is a slash. */
static const struct links_site *
links_add_site(struct links_work *w, struct str raw, const struct url *root)
{
    struct links_site *site = &w->site[w->site_count++];

    *site = (struct links_site){ .raw = raw, .from = w->sites.len };
    url_canonical(&w->sites, root);
    buf_cut(&w->sites, w->sites.len - 1);
    site->len = w->sites.len - site->from;
    return site;
}

/* The site of a reference, which may be seen for the first time; NULL if it
 * is not known by how the reference begins. */
static const struct links_site *
links_site_of(struct links_work *w, struct str href)
{
    const struct links_site *site = NULL;
    struct str raw;
    struct url root;

    if (href.len > 0 && href.p[0] == '/')
        return &w->site[0];
    raw = links_origin(href);
    for (size_t i = 1; i < w->site_count && raw.len > 0; i++)
        if (str_eq(w->site[i].raw, raw))
            return &w->site[i];
    if (raw.len == 0 || w->site_count == LINKS_SITES ||
        url_parse(&root, raw, NULL, NULL) != 0)
        return NULL;
    site = links_add_site(w, raw, &root);
    url_clear(&root);
    return site;
}

/* Append the canonical address of a reference to w->text if that is but its
 * site and what stands there behind it; path and query of *u are set to that.
 * 1 if so. */
static int
links_take_plain(struct links_work *w, struct str href, struct url *u)
{
    ptrdiff_t hash = str_find_char(href, '#', 0);
    const struct links_site *site;
    struct str tail = hash < 0 ? href : str_sub(href, 0, (size_t)hash);
    size_t path;

    if (tail.len > LIMIT_URL_BYTES / 2 ||
        (site = links_site_of(w, tail)) == NULL)
        return 0;
    tail = str_sub(tail, site->raw.len, tail.len);
    if (!url_tail_is_plain(tail, &path))
        return 0;
    u->path = str_sub(tail, 0, path);
    u->query = path == tail.len ? STR_NONE : str_sub(tail, path + 1, tail.len);
    buf_adds(&w->text, str_sub(buf_str(&w->sites), site->from, site->len));
    buf_adds(&w->text, tail);
    return 1;
}

/* Append the canonical address to w->text and return how likely it leads to
 * an offer; -1 if it is none. */
static int
links_read(struct links_work *w, struct str href)
{
    struct links_remembered *r = links_place(w->m, href);
    struct url u = { 0 };
    size_t from = w->text.len;
    int likely;

    if (links_is_there(w->m, r, href)) {
        buf_add(&w->text, r->url, r->url_len);
        return r->likely;
    }
    if (!links_take_plain(w, href, &u)) {
        if (url_parse(&u, href, w->base, NULL) != 0)
            return -1;
        url_canonical(&w->text, &u);
    }
    likely = links_likely(&u);
    url_clear(&u);
    if (w->text.len - from > LIMIT_URL_BYTES)
        return -1;
    links_remember(
        w->m, r, href, str_sub(buf_str(&w->text), from, w->text.len), likely);
    return likely;
}

/* The slot of the address that stands in w->text from there on, or the free
 * one where it would be. */
static struct links_slot *
links_slot(struct links_work *w, size_t from)
{
    struct str url = str_sub(buf_str(&w->text), from, w->text.len);
    uint64_t hash = str_hash_seeded(url, (uintptr_t)w->slot);

    for (size_t i = hash;; i++) {
        struct links_slot *s = &w->slot[i & (w->slots - 1)];

        if (s->number == 0)
            s->hash = (uint32_t)(hash >> 32);
        else if (s->hash != (uint32_t)(hash >> 32) ||
                 w->out->links[s->number - 1].url.len != url.len ||
                 memcmp(w->text.p + s->from, url.p, url.len) != 0)
            continue;
        return s;
    }
}

/* The link to where a reference leads, or NULL; one that is new is added if
 * it may be. */
static struct extract_link *
links_find(struct links_work *w, struct str href, int may_add)
{
    struct extraction *out = w->out;
    size_t from = w->text.len;
    int likely = links_read(w, href);
    struct links_slot *s = likely < 0 ? NULL : links_slot(w, from);

    if (s == NULL || s->number > 0 || !may_add) {
        buf_cut(&w->text, from);
        return s == NULL || s->number == 0 ? NULL : &out->links[s->number - 1];
    }
    s->from = (uint32_t)from;
    out->links = mem_grow(
        out->links, &out->link_cap, out->link_count + 1, sizeof *out->links);
    out->links[out->link_count] =
        (struct extract_link){ .url = { NULL, w->text.len - from },
            .likely = likely };
    s->number = (uint32_t)++out->link_count;
    buf_addc(&w->text, '\0');
    return &out->links[s->number - 1];
}

static void
links_begin(struct links_work *w, size_t links)
{
    struct url root = *w->base;

    if (w->m != NULL)
        links_set_origin(w->m, w->base);
    root.path = STR("/");
    root.query = STR_NONE;
    links_add_site(w, STR_NONE, &root);
    if (links > LIMIT_LINKS_PER_PAGE)
        links = LIMIT_LINKS_PER_PAGE;
    w->out->links = mem_grow(
        w->out->links, &w->out->link_cap, links, sizeof *w->out->links);
    buf_room(&w->text, links * LINKS_BYTES);
    for (w->slots = 16; w->slots < 2 * links; w->slots *= 2)
        ;
    w->slot = mem_array(w->slots, sizeof *w->slot);
}

/* 1 if a card is known by that link. */
static int
links_is_card(const struct facts *facts, size_t *card, size_t link)
{
    while (*card < facts->card_link_count && facts->card_links[*card] < link)
        ++*card;
    return *card < facts->card_link_count && facts->card_links[*card] == link;
}

static void
links_add_all(
    struct links_work *w, const struct view *v, const struct facts *facts)
{
    struct extract_link *link = NULL;
    struct str before = STR_NONE;

    for (size_t i = 0, card = 0; i < v->link_count; i++) {
        struct str href = str_trim(v->links[i].href);
        int may_add =
            !v->links[i].nofollow && w->out->link_count < LIMIT_LINKS_PER_PAGE;

        if (!may_add || links_leads_nowhere(href))
            continue;
        /* An offer's picture and its title lead to one place. */
        if (href.len != before.len || !str_same(href.p, before.p, href.len))
            link = links_find(w, href, 1);
        before = href;
        if (link != NULL && links_is_card(facts, &card, i))
            link->likely = 1;
    }
}

static void
links_tell_card(struct links_work *w, struct str href)
{
    struct extract_link *link = links_find(w, href, 0);

    if (link != NULL)
        link->likely = 1;
}

/* What else names cards and the next page. */
static void
links_tell(
    struct links_work *w, const struct view *v, const struct facts *facts)
{
    struct extract_link *next;

    for (size_t i = 0; i < facts->card_link_count; i++) {
        const struct view_link *link = &v->links[facts->card_links[i]];
        struct str href = str_trim(link->href);

        if ((link->nofollow || w->out->link_count == LIMIT_LINKS_PER_PAGE) &&
            !links_leads_nowhere(href))
            links_tell_card(w, href);
    }
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact_offer *o = &facts->offers[i];
        struct str address = listing_get(o->listing, LISTING_URL);

        /* Those that are seen are known by their links. */
        if (o->role != FACT_MAIN && o->source != FACT_VISIBLE &&
            address.len > 0)
            links_tell_card(w, address);
    }
    if (facts->next != NULL &&
        (next = links_find(w, str_of(facts->next), 0)) != NULL)
        next->likely = 2;
}

void
links_collect(struct extraction *out, const struct view *v,
    const struct facts *facts, const struct url *base, struct links_memory *m)
{
    struct links_work w = { .out = out,
        .base = base,
        .m = m,
        .sites = BUF_MAX(LINKS_SITES * LIMIT_URL_BYTES),
        .text = BUF_MAX((size_t)LIMIT_LINKS_PER_PAGE * 4 * LIMIT_URL_BYTES) };
    const char *p;

    links_begin(&w, v->link_count);
    links_add_all(&w, v, facts);
    links_tell(&w, v, facts);
    p = out->link_text = buf_take(&w.text);
    for (size_t i = 0; i < out->link_count; i++) {
        out->links[i].url.p = p;
        p += out->links[i].url.len + 1;
    }
    buf_clear(&w.sites);
    free(w.slot);
}
