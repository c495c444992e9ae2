#include "crawler/html_source.h"

#include "base/utf8.h"
#include "core/limits.h"

#include <string.h>

/* Stand-ins are U+F0000 and up, two planes without their last two points,
 * which are no characters. */
#define PLANE 0x10000u
#define PLANE_ROOM 0xFFFEu
#define STAND_IN_FIRST 0xF0000u
#define PIECES_MAX (2 * PLANE_ROOM)
/* Shorter ones stay, so that the source never grows. Of attribute values the
 * tree builder asks for the type "hidden" of an input, and for the encoding of
 * a formula's annotation, which no shop sells. */
#define TEXT_MIN HTML_SOURCE_STAND_IN
#define VALUE_MIN 8

struct reader {
    struct html_source *out;
    struct arena *arena;
    struct str page;
    size_t at;      /* in page */
    char *to;       /* end of what was written */
    size_t depth;   /* elements that are open, about */
    int no_svg_end; /* there is no "</svg" ahead: looked for once */
    int no_pieces;  /* the page has characters like our stand-ins */
    int no_room;    /* the arena is full */
};

struct tag {
    char lower[12];
    struct str name;   /* lower case, cut at 11 bytes */
    size_t attrs, end; /* offsets behind the name and behind '>' */
    size_t keep;       /* offset up to which it is copied */
    int closing, empty;
};

static void
copy(struct reader *r, size_t from, size_t end)
{
    memcpy(r->to, r->page.p + from, end - from);
    r->to += end - from;
}

/* --- Stand-ins --- */

/* The array with room for one more, or NULL when the arena is full. */
static void *
grow(struct reader *r, void *items, size_t count, size_t *cap, size_t size)
{
    size_t more = *cap > 0 ? 2 * *cap : 256;
    void *to;

    if (count < *cap)
        return items;
    to = arena_alloc(r->arena, more * size);
    if (to == NULL) {
        r->no_room = 1;
        return NULL;
    }
    if (count > 0)
        memcpy(to, items, count * size);
    *cap = more;
    return to;
}

/* Write a stand-in for the text. 0 if there is none left. */
static int
put_stand_in(struct reader *r, struct str text)
{
    struct html_source *o = r->out;
    uint32_t i = (uint32_t)o->piece_count, c;
    struct str *pieces;

    if (r->no_pieces || i >= PIECES_MAX)
        return 0;
    pieces = grow(r, o->pieces, i, &o->piece_cap, sizeof *pieces);
    if (pieces == NULL)
        return 0;
    o->pieces = pieces;
    o->pieces[o->piece_count++] = text;
    c = STAND_IN_FIRST + i / PLANE_ROOM * PLANE + i % PLANE_ROOM;
    *r->to++ = (char)(0xF0 | c >> 18);
    *r->to++ = (char)(0x80 | (c >> 12 & 0x3F));
    *r->to++ = (char)(0x80 | (c >> 6 & 0x3F));
    *r->to++ = (char)(0x80 | (c & 0x3F));
    return 1;
}

int
html_source_piece(
    const struct html_source *s, const char *text, struct str *piece)
{
    size_t at = 0, i;
    uint32_t c;

    if ((unsigned char)text[0] < 0xF3)
        return 0;
    c = utf8_next(
        (struct str){ text, strnlen(text, HTML_SOURCE_STAND_IN) }, &at);
    if (c < STAND_IN_FIRST)
        return 0;
    c -= STAND_IN_FIRST;
    i = c / PLANE * PLANE_ROOM + c % PLANE;
    if (i >= s->piece_count)
        return 0;
    *piece = s->pieces[i];
    return 1;
}

/* 1 if the number of a character reference is beyond what text needs. */
static int
is_far_reference(struct str page, size_t at)
{
    uint32_t base = 10, n = 0;

    if (at < page.len && str_lower(page.p[at]) == 'x') {
        base = 16;
        at++;
    }
    for (; at < page.len && n < STAND_IN_FIRST; at++) {
        char c = str_lower(page.p[at]);

        if (str_is_digit(c))
            n = n * base + (uint32_t)(c - '0');
        else if (base == 16 && c >= 'a' && c <= 'f')
            n = n * base + (uint32_t)(c - 'a' + 10);
        else
            break;
    }
    return n >= STAND_IN_FIRST;
}

/* 1 if the page holds characters of the planes the stand-ins are from, as
 * they are or as references. No honest page does. */
static int
has_stand_ins(struct str page)
{
    if (str_find_char(page, '\xF3', 0) >= 0 ||
        str_find_char(page, '\xF4', 0) >= 0)
        return 1;
    for (ptrdiff_t at = 0; (at = str_find_char(page, '&', (size_t)at)) >= 0;
         at++)
        if ((size_t)at + 1 < page.len && page.p[at + 1] == '#' &&
            is_far_reference(page, (size_t)at + 2))
            return 1;
    return 0;
}

/* --- Text --- */

/* Copy with runs of white space as one blank; returns the end. */
static char *
collapse(char *to, struct str text)
{
    const char *p = text.p, *stop = text.p + text.len;

    while (p < stop) {
        if (!str_is_space(*p)) {
            *to++ = *p++;
            continue;
        }
        while (p < stop && str_is_space(*p))
            p++;
        *to++ = ' ';
    }
    return to;
}

