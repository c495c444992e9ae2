/* A value as JSON text. */
#include "base/js_value.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <math.h>
#include <stdio.h>

/* Of a real number; one has at most 6 digits, and what it takes to say where
 * they stand. */
#define REAL_BYTES_MAX 32
#define DIGITS 6
#define INDENT 2

/* Looked at in one go. */
#define BLOCK (4 * LANES)

/* Which of sixteen bytes are escaped. */
static inline lanes
escaped_at(const char *p)
{
    lanes v = lanes_load(p);

    return (lanes)(v < ' ') | (lanes)(v == '"') | (lanes)(v == '\\');
}

/* How many bytes from `at` on are written as they are. */
static size_t
plain_bytes(struct str s, size_t at)
{
    size_t from = at;

    while (s.len - at >= BLOCK &&
           !lanes_any(escaped_at(s.p + at) | escaped_at(s.p + at + LANES) |
                      escaped_at(s.p + at + 2 * LANES) |
                      escaped_at(s.p + at + 3 * LANES)))
        at += BLOCK;
    for (; s.len - at >= LANES; at += LANES) {
        size_t plain = lanes_first(escaped_at(s.p + at));

        if (plain < LANES)
            return at + plain - from;
    }
    if (at < s.len) {
        char last[LANES];
        size_t left = s.len - at, plain;

        memset(last, ' ', sizeof last);
        str_put(last, s.p + at, left);
        plain = lanes_first(escaped_at(last));
        at += plain < left ? plain : left;
    }
    return at - from;
}

static void
write_escape(struct buf *out, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *at = c == '\0' ? NULL : strchr(plain, c);

    if (at != NULL) {
        buf_addc(out, '\\');
        buf_addc(out, letter[at - plain]);
    } else {
        buf_addf(out, "\\u%04X", c);
    }
}

static void
write_text(struct buf *out, struct str s)
{
    size_t plain = plain_bytes(s, 0);
    char *room = plain == s.len ? buf_room(out, s.len + 2) : NULL;

    if (room != NULL) {
        room[0] = room[s.len + 1] = '"';
        if (s.len > 0)
            memcpy(room + 1, s.p, s.len);
        room[s.len + 2] = '\0';
        out->len += s.len + 2;
        return;
    }
    buf_addc(out, '"');
    for (size_t at = 0; at < s.len; plain = plain_bytes(s, at)) {
        buf_add(out, s.p + at, plain);
        at += plain;
        if (at < s.len)
            write_escape(out, (unsigned char)s.p[at++]);
    }
    buf_addc(out, '"');
}

void
js_value_write_integer(struct buf *out, int64_t v)
{
    char digits[20], *p = digits + sizeof digits;
    uint64_t n = v < 0 ? -(uint64_t)v : (uint64_t)v;

    do
        *--p = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    if (v < 0)
        buf_addc(out, '-');
    buf_add(out, p, (size_t)(digits + sizeof digits - p));
}

/* Most reals are shares. 1, or 0 where six digits of v are not sure without
 * its last bits. */
static int
write_share(struct buf *out, double v)
{
    /* The first digit is one of the first four behind the point. */
    static const double from[] = { 1e-1, 1e-2, 1e-3, 1e-4 };
    static const double times[] = { 1e6, 1e7, 1e8, 1e9 };
    char text[2 + 3 + DIGITS] = "0.000";
    size_t zeros = 0, end;
    double scaled;
    uint64_t n;

    if (!(v >= from[COUNT(from) - 1] && v < 1))
        return 0;
    while (v < from[zeros])
        zeros++;
    scaled = v * times[zeros];
    n = (uint64_t)(scaled + 0.5);
    if (fabs(fabs(scaled - (double)n) - 0.5) < 1e-3 || n < 100000 || n > 999999)
        return 0;
    end = 2 + zeros + DIGITS;
    for (size_t i = end; i > 2 + zeros; n /= 10)
        text[--i] = (char)('0' + n % 10);
    while (text[end - 1] == '0')
        end--;
    buf_add(out, text, end);
    return 1;
}

/* As jansson writes it: with a point or an exponent, which has neither plus
 * nor leading zeros. */
void
js_value_write_real(struct buf *out, double v)
{
    char text[REAL_BYTES_MAX];
    const char *exponent, *digits;
    int len;

    if (write_share(out, v))
        return;
    len = snprintf(text, sizeof text, "%.*g", DIGITS, v);
    exponent = strchr(text, 'e');
    if (exponent == NULL) {
        buf_add(out, text, (size_t)len);
        if (strchr(text, '.') == NULL)
            buf_addz(out, ".0");
        return;
    }
    buf_add(out, text, (size_t)(exponent + 1 - text));
    if (exponent[1] == '-')
        buf_addc(out, '-');
    for (digits = exponent + 2; *digits == '0'; digits++)
        ;
    buf_addz(out, digits);
}

/* A new line, where people are to read it. */
static void
next_line(struct buf *out, int depth)
{
    if (depth < 0)
        return;
    buf_addc(out, '\n');
    for (int i = 0; i < INDENT * depth; i++)
        buf_addc(out, ' ');
}

static void write_value(struct buf *out, const struct js *j, int depth);

static void
write_members(struct buf *out, const struct js *j, int depth)
{
    int inside = depth < 0 ? depth : depth + 1, any = 0;
    struct js *value;
    struct str name;
    void *it = NULL;

    buf_addc(out, '{');
    while (js_next(j, &it, &name, &value)) {
        if (any++)
            buf_addc(out, ',');
        next_line(out, inside);
        write_text(out, name);
        buf_addc(out, ':');
        if (depth >= 0)
            buf_addc(out, ' ');
        write_value(out, value, inside);
    }
    if (any)
        next_line(out, depth);
    buf_addc(out, '}');
}

static void
write_elements(struct buf *out, const struct js *j, int depth)
{
    int inside = depth < 0 ? depth : depth + 1;

    buf_addc(out, '[');
    for (size_t i = 0; i < j->count; i++) {
        if (i > 0)
            buf_addc(out, ',');
        next_line(out, inside);
        write_value(out, js_at(j, i), inside);
    }
    if (j->count > 0)
        next_line(out, depth);
    buf_addc(out, ']');
}

/* A depth below 0: on one line. */
static void
write_value(struct buf *out, const struct js *j, int depth)
{
    switch (j->type) {
    case JS_VALUE_NULL:
        buf_addz(out, "null");
        break;
    case JS_VALUE_FALSE:
        buf_addz(out, "false");
        break;
    case JS_VALUE_TRUE:
        buf_addz(out, "true");
        break;
    case JS_VALUE_INTEGER:
        js_value_write_integer(out, js_integer(j, 0));
        break;
    case JS_VALUE_REAL:
        js_value_write_real(out, js_number(j, 0));
        break;
    case JS_VALUE_TEXT:
        write_text(out, js_text(j));
        break;
    case JS_VALUE_ARRAY:
        write_elements(out, j, depth);
        break;
    case JS_VALUE_OBJECT:
        write_members(out, j, depth);
        break;
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
    write_value(out, j, -1);
    return out->over ? -1 : 0;
}

int
js_write_pretty(struct buf *out, const struct js *j)
{
    if (j == NULL)
        return -1;
    write_value(out, j, 0);
    return out->over ? -1 : 0;
}
