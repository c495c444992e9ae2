#include "rules/prefilter.h"

#include "base/mem.h"
#include "rules/gram.h"

#include <stdlib.h>
#include <string.h>

/* Slots of the wide table for each anchor, and how many there are at least
 * and at most, as powers of two: 32 KB stay in the nearest cache. */
#define SLOTS_EACH 4
#define BITS_MIN 14
#define BITS_MAX 19
/* The four bytes behind the anchor decide which of eight bits of a slot is
 * asked, or one of them which of eight others. */
#define SOME 1
#define MORE 4
#define ALL_OF_SOME 0xFFu
/* Bits of the narrow table, as a power of two. */
#define NARROW_BITS 18
/* Places that are looked at together. */
#define PLACES 32
/* Buckets in which anchors stand by their key. */
#define BUCKET_BITS_MAX 16

/* A literal, by bytes that it has `before` bytes from its start. */
struct anchor {
    uint32_t key, literal;
    uint32_t following;  /* bytes behind the key */
    unsigned char known; /* how many of these the literal has */
    unsigned char before;
};

/* Anchors of so many bytes. */
struct table {
    size_t width;
    uint32_t *first;       /* owned; by bucket, the first of its anchors */
    struct anchor *anchor; /* owned; by bucket */
    size_t count, cap;
    unsigned bucket_shift;
};

#define WIDE 4
#define NARROW 3

struct prefilter {
    const struct str *literal; /* borrowed */
    struct table wide, narrow;
    uint16_t *slot; /* owned; wide: bits of what may follow */
    unsigned shift;
    uint64_t *bit; /* owned; narrow */
};

static uint32_t
load(const char *p)
{
    uint32_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

/* Knuth's multiplicative hash; its upper bits are good. */
static uint32_t
mix(uint32_t key)
{
    return key * 2654435761u;
}

/* The bits that say what may follow: the first byte, and all four mixed. */
static unsigned
bits_of(char first, uint32_t mixed)
{
    return 1u << (first & 7) | 256u << (mixed >> 29);
}

/* The first of these four bytes, zeros behind them. */
static uint32_t
key_of(uint32_t four, size_t width)
{
    unsigned other = 8 * (unsigned)(WIDE - width);

    if (width == 0)
        return 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return four & (0xFFFFFFFFu >> other);
#else
    return four & (0xFFFFFFFFu << other);
#endif
}

/* --- making --- */

static void
add_anchor(struct table *t, const char *bytes, size_t literal, size_t before)
{
    char four[WIDE] = "";

    memcpy(four, bytes, t->width);
    t->anchor = mem_grow(t->anchor, &t->cap, t->count + 1, sizeof t->anchor[0]);
    t->anchor[t->count++] =
        (struct anchor){ .key = key_of(load(four), t->width),
            .literal = (uint32_t)literal,
            .before = (unsigned char)before };
}

/* Add what is shorter than an anchor with all that can follow it in plain
 * text. */
static void
add_short(struct table *t, char bytes[NARROW], size_t len, size_t literal)
{
    if (len == NARROW) {
        add_anchor(t, bytes, literal, 0);
        return;
    }
    for (unsigned c = ' '; c < 0xF5; c++) {
        if (c < 0x80 && c != ' ' && !str_is_alnum((char)c))
            continue;
        bytes[len] = (char)c;
        add_short(t, bytes, len + 1, literal);
    }
}

static void
add_literal(struct prefilter *p, size_t literal)
{
    struct str s = p->literal[literal];
    size_t best = 0;
    double least = 1e9;

    if (s.len <= NARROW) {
        char bytes[NARROW];

        memcpy(bytes, s.p, s.len);
        add_short(&p->narrow, bytes, s.len, literal);
        return;
    }
    for (size_t i = 0; i + WIDE <= s.len; i++) {
        double rate = gram_rate(str_sub(s, i, WIDE));

        if (i + WIDE + MORE > s.len) /* fewer bytes can say no */
            rate *= i + WIDE + SOME > s.len ? 64 : 8;
        if (rate < least) {
            least = rate;
            best = i;
        }
    }
    add_anchor(&p->wide, s.p + best, literal, best);
}

static int
anchor_cmp(const void *a, const void *b)
{
    const struct anchor *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->literal < y->literal ? -1 : x->literal > y->literal;
}

/* Note what follows the key in its literal. */
static void
set_following(struct anchor *a, struct str literal, size_t width)
{
    size_t from = a->before + width, n = 0;
    char bytes[MORE] = "";

    for (; n < MORE && from + n < literal.len; n++)
        bytes[n] = literal.p[from + n];
    a->following = load(bytes);
    a->known = (unsigned char)n;
}

/* Sort the anchors by bucket. */
static void
sort(struct table *t, const struct str *literals)
{
    unsigned bits = 1;
    struct anchor *sorted = mem_array(t->count + 1, sizeof *sorted);
    size_t buckets;

    while (bits < BUCKET_BITS_MAX && ((size_t)1 << bits) < t->count)
        bits++;
    t->bucket_shift = 32 - bits;
    buckets = (size_t)1 << bits;
    t->first = mem_array(buckets + 2, sizeof t->first[0]);
    if (t->count > 0)
        qsort(t->anchor, t->count, sizeof t->anchor[0], anchor_cmp);
    for (size_t i = 0; i < t->count; i++)
        t->first[(mix(t->anchor[i].key) >> t->bucket_shift) + 1]++;
    for (size_t i = 0; i < buckets; i++)
        t->first[i + 1] += t->first[i];
    for (size_t i = t->count; i-- > 0;) {
        struct anchor *a = &t->anchor[i];

        /* From behind: first[] is counted down to where the bucket begins. */
        set_following(a, literals[a->literal], t->width);
        sorted[--t->first[(mix(a->key) >> t->bucket_shift) + 1]] = *a;
    }
    memmove(t->first, t->first + 1, buckets * sizeof t->first[0]);
    t->first[buckets] = (uint32_t)t->count;
    free(t->anchor);
    t->anchor = sorted;
}

/* Fill the tables that are asked at every byte. */
static void
fill(struct prefilter *p)
{
    unsigned bits = BITS_MIN;

    while (bits < BITS_MAX && ((size_t)1 << bits) < SLOTS_EACH * p->wide.count)
        bits++;
    p->shift = 32 - bits;
    p->slot = mem_array((size_t)1 << bits, sizeof p->slot[0]);
    p->bit = mem_array((size_t)1 << (NARROW_BITS - 6), sizeof p->bit[0]);
    for (size_t i = 0; i < p->wide.count; i++) {
        const struct anchor *a = &p->wide.anchor[i];
        struct str s = p->literal[a->literal];
        size_t from = a->before + p->wide.width;
        unsigned bits_of_it = ALL_OF_SOME;

        if (from + SOME <= s.len)
            bits_of_it = bits_of(s.p[from], mix(a->following));
        p->slot[mix(a->key) >> p->shift] |=
            from + MORE <= s.len ? bits_of_it & ~0xFFu : bits_of_it & 0xFF;
    }
    for (size_t i = 0; i < p->narrow.count; i++) {
        uint32_t k = mix(p->narrow.anchor[i].key) >> (32 - NARROW_BITS);

        p->bit[k / 64] |= 1ull << (k % 64);
    }
}

struct prefilter *
prefilter_new(const struct str *literals, size_t count)
{
    struct prefilter *p = mem_new(sizeof *p);

    p->literal = literals;
    p->wide.width = WIDE;
    p->narrow.width = NARROW;
    for (size_t i = 0; i < count; i++)
        add_literal(p, i);
    sort(&p->wide, literals);
    sort(&p->narrow, literals);
    fill(p);
    return p;
}

void
prefilter_free(struct prefilter *p)
{
    if (p == NULL)
        return;
    free(p->wide.first);
    free(p->wide.anchor);
    free(p->narrow.first);
    free(p->narrow.anchor);
    free(p->slot);
    free(p->bit);
    free(p);
}

/* --- looking --- */

struct search {
    const struct str *literal;
    struct str text;
    int (*hit)(size_t literal, size_t end, void *arg);
    void *arg;
};

/* Places where an anchor may stand. */
struct place {
    const struct table *table;
    size_t at;
    uint32_t key, bucket;
};

/* Compare the literals whose anchor may stand there. */
static int
compare(const struct search *q, const struct place *p)
{
    const struct table *t = p->table;
    uint32_t following = load(q->text.p + p->at + t->width);

    for (uint32_t k = t->first[p->bucket]; k < t->first[p->bucket + 1]; k++) {
        const struct anchor *a = &t->anchor[k];
        size_t start = p->at - a->before;
        struct str s;

        if (a->key != p->key || key_of(following, a->known) != a->following)
            continue;
        s = q->literal[a->literal];
        if (p->at < a->before || start + s.len > q->text.len ||
            memcmp(q->text.p + start, s.p, s.len) != 0)
            continue;
        if (q->hit(a->literal, start + s.len, q->arg))
            return 1;
    }
    return 0;
}

/* Places are gathered and looked at some at a time: so the memory that they
 * need, which is rarely near, is fetched for all of them at once. */
static int
compare_all(const struct search *q, const struct place *place, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct table *t = place[i].table;

        __builtin_prefetch(&t->anchor[t->first[place[i].bucket]]);
    }
    for (size_t i = 0; i < count; i++)
        if (compare(q, &place[i]))
            return 1;
    return 0;
}