static int
is_collapsed(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (str_is_space(text.p[i]) &&
            (text.p[i] != ' ' ||
                (i + 1 < text.len && str_is_space(text.p[i + 1]))))
            return 0;
    return 1;
}

/* Text without references. The white space it begins with stays: it alone
 * decides nothing about the tree, what follows may open the body. */
static void
put_run(struct reader *r, struct str text)
{
    char *copy;

    if (text.len > 0 && str_is_space(text.p[0])) {
        *r->to++ = ' ';
        while (text.len > 0 && str_is_space(text.p[0]))
            text = str_sub(text, 1, text.len);
    }
    if (text.len < TEXT_MIN) {
        r->to = collapse(r->to, text);
        return;
    }
    if (!r->no_pieces && !is_collapsed(text)) {
        copy = arena_alloc(r->arena, text.len);
        r->no_room |= copy == NULL;
        if (copy == NULL)
            return;
        text = (struct str){ copy, (size_t)(collapse(copy, text) - copy) };
    }
    if (!put_stand_in(r, text))
        r->to = collapse(r->to, text);
}

/* Text up to `end`. */
static void
put_text(struct reader *r, size_t end)
{
    while (r->at < end) {
        struct str text = str_sub(r->page, r->at, end - r->at);
        ptrdiff_t reference = str_find_char(text, '&', 0);
        size_t i = reference < 0 ? text.len : (size_t)reference;

        put_run(r, str_sub(text, 0, i));
        r->at += i;
        if (reference < 0)
            continue;
        for (i++; i < text.len && (str_is_alnum(text.p[i]) || text.p[i] == '#');
             i++)
            ;
        i += i < text.len && text.p[i] == ';';
        copy(r, r->at, r->at + i - (size_t)reference);
        r->at += i - (size_t)reference;
    }
}

/* --- Tags --- */

/* The tree builder compares every attribute's name with those before it. */
#define ATTRIBUTES_MAX 500

/* Offset behind the '>' of the tag whose attributes begin at `at`: a '>' in
 * a quoted value does not count, and quotes count only behind '='. *keep is
 * set to where the attributes become too many, or to the end. */
static size_t
tag_end(struct str page, size_t at, size_t *keep)
{
    size_t blanks = 0;

    *keep = SIZE_MAX;
    while (at < page.len && page.p[at] != '>') {
        if (str_is_space(page.p[at]) || page.p[at] == '/')
            if (++blanks == ATTRIBUTES_MAX)
                *keep = at;
        if (page.p[at++] != '=')
            continue;
        while (at < page.len && str_is_space(page.p[at]))
            at++;
        if (at < page.len && (page.p[at] == '"' || page.p[at] == '\'')) {
            ptrdiff_t quote = str_find_char(page, page.p[at], at + 1);

            at = quote < 0 ? page.len : (size_t)quote + 1;
        }
    }
    at = at < page.len ? at + 1 : page.len;
    if (*keep > at)
        *keep = at;
    return at;
}

static void
read_tag(struct tag *t, struct str page, size_t at)
{
    size_t n = 0;

    t->closing = page.p[at + 1] == '/';
    at += 1 + (size_t)t->closing;
    while (at + n < page.len && n < sizeof t->lower - 1 &&
           (str_is_alnum(page.p[at + n]) || page.p[at + n] == '-')) {
        t->lower[n] = str_lower(page.p[at + n]);
        n++;
    }
    t->name = (struct str){ t->lower, n };
    t->attrs = at + n;
    t->end = tag_end(page, t->attrs, &t->keep);
    t->empty = page.p[t->end - 1] == '>' && page.p[t->end - 2] == '/';
}

/* Offset of the end tag "</name", or the end of the page. */
static size_t
find_end_tag(struct str page, size_t at, struct str name)
{
    ptrdiff_t lt;

    while ((lt = str_find_char(page, '<', at)) >= 0) {
        at = (size_t)lt;
        if (at + 2 + name.len <= page.len && page.p[at + 1] == '/' &&
            str_eq_nocase(str_sub(page, at + 2, name.len), name))
            return at;
        at++;
    }
    return page.len;
}

static int
word_in(struct str word, const char *const *list)
{
    for (; *list != NULL; list++)
        if (word.len > 0 && word.p[0] == **list && str_is(word, *list))
            return 1;
    return 0;
}

/* Elements that are never open around others of their kind: void ones, and
 * those whose end tag may be left out, which the next sibling closes. */
static int
is_shallow(struct str name)
{
    static const char *const two[] = { "li", "td", "br", "tr", "th", "dd", "dt",
        "hr", NULL };
    static const char *const more[] = { "img", "input", "option", "link",
        "meta", "path", "source", "tbody", "thead", "tfoot", "html", "head",
        "body", "area", "base", "col", "embed", "optgroup", "param", "track",
        "wbr", NULL };

    if (name.len < 3)
        return str_is(name, "p") || word_in(name, two);
    return word_in(name, more);
}

