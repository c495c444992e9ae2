#include "crawler/view.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "crawler/html_tag.h"
#include "crawler/view_class.h"

#include <stdlib.h>
#include <string.h>

/* Flags that a class name gives to a small element only: "price" on a whole
 * column says nothing. Counted in nodes of the tree. */
#define VIEW_NEAR_NODES 60
#define VIEW_NEAR_FLAGS                                                        \
    (VIEW_PRICE | VIEW_OLD | VIEW_UNIT | VIEW_RATE | VIEW_SAVE | VIEW_SHIP |   \
        VIEW_STOCK | VIEW_TITLE | VIEW_BRAND | VIEW_SKU | VIEW_CENTS)
/* Zones that class names claim; not believed for most of a page. */
#define VIEW_ZONE_FLAGS                                                        \
    (VIEW_NAV | VIEW_FOOTER | VIEW_ASIDE | VIEW_DIALOG | VIEW_CART |           \
        VIEW_REVIEW)
/* Text, its lower form and the hits of one page. */
#define VIEW_TEXT_MAX (4u << 20)
#define VIEW_ITEMS_MAX 200000

/* What a class said: a page says the same of its fifty cards. */
#define VIEW_SAID 1024
#define VIEW_SAID_BYTES 123

struct view_said {
    unsigned flags;
    unsigned char len; /* 0: a free place */
    char text[VIEW_SAID_BYTES];
};

struct view_walk {
    struct view_class classes;
    struct view_said said[VIEW_SAID]; /* by hash, of pages before this too */
    unsigned flags[LIMIT_TREE_DEPTH + 2]; /* by depth */
    size_t depth;
    unsigned pending;  /* a line break is due */
    int space;         /* a blank is due before the next character */
    uint32_t line_run; /* first run of the open line */
    int is_open;
};

void
view_init(struct view *v)
{
    *v = (struct view){ .text = BUF_MAX(VIEW_TEXT_MAX),
        .lower = BUF_MAX(VIEW_TEXT_MAX + 1), /* with the NUL behind it */
        .lexicon = lexicon_new(),
        .walk = mem_new(sizeof *v->walk) };
    view_class_init(&v->walk->classes);
}

void
view_clear(struct view *v)
{
    lexicon_free(v->lexicon);
    buf_clear(&v->text);
    buf_clear(&v->lower);
    free(v->runs);
    free(v->run_at);
    free(v->lines);
    free(v->links);
    free(v->images);
    free(v->rows);
    free(v->hits);
    free(v->walk);
    *v = (struct view){ 0 };
}

/* --- Elements --- */

static const unsigned tag_flags[HTML_TAG_COUNT] = {
    [HTML_TAG_A] = VIEW_LINK,
    [HTML_TAG_ASIDE] = VIEW_ASIDE,
    [HTML_TAG_B] = VIEW_STRONG,
    [HTML_TAG_BIG] = VIEW_STRONG,
    [HTML_TAG_BUTTON] = VIEW_BUTTON,
    [HTML_TAG_DIALOG] = VIEW_DIALOG,
    [HTML_TAG_FOOTER] = VIEW_FOOTER,
    [HTML_TAG_H1... HTML_TAG_H6] = VIEW_HEADING,
    [HTML_TAG_NAV] = VIEW_NAV,
    [HTML_TAG_S] = VIEW_STRUCK,
    [HTML_TAG_SELECT] = VIEW_OPTION,
    [HTML_TAG_STRIKE] = VIEW_STRUCK,
    [HTML_TAG_STRONG] = VIEW_STRONG,
    [HTML_TAG_SUP] = VIEW_CENTS,
};

static unsigned
view_tag_flags(const struct html_node *n)
{
    if (n->tag != HTML_TAG_OTHER)
        return tag_flags[n->tag];
    return str_is(n->name, "del")   ? VIEW_STRUCK
           : str_is(n->name, "ins") ? VIEW_STRONG
                                    : 0;
}

static unsigned
view_style_flags(struct str style)
{
    unsigned flags = 0;
    ptrdiff_t at;

    if (style.len < 9)
        return 0;
    if (str_find_nocase(style, STR("line-through"), 0) >= 0)
        flags |= VIEW_STRUCK;
    at = str_find_nocase(style, STR("display"), 0);
    if (at >= 0) {
        struct str rest = str_sub(style, (size_t)at + 7, 8);

        if (str_find_nocase(rest, STR("none"), 0) >= 0)
            flags |= VIEW_HIDDEN;
    }
    if (str_find_nocase(style, STR("visibility:hidden"), 0) >= 0 ||
        str_find_nocase(style, STR("visibility: hidden"), 0) >= 0)
        flags |= VIEW_HIDDEN;
    return flags;
}

