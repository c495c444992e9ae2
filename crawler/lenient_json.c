#include "crawler/lenient_json.h"

#include "base/lanes.h"
#include "core/limits.h"
#include "crawler/plain_text.h"

#include <string.h>

/* The deepest real JSON-LD seen has 11 levels, state objects some 40. */
#define DEPTH_MAX 200

struct mender {
    struct str in;
    size_t at;
    struct buf out;
    char open[DEPTH_MAX]; /* '{' or '[' */
    size_t depth;
    int need_comma; /* a value was written and nothing behind it yet */
    int at_name;    /* in an object, before the colon */
    int after_colon;
};

static char
peek(const struct mender *m, size_t ahead)
{
    return m->at + ahead < m->in.len ? m->in.p[m->at + ahead] : '\0';
}

static int
here(const struct mender *m, const char *text)
{
    return str_starts(str_sub(m->in, m->at, m->in.len), str_of(text));
}

/* Offset behind `mark`, or the end. */
static size_t
behind(const struct mender *m, const char *mark)
{
    ptrdiff_t hit = str_find(m->in, str_of(mark), m->at);

    return hit < 0 ? m->in.len : (size_t)hit + strlen(mark);
}

/* 1 for what a mark or a comment begins with that is passed over. */
static int
begins_mark(char c)
{
    return c == '/' || c == '<' || c == ']' || c == '-' || c == '\xC2' ||
           c == '\xE2' || c == '\xEF';
}

/* White space, comments, and the marks that wrap scripts in XHTML. */
static void
skip_blank(struct mender *m)
{
    static const char *const marks[] = { "\xEF\xBB\xBF", "<![CDATA[", "]]>",
        "<!--", "-->", "\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9", NULL };

    for (;;) {
        size_t before = m->at;

        while (m->at < m->in.len &&
               ((unsigned char)m->in.p[m->at] <= ' ' || m->in.p[m->at] == ';'))
            m->at++;
        if (!begins_mark(peek(m, 0)))
            return;
        for (size_t i = 0; marks[i] != NULL; i++)
            if (here(m, marks[i]))
                m->at += strlen(marks[i]);
        if (here(m, "/*"))
            m->at = behind(m, "*/");
        else if (here(m, "//<![CDATA[") || here(m, "//]]>"))
            m->at += 2;
        else if (here(m, "//"))
            m->at = behind(m, "\n");
        if (m->at == before)
            return;
    }
}

static void
before_value(struct mender *m)
{
    if (m->need_comma)
        buf_addc(&m->out, ',');
    m->need_comma = 0;
}

static void
after_value(struct mender *m)
{
    if (m->depth > 0 && m->open[m->depth - 1] == '{' && m->at_name) {
        m->after_colon = 0;
        return;
    }
    m->need_comma = 1;
    m->after_colon = 0;
    m->at_name = m->depth > 0 && m->open[m->depth - 1] == '{';
}

/* 1 if a name without quotes and a colon stand at `i`. */
static int
is_bare_name(struct str in, size_t i)
{
    size_t from = i;

    while (i < in.len && i - from < 64 &&
           (str_is_alnum(in.p[i]) || in.p[i] == '_' || in.p[i] == '$'))
        i++;
    if (i == from || str_is_digit(in.p[from]))
        return 0;
    while (i < in.len && str_is_space(in.p[i]))
        i++;
    return i < in.len && in.p[i] == ':';
}

/* Is the quote at m->at the end of its string? It is when what follows could
 * follow a value: shops write 21" into names without escaping. */
static int
ends_string(const struct mender *m, char quote)
{
    size_t i = m->at + 1;
    char c;

    while (i < m->in.len && str_is_space(m->in.p[i]))
        i++;
    c = i < m->in.len ? m->in.p[i] : '\0';
    if (c == '\0' || c == '}' || c == ']' || c == ':' || c == ';' || c == '/')
        return 1;
    if (c != ',')
        /* A missing comma: the next line is a member of its own. */
        return c == quote && memchr(m->in.p + m->at, '\n', i - m->at) != NULL;
    for (i++; i < m->in.len && str_is_space(m->in.p[i]); i++)
        ;
    c = i < m->in.len ? m->in.p[i] : '\0';
    if (c == '"' || c == '\'' || c == '}' || c == ']' || c == '/' || c == ',' ||
        c == '\0')
        return 1;
    if (m->depth > 0 && m->open[m->depth - 1] == '{')
        return is_bare_name(m->in, i);
    return c == '{' || c == '[' || c == '-' || str_is_alnum(c);
}

