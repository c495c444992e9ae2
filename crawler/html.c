#include "crawler/html.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/html_build.h"

#include <stdlib.h>
#include <string.h>

void
html_init(struct html *h)
{
    *h = (struct html){ .arena = ARENA_MAX(LIMIT_TREE_BYTES) };
}

void
html_clear(struct html *h)
{
    arena_clear(&h->arena);
    free(h->builder);
    html_init(h);
}

/* --- Building --- */

/* Offset of the end tag of the drawing whose start tag ends at `at`; the end
 * of the page if it has none. */
static size_t
drawing_end(struct str page, size_t at)
{
    size_t open = 1;
    ptrdiff_t lt;

    while ((lt = str_find_char(page, '<', at)) >= 0) {
        struct str rest = str_sub(page, (size_t)lt + 1, 4);

        at = (size_t)lt + 1;
        if (str_is_nocase(rest, "/svg") && --open == 0)
            return (size_t)lt;
        rest.len -= rest.len == 4;
        open += str_is_nocase(rest, "svg");
    }
    return page.len;
}

/* Of the token that was read: is it a drawing whose contents are passed over?
 * They hold no word of an offer and are up to half of a page. */
static void
skip_drawing(struct html_builder *b)
{
    size_t end;

    if (b->no_drawing_end || b->token.empty || b->done)
        return;
    end = drawing_end(b->reader.page, b->reader.at);
    b->no_drawing_end = end == b->reader.page.len;
    if (!b->no_drawing_end)
        b->reader.at = end;
}

/* A line end behind <pre> or <textarea> is none of the text. */
static void
drop_newline(struct html_builder *b)
{
    struct str *s = &b->token.text;
    size_t n = 0;

    if (b->token.kind == HTML_TOKEN_TEXT && s->len > 0) {
        n = s->p[0] == '\r' && s->len > 1 && s->p[1] == '\n' ? 2
            : s->p[0] == '\r' || s->p[0] == '\n'             ? 1
                                                             : 0;
        *s = str_sub(*s, n, s->len);
    }
    b->skip_newline = 0;
}

/* What was read goes into the tree. */
static void
apply_token(struct html_builder *b)
{
    int again;

    do {
        again = b->reader.cdata && html_foreign_applies(b)
                    ? html_foreign_apply(b)
                : b->mode == HTML_MODE_IN_BODY ? html_body_apply(b)
                                               : html_modes_apply(b, b->mode);
        b->reader.cdata =
            b->depth > 0 && html_build_top(b)->space != HTML_SPACE_HTML;
    } while (again && !b->done);
}

static void
read_token(struct html_builder *b)
{
    html_token_next(&b->reader, &b->token);
    b->tag = HTML_TAG_OTHER;
    if (b->token.kind == HTML_TOKEN_OPEN || b->token.kind == HTML_TOKEN_CLOSE)
        b->tag = html_build_tag(b, b->token.name, b->token.word);
    if (b->skip_newline)
        drop_newline(b);
    if (b->tag == HTML_TAG_SVG && b->token.kind == HTML_TOKEN_OPEN) {
        apply_token(b);
        skip_drawing(b);
        return;
    }
    apply_token(b);
}

static void
chain(struct html_node ***end, struct html_node *n)
{
    **end = n;
    *end = &n->same;
}

void
html_number(struct html *h)
{
    struct html_node **script = &h->scripts, **meta = &h->metas;
    struct html_node **link = &h->links, *n = h->root;
    uint32_t order = 0;

    while (n != NULL) {
        n->order = order++;
        n->end = order;
        if (n->tag == HTML_TAG_SCRIPT)
            chain(&script, n);
        else if (n->tag == HTML_TAG_META)
            chain(&meta, n);
        else if (n->tag == HTML_TAG_LINK)
            chain(&link, n);
        if (n->first != NULL) {
            n = n->first;
            continue;
        }
        while (n != NULL && n->next == NULL) {
            n = n->parent;
            if (n != NULL)
                n->end = order;
        }
        if (n != NULL)
            n = n->next;
    }
    *script = *meta = *link = NULL;
    h->node_count = order;
}

/* Parse these bytes; returns -1 when the arena is full. */
static int
parse_part(struct html *h, struct str utf8)
{
    struct html_builder *b = h->builder;
    struct html_node document = { .kind = HTML_ELEMENT };

    arena_reset(&h->arena);
    html_build_start(b, h, &document, utf8);
    while (!b->done) {
        if (!h->by_token)
            html_usual_read(b);
        read_token(b);
    }
    if (b->no_room || b->reader.no_room || document.first == NULL)
        return -1;
    h->root = document.first;
    h->root->parent = NULL;
    html_build_finish(b);
    return 0;
}

