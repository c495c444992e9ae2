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

double
gram_rate(struct str literal)
{
    unsigned least = 15;
    char three[4] = "";

    if (literal.len < 3)
        return literal.len == 2 ? RATE_OF_TWO : RATE_OF_ONE;
    if (literal.len == 3) {
        memcpy(three, literal.p, 3);
        least = level(three);
    }
    for (size_t i = 0; i + 4 <= literal.len; i++)
        if (level(literal.p + i) < least)
            least = level(literal.p + i);
    return ldexp(MOST, (int)least - 15);
}