static void
mend_escape(struct mender *m)
{
    char c = peek(m, 1);
    int hex = 1;

    m->at += 2;
    if (c == 'x' || c == 'u') {
        size_t n = c == 'x' ? 2 : 4;

        for (size_t i = 0; i < n; i++) {
            char d = str_lower(peek(m, i));

            hex &= str_is_digit(d) || (d >= 'a' && d <= 'f');
        }
        if (hex) {
            buf_addf(&m->out, c == 'x' ? "\\u00%.*s" : "\\u%.*s", (int)n,
                m->in.p + m->at);
            m->at += n;
        }
    } else if (c != '\0' && strchr("\"\\/bfnrt", c) != NULL) {
        buf_addc(&m->out, '\\');
        buf_addc(&m->out, c);
    } else if (c == '\n') {
        buf_addc(&m->out, ' ');
    } else if (c != '\0') {
        m->at--; /* the backslash meant nothing */
    }
}

/* Step over what stands in a string as it is. */
static void
skip_plain(struct mender *m, char quote)
{
    const char *p = m->in.p;

    for (; m->in.len - m->at >= LANES; m->at += LANES) {
        lanes v = lanes_load(p + m->at);
        size_t plain =
            lanes_first((lanes)(v == (unsigned char)quote) | (lanes)(v == '"') |
                        (lanes)(v == '\\') | (lanes)(v < ' '));

        if (plain < LANES) {
            m->at += plain;
            return;
        }
    }
    while (m->at < m->in.len && p[m->at] != quote && p[m->at] != '"' &&
           p[m->at] != '\\' && (unsigned char)p[m->at] >= ' ')
        m->at++;
}

static void
mend_string(struct mender *m)
{
    char quote = m->in.p[m->at++];

    buf_addc(&m->out, '"');
    while (m->at < m->in.len) {
        size_t from = m->at;
        char c;

        skip_plain(m, quote);
        buf_add(&m->out, m->in.p + from, m->at - from);
        if (m->at == m->in.len)
            break;
        c = m->in.p[m->at];
        if (c == quote && ends_string(m, quote))
            break;
        if (c == '\\') {
            mend_escape(m);
            continue;
        }
        if (c == '"')
            buf_addz(&m->out, "\\\"");
        else if (c == '\n')
            buf_addz(&m->out, "\\n");
        else
            buf_addc(&m->out, (unsigned char)c < 0x20 ? ' ' : c);
        m->at++;
    }
    m->at++;
    if (m->at > m->in.len)
        m->at = m->in.len;
    buf_addc(&m->out, '"');
}

static int
is_json_number(struct str s)
{
    size_t i = 0, from;

    if (i < s.len && s.p[i] == '-')
        i++;
    from = i;
    while (i < s.len && str_is_digit(s.p[i]))
        i++;
    if (i == from || (i - from > 1 && s.p[from] == '0') || i - from > 18)
        return 0;
    if (i < s.len && s.p[i] == '.') {
        from = ++i;
        while (i < s.len && str_is_digit(s.p[i]))
            i++;
        if (i == from)
            return 0;
    }
    return i == s.len;
}

static int
ends_word(char c)
{
    return str_is_space(c) || c == ',' || c == ':' || c == '{' || c == '}' ||
           c == '[' || c == ']' || c == '"' || c == '\'' || c == ';' ||
           c == '\0';
}

/* A bare word: number, literal, name, or an expression, which is null. */
static void
mend_word(struct mender *m)
{
    size_t from = m->at;
    struct str word;

    while (m->at < m->in.len && !ends_word(m->in.p[m->at]))
        m->at++;
    if (m->at == from)
        m->at++;
    word = str_sub(m->in, from, m->at - from);
    if (m->at_name ||
        (word.len > 0 && str_is_digit(word.p[0]) && !is_json_number(word))) {
        buf_addc(&m->out, '"');
        for (size_t i = 0; i < word.len; i++)
            if (word.p[i] != '\\' && (unsigned char)word.p[i] >= 0x20)
                buf_addc(&m->out, word.p[i]);
        buf_addc(&m->out, '"');
    } else if (is_json_number(word) || str_is(word, "true") ||
               str_is(word, "false") || str_is(word, "null"))
        buf_adds(&m->out, word);
    else if (str_is(word, "True") || str_is(word, "!0"))
        buf_addz(&m->out, "true");
    else if (str_is(word, "False") || str_is(word, "!1"))
        buf_addz(&m->out, "false");
    else
        buf_addz(&m->out, "null");
}

/* An object that ends behind a name or a colon gets its value. */
static void
finish_member(struct mender *m)
{
    if (m->depth == 0 || m->open[m->depth - 1] != '{')
        return;
    if (m->after_colon)
        buf_addz(&m->out, "null");
    else if (!m->at_name)
        buf_addz(&m->out, ":null");
}

static void
close_one(struct mender *m)
{
    finish_member(m);
    buf_addc(&m->out, m->open[--m->depth] == '{' ? '}' : ']');
    m->at_name = 0;
    after_value(m);
}

