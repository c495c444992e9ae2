#include "crawler/html_build.h"

/* Elements that are looked at for end tags whose start tag is not found, by
 * bytes of the page: 2,000 a tag in a page made for it, which took a minute. */
#define CLOSE_STEPS_A_BYTE 32

void
html_build_start(struct html_builder *b, struct html *h,
    struct html_node *document, struct str page)
{
    html_token_start(&b->reader, page, &h->arena);
    b->h = h;
    b->document = document;
    b->mode = b->original = HTML_MODE_INITIAL;
    b->depth = b->format_count = b->template_count = 0;
    memset(b->open, 0, sizeof b->open);
    b->head = b->form = b->tail = NULL;
    b->quirks = b->foster = b->skip_newline = b->no_drawing_end = 0;
    b->no_room = b->done = b->moved = 0;
    b->scripts_end = &h->scripts;
    b->metas_end = &h->metas;
    b->links_end = &h->links;
    b->close_steps = (int64_t)page.len * CLOSE_STEPS_A_BYTE + LIMIT_TREE_DEPTH;
    b->frameset_ok = 1;
}

void
html_build_finish(struct html_builder *b)
{
    if (b->moved) {
        html_number(b->h);
        return;
    }
    for (size_t i = 0; i < b->depth; i++)
        b->stack[i]->end = b->h->node_count;
}

/* --- The stack --- */

void
html_build_too_deep(struct html_builder *b)
{
    b->h->truncated = 1;
    b->done = 1;
}

void
html_build_pop_to(struct html_builder *b, enum html_tag tag)
{
    while (b->depth > 1) {
        int found = html_build_top_is(b, tag);

        html_build_pop(b);
        if (found)
            break;
    }
}

void
html_build_pop_above(struct html_builder *b, const struct html_node *n)
{
    while (b->depth > 1 && html_build_top(b) != n)
        html_build_pop(b);
}

void
html_build_remove(struct html_builder *b, struct html_node *n)
{
    for (size_t i = b->depth; n->is_open && i-- > 1;) {
        if (b->stack[i] != n)
            continue;
        memmove(b->stack + i, b->stack + i + 1,
            (b->depth - i - 1) * sizeof b->stack[0]);
        b->depth--;
        n->is_open = 0;
        n->end = b->h->node_count;
        b->moved |= i < b->depth; /* what is open in it goes on */
        if (n->space == HTML_SPACE_HTML)
            b->open[n->tag]--;
        return;
    }
}

static int
ends_foreign_scope(const struct html_node *n)
{
    switch (n->tag) {
    case HTML_TAG_MI:
    case HTML_TAG_MO:
    case HTML_TAG_MN:
    case HTML_TAG_MS:
    case HTML_TAG_MTEXT:
    case HTML_TAG_ANNOTATION_XML:
        return n->space == HTML_SPACE_MATH;
    case HTML_TAG_FOREIGNOBJECT:
    case HTML_TAG_DESC:
    case HTML_TAG_TITLE:
        return n->space == HTML_SPACE_SVG;
    default:
        return 0;
    }
}

int
html_build_is_special(const struct html_node *n)
{
    return n->space == HTML_SPACE_HTML
               ? (html_tag_kinds(n->tag) & HTML_TAG_SPECIAL) != 0
               : ends_foreign_scope(n);
}

static int
ends_scope(const struct html_node *n, enum html_scope scope)
{
    unsigned tag = n->tag;

    if (n->space != HTML_SPACE_HTML)
        return scope == HTML_SCOPE_SELECT ||
               (scope != HTML_SCOPE_TABLE && ends_foreign_scope(n));
    if (scope == HTML_SCOPE_TABLE)
        return tag == HTML_TAG_HTML || tag == HTML_TAG_TABLE ||
               tag == HTML_TAG_TEMPLATE;
    if (scope == HTML_SCOPE_SELECT)
        return tag != HTML_TAG_OPTGROUP && tag != HTML_TAG_OPTION;
    if (html_tag_kinds(tag) & HTML_TAG_SCOPE)
        return 1;
    if (scope == HTML_SCOPE_LIST_ITEM)
        return tag == HTML_TAG_OL || tag == HTML_TAG_UL;
    return scope == HTML_SCOPE_BUTTON && tag == HTML_TAG_BUTTON;
}

