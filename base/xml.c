#include "base/xml.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#define XML_BYTES_MAX (1u << 30)

struct reading {
    const struct xml_handler *handler;
    void *ctx;
    xmlParserCtxt *parser;
    struct fail *fail;
    int depth, stopped, failed;
};

static struct str
view(const xmlChar *text)
{
    return str_of((const char *)text);
}

/* --- repair before parsing --- */

/* libxml2 loses entities once a document has shown an error, but no character
 * numbers. So entities become numbers here, and so does an "&" that begins
 * nothing XML knows by itself. */
static const struct {
    const char *name, *number;
} entities[] = {
    { "amp;", "&#38;" },
    { "lt;", "&#60;" },
    { "gt;", "&#62;" },
    { "quot;", "&#34;" },
    { "apos;", "&#39;" },
};

/* 1 if a character number stands in s behind an "&". */
static int
is_number(struct str s)
{
    int hex = str_starts(s, STR("#x"));
    size_t start = hex ? 2 : 1, i = start;

    if (!str_starts(s, STR("#")))
        return 0;
    while (i < s.len && (str_is_digit(s.p[i]) || (hex && str_is_alnum(s.p[i]) &&
                                                     str_lower(s.p[i]) <= 'f')))
        i++;
    return i > start && i < s.len && s.p[i] == ';';
}

/* What must stand in place of the "&" at `at` and the *len bytes behind it;
 * NULL if all is well. */
static const char *
number_for(struct str s, size_t at, size_t *len)
{
    struct str rest = str_sub(s, at + 1, 12);

    *len = 0;
    if (is_number(rest))
        return NULL;
    for (size_t i = 0; i < COUNT(entities); i++) {
        if (str_starts(rest, str_of(entities[i].name))) {
            *len = strlen(entities[i].name);
            return entities[i].number;
        }
    }
    return entities[0].number;
}

/* What the bytes at `at` are inside of. */
enum place { IN_TEXT, IN_TAG, IN_CDATA, IN_COMMENT };

static enum place
place_at(struct str rest)
{
    if (str_starts(rest, STR("<![CDATA[")))
        return IN_CDATA;
    return str_starts(rest, STR("<!--")) ? IN_COMMENT : IN_TAG;
}

/* Bytes of s that may be parsed: all, or those before a tag with so many
 * attributes that it can only be meant to cost time. *changes counts the "&"
 * to be written differently; with out, the text is appended with them. */
static size_t
repair(struct str s, size_t *changes, struct buf *out)
{
    enum place place = IN_TEXT;
    size_t copied = 0, attrs = 0, tag = 0, i = 0;

    *changes = 0;
    while (i < s.len) {
        char c = s.p[i];
        size_t step = 1;

        if (c == '&' && (place == IN_TEXT || place == IN_TAG)) {
            size_t len;
            const char *number = number_for(s, i, &len);

            step += len;
            *changes += number != NULL;
            if (number != NULL && out != NULL) {
                buf_add(out, s.p + copied, i - copied);
                buf_addz(out, number);
                copied = i + step;
            }
        } else if (place == IN_TEXT && c == '<') {
            place = place_at(str_sub(s, i, 9));
            attrs = 0;
            tag = i;
            step = place == IN_CDATA ? 9 : place == IN_COMMENT ? 4 : 1;
        } else if (place == IN_TAG && c == '=') {
            if (++attrs > XML_ATTRS_MAX) {
                s.len = tag;
                break;
            }
        } else if (c == '>' &&
                   (place == IN_TAG ||
                       str_ends(str_sub(s, i < 2 ? 0 : i - 2, 2),
                           place == IN_CDATA ? STR("]]") : STR("--")))) {
            place = IN_TEXT;
        }
        i += step;
    }
    if (out != NULL && copied < s.len)
        buf_add(out, s.p + copied, s.len - copied);
    return s.len;
}

/* --- libxml2's calls --- */

static void
note(struct reading *r, int rc)
{
    if (rc != 0) {
        r->stopped = 1;
        xmlStopParser(r->parser);
    }
}

static struct xml_element
element_of(const struct reading *r, const xmlChar *name)
{
    struct xml_element e = { .name = view(name), .depth = r->depth };
    ptrdiff_t colon = str_find_char(e.name, ':', 0);

    if (colon > 0) {
        e.prefix = str_sub(e.name, 0, (size_t)colon);
        e.name = str_sub(e.name, (size_t)colon + 1, e.name.len);
    }
    e.line = xmlSAX2GetLineNumber(r->parser);
    return e;
}

static void
on_open(void *ctx, const xmlChar *name, const xmlChar **attrs)
{
    struct reading *r = ctx;
    struct xml_attr list[XML_ATTRS_MAX];
    struct xml_element e;

    r->depth++;
    if (r->stopped || r->handler->open == NULL)
        return;
    e = element_of(r, name);
    e.attrs = list;
    for (; attrs != NULL && attrs[0] != NULL && e.attr_count < XML_ATTRS_MAX;
         attrs += 2)
        list[e.attr_count++] =
            (struct xml_attr){ view(attrs[0]), view(attrs[1]) };
    note(r, r->handler->open(r->ctx, &e));
}

