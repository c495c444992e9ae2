#include "base/xml_html.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

/* The longest name of an entity in HTML 4 has 8 letters. */
#define ENTITY_BYTES_MAX 10
/* A character number: "&#x", at most 7 digits with leading zeros, ";". */
#define NUMBER_BYTES_MAX 12
/* How far up an element is looked for that another one ends. */
#define IMPLIED_DEPTH_MAX 32

struct reader {
    const struct xml_handler *handler;
    void *ctx;
    struct str rest;
    int stopped;
    int depth;      /* of the open element; 1 for "html" */
    size_t dropped; /* elements open that were too deep */
    int line;
    struct buf names;                /* of the open elements, joined */
    size_t start[XML_DEPTH_MAX + 1]; /* where the name begins, by depth */
    struct buf bytes;                /* names and values of one tag, texts */
};

/* Elements that never hold anything. */
static const char *const empties[] = { "area", "base", "br", "col", "embed",
    "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr" };

/* Elements whose text is no markup and is not for readers. */
static const char *const hidden[] = { "script", "style", "noscript", "iframe",
    "template" };

/* Opening `name` ends an open element of `ends`, unless one of `within` is
 * open inside it. */
static const struct {
    const char *names[4], *ends[3], *within[3];
} implied_ends[] = {
    { { "li" }, { "li" }, { "ul", "ol", "table" } },
    { { "dt", "dd" }, { "dt", "dd" }, { "dl", "table" } },
    { { "td", "th" }, { "td", "th" }, { "table", "tr" } },
    { { "tr" }, { "tr" }, { "table" } },
    { { "tbody", "thead", "tfoot" }, { "tbody", "thead", "tfoot" },
        { "table" } },
    { { "option" }, { "option" }, { "select" } },
};

/* HTML 4.01 section 9.3.1: a paragraph cannot hold these. */
static const char *const ends_paragraph[] = { "p", "div", "ul", "ol", "dl",
    "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "pre",
    "blockquote", "form", "hr", "header", "footer", "main", "nav", "aside",
    "figure", "address", "fieldset" };

/* Numbers that mean bytes of windows-1252 on the web (HTML Standard, numeric
 * character reference end state); 0: as they are. */
static const uint16_t windows[32] = { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026,
    0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };

static size_t
read_number(struct str s, uint32_t *c)
{
    int hex = s.len > 2 && str_lower(s.p[2]) == 'x';
    int base = hex ? 16 : 10;
    size_t from = hex ? 3 : 2, at;
    uint32_t v = 0;

    for (at = from; at < s.len && at < NUMBER_BYTES_MAX; at++) {
        int digit = str_hex_value(s.p[at]);

        if (digit < 0 || digit >= base)
            break;
        v = v * (uint32_t)base + (uint32_t)digit;
    }
    if (at == from)
        return 0;
    if (v >= 0x80 && v < 0xA0 && windows[v - 0x80] != 0)
        v = windows[v - 0x80];
    *c = v == 0 || v > 0x10FFFF ? 0xFFFD : v;
    return at < s.len && s.p[at] == ';' ? at + 1 : at;
}

size_t
xml_html_read_entity(struct str s, uint32_t *c)
{
    static const char *const bare[] = { "amp", "lt", "gt", "quot", "nbsp" };
    size_t at = 1;
    struct str name;

    if (s.len < 3 || s.p[0] != '&')
        return 0;
    if (s.p[1] == '#')
        return read_number(s, c);
    while (at < s.len && at <= ENTITY_BYTES_MAX && str_is_alnum(s.p[at]))
        at++;
    name = str_sub(s, 1, at - 1);
    if (at < s.len && s.p[at] == ';') {
        *c = xml_entity(name);
        return *c != 0 ? at + 1 : 0;
    }
    if (!str_is_one_of(name, bare, COUNT(bare)))
        return 0;
    *c = xml_entity(name);
    return at;
}

