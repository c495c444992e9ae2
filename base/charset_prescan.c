#include "base/charset_prescan.h"

#include "base/charset_label.h"
#include "base/mem.h"

#include <string.h>

/* A name or value longer than this is no declaration; the rest is dropped. */
#define WORD_MAX 256

struct scan {
    struct str in;
    size_t at;
    int late; /* past the window: skip what a tree builder takes as text */
};

struct attr {
    char name[WORD_MAX], value[WORD_MAX]; /* lower case, no NUL inside */
    size_t name_len, value_len;
    int is_unread; /* only its end is asked for */
};

static int
is_space(unsigned char c)
{
    return c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static int
ended(const struct scan *s)
{
    return s->at >= s->in.len;
}

static unsigned char
byte(const struct scan *s)
{
    return ended(s) ? 0 : (unsigned char)s->in.p[s->at];
}

static void
skip_space(struct scan *s)
{
    while (!ended(s) && is_space(byte(s)))
        s->at++;
}

static void
put(char *word, size_t *len, struct str s)
{
    for (size_t i = 0; i < s.len && *len < WORD_MAX; i++)
        word[(*len)++] = str_lower(s.p[i]);
}

static struct str
view(const char *word, size_t len)
{
    return (struct str){ word, len };
}

/* The value of an attribute, from after its '='. Returns 0 when the bytes
 * ran out, which ends the whole scan without a result. */
static int
read_value(struct scan *s, struct attr *a)
{
    size_t from;
    ptrdiff_t end;

    skip_space(s);
    from = s->at;
    if (ended(s))
        return 0;
    if (byte(s) == '"' || byte(s) == '\'') {
        end = str_find_char(s->in, s->in.p[from++], s->at + 1);
        if (end < 0)
            return 0;
        s->at = (size_t)end + 1;
    } else {
        while (!ended(s) && !is_space(byte(s)) && byte(s) != '>')
            s->at++;
        if (ended(s))
            return 0;
        end = (ptrdiff_t)s->at;
    }
    if (!a->is_unread)
        put(a->value, &a->value_len, str_sub(s->in, from, (size_t)end - from));
    return 1;
}

/* "Get an attribute": 1 if there was one, 0 at the end of the tag, -1 when
 * the bytes ran out. */
static int
read_attr(struct scan *s, struct attr *a)
{
    a->name_len = a->value_len = 0;
    while (!ended(s) && (is_space(byte(s)) || byte(s) == '/'))
        s->at++;
    if (ended(s))
        return -1;
    if (byte(s) == '>')
        return 0;
    for (; !ended(s); s->at++) {
        unsigned char c = byte(s);

        if (c == '=' && a->name_len > 0)
            break;
        if (is_space(c)) {
            skip_space(s);
            break;
        }
        if (c == '/' || c == '>')
            return 1;
        if (a->is_unread)
            a->name_len = 1;
        else
            put(a->name, &a->name_len, str_sub(s->in, s->at, 1));
    }
    if (ended(s))
        return -1;
    if (byte(s) != '=')
        return 1;
    s->at++;
    return read_value(s, a) ? 1 : -1;
}

/* "Extract a character encoding from a meta element", by the content
 * attribute. */
static const char *
from_content(struct str content)
{
    size_t at = 0;

    for (;;) {
        ptrdiff_t found = str_find_nocase(content, STR("charset"), at);
        size_t end;
        char c;

        if (found < 0)
            return NULL;
        at = (size_t)found + 7;
        while (at < content.len && is_space((unsigned char)content.p[at]))
            at++;
        if (at >= content.len)
            return NULL;
        if (content.p[at] != '=')
            continue;
        at++;
        while (at < content.len && is_space((unsigned char)content.p[at]))
            at++;
        if (at >= content.len)
            return NULL;
        c = content.p[at];
        if (c == '"' || c == '\'') {
            ptrdiff_t close = str_find_char(content, c, at + 1);

            if (close < 0)
                return NULL;
            return charset_label_find(
                str_sub(content, at + 1, (size_t)close - at - 1));
        }
        for (end = at; end < content.len; end++)
            if (is_space((unsigned char)content.p[end]) ||
                content.p[end] == ';')
                break;
        return charset_label_find(str_sub(content, at, end - at));
    }
}

/* A declaration cannot be in UTF-16, or these bytes were not found. */
static const char *
as_declared(const char *name)
{
    if (name == NULL)
        return NULL;
    if (strncmp(name, "UTF-16", 6) == 0)
        return "UTF-8";
    if (strcmp(name, "x-user-defined") == 0)
        return "windows-1252";
    return name;
}

enum seen { SEEN_HTTP_EQUIV = 1, SEEN_CONTENT = 2, SEEN_CHARSET = 4 };

/* After "<meta": the encoding, or NULL; *out_of_bytes ends the scan. */
static const char *
read_meta(struct scan *s, int *out_of_bytes)
{
    struct attr a;
    const char *charset = NULL;
    unsigned seen = 0;
    int got_pragma = 0, need_pragma = -1, rc;

    a.is_unread = 0;

    while ((rc = read_attr(s, &a)) > 0) {
        struct str name = view(a.name, a.name_len);
        struct str value = view(a.value, a.value_len);

        if (str_is(name, "http-equiv") && !(seen & SEEN_HTTP_EQUIV)) {
            seen |= SEEN_HTTP_EQUIV;
            got_pragma |= str_is(value, "content-type");
        } else if (str_is(name, "content") && !(seen & SEEN_CONTENT)) {
            const char *found = from_content(value);

            seen |= SEEN_CONTENT;
            if (found != NULL && charset == NULL) {
                charset = found;
                need_pragma = 1;
            }
        } else if (str_is(name, "charset") && !(seen & SEEN_CHARSET)) {
            seen |= SEEN_CHARSET;
            charset = charset_label_find(value);
            need_pragma = 0;
        }
    }
    *out_of_bytes = rc < 0;
    if (rc < 0 || need_pragma < 0 || (need_pragma && !got_pragma))
        return NULL;
    return as_declared(charset);
}

static int
at_tag(const struct scan *s, const char *tag)
{
    struct str rest = str_sub(s->in, s->at, s->in.len - s->at);
    size_t len = strlen(tag);

    return str_starts_nocase(rest, (struct str){ tag, len }) &&
           rest.len > len &&
           (is_space((unsigned char)rest.p[len]) || rest.p[len] == '/' ||
               rest.p[len] == '>');
}

static void
skip_past(struct scan *s, struct str what, size_t from)
{
    ptrdiff_t found = str_find_nocase(s->in, what, from);

    s->at = found < 0 ? s->in.len : (size_t)found + what.len;
}

/* Step over the text of an element whose content is no markup. */
static int
skip_raw_text(struct scan *s)
{
    static const struct {
        const char *open;
        struct str close;
    } raw[] = {
        { "<script", STR("</script") },
        { "<style", STR("</style") },
        { "<title", STR("</title") },
        { "<textarea", STR("</textarea") },
        { "<noframes", STR("</noframes") },
        { "<iframe", STR("</iframe") },
        { "<xmp", STR("</xmp") },
    };

    if (s->at + 1 < s->in.len &&
        strchr("stnix", str_lower(s->in.p[s->at + 1])) == NULL)
        return 0;
    for (size_t i = 0; i < COUNT(raw); i++) {
        if (at_tag(s, raw[i].open)) {
            skip_past(s, raw[i].close, s->at);
            return 1;
        }
    }
    return 0;
}

/* One tag, from its '<' (and '/'). Returns 0 when the bytes ran out. */
static int
skip_tag(struct scan *s)
{
    struct attr a;
    int rc;

    a.is_unread = 1;

    while (!ended(s) && !is_space(byte(s)) && byte(s) != '>')
        s->at++;
    while ((rc = read_attr(s, &a)) > 0)
        continue;
    return rc == 0;
}

static int
starts_tag(const struct scan *s)
{
    size_t i = s->at + 1;

    if (i < s->in.len && s->in.p[i] == '/')
        i++;
    return i < s->in.len && str_is_alpha(s->in.p[i]);
}

static const char *
scan_metas(struct scan *s)
{
    ptrdiff_t meta = -1;

    for (; !ended(s); s->at++) {
        ptrdiff_t lt = str_find_char(s->in, '<', s->at);
        struct str rest;

        /* All else is stepped over only to know which of them are tags. */
        if (meta < (ptrdiff_t)s->at)
            meta = str_find_nocase(s->in, STR("<meta"), s->at);
        if (lt < 0 || meta < 0)
            return NULL;
        s->at = (size_t)lt;
        rest = str_sub(s->in, s->at, s->in.len - s->at);
        if (str_starts(rest, STR("<!--"))) {
            /* "-->" may share its hyphens with the opening: "<!-->". */
            skip_past(s, STR("-->"), s->at + 2);
            s->at--;
        } else if (at_tag(s, "<meta") && rest.p[5] != '>') {
            int out_of_bytes;
            const char *name;

            s->at += 5;
            name = read_meta(s, &out_of_bytes);
            if (name != NULL || out_of_bytes)
                return name;
        } else if (s->late && skip_raw_text(s)) {
            s->at--;
        } else if (starts_tag(s)) {
            if (!skip_tag(s))
                return NULL;
        } else if (rest.len > 1 && strchr("!/?", rest.p[1]) != NULL &&
                   rest.p[1] != '\0') {
            skip_past(s, STR(">"), s->at);
            s->at--;
        }
    }
    return NULL;
}

/* "Get an XML encoding". */
static const char *
from_xml(struct str in)
{
    ptrdiff_t end, at;
    size_t i;
    char quote;
    struct str label;

    if (!str_starts(in, STR("<?xml")))
        return NULL;
    end = str_find_char(in, '>', 0);
    if (end < 0)
        return NULL;
    in.len = (size_t)end;
    at = str_find(in, STR("encoding"), 0);
    if (at < 0)
        return NULL;
    i = (size_t)at + 8;
    while (i < in.len && (unsigned char)in.p[i] <= ' ')
        i++;
    if (i >= in.len || in.p[i++] != '=')
        return NULL;
    while (i < in.len && (unsigned char)in.p[i] <= ' ')
        i++;
    if (i >= in.len || (in.p[i] != '"' && in.p[i] != '\''))
        return NULL;
    quote = in.p[i++];
    end = str_find_char(in, quote, i);
    if (end < 0)
        return NULL;
    label = str_sub(in, i, (size_t)end - i);
    for (i = 0; i < label.len; i++)
        if ((unsigned char)label.p[i] <= ' ')
            return NULL;
    return as_declared(charset_label_find(label));
}

const char *
charset_prescan(struct str bytes)
{
    struct scan s = { .in = str_sub(bytes, 0, CHARSET_PRESCAN_BYTES) };
    const char *name;

    if (s.in.len >= 6 && memcmp(s.in.p, "<\0?\0x\0", 6) == 0)
        return "UTF-16LE";
    if (s.in.len >= 6 && memcmp(s.in.p, "\0<\0?\0x", 6) == 0)
        return "UTF-16BE";
    name = scan_metas(&s);
    if (name == NULL)
        name = from_xml(str_sub(bytes, 0, CHARSET_PRESCAN_BYTES));
    if (name == NULL && bytes.len > CHARSET_PRESCAN_BYTES) {
        s = (struct scan){ .in = str_sub(bytes, 0, CHARSET_LATE_BYTES),
            .late = 1 };
        name = scan_metas(&s);
    }
    return name;
}

const char *
charset_content_type(struct str content_type)
{
    struct str part;
    struct str rest = content_type;

    if (!str_next(&rest, ';', &part))
        return NULL;
    while (str_next(&rest, ';', &part)) {
        struct str name;

        if (!str_next(&part, '=', &name) ||
            !str_is_nocase(str_trim(name), "charset"))
            continue;
        part = str_trim(part);
        if (part.len > 0 && (part.p[0] == '"' || part.p[0] == '\'')) {
            ptrdiff_t close = str_find_char(part, part.p[0], 1);

            part =
                str_sub(part, 1, close < 0 ? part.len - 1 : (size_t)close - 1);
        }
        return charset_label_find(part);
    }
    return NULL;
}
