/* base/utf8.h - UTF-8 as bytes: decode, validate, clean.
 *
 * Folding and normalisation are in base/fold.h.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/buf.h"

#define UTF8_BAD 0xFFFD

/* What utf8_next does where it is not simple. */
uint32_t utf8_next_wide(struct str s, size_t *at);

/* 1 for 80..BF. */
static inline int
utf8_goes_on(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Decode the code point at s.p[*at] and step over it. An ill-formed byte
 * gives UTF8_BAD and steps over one byte. *at must be < s.len. */
static inline uint32_t
utf8_next(struct str s, size_t *at)
{
    const char *p = s.p + *at;
    uint32_t c = (unsigned char)p[0];
    size_t left = s.len - *at;

    if (c < 0x80) {
        *at += 1;
        return c;
    }
    /* Two bytes, and those of three that can be nothing else. */
    if (c - 0xC2 < 0x1E && left > 1 && utf8_goes_on(p[1])) {
        *at += 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3F);
    }
    if (c - 0xE1 < 12 && left > 2 && utf8_goes_on(p[1]) && utf8_goes_on(p[2])) {
        *at += 3;
        return (c & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    }
    return utf8_next_wide(s, at);
}

/* Write a code point and return its length; what is not a scalar value
 * becomes U+FFFD. */
size_t utf8_encode(uint32_t c, char out[4]);

/* Bytes of the code point that starts with byte c; 1 for ill-formed ones. */
size_t utf8_width(unsigned char c);

int utf8_valid(struct str s);
size_t utf8_count(struct str s); /* code points; an ill-formed byte is one */

/* s cut at a code point boundary to at most max_bytes. */
struct str utf8_cut(struct str s, size_t max_bytes);

/* Append s with ill-formed bytes replaced by U+FFFD and NUL dropped. */
int utf8_clean(struct buf *out, struct str s);

/* 1 for Han, Hiragana, Katakana, Hangul: scripts written without spaces or
 * with words too short for word rules made for Latin. */
int utf8_is_cjk(uint32_t c);

/* 1 for letters and digits of any script, of folded text. */
int utf8_is_letter(uint32_t c);

#endif
