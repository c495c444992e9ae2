#include "rules/gram.h"

#include <math.h>
#include <string.h>

/* Two slots a byte, the even one low; 15: twice in 1,000 bytes or more, and
 * each one less is half as often. */
__asm__(".section .rodata\n"
        "gram_table:\n"
        ".incbin \"rules/grams.bin\"\n"
        ".previous\n");
extern const unsigned char gram_table[GRAM_SLOTS / 2];

#define MOST 2.0
#define LEVEL_MAX 15
/* How much likelier a word is beside another one that it goes with, in 1,000
 * bytes. */
#define NEIGHBOURS 0.1
/* Shorter literals are everywhere. */
#define RATE_OF_TWO 8.0
#define RATE_OF_ONE 40.0

unsigned
gram_slot(const char *four)
{
    uint32_t x;

    memcpy(&x, four, sizeof x);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    x = __builtin_bswap32(x);
#endif
    return (x * 2654435761u) >> 15; /* Knuth's multiplicative hash */
}

static unsigned
level(const char *four)
{
    unsigned slot = gram_slot(four);

    return gram_table[slot / 2] >> (4 * (slot & 1)) & 15;
}

static double
rate_of_level(unsigned level)
{
    return MOST / (1u << LEVEL_MAX) * (1u << level);
}

/* The rarest four bytes that begin in the word at *at or in the blank before
 * it; infinite if it has none. Steps to the next word. */
static double
rate_of_word(struct str s, size_t *at)
{
    unsigned least = LEVEL_MAX + 1;
    size_t i = *at;

    do {
        if (i + 4 <= s.len && level(s.p + i) < least)
            least = level(s.p + i);
        i++;
    } while (i < s.len && s.p[i] != ' ');
    *at = i;
    return least > LEVEL_MAX ? INFINITY : rate_of_level(least);
}

double
gram_rate(struct str literal)
{
    double least = INFINITY, others = 1;
    char three[4] = "";

    if (literal.len < 3)
        return literal.len == 2 ? RATE_OF_TWO : RATE_OF_ONE;
    if (literal.len == 3) {
        memcpy(three, literal.p, 3);
        return rate_of_level(level(three));
    }
    for (size_t i = 0; i < literal.len;) {
        double rate = rate_of_word(literal, &i), other = least;

        if (rate < least)
            least = rate;
        else
            other = rate;
        if (other * NEIGHBOURS < 1)
            others *= other * NEIGHBOURS;
    }
    return least * others;
}