/* Append s with its entities resolved. */
static void
decode(struct buf *out, struct str s)
{
    while (s.len > 0) {
        ptrdiff_t amp = str_find_char(s, '&', 0);
        uint32_t c = 0;
        size_t len;

        buf_adds(out, str_sub(s, 0, amp < 0 ? s.len : (size_t)amp));
        if (amp < 0)
            return;
        s = str_sub(s, (size_t)amp, s.len);
        len = xml_html_read_entity(s, &c);
        if (len > 0)
            buf_add_utf8(out, c);
        else
            buf_addc(out, '&');
        s = str_sub(s, len > 0 ? len : 1, s.len);
    }
}

static void
skip(struct reader *r, size_t len)
{
    len = len < r->rest.len ? len : r->rest.len;
    for (size_t i = 0; i < len; i++)
        r->line += r->rest.p[i] == '\n';
    r->rest = str_sub(r->rest, len, r->rest.len);
}

/* --- open elements --- */

static struct str
name_at(const struct reader *r, int depth)
{
    size_t end = depth == r->depth ? r->names.len : r->start[depth + 1];

    return str_sub(buf_str(&r->names), r->start[depth], end - r->start[depth]);
}

static void
push(struct reader *r, struct str name, const struct xml_attr *attrs,
    size_t count)
{
    struct xml_element e = { .attrs = attrs, .attr_count = count };

    r->start[++r->depth] = r->names.len;
    buf_adds(&r->names, name);
    e.name = name;
    e.depth = r->depth;
    e.line = r->line;
    if (!r->stopped && r->handler->open != NULL)
        r->stopped = r->handler->open(r->ctx, &e) != 0;
}

static void
pop(struct reader *r)
{
    struct xml_element e = {
        .name = name_at(r, r->depth), .depth = r->depth, .line = r->line
    };

    if (!r->stopped && r->handler->close != NULL)
        r->stopped = r->handler->close(r->ctx, &e) != 0;
    buf_cut(&r->names, r->start[r->depth--]);
}

/* End the innermost of `ends` and all in it, unless one of `within` is open
 * inside it. */
static void
end_open(struct reader *r, const char *const *ends, size_t end_count,
    const char *const *within, size_t within_count)
{
    int top = r->depth > IMPLIED_DEPTH_MAX ? r->depth - IMPLIED_DEPTH_MAX : 1;

    for (int d = r->depth; d > top; d--) {
        if (str_is_one_of(name_at(r, d), ends, end_count)) {
            while (r->depth >= d)
                pop(r);
            return;
        }
        if (str_is_one_of(name_at(r, d), within, within_count))
            return;
    }
}

static void
end_implied(struct reader *r, struct str name)
{
    static const char *const paragraph[] = { "p" };
    static const char *const holders[] = { "td", "th", "li", "div", "table" };

    for (size_t i = 0; i < COUNT(implied_ends); i++)
        if (str_is_one_of(name, implied_ends[i].names, 4))
            end_open(r, implied_ends[i].ends, 3, implied_ends[i].within, 3);
    if (str_is_one_of(name, ends_paragraph, COUNT(ends_paragraph)))
        end_open(r, paragraph, 1, holders, COUNT(holders));
}

/* --- tags --- */

/* Append the lower-case name at the start of s; its length in s. */
static size_t
read_name(struct buf *out, struct str s, const char *stops)
{
    size_t n = 0;

    while (n < s.len && !str_is_space(s.p[n]) && strchr(stops, s.p[n]) == NULL)
        buf_addc(out, str_lower(s.p[n++]));
    return n;
}

static size_t
spaces(struct str s, size_t at)
{
    while (at < s.len && str_is_space(s.p[at]))
        at++;
    return at;
}

/* Append the decoded value behind a "=" at s[at]; where it ends. */
static size_t
read_value(struct buf *out, struct str s, size_t at)
{
    size_t from;

    at = spaces(s, at);
    if (at < s.len && (s.p[at] == '"' || s.p[at] == '\'')) {
        ptrdiff_t end = str_find_char(s, s.p[at], at + 1);
        size_t stop = end < 0 ? s.len : (size_t)end;

        decode(out, str_sub(s, at + 1, stop - at - 1));
        return end < 0 ? s.len : stop + 1;
    }
    from = at;
    while (at < s.len && !str_is_space(s.p[at]) && s.p[at] != '>')
        at++;
    decode(out, str_sub(s, from, at - from));
    return at;
}

