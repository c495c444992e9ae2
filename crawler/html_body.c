/* Insertion mode "in body" (13.2.6.4.7). */
#include "crawler/html_build.h"

/* The next character is dropped if it ends a line. */
static void
skip_newline(struct html_builder *b)
{
    b->skip_newline = 1;
}

/* Any other end tag: the nearest open element of that name, unless a special
 * one stands between. */
static void
close_any(struct html_builder *b)
{
    if (b->tag != HTML_TAG_OTHER && b->open[b->tag] == 0)
        return;
    for (size_t i = b->depth; i-- > 1 && b->close_steps-- > 0;) {
        struct html_node *n = b->stack[i];

        if (n->space == HTML_SPACE_HTML && n->tag == b->tag &&
            (b->tag != HTML_TAG_OTHER || str_eq(n->name, b->token.name))) {
            html_build_imply(b, b->tag);
            html_build_pop_above(b, n);
            html_build_pop(b);
            return;
        }
        if (html_build_is_special(n))
            return;
    }
}

/* A block in scope: its end tag, and those that may be left out before it. */
static void
close_block(struct html_builder *b, enum html_tag tag)
{
    if (!html_build_in_scope(b, tag, HTML_SCOPE_DEFAULT))
        return;
    html_build_imply(b, HTML_TAG_OTHER);
    html_build_pop_to(b, tag);
}

static void
close_heading(struct html_builder *b)
{
    int found = 0;

    if (!html_build_heading_in_scope(b))
        return;
    html_build_imply(b, HTML_TAG_OTHER);
    while (!found && b->depth > 1) {
        const struct html_node *n = html_build_top(b);

        found = n->space == HTML_SPACE_HTML && n->tag >= HTML_TAG_H1 &&
                n->tag <= HTML_TAG_H6;
        html_build_pop(b);
    }
}

static void
close_form(struct html_builder *b)
{
    struct html_node *form = b->form;

    if (b->open[HTML_TAG_TEMPLATE] > 0) {
        close_block(b, HTML_TAG_FORM);
        return;
    }
    b->form = NULL;
    if (form == NULL || !form->is_open || !html_build_node_in_scope(b, form))
        return;
    html_build_imply(b, HTML_TAG_OTHER);
    html_build_remove(b, form);
}

static void
close_p(struct html_builder *b)
{
    if (!html_build_in_scope(b, HTML_TAG_P, HTML_SCOPE_BUTTON))
        html_build_insert_as(b, HTML_TAG_P, HTML_SPACE_HTML, 0);
    if (b->done)
        return;
    html_build_imply(b, HTML_TAG_P);
    html_build_pop_to(b, HTML_TAG_P);
}

/* li, dd, dt: the end tag of the one before may be left out. */
static void
open_item(struct html_builder *b)
{
    int is_li = b->tag == HTML_TAG_LI;

    b->frameset_ok = 0;
    for (size_t i = b->depth; i-- > 1;) {
        const struct html_node *n = b->stack[i];

        if (is_li ? html_build_is(n, HTML_TAG_LI)
                  : html_build_is(n, HTML_TAG_DD) ||
                        html_build_is(n, HTML_TAG_DT)) {
            enum html_tag tag = n->tag;

            html_build_imply(b, tag);
            html_build_pop_to(b, tag);
            break;
        }
        if (html_build_is_special(n) && !html_build_is(n, HTML_TAG_ADDRESS) &&
            !html_build_is(n, HTML_TAG_DIV) && !html_build_is(n, HTML_TAG_P))
            break;
    }
    html_build_close_p(b);
    html_build_insert(b);
}

static void
open_a(struct html_builder *b)
{
    ptrdiff_t at = html_build_format_find(b, HTML_TAG_A);

    if (at >= 0) {
        struct html_node *a = b->formats[at];

        html_build_adopt(b, HTML_TAG_A);
        at = html_build_format_of(b, a);
        if (at >= 0)
            html_build_format_drop(b, (size_t)at);
        html_build_remove(b, a);
    }
    html_build_reopen(b);
    html_build_format_add(b, html_build_insert(b));
}

