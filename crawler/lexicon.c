#include "crawler/lexicon.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Bits of a filter: one in twenty or less is set. */
#define LEXICON_BITS 65536
/* Neighbouring bits that share a bucket: a few times the number of different
 * beginnings. */
#define LEXICON_BUCKET_BITS 16
/* Bytes that tell where a phrase may stand: its first ones. */
#define LEXICON_HEAD 8
/* Looked at in one go. */
#define LEXICON_BLOCK (4 * LANES)

struct lexicon_entry {
    const char *p; /* borrowed from the tables */
    uint32_t tail; /* last four bytes, which phrases of one bucket differ in */
    uint16_t bit;  /* of its beginning */
    uint16_t number;                       /* in the order of the tables */
    unsigned char len, open, sense, value; /* open: the word may go on */
};

/* Phrases by a bit for their first bytes, the longest of a bucket first. */
struct lexicon_index {
    struct lexicon_entry *entry; /* owned */
    size_t count, cap;
    uint16_t start[LEXICON_BITS / LEXICON_BUCKET_BITS + 1]; /* of a bucket */
    uint64_t has[LEXICON_BITS / 64];
};

/* The more bytes of a phrase are asked for, the fewer places of a text pass:
 * phrases by length, each kind by as many as all of it have. */
struct lexicon {
    struct lexicon_index longer; /* by a hash of their first eight bytes */
    struct lexicon_index middle; /* four bytes to seven: of the first four */
    struct lexicon_index brief;  /* two or three: by the first two */
    /* What each word of a text is asked first, which one in six passes: by a
     * hash of four bytes whether a phrase of so many begins so; of three, the
     * last of which may stand behind it, whether a brief one does. */
    uint64_t four_has[LEXICON_BITS / 64];
    uint64_t three_has[LEXICON_BITS / 64];
};

static inline uint32_t
lexicon_four(const void *p)
{
    uint32_t four;

    memcpy(&four, p, sizeof four);
    return four;
}

/* Of four bytes, or of less of them. */
static inline uint16_t
lexicon_bit(uint32_t four)
{
    return (uint16_t)(four * 0x9E3779B1u >> 16);
}

static inline uint16_t
lexicon_longer_bit(const void *p)
{
    return (uint16_t)(lanes_word(p, 8) * 0x9E3779B97F4A7C15u >> 48);
}

static inline uint16_t
lexicon_four_bit(const void *p)
{
    return lexicon_bit(lexicon_four(p));
}

/* Of two bytes, each pair its own. */
static inline uint16_t
lexicon_brief_bit(const void *p)
{
    uint16_t pair;

    memcpy(&pair, p, sizeof pair);
    return pair;
}

static inline uint16_t
lexicon_three_bit(const char *p)
{
    return lexicon_bit((uint32_t)lanes_word(p, 3));
}

static inline int
lexicon_has(const uint64_t *bits, uint16_t bit)
{
    return (bits[bit / 64] & UINT64_C(1) << (bit % 64)) != 0;
}

