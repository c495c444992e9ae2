/* Insertion modes of tables and of what stands in them (13.2.6.4.9 to
 * 13.2.6.4.17). */
#include "crawler/html_build.h"

static int
in_table_scope(const struct html_builder *b, enum html_tag tag)
{
    return html_build_in_scope(b, tag, HTML_SCOPE_TABLE);
}

/* By the rules for the body, but out of the table it stands in. */
static int
foster(struct html_builder *b)
{
    int again;

    b->foster = 1;
    again = html_body_apply(b);
    b->foster = 0;
    return again;
}

static int
table_text(struct html_builder *b)
{
    switch (html_build_top(b)->tag) {
    case HTML_TAG_TABLE:
    case HTML_TAG_TBODY:
    case HTML_TAG_TFOOT:
    case HTML_TAG_THEAD:
    case HTML_TAG_TR:
        break;
    default:
        return foster(b);
    }
    if (html_modes_blank(b) < b->token.text.len)
        return foster(b);
    html_build_text(b, b->token.text, HTML_TEXT_SHOWN);
    return 0;
}

static int
is_hidden_input(const struct html_builder *b)
{
    for (size_t i = 0; i < b->token.attr_count; i++)
        if (str_is(b->token.attrs[i].name, "type"))
            return str_is_nocase(b->token.attrs[i].value, "hidden");
    return 0;
}

/* Open a part of the table, down to which `clear` is left. */
static int
open_part(struct html_builder *b, enum html_tag tag, enum html_mode mode,
    enum html_mode clear)
{
    html_build_clear_to(b, clear);
    html_build_insert_as(b, tag, HTML_SPACE_HTML, tag == b->tag);
    b->mode = mode;
    return tag != b->tag;
}

static int
table_open(struct html_builder *b)
{
    switch (b->tag) {
    case HTML_TAG_CAPTION:
        html_build_clear_to(b, HTML_MODE_IN_TABLE);
        html_build_format_mark(b);
        html_build_insert(b);
        b->mode = HTML_MODE_IN_CAPTION;
        return 0;
    case HTML_TAG_COLGROUP:
    case HTML_TAG_COL:
        return open_part(b, HTML_TAG_COLGROUP, HTML_MODE_IN_COLUMN_GROUP,
            HTML_MODE_IN_TABLE);
    case HTML_TAG_TBODY:
    case HTML_TAG_TFOOT:
    case HTML_TAG_THEAD:
        return open_part(
            b, b->tag, HTML_MODE_IN_TABLE_BODY, HTML_MODE_IN_TABLE);
    case HTML_TAG_TD:
    case HTML_TAG_TH:
    case HTML_TAG_TR:
        return open_part(
            b, HTML_TAG_TBODY, HTML_MODE_IN_TABLE_BODY, HTML_MODE_IN_TABLE);
    case HTML_TAG_TABLE:
        if (!in_table_scope(b, HTML_TAG_TABLE))
            return 0;
        html_build_pop_to(b, HTML_TAG_TABLE);
        html_build_reset_mode(b);
        return 1;
    case HTML_TAG_STYLE:
    case HTML_TAG_SCRIPT:
    case HTML_TAG_TEMPLATE:
        return html_modes_apply(b, HTML_MODE_IN_HEAD);
    case HTML_TAG_INPUT:
        if (!is_hidden_input(b))
            return foster(b);
        html_build_insert_void(b);
        return 0;
    case HTML_TAG_FORM:
        if (b->open[HTML_TAG_TEMPLATE] > 0 || b->form != NULL)
            return 0;
        b->form = html_build_insert(b);
        if (!b->done)
            html_build_pop(b);
        return 0;
    default:
        return foster(b);
    }
}

