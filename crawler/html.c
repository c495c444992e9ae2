#include "crawler/html.h"

#include "core/limits.h"

#include <gumbo.h>
#include <setjmp.h>
#include <string.h>

/* Gumbo allocates from our arena and never frees: its own destructor
 * recurses, and dropping the arena is free. Past the cap it cannot be told
 * to stop (it does not look at NULL), so the allocator jumps out; everything
 * it held is in the arena. */
struct allocator {
    struct arena *arena;
    jmp_buf out_of_memory;
};

static void *
allocator_take(void *userdata, size_t bytes)
{
    struct allocator *a = userdata;
    void *p = arena_alloc(a->arena, bytes);

    if (p == NULL)
        longjmp(a->out_of_memory, 1);
    return p;
}

static void
allocator_drop(void *userdata, void *p)
{
    (void)userdata;
    (void)p;
}

void
html_init(struct html *h)
{
    *h = (struct html){ .arena = ARENA_MAX(LIMIT_TREE_BYTES) };
}

void
html_clear(struct html *h)
{
    arena_clear(&h->arena);
    html_init(h);
}

static int
word_in(struct str word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (str_is(word, *list))
            return 1;
    return 0;
}

/* --- Depth of the source --- */

/* Elements that are never open around others of their kind: void ones, and
 * those whose end tag may be left out, which the next sibling closes. */
static const char *const shallow[] = { "area", "base", "br", "col", "embed",
    "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody",
    "thead", "tfoot", "html", "head", "body", "path", NULL };
static const char *const raw_text[] = { "script", "style", "textarea", "title",
    "xmp", "iframe", NULL };

static struct str
tag_name(struct str s, size_t at, char lower[16])
{
    size_t n = 0;

    while (at + n < s.len && n < 15 && str_is_alnum(s.p[at + n])) {
        lower[n] = str_lower(s.p[at + n]);
        n++;
    }
    return (struct str){ lower, n };
}

/* Offset of "</name" at or after `at`, or the end. */
static size_t
raw_text_end(struct str s, size_t at, struct str name)
{
    while (at < s.len) {
        ptrdiff_t lt = str_find_char(s, '<', at);

        if (lt < 0)
            return s.len;
        at = (size_t)lt;
        if (at + 2 + name.len <= s.len && s.p[at + 1] == '/' &&
            str_eq_nocase(str_sub(s, at + 2, name.len), name))
            return at;
        at++;
    }
    return s.len;
}

/* For every tag the tree builder walks its stack of open elements, so a page
 * of nothing but <div> would take quadratic time. Cut the source where about
 * LIMIT_TREE_DEPTH elements are open. */
static size_t
shallow_length(struct str s)
{
    size_t at = 0, depth = 0;

    for (;;) {
        ptrdiff_t lt = str_find_char(s, '<', at);
        char lower[16];
        struct str name;

        if (lt < 0 || (size_t)lt + 1 >= s.len)
            return s.len;
        at = (size_t)lt + 1;
        if (s.p[at] == '/') {
            name = tag_name(s, at + 1, lower);
            if (name.len > 0 && depth > 0 && !word_in(name, shallow))
                depth--;
            continue;
        }
        if (!str_is_alpha(s.p[at]))
            continue;
        name = tag_name(s, at, lower);
        if (word_in(name, raw_text))
            at = raw_text_end(s, at, name);
        if (!word_in(name, shallow) && ++depth > LIMIT_TREE_DEPTH)
            return (size_t)lt;
    }
}

/* --- Conversion --- */

struct converter {
    struct html *h;
    struct html_node *top; /* where children are appended */
    uint32_t order;
};

static struct html_node *
add_node(struct converter *c, enum html_kind kind)
{
    struct html_node *n = arena_alloc0(&c->h->arena, sizeof *n);

    if (n == NULL)
        return NULL;
    n->kind = kind;
    n->order = c->order++;
    n->end = c->order;
    n->parent = c->top;
    if (c->top != NULL) {
        n->prev = c->top->last;
        if (n->prev != NULL)
            n->prev->next = n;
        else
            c->top->first = n;
        c->top->last = n;
    }
    return n;
}

static struct str
element_name(struct html *h, const GumboElement *e)
{
    GumboStringPiece piece = e->original_tag;
    struct str name;
    char *p;

    if (e->tag != GUMBO_TAG_UNKNOWN)
        return str_of(gumbo_normalized_tagname(e->tag));
    gumbo_tag_from_original_text(&piece);
    name = arena_dup(&h->arena, (struct str){ piece.data, piece.length });
    p = (char *)name.p;
    for (size_t i = 0; i < name.len; i++)
        p[i] = str_lower(p[i]);
    return name;
}

static int
add_attrs(struct html *h, struct html_node *n, const GumboVector *from)
{
    struct html_attr **end = &n->attrs;

    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *a = from->data[i];
        struct html_attr *attr = arena_alloc(&h->arena, sizeof *attr);

        if (attr == NULL)
            return -1;
        attr->name = str_of(a->name);
        attr->value = str_of(a->value);
        attr->next = NULL;
        *end = attr;
        end = &attr->next;
    }
    return 0;
}

/* Make our node of one of gumbo's. NULL past the cap; *children is what is
 * to be converted below it. */
