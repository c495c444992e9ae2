#include "crawler/visible.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

#define OFFER_TITLE_MAX 400
/* Pages with more headings than this are made to keep us busy. */
#define OFFER_TITLES_MAX 500
/* Of the words of a heading in the page's title, by length. */
#define OFFER_NAMED_SHARE 0.6
/* The stock is said within so many lines of the title; further down it is
 * another product's. */
#define OFFER_STOCK_LINES 120
#define OFFER_STOCK_LINE_MAX 120
#define OFFER_DESCRIPTION_MIN 40
/* What the page's own title may add to the points of a heading: by the words
 * that it has of it, those that it shares, and if the offer's name opens it. */
#define OFFER_OVERLAP_POINTS 5
#define OFFER_SHARED_POINTS 2
#define OFFER_OPENS_POINTS 2
/* A page's title has some fifty pairs of bytes. */
#define OFFER_PAIRS 4096
/* Pictures stand beside the title: not many lines before it. */
#define OFFER_IMAGE_LINES 12

void
visible_set_line(struct listing *l, enum listing_field f, struct str text)
{
    char *line = str_dup(text);

    for (size_t i = 0; i < text.len; i++) {
        if (line[i] == '\n')
            line[i] = ' ';
    }
    listing_set(l, f, (struct str){ line, text.len });
    free(line);
}

/* --- Title --- */

/* Which pairs of bytes a text has, by a hash: what it has not is not looked
 * for. */
struct offer_pairs {
    uint64_t has[OFFER_PAIRS / 64];
};

static unsigned
offer_pair(const char *p)
{
    unsigned first = (unsigned char)p[0], second = (unsigned char)p[1];

    return (first * 37 ^ second) % OFFER_PAIRS;
}

static void
offer_pairs_of(struct offer_pairs *pairs, struct str text)
{
    *pairs = (struct offer_pairs){ { 0 } };
    for (size_t i = 0; i + 1 < text.len; i++) {
        unsigned pair = offer_pair(text.p + i);

        pairs->has[pair / 64] |= UINT64_C(1) << pair % 64;
    }
}

/* 0 if a text of these pairs cannot hold the word. */
static int
offer_may_hold(const struct offer_pairs *pairs, struct str word)
{
    unsigned first, last;

    if (pairs == NULL || word.len < 2)
        return 1;
    first = offer_pair(word.p);
    last = offer_pair(word.p + word.len - 2);
    return (int)(pairs->has[first / 64] >> first % 64 &
                 pairs->has[last / 64] >> last % 64 & 1);
}

/* Share of the words of `a` that stand in `b`, both lower case. The pairs are
 * b's, or NULL. */
static double
offer_overlap(struct str a, struct str b, const struct offer_pairs *pairs)
{
    struct str word;
    size_t words = 0, found = 0;

    while (str_next_word(&a, &word)) {
        words += word.len;
        if (offer_may_hold(pairs, word) && str_find(b, word, 0) >= 0)
            found += word.len;
    }
    return words ? (double)found / (double)words : 0;
}

static struct str
offer_lower(struct buf *out, struct str s)
{
    char *p;

    buf_reset(out);
    p = buf_room(out, s.len);
    if (!p)
        return STR_NONE;
    lexicon_lower(p, s);
    out->len = s.len;
    return buf_str(out);
}

/* The page title without the shop's name: the part of "A | B", "A - B" that
 * is longest. */
static struct str
offer_title_part(struct str title)
{
    static const char *const marks[] = { " | ", " - ", " – ", " — ",
        " :: ", " » ", " • ", "｜", " : " };
    struct str best = title;

    for (size_t i = 0; i < COUNT(marks); i++) {
        struct str mark = str_of(marks[i]), rest = best, part = STR_NONE;
        ptrdiff_t at = str_find(rest, mark, 0);

        if (at < 0)
            continue;
        while (at >= 0) {
            struct str head = str_sub(rest, 0, (size_t)at);

            if (head.len > part.len)
                part = head;
            rest = str_sub(rest, (size_t)at + mark.len, rest.len);
            at = str_find(rest, mark, 0);
        }
        if (rest.len > part.len)
            part = rest;
        best = part;
    }
    return str_trim(best);
}

/* The element that holds the whole of a title: the run's own, or the heading
 * around it. */
static const struct html_node *
offer_title_node(const struct html_node *n)
{
    for (const struct html_node *up = n; up; up = up->parent) {
        if (up->name.len == 2 && up->name.p[0] == 'h' &&
            str_is_digit(up->name.p[1]))
            return up;
        if (up->flags & HTML_BLOCK)
            break;
    }
    return n;
}

