#include "crawler/html_gumbo.h"

#include "crawler/html_tag.h"

#include <gumbo.h>
#include <setjmp.h>

/* A parse that may run out of room at any allocation; all its memory is the
 * tree's arena, so that leaving it in the middle loses nothing. */
struct reading {
    struct html *h;
    jmp_buf full;
};

static void *
take(void *ctx, size_t bytes)
{
    struct reading *r = ctx;
    void *p = arena_alloc(&r->h->arena, bytes);

    if (p == NULL)
        longjmp(r->full, 1);
    return p;
}

static void
give_back(void *ctx, void *p)
{
    (void)ctx;
    (void)p;
}

static struct html_node *
new_node(struct reading *r, enum html_kind kind, struct html_node *parent)
{
    struct html_node *n = take(r, sizeof *n);

    *n = (struct html_node){ .kind = kind, .parent = parent, .prev = NULL };
    if (parent == NULL)
        return n;
    n->prev = parent->last;
    if (parent->last != NULL)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    return n;
}

/* In lower case, as gumbo has those that it knows. */
static struct str
name_of(struct reading *r, const GumboElement *e)
{
    GumboStringPiece piece = e->original_tag;
    char *lower;

    if (e->tag != GUMBO_TAG_UNKNOWN)
        return str_of(gumbo_normalized_tagname(e->tag));
    gumbo_tag_from_original_text(&piece);
    lower = take(r, piece.length + 1);
    for (size_t i = 0; i < piece.length; i++)
        lower[i] = str_lower(piece.data[i]);
    lower[piece.length] = '\0';
    return (struct str){ lower, piece.length };
}

static void
set_attrs(struct reading *r, struct html_node *n, const GumboElement *e)
{
    struct html_attr **end = &n->attrs;

    for (unsigned i = 0; i < e->attributes.length; i++) {
        const GumboAttribute *from = e->attributes.data[i];
        struct html_attr *a = take(r, sizeof *a);

        *a =
            (struct html_attr){ str_of(from->name), str_of(from->value), NULL };
        if (a->name.len == 0)
            continue;
        n->attr_names |= html_attr_bit(a->name);
        *end = a;
        end = &a->next;
    }
}

/* The node for one of gumbo's, below parent; NULL for a comment. */
static struct html_node *
add(struct reading *r, const GumboNode *from, struct html_node *parent)
{
    const GumboElement *e = &from->v.element;
    struct html_node *n;

    if (from->type == GUMBO_NODE_COMMENT || from->type == GUMBO_NODE_DOCUMENT)
        return NULL;
    if (from->type != GUMBO_NODE_ELEMENT && from->type != GUMBO_NODE_TEMPLATE) {
        n = new_node(r, HTML_TEXT, parent);
        n->text = str_of(from->v.text.text);
        return n;
    }
    n = new_node(r, HTML_ELEMENT, parent);
    n->name = name_of(r, e);
    n->tag = (unsigned char)html_tag_of(n->name);
    n->flags = (unsigned char)html_tag_flags((enum html_tag)n->tag);
    n->space =
        (unsigned char)(e->tag_namespace == GUMBO_NAMESPACE_SVG ? HTML_SPACE_SVG
                        : e->tag_namespace == GUMBO_NAMESPACE_MATHML
                            ? HTML_SPACE_MATH
                            : HTML_SPACE_HTML);
    set_attrs(r, n, e);
    return n;
}

/* What stands below an element that is not passed over. */
static const GumboVector *
children_of(const GumboNode *n)
{
    if ((n->type != GUMBO_NODE_ELEMENT && n->type != GUMBO_NODE_TEMPLATE) ||
        n->v.element.tag == GUMBO_TAG_SVG)
        return NULL;
    return &n->v.element.children;
}

static int
is_last(const GumboNode *n)
{
    return n->index_within_parent + 1 >= n->parent->v.element.children.length;
}

/* Depth has no bound here, so the walk keeps no stack: `parent` is the node
 * that what stands at `from` goes below. */
static void
copy_tree(struct reading *r, const GumboNode *top)
{
    struct html_node *node = add(r, top, NULL), *parent = NULL;
    const GumboNode *from = top;

    r->h->root = node;
    for (;;) {
        const GumboVector *below = children_of(from);

        if (below != NULL && below->length > 0) {
            parent = node;
            from = below->data[0];
        } else {
            while (from != top && is_last(from)) {
                from = from->parent;
                parent = parent->parent;
            }
            if (from == top)
                return;
            from = from->parent->v.element.children
                       .data[from->index_within_parent + 1];
        }
        node = add(r, from, parent);
    }
}

int
html_gumbo_parse(struct html *h, struct str utf8, struct fail *fail)
{
    struct reading r = { .h = h };
    GumboOptions options = kGumboDefaultOptions;

    arena_reset(&h->arena);
    h->root = h->scripts = h->metas = h->links = NULL;
    h->has_itemscope = h->has_typeof = 0;
    h->node_count = 0;
    h->truncated = 0;
    if (setjmp(r.full) != 0) {
        h->root = NULL;
        return fail_set(fail, "the tree of the page does not fit");
    }
    options.allocator = take;
    options.deallocator = give_back;
    options.userdata = &r;
    copy_tree(&r, gumbo_parse_with_options(&options, utf8.p, utf8.len)->root);
    html_number(h);
    return 0;
}
