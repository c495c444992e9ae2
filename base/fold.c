#include "base/fold.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>

/* A cluster longer than this is a stack of combining marks, which only an
 * attacker writes; it is folded in pieces. */
#define CLUSTER_MAX 32

static const UNormalizer2 *
casefolder(void)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *n = unorm2_getNFKCCasefoldInstance(&code);

    assert(U_SUCCESS(code));
    return n;
}

/* Make room for `len` more bytes and the offset behind the last one. */
static void
reserve(struct folded *out, size_t len)
{
    if (buf_room(&out->text, len) != NULL)
        out->text.p[out->text.len] = '\0';
    out->at = mem_grow(
        out->at, &out->at_cap, out->text.len + len + 1, sizeof out->at[0]);
}

static void
put(struct folded *out, const char *p, size_t len, size_t from)
{
    size_t start = out->text.len;

    reserve(out, len);
    buf_add(&out->text, p, len);
    for (size_t i = start; i < out->text.len; i++)
        out->at[i] = (uint32_t)from;
}

/* The folded form of what most texts consist of, without asking ICU: letters
 * and signs that fold to one code point whatever precedes them. 0 for all
 * others. The test compares every code point with ICU. */
static uint32_t
simple(uint32_t c)
{
    if (c < 0x80)
        return (uint32_t)str_lower((char)c);
    if (c >= 0x3400 && c <= 0x9FFF) /* Han; between them the hexagrams */
        return c;
    if (c >= 0xC0 && c <= 0xFF)
        return c == 0xDF ? 0 : c <= 0xDE && c != 0xD7 ? c + 0x20 : c;
    if (c >= 0x3041 && c <= 0x3096) /* Hiragana */
        return c;
    if (c >= 0x30A1 && c <= 0x30FA) /* Katakana */
        return c;
    if (c >= 0xAC00 && c <= 0xD7A3) /* Hangul syllables */
        return c;
    if (c >= 0xFF01 && c <= 0xFF5E) /* full-width ASCII */
        return (uint32_t)str_lower((char)(c - 0xFEE0));
    if (c >= 0x410 && c <= 0x44F) /* Cyrillic */
        return c < 0x430 ? c + 0x20 : c;
    if (c >= 0x100 && c <= 0x12F) /* Latin of Central Europe: upper is even */
        return c | 1;
    if (c >= 0x14A && c <= 0x177)
        return c | 1;
    if (c >= 0x141 && c <= 0x148) /* here upper is odd */
        return c + (c & 1);
    if (c == 0x3001 || c == 0x3002 || (c >= 0x3008 && c <= 0x3011))
        return c;
    if (c == 0x2013 || c == 0x2014 || (c >= 0x2018 && c <= 0x2022) ||
        c == 0x20AC || c == 0xA9 || c == 0xAB || c == 0xAE || c == 0xB0 ||
        c == 0xB1 || c == 0xB7 || c == 0xBB)
        return c;
    return 0;
}

static int
is_blank(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x85;
}

static void
put_blank(struct folded *out, size_t from)
{
    if (out->text.len > 0 && out->text.p[out->text.len - 1] != ' ')
        put(out, " ", 1, from);
}

/* Fold the code points of one cluster: a starter and what follows it. */
static void
put_cluster(struct folded *out, const UChar *u, int32_t len, size_t from)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar dst[CLUSTER_MAX * 20]; /* U+FDFA folds to 18 code units */
    int32_t n;
    struct buf b = BUF_MAX(sizeof dst * 3);

    n = unorm2_normalize(casefolder(), u, len, dst, (int32_t)COUNT(dst), &code);
    if (U_FAILURE(code))
        return;
    for (int32_t i = 0; i < n;) {
        UChar32 c;

        U16_NEXT(dst, i, n, c);
        if (is_blank((uint32_t)c)) {
            put(out, b.p, b.len, from);
            buf_reset(&b);
            put_blank(out, from);
        } else {
            buf_add_utf8(&b, (uint32_t)c);
        }
    }
    put(out, b.p, b.len, from);
    buf_clear(&b);
}

/* Sixteen bytes at a time; each lane of a comparison is 0xFF or 0. */
typedef unsigned char lanes __attribute__((vector_size(16)));
#define LANES 16

