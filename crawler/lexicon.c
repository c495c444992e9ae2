#include "crawler/lexicon.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* A few times the number of different three-byte beginnings. */
#define LEXICON_BUCKETS 4096
/* Bits of the filter before them: of twenty places of a text where a word
 * begins, one gets through. */
#define LEXICON_BITS 65536

struct lexicon_entry {
    const char *p;                         /* borrowed from the tables */
    unsigned char len, open, sense, value; /* open: the word may go on */
    unsigned char fourth; /* byte; what the bucket does not say. 0: shorter */
};

struct lexicon {
    struct lexicon_entry *entry; /* owned, by bucket */
    size_t count, cap;
    uint16_t start[LEXICON_BUCKETS + 1]; /* first entry of each bucket */
    uint64_t has[LEXICON_BITS / 64];
    uint64_t has_short[LEXICON_BITS / 64]; /* two bytes or three: the first two,
                                              as they are */
};

static size_t
lexicon_bucket(const unsigned char *p, size_t len)
{
    return (p[0] * 31u + p[1] * 7u + (len > 2 ? p[2] * 131u : 0)) %
           LEXICON_BUCKETS;
}

/* Bit of the filter, of the first four bytes of a phrase. */
static size_t
lexicon_bit(const unsigned char *p)
{
    uint32_t key = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                   (uint32_t)p[3] << 24;

    return key * 0x9E3779B1u >> 16;
}

static size_t
lexicon_short_bit(const unsigned char *p)
{
    return (size_t)p[0] | (size_t)p[1] << 8;
}

static int
lexicon_has(const uint64_t *filter, size_t bit)
{
    return (int)(filter[bit / 64] >> (bit % 64) & 1);
}

static size_t
lexicon_bucket_of(const struct lexicon_entry *e)
{
    return lexicon_bucket((const unsigned char *)e->p, e->len);
}

static void
lexicon_add(struct lexicon *x, const struct lexicon_group *g)
{
    struct str rest = str_of(g->phrases), part = STR_NONE;

    while (str_next(&rest, '|', &part)) {
        int open = part.len > 0 && part.p[part.len - 1] == '*';

        x->entry =
            mem_grow(x->entry, &x->cap, x->count + 1, sizeof x->entry[0]);
        x->entry[x->count++] = (struct lexicon_entry){ .p = part.p,
            .len = (unsigned char)(part.len - (size_t)open),
            .fourth =
                part.len - (size_t)open > 3 ? (unsigned char)part.p[3] : 0,
            .open = (unsigned char)open,
            .sense = g->sense,
            .value = g->value };
    }
}

static int
lexicon_order(const void *a, const void *b)
{
    size_t x = lexicon_bucket_of(a), y = lexicon_bucket_of(b);

    return x < y ? -1 : x > y;
}

struct lexicon *
lexicon_new(void)
{
    static const struct lexicon_group *const tables[] = { lexicon_offer,
        lexicon_label, lexicon_state };
    struct lexicon *x = mem_new(sizeof *x);
    size_t at = 0;

    for (size_t t = 0; t < COUNT(tables); t++) {
        for (const struct lexicon_group *g = tables[t]; g->phrases; g++)
            lexicon_add(x, g);
    }
    qsort(x->entry, x->count, sizeof x->entry[0], lexicon_order);
    for (size_t b = 0; b < LEXICON_BUCKETS; b++) {
        x->start[b] = (uint16_t)at;
        while (at < x->count && lexicon_bucket_of(&x->entry[at]) == b)
            at++;
    }
    for (size_t i = 0; i < x->count; i++) {
        const unsigned char *p = (const unsigned char *)x->entry[i].p;
        int is_short = x->entry[i].len < 4;
        size_t bit = is_short ? lexicon_short_bit(p) : lexicon_bit(p);

        (is_short ? x->has_short : x->has)[bit / 64] |= UINT64_C(1)
                                                        << (bit % 64);
    }
    x->start[LEXICON_BUCKETS] = (uint16_t)at;
    return x;
}

void
lexicon_free(struct lexicon *x)
{
    if (!x)
        return;
    free(x->entry);
    free(x);
}

/* Part of a word of letters written with blanks between words: ASCII, and
 * what takes two bytes (Latin, Greek, Cyrillic, Hebrew, Arabic). */
static int
lexicon_is_letter(unsigned char c)
{
    return str_is_alnum((char)c) || (c >= 0xC3 && c <= 0xDF);
}

static int
lexicon_starts_word(struct str s, size_t at)
{
    unsigned char before;

    if (at == 0)
        return 1;
    if ((unsigned char)s.p[at] >= 0xE0 ||
        !lexicon_is_letter((unsigned char)s.p[at]))
        return 1; /* Chinese and Japanese put no blanks */
    before = (unsigned char)s.p[at - 1];
    if (before >= 0x80 && before < 0xC0) {
        /* The end of a longer character: a letter if it takes two bytes. */
        return at < 2 || !lexicon_is_letter((unsigned char)s.p[at - 2]);
    }
    return !lexicon_is_letter(before);
}

/* 1 if a phrase of len bytes at p ends where a word does. */
static int
lexicon_ends_word(const unsigned char *p, size_t len, size_t left)
{
    if (len >= left || !lexicon_is_letter(p[len]))
        return 1;
    /* After a Chinese or Japanese character anything may follow. */
    return (len >= 3 && p[len - 3] >= 0xE0) ||
           !(p[len - 1] >= 0x80 || str_is_alnum((char)p[len - 1]));
}

