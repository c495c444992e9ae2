#include "base/brief.h"

#include "base/lanes.h"
#include "base/mem.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>

/* RFC 1951, 3.2.5: the symbols of a block's end and of the shortest match. */
#define END 256
#define LENGTHS 257
#define LENGTH_MIN 3
/* Shorter matches are mostly chance and save little; that longer ones could be
 * said would cost every text more than it saves some. */
#define MATCH_MIN 6
#define MATCH_MAX 66
#define SYMBOLS 277  /* with the last of the lengths up to MATCH_MAX */
#define DISTANCES 24 /* symbols of those up to BRIEF_BYTES_MAX */
#define CODE_BITS_MAX 10

/* So many symbols in a row have codes of so many bits; 0: they have none. */
struct run {
    unsigned char count, bits;
};

/* What Huffman's algorithm makes of the heads of WARC and HTTP, but that
 * neighbours are alike where that costs less than to say the difference: the
 * code stands before each text, in 43 bytes. */
static const struct run symbols[] = { { 10, 0 }, { 1, 6 }, { 2, 0 }, { 1, 6 },
    { 18, 0 }, { 1, 5 }, { 1, 10 }, { 1, 7 }, { 8, 10 }, { 2, 8 }, { 1, 5 },
    { 2, 6 }, { 3, 5 }, { 7, 6 }, { 1, 5 }, { 5, 8 }, { 1, 10 }, { 1, 7 },
    { 1, 8 }, { 1, 6 }, { 13, 8 }, { 1, 10 }, { 1, 6 }, { 1, 8 }, { 1, 6 },
    { 6, 8 }, { 6, 10 }, { 1, 5 }, { 1, 6 }, { 2, 5 }, { 1, 4 }, { 4, 6 },
    { 2, 8 }, { 5, 6 }, { 1, 8 }, { 2, 6 }, { 1, 5 }, { 1, 6 }, { 5, 8 },
    { 5, 10 }, { 128, 0 }, { 1, 9 }, { 3, 0 }, { 1, 10 }, { 1, 7 },
    { 15, 10 } };
static const struct run distances[] = { { 8, 6 }, { 12, 4 }, { 4, 5 } };

/* 3.2.7: the numbers of bits have a code themselves, said in this order; the
 * last three symbols are repetitions. */
#define NUMBERS 19
#define NUMBERS_SAID 12
#define SAME 16 /* 3 to 6 times more what stood before */
#define FEW 17  /* 3 to 10 without a code */
#define MANY 18 /* 11 to 138 without one */
static const unsigned char order[NUMBERS_SAID] = { 16, 17, 18, 0, 8, 7, 9, 6,
    10, 5, 11, 4 };
static const struct run numbers[] = { { 1, 6 }, { 3, 0 }, { 1, 6 }, { 1, 3 },
    { 1, 2 }, { 1, 5 }, { 1, 3 }, { 1, 6 }, { 1, 3 }, { 5, 0 }, { 1, 2 },
    { 1, 6 }, { 1, 5 } };

struct code {
    uint16_t bits; /* the first one lowest */
    uint8_t count;
};

struct brief {
    struct code symbol[SYMBOLS], distance[DISTANCES];
    struct code length[MATCH_MAX + 1]; /* with the bits that are extra */
    struct code rest;                  /* of the head: the last bits */
    size_t head_bytes;
    char head[64]; /* of a stream */
};

/* --- bits --- */

struct bits {
    uint64_t waiting; /* below 8 of them after move_on */
    unsigned count;
    char *to;
};

static inline void
put(struct bits *b, uint64_t bits, unsigned count)
{
    b->waiting |= bits << b->count;
    b->count += count;
}

static inline void
put_code(struct bits *b, struct code c)
{
    put(b, c.bits, c.count);
}

/* Writes eight bytes, of which those count that are full. */
static inline void
move_on(struct bits *b)
{
    uint64_t word = htole64(b->waiting);

    memcpy(b->to, &word, sizeof word);
    b->to += b->count / 8;
    b->waiting >>= b->count & ~7u;
    b->count &= 7;
}

/* --- the code --- */