/* 1 if a piece of a heading is a note to it, in an element of its own:
 * <h2>Max<span class="subtitle">: a novel</span> <i>(Hardcover)</i></h2>. */
static int
offer_is_note(
    const struct view *v, const struct view_run *r, const struct html_node *n)
{
    struct str text = str_trim((struct str){ v->text.p + r->at, r->len });
    struct str class = html_attr(r->node, "class");

    if (r->node == n || text.len == 0)
        return 0;
    return (r->flags & VIEW_SKU) != 0 ||
           str_find_nocase(class, STR("subtitle"), 0) >= 0 ||
           str_find_nocase(class, STR("sub-title"), 0) >= 0 ||
           (text.p[0] == '(' && text.p[text.len - 1] == ')');
}

/* The heading's text up to the first note. */
static struct str
offer_heading_text(const struct view *v, const struct html_node *n)
{
    struct str text = view_node_text(v, n);

    for (size_t i = view_run_at(v, n->order); i < v->run_count; i++) {
        const struct view_run *r = &v->runs[i];
        const char *from = v->text.p + r->at;

        if (r->order >= n->end)
            break;
        if (from > text.p && offer_is_note(v, r, n))
            return str_trim(str_sub(text, 0, (size_t)(from - text.p)));
    }
    return text;
}

/* Bytes of the heading that the page's own title begins with: the whole, or
 * what stands before a line break; 0: none. */
static size_t
offer_name_bytes(struct str lower, struct str page_title)
{
    static const char *const marks[] = { " : ", " | " };
    struct str head = lower;
    ptrdiff_t at;

    if (!str_starts(page_title, str_sub(lower, 0, 3)))
        return 0;
    if (lower.len >= 3 && str_starts(page_title, lower))
        return lower.len;
    /* "Name : a subtitle", where the page's title has the name alone. */
    for (size_t i = 0; i < COUNT(marks); i++) {
        at = str_find(lower, str_of(marks[i]), 0);
        if (at >= 3 && str_starts(page_title, str_sub(lower, 0, (size_t)at)))
            return (size_t)at;
    }
    at = str_find_char(lower, '\n', 0);
    if (at > 0)
        head = str_trim(str_sub(lower, 0, (size_t)at));
    return head.len >= 3 && head.len < lower.len && str_starts(page_title, head)
               ? head.len
               : 0;
}

/* The page's own title in lower case. */
struct offer_page_title {
    struct str text;
    struct offer_pairs pairs;
};

/* Points for where a heading stands and how it is marked. */
static double
offer_place_score(const struct visible *s, const struct view_run *r,
    const struct html_node *n)
{
    double score = 0;

    if (html_is(n, "h1"))
        score += 4;
    else if (r->flags & VIEW_HEADING)
        score += 1;
    if (r->flags & VIEW_TITLE)
        score += r->flags & VIEW_PRODUCT ? 3 : 1;
    if (str_is(html_attr(n, "itemprop"), "name"))
        score += 2;
    if (r->flags & (VIEW_HIDDEN | VIEW_DIALOG | VIEW_REVIEW))
        score -= 4;
    if (r->flags & (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE | VIEW_CRUMB))
        score -= 4;
    if (r->flags & (VIEW_PRICE | VIEW_SELLER | VIEW_OPTION))
        score -= 3;
    if (s->inside[r - s->view->runs])
        score -= 5;
    return score;
}

/* Points of a heading; at most `best` if they are no more than that. */
static double
offer_title_score(const struct visible *s, const struct view_run *r,
    const struct offer_page_title *page, double best)
{
    const struct view *v = s->view;
    const struct html_node *n = offer_title_node(r->node);
    double score = offer_place_score(s, r, n), opens;
    struct str text, lower;

    /* Nearly all: what follows looks for each word in the other title. */
    if (score + OFFER_OVERLAP_POINTS + OFFER_SHARED_POINTS +
            OFFER_OPENS_POINTS <=
        best)
        return score;
    text = offer_heading_text(v, n);
    lower = (struct str){ v->lower.p + (text.p - v->text.p), text.len };
    if (text.len < 2 || text.len > OFFER_TITLE_MAX)
        return -100;
    if (str_starts(lower, STR("by ")) || str_starts(lower, STR("von ")))
        score -= 3; /* who made it, not what it is */
    if (page->text.len == 0)
        return score;
    score +=
        OFFER_OVERLAP_POINTS * offer_overlap(lower, page->text, &page->pairs);
    /* "Lamp X1 by Acme: the shop": the offer's name opens the title. */
    opens = offer_name_bytes(lower, page->text) > 0 ? OFFER_OPENS_POINTS : 0;
    if (score + OFFER_SHARED_POINTS + opens > best)
        score += OFFER_SHARED_POINTS * offer_overlap(page->text, lower, NULL);
    return score + opens;
}