static int
in_table(struct html_builder *b)
{
    if (b->token.kind == HTML_TOKEN_TEXT)
        return table_text(b);
    if (b->token.kind == HTML_TOKEN_OPEN)
        return table_open(b);
    if (b->token.kind == HTML_TOKEN_END)
        return html_body_apply(b);
    if (b->token.kind != HTML_TOKEN_CLOSE)
        return 0;
    switch (b->tag) {
    case HTML_TAG_TABLE:
        if (in_table_scope(b, HTML_TAG_TABLE)) {
            html_build_pop_to(b, HTML_TAG_TABLE);
            html_build_reset_mode(b);
        }
        return 0;
    case HTML_TAG_BODY:
    case HTML_TAG_CAPTION:
    case HTML_TAG_COL:
    case HTML_TAG_COLGROUP:
    case HTML_TAG_HTML:
    case HTML_TAG_TBODY:
    case HTML_TAG_TD:
    case HTML_TAG_TFOOT:
    case HTML_TAG_TH:
    case HTML_TAG_THEAD:
    case HTML_TAG_TR:
        return 0;
    case HTML_TAG_TEMPLATE:
        return html_modes_apply(b, HTML_MODE_IN_HEAD);
    default:
        return foster(b);
    }
}

/* 1 for the tags that end a part of a table which stands open around them. */
static int
is_part(enum html_tag tag)
{
    switch (tag) {
    case HTML_TAG_CAPTION:
    case HTML_TAG_COL:
    case HTML_TAG_COLGROUP:
    case HTML_TAG_TBODY:
    case HTML_TAG_TD:
    case HTML_TAG_TFOOT:
    case HTML_TAG_TH:
    case HTML_TAG_THEAD:
    case HTML_TAG_TR:
        return 1;
    default:
        return 0;
    }
}

static int
in_caption(struct html_builder *b)
{
    int closes = b->token.kind == HTML_TOKEN_CLOSE;
    int ends = (closes && b->tag == HTML_TAG_CAPTION) ||
               (closes && b->tag == HTML_TAG_TABLE) ||
               (b->token.kind == HTML_TOKEN_OPEN && is_part(b->tag));

    if (ends) {
        if (!in_table_scope(b, HTML_TAG_CAPTION))
            return 0;
        html_build_imply(b, HTML_TAG_OTHER);
        html_build_pop_to(b, HTML_TAG_CAPTION);
        html_build_format_clear(b);
        b->mode = HTML_MODE_IN_TABLE;
        return !closes || b->tag != HTML_TAG_CAPTION;
    }
    if (closes &&
        (is_part(b->tag) || b->tag == HTML_TAG_BODY || b->tag == HTML_TAG_HTML))
        return 0;
    return html_body_apply(b);
}

static int
in_column_group(struct html_builder *b)
{
    size_t blank;

    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        blank = html_modes_blank(b);
        html_build_text(b, str_sub(b->token.text, 0, blank), HTML_TEXT_SHOWN);
        b->token.text = str_sub(b->token.text, blank, b->token.text.len);
        if (b->token.text.len == 0)
            return 0;
        break;
    case HTML_TOKEN_OPEN:
        if (b->tag == HTML_TAG_HTML)
            return html_body_apply(b);
        if (b->tag == HTML_TAG_TEMPLATE)
            return html_modes_apply(b, HTML_MODE_IN_HEAD);
        if (b->tag == HTML_TAG_COL) {
            html_build_insert_void(b);
            return 0;
        }
        break;
    case HTML_TOKEN_CLOSE:
        if (b->tag == HTML_TAG_COL)
            return 0;
        if (b->tag == HTML_TAG_TEMPLATE)
            return html_modes_apply(b, HTML_MODE_IN_HEAD);
        break;
    case HTML_TOKEN_END:
        return html_body_apply(b);
    default:
        return 0;
    }
    if (!html_build_top_is(b, HTML_TAG_COLGROUP))
        return 0;
    html_build_pop(b);
    b->mode = HTML_MODE_IN_TABLE;
    return b->token.kind != HTML_TOKEN_CLOSE || b->tag != HTML_TAG_COLGROUP;
}

static int
leave_body(struct html_builder *b)
{
    html_build_clear_to(b, HTML_MODE_IN_TABLE_BODY);
    html_build_pop(b);
    b->mode = HTML_MODE_IN_TABLE;
    return 1;
}

