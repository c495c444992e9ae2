#include "crawler/extract.h"

#include "base/charset.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/extract_jsonld.h"
#include "crawler/extract_meta.h"
#include "crawler/extract_microdata.h"
#include "crawler/extract_rdfa.h"
#include "crawler/extract_state.h"
#include "crawler/html.h"
#include "crawler/merge.h"

#include <stdlib.h>
#include <string.h>

/* Scratch larger than this is given back after the page that needed it. */
#define SCRATCH_KEPT_BYTES (32u << 20)

struct extractor {
    struct html html;
    struct buf utf8;
};

/* What is known of the page while it is read. */
struct work {
    struct extractor *e;
    const struct page *page;
    struct extraction *out;
    struct facts facts;
    struct url address, base; /* base: with <base href> */
};

int
extractor_new(
    struct extractor **out, const char *profiles_dir, struct fail *fail)
{
    struct extractor *e = mem_new(sizeof *e);

    (void)profiles_dir;
    (void)fail;
    html_init(&e->html);
    e->utf8 = BUF_MAX(LIMIT_BODY_BYTES * 2);
    *out = e;
    return 0;
}

void
extractor_free(struct extractor *e)
{
    if (e == NULL)
        return;
    html_clear(&e->html);
    buf_clear(&e->utf8);
    free(e);
}

const char *
extract_kind_name(enum extract_kind k)
{
    static const char *const names[] = { "other", "product", "list" };

    return names[k];
}

void
extraction_clear(struct extraction *x)
{
    for (size_t i = 0; i < x->listing_count; i++)
        listing_free(x->listings[i]);
    for (size_t i = 0; i < x->link_count; i++)
        free(x->links[i].url);
    free(x->listings);
    free(x->links);
    free(x->reason);
    free(x->canonical);
    free(x->next);
    free(x->charset);
    *x = (struct extraction){ 0 };
}

/* --- Links --- */

static int
link_likely(const struct work *w, struct str url)
{
    for (size_t i = 0; i < w->out->listing_count; i++)
        if (str_eq(listing_get(w->out->listings[i], LISTING_URL), url))
            return 1;
    return w->out->next != NULL && str_is(url, w->out->next) ? 2 : 0;
}

static void
add_link(struct work *w, struct map *seen, struct str href)
{
    struct buf canonical = BUF_MAX(LIMIT_URL_BYTES);
    struct extraction *out = w->out;
    struct url u;
    int is_new;

    href = str_trim(href);
    if (href.len == 0 || href.p[0] == '#' ||
        url_parse(&u, href, &w->base, NULL) != 0)
        return;
    url_canonical(&canonical, &u);
    url_clear(&u);
    map_add(seen, buf_str(&canonical), &is_new);
    if (is_new && canonical.len > 0) {
        out->links = mem_grow(out->links, &out->link_cap, out->link_count + 1,
            sizeof out->links[0]);
        out->links[out->link_count++] =
            (struct extract_link){ str_dup(buf_str(&canonical)),
                link_likely(w, buf_str(&canonical)) };
    }
    buf_clear(&canonical);
}

static void
read_links(struct work *w)
{
    const struct html_node *root = w->e->html.root;
    struct map *seen = map_new(NULL);
    struct html_node *n;

    for (n = w->e->html.root; n != NULL; n = html_next(root, n)) {
        if (w->out->link_count >= LIMIT_LINKS_PER_PAGE)
            break;
        if ((html_is(n, "a") || html_is(n, "area")) &&
            !html_attr_has_word(n, "rel", STR("nofollow")))
            add_link(w, seen, html_attr(n, "href"));
    }
    map_free(seen);
}

/* --- Kind and listings --- */

static void
add_listing(struct extraction *out, struct listing *l)
{
    out->listings = mem_grow(out->listings, &out->listing_cap,
        out->listing_count + 1, sizeof out->listings[0]);
    out->listings[out->listing_count++] = l;
}

static void
read_listings(struct work *w)
{
    struct listing *cards[LIMIT_LISTINGS_PER_PAGE];
    char when[NOW_TEXT_BYTES];
    size_t n = 0;

    if (w->out->kind == EXTRACT_PRODUCT) {
        cards[0] = merge_main(&w->facts, &w->address);
        n = cards[0] != NULL;
    } else if (w->out->kind == EXTRACT_LIST) {
        n = merge_cards(&w->facts, &w->address, cards, LIMIT_LISTINGS_PER_PAGE);
    }
    now_text(w->page->fetched_at_ms, when);
    for (size_t i = 0; i < n; i++) {
        cards[i]->observed = w->out->observed;
        if (listing_get(cards[i], LISTING_LANGUAGE).len == 0 &&
            w->facts.language != NULL)
            listing_set(cards[i], LISTING_LANGUAGE, str_of(w->facts.language));
        if (w->page->fetched_at_ms > 0)
            listing_set(cards[i], LISTING_FETCHED_AT, str_of(when));
        add_listing(w->out, cards[i]);
    }
}

