#include "base/fold.h"

#include "base/lanes.h"
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

/* What is appended next came from here on. */
static inline void
note_origin(struct folded *out, size_t from)
{
    uint32_t to = (uint32_t)out->text.len, at = (uint32_t)from;

    if (out->runs > 0) {
        const struct fold_run *last = &out->run[out->runs - 1];

        if (at - last->from == to - last->to)
            return;
    }
    if (out->runs == out->run_cap)
        out->run = mem_grow(
            out->run, &out->run_cap, out->runs + 1, sizeof out->run[0]);
    out->run[out->runs++] = (struct fold_run){ to, at };
}

static inline void
put(struct folded *out, uint32_t c, size_t from)
{
    note_origin(out, from);
    if (c < 0x80)
        buf_addc(&out->text, (char)c);
    else
        buf_add_utf8(&out->text, c);
}

/* The folded form of what most texts consist of, without asking ICU: letters
 * and signs that fold to one code point whatever precedes them. 0 for all
 * others. The test compares every code point with ICU. */
static inline uint32_t
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

static inline int
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
        put(out, ' ', from);
}

/* Fold the code points of one cluster: a starter and what follows it. */
static void
put_cluster(struct folded *out, const UChar *u, int32_t len, size_t from)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar dst[CLUSTER_MAX * 20]; /* U+FDFA folds to 18 code units */
    int32_t n;

    n = unorm2_normalize(casefolder(), u, len, dst, (int32_t)COUNT(dst), &code);
    if (U_FAILURE(code))
        return;
    for (int32_t i = 0; i < n;) {
        UChar32 c;

        U16_NEXT(dst, i, n, c);
        if (is_blank((uint32_t)c))
            put_blank(out, from);
        else
            put(out, (uint32_t)c, from);
    }
}

/* The ideographic comma, full stop and brackets, by their last bytes. */
static int
is_han_sign(unsigned char c)
{
    return c == 0x81 || c == 0x82 || (c >= 0x88 && c <= 0x91);
}

/* 1 if what begins at s.p[at] is a sign as Chinese texts have them: one of its
 * own, or a full-width one. */
static int
is_sign(struct str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;

    if (s.len - at < 3)
        return 0;
    return p[0] == 0xE3 ? p[1] == 0x80 && is_han_sign(p[2])
                        : p[0] == 0xEF && p[1] == 0xBC && p[2] > 0x80;
}

/* 1 if what begins at s.p[at] is no mark that could belong to a letter before
 * it: ASCII, Han and its signs, Latin letters with marks of their own. */
static inline int
stands_alone(struct str s, size_t at)
{
    unsigned char b = (unsigned char)s.p[at];

    return b < 0x80 || (b >= 0xE4 && b <= 0xE9) || b == 0xC3 ||
           (b >= 0xE3 && is_sign(s, at));
}

/* Of the sixteen bytes at p, those that fold to themselves but for capitals,
 * whatever stands around them: ASCII without signs of control and blanks in a
 * row, Han and its signs, small Latin letters. Reads two bytes more. Returns
 * how many come before the first that is none. */
static size_t
plain_bytes(const char *p)
{
    lanes v = lanes_load(p), next = lanes_load(p + 1), last;
    lanes odd = (lanes)(v < 0x20) | (lanes)(v == 0x7F) |
                ((lanes)(v == ' ') & (lanes)(next == ' ')) |
                ((lanes)(v >= 0xC0) & ~(lanes)((v - 0xE4) <= 5) &
                    ~((lanes)(v == 0xC3) & (lanes)(next >= 0xA0)));

    if (!lanes_any((lanes)(v == 0xE3)))
        return lanes_first(odd);
    last = lanes_load(p + 2);
    odd &= ~((lanes)(v == 0xE3) & (lanes)(next == 0x80) &
             ((lanes)((last - 0x81) <= 1) | (lanes)((last - 0x88) <= 9)));
    return lanes_first(odd);
}

