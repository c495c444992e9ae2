#include "crawler/html_token.h"

#include "base/char_ref.h"
#include "base/lanes.h"
#include "crawler/html_doctype.h"
#include "crawler/html_raw.h"

/* What a byte may end or must be decoded for. */
enum {
    SPACE = 1,
    NAME_END = 2,  /* of a tag: white space, '/', '>' */
    ATTR_END = 4,  /* of an attribute's name: '=' too */
    VALUE_END = 8, /* of a value without quotes */
    CHANGED = 16,  /* in names: capitals and NUL */
    CODED = 32,    /* in values: '&', CR, NUL */
    QUOTE = 64,
};

static const unsigned char class_of[256] = {
    [' '] = SPACE | NAME_END | ATTR_END | VALUE_END,
    ['\t'] = SPACE | NAME_END | ATTR_END | VALUE_END,
    ['\n'] = SPACE | NAME_END | ATTR_END | VALUE_END,
    ['\f'] = SPACE | NAME_END | ATTR_END | VALUE_END,
    ['\r'] = SPACE | NAME_END | ATTR_END | VALUE_END | CODED,
    ['/'] = NAME_END | ATTR_END,
    ['>'] = NAME_END | ATTR_END | VALUE_END,
    ['='] = ATTR_END,
    ['A' ... 'Z'] = CHANGED,
    ['\0'] = CHANGED | CODED,
    ['&'] = CODED,
    ['"'] = QUOTE,
    ['\''] = QUOTE,
};

static unsigned
class_at(const struct html_token_reader *r, size_t at)
{
    return class_of[(unsigned char)r->page.p[at]];
}

void
html_token_start(
    struct html_token_reader *r, struct str page, struct arena *arena)
{
    r->page = page;
    r->at = 0;
    r->state = HTML_TOKEN_DATA;
    r->cdata = 0;
    r->last_open = STR_NONE;
    r->arena = arena;
    r->no_room = 0;
}

/* --- Decoding --- */

enum { REFS_OF_TEXT = 1, REFS_OF_VALUE = 2, NUL_REPLACED = 4, LOWER = 8 };

static int
has(struct str s, char c)
{
    return s.len > 0 && memchr(s.p, c, s.len) != NULL;
}

static char *
put_reference(char *to, struct str s, size_t *at, unsigned how)
{
    size_t len = 0, used;

    used = char_ref_read(str_sub(s, *at, s.len),
        how & REFS_OF_VALUE ? CHAR_REF_ATTRIBUTE : CHAR_REF_TEXT, to, &len);
    if (used == 0) {
        *to++ = s.p[(*at)++];
        return to;
    }
    *at += used;
    return to + len;
}

/* Bytes from p on that stand as they are in text and values, of LANES. */
static inline size_t
uncoded_lanes(const char *p)
{
    lanes v = lanes_load(p);

    return lanes_first(
        (lanes)(v == '&') | (lanes)(v == '\r') | (lanes)(v == 0));
}

static struct str
decode(struct html_token_reader *r, struct str s, unsigned how)
{
    /* "&nGt;" is six bytes of UTF-8. */
    size_t room = s.len + s.len / 4 + CHAR_REF_BYTES;
    char *start, *to;

    if ((how & NUL_REPLACED) && has(s, '\0'))
        room += 2 * s.len;
    start = to = arena_alloc(r->arena, room);
    if (start == NULL) {
        r->no_room = 1;
        return STR_NONE;
    }
    for (size_t i = 0; i < s.len;) {
        char c = s.p[i];

        if (c == '&' && (how & (REFS_OF_TEXT | REFS_OF_VALUE))) {
            to = put_reference(to, s, &i, how);
            continue;
        }
        if (c == '\r') {
            *to++ = '\n';
            i += i + 1 < s.len && s.p[i + 1] == '\n' ? 2 : 1;
            continue;
        }
        if (c == '\0' && (how & NUL_REPLACED)) {
            memcpy(to, "\xEF\xBF\xBD", 3);
            to += 3;
        } else {
            *to++ = how & LOWER ? str_lower(c) : c;
        }
        i++;
        /* What follows is mostly as it stands; there is room for all of it. */
        while (!(how & LOWER) && s.len - i >= LANES) {
            size_t n = uncoded_lanes(s.p + i);

            memcpy(to, s.p + i, LANES);
            to += n;
            i += n;
            if (n < LANES)
                break;
        }
        for (; i < s.len && !(class_of[(unsigned char)s.p[i]] &
                                (how & LOWER ? CODED | CHANGED : CODED));)
            *to++ = s.p[i++];
    }
    return (struct str){ start, (size_t)(to - start) };
}