static void
judge(struct work *w)
{
    w->out->kind =
        (w->facts.types & FACT_TYPE_PRODUCT) ? EXTRACT_PRODUCT : EXTRACT_OTHER;
}

/* --- The page --- */

static int
read_tree(struct work *w)
{
    struct str body = buf_str(&w->page->body);
    struct charset charset;
    struct fail fail;

    charset_decide(&charset, body, str_of(w->page->content_type));
    w->out->charset = mem_text(charset.name);
    w->e->utf8.len = 0;
    w->e->utf8.over = 0;
    charset_to_utf8(&w->e->utf8, body, &charset);
    if (html_parse(&w->e->html, buf_str(&w->e->utf8), &fail) != 0) {
        w->out->reason = mem_text(fail.text);
        return -1;
    }
    return 0;
}

/* The address the page came from; of a saved page without one what it says
 * itself, because market and links hang on it. */
static void
find_address(struct work *w)
{
    struct html_node *root = w->e->html.root, *n;
    struct str given = str_of(w->page->final_url);

    if (given.len > 0 && url_parse(&w->address, given, NULL, NULL) == 0)
        return;
    for (n = root; n != NULL; n = html_next(root, n))
        if (html_is(n, "link") &&
            html_attr_has_word(n, "rel", STR("canonical")) &&
            url_parse(
                &w->address, str_trim(html_attr(n, "href")), NULL, NULL) == 0)
            return;
    url_parse(&w->address, STR("http://unknown.invalid/"), NULL, NULL);
}

static void
find_base(struct work *w)
{
    struct html_node *n = html_find(w->e->html.root, "base");

    while (n != NULL && !html_has_attr(n, "href")) {
        n = html_next(w->e->html.root, n);
        while (n != NULL && !html_is(n, "base"))
            n = html_next(w->e->html.root, n);
    }
    if (n == NULL || url_parse(&w->base, str_trim(html_attr(n, "href")),
                         &w->address, NULL) != 0)
        url_parse(&w->base, str_of(w->address.text), NULL, NULL);
}

static void
read_page(struct work *w)
{
    struct html *h = &w->e->html;

    find_base(w);
    extract_meta(&w->facts, h, &w->base);
    extract_jsonld(&w->facts, h, &w->base);
    extract_microdata(&w->facts, h, &w->base);
    extract_rdfa(&w->facts, h, &w->base);
    extract_state(&w->facts, h, &w->base);
    judge(w);
    read_listings(w);
    if (w->facts.canonical != NULL)
        w->out->canonical = mem_text(w->facts.canonical);
    read_links(w);
    url_clear(&w->base);
}

/* One page may have needed much; the next ones do not. */
static void
release_scratch(struct extractor *e)
{
    if (e->html.arena.used_bytes > SCRATCH_KEPT_BYTES)
        html_clear(&e->html);
    if (e->utf8.cap > SCRATCH_KEPT_BYTES) {
        buf_clear(&e->utf8);
        e->utf8 = BUF_MAX(LIMIT_BODY_BYTES * 2);
    }
}

void
extract_page(struct extractor *e, const struct page *p, struct extraction *out)
{
    struct work w = { .e = e, .page = p, .out = out };

    *out = (struct extraction){ .kind = EXTRACT_OTHER };
    if (read_tree(&w) == 0) {
        find_address(&w);
        read_page(&w);
    } else {
        out->observed = PAGE_PARTIAL;
    }
    if (out->reason == NULL)
        out->reason = mem_text("");
    facts_clear(&w.facts);
    url_clear(&w.address);
    release_scratch(e);
}

/* --- Record --- */

struct js *
extraction_to_json(const struct extraction *x, struct str url)
{
    struct js *j = js_new_object(), *listings = js_new_array();
    struct js *links = js_new_array();

    js_set_text(j, "url", url);
    js_set_textz(j, "kind", extract_kind_name(x->kind));
    js_set_textz(j, "observed", page_observed_name(x->observed));
    if (x->reason != NULL && x->reason[0] != '\0')
        js_set_textz(j, "reason", x->reason);
    for (size_t i = 0; i < x->listing_count; i++)
        js_add(listings, listing_to_json(x->listings[i]));
    js_set(j, "listings", listings);
    for (size_t i = 0; i < x->link_count; i++)
        js_add_text(links, str_of(x->links[i].url));
    js_set(j, "links", links);
    if (x->canonical != NULL)
        js_set_textz(j, "canonical", x->canonical);
    if (x->next != NULL)
        js_set_textz(j, "next", x->next);
    if (x->charset != NULL)
        js_set_textz(j, "charset", x->charset);
    return j;
}