static uint16_t
turned(unsigned code, unsigned count)
{
    unsigned bits = 0;

    for (; count > 0; count--, code >>= 1)
        bits = bits << 1 | (code & 1);
    return (uint16_t)bits;
}

/* 3.2.2: shorter codes come first, and those of a length in the order of their
 * symbols. */
static void
make_codes(const struct run *run, struct code *out, size_t n)
{
    unsigned code = 0;
    size_t at = 0;

    for (size_t i = 0; at < n; i++)
        for (unsigned k = 0; k < run[i].count; k++)
            out[at++].count = run[i].bits;
    for (unsigned count = 1; count <= CODE_BITS_MAX; count++, code <<= 1)
        for (size_t i = 0; i < n; i++)
            if (out[i].count == count)
                out[i].bits = turned(code++, count);
    assert(code == 2u << CODE_BITS_MAX); /* each code is somebody's */
}

/* Lengths from LENGTH_MIN on: the first eight have a symbol each, then every
 * four symbols have a bit more that is extra. */
static void
make_lengths(struct brief *b)
{
    size_t length = LENGTH_MIN;

    for (unsigned s = 0; LENGTHS + s < SYMBOLS; s++) {
        struct code c = b->symbol[LENGTHS + s];
        unsigned extra = s < 8 ? 0 : s / 4 - 1;

        for (unsigned k = 0; k < 1u << extra; k++)
            b->length[length++] =
                (struct code){ (uint16_t)(c.bits | k << c.count),
                    (uint8_t)(c.count + extra) };
    }
    assert(length == MATCH_MAX + 1);
}

static void
say_run(struct bits *to, struct run run, const struct code *number)
{
    struct code again = number[run.bits > 0 ? SAME : FEW];
    unsigned left = run.count, most = run.bits > 0 ? 6 : 10;

    if (run.bits == 0 && left > most) {
        put_code(to, number[MANY]);
        put(to, left - 11, 7);
        left = 0;
    }
    if (run.bits > 0) {
        put_code(to, number[run.bits]);
        left--;
    }
    while (left > 0) {
        unsigned some = left < 3 ? 1 : left < most ? left : most;

        put_code(to, some < 3 ? number[run.bits] : again);
        if (some >= 3)
            put(to, some - 3, run.bits > 0 ? 2 : 3);
        left -= some;
        move_on(to);
    }
    move_on(to);
}

/* Of a stream whose only block has a code of its own. */
static void
make_head(struct brief *b)
{
    struct code number[NUMBERS] = { { 0, 0 } };
    struct bits to = { 0, 0, b->head };

    make_codes(numbers, number, NUMBERS);
    put(&to, 1 | 2 << 1, 3);
    put(&to, SYMBOLS - LENGTHS, 5);
    put(&to, DISTANCES - 1, 5);
    put(&to, NUMBERS_SAID - 4, 4);
    for (size_t i = 0; i < NUMBERS_SAID; i++)
        put(&to, number[order[i]].count, 3);
    move_on(&to);
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        say_run(&to, symbols[i], number);
    for (size_t i = 0; i < sizeof distances / sizeof *distances; i++)
        say_run(&to, distances[i], number);
    b->rest = (struct code){ (uint16_t)to.waiting, (uint8_t)to.count };
    b->head_bytes = (size_t)(to.to - b->head);
    assert(b->head_bytes + sizeof(uint64_t) <= sizeof b->head);
}

struct brief *
brief_new(void)
{
    struct brief *b = mem_new(sizeof *b);

    make_codes(symbols, b->symbol, SYMBOLS);
    make_codes(distances, b->distance, DISTANCES);
    make_lengths(b);
    make_head(b);
    return b;
}

void
brief_free(struct brief *b)
{
    free(b);
}

/* --- a text --- */

#define WINDOW 64 /* bytes looked at together: bits of a word */
#define MET 256
#define KEY_BYTES 8 /* are read for the MATCH_MIN of a key */

/* Where a match may begin in up to WINDOW bytes; 0 if there are others than
 * the code has. */
