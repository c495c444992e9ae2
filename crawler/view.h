/* crawler/view.h - a page as lines of text that remember where they stood.
 *
 * One walk over the tree makes everything that the readers of the visible
 * page need: lines of text, links, images, headings, what zone and what kind
 * of element each piece stands in, and the known phrases (crawler/lexicon.h)
 * in it. Knows nothing of products.
 */
#ifndef CRAWLER_VIEW_H
#define CRAWLER_VIEW_H

#include "crawler/html.h"
#include "crawler/lexicon.h"

/* Where a piece of text stands. */
enum view_flag {
    VIEW_HIDDEN = 1 << 0,  /* display: none and the like */
    VIEW_NAV = 1 << 1,     /* navigation, page header */
    VIEW_FOOTER = 1 << 2,  /* page footer */
    VIEW_ASIDE = 1 << 3,   /* related products, side columns */
    VIEW_LINK = 1 << 4,    /* inside a link */
    VIEW_HEADING = 1 << 5, /* h1 .. h6 */
    VIEW_STRONG = 1 << 6,
    VIEW_STRUCK = 1 << 7, /* del, s, strike, line-through */
    VIEW_BUTTON = 1 << 8,
    VIEW_OPTION = 1 << 9,   /* in a select */
    VIEW_CRUMB = 1 << 10,   /* breadcrumb */
    VIEW_DIALOG = 1 << 11,  /* cookie banners, pop-ups */
    VIEW_CART = 1 << 12,    /* mini cart */
    VIEW_REVIEW = 1 << 13,  /* customers' words */
    VIEW_META = 1 << 14,    /* value of an attribute, not shown as text */
    VIEW_REGULAR = 1 << 15, /* the price without a reduction, if there is one */
    /* What class, id or itemprop of a small element nearby says. */
    VIEW_PRICE = 1 << 16,
    VIEW_OLD = 1 << 17,
    VIEW_UNIT = 1 << 18,
    VIEW_RATE = 1 << 19, /* instalments */
    VIEW_SAVE = 1 << 20,
    VIEW_SHIP = 1 << 21,
    VIEW_STOCK = 1 << 22,
    VIEW_TITLE = 1 << 23,
    VIEW_BRAND = 1 << 24,
    VIEW_SKU = 1 << 25,
    VIEW_SELLER = 1 << 26,
    VIEW_DESCRIPTION = 1 << 27,
    VIEW_RATING = 1 << 28,
    VIEW_CENTS = 1 << 29,
    VIEW_PRODUCT = 1 << 30,
};

/* Characters from one text node. */
struct view_run {
    uint32_t at, len;             /* in the text of the view */
    const struct html_node *node; /* the element around it */
    uint32_t order;               /* of the text node itself */
    unsigned flags;
    uint32_t line;
};

/* A line as a reader sees it: runs without a block boundary between them. */
struct view_line {
    uint32_t at, len;
    uint32_t run, runs; /* first run and how many */
    uint32_t order;     /* document order of the first run's text */
    unsigned any, all;  /* flags of its runs, or-ed and and-ed */
};

struct view_link {
    const struct html_node *node;
    struct str href;
    uint32_t line; /* the line it begins in, or would have */
    unsigned flags;
    int nofollow;
};

struct view_image {
    const struct html_node *node;
    struct str src;
    unsigned flags;
};

struct view {
    const struct html *html;
    struct lexicon *lexicon; /* owned */
    struct buf text, lower;  /* lines, each ended by a newline */
    struct view_run *runs;
    uint32_t *run_at; /* by order: the first run at or behind it */
    struct view_line *lines;
    struct view_link *links; /* those with an href */
    struct view_image *images;
    const struct html_node **rows; /* every tr and dt */
    struct lexicon_hit *hits;      /* in order */
    size_t run_count, run_cap, line_count, line_cap, link_count, link_cap;
    size_t image_count, image_cap, hit_count, hit_cap;
    size_t row_count, row_cap, run_at_cap;
    /* From the head. */
    struct str title, base, language, robots, description;
    const struct html_node *h1; /* the first, or NULL */
    /* What else the page is made of. */
    size_t script_bytes, form_count, password_count, frame_count;
    unsigned any;           /* flags of all runs, or-ed */
    size_t visible_bytes;   /* of lines that are shown */
    size_t search_count;    /* search boxes */
    int cut;                /* 1: text was left out at a cap */
    struct view_walk *walk; /* owned scratch */
};

/* `v` may be used for page after page: init once. */
void view_init(struct view *v);
void view_build(struct view *v, const struct html *h); /* h must outlive it */
void view_clear(struct view *v);

/* What is asked for every line or node of a page is inline. */

static inline struct str
view_line_text(const struct view *v, size_t line)
{
    return (struct str){ v->text.p + v->lines[line].at, v->lines[line].len };
}

static inline struct str
view_line_lower(const struct view *v, size_t line)
{
    return (struct str){ v->lower.p + v->lines[line].at, v->lines[line].len };
}

/* First run whose order is >= order; run_count if there is none. */
static inline size_t
view_run_at(const struct view *v, uint32_t order)
{
    return order <= v->html->node_count ? v->run_at[order] : v->run_count;
}

/* First line whose order is >= order; line_count if there is none. */
static inline size_t
view_line_at(const struct view *v, uint32_t order)
{
    size_t run = view_run_at(v, order), line;

    if (run == v->run_count)
        return v->line_count;
    line = v->runs[run].line;
    return line + (v->lines[line].run != run);
}

/* Line that holds byte `at` of the text. */
size_t view_line_of(const struct view *v, uint32_t at);
/* First hit at or behind byte `at` of the text. */
size_t view_hit_at(const struct view *v, uint32_t at);

/* Text of the runs below n, line breaks kept; borrowed from the view. */
static inline struct str
view_node_text(const struct view *v, const struct html_node *n)
{
    size_t first = view_run_at(v, n->order), end = view_run_at(v, n->end);

    if (first >= end)
        return STR_NONE;
    return (struct str){ v->text.p + v->runs[first].at,
        v->runs[end - 1].at + v->runs[end - 1].len - v->runs[first].at };
}

/* 1 if `inner` is `outer` or stands below it. */
static inline int
view_inside(const struct html_node *outer, const struct html_node *inner)
{
    return inner->order >= outer->order && inner->order < outer->end;
}

/* Document order of the text node that byte `at` of the text stands in. */
uint32_t view_order_at(const struct view *v, uint32_t at);

/* Or-ed flags of the runs that bytes [at, at+len) of the text touch. */
unsigned view_flags_at(const struct view *v, uint32_t at, uint32_t len);

#endif