static int
in_table_body(struct html_builder *b)
{
    int opens = b->token.kind == HTML_TOKEN_OPEN;
    int closes = b->token.kind == HTML_TOKEN_CLOSE;

    if (opens && b->tag == HTML_TAG_TR)
        return open_part(b, b->tag, HTML_MODE_IN_ROW, HTML_MODE_IN_TABLE_BODY);
    if (opens && (b->tag == HTML_TAG_TD || b->tag == HTML_TAG_TH))
        return open_part(
            b, HTML_TAG_TR, HTML_MODE_IN_ROW, HTML_MODE_IN_TABLE_BODY);
    if (closes && (b->tag == HTML_TAG_TBODY || b->tag == HTML_TAG_TFOOT ||
                      b->tag == HTML_TAG_THEAD)) {
        if (in_table_scope(b, b->tag))
            leave_body(b);
        return 0;
    }
    if ((opens && is_part(b->tag)) || (closes && b->tag == HTML_TAG_TABLE)) {
        if (in_table_scope(b, HTML_TAG_TBODY) ||
            in_table_scope(b, HTML_TAG_THEAD) ||
            in_table_scope(b, HTML_TAG_TFOOT))
            return leave_body(b);
        return 0;
    }
    if (closes &&
        (is_part(b->tag) || b->tag == HTML_TAG_BODY || b->tag == HTML_TAG_HTML))
        return 0;
    return in_table(b);
}

static int
leave_row(struct html_builder *b)
{
    if (!in_table_scope(b, HTML_TAG_TR))
        return 0;
    html_build_clear_to(b, HTML_MODE_IN_ROW);
    html_build_pop(b);
    b->mode = HTML_MODE_IN_TABLE_BODY;
    return 1;
}

static int
in_row(struct html_builder *b)
{
    int opens = b->token.kind == HTML_TOKEN_OPEN;
    int closes = b->token.kind == HTML_TOKEN_CLOSE;

    if (opens && (b->tag == HTML_TAG_TD || b->tag == HTML_TAG_TH)) {
        open_part(b, b->tag, HTML_MODE_IN_CELL, HTML_MODE_IN_ROW);
        html_build_format_mark(b);
        return 0;
    }
    if (closes && b->tag == HTML_TAG_TR) {
        leave_row(b);
        return 0;
    }
    if ((opens && is_part(b->tag)) || (closes && b->tag == HTML_TAG_TABLE))
        return leave_row(b);
    if (closes && (b->tag == HTML_TAG_TBODY || b->tag == HTML_TAG_TFOOT ||
                      b->tag == HTML_TAG_THEAD))
        return in_table_scope(b, b->tag) && leave_row(b);
    if (closes &&
        (is_part(b->tag) || b->tag == HTML_TAG_BODY || b->tag == HTML_TAG_HTML))
        return 0;
    return in_table(b);
}

/* The open cell, td or th, ends. */
static int
leave_cell(struct html_builder *b)
{
    int found = 0;

    html_build_imply(b, HTML_TAG_OTHER);
    while (!found && b->depth > 1) {
        found = html_build_top_is(b, HTML_TAG_TD) ||
                html_build_top_is(b, HTML_TAG_TH);
        html_build_pop(b);
    }
    html_build_format_clear(b);
    b->mode = HTML_MODE_IN_ROW;
    return 1;
}

static int
in_cell(struct html_builder *b)
{
    int closes = b->token.kind == HTML_TOKEN_CLOSE;

    if (b->token.kind == HTML_TOKEN_OPEN && is_part(b->tag)) {
        if (in_table_scope(b, HTML_TAG_TD) || in_table_scope(b, HTML_TAG_TH))
            return leave_cell(b);
        return 0;
    }
    if (!closes)
        return html_body_apply(b);
    switch (b->tag) {
    case HTML_TAG_TD:
    case HTML_TAG_TH:
        if (!in_table_scope(b, b->tag))
            return 0;
        html_build_imply(b, HTML_TAG_OTHER);
        html_build_pop_to(b, b->tag);
        html_build_format_clear(b);
        b->mode = HTML_MODE_IN_ROW;
        return 0;
    case HTML_TAG_BODY:
    case HTML_TAG_CAPTION:
    case HTML_TAG_COL:
    case HTML_TAG_COLGROUP:
    case HTML_TAG_HTML:
        return 0;
    case HTML_TAG_TABLE:
    case HTML_TAG_TBODY:
    case HTML_TAG_TFOOT:
    case HTML_TAG_THEAD:
    case HTML_TAG_TR:
        return in_table_scope(b, b->tag) && leave_cell(b);
    default:
        return html_body_apply(b);
    }
}