static void
open_format(struct html_builder *b)
{
    html_build_reopen(b);
    if (b->tag == HTML_TAG_NOBR &&
        html_build_in_scope(b, HTML_TAG_NOBR, HTML_SCOPE_DEFAULT)) {
        html_build_adopt(b, HTML_TAG_NOBR);
        html_build_reopen(b);
    }
    html_build_format_add(b, html_build_insert(b));
}

static void
open_frameset(struct html_builder *b)
{
    if (b->depth < 2 || !html_build_is(b->stack[1], HTML_TAG_BODY) ||
        !b->frameset_ok)
        return;
    html_build_detach(b, b->stack[1]);
    while (b->depth > 1)
        html_build_pop(b);
    html_build_insert(b);
    b->mode = HTML_MODE_IN_FRAMESET;
}

static void
open_body(struct html_builder *b)
{
    if (b->depth < 2 || !html_build_is(b->stack[1], HTML_TAG_BODY) ||
        b->open[HTML_TAG_TEMPLATE] > 0)
        return;
    b->frameset_ok = 0;
    html_build_merge_attrs(b, b->stack[1]);
}

static int
is_hidden(const struct html_token *t)
{
    for (size_t i = 0; i < t->attr_count; i++)
        if (str_is(t->attrs[i].name, "type"))
            return str_is_nocase(t->attrs[i].value, "hidden");
    return 0;
}

static void
open_void(struct html_builder *b)
{
    int counts = b->tag != HTML_TAG_INPUT || !is_hidden(&b->token);

    if (b->tag == HTML_TAG_HR)
        html_build_close_p(b);
    else if (b->tag != HTML_TAG_PARAM && b->tag != HTML_TAG_SOURCE &&
             b->tag != HTML_TAG_TRACK)
        html_build_reopen(b);
    else
        counts = 0;
    html_build_insert_void(b);
    if (counts)
        b->frameset_ok = 0;
}

static void
open_select(struct html_builder *b)
{
    html_build_reopen(b);
    html_build_insert(b);
    b->frameset_ok = 0;
    switch (b->mode) {
    case HTML_MODE_IN_TABLE:
    case HTML_MODE_IN_CAPTION:
    case HTML_MODE_IN_TABLE_BODY:
    case HTML_MODE_IN_ROW:
    case HTML_MODE_IN_CELL:
        b->mode = HTML_MODE_IN_SELECT_IN_TABLE;
        break;
    default:
        b->mode = HTML_MODE_IN_SELECT;
    }
}

static void
open_ruby_part(struct html_builder *b)
{
    int annotates = b->tag == HTML_TAG_RP || b->tag == HTML_TAG_RT;

    if (html_build_in_scope(b, HTML_TAG_RUBY, HTML_SCOPE_DEFAULT))
        html_build_imply(b, annotates ? HTML_TAG_RTC : HTML_TAG_OTHER);
    html_build_insert(b);
}

/* What else has a rule of its own. 0 if it has none. */
static int
open_special(struct html_builder *b)
{
    switch (b->tag) {
    case HTML_TAG_TABLE:
        if (!b->quirks)
            html_build_close_p(b);
        html_build_insert(b);
        b->frameset_ok = 0;
        b->mode = HTML_MODE_IN_TABLE;
        return 1;
    case HTML_TAG_FORM:
        if (b->form != NULL && b->open[HTML_TAG_TEMPLATE] == 0)
            return 1;
        html_build_close_p(b);
        if (b->open[HTML_TAG_TEMPLATE] > 0)
            html_build_insert(b);
        else
            b->form = html_build_insert(b);
        return 1;
    case HTML_TAG_BUTTON:
        close_block(b, HTML_TAG_BUTTON);
        html_build_reopen(b);
        html_build_insert(b);
        b->frameset_ok = 0;
        return 1;
    case HTML_TAG_PRE:
    case HTML_TAG_LISTING:
        html_build_close_p(b);
        html_build_insert(b);
        skip_newline(b);
        b->frameset_ok = 0;
        return 1;
    case HTML_TAG_PLAINTEXT:
        html_build_close_p(b);
        html_build_insert(b);
        b->reader.state = HTML_TOKEN_PLAINTEXT;
        return 1;
    case HTML_TAG_APPLET:
    case HTML_TAG_MARQUEE:
    case HTML_TAG_OBJECT:
        html_build_reopen(b);
        html_build_insert(b);
        html_build_format_mark(b);
        b->frameset_ok = 0;
        return 1;
    case HTML_TAG_TEXTAREA:
        b->frameset_ok = 0;
        html_modes_raw(b, HTML_TOKEN_RCDATA);
        skip_newline(b);
        return 1;
    case HTML_TAG_XMP:
        html_build_close_p(b);
        html_build_reopen(b);
        b->frameset_ok = 0;
        html_modes_raw(b, HTML_TOKEN_RAWTEXT);
        return 1;
    case HTML_TAG_IFRAME:
        b->frameset_ok = 0;
        html_modes_raw(b, HTML_TOKEN_RAWTEXT);
        return 1;
    case HTML_TAG_NOEMBED:
        html_modes_raw(b, HTML_TOKEN_RAWTEXT);
        return 1;
    case HTML_TAG_MATH:
        html_build_reopen(b);
        html_foreign_insert(b, HTML_SPACE_MATH);
        return 1;
    case HTML_TAG_SVG:
        html_build_reopen(b);
        html_foreign_insert(b, HTML_SPACE_SVG);
        return 1;
    default:
        return 0;
    }
}