struct str
html_token_text(struct html_token_reader *r, const struct html_token *t)
{
    unsigned how = 0;

    if (t->kind == HTML_TOKEN_COMMENT) {
        how = NUL_REPLACED;
    } else {
        if (t->state == HTML_TOKEN_DATA || t->state == HTML_TOKEN_RCDATA)
            how |= REFS_OF_TEXT;
        if (t->state != HTML_TOKEN_DATA && t->state != HTML_TOKEN_CDATA)
            how |= NUL_REPLACED;
    }
    if (has(t->text, '\r') || ((how & NUL_REPLACED) && has(t->text, '\0')) ||
        ((how & REFS_OF_TEXT) && has(t->text, '&')))
        return decode(r, t->text, how);
    return t->text;
}

/* A name up to the next byte of class `end`, in lower case. */
static inline struct str
take_name(struct html_token_reader *r, unsigned end)
{
    size_t from = r->at, at = from;
    unsigned seen = 0;
    struct str name;

    /* Nearly all names are short and in small letters. */
    if (r->page.len - at > LANES) {
        at += html_token_name_lanes(r->page.p + at);
        r->at = at;
        if (class_at(r, at) & end)
            return (struct str){ r->page.p + from, at - from };
        at = from;
    }
    while (at < r->page.len && !(class_at(r, at) & end))
        seen |= class_at(r, at++);
    r->at = at;
    name = (struct str){ r->page.p + from, at - from };
    return seen & CHANGED ? decode(r, name, LOWER | NUL_REPLACED) : name;
}

/* --- Tags --- */

static void
skip_space(struct html_token_reader *r)
{
    while (r->at < r->page.len && (class_at(r, r->at) & SPACE))
        r->at++;
}

/* Offset of the quote that ends a value, or `len`. */
static size_t
value_end(const char *p, size_t len, char quote)
{
    size_t i = 0;

    for (; len - i >= LANES; i += LANES) {
        size_t n =
            lanes_first((lanes)(lanes_load(p + i) == (unsigned char)quote));

        if (n < LANES)
            return i + n;
    }
    while (i < len && p[i] != quote)
        i++;
    return i;
}

/* A value in quotes, of which the first stands at r->at. */
static inline struct str
take_quoted(struct html_token_reader *r)
{
    const char *p = r->page.p + r->at + 1;
    size_t len = r->page.len - r->at - 1, i = 0;
    struct str value;

    /* Up to the first byte that is the quote or to be decoded. */
    for (; len - i >= LANES; i += LANES) {
        lanes v = lanes_load(p + i);
        size_t n =
            lanes_first((lanes)(v == (unsigned char)p[-1]) | (lanes)(v == '&') |
                        (lanes)(v == '\r') | (lanes)(v == 0));

        if (n == LANES)
            continue;
        i += n;
        if (p[i] != p[-1])
            break;
        r->at += i + 2;
        return (struct str){ p, i };
    }
    i += value_end(p + i, len - i, p[-1]);
    value = (struct str){ p, i };
    r->at += i + 1 + (i < len);
    return decode(r, value, REFS_OF_VALUE | NUL_REPLACED);
}

/* The value behind '='; its first byte stands at r->at, or '>'. */
static inline struct str
take_value(struct html_token_reader *r)
{
    unsigned seen = 0;
    size_t from, at;
    struct str value;

    skip_space(r);
    from = at = r->at;
    if (at < r->page.len && (class_at(r, at) & QUOTE))
        return take_quoted(r);
    while (at < r->page.len && !(class_at(r, at) & VALUE_END))
        seen |= class_at(r, at++);
    r->at = at;
    value = (struct str){ r->page.p + from, at - from };
    return seen & CODED ? decode(r, value, REFS_OF_VALUE | NUL_REPLACED)
                        : value;
}

static int
is_new(const struct html_token_reader *r, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (r->attrs[i].name.len == name.len &&
            r->attrs[i].name.p[0] == name.p[0] &&
            str_same(r->attrs[i].name.p, name.p, name.len))
            return 0;
    return 1;
}

/* Read the next attribute if it stands behind one blank and is written
 * name="value" with a short name in small letters, as nearly all. 0: it is
 * not so; nothing was read. */
static inline int
take_usual(struct html_token_reader *r, struct html_token_attr *a)
{
    const char *p = r->page.p + r->at + 1;
    size_t n;

    if (r->page.len - r->at <= LANES || p[-1] != ' ')
        return 0;
    n = html_token_name_lanes(p);
    if (n == 0 || n > LANES - 2 || p[n] != '=' || p[n + 1] != '"')
        return 0;
    a->name = (struct str){ p, n };
    r->at += n + 2;
    a->value = take_quoted(r);
    return 1;
}

