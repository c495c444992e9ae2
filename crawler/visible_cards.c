#include "crawler/visible.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/html_tag.h"

#include <stdlib.h>
#include <string.h>

/* Fewer alike neighbours are no list. */
#define CARD_GROUP_MIN 3
/* A card that is larger than this is a page section. In nodes of the tree. */
#define CARD_NODES_MAX 600
/* The price to pay, the old one, per unit, shipping, savings ... */
#define CARD_PRICES_MAX 8
/* Links of a card looked at. */
#define CARD_LINKS_MAX 20
/* Steps from the link asked for last, before it is searched for. */
#define CARD_NEAR_LINKS 8
/* Siblings looked at on each side. */
#define CARD_SIBLINGS_MAX 6
/* A card with a heading of the first rank is small. */
#define CARD_HEADING_NODES 120
#define CARD_TITLE_MAX 400
/* Bytes: more than this is read on a page of its own. */
#define CARD_TEXT_MAX 1200
/* A title shorter than this gives way to a longer one of the same card. */
#define CARD_TITLE_SHORT 12

/* What is known of an element. */
enum card_fit { CARD_UNKNOWN, CARD_FITS, CARD_FITS_NOT };

static size_t
card_prices(const struct visible *s, const struct html_node *n)
{
    return visible_price_at(s, n->end) - visible_price_at(s, n->order);
}

/* First link whose order is >= order. What is asked for stands mostly near
 * what was asked for before. */
static size_t
card_link_at(struct visible *s, uint32_t order)
{
    const struct view *v = s->view;
    size_t low = 0, high = v->link_count, near = s->near_link;

    for (int steps = 0; steps < CARD_NEAR_LINKS; steps++) {
        if (near < v->link_count && v->links[near].node->order < order)
            near++;
        else if (near > 0 && v->links[near - 1].node->order >= order)
            near--;
        else
            return s->near_link = near;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (v->links[mid].node->order < order)
            low = mid + 1;
        else
            high = mid;
    }
    return s->near_link = low;
}