int
html_parse(struct html *h, struct str utf8, struct fail *fail)
{
    h->truncated = 0;
    if (h->builder == NULL)
        h->builder = mem_new(sizeof *h->builder);
    /* Half of a page whose tree does not fit, else a quarter ... */
    for (;;) {
        h->root = h->scripts = h->metas = h->links = NULL;
        h->has_itemscope = h->has_typeof = 0;
        h->node_count = 0;
        if (parse_part(h, utf8) == 0)
            return 0;
        if (utf8.len == 0)
            return fail_set(fail, "the tree of the page does not fit");
        utf8.len /= 2;
        h->truncated = 1;
    }
}

/* --- Walking --- */

struct html_node *
html_skip(const struct html_node *within, struct html_node *node)
{
    while (node != NULL && node != within) {
        if (node->next != NULL)
            return node->next;
        node = node->parent;
    }
    return NULL;
}

struct html_node *
html_next(const struct html_node *within, struct html_node *node)
{
    if (node == NULL)
        return NULL;
    return node->first != NULL ? node->first : html_skip(within, node);
}

struct html_node *
html_find(const struct html_node *within, const char *name)
{
    struct html_node *n = (struct html_node *)within;
    enum html_tag tag = html_tag_of(str_of(name));

    while ((n = html_next(within, n)) != NULL)
        if (n->tag == tag && html_is(n, name))
            return n;
    return NULL;
}

const struct html_attr *
html_attr_look(const struct html_node *n, struct str name)
{
    const struct html_attr *a = n->attrs;

    while (a != NULL &&
           (a->name.len != name.len || !str_same(a->name.p, name.p, name.len)))
        a = a->next;
    return a;
}

int
html_list_has(struct str list, struct str word)
{
    struct str w;

    while (str_next_word(&list, &w))
        if (str_eq_nocase(w, word))
            return 1;
    return 0;
}

/* --- Text --- */

struct text_writer {
    struct buf *out;
    size_t start; /* nothing but what was appended by this call is touched */
    char gap;     /* to be written before the next character: 0 ' ' '\n' */
};

static void
write_gap(struct text_writer *w, char gap)
{
    if (w->gap != '\n' && w->out->len > w->start)
        w->gap = gap;
}

static size_t
blank_bytes(struct str s, size_t at)
{
    if (str_is_space(s.p[at]))
        return 1;
    return at + 1 < s.len && (unsigned char)s.p[at] == 0xC2 &&
                   (unsigned char)s.p[at + 1] == 0xA0
               ? 2
               : 0;
}

static void
write_text(struct text_writer *w, struct str s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t from, n = blank_bytes(s, at);

        if (n > 0) {
            write_gap(w, ' ');
            at += n;
            continue;
        }
        for (from = at; at < s.len && blank_bytes(s, at) == 0; at++)
            ;
        if (w->gap != '\0')
            buf_addc(w->out, w->gap);
        w->gap = '\0';
        buf_add(w->out, s.p + from, at - from);
    }
}

static void
write_boundary(struct text_writer *w, const struct html_node *n)
{
    if (n->flags & HTML_BLOCK)
        write_gap(w, '\n');
    else if (n->flags & HTML_CELL)
        write_gap(w, ' ');
}

int
html_visible_text(struct buf *out, const struct html_node *n)
{
    struct text_writer w = { .out = out, .start = out->len };
    const struct html_node *at = n;

    while (at != NULL && !out->over) {
        int enter = 1;

        if (at->kind == HTML_TEXT)
            write_text(&w, at->text);
        else if (at->kind == HTML_ELEMENT && at != n) {
            enter = !(at->flags & HTML_UNSEEN) && !html_has_attr(at, "hidden");
            write_boundary(&w, at);
        }
        if (enter && at->first != NULL) {
            at = at->first;
            continue;
        }
        while (at != n && at->next == NULL) {
            at = at->parent;
            if (at != n)
                write_boundary(&w, at);
        }
        at = at == n ? NULL : at->next;
        /* The element just left was a leaf or is closed by now. */
        if (at != NULL && at->prev->kind == HTML_ELEMENT)
            write_boundary(&w, at->prev);
    }
    return out->over ? -1 : 0;
}

int
html_raw_text(struct buf *out, const struct html_node *n)
{
    struct html_node *at = (struct html_node *)n;

    for (; at != NULL; at = html_next(n, at))
        if (at->kind == HTML_TEXT)
            buf_adds(out, at->text);
    return out->over ? -1 : 0;
}