static int
body_open(struct html_builder *b)
{
    unsigned kinds = html_tag_kinds(b->tag);

    if (kinds & HTML_TAG_BOX) {
        html_build_close_p(b);
        html_build_insert(b);
        return 0;
    }
    switch (b->tag) {
    case HTML_TAG_OTHER:
    case HTML_TAG_SPAN:
        html_build_reopen(b);
        html_build_insert(b);
        return 0;
    case HTML_TAG_A:
        open_a(b);
        return 0;
    case HTML_TAG_LI:
    case HTML_TAG_DD:
    case HTML_TAG_DT:
        open_item(b);
        return 0;
    case HTML_TAG_AREA:
    case HTML_TAG_BR:
    case HTML_TAG_EMBED:
    case HTML_TAG_HR:
    case HTML_TAG_IMG:
    case HTML_TAG_INPUT:
    case HTML_TAG_KEYGEN:
    case HTML_TAG_PARAM:
    case HTML_TAG_SOURCE:
    case HTML_TAG_TRACK:
    case HTML_TAG_WBR:
        open_void(b);
        return 0;
    case HTML_TAG_IMAGE:
        b->tag = HTML_TAG_IMG;
        return 1;
    case HTML_TAG_H1:
    case HTML_TAG_H2:
    case HTML_TAG_H3:
    case HTML_TAG_H4:
    case HTML_TAG_H5:
    case HTML_TAG_H6:
        html_build_close_p(b);
        if (html_build_top(b)->space == HTML_SPACE_HTML &&
            html_build_top(b)->tag >= HTML_TAG_H1 &&
            html_build_top(b)->tag <= HTML_TAG_H6)
            html_build_pop(b);
        html_build_insert(b);
        return 0;
    case HTML_TAG_HTML:
        if (b->open[HTML_TAG_TEMPLATE] == 0)
            html_build_merge_attrs(b, b->stack[0]);
        return 0;
    case HTML_TAG_BODY:
        open_body(b);
        return 0;
    case HTML_TAG_FRAMESET:
        open_frameset(b);
        return 0;
    case HTML_TAG_SELECT:
        open_select(b);
        return 0;
    case HTML_TAG_OPTGROUP:
    case HTML_TAG_OPTION:
        if (html_build_top_is(b, HTML_TAG_OPTION))
            html_build_pop(b);
        html_build_reopen(b);
        html_build_insert(b);
        return 0;
    case HTML_TAG_RB:
    case HTML_TAG_RTC:
    case HTML_TAG_RP:
    case HTML_TAG_RT:
        open_ruby_part(b);
        return 0;
    case HTML_TAG_BASE:
    case HTML_TAG_BASEFONT:
    case HTML_TAG_BGSOUND:
    case HTML_TAG_LINK:
    case HTML_TAG_META:
    case HTML_TAG_NOFRAMES:
    case HTML_TAG_SCRIPT:
    case HTML_TAG_STYLE:
    case HTML_TAG_TEMPLATE:
    case HTML_TAG_TITLE:
        return html_modes_apply(b, HTML_MODE_IN_HEAD);
    case HTML_TAG_CAPTION:
    case HTML_TAG_COL:
    case HTML_TAG_COLGROUP:
    case HTML_TAG_FRAME:
    case HTML_TAG_HEAD:
    case HTML_TAG_TBODY:
    case HTML_TAG_TD:
    case HTML_TAG_TFOOT:
    case HTML_TAG_TH:
    case HTML_TAG_THEAD:
    case HTML_TAG_TR:
        return 0;
    default:
        break;
    }
    if (kinds & HTML_TAG_FORMAT) {
        open_format(b);
    } else if (!open_special(b)) {
        html_build_reopen(b);
        html_build_insert(b);
    }
    return 0;
}

