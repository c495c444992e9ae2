/* Insertion modes around the body (13.2.6.4.1 to 13.2.6.4.6 and from
 * 13.2.6.4.18 on). */
#include "crawler/html_build.h"

/* What returns 1 asks for the token to be treated by the mode then set. */

size_t
html_modes_blank(struct html_builder *b)
{
    struct str s = b->token.text;
    size_t n = 0;

    while (n < s.len && html_token_is_space(s.p[n]))
        n++;
    return n;
}

/* Take the white space off a text. */
static struct str
take_blank(struct html_builder *b)
{
    size_t n = html_modes_blank(b);
    struct str blank = str_sub(b->token.text, 0, n);

    b->token.text = str_sub(b->token.text, n, b->token.text.len);
    return blank;
}

void
html_modes_raw(struct html_builder *b, enum html_token_state state)
{
    html_build_insert(b);
    b->reader.state = state;
    b->original = b->mode;
    b->mode = HTML_MODE_TEXT;
}

/* --- Up to the body --- */

static int
initial(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        take_blank(b);
        if (b->token.text.len == 0)
            return 0;
        break;
    case HTML_TOKEN_COMMENT:
        return 0;
    case HTML_TOKEN_DOCTYPE:
        b->quirks = html_modes_quirks(&b->token);
        b->mode = HTML_MODE_BEFORE_HTML;
        return 0;
    default:
        break;
    }
    b->quirks = 1;
    b->mode = HTML_MODE_BEFORE_HTML;
    return 1;
}

static int
before_html(struct html_builder *b)
{
    int closes = b->token.kind == HTML_TOKEN_CLOSE;

    if (b->token.kind == HTML_TOKEN_COMMENT ||
        b->token.kind == HTML_TOKEN_DOCTYPE)
        return 0;
    if (b->token.kind == HTML_TOKEN_TEXT) {
        take_blank(b);
        if (b->token.text.len == 0)
            return 0;
    }
    if (closes && b->tag != HTML_TAG_HEAD && b->tag != HTML_TAG_BODY &&
        b->tag != HTML_TAG_HTML && b->tag != HTML_TAG_BR)
        return 0;
    b->mode = HTML_MODE_BEFORE_HEAD;
    if (b->token.kind == HTML_TOKEN_OPEN && b->tag == HTML_TAG_HTML) {
        html_build_insert(b);
        return 0;
    }
    html_build_insert_as(b, HTML_TAG_HTML, HTML_SPACE_HTML, 0);
    return 1;
}

static int
before_head(struct html_builder *b)
{
    int closes = b->token.kind == HTML_TOKEN_CLOSE;

    if (b->token.kind == HTML_TOKEN_COMMENT ||
        b->token.kind == HTML_TOKEN_DOCTYPE)
        return 0;
    if (b->token.kind == HTML_TOKEN_TEXT) {
        take_blank(b);
        if (b->token.text.len == 0)
            return 0;
    }
    if (b->token.kind == HTML_TOKEN_OPEN && b->tag == HTML_TAG_HTML)
        return html_body_apply(b);
    if (closes && b->tag != HTML_TAG_HEAD && b->tag != HTML_TAG_BODY &&
        b->tag != HTML_TAG_HTML && b->tag != HTML_TAG_BR)
        return 0;
    b->mode = HTML_MODE_IN_HEAD;
    if (b->token.kind == HTML_TOKEN_OPEN && b->tag == HTML_TAG_HEAD) {
        b->head = html_build_insert(b);
        return 0;
    }
    b->head = html_build_insert_as(b, HTML_TAG_HEAD, HTML_SPACE_HTML, 0);
    return 1;
}

static void
open_template(struct html_builder *b)
{
    html_build_insert(b);
    if (b->done)
        return;
    html_build_format_mark(b);
    b->frameset_ok = 0;
    b->mode = HTML_MODE_IN_TEMPLATE;
    b->template_modes[b->template_count++] = HTML_MODE_IN_TEMPLATE;
}

static void
close_template(struct html_builder *b)
{
    if (b->open[HTML_TAG_TEMPLATE] == 0)
        return;
    html_build_pop_to(b, HTML_TAG_TEMPLATE);
    html_build_format_clear(b);
    b->template_count--;
    html_build_reset_mode(b);
}

static int
leave_head(struct html_builder *b)
{
    html_build_pop(b);
    b->mode = HTML_MODE_AFTER_HEAD;
    return 1;
}

