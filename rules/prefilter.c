#include "rules/prefilter.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "rules/gram.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Literals are looked for by some of their bytes: eight at the beginning of a
 * word, two Chinese characters, or any three. Words begin seldom, and what is
 * looked for nowhere else costs little; most literals are of the first two
 * kinds. */
enum kind { WORDS, HAN, OTHERS, KINDS };

#define OTHERS_WIDTH 3

/* What is mixed of three bytes has as many zeros below. */
#define LOW_BITS 40

/* Slots, as a power of two, are as many as 10,000 rules need, and few enough to
 * stay in a near cache, above all those that are asked at every byte. */
static const struct {
    unsigned width; /* of the key, in bytes */
    unsigned next;  /* place of another byte behind it that is asked for */
    unsigned slot_bits;
} kinds[KINDS] = { [WORDS] = { 7, 7, 15 },
    [HAN] = { 6, 8, 14 }, /* the last of the next character: leads are few */
    [OTHERS] = { OTHERS_WIDTH, OTHERS_WIDTH, 15 } };

/* A slot has a bit for each kind of next bytes; letters of ASCII are all of
 * different kinds. */
#define NEXT_KINDS 32
#define ANY_NEXT 0xFFFFFFFFu
/* Buckets of a table, as a power of two: as many as there are anchors, within
 * these. */
#define BITS_MIN 8
#define BITS_MAX 18
/* Bytes that are looked at together, and places that are compared together. */
#define WINDOW 64
#define PLACES 64

/* A literal that has its key `before` bytes from its start. Many literals have
 * the same key, and differ in what follows: up to eight bytes of that are
 * compared first. */
struct anchor {
    uint64_t ahead;
    uint32_t literal;
    uint16_t check; /* of the key: others stand in its bucket too */
    uint8_t before, ahead_len;
};

struct table {
    uint64_t multiplier;
    unsigned shift;        /* of what is mixed, to its bucket */
    uint32_t *slot;        /* owned; bits of what may be next */
    uint32_t *first;       /* owned; by bucket, the first of its anchors */
    struct anchor *anchor; /* owned; by bucket */
};

struct prefilter {
    const struct str *literal; /* borrowed */
    struct table table[KINDS];
};

