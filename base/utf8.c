#include "base/utf8.h"

#include "base/lanes.h"

size_t
utf8_encode(uint32_t c, char out[4])
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = UTF8_BAD;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | (c >> 12));
        out[1] = (char)(0x80 | ((c >> 6) & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (c >> 18));
    out[1] = (char)(0x80 | ((c >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((c >> 6) & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t
utf8_width(unsigned char c)
{
    if (c < 0xC2)
        return 1;
    if (c < 0xE0)
        return 2;
    if (c < 0xF0)
        return 3;
    return c < 0xF5 ? 4 : 1;
}

/* Decode; return the width, or 0 if ill-formed (Unicode 15, table 3-7). */
static size_t
decode(const unsigned char *p, size_t len, uint32_t *c)
{
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t width = utf8_width(p[0]);

    if (p[0] < 0x80) {
        *c = p[0];
        return 1;
    }
    if (width == 1 || width > len)
        return 0;
    *c = p[0] & (0xFFu >> (width + 1));
    for (size_t i = 1; i < width; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        *c = *c << 6 | (p[i] & 0x3F);
    }
    if (*c < smallest[width] || *c > 0x10FFFF || (*c >= 0xD800 && *c <= 0xDFFF))
        return 0;
    return width;
}

uint32_t
utf8_next_wide(struct str s, size_t *at)
{
    uint32_t c;
    size_t width = decode((const unsigned char *)s.p + *at, s.len - *at, &c);

    if (width == 0) {
        *at += 1;
        return UTF8_BAD;
    }
    *at += width;
    return c;
}

static inline int
is_trail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Width of a character behind whose first byte any trail may stand, as of all
 * of Europe and nearly all of East Asia; else 0. */
static inline size_t
plain_width(const unsigned char *p, size_t len)
{
    if (len < 3 || p[0] < 0xC2 || p[0] > 0xEF || p[0] == 0xE0 || p[0] == 0xED ||
        !is_trail(p[1]))
        return 0;
    return p[0] < 0xE0 ? 2 : is_trail(p[2]) ? 3 : 0;
}

#define THREES 15

/* 1 if five characters of three bytes stand there, as in East Asian texts, none
 * of them behind E0 or ED, where not all are well-formed. LANES bytes are read.
 */
static inline int
are_threes(const char *p)
{
    static const lanes bits = { 0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0xF0, 0xC0,
        0xC0, 0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0 };
    static const lanes set = { 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0xE0, 0x80,
        0x80, 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0 };
    lanes v = lanes_load(p);

    return !lanes_any(
        (lanes)((v & bits) != set) | (lanes)(v == 0xE0) | (lanes)(v == 0xED));
}

/* Bytes before the first that is not ASCII. */
static inline size_t
skip_ascii(struct str s, size_t i)
{
    for (; s.len - i >= LANES; i += LANES) {
        lanes v = lanes_load(s.p + i);

        if (lanes_any(v))
            return i + lanes_first(v);
    }
    while (i < s.len && (unsigned char)s.p[i] < 0x80)
        i++;
    return i;
}

int
utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;

    while ((i = skip_ascii(s, i)) < s.len) {
        uint32_t c;

        while (i < s.len && p[i] >= 0x80) {
            size_t width;

            if (p[i] > 0xE0 && s.len - i >= LANES && are_threes(s.p + i)) {
                i += THREES;
                continue;
            }
            width = plain_width(p + i, s.len - i);
            if (width == 0 && (width = decode(p + i, s.len - i, &c)) == 0)
                return 0;
            i += width;
        }
    }
    return 1;
}

size_t
utf8_count(struct str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.len; n++)
        utf8_next(s, &i);
    return n;
}

struct str
utf8_cut(struct str s, size_t max_bytes)
{
    if (s.len <= max_bytes)
        return s;
    while (max_bytes > 0 && ((unsigned char)s.p[max_bytes] & 0xC0) == 0x80)
        max_bytes--;
    return str_sub(s, 0, max_bytes);
}

int
utf8_clean(struct buf *out, struct str s)
{
    size_t good = 0;

    if (s.len == 0) /* s.p may be NULL */
        return 0;
    for (size_t i = 0; i < s.len;) {
        uint32_t c = (unsigned char)s.p[i];
        size_t width;

        if (c - 1 < 0x7F) {
            i++;
            continue;
        }
        width = decode((const unsigned char *)s.p + i, s.len - i, &c);
        if (width > 0 && c != 0) {
            i += width;
            continue;
        }
        buf_add(out, s.p + good, i - good);
        if (width == 0)
            buf_add_utf8(out, UTF8_BAD);
        good = ++i;
    }
    return s.len > good ? buf_add(out, s.p + good, s.len - good) : 0;
}

int
utf8_is_cjk(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

int
utf8_is_letter(uint32_t c)
{
    if (c < 0x80)
        return str_is_alnum((char)c);
    if (c < 0xC0)
        return c == 0xB5;
    if (c == 0xD7 || c == 0xF7)
        return 0;
    if (c >= 0x2000 && c < 0x2C00) /* punctuation, symbols, arrows, boxes */
        return 0;
    if (c >= 0x3000 && c < 0x3041) /* CJK punctuation */
        return c >= 0x3005 && c <= 0x3007;
    if (c >= 0xE000 && c < 0xF900) /* private use */
        return 0;
    if (c >= 0xFE00 && c < 0xFE70) /* selectors, vertical forms */
        return 0;
    return c < 0x1F000 || c >= 0x20000; /* emoji between them */
}