static size_t
card_image_at(const struct view *v, uint32_t order)
{
    size_t low = 0, high = v->image_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (v->images[mid].node->order < order)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int
card_link_leads(struct str href)
{
    href = str_trim(href);
    if (href.len <= 1 || href.p[0] == '#')
        return 0;
    return !str_is_alpha(href.p[0]) || /* as most */
           (!str_starts_nocase(href, STR("javascript:")) &&
               !str_starts_nocase(href, STR("mailto:")) &&
               !str_starts_nocase(href, STR("tel:")));
}

static int
card_has_link(struct visible *s, const struct html_node *n)
{
    const struct view *v = s->view;

    for (size_t i = card_link_at(s, n->order);
         i < v->link_count && v->links[i].node->order < n->end; i++) {
        if (card_link_leads(v->links[i].href))
            return 1;
    }
    return 0;
}

/* 1 if n could be a card: some prices, a link, not a section of the page. */
static int
card_fits_now(struct visible *s, const struct html_node *n)
{
    size_t prices;

    if (n->end - n->order > CARD_NODES_MAX)
        return 0;
    prices = card_prices(s, n);
    return prices >= 1 && prices <= CARD_PRICES_MAX &&
           view_node_text(s->view, n).len <= CARD_TEXT_MAX &&
           card_has_link(s, n);
}

/* The same of an element, which its neighbours in a list ask, too. */
static int
card_fits(struct visible *s, const struct html_node *n)
{
    unsigned char *fit = &s->fits[n->order];

    if (*fit == CARD_UNKNOWN)
        *fit = card_fits_now(s, n) ? CARD_FITS : CARD_FITS_NOT;
    return *fit == CARD_FITS;
}

static struct str
card_first_word(struct str classes)
{
    struct str word = STR_NONE;

    str_next_word(&classes, &word);
    return word;
}

/* 1 if two elements are cut from the same template. */
static int
card_alike(const struct html_node *a, const struct html_node *b)
{
    struct str x, y;

    if (a->tag != b->tag ||
        (a->tag == HTML_TAG_OTHER && !str_eq(a->name, b->name)))
        return 0;
    if (a->tag == HTML_TAG_LI || a->tag == HTML_TAG_TR || a->tag == HTML_TAG_TD)
        return 1;
    x = html_attr(a, "class");
    y = html_attr(b, "class");
    return (x.len == y.len && str_same(x.p, y.p, x.len)) ||
           str_eq(card_first_word(x), card_first_word(y));
}

/* 1 if one of the nearest siblings on one side is a card like n. */
static int
card_has_sibling(struct visible *s, const struct html_node *n, int forward)
{
    const struct html_node *x = n;
    size_t looked = 0;

    while (looked < CARD_SIBLINGS_MAX) {
        x = forward ? x->next : x->prev;
        if (!x)
            break;
        if (x->kind != HTML_ELEMENT)
            continue;
        looked++;
        if (card_fits(s, x) && card_alike(n, x))
            return 1;
    }
    return 0;
}

/* The smallest element around a price that holds a link and has siblings
 * like it. NULL if there is none. */
static const struct html_node *
card_around(struct visible *s, const struct visible_price *p)
{
    const struct html_node *n = s->view->runs[p->run].node;

    for (; n && n->parent && n->parent->parent; n = n->parent) {
        if (n->end - n->order > CARD_NODES_MAX ||
            card_prices(s, n) > CARD_PRICES_MAX)
            return NULL;
        /* What holds the page's heading is the page's own offer. */
        if (s->view->h1 && view_inside(n, s->view->h1) &&
            n->end - n->order > CARD_HEADING_NODES)
            return NULL;
        /* Those before it were looked at when their own prices were. */
        if (card_fits(s, n) &&
            (card_has_sibling(s, n, 0) || card_has_sibling(s, n, 1)))
            return n;
    }
    return NULL;
}

/* Cards [from, to) have one parent: a list, if enough of them are alike. */
static void
card_keep_group(struct visible *s, size_t from, size_t to, size_t *kept)
{
    size_t n = to - from;

    if (n < CARD_GROUP_MIN)
        return;
    if (n > s->group_largest)
        s->group_largest = n;
    for (size_t i = from; i < to; i++)
        s->cards[(*kept)++] = s->cards[i];
}

/* Of one list: siblings, or in rows that are themselves alike. */
static int
card_neighbours(const struct html_node *a, const struct html_node *b)
{
    if (!card_alike(a, b))
        return 0;
    return a->parent == b->parent ||
           (a->parent && b->parent && a->parent->parent == b->parent->parent &&
               card_alike(a->parent, b->parent));
}

/* Say of each run whether it stands in a card. */
static void
cards_index(struct visible *s)
{
    const struct view *v = s->view;

    s->inside = mem_grow(
        s->inside, &s->inside_cap, v->run_count + 1, sizeof *s->inside);
    memset(s->inside, 0, v->run_count + 1);
    for (size_t i = 0; i < s->card_count; i++) {
        size_t from = view_run_at(v, s->cards[i].node->order);

        memset(
            s->inside + from, 1, view_run_at(v, s->cards[i].node->end) - from);
    }
}

void
visible_cards_find(struct visible *s)
{
    size_t count = 0, from = 0, kept = 0, nodes = s->view->html->node_count;

    s->near_link = 0;
    s->fits = mem_grow(s->fits, &s->fits_cap, nodes + 1, sizeof *s->fits);
    if (s->price_count > 0)
        memset(s->fits, CARD_UNKNOWN, nodes + 1);
    for (size_t i = 0; i < s->price_count; i++) {
        const struct html_node *n;

        if (s->prices[i].flags & (VIEW_FOOTER | VIEW_DIALOG | VIEW_CART))
            continue;
        if (count > 0 && s->prices[i].order < s->cards[count - 1].node->end)
            continue;
        n = card_around(s, &s->prices[i]);
        if (!n || (count > 0 && view_inside(n, s->cards[count - 1].node)))
            continue;
        s->cards =
            mem_grow(s->cards, &s->card_cap, count + 1, sizeof *s->cards);
        s->cards[count++] = (struct visible_card){ .node = n };
    }
    s->group_largest = 0;
    for (size_t i = 1; i <= count; i++) {
        if (i < count &&
            card_neighbours(s->cards[i - 1].node, s->cards[i].node))
            continue;
        card_keep_group(s, from, i, &kept);
        from = i;
    }
    s->card_count = kept;
    cards_index(s);
}

int
visible_in_card(const struct visible *s, uint32_t order)
{
    size_t low = 0, high = s->card_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->cards[mid].node->end <= order)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->card_count && s->cards[low].node->order <= order;
}