/* Eight bytes, the first one lowest. */
static uint64_t
load(const char *p)
{
    uint64_t x;

    memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

/* Up to eight bytes of s from `at` on, behind which are zeros. */
static uint64_t
eight_of(struct str s, size_t at)
{
    struct str part = str_sub(s, at, 8);
    char eight[8] = "";

    memcpy(eight, part.p, part.len);
    return load(eight);
}

/* The bits of the first bytes of eight, by how many. */
static const uint64_t first_bytes[] = { 0, 0xFF, 0xFFFF, 0xFFFFFF, UINT32_MAX,
    UINT64_MAX >> 24, UINT64_MAX >> 16, UINT64_MAX >> 8, UINT64_MAX };

/* Knuth's multiplicative hash, whose upper bits are good: what stands behind
 * the key leaves them by the factor's own zeros. */
static uint64_t
multiplier_of(unsigned width)
{
    return 0x9E3779B97F4A7C15u << (64 - 8 * width);
}

/* Slot and bucket of a key are in the upper bits. */
static uint64_t
mix(const struct table *t, uint64_t eight)
{
    return eight * t->multiplier;
}

static size_t
bucket_of(const struct table *t, uint64_t mixed)
{
    return mixed >> t->shift;
}

static size_t
slot_of(enum kind kind, uint64_t mixed)
{
    return mixed >> (64 - kinds[kind].slot_bits);
}

static uint16_t
check_of(uint64_t mixed)
{
    return (uint16_t)(mixed >> LOW_BITS);
}

static unsigned
bit_of(char next)
{
    return (unsigned char)next % NEXT_KINDS;
}

static int
is_han_lead(char c)
{
    return (unsigned char)c >= 0xE4 && (unsigned char)c <= 0xE9;
}

/* --- making --- */

/* A key of a literal. */
struct draft {
    uint64_t key; /* and what follows */
    uint32_t literal;
    uint8_t before;
};

struct drafts {
    struct draft *item; /* owned */
    size_t count, cap;
};

/* Add a literal by what stands at `before`; bytes: that, as far as it goes. */
static void
add_draft(struct drafts *d, struct str bytes, size_t literal, size_t before)
{
    d->item = mem_grow(d->item, &d->cap, d->count + 1, sizeof d->item[0]);
    d->item[d->count++] = (struct draft){ eight_of(bytes, 0), (uint32_t)literal,
        (uint8_t)before };
}

/* Add what is shorter than a key with all that can follow it in plain text. */
static void
add_short(
    struct drafts *d, char bytes[OTHERS_WIDTH], size_t len, size_t literal)
{
    if (len == OTHERS_WIDTH) {
        add_draft(d, (struct str){ bytes, len }, literal, 0);
        return;
    }
    for (unsigned c = ' '; c < 0xF5; c++) {
        if (c < 0x80 && c != ' ' && !str_is_alnum((char)c))
            continue;
        bytes[len] = (char)c;
        add_short(d, bytes, len + 1, literal);
    }
}

/* 1 if a key of the kind begins at s[i]. */
static int
begins(enum kind kind, struct str s, size_t i)
{
    if (i + kinds[kind].width > s.len)
        return 0;
    return kind == WORDS ? i > 0 && s.p[i - 1] == ' '
           : kind == HAN ? is_han_lead(s.p[i]) && is_han_lead(s.p[i + 3])
                         : 1;
}

/* Where the rarest key of the kind begins; s.len if there is none. */
static size_t
rarest(enum kind kind, struct str s)
{
    size_t best = s.len;
    double least = 0;

    for (size_t i = 0; i < s.len; i++) {
        double rate;

        if (!begins(kind, s, i))
            continue;
        rate = gram_rate(str_sub(s, i, kinds[kind].next + 1));
        if (i + kinds[kind].next >= s.len) /* fewer bytes can say no */
            rate *= NEXT_KINDS;
        if (best == s.len || rate < least) {
            least = rate;
            best = i;
        }
    }
    return best;
}

static void
add_literal(struct drafts drafts[KINDS], struct str s, size_t literal)
{
    char bytes[OTHERS_WIDTH];

    assert(s.len > 0 && s.len <= UINT8_MAX);
    for (int kind = 0; kind < KINDS; kind++) {
        size_t i = rarest((enum kind)kind, s);

        if (i < s.len) {
            add_draft(&drafts[kind], str_sub(s, i, s.len - i), literal, i);
            return;
        }
    }
    memcpy(bytes, s.p, s.len);
    add_short(&drafts[OTHERS], bytes, s.len, literal);
}

static struct anchor
anchor_of(
    const struct draft *d, struct str literal, uint64_t mixed, unsigned width)
{
    struct str ahead = str_sub(literal, d->before + (size_t)width, 8);

    return (struct anchor){ eight_of(ahead, 0), d->literal, check_of(mixed),
        d->before, (uint8_t)ahead.len };
}

/* The bits of what may be next where the key of a draft stands. */
static uint32_t
bits_of(const struct draft *d, struct str literal, unsigned next)
{
    size_t at = d->before + (size_t)next;

    return at < literal.len ? 1u << bit_of(literal.p[at]) : ANY_NEXT;
}

/* Fill the slots, and sort the anchors by them. */
static void
fill(struct table *t, enum kind kind, const struct drafts *drafts,
    const struct str *literals)
{
    unsigned bits = BITS_MIN;
    size_t buckets;

    while (bits < BITS_MAX && ((size_t)1 << bits) < drafts->count)
        bits++;
    buckets = (size_t)1 << bits;
    t->multiplier = multiplier_of(kinds[kind].width);
    t->shift = 64 - bits;
    t->slot = mem_array((size_t)1 << kinds[kind].slot_bits, sizeof t->slot[0]);
    t->first = mem_array(buckets + 2, sizeof t->first[0]);
    t->anchor = mem_array(drafts->count + 1, sizeof t->anchor[0]);
    for (size_t i = 0; i < drafts->count; i++)
        t->first[bucket_of(t, mix(t, drafts->item[i].key)) + 1]++;
    for (size_t i = 0; i < buckets; i++)
        t->first[i + 1] += t->first[i];
    for (size_t i = drafts->count; i-- > 0;) {
        const struct draft *d = &drafts->item[i];
        struct str literal = literals[d->literal];
        uint64_t mixed = mix(t, d->key);

        t->slot[slot_of(kind, mixed)] |= bits_of(d, literal, kinds[kind].next);
        /* From behind: first[] is counted down to where the bucket begins. */
        t->anchor[--t->first[bucket_of(t, mixed) + 1]] =
            anchor_of(d, literal, mixed, kinds[kind].width);
    }
    memmove(t->first, t->first + 1, buckets * sizeof t->first[0]);
    t->first[buckets] = (uint32_t)drafts->count;
}

struct prefilter *
prefilter_new(const struct str *literals, size_t count)
{
    struct prefilter *p = mem_new(sizeof *p);
    struct drafts drafts[KINDS] = { { NULL, 0, 0 } };

    p->literal = literals;
    for (size_t i = 0; i < count; i++)
        add_literal(drafts, literals[i], i);
    for (int kind = 0; kind < KINDS; kind++) {
        fill(&p->table[kind], (enum kind)kind, &drafts[kind], literals);
        free(drafts[kind].item);
    }
    return p;
}

void
prefilter_free(struct prefilter *p)
{
    if (p == NULL)
        return;
    for (int kind = 0; kind < KINDS; kind++) {
        free(p->table[kind].slot);
        free(p->table[kind].first);
        free(p->table[kind].anchor);
    }
    free(p);
}

/* --- looking --- */

/* Where keys of one kind may stand. */
struct places {
    uint32_t at[PLACES + WINDOW];
    size_t count;
};

struct search {
    const struct prefilter *p;
    struct str text;
    int (*hit)(size_t literal, size_t end, void *arg);
    void *arg;
    struct places places[KINDS];
};

/* 1 if the literal whose key stands at `at` stands there; sets its end. */
static int
stands(const struct search *q, const struct anchor *a, size_t at, size_t *end)
{
    struct str literal = q->p->literal[a->literal];

    *end = at - a->before + literal.len;
    return at >= a->before && *end <= q->text.len &&
           str_same(q->text.p + at - a->before, literal.p, literal.len);
}

/* Compare the literals whose keys may stand there. */
static int
compare(const struct search *q, enum kind kind, uint64_t mixed, size_t at)
{
    const struct table *t = &q->p->table[kind];
    size_t bucket = bucket_of(t, mixed), end;
    const struct anchor *a = &t->anchor[t->first[bucket]];
    const struct anchor *last = &t->anchor[t->first[bucket + 1]];
    uint64_t ahead = load(q->text.p + at + kinds[kind].width);
    uint16_t check = check_of(mixed);

    for (; a < last; a++)
        if (a->check == check &&
            ((ahead ^ a->ahead) & first_bytes[a->ahead_len]) == 0 &&
            stands(q, a, at, &end) && q->hit(a->literal, end, q->arg))
            return 1;
    return 0;
}

/* Places are gathered and looked at some at a time: so the memory that they
 * need, which is rarely near, is fetched for all of them at once. */
static int
compare_all(struct search *q, enum kind kind)
{
    const struct table *t = &q->p->table[kind];
    struct places *places = &q->places[kind];
    uint64_t mixed[PLACES + WINDOW];

    for (size_t i = 0; i < places->count; i++) {
        mixed[i] = mix(t, load(q->text.p + places->at[i]));
        __builtin_prefetch(&t->first[bucket_of(t, mixed[i])]);
    }
    for (size_t i = 0; i < places->count; i++)
        __builtin_prefetch(&t->anchor[t->first[bucket_of(t, mixed[i])]]);
    for (size_t i = 0; i < places->count; i++)
        if (compare(q, kind, mixed[i], places->at[i]))
            return 1;
    places->count = 0;
    return 0;
}

/* Note the place if a key of the table may stand there. Without a branch, as
 * nothing tells where one will. */
static inline __attribute__((always_inline)) void
look_at(struct search *q, enum kind kind, size_t at)
{
    const struct table *t = &q->p->table[kind];
    struct places *places = &q->places[kind];
    const char *p = q->text.p + at;
    uint64_t mixed = mix(t, load(p));

    places->at[places->count] = (uint32_t)at;
    places->count +=
        t->slot[slot_of(kind, mixed)] >> bit_of(p[kinds[kind].next]) & 1;
}

/* Set a bit for each of WINDOW bytes that is a blank, and for each that begins
 * a Chinese character. */
static void
find_starts(const char *p, uint64_t *blank, uint64_t *han)
{
    *blank = *han = 0;
    for (unsigned i = 0; i < WINDOW; i += LANES) {
        lanes v = lanes_load(p + i);

        *blank |= (uint64_t)lanes_tops((lanes)(v == ' ')) << i;
        *han |= (uint64_t)lanes_tops((lanes)((v - 0xE4) <= 0xE9 - 0xE4)) << i;
    }
}

/* Look at all places from `from` on, at most WINDOW. */
static void
look_at_window(struct search *q, size_t from)
{
    size_t len = q->text.len - from;
    char edge[WINDOW] = "";
    uint64_t blank, han;

    if (len >= WINDOW) {
        len = WINDOW;
        find_starts(q->text.p + from, &blank, &han);
    } else {
        memcpy(edge, q->text.p + from, len);
        find_starts(edge, &blank, &han);
    }
    for (; blank != 0; blank &= blank - 1)
        look_at(q, WORDS, from + (size_t)__builtin_ctzll(blank) + 1);
    for (; han != 0; han &= han - 1)
        look_at(q, HAN, from + (size_t)__builtin_ctzll(han));
    for (size_t i = from; i < from + len; i++)
        look_at(q, OTHERS, i);
}

void
prefilter_scan(const struct prefilter *p, struct str text,
    int (*hit)(size_t literal, size_t end, void *arg), void *arg)
{
    struct search q;

    q.p = p;
    q.text = text;
    q.hit = hit;
    q.arg = arg;
    for (int kind = 0; kind < KINDS; kind++)
        q.places[kind].count = 0;
    for (size_t i = 0; i < text.len; i += WINDOW) {
        int last = i + WINDOW >= text.len;

        look_at_window(&q, i);
        for (int kind = 0; kind < KINDS; kind++)
            if ((last || q.places[kind].count >= PLACES) &&
                compare_all(&q, (enum kind)kind))
                return;
    }
}
