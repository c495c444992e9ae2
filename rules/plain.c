#include "rules/plain.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum class { GAP, SIGN, WORD, HAN };

#define HAN_BYTES 3

/* Of the first byte of a code point: U+4000 to U+9FFF. */
static int
is_han(char c)
{
    return (unsigned char)c >= 0xE4 && (unsigned char)c <= 0xE9;
}

/* Of ASCII; U+2010 and U+2013 are gaps as well. */
static int
is_gap(char c)
{
    return c == ' ' || c == '-' || c == '_';
}

/* What the code point at s[i] is, and its width. A word character is one for
 * PCRE2 too; what is not sure is a sign. */
static enum class class_at(struct str s, size_t i, size_t *width) {
    unsigned char c = (unsigned char)s.p[i];
    unsigned char d = i + 1 < s.len ? (unsigned char)s.p[i + 1] : 0;

    *width = 1;
    if (c < 0x80) return str_is_alnum(s.p[i]) ? WORD
    : c == ' ' || c == '-' || c == '_'        ? GAP
                                              : SIGN;
    *width = utf8_width(c);
    if (*width > s.len - i) *width = s.len - i;
    if (c == 0xC3) /* Latin 1 but for the signs of multiplication, division */
                return d == 0x97 ||
            d == 0xB7
        ? SIGN
        : WORD;
    if (c >= 0xC4 && c <= 0xC9) /* Latin to U+027F */
    return WORD;
    if (c == 0xCE || c == 0xCF) /* Greek from alpha to omega */
            return (c == 0xCE && d >= 0x91) ||
            (c == 0xCF && d <= 0x89)
        ? WORD
        : SIGN;
    if (c == 0xD0 || c == 0xD1) /* Cyrillic to U+047F */
    return WORD;
    if (is_han(s.p[i])) return HAN;
    if ((c == 0xEA && d >= 0xB0) || c == 0xEB || c == 0xEC ||
        (c == 0xED && d < 0x9E)) /* Hangul syllables */
    return WORD;
    if (c == 0xE2 && d == 0x80 && *width == 3 &&
        ((unsigned char)s.p[i + 2] == 0x90 ||
            (unsigned char)s.p[i + 2] == 0x93)) return GAP; /* U+2010, U+2013 */
    return SIGN;
}

int
plain_starts_word(struct str s)
{
    size_t width;

    return s.len > 0 && class_at(s, 0, &width) == WORD;
}

static lanes
gaps(lanes v)
{
    return (lanes)(v == ' ') | (lanes)(v == '-') | (lanes)(v == '_');
}

/* Letters of ASCII and digits. */
static lanes
plain_words(lanes v)
{
    return (lanes)((v - 'a') <= 'z' - 'a') | (lanes)((v - '0') <= 9) |
           (lanes)((v - 'A') <= 'Z' - 'A');
}

static void
put_words(char *out, lanes v, lanes word)
{
    v = (v & word) | (' ' & ~word);
    memcpy(out, &v, sizeof v);
}

/* put_block of ASCII alone. */
static size_t
put_ascii(char *out, lanes v, char next)
{
    unsigned gap = lanes_tops(gaps(v)), behind = gap >> 1;

    if (next == ' ' || next == '-' || next == '_' || next == (char)0xE2)
        behind |= 1u << (LANES - 1);
    put_words(out, v, plain_words(v));
    return (size_t)__builtin_ctz((gap & behind) | 1u << LANES);
}

/* Write the next of sixteen bytes that become one each: ASCII and letters of
 * two bytes that begin with C3 to C9. from[-1] and from[16] can be read, and
 * from[0] begins a code point. Returns how many. */
