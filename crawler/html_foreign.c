/* Drawings and formulas in a page (13.2.6.5). */
#include "crawler/html_build.h"

static int
is_math_text(const struct html_node *n)
{
    switch (n->tag) {
    case HTML_TAG_MI:
    case HTML_TAG_MO:
    case HTML_TAG_MN:
    case HTML_TAG_MS:
    case HTML_TAG_MTEXT:
        return n->space == HTML_SPACE_MATH;
    default:
        return 0;
    }
}

/* HTML stands in it as in a page. */
static int
holds_html(const struct html_node *n)
{
    struct str encoding;

    if (n->space == HTML_SPACE_SVG)
        return n->tag == HTML_TAG_FOREIGNOBJECT || n->tag == HTML_TAG_DESC ||
               n->tag == HTML_TAG_TITLE;
    if (n->space != HTML_SPACE_MATH || n->tag != HTML_TAG_ANNOTATION_XML)
        return 0;
    encoding = html_attr(n, "encoding");
    return str_is_nocase(encoding, "text/html") ||
           str_is_nocase(encoding, "application/xhtml+xml");
}

int
html_foreign_applies(const struct html_builder *b)
{
    const struct html_node *n = b->depth > 0 ? html_build_top(b) : NULL;
    int opens = b->token.kind == HTML_TOKEN_OPEN;
    int is_text = b->token.kind == HTML_TOKEN_TEXT;

    if (n == NULL || n->space == HTML_SPACE_HTML ||
        b->token.kind == HTML_TOKEN_END)
        return 0;
    if (is_math_text(n) && (is_text || (opens && b->tag != HTML_TAG_MGLYPH &&
                                           b->tag != HTML_TAG_MALIGNMARK)))
        return 0;
    if (n->space == HTML_SPACE_MATH && n->tag == HTML_TAG_ANNOTATION_XML &&
        opens && b->tag == HTML_TAG_SVG)
        return 0;
    return !(holds_html(n) && (opens || is_text));
}

void
html_foreign_insert(struct html_builder *b, enum html_space space)
{
    html_build_insert_as(b, b->tag, space, 1);
    if (b->token.empty && !b->done)
        html_build_pop(b);
}

static int
breaks_out(const struct html_builder *b)
{
    if (b->token.kind == HTML_TOKEN_CLOSE)
        return b->tag == HTML_TAG_BR || b->tag == HTML_TAG_P;
    if (html_tag_kinds(b->tag) & HTML_TAG_BREAKS_OUT)
        return 1;
    for (size_t i = 0; b->tag == HTML_TAG_FONT && i < b->token.attr_count; i++)
        if (str_is(b->token.attrs[i].name, "color") ||
            str_is(b->token.attrs[i].name, "face") ||
            str_is(b->token.attrs[i].name, "size"))
            return 1;
    return 0;
}

static int
close_foreign(struct html_builder *b)
{
    for (size_t i = b->depth; i-- > 1;) {
        struct html_node *n = b->stack[i];

        if (n->space == HTML_SPACE_HTML)
            return html_modes_apply(b, b->mode);
        if (str_eq(n->name, b->token.name)) {
            html_build_pop_above(b, n);
            html_build_pop(b);
            return 0;
        }
    }
    return 0;
}

int
html_foreign_apply(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        if (html_modes_blank(b) < b->token.text.len)
            b->frameset_ok = 0;
        html_build_text(b, b->token.text, HTML_TEXT_SHOWN);
        return 0;
    case HTML_TOKEN_OPEN:
    case HTML_TOKEN_CLOSE:
        if (breaks_out(b)) {
            do
                html_build_pop(b);
            while (b->depth > 1 && !is_math_text(html_build_top(b)) &&
                   !holds_html(html_build_top(b)) &&
                   html_build_top(b)->space != HTML_SPACE_HTML);
            return html_modes_apply(b, b->mode);
        }
        if (b->token.kind == HTML_TOKEN_CLOSE)
            return close_foreign(b);
        html_foreign_insert(b, html_build_top(b)->space);
        return 0;
    default:
        return 0;
    }
}
