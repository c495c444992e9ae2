#include "rules/prefilter.h"

#include "base/mem.h"
#include "rules/gram.h"

#include <stdlib.h>
#include <string.h>

/* Slots of a table for each anchor, and how many there are at least and at
 * most, as powers of two: 32 KB stay in the nearest cache. */
#define SLOTS_EACH 4
#define BITS_MIN 14
#define BITS_MAX 19
/* The four bytes behind the anchor decide which of eight bits of a slot is
 * asked, or two of them which of eight others. */
#define SOME 2
#define MORE 4
#define ALL_OF_SOME 0xFFu

/* A literal, by bytes that it has `before` bytes from its start. */
struct anchor {
    uint32_t key, literal;
    uint32_t before;
};

/* Anchors of so many bytes. */
struct table {
    size_t width;
    uint16_t *slot;        /* owned; bits of what may follow */
    uint32_t *first;       /* owned; by slot, the first of its anchors */
    struct anchor *anchor; /* owned; by slot */
    size_t count, cap;
    unsigned shift;
};

#define WIDE 4
#define NARROW 3

struct prefilter {
    const struct str *literal; /* borrowed */
    struct table wide, narrow;
};

static uint32_t
load(const char *p)
{
    uint32_t x;

    memcpy(&x, p, sizeof x);
    return x;
}

static uint32_t
slot_of(uint32_t key, unsigned shift)
{
    return (key * 2654435761u) >> shift; /* Knuth's multiplicative hash */
}

/* The bits that say that these four bytes may follow. */
static unsigned
bits_of(uint32_t following)
{
    uint32_t some = (following & 0xFFFF) * 2654435761u;
    uint32_t more = following * 2654435761u;

    return 1u << (some >> 29) | 256u << (more >> 29);
}

/* The first of these four bytes. */
static uint32_t
key_of(uint32_t four, size_t width)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return width == WIDE ? four : four & 0xFFFFFF;
#else
    return width == WIDE ? four : four >> 8;
#endif
}

/* --- making --- */

static void
add_anchor(struct table *t, const char *bytes, size_t literal, size_t before)
{
    char four[WIDE] = "";

    memcpy(four, bytes, t->width);
    t->anchor = mem_grow(t->anchor, &t->cap, t->count + 1, sizeof t->anchor[0]);
    t->anchor[t->count++] = (struct anchor){ key_of(load(four), t->width),
        (uint32_t)literal, (uint32_t)before };
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

static uint16_t
slot_bits(struct str s, size_t following)
{
    char four[MORE] = "";

    if (following + SOME > s.len)
        return ALL_OF_SOME;
    memcpy(
        four, s.p + following, following + MORE > s.len ? SOME : (size_t)MORE);
    return following + MORE > s.len ? bits_of(load(four)) & 0xFF
                                    : bits_of(load(four)) & ~0xFFu;
}

/* Sort the anchors by slot and fill the slots. */
static void
fill(struct table *t, const struct str *literals)
{
    unsigned bits = BITS_MIN;
    struct anchor *sorted = mem_array(t->count + 1, sizeof *sorted);
    size_t slots;

    while (bits < BITS_MAX && ((size_t)1 << bits) < SLOTS_EACH * t->count)
        bits++;
    t->shift = 32 - bits;
    slots = (size_t)1 << bits;
    t->slot = mem_array(slots, sizeof t->slot[0]);
    t->first = mem_array(slots + 2, sizeof t->first[0]);
    if (t->count > 0)
        qsort(t->anchor, t->count, sizeof t->anchor[0], anchor_cmp);
    for (size_t i = 0; i < t->count; i++)
        t->first[slot_of(t->anchor[i].key, t->shift) + 1]++;
    for (size_t i = 0; i < slots; i++)
        t->first[i + 1] += t->first[i];
    for (size_t i = t->count; i-- > 0;) {
        const struct anchor *a = &t->anchor[i];
        uint32_t slot = slot_of(a->key, t->shift);

        /* From behind: first[] is counted down to where the slot begins. */
        sorted[--t->first[slot + 1]] = *a;
        t->slot[slot] |= slot_bits(literals[a->literal], a->before + t->width);
    }
    memmove(t->first, t->first + 1, slots * sizeof t->first[0]);
    t->first[slots] = (uint32_t)t->count;
    free(t->anchor);
    t->anchor = sorted;
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
    fill(&p->wide, literals);
    fill(&p->narrow, literals);
    return p;
}

static void
table_clear(struct table *t)
{
    free(t->slot);
    free(t->first);
    free(t->anchor);
}

void
prefilter_free(struct prefilter *p)
{
    if (p == NULL)
        return;
    table_clear(&p->wide);
    table_clear(&p->narrow);
    free(p);
}

/* --- looking --- */

struct search {
    const struct str *literal;
    struct str text;
    int (*hit)(size_t literal, size_t end, void *arg);
    void *arg;
};

/* Compare the literals whose anchor may stand at i. */
static int
compare(const struct search *q, const struct table *t, size_t i, uint32_t key)
{
    uint32_t slot = slot_of(key, t->shift);

    for (uint32_t k = t->first[slot]; k < t->first[slot + 1]; k++) {
        const struct anchor *a = &t->anchor[k];
        struct str s = q->literal[a->literal];

        if (a->key != key || i < a->before ||
            i - a->before + s.len > q->text.len ||
            memcmp(q->text.p + i - a->before, s.p, s.len) != 0)
            continue;
        if (q->hit(a->literal, i - a->before + s.len, q->arg))
            return 1;
    }
    return 0;
}

void
prefilter_scan(const struct prefilter *p, struct str text,
    int (*hit)(size_t literal, size_t end, void *arg), void *arg)
{
    const struct search q = { p->literal, text, hit, arg };
    const uint16_t *wide = p->wide.slot, *narrow = p->narrow.slot;
    unsigned wide_shift = p->wide.shift, narrow_shift = p->narrow.shift;

    for (size_t i = 0; i < text.len; i++) {
        uint32_t four = load(text.p + i), three = key_of(four, NARROW);

        if ((wide[slot_of(four, wide_shift)] &
                bits_of(load(text.p + i + WIDE))) != 0 &&
            compare(&q, &p->wide, i, four))
            return;
        if (narrow[slot_of(three, narrow_shift)] != 0 &&
            compare(&q, &p->narrow, i, three))
            return;
    }
}