/* A start tag: its name, then its attributes. Where it ends. */
struct tag {
    struct str name;
    struct xml_attr attrs[XML_HTML_ATTRS_MAX];
    size_t attr_count;
};

static size_t
read_tag(struct reader *r, struct tag *tag)
{
    size_t ends[XML_HTML_ATTRS_MAX * 2 + 1], count = 0, at, from = 0;
    struct str s = r->rest;

    buf_reset(&r->bytes);
    at = 1 + read_name(&r->bytes, str_sub(s, 1, s.len), "/>");
    ends[count++] = r->bytes.len;
    while ((at = spaces(s, at)) < s.len && s.p[at] != '>') {
        size_t before = r->bytes.len, len;

        if (s.p[at] == '/' || s.p[at] == '=') {
            at++;
            continue;
        }
        len = read_name(&r->bytes, str_sub(s, at, s.len), "=/>");
        ends[count] = r->bytes.len;
        at = spaces(s, at + len);
        if (at < s.len && s.p[at] == '=')
            at = read_value(&r->bytes, s, at + 1);
        ends[count + 1] = r->bytes.len;
        if (count + 2 < COUNT(ends))
            count += 2;
        else
            buf_cut(&r->bytes, before);
    }
    for (size_t i = 0; i < count; i++) {
        struct str part = str_sub(buf_str(&r->bytes), from, ends[i] - from);

        if (i == 0)
            tag->name = part;
        else if (i % 2 == 1)
            tag->attrs[(i - 1) / 2].name = part;
        else
            tag->attrs[(i - 1) / 2].value = part;
        from = ends[i];
    }
    tag->attr_count = (count - 1) / 2;
    return at < s.len ? at + 1 : at;
}

/* Behind the end tag of a hidden element; all of it where none comes. */
static size_t
hidden_length(struct str s, struct str name)
{
    for (ptrdiff_t at = -1;
         (at = str_find(s, STR("</"), (size_t)(at + 1))) >= 0;) {
        struct str rest = str_sub(s, (size_t)at + 2, s.len);
        ptrdiff_t end;

        if (!str_starts_nocase(rest, name) ||
            (rest.len > name.len && str_is_alnum(rest.p[name.len])))
            continue;
        end = str_find_char(rest, '>', 0);
        return end < 0 ? s.len : (size_t)at + 2 + (size_t)end + 1;
    }
    return s.len;
}

static void
start_tag(struct reader *r)
{
    struct tag tag;

    skip(r, read_tag(r, &tag));
    if (str_is(tag.name, "html"))
        return;
    if (str_is_one_of(tag.name, hidden, COUNT(hidden))) {
        skip(r, hidden_length(r->rest, tag.name));
        return;
    }
    end_implied(r, tag.name);
    if (r->depth >= XML_DEPTH_MAX) {
        if (!str_is_one_of(tag.name, empties, COUNT(empties)))
            r->dropped++;
        return;
    }
    push(r, tag.name, tag.attrs, tag.attr_count);
    if (str_is_one_of(tag.name, empties, COUNT(empties)))
        pop(r);
}

static void
end_tag(struct reader *r)
{
    static const char *const ignored[] = { "html", "body" };
    struct str name;
    ptrdiff_t end = str_find_char(r->rest, '>', 0);

    buf_reset(&r->bytes);
    read_name(&r->bytes, str_sub(r->rest, 2, r->rest.len), "/>");
    name = buf_str(&r->bytes);
    skip(r, end < 0 ? r->rest.len : (size_t)end + 1);
    if (str_is_one_of(name, ignored, COUNT(ignored)))
        return;
    if (r->dropped > 0) {
        r->dropped--;
        return;
    }
    for (int d = r->depth; d > 1; d--) {
        if (str_eq(name_at(r, d), name)) {
            while (r->depth >= d)
                pop(r);
            return;
        }
        /* A stray end tag in a cell ends nothing around the table. */
        if (str_is(name_at(r, d), "table"))
            return;
    }
}