/* 1 if the lanes are plain: no byte from 0x80 on, no white space but single
 * blanks. next is what begins one byte later. */
static int
is_plain(lanes v, lanes next)
{
    lanes odd = (lanes)(v < 0x20) | (lanes)(v >= 0x7F) |
                ((lanes)(v == ' ') & (lanes)(next == ' '));
    uint64_t half[2];

    memcpy(half, &odd, sizeof half);
    return (half[0] | half[1]) == 0;
}

/* Fold sixteen bytes of plain ASCII that ASCII follows. Returns how many. */
static size_t
put_plain(struct folded *out, struct str text, size_t at)
{
    struct buf *b = &out->text;
    lanes v, next, capital;
    uint32_t *offset;

    if (at + LANES >= text.len || (unsigned char)text.p[at + LANES] >= 0x80)
        return 0;
    memcpy(&v, text.p + at, LANES);
    memcpy(&next, text.p + at + 1, LANES);
    if (!is_plain(v, next) ||
        (text.p[at] == ' ' && (b->len == 0 || b->p[b->len - 1] == ' ')))
        return 0;
    if (b->len + LANES >= b->cap || b->len + LANES >= out->at_cap)
        reserve(out, 4 * LANES);
    capital = (lanes)((v - 'A') <= 'Z' - 'A');
    v |= capital & 0x20;
    memcpy(b->p + b->len, &v, LANES);
    offset = out->at + b->len;
    for (uint32_t k = 0; k < LANES; k++)
        offset[k] = (uint32_t)at + k;
    b->len += LANES;
    return LANES;
}

static int
is_han_lead(char c)
{
    return (unsigned char)c >= 0xE4 && (unsigned char)c <= 0xE9;
}

/* Fold one Han character that ASCII or another one follows. */
static size_t
put_han(struct folded *out, struct str text, size_t at)
{
    struct buf *b = &out->text;

    if (at + 3 >= text.len ||
        ((unsigned char)text.p[at + 3] >= 0x80 && !is_han_lead(text.p[at + 3])))
        return 0;
    if (b->len + 4 >= b->cap || b->len + 5 >= out->at_cap)
        reserve(out, 4 * LANES);
    for (int k = 0; k < 3; k++) {
        out->at[b->len] = (uint32_t)at;
        b->p[b->len++] = text.p[at + (size_t)k];
    }
    return 3;
}

/* Fold what needs no look at its neighbours, as far as it goes. */
static size_t
put_runs(struct folded *out, struct str text, size_t at)
{
    size_t start = at, n = 1;

    while (n > 0 && at < text.len) {
        n = is_han_lead(text.p[at]) ? put_han(out, text, at)
                                    : put_plain(out, text, at);
        at += n;
    }
    return at - start;
}

/* Fold from *at on what is simple and followed by what is simple, so that no
 * combining mark belongs to it. */
static void
put_simple(struct folded *out, struct str text, size_t *at)
{
    for (;;) {
        size_t from, next;
        uint32_t c, follows;

        *at += put_runs(out, text, *at);
        from = next = *at;
        if (from == text.len || (c = simple(utf8_next(text, &next))) == 0)
            return;
        *at = next;
        if (next < text.len) {
            follows = (unsigned char)text.p[next] < 0x80
                          ? 'a'
                          : simple(utf8_next(text, &next));
            if (follows == 0) {
                *at = from;
                return;
            }
        }
        if (is_blank(c)) {
            put_blank(out, from);
        } else {
            struct buf *b = &out->text;
            size_t start = b->len;

            if (b->len + 4 >= b->cap || b->len + 5 >= out->at_cap)
                reserve(out, 4 * LANES);
            if (c < 0x80)
                b->p[b->len++] = (char)c;
            else
                buf_add_utf8(b, c);
            while (start < b->len)
                out->at[start++] = (uint32_t)from;
        }
    }
}

