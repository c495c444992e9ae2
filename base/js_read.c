/* JSON text to a value, for what is plain: all that programs write, and most
 * that people do. */
#include "base/js_cursor.h"
#include "base/js_value.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

/* Deeper ones, longer numbers and the like are left to the other reader. */
#define DEPTH_MAX 64
#define INTEGER_DIGITS_MAX 18
#define DIGITS_MAX 15 /* as a double, exactly */
#define NUMBER_BYTES_MAX 60

struct reader {
    const char *p, *end;
    struct buf text; /* of a string with escapes */
    size_t depth;
};

/* Behind a backslash. */
static int
take_escape(struct reader *r)
{
    static const char letter[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    const char *at;
    int32_t c;

    if (r->p == r->end || *r->p == '\0')
        return 0;
    at = strchr(letter, *r->p);
    if (at != NULL) {
        r->p++;
        buf_addc(&r->text, means[at - letter]);
        return 1;
    }
    if (*r->p++ != 'u')
        return 0;
    c = js_cursor_hex(&r->p, r->end);
    if (c <= 0 || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    buf_add_utf8(&r->text, (uint32_t)c);
    return 1;
}

/* Behind the quote. *out lasts until the next string. */
static int
take_string(struct reader *r, struct str *out)
{
    const char *from = r->p;

    js_cursor_plain(&r->p, r->end);
    *out = (struct str){ from, (size_t)(r->p - from) };
    if (r->p < r->end && *r->p == '"') {
        r->p++;
        return 1;
    }
    buf_reset(&r->text);
    buf_adds(&r->text, *out);
    while (r->p < r->end && *r->p == '\\') {
        r->p++;
        if (!take_escape(r))
            return 0;
        from = r->p;
        js_cursor_plain(&r->p, r->end);
        buf_add(&r->text, from, (size_t)(r->p - from));
    }
    *out = buf_str(&r->text);
    if (r->p == r->end || *r->p != '"')
        return 0;
    r->p++;
    return 1;
}

static size_t
take_digits(struct reader *r, uint64_t *n)
{
    const char *from = r->p;

    for (; r->p < r->end && str_is_digit(*r->p); r->p++)
        *n = *n * 10 + (uint64_t)(*r->p - '0');
    return (size_t)(r->p - from);
}

static struct js *
real_of(struct str text)
{
    char copy[NUMBER_BYTES_MAX + 1];
    double v;

    if (text.len > NUMBER_BYTES_MAX)
        return NULL;
    memcpy(copy, text.p, text.len);
    copy[text.len] = '\0';
    v = strtod(copy, NULL);
    return isfinite(v) ? js_new_number(v) : NULL;
}

/* 1 if there was one, 0 if not, -1 if it has no digits. */
static int
take_exponent(struct reader *r)
{
    uint64_t n = 0;

    if (r->p == r->end || (*r->p != 'e' && *r->p != 'E'))
        return 0;
    r->p++;
    if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
        r->p++;
    return take_digits(r, &n) > 0 ? 1 : -1;
}

static struct js *
take_number(struct reader *r)
{
    static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8,
        1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    const char *from = r->p;
    size_t whole, part = 0;
    uint64_t n = 0;
    int minus = *r->p == '-', exponent;

    r->p += minus;
    whole = take_digits(r, &n);
    if (whole == 0 || (whole > 1 && from[minus] == '0'))
        return NULL;
    if (r->p < r->end && *r->p == '.') {
        r->p++;
        if ((part = take_digits(r, &n)) == 0)
            return NULL;
    }
    exponent = take_exponent(r);
    if (exponent < 0)
        return NULL;
    if (part == 0 && !exponent) {
        if (whole > INTEGER_DIGITS_MAX)
            return NULL;
        return js_new_integer(minus ? -(int64_t)n : (int64_t)n);
    }
    if (exponent || whole + part > DIGITS_MAX)
        return real_of((struct str){ from, (size_t)(r->p - from) });
    /* Both are exact, and so the quotient is the nearest double. */
    return js_new_number((minus ? -1.0 : 1.0) * ((double)n / powers[part]));
}

static struct js *
take_word(struct reader *r, struct str word, struct js *value)
{
    struct str rest = { r->p, (size_t)(r->end - r->p) };

    if (!str_starts(rest, word))
        return NULL;
    r->p += word.len;
    return value;
}

static struct js *take_value(struct reader *r);

/* Behind the bracket. NULL: what was read is freed. */
static struct js *
take_array(struct reader *r)
{
    struct js *array = js_new_array();

    if (js_cursor_take(&r->p, r->end, ']'))
        return array;
    do {
        struct js *value = take_value(r);

        if (value == NULL)
            goto rare;
        js_add(array, value);
    } while (js_cursor_take(&r->p, r->end, ','));
    if (js_cursor_take(&r->p, r->end, ']'))
        return array;
rare:
    js_free(array);
    return NULL;
}

static int
take_member(struct reader *r, struct js *object)
{
    struct js *value;
    struct str name;
    char *copy = NULL;

    if (!js_cursor_take(&r->p, r->end, '"') || !take_string(r, &name))
        return 0;
    if (name.p == buf_str(&r->text).p) /* the value may use it too */
        name.p = copy = mem_dup(name.p, name.len);
    value = js_cursor_take(&r->p, r->end, ':') ? take_value(r) : NULL;
    if (value != NULL)
        js_value_put(object, name, value);
    free(copy);
    return value != NULL;
}

static struct js *
take_object(struct reader *r)
{
    struct js *object = js_new_object();

    if (js_cursor_take(&r->p, r->end, '}'))
        return object;
    do {
        if (!take_member(r, object))
            goto rare;
    } while (js_cursor_take(&r->p, r->end, ','));
    if (js_cursor_take(&r->p, r->end, '}'))
        return object;
rare:
    js_free(object);
    return NULL;
}

static struct js *
take_nested(struct reader *r)
{
    struct js *value = NULL;

    if (r->depth++ < DEPTH_MAX)
        value = *r->p++ == '{' ? take_object(r) : take_array(r);
    r->depth--;
    return value;
}

static struct js *
take_value(struct reader *r)
{
    struct str text;

    js_cursor_space(&r->p, r->end);
    if (r->p == r->end)
        return NULL;
    switch (*r->p) {
    case '"':
        r->p++;
        return take_string(r, &text) ? js_value_text(text) : NULL;
    case '{':
    case '[':
        return take_nested(r);
    case 't':
        return take_word(r, STR("true"), js_new_bool(1));
    case 'f':
        return take_word(r, STR("false"), js_new_bool(0));
    case 'n':
        return take_word(r, STR("null"), js_value_null());
    default:
        return take_number(r);
    }
}

struct js *
js_value_read(struct str text)
{
    struct reader r = { text.p, text.p + text.len, BUF_MAX(text.len), 0 };
    struct js *value;

    if (text.len == 0 || !utf8_valid(text))
        return NULL;
    value = take_value(&r);
    js_cursor_space(&r.p, r.end);
    if (value != NULL && r.p < r.end) {
        js_free(value);
        value = NULL;
    }
    buf_clear(&r.text);
    return value;
}

/* What a visitor reads of a member. */
struct js_member {
    struct reader *reader;
    int begun; /* an element of its array was read */
    int whole; /* it was read to its end */
};

int
js_member_text(struct js_member *m, struct str *string)
{
    struct reader *r = m->reader;

    if (r->p == r->end || *r->p != '"')
        return 0;
    r->p++;
    m->whole = take_string(r, string);
    return m->whole;
}

int
js_member_is_array(const struct js_member *m)
{
    return m->reader->p < m->reader->end && *m->reader->p == '[';
}

int
js_member_next(struct js_member *m, struct str *string)
{
    struct reader *r = m->reader;

    if (js_cursor_take(&r->p, r->end, m->begun ? ',' : '[')) {
        if (js_cursor_take(&r->p, r->end, '"')) {
            m->begun = 1;
            return take_string(r, string);
        }
        if (m->begun)
            return 0;
    }
    m->whole = js_cursor_take(&r->p, r->end, ']');
    return 0;
}

struct js *
js_member_value(struct js_member *m)
{
    struct js *value = take_value(m->reader);

    m->whole = value != NULL;
    return value;
}

/* Behind the quote of a name. */
static int
visit_member(struct reader *r, js_visit visit, void *ctx)
{
    struct js_member m = { .reader = r };
    struct str name;

    if (!take_string(r, &name) || name.p == buf_str(&r->text).p ||
        !js_cursor_take(&r->p, r->end, ':'))
        return 0;
    js_cursor_space(&r->p, r->end);
    return visit(name, &m, ctx) && m.whole;
}

int
js_each_member(struct str text, js_visit visit, void *ctx)
{
    struct reader r = { text.p, text.p + text.len, BUF_MAX(text.len), 0 };
    int rc = 0;

    if (text.len == 0 || !utf8_valid(text) || !js_cursor_take(&r.p, r.end, '{'))
        return 0;
    do
        rc = js_cursor_take(&r.p, r.end, '"') && visit_member(&r, visit, ctx);
    while (rc && js_cursor_take(&r.p, r.end, ','));
    rc = rc && js_cursor_take(&r.p, r.end, '}');
    js_cursor_space(&r.p, r.end);
    buf_clear(&r.text);
    return rc && r.p == r.end;
}