static lanes
lower(lanes v)
{
    return v | ((lanes)((v - 'A') <= 'Z' - 'A') & 0x20);
}

/* Fold plain bytes that are ASCII, as is what follows them, sixteen at a time.
 * Returns how many. */
static size_t
put_ascii(struct folded *out, struct str text, size_t at)
{
    struct buf *b = &out->text;
    size_t n = 0;

    while (text.len - at - n > LANES && b->len + n + LANES < b->cap) {
        const char *p = text.p + at + n;
        lanes v = lanes_load(p), next = lanes_load(p + 1);
        lanes odd = (lanes)(v < 0x20) | (lanes)(v >= 0x7F) |
                    ((lanes)(v == ' ') & (lanes)(next == ' '));

        if (lanes_any(odd | next))
            break;
        v = lower(v);
        memcpy(b->p + b->len + n, &v, LANES);
        n += LANES;
    }
    if (n > 0) {
        note_origin(out, at);
        b->len += n;
    }
    return n;
}

/* Fold plain bytes and what they end in whole, up to sixteen unless they are
 * ASCII. Returns how many. */
static size_t
put_block(struct folded *out, struct str text, size_t at)
{
    struct buf *b = &out->text;
    char tail[2 * LANES] = { 0 };
    const char *p = text.p + at;
    lanes v;
    size_t n;

    if (utf8_goes_on(*p) ||
        (*p == ' ' && (b->len == 0 || b->p[b->len - 1] == ' ')))
        return 0;
    if ((unsigned char)*p < 0x80 && (n = put_ascii(out, text, at)) > 0)
        return n;
    if (text.len - at < LANES + 2) {
        memcpy(tail, p, text.len - at);
        p = tail;
    }
    n = plain_bytes(p);
    if (at + n < text.len && !stands_alone(text, at + n)) {
        /* A letter goes on there, or a mark may belong to the last one. */
        while (n > 0 && utf8_goes_on(p[n]))
            n--;
        if (n > 0 && !stands_alone(text, at + n))
            do
                n--;
            while (n > 0 && utf8_goes_on(p[n]));
    }
    if (n == 0 || (b->len + LANES >= b->cap && buf_room(b, 4 * LANES) == NULL))
        return 0;
    v = lower(lanes_load(p));
    note_origin(out, at);
    memcpy(b->p + b->len, &v, LANES);
    b->len += n;
    return n;
}

/* Fold from *at on what is simple and followed by what is simple, so that no
 * combining mark belongs to it. */
static void
put_simple(struct folded *out, struct str text, size_t *at)
{
    for (;;) {
        size_t from, next, n;
        uint32_t c, follows;

        while (*at < text.len && (n = put_block(out, text, *at)) > 0)
            *at += n;
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
        if (is_blank(c))
            put_blank(out, from);
        else
            put(out, c, from);
    }
}

void
fold_begin(struct folded *out, size_t max, size_t original)
{
    out->text.max = max;
    buf_reset(&out->text);
    out->runs = 0;
    out->original = original;
}

void
fold_text(struct folded *out, struct str text)
{
    const UNormalizer2 *fold = NULL;

    fold_begin(out, text.len * 18 + 128, text.len);
    buf_room(&out->text, text.len + LANES);
    for (size_t i = 0; i < text.len;) {
        size_t from, next;
        UChar u[CLUSTER_MAX + 2];
        int32_t len = 0;

        put_simple(out, text, &i);
        if (i == text.len)
            break;
        if (fold == NULL)
            fold = casefolder();
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
    buf_add(&out->text, "", 0); /* and the NUL */
}

/* The run of a byte of the text. */
static size_t
run_of(const struct folded *f, size_t i)
{
    size_t low = 0, high = f->runs;

    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;

        if (f->run[mid].to <= i)
            low = mid;
        else
            high = mid;
    }
    return low;
}

