#include "base/suspect.h"

#include "base/lanes.h"

/* Bytes behind a block that a look at it takes in. */
#define AHEAD 7
/* Bytes whose kinds are looked at together, and the blocks of which all is
 * known then: the byte before the first, and behind them five. */
#define WINDOW 64
#define BLOCKS 3

static lanes
between(lanes v, unsigned char low, unsigned char high)
{
    return (lanes)((v - low) <= (unsigned char)(high - low));
}

static lanes
letters(lanes v)
{
    return between(v, 'a', 'z');
}

/* Digits and the signs that stand for letters. */
static lanes
signs(lanes v)
{
    return between(v, '0', '9') | (lanes)(v == '@') | (lanes)(v == '$') |
           (lanes)(v == '!');
}

static lanes
gaps(lanes v)
{
    return (lanes)(v == ' ') | between(v, '*', '/') | (lanes)(v == '_') |
           (lanes)(v == '|') | (lanes)(v == '~');
}

/* 1 if a masked word may begin in the block. p[0] is the byte before it; AHEAD
 * more are read than the sixteen. */
static int
suspects(const char *p)
{
    lanes b0 = lanes_load(p), b1 = lanes_load(p + 1), b2 = lanes_load(p + 2);
    lanes b3 = lanes_load(p + 3), b4 = lanes_load(p + 4);
    lanes b5 = lanes_load(p + 5), b6 = lanes_load(p + 6);
    lanes l1 = letters(b1), l3 = letters(b3), s1 = signs(b1), s2 = signs(b2);
    lanes g2 = gaps(b2), g4 = gaps(b4);
    lanes found;

    /* "a4b", "a44b"; "4bcd" behind no letter or digit. */
    found = letters(b0) & s1 & letters(b2);
    found |= letters(b0) & s1 & s2 & l3;
    found |= s1 & letters(b2) & l3 & letters(b4) &
             ~(letters(b0) | between(b0, '0', '9'));
    /* " a b c d" and, of three bytes each, "甲 乙 丙". */
    found |= l1 & g2 & (l3 | between(b3, '0', '9')) & g4 & (lanes)(b2 == b4) &
             letters(b5) & gaps(b6);
    found |= g2 & between(b3, 0xE3, 0xE9) & (lanes)(b6 == b2);
    /* Middle dots; Greek, Cyrillic and IPA letters, the dotless i. */
    found |= ((lanes)(b1 == 0xC2) & (lanes)(b2 == 0xB7)) |
             ((lanes)(b1 == 0xE3) & (lanes)(b2 == 0x83) & (lanes)(b3 == 0xBB));
    found |=
        between(b1, 0xC9, 0xD4) | ((lanes)(b1 == 0xC4) & (lanes)(b2 == 0xB1));
    return lanes_any(found);
}

/* Kinds of WINDOW bytes, a bit each. More bytes than there are count as signs,
 * and all that is nothing else as gaps, as they are rare between letters: that
 * is quicker. */
struct kinds {
    uint64_t letter, sign, gap, other;
};

static struct kinds
kinds_of(const char *p)
{
    struct kinds k = { 0, 0, 0, 0 };

    for (unsigned i = 0; i < WINDOW; i += LANES) {
        lanes v = lanes_load(p + i);

        k.letter |= (uint64_t)lanes_tops(letters(v)) << i;
        k.sign |=
            (uint64_t)lanes_tops(between(v, '0', '@') | between(v, '!', '$'))
            << i;
        k.other |= (uint64_t)lanes_tops(v) << i;
    }
    k.gap = ~(k.letter | k.sign | k.other);
    return k;
}

/* Of WINDOW bytes that are not all ASCII, where suspects() finds letters that
 * it asks for. gap: the gaps among them. */
static uint64_t
odd_letters(const char *p, uint64_t gap)
{
    uint64_t odd = 0, han = 0, first = 0, second = 0;

    for (unsigned i = 0; i < WINDOW; i += LANES) {
        lanes v = lanes_load(p + i);
        lanes lead =
            (lanes)(v == 0xC2) | (lanes)(v == 0xC4) | (lanes)(v == 0xE3);
        lanes trail =
            (lanes)(v == 0xB7) | (lanes)(v == 0xB1) | (lanes)(v == 0x83);

        odd |= (uint64_t)lanes_tops(between(v, 0xC9, 0xD4)) << i;
        han |= (uint64_t)lanes_tops(between(v, 0xE3, 0xE9)) << i;
        first |= (uint64_t)lanes_tops(lead) << i;
        second |= (uint64_t)lanes_tops(trail) << i;
    }
    return odd >> 1 | (first >> 1 & second >> 2) |
           (gap >> 2 & han >> 3 & gap >> 6);
}

/* The first of BLOCKS blocks of which suspects() may say so; BLOCKS if none
 * is. p[0] is the byte before the first, and WINDOW can be read. */
static unsigned
first_block(const char *p)
{
    struct kinds k = kinds_of(p);
    uint64_t found = k.letter & k.sign >> 1 &
                     (k.letter >> 2 | (k.sign >> 2 & k.letter >> 3));

    found |=
        k.sign >> 1 & k.letter >> 2 & k.letter >> 3 & k.letter >> 4 & ~k.letter;
    found |= k.letter >> 1 & k.gap >> 2 & (k.letter | k.sign) >> 3 &
             k.gap >> 4 & k.letter >> 5 & k.gap >> 6;
    if (k.other != 0)
        found |= odd_letters(p, k.gap);
    found |= 1ull << (BLOCKS * LANES);
    return (unsigned)__builtin_ctzll(found) / LANES;
}

size_t
suspect_next(struct str s, size_t i)
{
    while (i < s.len) {
        char edge[2 * LANES + 2 * AHEAD];
        size_t room = s.len - i < LANES + AHEAD ? s.len - i : LANES + AHEAD;
        const char *p = edge;

        if (i > 0 && s.len - i >= WINDOW) {
            unsigned block = first_block(s.p + i - 1);

            i += (size_t)block * LANES;
            if (block == BLOCKS)
                continue;
        }
        if (i > 0 && room == LANES + AHEAD) {
            p = s.p + i - 1;
        } else {
            memset(edge, ' ', sizeof edge);
            if (i > 0)
                edge[0] = s.p[i - 1];
            memcpy(edge + 1, s.p + i, room);
        }
        if (suspects(p))
            return i;
        i += LANES;
    }
    return s.len;
}