static int
head_open(struct html_builder *b)
{
    switch (b->tag) {
    case HTML_TAG_HTML:
        return html_body_apply(b);
    case HTML_TAG_BASE:
    case HTML_TAG_BASEFONT:
    case HTML_TAG_BGSOUND:
    case HTML_TAG_LINK:
    case HTML_TAG_META:
        html_build_insert_void(b);
        return 0;
    case HTML_TAG_TITLE:
        html_modes_raw(b, HTML_TOKEN_RCDATA);
        return 0;
    case HTML_TAG_NOFRAMES:
    case HTML_TAG_STYLE:
        html_modes_raw(b, HTML_TOKEN_RAWTEXT);
        return 0;
    case HTML_TAG_SCRIPT:
        html_modes_raw(b, HTML_TOKEN_SCRIPT);
        return 0;
    case HTML_TAG_NOSCRIPT:
        html_build_insert(b);
        b->mode = HTML_MODE_IN_HEAD_NOSCRIPT;
        return 0;
    case HTML_TAG_TEMPLATE:
        open_template(b);
        return 0;
    case HTML_TAG_HEAD:
        return 0;
    default:
        return leave_head(b);
    }
}

static int
in_head(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        html_build_text(b, take_blank(b), HTML_TEXT_SHOWN);
        return b->token.text.len > 0 ? leave_head(b) : 0;
    case HTML_TOKEN_OPEN:
        return head_open(b);
    case HTML_TOKEN_CLOSE:
        if (b->tag == HTML_TAG_TEMPLATE) {
            close_template(b);
            return 0;
        }
        if (b->tag == HTML_TAG_HEAD) {
            leave_head(b);
            return 0;
        }
        if (b->tag != HTML_TAG_BODY && b->tag != HTML_TAG_HTML &&
            b->tag != HTML_TAG_BR)
            return 0;
        return leave_head(b);
    case HTML_TOKEN_END:
        return leave_head(b);
    default:
        return 0;
    }
}

static int
in_head_noscript(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        html_build_text(b, take_blank(b), HTML_TEXT_SHOWN);
        if (b->token.text.len == 0)
            return 0;
        break;
    case HTML_TOKEN_OPEN:
        switch (b->tag) {
        case HTML_TAG_HTML:
            return html_body_apply(b);
        case HTML_TAG_BASEFONT:
        case HTML_TAG_BGSOUND:
        case HTML_TAG_LINK:
        case HTML_TAG_META:
        case HTML_TAG_NOFRAMES:
        case HTML_TAG_STYLE:
            return head_open(b);
        case HTML_TAG_HEAD:
        case HTML_TAG_NOSCRIPT:
            return 0;
        default:
            break;
        }
        break;
    case HTML_TOKEN_CLOSE:
        if (b->tag != HTML_TAG_NOSCRIPT && b->tag != HTML_TAG_BR)
            return 0;
        break;
    case HTML_TOKEN_END:
        break;
    default:
        return 0;
    }
    html_build_pop(b);
    b->mode = HTML_MODE_IN_HEAD;
    return b->token.kind != HTML_TOKEN_CLOSE || b->tag != HTML_TAG_NOSCRIPT;
}

/* Something of the head that stands behind it goes into it all the same. */
static int
back_in_head(struct html_builder *b)
{
    struct html_node *head = b->head;
    int again;

    b->moved = 1;
    html_build_push(b, head);
    again = head_open(b);
    html_build_remove(b, head);
    return again;
}

static int
after_head(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        html_build_text(b, take_blank(b), HTML_TEXT_SHOWN);
        if (b->token.text.len == 0)
            return 0;
        break;
    case HTML_TOKEN_OPEN:
        switch (b->tag) {
        case HTML_TAG_HTML:
            return html_body_apply(b);
        case HTML_TAG_BODY:
            html_build_insert(b);
            b->frameset_ok = 0;
            b->mode = HTML_MODE_IN_BODY;
            return 0;
        case HTML_TAG_FRAMESET:
            html_build_insert(b);
            b->mode = HTML_MODE_IN_FRAMESET;
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
            return back_in_head(b);
        case HTML_TAG_HEAD:
            return 0;
        default:
            break;
        }
        break;
    case HTML_TOKEN_CLOSE:
        if (b->tag == HTML_TAG_TEMPLATE)
            return in_head(b);
        if (b->tag != HTML_TAG_BODY && b->tag != HTML_TAG_HTML &&
            b->tag != HTML_TAG_BR)
            return 0;
        break;
    case HTML_TOKEN_END:
        break;
    default:
        return 0;
    }
    html_build_insert_as(b, HTML_TAG_BODY, HTML_SPACE_HTML, 0);
    b->mode = HTML_MODE_IN_BODY;
    return 1;
}

/* --- Raw text --- */

static int
in_text(struct html_builder *b)
{
    struct str s = b->token.text;

    if (b->token.kind == HTML_TOKEN_TEXT) {
        /* Scripts are for their readers to decode. */
        if (b->token.state == HTML_TOKEN_RCDATA)
            s = html_token_text(&b->reader, &b->token);
        html_build_text(b, s, HTML_TEXT_RAW);
        return 0;
    }
    html_build_pop(b);
    b->mode = b->original;
    return b->token.kind == HTML_TOKEN_END;
}

/* --- Templates, the end, framesets --- */

static int
template_turns(struct html_builder *b, enum html_mode mode)
{
    b->template_modes[b->template_count - 1] = mode;
    b->mode = mode;
    return 1;
}