static void
on_close(void *ctx, const xmlChar *name)
{
    struct reading *r = ctx;

    if (!r->stopped && r->handler->close != NULL) {
        struct xml_element e = element_of(r, name);

        note(r, r->handler->close(r->ctx, &e));
    }
    r->depth--;
}

static void
on_text(void *ctx, const xmlChar *text, int len)
{
    struct reading *r = ctx;

    if (!r->stopped && r->handler->text != NULL && len > 0)
        note(r, r->handler->text(
                    r->ctx, (struct str){ (const char *)text, (size_t)len }));
}

/* Nothing a document declares is looked up. */
static xmlEntityPtr
on_entity(void *ctx, const xmlChar *name)
{
    (void)ctx;
    return xmlGetPredefinedEntity(name);
}

/* The text given is in pieces; the parser has noted it whole. */
static void
on_error(void *ctx, const char *format, ...)
{
    struct reading *r = ctx;
    const xmlError *error = xmlCtxtGetLastError(r->parser);
    struct str why = error == NULL ? STR("not well-formed")
                                   : str_trim(str_of(error->message));

    (void)format;
    if (r->failed || r->stopped)
        return;
    r->failed = 1;
    for (size_t i = 0; i < why.len; i++)
        if (why.p[i] == '\n')
            why.len = i;
    fail_set(r->fail, "line %d: " STR_FMT, error == NULL ? 1 : error->line,
        STR_ARG(why));
}

/* Some errors have no parser with them and would go to standard error. */
static void
be_quiet(void *ctx, const char *format, ...)
{
    (void)ctx;
    (void)format;
}

/* --- ours --- */

static struct str
skip_space(struct str s)
{
    if (str_starts(s, STR("\xef\xbb\xbf")))
        s = str_sub(s, 3, s.len);
    while (s.len > 0 && str_is_space(s.p[0]))
        s = str_sub(s, 1, s.len);
    return s;
}

/* Of UTF-16 and UTF-32 the bytes are left alone. */
static int
is_wide(struct str s)
{
    return str_starts(s, STR("\xfe\xff")) || str_starts(s, STR("\xff\xfe")) ||
           memchr(s.p, '\0', s.len < 4 ? s.len : 4) != NULL;
}

int
xml_is(struct str bytes)
{
    if (bytes.len == 0)
        return 0;
    if (is_wide(bytes))
        return memchr(bytes.p, '<', bytes.len < 8 ? bytes.len : 8) != NULL;
    return str_starts(skip_space(bytes), STR("<"));
}

static int
run(struct str bytes, unsigned flags, struct reading *r)
{
    xmlSAXHandler sax = {
        .initialized = 1, /* SAX 1: no namespaces */
        .startElement = on_open,
        .endElement = on_close,
        .characters = on_text,
        .cdataBlock = on_text,
        .ignorableWhitespace = on_text,
        .getEntity = on_entity,
        .error = on_error,
    };
    int options = XML_PARSE_NONET | XML_PARSE_NOENT;

    if (bytes.len == 0)
        return fail_set(r->fail, "line 1: empty document");
    xmlSetGenericErrorFunc(NULL, be_quiet);
    r->parser = xmlCreateMemoryParserCtxt(bytes.p, (int)bytes.len);
    if (r->parser == NULL)
        return fail_set(r->fail, "line 1: not XML");
    if (flags & XML_RECOVER)
        options |= XML_PARSE_RECOVER;
    xmlCtxtUseOptions(r->parser, options);
    *r->parser->sax = sax;
    r->parser->userData = r;
    xmlParseDocument(r->parser);
    if (!r->stopped && !r->failed && !r->parser->wellFormed)
        r->failed = fail_set(r->fail, "line 1: not well-formed") != 0;
    xmlFreeDoc(r->parser->myDoc);
    xmlFreeParserCtxt(r->parser);
    return r->failed ? -1 : r->stopped;
}

int
xml_parse(struct str bytes, unsigned flags, const struct xml_handler *h,
    void *ctx, struct fail *fail)
{
    struct reading r = { .handler = h, .ctx = ctx, .fail = fail };
    struct buf fixed = BUF_MAX(2ul * XML_BYTES_MAX - 1);
    size_t changes = 0, usable;
    int rc;

    if (bytes.len > XML_BYTES_MAX)
        return fail_set(fail, "XML above 1 GiB");
    if (bytes.len == 0 || is_wide(bytes))
        return run(bytes, flags, &r);
    bytes = skip_space(bytes);
    usable = repair(bytes, &changes, NULL);
    if (changes > 0) {
        repair(bytes, &changes, &fixed);
        if (fixed.over) {
            buf_clear(&fixed);
            return fail_set(fail, "XML above 1 GiB");
        }
    }
    rc = run(
        changes > 0 ? buf_str(&fixed) : str_sub(bytes, 0, usable), flags, &r);
    buf_clear(&fixed);
    return rc;
}

struct str
xml_attr(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attr_count; i++) {
        struct str have = e->attrs[i].name;
        ptrdiff_t colon = str_find_char(have, ':', 0);

        if (str_is(str_sub(have, (size_t)(colon + 1), have.len), name))
            return e->attrs[i].value;
    }
    return STR_NONE;
}
