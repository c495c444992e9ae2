#include "crawler/extract.h"

#include "base/charset.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/extract_jsonld.h"
#include "crawler/extract_meta.h"
#include "crawler/extract_microdata.h"
#include "crawler/extract_profile.h"
#include "crawler/extract_rdfa.h"
#include "crawler/extract_state.h"
#include "crawler/extract_visible.h"
#include "crawler/html.h"
#include "crawler/language.h"
#include "crawler/links.h"
#include "crawler/merge.h"
#include "crawler/page_kind.h"
#include "crawler/page_state.h"
#include "crawler/pagination.h"

#include <stdlib.h>
#include <string.h>

/* Scratch larger than this is given back after the page that needed it. */
#define SCRATCH_KEPT_BYTES (32u << 20)
/* Letter statistics are settled after a page of text. */
#define LANGUAGE_BYTES 2000

struct extractor {
    struct html html;
    struct view view;
    struct visible *visible;        /* owned */
    struct language *language;      /* owned */
    struct site_profiles *profiles; /* owned or NULL */
    struct links_memory *links;     /* owned */
    struct pagination_words pagination;
    struct buf utf8; /* of a page in another encoding */
};

/* What is known of the page while it is read. */
struct work {
    struct extractor *e;
    const struct page *page;
    struct extraction *out;
    struct facts facts;
    struct visible_signs signs;
    struct url address, base; /* base: with <base href> */
    enum extract_kind told;   /* by the site profile */
    int is_told;
};

int
extractor_new(
    struct extractor **out, const char *profiles_dir, struct fail *fail)
{
    struct extractor *e = mem_new(sizeof *e);

    html_init(&e->html);
    view_init(&e->view);
    e->visible = extract_visible_new();
    e->links = links_memory_new();
    pagination_words_init(&e->pagination);
    if (profiles_dir != NULL)
        e->profiles = site_profiles_new();
    e->utf8 = BUF_MAX(LIMIT_BODY_BYTES * 2);
    if (language_new(&e->language, fail) != 0 ||
        (profiles_dir != NULL &&
            site_profiles_add_folder(e->profiles, profiles_dir, fail) != 0)) {
        extractor_free(e);
        return -1;
    }
    *out = e;
    return 0;
}

void
extractor_free(struct extractor *e)
{
    if (e == NULL)
        return;
    language_free(e->language);
    links_memory_free(e->links);
    site_profiles_free(e->profiles);
    extract_visible_free(e->visible);
    view_clear(&e->view);
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
    free(x->listings);
    free(x->links);
    free(x->link_text);
    free(x->reason);
    free(x->canonical);
    free(x->next);
    free(x->charset);
    *x = (struct extraction){ 0 };
}

int
extractor_renders(const struct extractor *e, struct str host)
{
    const struct site_profile *p;

    if (host.len == 0)
        return site_profiles_render(e->profiles);
    p = site_profiles_find(e->profiles, host);
    return p != NULL && p->render;
}

/* --- Kind and listings --- */

static void
add_listing(struct extraction *out, struct listing *l)
{
    out->listings = mem_grow(out->listings, &out->listing_cap,
        out->listing_count + 1, sizeof out->listings[0]);
    out->listings[out->listing_count++] = l;
}

/* The language of the offers: of what the shop wrote about the product where
 * that is long enough to tell, else of the page. */
static const char *
decide_language(const struct work *w, const struct listing *l)
{
    struct buf text = BUF_MAX(2 * LANGUAGE_BYTES);
    struct str description = listing_get(l, LISTING_DESCRIPTION);
    const char *code;

    buf_adds(&text, utf8_cut(listing_get(l, LISTING_TITLE), LANGUAGE_BYTES));
    buf_addc(&text, '\n');
    if (description.len > LANGUAGE_BYTES / 8)
        buf_adds(&text, utf8_cut(description, LANGUAGE_BYTES / 2));
    else
        buf_adds(&text, utf8_cut(buf_str(&w->e->view.text), LANGUAGE_BYTES));
    code = language_decide(
        w->e->language, buf_str(&text), str_of(w->facts.language));
    buf_clear(&text);
    return code;
}

static void
read_listings(struct work *w)
{
    struct listing *cards[LIMIT_LISTINGS_PER_PAGE];
    char when[NOW_TEXT_BYTES];
    const char *language;
    size_t n = 0;

    if (w->out->kind == EXTRACT_PRODUCT) {
        cards[0] = merge_main(&w->facts, &w->address);
        n = cards[0] != NULL;
    } else if (w->out->kind == EXTRACT_LIST) {
        n = merge_cards(&w->facts, &w->address, cards, LIMIT_LISTINGS_PER_PAGE);
    }
    language = n > 0 ? decide_language(w, cards[0]) : "";
    now_text(w->page->fetched_at_ms, when);
    for (size_t i = 0; i < n; i++) {
        /* A card is a part of its offer: what it leaves out may well stand
         * on the offer's own page, so it proves no absence. */
        cards[i]->observed =
            w->out->kind == EXTRACT_LIST && w->out->observed == PAGE_OBSERVED
                ? PAGE_PARTIAL
                : w->out->observed;
        listing_set(cards[i], LISTING_LANGUAGE, str_of(language));
        if (w->page->fetched_at_ms > 0)
            listing_set(cards[i], LISTING_FETCHED_AT, str_of(when));
        add_listing(w->out, cards[i]);
    }
}