static int
in_template(struct html_builder *b)
{
    switch (b->token.kind) {
    case HTML_TOKEN_OPEN:
        switch (b->tag) {
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
            return head_open(b);
        case HTML_TAG_CAPTION:
        case HTML_TAG_COLGROUP:
        case HTML_TAG_TBODY:
        case HTML_TAG_TFOOT:
        case HTML_TAG_THEAD:
            return template_turns(b, HTML_MODE_IN_TABLE);
        case HTML_TAG_COL:
            return template_turns(b, HTML_MODE_IN_COLUMN_GROUP);
        case HTML_TAG_TR:
            return template_turns(b, HTML_MODE_IN_TABLE_BODY);
        case HTML_TAG_TD:
        case HTML_TAG_TH:
            return template_turns(b, HTML_MODE_IN_ROW);
        default:
            return template_turns(b, HTML_MODE_IN_BODY);
        }
    case HTML_TOKEN_CLOSE:
        if (b->tag == HTML_TAG_TEMPLATE)
            close_template(b);
        return 0;
    case HTML_TOKEN_END:
        if (b->open[HTML_TAG_TEMPLATE] == 0) {
            b->done = 1;
            return 0;
        }
        close_template(b);
        return 1;
    default:
        return html_body_apply(b);
    }
}

static int
after_body(struct html_builder *b, enum html_mode next)
{
    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        if (html_modes_blank(b) == b->token.text.len)
            return html_body_apply(b);
        break;
    case HTML_TOKEN_OPEN:
        if (b->tag == HTML_TAG_HTML)
            return html_body_apply(b);
        break;
    case HTML_TOKEN_CLOSE:
        if (b->tag == HTML_TAG_HTML && next != b->mode) {
            b->mode = next;
            return 0;
        }
        break;
    case HTML_TOKEN_END:
        b->done = 1;
        return 0;
    default:
        return 0;
    }
    b->mode = HTML_MODE_IN_BODY;
    return 1;
}

/* Of a text only the white space stays. */
static void
keep_blank(struct html_builder *b)
{
    while (b->token.text.len > 0) {
        html_build_text(b, take_blank(b), HTML_TEXT_SHOWN);
        b->token.text = str_sub(b->token.text, 1, b->token.text.len);
    }
}

static int
in_frameset(struct html_builder *b, enum html_mode mode)
{
    int inside = mode == HTML_MODE_IN_FRAMESET;

    switch (b->token.kind) {
    case HTML_TOKEN_TEXT:
        keep_blank(b);
        return 0;
    case HTML_TOKEN_END:
        b->done = 1;
        return 0;
    case HTML_TOKEN_OPEN:
        if (b->tag == HTML_TAG_HTML)
            return html_body_apply(b);
        if (b->tag == HTML_TAG_NOFRAMES)
            return head_open(b);
        if (inside && b->tag == HTML_TAG_FRAMESET)
            html_build_insert(b);
        else if (inside && b->tag == HTML_TAG_FRAME)
            html_build_insert_void(b);
        return 0;
    case HTML_TOKEN_CLOSE:
        if (inside && b->tag == HTML_TAG_FRAMESET && b->depth > 1) {
            html_build_pop(b);
            if (!html_build_top_is(b, HTML_TAG_FRAMESET))
                b->mode = HTML_MODE_AFTER_FRAMESET;
        } else if (mode == HTML_MODE_AFTER_FRAMESET &&
                   b->tag == HTML_TAG_HTML) {
            b->mode = HTML_MODE_AFTER_AFTER_FRAMESET;
        }
        return 0;
    default:
        return 0;
    }
}

int
html_modes_apply(struct html_builder *b, enum html_mode mode)
{
    switch (mode) {
    case HTML_MODE_INITIAL:
        return initial(b);
    case HTML_MODE_BEFORE_HTML:
        return before_html(b);
    case HTML_MODE_BEFORE_HEAD:
        return before_head(b);
    case HTML_MODE_IN_HEAD:
        return in_head(b);
    case HTML_MODE_IN_HEAD_NOSCRIPT:
        return in_head_noscript(b);
    case HTML_MODE_AFTER_HEAD:
        return after_head(b);
    case HTML_MODE_IN_BODY:
        return html_body_apply(b);
    case HTML_MODE_TEXT:
        return in_text(b);
    case HTML_MODE_IN_TEMPLATE:
        return in_template(b);
    case HTML_MODE_AFTER_BODY:
    case HTML_MODE_AFTER_AFTER_BODY:
        return after_body(b, HTML_MODE_AFTER_AFTER_BODY);
    case HTML_MODE_IN_FRAMESET:
    case HTML_MODE_AFTER_FRAMESET:
    case HTML_MODE_AFTER_AFTER_FRAMESET:
        return in_frameset(b, mode);
    default:
        return html_table_apply(b, mode);
    }
}