uint32_t
fold_at(const struct folded *f, size_t i)
{
    const struct fold_run *r;

    if (i >= f->text.len)
        return (uint32_t)f->original;
    while (i > 0 && utf8_goes_on(f->text.p[i]))
        i--;
    r = &f->run[run_of(f, i)];
    return r->from + (uint32_t)i - r->to;
}

void
fold_add(struct folded *out, uint32_t c, uint32_t from)
{
    put(out, c, from);
}

void
fold_add_range(
    struct folded *out, const struct folded *in, size_t from, size_t to)
{
    size_t i = run_of(in, from);

    while (from < to) {
        const struct fold_run *r = &in->run[i++];
        size_t end = i < in->runs && in->run[i].to < to ? in->run[i].to : to;

        note_origin(out, r->from + (from - r->to));
        buf_add(&out->text, in->text.p + from, end - from);
        from = end;
    }
}

void
fold_span(const struct folded *f, size_t start, size_t end, size_t *orig_start,
    size_t *orig_end)
{
    assert(start <= end && end <= f->text.len);
    *orig_start = fold_at(f, start);
    /* A code point may fold to several bytes: the span ends where the next
     * folded code point of another origin begins. */
    while (end > start && end < f->text.len &&
           fold_at(f, end) == fold_at(f, end - 1))
        end++;
    *orig_end = fold_at(f, end);
}

void
fold_clear(struct folded *f)
{
    buf_clear(&f->text);
    free(f->run);
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

/* Bytes of the code point at p if its first ones tell that it is composed: of
 * ASCII, U+0080 to U+02FF, U+4000 to U+9FFF. Else 0. */
static size_t
surely_composed(const char *p, size_t left)
{
    unsigned char first = (unsigned char)p[0];

    if (first < 0x80)
        return 1;
    if (first - 0xC2u < 10 && left > 1 && utf8_goes_on(p[1]))
        return 2;
    if (first - 0xE4u < 6 && left > 2 && utf8_goes_on(p[1]) &&
        utf8_goes_on(p[2]))
        return 3;
    return 0;
}

/* How many of the LANES bytes at p are of whole characters that tell by
 * themselves that they are composed: those of surely_composed, and what stands
 * between them in East Asian texts, of U+3001 to U+3029 and U+FF01 to U+FF3F.
 * 0: not the first. */
static size_t
composed_lanes(const char *p)
{
    lanes v = lanes_load(p);
    unsigned high = lanes_tops(v);
    unsigned more, two, three, wide, full, leads, wanted, odd;
    size_t n;

    if (high == 0)
        return LANES;
    more = lanes_tops((lanes)((v & 0xC0) == 0x80));
    two = lanes_tops((lanes)(v - 0xC2 < 10));
    three = lanes_tops((lanes)(v - 0xE4 < 6));
    wide = lanes_tops((lanes)(v == 0xE3)) &
           lanes_tops((lanes)(v == 0x80)) >> 1 &
           lanes_tops((lanes)(v - 0x81 < 0x29)) >> 2;
    full = lanes_tops((lanes)(v == 0xEF)) &
           lanes_tops((lanes)(v == 0xBC)) >> 1 &
           lanes_tops((lanes)(v - 0x81 < 0x3F)) >> 2;
    three |= wide | full;
    leads = two | three;
    wanted = (leads << 1 | three << 2) & ((1u << LANES) - 1);
    odd = (high & ~more & ~leads) | (more ^ wanted);
    n = (size_t)__builtin_ctz(odd | 1u << LANES);
    /* Without a character that does not end there. */
    if (n >= 1 && (leads >> (n - 1) & 1))
        return n - 1;
    return n >= 2 && (three >> (n - 2) & 1) ? n - 2 : n;
}

int
fold_is_nfc(struct str text)
{
    size_t i = 0;

    while (i < text.len) {
        size_t left = text.len - i, n = left >= LANES
                                            ? composed_lanes(text.p + i)
                                            : surely_composed(text.p + i, left);

        i += n;
        if (n == 0 && !is_composed(utf8_next(text, &i)))
            return 0;
    }
    return 1;
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