static void
close_bracket(struct mender *m, char c)
{
    char want = c == '}' ? '{' : '[';
    size_t d = m->depth;

    m->at++;
    while (d > 0 && m->open[d - 1] != want)
        d--;
    if (d == 0)
        return; /* closes nothing that is open */
    while (m->depth >= d)
        close_one(m);
}

static int
open_bracket(struct mender *m, char c)
{
    if (m->depth == DEPTH_MAX)
        return -1;
    m->at++;
    m->open[m->depth++] = c;
    m->at_name = c == '{';
    m->after_colon = 0;
    buf_addc(&m->out, c);
    return 0;
}

/* A name was read: the value comes next, whatever stands between. */
static void
take_colon(struct mender *m)
{
    skip_blank(m);
    if (peek(m, 0) == ':') {
        m->at++;
        buf_addc(&m->out, ':');
        m->after_colon = 1;
    } else {
        buf_addz(&m->out, ":null");
        m->need_comma = 1;
    }
    m->at_name = !m->after_colon;
}

/* One token. Returns 1 to go on, 0 when the outermost value is complete, -1
 * when it nests too deep. */
static int
mend_token(struct mender *m)
{
    char c = peek(m, 0);
    int is_name = m->at_name;

    if (c == '}' || c == ']') {
        close_bracket(m, c);
        return m->depth > 0;
    }
    if (c == ',') {
        m->at++;
        if (m->after_colon) {
            buf_addz(&m->out, "null");
            after_value(m);
        }
        return 1;
    }
    if (c == ':') {
        m->at++;
        return 1;
    }
    before_value(m);
    if (c == '{' || c == '[') {
        if (is_name)
            buf_addz(&m->out, "\"\":");
        return open_bracket(m, c) == 0 ? 1 : -1;
    }
    if (c == '"' || c == '\'')
        mend_string(m);
    else
        mend_word(m);
    if (is_name) {
        take_colon(m);
        return 1;
    }
    after_value(m);
    return m->depth > 0;
}

/* Mend the value at m->at into m->out; 0, or -1 if there is none. */
static int
mend_value(struct mender *m)
{
    int go = 1;

    m->depth = 0;
    m->need_comma = m->at_name = m->after_colon = 0;
    m->out.len = 0;
    skip_blank(m);
    if (peek(m, 0) != '{' && peek(m, 0) != '[')
        return -1;
    while (go == 1) {
        skip_blank(m);
        if (m->at >= m->in.len)
            break;
        go = mend_token(m);
    }
    while (m->depth > 0)
        close_one(m);
    return go < 0 || m->out.over ? -1 : 0;
}

int
lenient_json_mend(struct buf *out, struct str text, size_t *used)
{
    struct mender m = { .in = text, .out = *out };
    int rc;

    m.out.over = 0;
    rc = mend_value(&m);
    *used = m.at;
    *out = m.out;
    return rc;
}

struct js *
lenient_json_value(struct str text, size_t *used)
{
    struct buf mended = BUF_MAX(4 * (size_t)LIMIT_BODY_BYTES);
    struct js *j = NULL;

    if (lenient_json_mend(&mended, text, used) == 0 &&
        js_parse(&j, buf_str(&mended), NULL) != 0)
        j = NULL;
    buf_clear(&mended);
    return j;
}

/* {&quot;@context&quot;: ... */
static int
is_escaped(struct str text)
{
    struct str t = str_trim(text);
    struct str rest = str_trim(str_sub(t, 1, t.len));

    return t.len > 0 && (t.p[0] == '{' || t.p[0] == '[') &&
           (rest.len > 0 && (str_starts(rest, STR("&quot;")) ||
                                str_starts(rest, STR("&#34;")) ||
                                str_starts(rest, STR("{&quot;"))));
}

static struct js *
mend_all(struct str text)
{
    struct js *first = NULL, *all = NULL;
    size_t at = 0;

    while (at < text.len) {
        struct mender m = { .in = text, .at = at };
        struct js *one;
        size_t used = 0;

        skip_blank(&m);
        at = m.at;
        while (at < text.len && text.p[at] != '{' && text.p[at] != '[')
            at++;
        one = lenient_json_value(str_sub(text, at, text.len), &used);
        at += used > 0 ? used : 1;
        if (one == NULL)
            continue;
        if (first == NULL) {
            first = one;
            continue;
        }
        if (all == NULL) {
            all = js_new_array();
            js_add(all, first);
        }
        js_add(all, one);
    }
    return all != NULL ? all : first;
}

struct js *
lenient_json(struct str text)
{
    struct buf decoded = BUF_MAX(LIMIT_BODY_BYTES);
    struct js *j = NULL;

    text = str_trim(text);
    if (js_parse(&j, text, NULL) == 0)
        return j;
    if (is_escaped(text)) {
        plain_text_decode(&decoded, text);
        text = buf_str(&decoded);
    }
    j = mend_all(text);
    buf_clear(&decoded);
    return j;
}