static unsigned
view_role_flags(struct str role)
{
    if (str_is_nocase(role, "navigation") || str_is_nocase(role, "menu"))
        return VIEW_NAV;
    if (str_is_nocase(role, "contentinfo"))
        return VIEW_FOOTER;
    if (str_is_nocase(role, "dialog") || str_is_nocase(role, "alertdialog"))
        return VIEW_DIALOG;
    if (str_is_nocase(role, "heading"))
        return VIEW_HEADING;
    return 0;
}

static unsigned
view_said(const struct view *v, struct str value)
{
    struct view_said *s;

    if (value.len == 0 || value.len > VIEW_SAID_BYTES)
        return view_class_flags(&v->walk->classes, value);
    s = &v->walk->said[str_hash_seeded(value, 0) % VIEW_SAID];
    if (s->len != value.len || memcmp(s->text, value.p, value.len) != 0) {
        memcpy(s->text, value.p, value.len);
        s->len = (unsigned char)value.len;
        s->flags = view_class_flags(&v->walk->classes, value);
    }
    return s->flags;
}

/* Flags an element gives to everything below it. */
static unsigned
view_element_flags(const struct view *v, const struct html_node *n)
{
    unsigned flags = view_tag_flags(n), said = 0;
    uint32_t size = n->end - n->order;

    for (const struct html_attr *a = n->attrs; a; a = a->next) {
        struct str name = a->name;

        switch (name.p[0]) {
        case 'c':
            if (str_is(name, "class"))
                said |= view_said(v, a->value);
            break;
        case 'i':
            if (str_is(name, "id") || str_is(name, "itemprop"))
                said |= view_said(v, a->value);
            break;
        case 'd':
            if (name.len >= 9 && (str_starts(name, STR("data-test")) ||
                                     str_starts(name, STR("data-auto"))))
                said |= view_said(v, a->value);
            break;
        case 'h':
            if (str_is(name, "hidden"))
                flags |= VIEW_HIDDEN;
            break;
        case 's':
            if (str_is(name, "style"))
                flags |= view_style_flags(a->value);
            break;
        case 'r':
            if (str_is(name, "role"))
                flags |= view_role_flags(a->value);
            break;
        default:
            break;
        }
    }
    if (size > VIEW_NEAR_NODES)
        said &= ~(unsigned)VIEW_NEAR_FLAGS;
    if (size > v->html->node_count / 2 ||
        (v->h1 && view_inside(n, v->h1) && size > VIEW_NEAR_NODES))
        said &= ~(unsigned)VIEW_ZONE_FLAGS;
    return flags | said;
}

/* --- Lines --- */

static void
view_line_end(struct view *v)
{
    struct view_walk *w = v->walk;
    struct view_line *l;

    w->pending = 0;
    w->space = 0;
    if (!w->is_open)
        return;
    w->is_open = 0;
    v->lines =
        mem_grow(v->lines, &v->line_cap, v->line_count + 1, sizeof *v->lines);
    l = &v->lines[v->line_count++];
    *l = (struct view_line){ .at = v->runs[w->line_run].at,
        .run = w->line_run,
        .runs = (uint32_t)v->run_count - w->line_run,
        .order = v->runs[w->line_run].order,
        .all = ~0u };
    l->len = (uint32_t)v->text.len - l->at;
    for (size_t i = w->line_run; i < v->run_count; i++) {
        l->any |= v->runs[i].flags;
        l->all &= v->runs[i].flags;
    }
    if (!(l->all & VIEW_HIDDEN))
        v->visible_bytes += l->len;
    buf_addc(&v->text, '\n');
}

