#include "base/js.h"

#include "base/utf8.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define T(j) ((json_t *)(j))
#define J(t) ((struct js *)(t))

int
js_parse(struct js **out, struct str text, struct fail *fail)
{
    json_error_t error;
    json_t *t;

    /* jansson takes a NUL behind the document for its end. */
    if (text.len > 0 && memchr(text.p, '\0', text.len) != NULL)
        return fail_set(fail, "a NUL byte is no JSON");
    t = json_loadb(text.p == NULL ? "" : text.p, text.len,
        JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (t == NULL)
        return fail_set(fail, "line %d, column %d: %s", error.line,
            error.column, error.text);
    *out = J(t);
    return 0;
}

void
js_free(struct js *j)
{
    json_decref(T(j));
}

struct js *
js_copy(const struct js *j)
{
    return J(json_deep_copy(T(j)));
}

int
js_equal(const struct js *a, const struct js *b)
{
    return json_equal(T(a), T(b));
}

enum js_kind
js_kind(const struct js *j)
{
    if (j == NULL)
        return JS_NULL;
    switch (json_typeof(T(j))) {
    case JSON_OBJECT:
        return JS_OBJECT;
    case JSON_ARRAY:
        return JS_ARRAY;
    case JSON_STRING:
        return JS_STRING;
    case JSON_INTEGER:
    case JSON_REAL:
        return JS_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return JS_BOOL;
    case JSON_NULL:
        break;
    }
    return JS_NULL;
}

struct js *
js_get(const struct js *object, const char *name)
{
    return J(json_object_get(T(object), name));
}

struct js *
js_at(const struct js *array, size_t i)
{
    return J(json_array_get(T(array), i));
}

size_t
js_count(const struct js *j)
{
    return json_is_array(T(j)) ? json_array_size(T(j)) : json_object_size(T(j));
}

int
js_next(const struct js *object, void **it, struct str *name, struct js **value)
{
    if (!json_is_object(T(object)))
        return 0;
    *it = *it == NULL ? json_object_iter(T(object))
                      : json_object_iter_next(T(object), *it);
    if (*it == NULL)
        return 0;
    *name = str_of(json_object_iter_key(*it));
    *value = J(json_object_iter_value(*it));
    return 1;
}

struct str
js_text(const struct js *j)
{
    if (!json_is_string(T(j)))
        return STR_NONE;
    return (struct str){ json_string_value(T(j)), json_string_length(T(j)) };
}

double
js_number(const struct js *j, double otherwise)
{
    return json_is_number(T(j)) ? json_number_value(T(j)) : otherwise;
}

int64_t
js_integer(const struct js *j, int64_t otherwise)
{
    if (json_is_integer(T(j)))
        return json_integer_value(T(j));
    if (json_is_real(T(j)) && fabs(json_real_value(T(j))) < 9e15)
        return (int64_t)json_real_value(T(j));
    return otherwise;
}

int
js_bool(const struct js *j, int otherwise)
{
    return json_is_boolean(T(j)) ? json_is_true(T(j)) : otherwise;
}

struct str
js_get_text(const struct js *object, const char *name)
{
    return js_text(js_get(object, name));
}

struct js *
js_new_object(void)
{
    return J(json_object());
}

struct js *
js_new_array(void)
{
    return J(json_array());
}

struct js *
js_new_text(struct str s)
{
    json_t *t = NULL;

    if (s.len == 0 || utf8_valid(s)) /* jansson looks at it byte by byte */
        t = json_stringn_nocheck(s.p == NULL ? "" : s.p, s.len);
    if (t == NULL) { /* ill-formed UTF-8 */
        struct buf clean = BUF_MAX(s.len * 3 + 1);

        utf8_clean(&clean, s);
        t = json_stringn(buf_text(&clean), clean.len);
        buf_clear(&clean);
    }
    return J(t);
}

struct js *
js_new_number(double v)
{
    return J(isfinite(v) ? json_real(v) : json_null());
}

struct js *
js_new_integer(int64_t v)
{
    return J(json_integer(v));
}

struct js *
js_new_bool(int v)
{
    return J(json_boolean(v));
}

void
js_set(struct js *object, const char *name, struct js *value)
{
    if (utf8_valid(str_of(name)))
        json_object_set_new_nocheck(T(object), name, T(value));
    else /* gives the value up */
        json_object_set_new(T(object), name, T(value));
}

void
js_set_text(struct js *object, const char *name, struct str utf8)
{
    js_set(object, name, js_new_text(utf8));
}

void
js_set_textz(struct js *object, const char *name, const char *utf8)
{
    js_set_text(object, name, str_of(utf8));
}

void
js_set_number(struct js *object, const char *name, double v)
{
    js_set(object, name, js_new_number(v));
}

void
js_set_integer(struct js *object, const char *name, int64_t v)
{
    js_set(object, name, js_new_integer(v));
}

void
js_set_bool(struct js *object, const char *name, int v)
{
    js_set(object, name, js_new_bool(v));
}

void
js_add(struct js *array, struct js *value)
{
    json_array_append_new(T(array), T(value));
}

void
js_add_text(struct js *array, struct str utf8)
{
    js_add(array, js_new_text(utf8));
}

void
js_remove(struct js *object, const char *name)
{
    json_object_del(T(object), name);
}

static int
append(const char *p, size_t len, void *out)
{
    return buf_add(out, p, len);
}

/* How many of the bytes from `at` on are written as they are, by eights. */
static size_t
plain_bytes(struct str s, size_t at)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    size_t from = at;

    for (; at + 8 <= s.len; at += 8) {
        uint64_t v, quote, slash;

        memcpy(&v, s.p + at, sizeof v);
        quote = v ^ ('"' * ones);
        slash = v ^ ('\\' * ones);
        if ((((v - ' ' * ones) & ~v) | ((quote - ones) & ~quote) |
                ((slash - ones) & ~slash)) &
            tops)
            break;
    }
    return at - from;
}