static int
look(const char *p, size_t n, uint64_t *begins)
{
    char end[WINDOW];
    unsigned others = 0;

    if (n < WINDOW) {
        memset(end, ' ', sizeof end);
        memcpy(end, p, n);
        p = end;
    }
    *begins = 0;
    for (unsigned i = 0; i < WINDOW; i += LANES) {
        lanes v = lanes_load(p + i), line = (lanes)(v == '\r');
        lanes printable = lanes_above_zero(v & 0xe0);

        others |= lanes_tops(~(printable | line | (lanes)(v == '\n')));
        *begins |= (uint64_t)lanes_tops(line | (lanes)(v == ':')) << i;
    }
    return others == 0;
}

static inline void
put_bytes(const struct brief *b, struct bits *to, const char *p, size_t n)
{
    const unsigned char *c = (const unsigned char *)p;

    for (; n >= 4; n -= 4, c += 4) {
        put_code(to, b->symbol[c[0]]);
        put_code(to, b->symbol[c[1]]);
        put_code(to, b->symbol[c[2]]);
        put_code(to, b->symbol[c[3]]);
        move_on(to);
    }
    for (; n > 0; n--, c++)
        put_code(to, b->symbol[*c]);
    move_on(to);
}

/* The symbol of a distance says its two highest bits and where they are. */
static inline void
put_match(
    const struct brief *b, struct bits *to, size_t length, size_t distance)
{
    unsigned before = (unsigned)distance - 1;

    put_code(to, b->length[length]);
    if (before < 2) {
        put_code(to, b->distance[before]);
    } else {
        unsigned top = 31 - (unsigned)__builtin_clz(before);
        unsigned second = before >> (top - 1) & 1;

        put_code(to, b->distance[2 * top + second]);
        put(to, before & ((1u << (top - 1)) - 1), top - 1);
    }
    move_on(to);
}

/* If the bytes at `at` stood before, by the last place that began like them:
 * how many, else 0. met: places by a hash of their beginning, plus one. */
static inline size_t
match(const struct brief *b, struct bits *to, struct str text, size_t at,
    uint16_t met[MET])
{
    size_t length = MATCH_MIN, before;
    uint64_t key;

    if (text.len - at < KEY_BYTES)
        return 0;
    key = lanes_word(text.p + at, MATCH_MIN);
    met += key * UINT64_C(0x9e3779b97f4a7c15) >> 56;
    before = *met;
    *met = (uint16_t)(at + 1);
    if (before-- == 0 || lanes_word(text.p + before, MATCH_MIN) != key)
        return 0;
    while (length < MATCH_MAX && at + length < text.len &&
           text.p[before + length] == text.p[at + length])
        length++;
    put_match(b, to, length, at - before);
    return length;
}

/* Behind the head; where it ends, or NULL if there is a byte that the code does
 * not have. */
static char *
put_text(const struct brief *b, char *p, struct str text)
{
    struct bits to = { b->rest.bits, b->rest.count, p };
    uint16_t met[MET] = { 0 };
    size_t at = 0;

    for (size_t from = 0; from < text.len; from += WINDOW) {
        size_t left = text.len - from, n = left < WINDOW ? left : WINDOW;
        uint64_t begins;

        if (!look(text.p + from, n, &begins))
            return NULL;
        for (; begins != 0; begins &= begins - 1) {
            size_t begin = from + (size_t)__builtin_ctzll(begins);

            if (begin < at) /* within a match */
                continue;
            put_bytes(b, &to, text.p + at, begin - at);
            at = begin + match(b, &to, text, begin, met);
        }
        if (at < from + n) {
            put_bytes(b, &to, text.p + at, from + n - at);
            at = from + n;
        }
    }
    put_code(&to, b->symbol[END]);
    move_on(&to);
    return to.to + (to.count > 0);
}

int
brief_add(const struct brief *b, struct buf *out, struct str text)
{
    /* No byte has a longer code; the last eight are written at once. */
    size_t room = b->head_bytes + (text.len + 2) * CODE_BITS_MAX / 8 + 16;
    char *p, *end = NULL;

    if (text.len > BRIEF_BYTES_MAX || out->over || room > out->max - out->len ||
        (p = buf_room(out, room)) == NULL)
        return 0;
    memcpy(p, b->head, b->head_bytes);
    end = put_text(b, p + b->head_bytes, text);
    out->len += end != NULL ? (size_t)(end - p) : 0;
    out->p[out->len] = '\0';
    return end != NULL;
}