static size_t
put_block(char *out, const char *from)
{
    lanes v = lanes_load(from), before, next, lead, odd;

    if (!lanes_any(v))
        return put_ascii(out, v, from[LANES]);
    before = lanes_load(from - 1);
    next = lanes_load(from + 1);
    lead = (lanes)((v - 0xC3) <= 0xC9 - 0xC3);
    odd = (lanes)(v >= 0x80) & ~lead &
          ~((lanes)(v < 0xC0) & (lanes)((before - 0xC3) <= 0xC9 - 0xC3));
    odd |= (lanes)(v == 0xC3) & ((lanes)(next == 0x97) | (lanes)(next == 0xB7));
    odd |= gaps(v) & (gaps(next) | (lanes)(next == 0xE2));
    odd[LANES - 1] |= lead[LANES - 1];
    put_words(out, v, plain_words(v) | (lanes)(v >= 0x80));
    return lanes_first(odd);
}

static void
note_shift(struct plain *x, size_t at, size_t from)
{
    if (x == NULL)
        return;
    if (x->count > 0 && x->shift[x->count - 1].at == at)
        x->count--;
    x->shift = mem_grow(x->shift, &x->cap, x->count + 1, sizeof x->shift[0]);
    x->shift[x->count++] = (struct plain_shift){ (uint32_t)at, (uint32_t)from };
}

/* Append plain s to p[0..n), which is not empty. Returns the new n. x may be
 * NULL. */
static size_t
put_plain(char *p, size_t n, struct str s, struct plain *x)
{
    enum class last = SIGN;

    for (size_t i = 0; i < s.len;) {
        size_t width, start = i;
        enum class c;

        if (last != HAN && i > 0 && i + LANES < s.len && !is_han(s.p[i])) {
            width = put_block(p + n, s.p + i);
            n += width;
            i += width;
            /* A lead is never the last of those, so this ends a letter. */
            if (width > 0)
                last = p[n - 1] == ' ' ? SIGN : WORD;
            if (width == LANES)
                continue;
            start = i;
        }
        c = class_at(s, i, &width);
        if ((c == WORD && last == HAN) || (c == HAN && last == WORD)) {
            p[n++] = ' ';
            note_shift(x, n, i);
        }
        i += width;
        while (c == GAP && i < s.len && class_at(s, i, &width) == GAP)
            i += width;
        while (c == HAN && i + HAN_BYTES <= s.len && is_han(s.p[i]))
            i += HAN_BYTES;
        if (c == WORD || c == HAN) {
            memcpy(p + n, s.p + start, i - start);
            n += i - start;
        } else {
            p[n++] = ' ';
            if (i - start > 1)
                note_shift(x, n, i);
        }
        last = c;
    }
    return n;
}

void
plain_reset(struct plain *p)
{
    buf_reset(&p->text);
    p->count = 0;
}

void
plain_clear(struct plain *p)
{
    buf_clear(&p->text);
    free(p->shift);
    *p = (struct plain){ .shift = NULL };
}

size_t
plain_add(struct plain *p, struct str folded)
{
    size_t start = p->text.len, n = start;
    char *text;

    p->text.max = start + PLAIN_ROOM(folded.len);
    text = buf_room(&p->text, PLAIN_ROOM(folded.len) - 1) - start;
    text[n++] = ' ';
    note_shift(p, n, 0);
    n = put_plain(text, n, folded, p);
    if (text[n - 1] != ' ')
        text[n++] = ' ';
    memset(text + n, ' ', PLAIN_MARGIN);
    p->text.len = n;
    return start;
}

size_t
plain_place(const struct plain *p, size_t at)
{
    size_t low = 0, high = p->count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (p->shift[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    if (p->count == 0 || p->shift[low].at > at)
        return 0;
    return p->shift[low].from + (at - p->shift[low].at);
}

/* put_plain of ASCII that is too short for its blocks. */
static size_t
spell_ascii(char *out, size_t n, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        out[n++] = str_is_alnum(s.p[i]) ? s.p[i] : ' ';
        while (is_gap(s.p[i]) && i + 1 < s.len && is_gap(s.p[i + 1]))
            i++;
    }
    return n;
}

size_t
plain_spell(char *out, struct str s)
{
    unsigned char all = 0;

    for (size_t i = 0; i < s.len; i++)
        all |= (unsigned char)s.p[i];
    out[0] = 'x';
    return all < 0x80 ? spell_ascii(out, 1, s) : put_plain(out, 1, s, NULL);
}