/* Length of the comment, declaration or instruction that begins here. */
static size_t
aside_length(struct str s)
{
    ptrdiff_t end;

    if (str_starts(s, STR("<!--"))) {
        end = str_find(s, STR("-->"), 4);
        return end < 0 ? s.len : (size_t)end + 3;
    }
    if (str_starts(s, STR("<![CDATA["))) {
        end = str_find(s, STR("]]>"), 9);
        return end < 0 ? s.len : (size_t)end + 3;
    }
    end = str_find_char(s, '>', 0);
    return end < 0 ? s.len : (size_t)end + 1;
}

/* Text up to the next "<"; a "<" that begins no tag is text too. */
static void
text_run(struct reader *r)
{
    ptrdiff_t end = str_find_char(r->rest, '<', 1);
    size_t len = end < 0 ? r->rest.len : (size_t)end;

    buf_reset(&r->bytes);
    decode(&r->bytes, str_sub(r->rest, 0, len));
    if (r->handler->text != NULL && r->bytes.len > 0)
        r->stopped = r->handler->text(r->ctx, buf_str(&r->bytes)) != 0;
    skip(r, len);
}

static void
read_next(struct reader *r)
{
    char next = r->rest.len > 1 ? r->rest.p[1] : '\0';

    if (r->rest.p[0] != '<')
        text_run(r);
    else if (str_is_alpha(next))
        start_tag(r);
    else if (next == '/' && r->rest.len > 2 && str_is_alpha(r->rest.p[2]))
        end_tag(r);
    else if (next == '!' || next == '?' || next == '/')
        skip(r, aside_length(r->rest));
    else
        text_run(r);
}

int
xml_html_parse(
    struct str text, const struct xml_handler *h, void *ctx, struct fail *fail)
{
    /* A byte that is no UTF-8 becomes three. */
    struct buf clean = BUF_MAX(3ul * XML_HTML_BYTES_MAX + 16);
    struct reader r = { .handler = h, .ctx = ctx, .line = 1 };

    if (text.len > XML_HTML_BYTES_MAX)
        return fail_set(fail, "HTML above %u bytes", XML_HTML_BYTES_MAX);
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_sub(text, 3, text.len);
    utf8_clean(&clean, text);
    r.rest = buf_str(&clean);
    r.names = BUF_MAX(3ul * XML_HTML_BYTES_MAX + 16);
    r.bytes = BUF_MAX(3ul * XML_HTML_BYTES_MAX + 16);
    push(&r, STR("html"), NULL, 0);
    while (!r.stopped && r.rest.len > 0)
        read_next(&r);
    while (r.depth > 0)
        pop(&r);
    buf_clear(&r.bytes);
    buf_clear(&r.names);
    buf_clear(&clean);
    return r.stopped;
}

/* --- the tree --- */

static int
add_open(void *ctx, const struct xml_element *e)
{
    struct xml_tree *t = ctx;

    if (xml_tree_open(t, e->name, NULL) != 0)
        return 1;
    for (size_t i = 0; i < e->attr_count; i++)
        xml_tree_attr(t, e->attrs[i].name, e->attrs[i].value);
    return 0;
}

static int
add_text(void *ctx, struct str text)
{
    return xml_tree_text(ctx, text) != 0;
}

static int
add_close(void *ctx, const struct xml_element *e)
{
    (void)e;
    xml_tree_close(ctx);
    return 0;
}

int
xml_html_tree(
    struct xml_tree **out, struct str text, int *cut, struct fail *fail)
{
    static const struct xml_handler adder = { add_open, add_text, add_close };
    struct xml_tree *t = xml_tree_new();
    int rc = xml_html_parse(text, &adder, t, fail);

    if (cut != NULL)
        *cut = rc > 0;
    if (rc < 0)
        xml_tree_free(t);
    else
        *out = t;
    return rc < 0 ? -1 : 0;
}