static struct html_node *
convert_node(
    struct converter *c, const GumboNode *from, const GumboVector **children)
{
    struct html_node *n;

    *children = NULL;
    switch (from->type) {
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE:
        n = add_node(c, HTML_ELEMENT);
        if (n == NULL || add_attrs(c->h, n, &from->v.element.attributes) != 0)
            return NULL;
        n->name = element_name(c->h, &from->v.element);
        *children = &from->v.element.children;
        return n;
    case GUMBO_NODE_COMMENT:
        n = add_node(c, HTML_COMMENT);
        break;
    default:
        n = add_node(c, HTML_TEXT);
    }
    if (n != NULL)
        n->text = str_of(from->v.text.text);
    return n;
}

struct level {
    const GumboVector *children;
    unsigned next;
};

static void
convert(struct html *h, const GumboNode *root)
{
    struct level *stack =
        arena_alloc(&h->arena, LIMIT_TREE_DEPTH * sizeof *stack);
    struct converter c = { .h = h };
    const GumboVector *children;
    size_t depth = 0;

    h->truncated |= stack == NULL;
    if (stack == NULL)
        return;
    h->root = convert_node(&c, root, &children);
    if (h->root == NULL || children == NULL)
        return;
    c.top = h->root;
    stack[depth++] = (struct level){ children, 0 };
    while (depth > 0) {
        struct level *l = &stack[depth - 1];
        struct html_node *n;

        if (l->next == l->children->length) {
            c.top->end = c.order;
            c.top = c.top->parent;
            depth--;
            continue;
        }
        n = convert_node(&c, l->children->data[l->next++], &children);
        if (n == NULL) {
            h->truncated = 1;
            break;
        }
        if (children == NULL || children->length == 0)
            continue;
        if (depth == LIMIT_TREE_DEPTH) {
            h->truncated = 1;
            continue;
        }
        c.top = n;
        stack[depth++] = (struct level){ children, 0 };
    }
    for (; c.top != NULL; c.top = c.top->parent)
        c.top->end = c.order;
    h->node_count = c.order;
}

int
html_parse(struct html *h, struct str utf8, struct fail *fail)
{
    GumboOptions options = kGumboDefaultOptions;
    struct allocator a = { .arena = &h->arena };
    volatile size_t len;

    options.allocator = allocator_take;
    options.deallocator = allocator_drop;
    options.userdata = &a;
    options.max_errors = 0;
    h->root = NULL;
    h->node_count = 0;
    len = shallow_length(utf8);
    h->truncated = len < utf8.len;
    /* Only half of a page whose tree does not fit, then a quarter ... */
    if (setjmp(a.out_of_memory) != 0) {
        h->truncated = 1;
        len /= 2;
    }
    if (len == 0 && utf8.len > 0)
        return fail_set(fail, "the tree of the page does not fit");
    arena_reset(&h->arena);
    convert(
        h, gumbo_parse_with_options(&options, utf8.p != NULL ? utf8.p : "", len)
               ->root);
    if (h->root == NULL)
        return fail_set(fail, "no tree could be built");
    return 0;
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

int
html_is(const struct html_node *n, const char *name)
{
    return n != NULL && n->kind == HTML_ELEMENT && str_is(n->name, name);
}

struct html_node *
html_find(const struct html_node *within, const char *name)
{
    struct html_node *n = (struct html_node *)within;

    while ((n = html_next(within, n)) != NULL)
        if (html_is(n, name))
            return n;
    return NULL;
}

static const struct html_attr *
find_attr(const struct html_node *n, const char *name)
{
    const struct html_attr *a;

    if (n == NULL)
        return NULL;
    for (a = n->attrs; a != NULL; a = a->next)
        if (str_is(a->name, name))
            return a;
    return NULL;
}

struct str
html_attr(const struct html_node *n, const char *name)
{
    const struct html_attr *a = find_attr(n, name);

    return a != NULL ? a->value : STR_NONE;
}

int
html_has_attr(const struct html_node *n, const char *name)
{
    return find_attr(n, name) != NULL;
}

int
html_attr_has_word(const struct html_node *n, const char *name, struct str word)
{
    struct str rest = html_attr(n, name), w;

    while (str_next_word(&rest, &w))
        if (str_eq_nocase(w, word))
            return 1;
    return 0;
}

/* --- Text --- */

static const char *const unseen[] = { "script", "style", "template", "noscript",
    "head", "iframe", "svg", "object", NULL };

static const char *const blocks[] = { "address", "article", "aside",
    "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li",
    "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section",
    "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", NULL };

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
    if (word_in(n->name, blocks))
        write_gap(w, '\n');
    else if (html_is(n, "td") || html_is(n, "th"))
        write_gap(w, ' ');
}

int
html_visible_text(struct buf *out, const struct html_node *n)
{
    struct text_writer w = { .out = out, .start = out->len };
    const struct html_node *at = n;

    while (at != NULL) {
        int enter = 1;

        if (at->kind == HTML_TEXT)
            write_text(&w, at->text);
        else if (at->kind == HTML_ELEMENT && at != n) {
            enter = !word_in(at->name, unseen) && !html_has_attr(at, "hidden");
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