size_t
visible_cards_before(const struct visible *s, size_t line)
{
    size_t n = 0;

    if (line >= s->view->line_count)
        return s->card_count;
    while (n < s->card_count &&
           s->cards[n].node->order < s->view->lines[line].order)
        n++;
    return n;
}

/* --- Offers of cards --- */

struct card_title {
    struct str text;
    const struct view_link *link;
    int score;
};

static void
card_title_try(struct card_title *best, struct str text, int score,
    const struct view_link *link)
{
    text = str_trim(text);
    if (text.len == 0 || text.len > CARD_TITLE_MAX)
        return;
    score += text.len >= CARD_TITLE_SHORT ? 4 : 0;
    /* Of two alike, the longer says more. */
    if (score > best->score ||
        (score == best->score && text.len > best->text.len)) {
        best->text = text;
        best->score = score;
        if (link)
            best->link = link;
    }
    if (!best->link)
        best->link = link;
}

static int
card_has_price_at(const struct visible *s, const struct view_run *r)
{
    size_t i = visible_price_at(s, r->order);

    return i < s->price_count && s->prices[i].order == r->order;
}

/* First hit at or behind the text of run number `run`. */
static size_t
card_hit_at(const struct visible *s, size_t run)
{
    const struct view *v = s->view;
    size_t line = v->runs[run].line;

    return v->lines[line].run == run ? s->hit_at[line]
                                     : view_hit_at(v, v->runs[run].at);
}

/* 1 if the text of an element is a price, a count of reviews or a button. */
static int
card_is_noise(
    const struct visible *s, const struct html_node *n, struct str text)
{
    const struct view *v = s->view;
    const struct lexicon_hit *h;
    size_t hit, run;

    if (text.len == 0)
        return 0;
    if (text.len < 60 && card_prices(s, n) > 0)
        return 1;
    run = view_run_at(v, n->order);
    hit = card_hit_at(s, run);
    if (hit == v->hit_count)
        return 0;
    h = &v->hits[hit];
    return h->at == v->runs[run].at && h->len + 4 >= text.len &&
           (h->sense == LEXICON_CART || h->sense == LEXICON_REVIEWS);
}

/* Or-ed flags of the text below n. */
static unsigned
card_flags(const struct view *v, const struct html_node *n)
{
    size_t end = view_run_at(v, n->end);
    unsigned flags = 0;

    for (size_t i = view_run_at(v, n->order); i < end; i++)
        flags |= v->runs[i].flags;
    return flags;
}

static void
card_title_find(
    struct visible *s, const struct html_node *card, struct card_title *best)
{
    const struct view *v = s->view;

    for (size_t i = card_link_at(s, card->order);
         i < v->link_count && v->links[i].node->order < card->end; i++) {
        const struct view_link *link = &v->links[i];
        struct str text, hint = html_attr(link->node, "title");
        int score = 1;

        if (!card_link_leads(link->href))
            continue;
        if (!best->link)
            best->link = link;
        text = view_node_text(v, link->node);
        if (card_is_noise(s, link->node, text))
            continue;
        if (text.len > 0 &&
            view_line_at(v, link->node->order) < v->line_count) {
            unsigned any = card_flags(v, link->node);

            score += any & VIEW_HEADING ? 4 : 0;
            score += any & VIEW_TITLE ? 4 : 0;
            score -= any & VIEW_SELLER ? 4 : 0;
        }
        card_title_try(best, text, score + 1, link);
        /* Titles are often cut in the text and whole in the attribute. */
        if (hint.len > text.len)
            card_title_try(best, hint, score + (text.len > 0 ? 1 : 0), link);
    }
}

/* Text outside links of its own: marked as a title or heading, or the
 * longest of a card that is one link as a whole. */
static void
card_text_find(const struct visible *s, const struct html_node *card,
    struct card_title *best)
{
    const struct view *v = s->view;