static void
offer_title_set(const struct visible *s, struct listing *l,
    const struct view_run *r, struct str page_title)
{
    const struct view *v = s->view;
    struct str text = offer_heading_text(v, offer_title_node(r->node));
    struct str lower = { v->lower.p + (text.p - v->text.p), text.len };
    size_t bytes = offer_name_bytes(lower, page_title);

    visible_set_line(l, LISTING_TITLE, bytes ? str_sub(text, 0, bytes) : text);
}

/* 1 if the page's own title speaks of the chosen heading: the page is about
 * it. A home page's title names the shop. */
static int
offer_is_named(
    const struct view *v, const struct view_run *r, struct str page_title)
{
    struct str text = offer_heading_text(v, offer_title_node(r->node));
    struct str lower = { v->lower.p + (text.p - v->text.p), text.len };

    return offer_overlap(lower, page_title, NULL) >= OFFER_NAMED_SHARE;
}

/* Headings, what a class calls a title, and text with which the page's own
 * title begins. */
static int
offer_may_be_title(
    const struct view *v, const struct view_run *r, struct str page_title)
{
    struct str lower = { v->lower.p + r->at, r->len };

    if (r->flags & (VIEW_HEADING | VIEW_TITLE))
        return 1;
    return r->len >= 3 && page_title.len > 0 && page_title.p[0] == lower.p[0] &&
           str_starts(page_title, lower);
}

void
visible_title_read(struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    struct offer_page_title page = { .text = offer_lower(&s->text,
                                         utf8_cut(v->title, OFFER_TITLE_MAX)) };
    size_t looked = 0;
    const struct view_run *best = NULL;
    double best_score = 3.5;
    const struct html_node *last = NULL;

    offer_pairs_of(&page.pairs, page.text);
    for (size_t i = 0; i < v->run_count && looked < OFFER_TITLES_MAX; i++) {
        const struct view_run *r = &v->runs[i];
        double score;

        if (r->node == last || !offer_may_be_title(v, r, page.text))
            continue;
        last = r->node;
        looked++;
        score = offer_title_score(s, r, &page, best_score);
        if (score > best_score) {
            best_score = score;
            best = r;
        }
    }
    if (best) {
        s->has_title = 1;
        s->title_line = (uint32_t)view_line_of(v, best->at);
        offer_title_set(s, l, best, page.text);
        s->title_named = offer_is_named(v, best, page.text);
    } else if (v->title.len > 0) {
        listing_set(l, LISTING_TITLE, offer_title_part(v->title));
    }
}

/* --- Stock --- */

static int
offer_stock_score(
    const struct visible *s, const struct lexicon_hit *h, size_t line)
{
    const struct view_line *l = &s->view->lines[line];
    unsigned flags = view_flags_at(s->view, h->at, h->len);
    int score = 4;

    if (l->len > OFFER_STOCK_LINE_MAX || line >= s->main_end)
        return -1;
    if (flags & (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE | VIEW_DIALOG | VIEW_CART |
                    VIEW_REVIEW | VIEW_HIDDEN | VIEW_OPTION))
        return -1;
    if (visible_line_in_card(s, line))
        return -1;
    if (flags & VIEW_STOCK)
        score += 4;
    if (h->at == l->at)
        score += 2;
    if (l->len <= h->len + 20)
        score += 2;
    if (flags & VIEW_LINK)
        score -= 2;
    if (s->has_title && line < s->title_line)
        score -= 3;
    if (s->has_title && line > s->title_line + OFFER_STOCK_LINES)
        score -= 4;
    /* That something is missing is said more plainly than that it is not. */
    if (h->value == 1 || h->value == 5)
        score += 1;
    return score;
}

static void
offer_stock_read(struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    const struct lexicon_hit *best = NULL;
    int best_score = 3;

    for (size_t i = 0; i < v->hit_count; i++) {
        const struct lexicon_hit *h = &v->hits[i];
        size_t line;
        int score;

        if (h->sense != LEXICON_STOCK && h->sense != LEXICON_CART)
            continue;
        line = view_line_of(v, h->at);
        if (h->sense == LEXICON_CART) {
            if (v->lines[line].len <= h->len + 12u && line < s->main_end &&
                !visible_line_in_card(s, line) &&
                !(v->lines[line].any & (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE)))
                s->can_buy = 1;
            continue;
        }
        score = offer_stock_score(s, h, line);
        if (score > best_score) {
            best_score = score;
            best = h;
        }
    }
    if (best)
        listing_set(
            l, LISTING_AVAILABILITY, str_of(lexicon_stock_name(best->value)));
    else if (s->can_buy)
        listing_set(l, LISTING_AVAILABILITY, STR("in_stock"));
}