/* 0 if no phrase begins here, as nearly everywhere. */
static inline int
lexicon_may_begin(const struct lexicon *x, struct str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    size_t left = s.len - at;

    if (left < 2)
        return 0;
    return lexicon_has(x->has_short, lexicon_short_bit(p)) |
           (left >= 4 && lexicon_has(x->has, lexicon_bit(p)));
}

static const struct lexicon_entry *
lexicon_longest(const struct lexicon *x, struct str s, size_t at)
{
    const unsigned char *u = (const unsigned char *)s.p + at;
    size_t left = s.len - at, best = 0;
    unsigned char fourth = left > 3 ? u[3] : 0;
    const struct lexicon_entry *found = NULL;

    if (left < 2)
        return NULL;
    /* Two-byte phrases lie in a bucket of their own. */
    for (size_t key = left > 2 ? 3 : 2; key >= 2; key--) {
        size_t b = lexicon_bucket(u, key);

        for (size_t i = x->start[b]; i < x->start[b + 1]; i++) {
            const struct lexicon_entry *e = &x->entry[i];

            if (e->len <= best || e->len > left ||
                (e->fourth != 0 && e->fourth != fourth) ||
                memcmp(e->p, u, e->len) != 0 ||
                (!e->open && !lexicon_ends_word(u, e->len, left)))
                continue;
            best = e->len;
            found = e;
        }
    }
    return found;
}

/* ASCII letters, which are small, and digits. */
static const char in_word[256] = {
    ['0' ... '9'] = 1,
    ['A' ... 'Z'] = 1,
    ['a' ... 'z'] = 1,
};

size_t
lexicon_scan(const struct lexicon *x, struct str lower, struct lexicon_hit *out,
    size_t max)
{
    size_t n = 0;

    for (size_t at = 0; at < lower.len && n < max;) {
        unsigned char c = (unsigned char)lower.p[at];
        const struct lexicon_entry *e = NULL;

        if (c > ' ' && (c < 0x80 || c >= 0xC0) &&
            lexicon_may_begin(x, lower, at) && lexicon_starts_word(lower, at))
            e = lexicon_longest(x, lower, at);
        if (!e) {
            at++;
            /* Within a word none begins. */
            while (in_word[c] && at < lower.len &&
                   in_word[(unsigned char)lower.p[at]])
                at++;
            continue;
        }
        if (e->sense != LEXICON_NOTHING)
            out[n++] = (struct lexicon_hit){ .at = (uint32_t)at,
                .len = e->len,
                .sense = e->sense,
                .value = e->value };
        at += e->len;
    }
    return n;
}

int
lexicon_find(const struct lexicon *x, struct str lower, struct lexicon_hit *hit)
{
    const struct lexicon_entry *e;

    if (lower.len == 0 || !lexicon_may_begin(x, lower, 0))
        return 0;
    e = lexicon_longest(x, lower, 0);
    if (!e || e->len != lower.len)
        return 0;
    *hit = (struct lexicon_hit){
        .len = e->len, .sense = e->sense, .value = e->value
    };
    return 1;
}

/* Small letters of sixteen bytes, if all are ASCII; 0 if they are not. */
static int
lexicon_lower_ascii(char *out, const char *p)
{
    lanes v = lanes_load(p);

    if (lanes_any(v & 0x80))
        return 0;
    v |= (lanes)(v >= 'A') & (lanes)(v <= 'Z') & 0x20;
    memcpy(out, &v, sizeof v);
    return 1;
}

void
lexicon_lower(char *out, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c, d;

        while (s.len - i >= LANES && lexicon_lower_ascii(out + i, s.p + i))
            i += LANES;
        if (i == s.len)
            break;
        c = (unsigned char)s.p[i];

        if (c < 0x80) {
            out[i] = str_lower((char)c);
            continue;
        }
        out[i] = (char)c;
        if (c < 0xC3 || c > 0xD0 || i + 1 >= s.len)
            continue;
        d = (unsigned char)s.p[i + 1];
        if (c == 0xC3 && d >= 0x80 && d <= 0x9E && d != 0x97) {
            d += 0x20; /* A-grave .. Thorn */
        } else if ((c == 0xC4 || c == 0xC5) && d >= 0x80 && d <= 0xBF) {
            /* Latin Extended-A: pairs, capital first; from U+0139 to U+0148
             * and from U+0179 the capital is the odd one. */
            unsigned u = (c & 0x1Fu) << 6 | (d & 0x3Fu);
            int odd = (u >= 0x139 && u <= 0x148) || u >= 0x179;

            if (u != 0x130 && u != 0x131 && u != 0x138 && u != 0x149 &&
                u != 0x178 && u != 0x17F && d != 0xBF &&
                (u & 1) == (unsigned)odd)
                d++;
        } else if (c == 0xD0 && d >= 0x90 && d <= 0x9F) {
            d += 0x20; /* Cyrillic A .. P */
        } else if (c == 0xD0 && d >= 0xA0 && d <= 0xAF) {
            out[i] = (char)0xD1; /* Cyrillic R .. Ya */
            d -= 0x20;
        } else if (c == 0xCE && d >= 0x91 && d <= 0x9F) {
            d += 0x20; /* Greek Alpha .. Omicron */
        } else if (c == 0xCE && d >= 0xA0 && d <= 0xA9) {
            out[i] = (char)0xCF;
            d -= 0x20;
        }
        out[++i] = (char)d;
    }
}

const char *
lexicon_stock_name(unsigned value)
{
    static const char *const names[] = { "in_stock", "out_of_stock",
        "pre_order", "back_order", "limited_availability", "discontinued" };

    return value < COUNT(names) ? names[value] : "in_stock";
}