static inline void
add_attr(struct html_token_reader *r, struct html_token *t, struct str name,
    struct str value)
{
    if (t->attr_count < HTML_TOKEN_ATTRS_MAX && name.len > 0 &&
        is_new(r, t->attr_count, name))
        r->attrs[t->attr_count++] = (struct html_token_attr){ name, value };
}

/* The attributes and the end of the tag whose name was read. 0 when the page
 * ends before the tag does. */
static int
take_attrs(struct html_token_reader *r, struct html_token *t)
{
    for (;;) {
        struct html_token_attr usual;
        struct str name, value = STR_NONE;

        if (take_usual(r, &usual)) {
            add_attr(r, t, usual.name, usual.value);
            if (r->page.len > r->at && r->page.p[r->at] == '>') {
                r->at++;
                return 1;
            }
            continue;
        }
        skip_space(r);
        if (r->at >= r->page.len)
            return 0;
        if (r->page.p[r->at] == '>') {
            r->at++;
            return 1;
        }
        if (r->page.p[r->at] == '/') {
            r->at++;
            t->empty = r->at < r->page.len && r->page.p[r->at] == '>';
            continue;
        }
        if (r->page.p[r->at] == '=') {
            /* At the start it is a part of the name. */
            size_t from = r->at++;

            take_name(r, ATTR_END);
            name = decode(
                r, str_sub(r->page, from, r->at - from), LOWER | NUL_REPLACED);
        } else {
            name = take_name(r, ATTR_END);
        }
        skip_space(r);
        if (r->at < r->page.len && r->page.p[r->at] == '=') {
            r->at++;
            value = take_value(r);
        }
        add_attr(r, t, name, value);
    }
}

/* A tag whose name begins at r->at. */
static void
take_tag(struct html_token_reader *r, struct html_token *t, int closing)
{
    const char *start = r->page.p + r->at;
    size_t left = r->page.len - r->at;

    t->kind = closing ? HTML_TOKEN_CLOSE : HTML_TOKEN_OPEN;
    t->name = take_name(r, NAME_END);
    t->word = t->name.p == start && t->name.len <= 8 && left >= 8
                  ? lanes_word(start, t->name.len)
                  : 0;
    t->attrs = r->attrs;
    if (r->at < r->page.len && r->page.p[r->at] == '>') {
        r->at++;
    } else if (!take_attrs(r, t)) {
        t->kind = HTML_TOKEN_END;
        r->at = r->page.len;
        return;
    }
    if (!closing) {
        r->last_open.p = t->name.p;
        r->last_open.len = t->name.len;
        return;
    }
    t->attr_count = 0;
    t->empty = 0;
}

/* --- Comments --- */

/* A comment that is none: up to the next '>'. */
static void
take_bogus(struct html_token_reader *r, struct html_token *t, size_t from)
{
    ptrdiff_t end = str_find_char(r->page, '>', from);

    t->kind = HTML_TOKEN_COMMENT;
    r->at = end < 0 ? r->page.len : (size_t)end + 1;
    t->text =
        str_sub(r->page, from, (end < 0 ? r->page.len : (size_t)end) - from);
}

/* "--" that was open when the page ended is no part of the comment. */
static struct str
without_dashes(struct str text)
{
    if (str_ends(text, STR("--!")))
        text.len -= 3;
    else if (str_ends(text, STR("--")))
        text.len -= 2;
    else if (str_ends(text, STR("-")))
        text.len -= 1;
    return text;
}

static void
take_comment(struct html_token_reader *r, struct html_token *t, size_t from)
{
    struct str rest = str_sub(r->page, from, r->page.len);
    size_t at = 0;
    ptrdiff_t dashes;

    t->kind = HTML_TOKEN_COMMENT;
    if (str_starts(rest, STR(">")) || str_starts(rest, STR("->"))) {
        r->at = from + (rest.p[0] == '>' ? 1 : 2);
        t->text = str_sub(rest, 0, 0);
        return;
    }
    while ((dashes = str_find(rest, STR("--"), at)) >= 0) {
        size_t end = (size_t)dashes + 2;

        if (end < rest.len && rest.p[end] == '!')
            end++;
        if (end < rest.len && rest.p[end] == '>') {
            r->at = from + end + 1;
            t->text = str_sub(rest, 0, (size_t)dashes);
            return;
        }
        at = (size_t)dashes + 1;
    }
    r->at = r->page.len;
    t->text = without_dashes(rest);
}