static inline void
lexicon_put(uint64_t *bits, uint16_t bit)
{
    bits[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* What lexicon_begins knows of the first byte of a phrase. */
static int
lexicon_can_begin(char c)
{
    return str_is_alnum(c) || c == '/' || (unsigned char)c >= 0xC0;
}

static void
lexicon_add(struct lexicon *x, const struct lexicon_group *g)
{
    struct str rest = str_of(g->phrases), part = STR_NONE;

    while (str_next(&rest, '|', &part)) {
        int open = part.len > 0 && part.p[part.len - 1] == '*';
        size_t len = part.len - (size_t)open;
        const unsigned char *p = (const unsigned char *)part.p;
        struct lexicon_index *in = len < 4              ? &x->brief
                                   : len < LEXICON_HEAD ? &x->middle
                                                        : &x->longer;

        assert(len > 1 && lexicon_can_begin(part.p[0]));
        in->entry =
            mem_grow(in->entry, &in->cap, in->count + 1, sizeof in->entry[0]);
        in->entry[in->count] = (struct lexicon_entry){ .p = part.p,
            .tail = len < 4 ? 0 : lexicon_four(p + len - 4),
            .bit = in == &x->brief    ? lexicon_brief_bit(p)
                   : in == &x->middle ? lexicon_four_bit(p)
                                      : lexicon_longer_bit(p),
            .number = (uint16_t)in->count,
            .len = (unsigned char)len,
            .open = (unsigned char)open,
            .sense = g->sense,
            .value = g->value };
        in->count++;
        if (len >= 4)
            lexicon_put(x->four_has, lexicon_four_bit(p));
    }
}

static size_t
lexicon_bucket(uint16_t bit)
{
    return bit / LEXICON_BUCKET_BITS;
}

static int
lexicon_order(const void *a, const void *b)
{
    const struct lexicon_entry *x = a, *y = b;
    size_t of_x = lexicon_bucket(x->bit), of_y = lexicon_bucket(y->bit);

    if (of_x != of_y)
        return of_x < of_y ? -1 : 1;
    if (x->len != y->len)
        return x->len > y->len ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

static void
lexicon_index_fill(struct lexicon_index *x)
{
    size_t at = 0;

    qsort(x->entry, x->count, sizeof x->entry[0], lexicon_order);
    for (size_t b = 0; b < COUNT(x->start); b++) {
        while (at < x->count && lexicon_bucket(x->entry[at].bit) < b)
            at++;
        x->start[b] = (uint16_t)at;
    }
    for (size_t i = 0; i < x->count; i++)
        lexicon_put(x->has, x->entry[i].bit);
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

/* Fill the filter of two bytes and three. */
static void
lexicon_brief_fill(struct lexicon *x)
{
    for (size_t i = 0; i < x->brief.count; i++) {
        const struct lexicon_entry *e = &x->brief.entry[i];
        char text[8] = "";

        memcpy(text, e->p, e->len);
        if (e->len == 3)
            lexicon_put(x->three_has, lexicon_three_bit(text));
        for (int c = 0; e->len == 2 && c < 256; c++) {
            text[2] = (char)c;
            if (e->open || lexicon_ends_word((unsigned char *)text, 2, 3))
                lexicon_put(x->three_has, lexicon_three_bit(text));
        }
    }
}

struct lexicon *
lexicon_new(void)
{
    static const struct lexicon_group *const tables[] = { lexicon_offer,
        lexicon_label, lexicon_state };
    struct lexicon *x = mem_new(sizeof *x);

    for (size_t t = 0; t < COUNT(tables); t++) {
        for (const struct lexicon_group *g = tables[t]; g->phrases; g++)
            lexicon_add(x, g);
    }
    lexicon_index_fill(&x->longer);
    lexicon_index_fill(&x->middle);
    lexicon_index_fill(&x->brief);
    lexicon_brief_fill(x);
    return x;
}

void
lexicon_free(struct lexicon *x)
{
    if (!x)
        return;
    free(x->longer.entry);
    free(x->middle.entry);
    free(x->brief.entry);
    free(x);
}

/* The longest phrase of a bucket that begins as the bit says and stands at p,
 * or NULL. */
static const struct lexicon_entry *
lexicon_bucket_find(const struct lexicon_index *x, uint16_t bit,
    const unsigned char *p, size_t left)
{
    size_t bucket = lexicon_bucket(bit), end = x->start[bucket + 1];

    for (size_t i = x->start[bucket]; i < end; i++) {
        const struct lexicon_entry *e = &x->entry[i];

        if (e->bit == bit && e->len <= left &&
            (e->len < 4 || lexicon_four(p + e->len - 4) == e->tail) &&
            str_same(e->p, (const char *)p, e->len) &&
            (e->open || lexicon_ends_word(p, e->len, left)))
            return e;
    }
    return NULL;
}

/* The same of an index, which has nothing nearly everywhere. */
static inline const struct lexicon_entry *
lexicon_first(const struct lexicon_index *x, uint16_t bit,
    const unsigned char *p, size_t left)
{
    return lexicon_has(x->has, bit) ? lexicon_bucket_find(x, bit, p, left)
                                    : NULL;
}

/* The first bytes of the text at p: itself, or *end with zeros behind it. */
static inline const unsigned char *
lexicon_head(const unsigned char *p, size_t left, unsigned char *end)
{
    if (left >= LEXICON_HEAD)
        return p;
    memset(end, 0, LEXICON_HEAD);
    return memcpy(end, p, left);
}

/* The longest phrase at p, or NULL. */
static inline const struct lexicon_entry *
lexicon_longest(const struct lexicon *x, const unsigned char *p, size_t left)
{
    unsigned char end[LEXICON_HEAD];
    const unsigned char *head = lexicon_head(p, left, end);
    const struct lexicon_entry *e;

    e = lexicon_first(&x->longer, lexicon_longer_bit(head), p, left);
    if (e == NULL)
        e = lexicon_first(&x->middle, lexicon_four_bit(head), p, left);
    if (e == NULL)
        e = lexicon_first(&x->brief, lexicon_brief_bit(head), p, left);
    return e;
}

/* A bit for each of the sixteen bytes at p that is an ASCII letter or digit,
 * and in *other for each that begins a word wherever it stands. */
static inline uint64_t
lexicon_word_bytes(const char *p, uint64_t *other)
{
    lanes v = lanes_load(p), small = v | 0x20;

    *other = lanes_tops((lanes)(v == '/') | (lanes)(v >= 0xC0));
    return lanes_tops((lanes)(small - 'a' < 26) | (lanes)(v - '0' < 10));
}

/* A bit for each byte of the block at p where a phrase may begin: not for an
 * ASCII letter or digit behind another. *within: 1 if the byte before p is
 * one; then of the last byte. */
static uint64_t
lexicon_begins(const char *p, uint64_t *within)
{
    uint64_t word = 0, other = 0, behind;

    for (size_t i = 0; i < LEXICON_BLOCK; i += LANES) {
        uint64_t others, words = lexicon_word_bytes(p + i, &others);

        word |= words << i;
        other |= others << i;
    }
    behind = word << 1 | *within;
    *within = word >> (LEXICON_BLOCK - 1);
    return other | (word & ~behind);
}

/* Where in the block at p, behind which there is more, words stand that begin
 * as phrases do. Returns how many. */
static size_t
lexicon_block(const struct lexicon *x, const char *p, uint64_t *within,
    unsigned char at[LEXICON_BLOCK])
{
    uint64_t begins = lexicon_begins(p, within);
    size_t n = 0;

    /* One in six does: no branch can be foretold. */
    for (; begins != 0; begins &= begins - 1) {
        unsigned k = (unsigned)__builtin_ctzll(begins);
        const char *word = p + k;

        at[n] = (unsigned char)k;
        n += (size_t)(lexicon_has(x->four_has, lexicon_four_bit(word)) |
                      lexicon_has(x->three_has, lexicon_three_bit(word)));
    }
    return n;
}

size_t
lexicon_scan(const struct lexicon *x, struct str lower, struct lexicon_hit *out,
    size_t max)
{
    char rest[2 * LEXICON_BLOCK + LEXICON_HEAD] = ""; /* zeros behind the end */
    unsigned char block[LEXICON_BLOCK];
    const char *p = lower.p;
    size_t n = 0, from = 0;
    uint64_t within = 0;

    for (size_t base = 0; base < lower.len; base += LEXICON_BLOCK) {
        size_t left = lower.len - base, count;

        if (p == lower.p + base && left < LEXICON_BLOCK + LEXICON_HEAD)
            p = memcpy(rest, p, left);
        count = lexicon_block(x, p, &within, block);
        p += LEXICON_BLOCK;
        for (size_t i = 0; i < count; i++) {
            size_t at = base + block[i];
            const struct lexicon_entry *e;

            if (at < from)
                continue;
            e = lexicon_longest(
                x, (const unsigned char *)lower.p + at, lower.len - at);
            if (e == NULL || !lexicon_starts_word(lower, at))
                continue;
            from = at + e->len;
            if (e->sense == LEXICON_NOTHING)
                continue;
            if (n == max)
                return n;
            out[n++] = (struct lexicon_hit){ .at = (uint32_t)at,
                .len = e->len,
                .sense = e->sense,
                .value = e->value };
        }
    }
    return n;
}

int
lexicon_find(const struct lexicon *x, struct str lower, struct lexicon_hit *hit)
{
    const unsigned char *p = (const unsigned char *)lower.p;
    const struct lexicon_entry *e;

    /* Of the whole length: one kind has it. */
    if (lower.len < 2)
        return 0;
    if (lower.len >= LEXICON_HEAD)
        e = lexicon_first(&x->longer, lexicon_longer_bit(p), p, lower.len);
    else if (lower.len >= 4)
        e = lexicon_first(&x->middle, lexicon_four_bit(p), p, lower.len);
    else
        e = lexicon_first(&x->brief, lexicon_brief_bit(p), p, lower.len);
    if (!e || e->len != lower.len)
        return 0;
    *hit = (struct lexicon_hit){
        .len = e->len, .sense = e->sense, .value = e->value
    };
    return 1;
}

/* The small letter of a two-byte character c d: its bytes at out. */
static void
lexicon_lower_two(char *out, unsigned char c, unsigned char d)
{
    if (c == 0xC3 && d >= 0x80 && d <= 0x9E && d != 0x97) {
        d += 0x20; /* A-grave .. Thorn */
    } else if ((c == 0xC4 || c == 0xC5) && d >= 0x80 && d <= 0xBF) {
        /* Latin Extended-A: pairs, capital first; from U+0139 to U+0148
         * and from U+0179 the capital is the odd one. */
        unsigned u = (c & 0x1Fu) << 6 | (d & 0x3Fu);
        int odd = (u >= 0x139 && u <= 0x148) || u >= 0x179;

        if (u != 0x130 && u != 0x131 && u != 0x138 && u != 0x149 &&
            u != 0x178 && u != 0x17F && d != 0xBF && (u & 1) == (unsigned)odd)
            d++;
    } else if (c == 0xD0 && d >= 0x90 && d <= 0x9F) {
        d += 0x20; /* Cyrillic A .. P */
    } else if (c == 0xD0 && d >= 0xA0 && d <= 0xAF) {
        c = 0xD1; /* Cyrillic R .. Ya */
        d -= 0x20;
    } else if (c == 0xCE && d >= 0x91 && d <= 0x9F) {
        d += 0x20; /* Greek Alpha .. Omicron */
    } else if (c == 0xCE && d >= 0xA0 && d <= 0xA9) {
        c = 0xCF;
        d -= 0x20;
    }
    out[0] = (char)c;
    out[1] = (char)d;
}

/* Sixteen bytes; returns how many are done: all, but not a first byte of two
 * at the end. */
static size_t
lexicon_lower_lanes(char *out, const char *p)
{
    lanes v = lanes_load(p);
    lanes ascii = v | ((lanes)(v - 'A' < 26) & 0x20);
    unsigned pairs = lanes_tops((lanes)(v >= 0xC3) & (lanes)(v <= 0xD0));

    memcpy(out, &ascii, sizeof ascii);
    while (pairs != 0) {
        size_t i = (size_t)__builtin_ctz(pairs);

        if (i == LANES - 1)
            return i;
        lexicon_lower_two(
            out + i, (unsigned char)p[i], (unsigned char)p[i + 1]);
        pairs &= ~(3u << i);
    }
    return LANES;
}

void
lexicon_lower(char *out, struct str s)
{
    size_t i = 0;

    while (s.len - i >= LANES)
        i += lexicon_lower_lanes(out + i, s.p + i);
    while (i < s.len) {
        unsigned char c = (unsigned char)s.p[i];

        if (c < 0xC3 || c > 0xD0 || i + 1 == s.len) {
            out[i++] = str_lower((char)c);
        } else {
            lexicon_lower_two(out + i, c, (unsigned char)s.p[i + 1]);
            i += 2;
        }
    }
}

const char *
lexicon_stock_name(unsigned value)
{
    static const char *const names[] = { "in_stock", "out_of_stock",
        "pre_order", "back_order", "limited_availability", "discontinued" };

    return value < COUNT(names) ? names[value] : "in_stock";
}