/* What a browser did not show may be there: no more than partial. A wall stays
 * one. */
static void
judge_rendering(struct work *w, const char **reason)
{
    const struct page *p = w->page;

    if (w->out->observed == PAGE_BLOCKED)
        return;
    if (p->render_why[0] != '\0')
        *reason = p->render_why;
    else if (p->rendered.len == 0 && extractor_renders(w->e, w->address.host))
        *reason = "needs a browser";
    else
        return;
    w->out->observed = PAGE_PARTIAL;
}

static void
judge(struct work *w)
{
    struct page_state_input in = { .status = w->page->status,
        .outcome = w->page->outcome,
        .rendered = w->page->rendered.len > 0,
        .tree_truncated = w->e->html.truncated || w->e->view.cut,
        .view = &w->e->view,
        .facts = &w->facts,
        .signs = &w->signs };
    struct page_kind kind;
    const char *reason;

    w->out->observed = page_state_judge(&in, &reason);
    judge_rendering(w, &reason);
    w->out->reason = mem_text(reason);
    page_kind_judge(&kind, &w->e->view, &w->facts, &w->signs, &w->address);
    if (w->is_told)
        kind.kind = w->told;
    /* Nothing is read off a wall. */
    w->out->kind = w->out->observed == PAGE_BLOCKED ? EXTRACT_OTHER : kind.kind;
}

/* --- The page --- */

static int
read_tree(struct work *w)
{
    struct str type, text, body = page_content(w->page, &type);
    struct charset charset;
    struct fail fail;

    charset_settle(&charset, body, type);
    w->out->charset = mem_text(charset.name);
    if (!charset_is_text(body, &charset, &text)) {
        buf_reset(&w->e->utf8);
        charset_to_utf8(&w->e->utf8, body, &charset);
        text = buf_str(&w->e->utf8);
    }
    if (html_parse(&w->e->html, text, &fail) != 0) {
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
    struct html_node *n;
    struct str given = str_of(w->page->final_url);

    if (given.len > 0 && url_parse(&w->address, given, NULL, NULL) == 0)
        return;
    for (n = w->e->html.links; n != NULL; n = n->same)
        if (html_attr_has_word(n, "rel", STR("canonical")) &&
            url_parse(
                &w->address, str_trim(html_attr(n, "href")), NULL, NULL) == 0)
            return;
    url_parse(&w->address, STR("http://unknown.invalid/"), NULL, NULL);
}

static void
find_base(struct work *w)
{
    struct str href = str_trim(w->e->view.base);

    if (href.len == 0 || url_parse(&w->base, href, &w->address, NULL) != 0)
        url_parse(&w->base, str_of(w->address.text), NULL, NULL);
}

/* The next page as the page links it; the facts keep it in canonical form, in
 * which links are compared. A product page's pager turns its reviews. */
static void
find_next(struct work *w)
{
    if (w->out->kind == EXTRACT_PRODUCT)
        return;
    w->out->next =
        pagination_next(&w->e->pagination, &w->e->html, &w->address, &w->base);
    if (w->out->next != NULL)
        w->facts.next = url_resolve(STR_NONE, str_of(w->out->next), NULL);
}

static void
read_page(struct work *w)
{
    struct html *h = &w->e->html;
    struct view *v = &w->e->view;
    struct visible *visible = w->e->visible;

    view_build(v, h);
    find_base(w);
    extract_meta(&w->facts, h, &w->base);
    extract_jsonld(&w->facts, h, &w->base);
    extract_microdata(&w->facts, h, &w->base);
    extract_rdfa(&w->facts, h, &w->base);
    extract_visible(visible, &w->facts, v, &w->base, &w->signs);
    extract_state(&w->facts, h, &w->base);
    /* A profile may drop what cards say. */
    if (site_profiles_find(w->e->profiles, w->base.host) != NULL)
        extract_visible_cards(visible);
    w->is_told =
        extract_profile(&w->facts, w->e->profiles, h, &w->base, &w->told);
    judge(w);
    if (w->out->kind == EXTRACT_LIST)
        extract_visible_cards(visible);
    read_listings(w);
    if (w->facts.canonical != NULL)
        w->out->canonical = mem_text(w->facts.canonical);
    find_next(w);
    extract_visible_links(visible);
    links_collect(w->out, v, &w->facts, &w->base, w->e->links);
    url_clear(&w->base);
}

/* One page may have needed much; the next ones do not. */
static void
release_scratch(struct extractor *e)
{
    if (e->html.arena.used_bytes > SCRATCH_KEPT_BYTES) {
        html_clear(&e->html);
        view_clear(&e->view);
        view_init(&e->view);
        extract_visible_free(e->visible);
        e->visible = extract_visible_new();
    }
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
        js_add_text(links, x->links[i].url);
    js_set(j, "links", links);
    if (x->canonical != NULL)
        js_set_textz(j, "canonical", x->canonical);
    if (x->next != NULL)
        js_set_textz(j, "next", x->next);
    if (x->charset != NULL)
        js_set_textz(j, "charset", x->charset);
    return j;
}