int
html_build_in_scope(
    const struct html_builder *b, enum html_tag tag, enum html_scope scope)
{
    if (b->open[tag] == 0)
        return 0;
    for (size_t i = b->depth; i-- > 0;) {
        if (html_build_is(b->stack[i], tag))
            return 1;
        if (ends_scope(b->stack[i], scope))
            return 0;
    }
    return 0;
}

int
html_build_node_in_scope(
    const struct html_builder *b, const struct html_node *n)
{
    for (size_t i = b->depth; i-- > 0;) {
        if (b->stack[i] == n)
            return 1;
        if (ends_scope(b->stack[i], HTML_SCOPE_DEFAULT))
            return 0;
    }
    return 0;
}

int
html_build_heading_in_scope(const struct html_builder *b)
{
    for (unsigned tag = HTML_TAG_H1; tag <= HTML_TAG_H6; tag++)
        if (html_build_in_scope(b, tag, HTML_SCOPE_DEFAULT))
            return 1;
    return 0;
}

void
html_build_imply(struct html_builder *b, enum html_tag except)
{
    for (;;) {
        const struct html_node *n = html_build_top(b);

        if (n->space != HTML_SPACE_HTML || n->tag == (unsigned char)except ||
            !(html_tag_kinds(n->tag) & HTML_TAG_IMPLIED))
            return;
        html_build_pop(b);
    }
}

void
html_build_leave_p(struct html_builder *b)
{
    if (html_build_in_scope(b, HTML_TAG_P, HTML_SCOPE_BUTTON))
        html_build_pop_to(b, HTML_TAG_P);
}

void
html_build_clear_to(struct html_builder *b, enum html_mode mode)
{
    for (; b->depth > 1; html_build_pop(b)) {
        const struct html_node *n = html_build_top(b);
        unsigned tag = n->space == HTML_SPACE_HTML ? n->tag : HTML_TAG_OTHER;

        if (tag == HTML_TAG_TEMPLATE ||
            (mode == HTML_MODE_IN_TABLE && tag == HTML_TAG_TABLE) ||
            (mode == HTML_MODE_IN_ROW && tag == HTML_TAG_TR) ||
            (mode == HTML_MODE_IN_TABLE_BODY &&
                (tag == HTML_TAG_TBODY || tag == HTML_TAG_TFOOT ||
                    tag == HTML_TAG_THEAD)))
            return;
    }
}

static enum html_mode
mode_of_select(const struct html_builder *b, size_t i)
{
    while (i-- > 1) {
        if (html_build_is(b->stack[i], HTML_TAG_TEMPLATE))
            break;
        if (html_build_is(b->stack[i], HTML_TAG_TABLE))
            return HTML_MODE_IN_SELECT_IN_TABLE;
    }
    return HTML_MODE_IN_SELECT;
}