    for (size_t i = view_run_at(v, card->order);
         i < v->run_count && v->runs[i].order < card->end; i++) {
        const struct view_run *r = &v->runs[i];
        struct str own = { v->text.p + r->at, r->len };

        if (r->flags & (VIEW_PRICE | VIEW_SELLER | VIEW_BUTTON | VIEW_HIDDEN))
            continue;
        if (r->flags & (VIEW_HEADING | VIEW_TITLE))
            card_title_try(best, view_node_text(v, r->node), 4, NULL);
        else if ((r->flags & VIEW_LINK) && own.len >= CARD_TITLE_SHORT &&
                 !card_has_price_at(s, r))
            card_title_try(best, own, 0, NULL);
    }
}

static struct str
card_image(const struct visible *s, const struct html_node *card)
{
    size_t i = card_image_at(s->view, card->order);

    if (i < s->view->image_count && s->view->images[i].node->order < card->end)
        return s->view->images[i].src;
    return STR_NONE;
}

/* A card that is within a link begins with the link. */
static const struct html_node *
card_whole(const struct html_node *n)
{
    return html_is(n->parent, "a") && !html_is(n, "a") ? n->parent : n;
}

/* What names the card's offer, and which link leads to it. */
static struct card_title
card_title(struct visible *s, const struct html_node *n)
{
    const struct html_node *card = card_whole(n);
    const struct view *v = s->view;
    struct card_title best = { .score = -1 };
    size_t image = card_image_at(v, n->order);

    card_title_find(s, card, &best);
    card_text_find(s, card, &best);
    if (image < v->image_count && v->images[image].node->order < card->end)
        card_title_try(&best, html_attr(v->images[image].node, "alt"), 0, NULL);
    if (best.text.len == 0)
        best.link = NULL;
    return best;
}

static void
card_offer(struct visible *s, const struct html_node *n)
{
    struct card_title best = card_title(s, n);
    const struct html_node *card = card_whole(n);
    struct str src = card_image(s, card);
    struct fact_offer *o;
    struct url url = { 0 };

    if (!best.link ||
        url_parse(&url, str_trim(best.link->href), s->base, NULL) != 0)
        return;
    o = facts_add(s->facts, FACT_VISIBLE, FACT_CARD);
    o->confidence = 0.6;
    listing_set(o->listing, LISTING_URL, str_of(url.text));
    url_clear(&url);
    visible_set_line(o->listing, LISTING_TITLE, best.text);
    visible_price_card(s, card, o->listing, &o->list_price);
    if (src.len > 0 && url_parse(&url, src, s->base, NULL) == 0) {
        listing_add(o->listing, LISTING_IMAGES, str_of(url.text));
        url_clear(&url);
    }
}

void
visible_cards_offers(struct visible *s)
{
    for (size_t i = 0; i < s->card_count && i < LIMIT_LISTINGS_PER_PAGE; i++)
        card_offer(s, s->cards[i].node);
}

/* The one place that all links of a card lead to, if one of them is also its
 * title for sure; NULL if that takes a closer look. */
static const struct view_link *
card_only_link(struct visible *s, const struct html_node *card)
{
    const struct view *v = s->view;
    const struct view_link *found = NULL;
    int titled = 0;

    for (size_t i = card_link_at(s, card->order);
         i < v->link_count && v->links[i].node->order < card->end; i++) {
        const struct view_link *link = &v->links[i];
        struct str text;

        if (!card_link_leads(link->href))
            continue;
        if (found && !str_eq(found->href, link->href))
            return NULL;
        found = link;
        text = view_node_text(v, link->node);
        titled |= text.len > 0 && text.len <= CARD_TITLE_MAX &&
                  !card_is_noise(s, link->node, text) &&
                  !(card_flags(v, link->node) & VIEW_SELLER);
    }
    return titled ? found : NULL;
}

void
visible_cards_links(struct visible *s)
{
    s->link_count = 0;
    s->links =
        mem_grow(s->links, &s->link_cap, s->card_count + 1, sizeof *s->links);
    for (size_t i = 0; i < s->card_count && i < LIMIT_LISTINGS_PER_PAGE; i++) {
        const struct html_node *card = card_whole(s->cards[i].node);
        const struct view_link *link = card_only_link(s, card);

        if (!link)
            link = card_title(s, s->cards[i].node).link;
        if (link)
            s->links[s->link_count++] = (uint32_t)(link - s->view->links);
    }
}
