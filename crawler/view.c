#include "crawler/view.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/html_tag.h"
#include "crawler/view_element.h"
#include "crawler/view_text.h"

#include <stdlib.h>
#include <string.h>

/* Text, its lower form and the hits of one page. */
#define VIEW_TEXT_MAX (4u << 20)

struct view_walk {
    struct view_element_memory *memory;   /* owned */
    unsigned flags[LIMIT_TREE_DEPTH + 2]; /* by depth */
    size_t depth;
    struct view_pen pen;
};

void
view_init(struct view *v)
{
    *v = (struct view){ .text = BUF_MAX(VIEW_TEXT_MAX),
        .lower = BUF_MAX(VIEW_TEXT_MAX + 1), /* with the NUL behind it */
        .lexicon = lexicon_new(),
        .walk = mem_new(sizeof *v->walk) };
    v->walk->memory = view_element_memory_new();
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
    if (v->walk != NULL)
        view_element_memory_free(v->walk->memory);
    free(v->walk);
    *v = (struct view){ 0 };
}

/* A line of its own for what stands in an attribute. */
static void
view_add_meta(
    struct view *v, const struct html_node *n, const char *name, unsigned flags)
{
    struct str value = html_attr(n, name);

    if (value.len == 0 || value.len > 200)
        return;
    v->walk->pen.is_due = 1;
    view_text_add(v, &v->walk->pen, n, value, flags | VIEW_META);
    v->walk->pen.is_due = 1;
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
                (v->walk->pen.is_open && v->walk->pen.is_due ? 1 : 0),
        .flags = flags,
        .nofollow = html_attr_has_word(n, "rel", STR("nofollow")) };
}

static void
view_add_image(struct view *v, const struct html_node *n, unsigned flags)
{
    struct str src = html_attr(n, "data-src");

    if (src.len == 0)
        src = html_attr(n, "data-lazy-src");
    if (src.len == 0)
        src = html_attr(n, "data-original");
    if (src.len == 0)
        src = html_attr(n, "data-lazy-img");
    if (src.len == 0)
        src = html_attr(n, "data-lazyload");
    if (src.len == 0)
        src = html_attr(n, "src");
    if (src.len == 0)
        src = html_attr(n, "srcset");
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
    switch (n->tag) {
    case HTML_TAG_A:
        view_add_link(v, n, flags);
        break;
    case HTML_TAG_IMG:
        view_add_image(v, n, flags);
        break;
    case HTML_TAG_INPUT:
        view_input(v, n, flags);
        break;
    case HTML_TAG_TR:
    case HTML_TAG_DT:
        if (v->row_count < VIEW_ITEMS_MAX && !(flags & VIEW_NAV)) {
            v->rows = mem_grow(
                v->rows, &v->row_cap, v->row_count + 1, sizeof *v->rows);
            v->rows[v->row_count++] = n;
        }
        break;
    case HTML_TAG_FORM:
        v->form_count++;
        break;
    default:
        break;
    }
}

static int
view_is_block(const struct html_node *n)
{
    return (n->flags & (HTML_BLOCK | HTML_CELL)) || n->tag == HTML_TAG_BUTTON;
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

/* An element of the body. Returns 1 if the walk goes on below it. */
static int
view_enter(struct view *v, const struct html_node *n)
{
    struct view_walk *w = v->walk;
    unsigned flags;

    if (n->flags & HTML_UNSEEN) {
        view_unseen(v, n);
        return 0;
    }
    if (n->tag == HTML_TAG_TITLE) {
        /* Markup that ends the head early leaves the title here. */
        if (v->title.len == 0 && n->first)
            v->title = str_trim(n->first->text);
        return 0;
    }
    flags = w->flags[w->depth] | view_element_flags(w->memory, v, n);
    w->pen.is_due |= view_is_block(n);
    view_element(v, n, flags);
    if (!n->first || w->depth == LIMIT_TREE_DEPTH ||
        n->tag == HTML_TAG_TEXTAREA)
        return 0;
    w->flags[++w->depth] = flags;
    return 1;
}

static void
view_walk(struct view *v, const struct html_node *top)
{
    struct view_walk *w = v->walk;
    const struct html_node *n = top;

    w->depth = 0;
    w->flags[0] = 0;
    for (;;) {
        if (n->kind == HTML_TEXT && n->text.len == 1 && n->text.p[0] == ' ') {
            w->pen.has_space = 1; /* as between most tags */
        } else if (n->kind == HTML_TEXT) {
            view_text_add(v, &w->pen, n, n->text, w->flags[w->depth]);
        } else if (view_enter(v, n)) {
            n = n->first;
            continue;
        }
        while (n != top && !n->next) {
            n = n->parent;
            w->depth--;
            w->pen.is_due |= view_is_block(n);
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
    uint32_t order = 0;

    v->run_at = mem_grow(v->run_at, &v->run_at_cap,
        (size_t)v->html->node_count + 1, sizeof *v->run_at);
    for (size_t run = 0; run < v->run_count; run++)
        while (order <= v->runs[run].order)
            v->run_at[order++] = (uint32_t)run;
    while (order <= v->html->node_count)
        v->run_at[order++] = (uint32_t)v->run_count;
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
    v->any = 0;
    v->html = h;
    v->h1 = NULL;
    v->walk->depth = 0;
    v->walk->pen = (struct view_pen){ 0 };
    if (!h->root)
        return;
    view_head(v, h->root);
    body = html_find(h->root, "body");
    if (!body)
        body = h->root;
    v->h1 = html_find(body, "h1");
    view_walk(v, body);
    view_text_end(v, &v->walk->pen);
    view_index_runs(v);
    view_find_hits(v);
}