/* Bytes of a white-space character at p other than ASCII's; 0 if none. */
static size_t
view_wide_space(const unsigned char *p, size_t left)
{
    if (left >= 2 && p[0] == 0xC2 && p[1] == 0xA0)
        return 2; /* NBSP */
    if (left < 3)
        return 0;
    if (p[0] == 0xE2 && p[1] == 0x80 &&
        ((p[2] >= 0x80 && p[2] <= 0x8B) || p[2] == 0xAF || p[2] == 0x8E ||
            p[2] == 0x8F))
        return 3; /* U+2000 .. U+200B, marks, narrow NBSP */
    if (p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80)
        return 3; /* ideographic */
    if (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
        return 3; /* BOM */
    return 0;
}

/* 1 if what view_wide_space found inside a word shows nothing there: a
 * zero-width space or mark between two letters. Sellers split words so. */
static int
view_shows_nothing(const unsigned char *p, size_t len, size_t left)
{
    int zero_width =
        len == 3 && ((p[0] == 0xE2 && p[1] == 0x80 &&
                         (p[2] == 0x8B || p[2] == 0x8E || p[2] == 0x8F)) ||
                        p[0] == 0xEF);

    return zero_width && left > 3 && p[3] > ' ' &&
           view_wide_space(p + 3, left - 3) == 0;
}

/* 1 if the text of this element and of the last run are set apart by the
 * page: neither element stands in the other. */
static int
view_apart(const struct view *v, const struct html_node *n)
{
    const struct html_node *last;

    if (!v->walk->is_open || v->run_count == v->walk->line_run)
        return 0;
    last = v->runs[v->run_count - 1].node;
    return !view_inside(last, n) && !view_inside(n, last);
}

/* 1 if the text ends with a number that has its cents: "15.400,00". */
static int
view_has_cents(struct str text)
{
    return text.len >= 4 && str_is_digit(text.p[text.len - 2]) &&
           strchr(".,", text.p[text.len - 3]) != NULL &&
           str_is_digit(text.p[text.len - 4]);
}

/* What parts the text of neighbouring elements without a blank between them:
 * "12" "99" reads 12.99 where it is a price, "200" "2 bids" never 2002,
 * "Brand" "Acme" never BrandAcme. 0: nothing. */
static char
view_between(const struct view *v, const struct html_node *n, struct str word,
    unsigned flags)
{
    char last = v->text.len > 0 ? v->text.p[v->text.len - 1] : '\n';
    size_t digits = 0;

    if (!str_is_alnum(last) || !str_is_alnum(word.p[0]))
        return 0;
    if (!str_is_digit(last) || !str_is_digit(word.p[0]))
        return view_apart(v, n) ? ' ' : 0;
    while (digits < word.len && str_is_digit(word.p[digits]))
        digits++;
    if (digits == 2 && (flags & (VIEW_CENTS | VIEW_PRICE)) &&
        !view_has_cents(buf_str(&v->text)) &&
        !(word.len > 2 && word.p[2] == '%'))
        return '.';
    return ' ';
}

/* First bytes of white space. */
static const char may_be_space[256] = {
    [0 ... ' '] = 1,
    [0xC2] = 1,
    [0xE2 ... 0xE3] = 1,
    [0xEF] = 1,
};

static void
view_add_text(struct view *v, const struct html_node *from, struct str text,
    unsigned flags)
{
    const struct html_node *n = from->kind == HTML_TEXT ? from->parent : from;
    struct view_walk *w = v->walk;
    const unsigned char *p = (const unsigned char *)text.p;
    size_t start = 0, run = v->run_count;
    int began = 0;

    for (size_t i = 0; i <= text.len;) {
        size_t space = 0;

        while (i < text.len && !may_be_space[p[i]])
            i++;
        if (i < text.len) {
            space = p[i] <= ' '    ? 1
                    : p[i] >= 0xC2 ? view_wide_space(p + i, text.len - i)
                                   : 0;
            if (space > 1 && i > start &&
                view_shows_nothing(p + i, space, text.len - i)) {
                i += space;
                space = 0;
                continue;
            }
            /* A single blank between words of ASCII stays as it is. */
            if (space == 1 && p[i] == ' ' && i > start && i + 1 < text.len &&
                p[i + 1] > ' ' && p[i + 1] < 0x7F) {
                i += 2;
                continue;
            }
            if (space == 0) {
                i += 1;
                continue;
            }
        }
        if (i > start) {
            struct str word = { text.p + start, i - start };

            /* Before a line is opened that would have no run. */
            if (!began && (run >= VIEW_ITEMS_MAX || v->text.over)) {
                v->cut = 1;
                return;
            }
            if (w->pending)
                view_line_end(v);
            if (!w->is_open) {
                w->is_open = 1;
                w->space = 0;
                w->line_run = (uint32_t)v->run_count;
            }
            if (!began) {
                char between = w->space ? ' ' : view_between(v, n, word, flags);

                if (between)
                    buf_addc(&v->text, between);
                v->runs =
                    mem_grow(v->runs, &v->run_cap, run + 1, sizeof *v->runs);
                v->runs[v->run_count++] =
                    (struct view_run){ .at = (uint32_t)v->text.len,
                        .node = n,
                        .order = from->order,
                        .flags = flags };
                began = 1;
            } else if (w->space) {
                buf_addc(&v->text, ' ');
            }
            w->space = 0;
            buf_adds(&v->text, word);
        }
        if (space > 0)
            w->space = 1;
        i += space > 0 ? space : 1;
        start = i;
    }
    if (began)
        v->runs[run].len = (uint32_t)v->text.len - v->runs[run].at;
}

/* A line of its own for what stands in an attribute. */
static void
view_add_meta(
    struct view *v, const struct html_node *n, const char *name, unsigned flags)
{
    struct str value = html_attr(n, name);

    if (value.len == 0 || value.len > 200)
        return;
    v->walk->pending = 1;
    view_add_text(v, n, value, flags | VIEW_META);
    v->walk->pending = 1;
}

/* --- The walk --- */

static void
view_add_link(struct view *v, const struct html_node *n, unsigned flags)
{
    struct str href = html_attr(n, "href");

    if (href.len == 0 || v->link_count >= VIEW_ITEMS_MAX)
        return;
    v->links =
        mem_grow(v->links, &v->link_cap, v->link_count + 1, sizeof *v->links);
    v->links[v->link_count++] = (struct view_link){ .node = n,
        .href = href,
        .line = (uint32_t)v->line_count +
                (v->walk->is_open && v->walk->pending ? 1 : 0),
        .flags = flags,
        .nofollow = html_attr_has_word(n, "rel", STR("nofollow")) };
}

static void
view_add_image(struct view *v, const struct html_node *n, unsigned flags)
{
    static const char *const from[] = { "data-src", "data-lazy-src",
        "data-original", "data-lazy-img", "data-lazyload", "src", "srcset" };
    struct str src = STR_NONE;

    for (size_t i = 0; i < COUNT(from) && src.len == 0; i++)
        src = html_attr(n, from[i]);
    if (src.len == 0 || v->image_count >= VIEW_ITEMS_MAX ||
        str_starts_nocase(src, STR("data:")))
        return;
    v->images = mem_grow(
        v->images, &v->image_cap, v->image_count + 1, sizeof *v->images);
    v->images[v->image_count++] =
        (struct view_image){ .node = n, .src = src, .flags = flags };
}

static void
view_input(struct view *v, const struct html_node *n, unsigned flags)
{
    struct str type = html_attr(n, "type");

    if (str_is_nocase(type, "password"))
        v->password_count++;
    else if (str_is_nocase(type, "search"))
        v->search_count++;
    else if (str_is_nocase(type, "submit") || str_is_nocase(type, "button"))
        view_add_meta(v, n, "value", flags | VIEW_BUTTON);
    else if (str_is_nocase(type, "image"))
        view_add_meta(v, n, "alt", flags | VIEW_BUTTON);
}

/* Bytes of a program in the page; data for machines is none. */
static size_t
view_program_bytes(const struct html_node *n)
{
    if (n->first == NULL ||
        str_is_nocase(html_attr(n, "type"), "application/ld+json"))
        return 0;
    return n->first->text.len;
}

/* Contents that are not shown; their size tells a script shell. */
static void
view_unseen(struct view *v, const struct html_node *n)
{
    if (html_is(n, "script"))
        v->script_bytes += view_program_bytes(n);
    else if (html_is(n, "iframe"))
        v->frame_count++;
}

/* What the element itself brings, before what stands below it. */
static void
view_element(struct view *v, const struct html_node *n, unsigned flags)
{
    switch (n->name.p[0]) {
    case 'a':
        if (n->name.len == 1)
            view_add_link(v, n, flags);
        break;
    case 'i':
        if (str_is(n->name, "img"))
            view_add_image(v, n, flags);
        else if (str_is(n->name, "input"))
            view_input(v, n, flags);
        break;
    case 't':
    case 'd':
        if (n->name.len == 2 && (n->name.p[1] == 'r' || n->name.p[1] == 't') &&
            v->row_count < VIEW_ITEMS_MAX && !(flags & VIEW_NAV)) {
            v->rows = mem_grow(
                v->rows, &v->row_cap, v->row_count + 1, sizeof *v->rows);
            v->rows[v->row_count++] = n;
        }
        break;
    case 'f':
        v->form_count += str_is(n->name, "form");
        break;
    default:
        break;
    }
}

static int
view_is_block(const struct html_node *n)
{
    return (n->flags & (HTML_BLOCK | HTML_CELL)) || str_is(n->name, "button");
}

static void
view_head(struct view *v, const struct html_node *root)
{
    const struct html_node *head = html_find(root, "head"), *n = head;

    v->language = html_attr(root, "lang");
    if (!head)
        return;
    while ((n = html_next(head, (struct html_node *)n)) != NULL) {
        if (html_is(n, "title") && n->first && v->title.len == 0) {
            v->title = str_trim(n->first->text);
        } else if (html_is(n, "base") && v->base.len == 0) {
            v->base = str_trim(html_attr(n, "href"));
        } else if (html_is(n, "meta")) {
            struct str name = html_attr(n, "name");

            if (str_is_nocase(name, "robots"))
                v->robots = html_attr(n, "content");
            else if (str_is_nocase(name, "description"))
                v->description = html_attr(n, "content");
        } else if (html_is(n, "script")) {
            v->script_bytes += view_program_bytes(n);
        }
    }
}

static void
view_walk(struct view *v, const struct html_node *top)
{
    struct view_walk *w = v->walk;
    const struct html_node *n = top;

    w->depth = 0;
    w->flags[0] = 0;
    for (;;) {
        int down = 0;

        if (n->kind == HTML_TEXT) {
            view_add_text(v, n, n->text, w->flags[w->depth]);
        } else if (n->flags & HTML_UNSEEN) {
            view_unseen(v, n);
        } else if (str_is(n->name, "title")) {
            /* Markup that ends the head early leaves the title here. */
            if (v->title.len == 0 && n->first)
                v->title = str_trim(n->first->text);
        } else {
            unsigned flags = w->flags[w->depth] | view_element_flags(v, n);

            if (view_is_block(n))
                w->pending = 1;
            view_element(v, n, flags);
            if (n->first && w->depth < LIMIT_TREE_DEPTH &&
                !str_is(n->name, "textarea")) {
                w->flags[++w->depth] = flags;
                n = n->first;
                down = 1;
            }
        }
        if (down)
            continue;
        while (n != top && !n->next) {
            n = n->parent;
            w->depth--;
            if (view_is_block(n))
                w->pending = 1;
        }
        if (n == top)
            return;
        n = n->next;
    }
}

static void
view_find_hits(struct view *v)
{
    char *lower = buf_room(&v->lower, v->text.len + 1);

    if (!lower)
        return;
    lexicon_lower(lower, buf_str(&v->text));
    v->lower.len = v->text.len;
    /* No phrase is shorter than two bytes. */
    v->hits =
        mem_grow(v->hits, &v->hit_cap, v->text.len / 2 + 1, sizeof *v->hits);
    v->hit_count = lexicon_scan(
        v->lexicon, buf_str(&v->lower), v->hits, v->text.len / 2 + 1);
}

/* Runs are looked up by the order of nodes for every card and label. */
static void
view_index_runs(struct view *v)
{
    size_t run = 0;

    v->run_at = mem_grow(v->run_at, &v->run_at_cap,
        (size_t)v->html->node_count + 1, sizeof *v->run_at);
    for (uint32_t order = 0; order <= v->html->node_count; order++) {
        while (run < v->run_count && v->runs[run].order < order)
            run++;
        v->run_at[order] = (uint32_t)run;
    }
}

void
view_build(struct view *v, const struct html *h)
{
    const struct html_node *body;

    buf_reset(&v->text);
    buf_reset(&v->lower);
    v->run_count = v->line_count = v->link_count = v->image_count = 0;
    v->hit_count = v->script_bytes = v->form_count = v->password_count = 0;
    v->row_count = v->frame_count = v->visible_bytes = v->search_count = 0;
    v->title = v->base = v->language = v->robots = v->description = STR_NONE;
    v->cut = 0;
    v->html = h;
    v->h1 = NULL;
    v->walk->depth = 0;
    v->walk->pending = 0;
    v->walk->space = v->walk->is_open = 0;
    v->walk->line_run = 0;
    if (!h->root)
        return;
    view_head(v, h->root);
    body = html_find(h->root, "body");
    if (!body)
        body = h->root;
    v->h1 = html_find(body, "h1");
    view_walk(v, body);
    view_line_end(v);
    view_index_runs(v);
    view_find_hits(v);
}