void
fold_text(struct folded *out, struct str text)
{
    const UNormalizer2 *fold = casefolder();

    out->text.max = text.len * 18 + 128;
    buf_reset(&out->text);
    for (size_t i = 0; i < text.len;) {
        size_t from, next;
        UChar u[CLUSTER_MAX + 2];
        int32_t len = 0;

        put_simple(out, text, &i);
        from = i;
        while (i < text.len && len < CLUSTER_MAX) {
            UChar32 point;

            next = i;
            point = (UChar32)utf8_next(text, &next);
            if (len > 0 && unorm2_hasBoundaryBefore(fold, point))
                break;
            U16_APPEND_UNSAFE(u, len, point);
            i = next;
        }
        if (len > 0)
            put_cluster(out, u, len, from);
    }
    reserve(out, 1); /* and the NUL */
    out->at[out->text.len] = (uint32_t)text.len;
}

void
fold_span(const struct folded *f, size_t start, size_t end, size_t *orig_start,
    size_t *orig_end)
{
    assert(start <= end && end <= f->text.len);
    *orig_start = f->at[start];
    /* A code point may fold to several bytes: the span ends where the next
     * folded code point of another origin begins. */
    while (end > start && end < f->text.len && f->at[end] == f->at[end - 1])
        end++;
    *orig_end = f->at[end];
}

void
fold_clear(struct folded *f)
{
    buf_clear(&f->text);
    free(f->at);
    *f = (struct folded){ 0 };
}

/* 1 for code points that are in NFC and that no other of them combines with:
 * Latin, Greek and Cyrillic letters without marks of their own, punctuation,
 * the euro sign, Han, Hangul syllables, full-width forms. */
static int
is_composed(uint32_t c)
{
    return c < 0x300 || (c >= 0x391 && c <= 0x3CE) ||
           (c >= 0x400 && c <= 0x47F) || (c >= 0x2010 && c <= 0x2027) ||
           c == 0x20AC || c == 0x2122 || (c >= 0x3001 && c <= 0x3029) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xFF01 && c <= 0xFF5E);
}

int
fold_is_nfc(struct str text)
{
    size_t i = 0;
    int composed = 1;

    while (i < text.len && composed) {
        uint64_t eight;

        if (text.len - i >= sizeof eight) {
            memcpy(&eight, text.p + i, sizeof eight);
            if ((eight & 0x8080808080808080u) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        if ((unsigned char)text.p[i] < 0x80)
            i++;
        else
            composed = is_composed(utf8_next(text, &i));
    }
    return composed;
}

int
fold_nfc(struct buf *out, struct str text)
{
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    UChar *src, *dst;
    int32_t len = 0, n;
    int rc;

    if (fold_is_nfc(text))
        return buf_adds(out, text);
    src = mem_array(text.len + 1, sizeof *src);
    for (size_t i = 0; i < text.len;) {
        UChar32 point = (UChar32)utf8_next(text, &i);

        U16_APPEND_UNSAFE(src, len, point);
    }
    if (unorm2_isNormalized(nfc, src, len, &code)) {
        free(src);
        return buf_adds(out, text);
    }
    /* NFC at most triples the length (UAX 15, section 12). */
    dst = mem_array((size_t)len * 3 + 8, sizeof *dst);
    n = unorm2_normalize(nfc, src, len, dst, len * 3 + 8, &code);
    assert(U_SUCCESS(code));
    for (int32_t k = 0; k < n;) {
        UChar32 c;

        U16_NEXT(dst, k, n, c);
        buf_add_utf8(out, (uint32_t)c);
    }
    rc = out->over ? -1 : 0;
    free(src);
    free(dst);
    return rc;
}

/* 1 if folding changes nothing but the case of letters. */
static int
is_ascii_key(struct str s)
{
    unsigned odd = s.len > 0 && s.p[0] == ' ';

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.p[i];

        odd |= (unsigned)(c < 0x20) | (unsigned)(c >= 0x7F);
    }
    for (size_t i = 1; i < s.len && !odd; i++)
        odd = s.p[i] == ' ' && s.p[i - 1] == ' ';
    return !odd;
}

int
fold_key(struct buf *out, struct str text)
{
    struct folded f = { 0 };
    int rc;

    if (is_ascii_key(text)) {
        size_t start = out->len;

        rc = buf_adds(out, text);
        for (size_t i = start; i < out->len; i++)
            out->p[i] = str_lower(out->p[i]);
        return rc;
    }
    fold_text(&f, text);
    rc = buf_adds(out, buf_str(&f.text));
    fold_clear(&f);
    return rc;
}