/* --- Pictures, breadcrumb, description --- */

static void
offer_images_read(const struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    uint32_t end =
        s->main_end < v->line_count ? v->lines[s->main_end].order : UINT32_MAX;
    size_t found = 0, first = s->title_line > OFFER_IMAGE_LINES
                                  ? s->title_line - OFFER_IMAGE_LINES
                                  : 0;
    uint32_t start =
        s->has_title && first < v->line_count ? v->lines[first].order : 0;

    for (size_t i = 0; i < v->image_count && found < 12; i++) {
        const struct view_image *im = &v->images[i];
        struct url url = { 0 };

        if ((im->flags & (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE | VIEW_DIALOG |
                             VIEW_REVIEW | VIEW_RATING)) ||
            im->node->order > end || im->node->order < start ||
            visible_in_card(s, im->node->order))
            continue;
        /* Icons and counting pixels. */
        if (str_ends_nocase(im->src, STR(".gif")) ||
            str_ends_nocase(im->src, STR(".svg")) ||
            str_find_nocase(im->src, STR("logo"), 0) >= 0 ||
            str_find_nocase(im->src, STR("icon"), 0) >= 0 ||
            str_find_nocase(im->src, STR("pixel"), 0) >= 0)
            continue;
        if (url_parse(&url, str_trim(im->src), s->base, NULL) != 0)
            continue;
        listing_add(l, LISTING_IMAGES, str_of(url.text));
        url_clear(&url);
        found++;
    }
}

static void
offer_breadcrumb_read(const struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    size_t found = 0;

    if (!(v->any & VIEW_CRUMB))
        return;
    for (size_t i = 0; i < v->run_count && found < 10; i++) {
        const struct view_run *r = &v->runs[i];
        struct str t = { v->text.p + r->at, r->len };

        if (!(r->flags & VIEW_CRUMB) || !(r->flags & VIEW_LINK))
            continue;
        if (found > 0 && r->order > v->runs[i - 1].order + 400)
            break;
        t = str_trim(t);
        if (t.len < 2 || t.len > 80)
            continue;
        listing_add(l, LISTING_CATEGORY, t);
        found++;
    }
}

static void
offer_description_read(struct visible *s, struct listing *l)
{
    const struct view *v = s->view;
    size_t from = s->has_title ? s->title_line : 0, end;
    struct buf *text = &s->text;

    buf_reset(text);
    /* The marked element, else the lines below the heading that says so. */
    for (size_t i = from; i < v->line_count && (v->any & VIEW_DESCRIPTION);
         i++) {
        const struct view_line *line = &v->lines[i];

        if (!(line->any & VIEW_DESCRIPTION) ||
            (line->any & (VIEW_REVIEW | VIEW_ASIDE | VIEW_FOOTER | VIEW_NAV)) ||
            visible_line_in_card(s, i))
            continue;
        buf_adds(text, view_line_text(v, i));
        buf_addc(text, '\n');
    }
    for (size_t h =
             view_hit_at(v, from < v->line_count ? v->lines[from].at : 0);
         text->len < OFFER_DESCRIPTION_MIN && h < v->hit_count; h++) {
        size_t line;

        if (v->hits[h].sense != LEXICON_LABEL ||
            v->hits[h].value != LABEL_DESCRIPTION)
            continue;
        line = view_line_of(v, v->hits[h].at);
        if (v->lines[line].len > v->hits[h].len + 3u ||
            (v->lines[line].any & (VIEW_NAV | VIEW_FOOTER)))
            continue;
        buf_reset(text);
        end = line + 30 < v->line_count ? line + 30 : v->line_count;
        for (size_t i = line + 1; i < end; i++) {
            if (v->lines[i].any & VIEW_HEADING)
                break;
            buf_adds(text, view_line_text(v, i));
            buf_addc(text, '\n');
        }
    }
    if (text->len >= OFFER_DESCRIPTION_MIN)
        listing_set(l, LISTING_DESCRIPTION, buf_str(text));
}

void
visible_offer_read(struct visible *s, struct listing *l)
{
    offer_stock_read(s, l);
    offer_images_read(s, l);
    offer_breadcrumb_read(s, l);
    offer_description_read(s, l);
}