/* "<!" stands at r->at. 0 if it gives no token. */
static int
take_declaration(struct html_token_reader *r, struct html_token *t)
{
    size_t at = r->at + 2;
    struct str rest = str_sub(r->page, at, r->page.len);

    if (str_starts(rest, STR("--"))) {
        take_comment(r, t, at + 2);
    } else if (str_starts_nocase(rest, STR("doctype"))) {
        r->at = html_doctype_read(r, t, at + 7);
    } else if (r->cdata && str_starts(rest, STR("[CDATA["))) {
        r->at = at + 7;
        r->state = HTML_TOKEN_CDATA;
        return 0;
    } else {
        take_bogus(r, t, at);
    }
    return 1;
}

/* --- Text --- */

/* 1 if the '<' at `at` opens something. */
static inline int
opens(struct str page, size_t at)
{
    char next;

    if (page.len - at < 2)
        return 0;
    next = page.p[at + 1];
    return str_is_alpha(next) || next == '!' || next == '?' ||
           (next == '/' && page.len - at > 2);
}

/* Where a text that goes on at `at` ends: the next '<' that opens something.
 * Most are but a line end. */
static size_t
text_end(struct str page, size_t at)
{
    while (page.len - at > LANES) {
        size_t n = lanes_first((lanes)(lanes_load(page.p + at) == '<'));

        at += n;
        if (n < LANES && opens(page, at++))
            return at - 1;
    }
    while (at < page.len && !(page.p[at] == '<' && opens(page, at)))
        at++;
    return at;
}

static inline void
give_text(struct html_token_reader *r, struct html_token *t, size_t end)
{
    t->kind = HTML_TOKEN_TEXT;
    t->state = r->state;
    t->is_plain = 0;
    t->text = (struct str){ r->page.p + r->at, end - r->at };
    r->at = end;
}

/* The text that begins at r->at. It is plain if nothing in it is to be
 * changed: no '&', no control character, no two blanks side by side; some that
 * are plain are not found to be. */
static void
take_text(struct html_token_reader *r, struct html_token *t)
{
    size_t at = r->at;

    /* Sixteen bytes and the one behind them. */
    for (; r->page.len - at > LANES; at += LANES) {
        lanes v = lanes_load(r->page.p + at);
        lanes next = lanes_load(r->page.p + at + 1);
        size_t n = lanes_first((lanes)(v == '<') | (lanes)(v < ' ') |
                               (lanes)(v == '&') |
                               ((lanes)(v == ' ') & (lanes)(next == ' ')));

        if (n == LANES)
            continue;
        at += n;
        if (r->page.p[at] == '<' && opens(r->page, at)) {
            give_text(r, t, at);
            t->is_plain = 1;
            return;
        }
        break;
    }
    give_text(r, t, text_end(r->page, at));
}

/* Raw text or its end tag. 0 if there is nothing to give yet. */
static int
next_raw(struct html_token_reader *r, struct html_token *t)
{
    size_t end = html_raw_end(r);

    if (end > r->at) {
        give_text(r, t, end);
        return 1;
    }
    if (r->at >= r->page.len)
        return 1;
    if (r->state == HTML_TOKEN_CDATA) {
        r->at += 3;
        r->state = HTML_TOKEN_DATA;
        return 0;
    }
    r->at += 2;
    r->state = HTML_TOKEN_DATA;
    take_tag(r, t, 1);
    return 1;
}

/* '<' and what makes it markup stand at r->at. 0 if it gives no token. */
static int
take_markup(struct html_token_reader *r, struct html_token *t)
{
    char next = r->page.p[r->at + 1];

    if (next == '!')
        return take_declaration(r, t);
    if (next == '?') {
        take_bogus(r, t, r->at + 1);
    } else if (next != '/') {
        r->at++;
        take_tag(r, t, 0);
    } else if (str_is_alpha(r->page.p[r->at + 2])) {
        r->at += 2;
        take_tag(r, t, 1);
    } else if (r->page.p[r->at + 2] == '>') {
        r->at += 3;
        return 0;
    } else {
        take_bogus(r, t, r->at + 2);
    }
    return 1;
}

void
html_token_next(struct html_token_reader *r, struct html_token *t)
{
    int given = 0;

    t->kind = HTML_TOKEN_END;
    t->attr_count = 0;
    t->empty = 0;
    while (!given && r->at < r->page.len) {
        if (r->state != HTML_TOKEN_DATA) {
            given = next_raw(r, t);
        } else if (r->page.p[r->at] == '<' && opens(r->page, r->at)) {
            given = take_markup(r, t);
        } else {
            take_text(r, t);
            given = 1;
        }
    }
}