/* 1 if the end tag is of the current element and closes nothing but that. */
static int
closes_top(const struct html_builder *b, unsigned kinds)
{
    const struct html_node *top = html_build_top(b);

    return !(kinds & (HTML_TAG_FORMAT | HTML_TAG_ENDS_MORE)) &&
           html_build_is(top, b->tag) &&
           (b->tag != HTML_TAG_OTHER || str_eq(top->name, b->token.name));
}

static int
body_close(struct html_builder *b)
{
    unsigned kinds = html_tag_kinds(b->tag);

    if (closes_top(b, kinds)) {
        html_build_pop(b);
        return 0;
    }
    if (kinds & HTML_TAG_FORMAT) {
        if (!html_build_adopt(b, b->tag))
            close_any(b);
        return 0;
    }
    switch (b->tag) {
    case HTML_TAG_BODY:
    case HTML_TAG_HTML:
        if (!html_build_in_scope(b, HTML_TAG_BODY, HTML_SCOPE_DEFAULT))
            return 0;
        b->mode = HTML_MODE_AFTER_BODY;
        return b->tag == HTML_TAG_HTML;
    case HTML_TAG_FORM:
        close_form(b);
        return 0;
    case HTML_TAG_P:
        close_p(b);
        return 0;
    case HTML_TAG_LI:
    case HTML_TAG_DD:
    case HTML_TAG_DT:
        if (html_build_in_scope(b, b->tag,
                b->tag == HTML_TAG_LI ? HTML_SCOPE_LIST_ITEM
                                      : HTML_SCOPE_DEFAULT)) {
            html_build_imply(b, b->tag);
            html_build_pop_to(b, b->tag);
        }
        return 0;
    case HTML_TAG_H1:
    case HTML_TAG_H2:
    case HTML_TAG_H3:
    case HTML_TAG_H4:
    case HTML_TAG_H5:
    case HTML_TAG_H6:
        close_heading(b);
        return 0;
    case HTML_TAG_APPLET:
    case HTML_TAG_MARQUEE:
    case HTML_TAG_OBJECT:
        if (html_build_in_scope(b, b->tag, HTML_SCOPE_DEFAULT)) {
            close_block(b, b->tag);
            html_build_format_clear(b);
        }
        return 0;
    case HTML_TAG_BR:
        b->token.attr_count = 0;
        open_void(b);
        return 0;
    case HTML_TAG_TEMPLATE:
        return html_modes_apply(b, HTML_MODE_IN_HEAD);
    case HTML_TAG_BUTTON:
    case HTML_TAG_LISTING:
    case HTML_TAG_PRE:
        close_block(b, b->tag);
        return 0;
    default:
        if (kinds & HTML_TAG_BOX)
            close_block(b, b->tag);
        else
            close_any(b);
        return 0;
    }
}

int
html_body_apply(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        html_build_reopen(b);
        if (b->done)
            return 0;
        if (b->frameset_ok && html_modes_blank(b) < b->token.text.len)
            b->frameset_ok = 0;
        html_build_text(b, b->token.text, HTML_TEXT_SHOWN);
        return 0;
    case HTML_TOKEN_OPEN:
        return body_open(b);
    case HTML_TOKEN_CLOSE:
        return body_close(b);
    case HTML_TOKEN_END:
        if (b->template_count > 0)
            return html_modes_apply(b, HTML_MODE_IN_TEMPLATE);
        b->done = 1;
        return 0;
    default:
        return 0;
    }
}