/* Written here, as jansson would: jansson writes two pieces a character where
 * there are quotes, looks for loops (nothing here makes one) and takes four
 * times as long. */
static void
write_text(struct buf *out, struct str s)
{
    size_t from = 0;

    buf_addc(out, '"');
    for (size_t i = plain_bytes(s, 0); i < s.len;
         i += 1 + plain_bytes(s, i + 1)) {
        static const char plain[] = "\"\\\b\f\n\r\t";
        static const char letter[] = "\"\\bfnrt";
        unsigned char c = (unsigned char)s.p[i];
        const char *at;

        if (c >= ' ' && c != '"' && c != '\\')
            continue;
        buf_add(out, s.p + from, i - from);
        from = i + 1;
        at = c == '\0' ? NULL : strchr(plain, c);
        if (at != NULL)
            buf_addf(out, "\\%c", letter[at - plain]);
        else
            buf_addf(out, "\\u%04X", c);
    }
    buf_add(out, s.p + from, s.len - from);
    buf_addc(out, '"');
}

static void
write_value(struct buf *out, const json_t *t)
{
    const char *name;
    json_t *value;
    size_t i;

    switch (json_typeof(t)) {
    case JSON_STRING:
        write_text(out, js_text((const struct js *)t));
        break;
    case JSON_ARRAY:
        buf_addc(out, '[');
        json_array_foreach(t, i, value)
        {
            if (i > 0)
                buf_addc(out, ',');
            write_value(out, value);
        }
        buf_addc(out, ']');
        break;
    case JSON_OBJECT:
        buf_addc(out, '{');
        i = 0;
        json_object_foreach((json_t *)t, name, value)
        {
            if (i++ > 0)
                buf_addc(out, ',');
            write_text(out, str_of(name));
            buf_addc(out, ':');
            write_value(out, value);
        }
        buf_addc(out, '}');
        break;
    default:
        json_dump_callback(
            t, append, out, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
    }
}

int
js_write_text(struct buf *out, struct str utf8)
{
    write_text(out, utf8);
    return out->over ? -1 : 0;
}

int
js_write(struct buf *out, const struct js *j)
{
    if (j == NULL)
        return -1;
    write_value(out, T(j));
    return out->over ? -1 : 0;
}

int
js_write_pretty(struct buf *out, const struct js *j)
{
    return json_dump_callback(T(j), append, out,
        JSON_INDENT(2) | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
}