void
html_build_reset_mode(struct html_builder *b)
{
    static const struct {
        enum html_tag tag;
        enum html_mode mode;
    } modes[] = { { HTML_TAG_TD, HTML_MODE_IN_CELL },
        { HTML_TAG_TH, HTML_MODE_IN_CELL }, { HTML_TAG_TR, HTML_MODE_IN_ROW },
        { HTML_TAG_TBODY, HTML_MODE_IN_TABLE_BODY },
        { HTML_TAG_THEAD, HTML_MODE_IN_TABLE_BODY },
        { HTML_TAG_TFOOT, HTML_MODE_IN_TABLE_BODY },
        { HTML_TAG_CAPTION, HTML_MODE_IN_CAPTION },
        { HTML_TAG_COLGROUP, HTML_MODE_IN_COLUMN_GROUP },
        { HTML_TAG_TABLE, HTML_MODE_IN_TABLE },
        { HTML_TAG_HEAD, HTML_MODE_IN_HEAD },
        { HTML_TAG_BODY, HTML_MODE_IN_BODY },
        { HTML_TAG_FRAMESET, HTML_MODE_IN_FRAMESET } };

    b->mode = HTML_MODE_IN_BODY;
    for (size_t i = b->depth; i-- > 0;) {
        const struct html_node *n = b->stack[i];

        if (n->space != HTML_SPACE_HTML)
            continue;
        for (size_t k = 0; k < sizeof modes / sizeof modes[0]; k++)
            if (n->tag == (unsigned char)modes[k].tag) {
                b->mode = modes[k].mode;
                return;
            }
        if (n->tag == HTML_TAG_SELECT) {
            b->mode = mode_of_select(b, i);
            return;
        }
        if (n->tag == HTML_TAG_TEMPLATE) {
            b->mode = b->template_modes[b->template_count - 1];
            return;
        }
        if (n->tag == HTML_TAG_HTML) {
            b->mode =
                b->head == NULL ? HTML_MODE_BEFORE_HEAD : HTML_MODE_AFTER_HEAD;
            return;
        }
    }
}

/* --- Formatting --- */

static int
same_attrs(const struct html_attr *a, const struct html_attr *c)
{
    size_t left = 0;

    if (a == c)
        return 1;
    for (const struct html_attr *i = c; i != NULL; i = i->next)
        left++;
    for (; a != NULL; a = a->next) {
        const struct html_attr *i = c;

        while (i != NULL && !str_eq(i->name, a->name))
            i = i->next;
        if (i == NULL || !str_eq(i->value, a->value) || left-- == 0)
            return 0;
    }
    return left == 0;
}

/* Of equal elements the last three are kept ("Noah's Ark clause"). */
void
html_build_format_add(struct html_builder *b, struct html_node *n)
{
    size_t same = 0, first = 0;

    if (n == NULL)
        return;
    for (size_t i = b->format_count; i-- > 0 && b->formats[i] != NULL;) {
        if (b->formats[i]->tag == n->tag &&
            same_attrs(b->formats[i]->attrs, n->attrs)) {
            same++;
            first = i;
        }
    }
    if (same >= 3)
        html_build_format_drop(b, first);
    if (b->format_count == HTML_FORMATS_MAX)
        html_build_format_drop(b, 0);
    b->formats[b->format_count++] = n;
}

void
html_build_format_mark(struct html_builder *b)
{
    if (b->format_count == HTML_FORMATS_MAX)
        html_build_format_drop(b, 0);
    b->formats[b->format_count++] = NULL;
}

void
html_build_format_clear(struct html_builder *b)
{
    while (b->format_count > 0 && b->formats[--b->format_count] != NULL)
        ;
}

void
html_build_format_drop(struct html_builder *b, size_t i)
{
    b->format_count--;
    memmove(b->formats + i, b->formats + i + 1,
        (b->format_count - i) * sizeof b->formats[0]);
}

ptrdiff_t
html_build_format_find(const struct html_builder *b, enum html_tag tag)
{
    for (size_t i = b->format_count; i-- > 0 && b->formats[i] != NULL;)
        if (b->formats[i]->tag == (unsigned char)tag)
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t
html_build_format_of(const struct html_builder *b, const struct html_node *n)
{
    for (size_t i = b->format_count; i-- > 0;)
        if (b->formats[i] == n)
            return (ptrdiff_t)i;
    return -1;
}

void
html_build_reopen_all(struct html_builder *b)
{
    size_t i = b->format_count;

    while (i > 0 && b->formats[i - 1] != NULL && !b->formats[i - 1]->is_open)
        i--;
    for (; i < b->format_count && !b->done; i++) {
        struct html_node *n = html_build_copy(b, b->formats[i]), *before;
        struct html_node *parent;

        if (n == NULL)
            return;
        parent = html_build_place(b, html_build_top(b), &before);
        html_build_insert_at(parent, before, n);
        html_build_push(b, n);
        b->formats[i] = n;
    }
}