static int
add_raw(struct reader *r, struct str text)
{
    struct html_source *o = r->out;
    struct html_raw *raw =
        grow(r, o->raw, o->raw_count, &o->raw_cap, sizeof *raw);

    if (raw == NULL)
        return -1;
    o->raw = raw;
    o->raw[o->raw_count].at = (uint32_t)(r->to - o->text.p);
    o->raw[o->raw_count++].text = text;
    return 0;
}

/* Copy a tag, stand-ins for its quoted values; as tag_end reads it. */
static void
put_tag(struct reader *r, const struct tag *t)
{
    size_t at = t->attrs, stop = t->keep;

    while (at < stop) {
        struct str value;
        ptrdiff_t quote;

        if (r->page.p[at++] != '=')
            continue;
        while (at < stop && str_is_space(r->page.p[at]))
            at++;
        if (at == stop || (r->page.p[at] != '"' && r->page.p[at] != '\''))
            continue;
        quote = str_find_char(r->page, r->page.p[at], at + 1);
        if (quote < 0)
            break;
        at++;
        value = str_sub(r->page, at, (size_t)quote - at);
        if (value.len >= VALUE_MIN && str_find_char(value, '&', 0) < 0 &&
            str_find_char(value, '\r', 0) < 0) {
            copy(r, r->at, at);
            r->at = put_stand_in(r, value) ? (size_t)quote : at;
        }
        at = (size_t)quote + 1;
    }
    copy(r, r->at, stop);
    if (stop < t->end)
        *r->to++ = '>';
    r->at = t->end;
}

/* A tag stands at r->at. Return 1 to go on, 0 to stop here, -1 past the
 * arena's cap. */
static int
take_tag(struct reader *r)
{
    static const char *const taken_out[] = { "script", "style", "iframe",
        NULL };
    static const char *const verbatim[] = { "textarea", "title", NULL };
    struct tag t;
    size_t end;

    read_tag(&t, r->page, r->at);
    if (t.name.len > 0 && !t.empty && !is_shallow(t.name)) {
        if (!t.closing && ++r->depth > LIMIT_TREE_DEPTH) {
            r->out->cut = 1;
            return 0;
        }
        r->depth -= t.closing && r->depth > 0;
    }
    put_tag(r, &t);
    if (t.closing)
        return 1;
    if (word_in(t.name, taken_out)) {
        end = find_end_tag(r->page, t.end, t.name);
        if (end > t.end &&
            add_raw(r, str_sub(r->page, t.end, end - t.end)) != 0)
            return -1;
        r->at = end;
    } else if (word_in(t.name, verbatim)) {
        r->at = find_end_tag(r->page, t.end, t.name);
        copy(r, t.end, r->at);
    } else if (!t.empty && !r->no_svg_end && str_is(t.name, "svg")) {
        end = find_end_tag(r->page, t.end, t.name);
        r->no_svg_end = end == r->page.len;
        r->at = r->no_svg_end ? t.end : end;
    }
    return 1;
}

/* "<!" or "<?" stands at r->at: drop a comment, keep the rest (doctype). */
static void
take_declaration(struct reader *r)
{
    struct str rest = str_sub(r->page, r->at, r->page.len);
    ptrdiff_t end;

    if (str_starts(rest, STR("<!--"))) {
        /* From 2, because "<!-->" is a comment of its own. */
        end = str_find(rest, STR("-->"), 2);
        r->at = end < 0 ? r->page.len : r->at + (size_t)end + 3;
        return;
    }
    end = str_find_char(rest, '>', 0);
    end = end < 0 ? (ptrdiff_t)rest.len : end + 1;
    copy(r, r->at, r->at + (size_t)end);
    r->at += (size_t)end;
}

int
html_source_read(struct html_source *out, struct arena *a, struct str page)
{
    struct reader r = { .out = out, .arena = a, .page = page };
    int go = 1;

    *out = (struct html_source){ .cut = 0 };
    r.to = arena_alloc(a, page.len + 1);
    if (r.to == NULL)
        return -1;
    out->text.p = r.to;
    r.no_pieces = has_stand_ins(page);
    while (go == 1 && !r.no_room) {
        ptrdiff_t lt = str_find_char(page, '<', r.at);
        size_t at = lt < 0 ? page.len : (size_t)lt;
        char next = at + 1 < page.len ? page.p[at + 1] : '\0';

        put_text(&r, at);
        if (at == page.len)
            break;
        if (str_is_alpha(next) ||
            (next == '/' && at + 2 < page.len && str_is_alpha(page.p[at + 2])))
            go = take_tag(&r);
        else if (next == '!' || next == '?')
            take_declaration(&r);
        else
            copy(&r, r.at, at + 1), r.at = at + 1;
    }
    *r.to = '\0';
    out->text.len = (size_t)(r.to - out->text.p);
    return go < 0 || r.no_room ? -1 : 0;
}

struct str
html_source_raw(const struct html_source *s, size_t at)
{
    size_t low = 0, high = s->raw_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (s->raw[mid].at < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->raw_count && s->raw[low].at == at ? s->raw[low].text
                                                      : STR_NONE;
}
