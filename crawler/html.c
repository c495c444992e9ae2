#include "crawler/html.h"

#include "core/limits.h"
#include "crawler/html_source.h"

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

/* --- Conversion --- */

/* Elements by how html_visible_text treats them; the others run inline. */
static const unsigned char flags_of[GUMBO_TAG_LAST + 1] = {
#define B(name) [GUMBO_TAG_##name] = HTML_BLOCK
    B(ADDRESS),
    B(ARTICLE),
    B(ASIDE),
    B(BLOCKQUOTE),
    B(BODY),
    B(BR),
    B(CAPTION),
    B(CENTER),
    B(DD),
    B(DETAILS),
    B(DIR),
    B(DIV),
    B(DL),
    B(DT),
    B(FIELDSET),
    B(FIGCAPTION),
    B(FIGURE),
    B(FOOTER),
    B(FORM),
    B(H1),
    B(H2),
    B(H3),
    B(H4),
    B(H5),
    B(H6),
    B(HEADER),
    B(HR),
    B(LEGEND),
    B(LI),
    B(MAIN),
    B(MENU),
    B(NAV),
    B(OL),
    B(OPTGROUP),
    B(OPTION),
    B(P),
    B(PRE),
    B(SECTION),
    B(SELECT),
    B(SUMMARY),
    B(TABLE),
    B(TBODY),
    B(TFOOT),
    B(THEAD),
    B(TR),
    B(UL),
#undef B
#define U(name) [GUMBO_TAG_##name] = HTML_UNSEEN
    U(SCRIPT),
    U(STYLE),
    U(TEMPLATE),
    U(NOSCRIPT),
    U(HEAD),
    U(IFRAME),
    U(SVG),
    U(OBJECT),
#undef U
    [GUMBO_TAG_TD] = HTML_CELL,
    [GUMBO_TAG_TH] = HTML_CELL,
};

struct converter {
    struct html *h;
    const struct html_source *source;
    struct html_node *top; /* where children are appended */
    struct html_node **script_end, **meta_end, **link_end;
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

static struct str
attr_value(const struct converter *c, const char *value)
{
    struct str piece;

    return html_source_piece(c->source, value, &piece) ? piece : str_of(value);
}

/* The text with what its stand-ins stand for. NULL inside past the cap. */
static struct str
node_text(const struct converter *c, const char *text)
{
    struct str piece, out = { NULL, 0 };
    char *to;

    if (html_source_piece(c->source, text, &piece) &&
        text[HTML_SOURCE_STAND_IN] == '\0')
        return piece;
    for (const char *p = text; *p != '\0';) {
        int found = html_source_piece(c->source, p, &piece);

        out.len += found ? piece.len : 1;
        p += found ? HTML_SOURCE_STAND_IN : 1;
    }
    out.p = to = arena_alloc(&c->h->arena, out.len + 1);
    for (const char *p = text; to != NULL && *p != '\0';) {
        if (html_source_piece(c->source, p, &piece)) {
            memcpy(to, piece.p, piece.len);
            to += piece.len;
            p += HTML_SOURCE_STAND_IN;
        } else {
            *to++ = *p++;
        }
    }
    return out;
}

static int
add_attrs(struct converter *c, struct html_node *n, const GumboVector *from)
{
    struct html_attr **end = &n->attrs;
    struct html *h = c->h;

    for (unsigned i = 0; i < from->length; i++) {
        const GumboAttribute *a = from->data[i];
        struct html_attr *attr = arena_alloc(&h->arena, sizeof *attr);

        if (attr == NULL)
            return -1;
        attr->name = str_of(a->name);
        attr->value = attr_value(c, a->value);
        attr->next = NULL;
        h->has_itemscope |= str_is(attr->name, "itemscope");
        h->has_typeof |= str_is(attr->name, "typeof");
        *end = attr;
        end = &attr->next;
    }
    return 0;
}

/* Give an element the contents that html_source took out behind its tag. */
static int
take_raw(struct converter *c, struct html_node *n, const GumboStringPiece *tag)
{
    struct html_node *outer = c->top, *child;
    struct str text;

    if (tag->data == NULL || !(n->flags & HTML_UNSEEN))
        return 0;
    text = html_source_raw(
        c->source, (size_t)(tag->data - c->source->text.p) + tag->length);
    if (text.len == 0)
        return 0;
    c->top = n;
    child = add_node(c, HTML_TEXT);
    c->top = outer;
    if (child == NULL)
        return -1;
    child->text = text;
    n->end = c->order;
    return 0;
}

static void
chain(struct html_node ***end, struct html_node *n)
{
    **end = n;
    *end = &n->same;
}

/* Make our node of one of gumbo's. NULL past the cap; *children is what is
 * to be converted below it. */
static struct html_node *
convert_node(
    struct converter *c, const GumboNode *from, const GumboVector **children)
{
    struct html_node *n;

    *children = NULL;
    if (from->type != GUMBO_NODE_ELEMENT && from->type != GUMBO_NODE_TEMPLATE) {
        n = add_node(c, HTML_TEXT);
        if (n != NULL)
            n->text = node_text(c, from->v.text.text);
        return n == NULL || n->text.p == NULL ? NULL : n;
    }
    n = add_node(c, HTML_ELEMENT);
    if (n == NULL || add_attrs(c, n, &from->v.element.attributes) != 0)
        return NULL;
    n->name = element_name(c->h, &from->v.element);
    n->flags = flags_of[from->v.element.tag];
    if (from->v.element.tag == GUMBO_TAG_SCRIPT)
        chain(&c->script_end, n);
    else if (from->v.element.tag == GUMBO_TAG_META)
        chain(&c->meta_end, n);
    else if (from->v.element.tag == GUMBO_TAG_LINK)
        chain(&c->link_end, n);
    if (take_raw(c, n, &from->v.element.original_tag) != 0)
        return NULL;
    *children = &from->v.element.children;
    return n;
}

struct level {
    const GumboVector *children;
    unsigned next;
};

static void
convert(struct html *h, const struct html_source *source, const GumboNode *root)
{
    struct level *stack =
        arena_alloc(&h->arena, LIMIT_TREE_DEPTH * sizeof *stack);
    struct converter c = { .h = h,
        .source = source,
        .script_end = &h->scripts,
        .meta_end = &h->metas,
        .link_end = &h->links };
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
        const GumboNode *from;
        struct html_node *n;

        if (l->next == l->children->length) {
            c.top->end = c.order;
            c.top = c.top->parent;
            depth--;
            continue;
        }
        from = l->children->data[l->next++];
        if (from->type == GUMBO_NODE_COMMENT)
            continue;
        n = convert_node(&c, from, &children);
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

/* Parse the first `len` bytes; returns -1 when the arena is full. */
static int
parse_part(struct html *h, struct str utf8)
{
    GumboOptions options = kGumboDefaultOptions;
    struct allocator a = { .arena = &h->arena };
    struct html_source source;
    GumboOutput *tree;

    options.allocator = allocator_take;
    options.deallocator = allocator_drop;
    options.userdata = &a;
    options.max_errors = 0;
    arena_reset(&h->arena);
    if (html_source_read(&source, &h->arena, utf8) != 0)
        return -1;
    h->truncated |= source.cut;
    if (setjmp(a.out_of_memory) != 0)
        return -1;
    tree = gumbo_parse_with_options(&options, source.text.p, source.text.len);
    convert(h, &source, tree->root);
    return h->root != NULL ? 0 : -1;
}

int
html_parse(struct html *h, struct str utf8, struct fail *fail)
{
    h->truncated = 0;
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