static size_t
add_place(struct place *p, const struct table *t, size_t at, uint32_t key)
{
    p->table = t;
    p->at = at;
    p->key = key;
    p->bucket = mix(key) >> t->bucket_shift;
    __builtin_prefetch(&t->first[p->bucket]);
    return 1;
}

void
prefilter_scan(const struct prefilter *p, struct str text,
    int (*hit)(size_t literal, size_t end, void *arg), void *arg)
{
    const struct search q = { p->literal, text, hit, arg };
    const uint16_t *slot = p->slot;
    const uint64_t *bit = p->bit;
    unsigned shift = p->shift;
    uint32_t mixed[WIDE];
    struct place place[PLACES + 2 * WIDE];
    size_t n = 0;

    for (size_t i = 0; i < WIDE; i++)
        mixed[i] = mix(load(text.p + i));
    for (size_t i = 0; i < text.len; i += WIDE) {
        /* Four at a time: what is mixed for the bytes behind one place is what
         * the fourth next is looked for by. */
        for (size_t k = i; k < i + WIDE; k++) {
            uint32_t three = key_of(load(text.p + k), NARROW);
            uint32_t at = mix(three) >> (32 - NARROW_BITS);
            uint32_t next = mix(load(text.p + k + WIDE));

            if ((slot[mixed[k % WIDE] >> shift] &
                    bits_of(text.p[k + WIDE], next)) != 0)
                n += add_place(&place[n], &p->wide, k, load(text.p + k));
            mixed[k % WIDE] = next;
            if ((bit[at / 64] >> (at % 64) & 1) != 0)
                n += add_place(&place[n], &p->narrow, k, three);
        }
        if (n >= PLACES) {
            if (compare_all(&q, place, n))
                return;
            n = 0;
        }
    }
    (void)compare_all(&q, place, n);
}