/* --- Selects --- */

static int
leave_select(struct html_builder *b)
{
    if (!html_build_in_scope(b, HTML_TAG_SELECT, HTML_SCOPE_SELECT))
        return 0;
    html_build_pop_to(b, HTML_TAG_SELECT);
    html_build_reset_mode(b);
    return 1;
}

static int
select_open(struct html_builder *b)
{
    switch (b->tag) {
    case HTML_TAG_HTML:
        return html_body_apply(b);
    case HTML_TAG_OPTION:
    case HTML_TAG_OPTGROUP:
    case HTML_TAG_HR:
        if (html_build_top_is(b, HTML_TAG_OPTION))
            html_build_pop(b);
        if (b->tag != HTML_TAG_OPTION &&
            html_build_top_is(b, HTML_TAG_OPTGROUP))
            html_build_pop(b);
        if (b->tag == HTML_TAG_HR)
            html_build_insert_void(b);
        else
            html_build_insert(b);
        return 0;
    case HTML_TAG_SELECT:
        leave_select(b);
        return 0;
    case HTML_TAG_INPUT:
    case HTML_TAG_KEYGEN:
    case HTML_TAG_TEXTAREA:
        return leave_select(b);
    case HTML_TAG_SCRIPT:
    case HTML_TAG_TEMPLATE:
        return html_modes_apply(b, HTML_MODE_IN_HEAD);
    default:
        return 0;
    }
}

static int
select_close(struct html_builder *b)
{
    switch (b->tag) {
    case HTML_TAG_OPTGROUP:
        if (html_build_top_is(b, HTML_TAG_OPTION) && b->depth > 1 &&
            html_build_is(b->stack[b->depth - 2], HTML_TAG_OPTGROUP))
            html_build_pop(b);
        if (html_build_top_is(b, HTML_TAG_OPTGROUP))
            html_build_pop(b);
        return 0;
    case HTML_TAG_OPTION:
        if (html_build_top_is(b, HTML_TAG_OPTION))
            html_build_pop(b);
        return 0;
    case HTML_TAG_SELECT:
        leave_select(b);
        return 0;
    case HTML_TAG_TEMPLATE:
        return html_modes_apply(b, HTML_MODE_IN_HEAD);
    default:
        return 0;
    }
}

static int
in_select(struct html_builder *b, int in_table_too)
{
    int closes = b->token.kind == HTML_TOKEN_CLOSE;
    int ends = in_table_too &&
               (b->tag == HTML_TAG_CAPTION || b->tag == HTML_TAG_TABLE ||
                   b->tag == HTML_TAG_TBODY || b->tag == HTML_TAG_TFOOT ||
                   b->tag == HTML_TAG_THEAD || b->tag == HTML_TAG_TR ||
                   b->tag == HTML_TAG_TD || b->tag == HTML_TAG_TH);

    if (b->token.kind == HTML_TOKEN_TEXT) {
        html_build_text(b, b->token.text, HTML_TEXT_SHOWN);
        return 0;
    }
    if (b->token.kind == HTML_TOKEN_END)
        return html_body_apply(b);
    if (b->token.kind != HTML_TOKEN_OPEN && !closes)
        return 0;
    if (ends && closes && !in_table_scope(b, b->tag))
        return 0;
    if (ends) {
        html_build_pop_to(b, HTML_TAG_SELECT);
        html_build_reset_mode(b);
        return 1;
    }
    return closes ? select_close(b) : select_open(b);
}

int
html_table_apply(struct html_builder *b, enum html_mode mode)
{
    switch (mode) {
    case HTML_MODE_IN_CAPTION:
        return in_caption(b);
    case HTML_MODE_IN_COLUMN_GROUP:
        return in_column_group(b);
    case HTML_MODE_IN_TABLE_BODY:
        return in_table_body(b);
    case HTML_MODE_IN_ROW:
        return in_row(b);
    case HTML_MODE_IN_CELL:
        return in_cell(b);
    case HTML_MODE_IN_SELECT:
        return in_select(b, 0);
    case HTML_MODE_IN_SELECT_IN_TABLE:
        return in_select(b, 1);
    default:
        return in_table(b);
    }
}
