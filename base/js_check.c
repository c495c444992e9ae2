/* Is a text a JSON object? For what was checked by whoever wrote it, and has
 * only to be passed on: a tenth of the time that reading it takes. */
#include "base/js.h"

#include "base/js_cursor.h"
#include "base/utf8.h"

/* Deeper ones are refused. */
#define DEPTH_MAX 64

struct check {
    const char *p, *end;
    char open[DEPTH_MAX]; /* '{' or '[' of what is open */
    size_t depth;
};

/* Behind "\u": surrogates in pairs, and no NUL in a name. */
static int
take_code_point(struct check *c, int is_name)
{
    int32_t high = js_cursor_hex(&c->p, c->end), low;

    if (high < is_name || (high >= 0xDC00 && high <= 0xDFFF))
        return 0;
    if (high < 0xD800 || high > 0xDFFF)
        return 1;
    if (c->end - c->p < 2 || c->p[0] != '\\' || c->p[1] != 'u')
        return 0;
    c->p += 2;
    low = js_cursor_hex(&c->p, c->end);
    return low >= 0xDC00 && low <= 0xDFFF;
}

static int
take_string(struct check *c, int is_name)
{
    if (!js_cursor_take(&c->p, c->end, '"'))
        return 0;
    for (;;) {
        js_cursor_plain(&c->p, c->end);
        if (c->p == c->end)
            return 0;
        if (*c->p != '\\')
            return *c->p++ == '"';
        if (++c->p == c->end || *c->p == '\0' ||
            strchr("\"\\/bfnrtu", *c->p) == NULL)
            return 0;
        if (*c->p++ == 'u' && !take_code_point(c, is_name))
            return 0;
    }
}

static size_t
take_digits(struct check *c)
{
    const char *from = c->p;

    while (c->p < c->end && str_is_digit(*c->p))
        c->p++;
    return (size_t)(c->p - from);
}

static int
take_number(struct check *c)
{
    int leads_with_zero;

    if (c->p < c->end && *c->p == '-')
        c->p++;
    leads_with_zero = c->p < c->end && *c->p == '0';
    switch (take_digits(c)) {
    case 0:
        return 0;
    case 1:
        break;
    default:
        if (leads_with_zero)
            return 0;
    }
    if (c->p < c->end && *c->p == '.') {
        c->p++;
        if (take_digits(c) == 0)
            return 0;
    }
    if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
        c->p++;
        if (c->p < c->end && (*c->p == '+' || *c->p == '-'))
            c->p++;
        return take_digits(c) > 0;
    }
    return 1;
}

static int
take_word(struct check *c, struct str word)
{
    struct str rest = { c->p, (size_t)(c->end - c->p) };

    if (!str_starts(rest, word))
        return 0;
    c->p += word.len;
    return 1;
}

/* A value, or the beginning of one that others stand in. */
static int
take_value(struct check *c)
{
    js_cursor_space(&c->p, c->end);
    if (c->p == c->end)
        return 0;
    switch (*c->p) {
    case '"':
        return take_string(c, 0);
    case 't':
        return take_word(c, STR("true"));
    case 'f':
        return take_word(c, STR("false"));
    case 'n':
        return take_word(c, STR("null"));
    case '{':
    case '[':
        if (c->depth == DEPTH_MAX)
            return 0;
        c->open[c->depth++] = *c->p++;
        return 1;
    default:
        return take_number(c);
    }
}

/* The first member or the next, after what opens or parts them. */
static int
take_member(struct check *c)
{
    if (c->open[c->depth - 1] == '{' &&
        !(take_string(c, 1) && js_cursor_take(&c->p, c->end, ':')))
        return 0;
    return take_value(c);
}

int
js_is_object(struct str text)
{
    struct check c = { text.p, text.p + text.len, "", 0 };
    int fresh = 1; /* nothing stands behind the bracket yet */

    js_cursor_space(&c.p, c.end);
    if (c.p == c.end || *c.p != '{' || !utf8_valid(text))
        return 0;
    c.open[c.depth++] = *c.p++;
    while (c.depth > 0) {
        size_t depth = c.depth;
        char close = c.open[depth - 1] == '{' ? '}' : ']';

        if (js_cursor_take(&c.p, c.end, close)) {
            c.depth--;
            fresh = 0;
            continue;
        }
        if ((!fresh && !js_cursor_take(&c.p, c.end, ',')) || !take_member(&c))
            return 0;
        fresh = c.depth > depth;
    }
    js_cursor_space(&c.p, c.end);
    return c.p == c.end;
}
