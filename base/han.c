#include "base/han.h"

#include "base/lanes.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>

/* Rows of one width, a character and its simple form, see scripts/han, which
 * makes them. */
__asm__(".section .rodata\n"
        ".global han_rows, han_rows_end\n"
        "han_rows:\n"
        ".incbin \"base/han.tsv\"\n"
        "han_rows_end:\n"
        ".previous\n");

extern const char han_rows[], han_rows_end[];

/* Two of three bytes each, a tab between, a newline behind. */
#define ROW_BYTES 8
#define SIMPLE_AT 4

/* The block of unified ideographs: three bytes of UTF-8 each. */
#define FIRST 0x4E00
#define LAST 0x9FFF

struct han {
    /* A bit for each that has another form: few have, and this much stays
     * near. */
    uint64_t traditional[(LAST - FIRST) / 64 + 1];
    uint16_t simple[LAST - FIRST + 1]; /* only of those */
};

/* The number in the block of what stands at p. */
static unsigned
number_of(const char *p)
{
    size_t at = 0;

    return utf8_next((struct str){ p, 3 }, &at) - FIRST;
}

struct han *
han_new(void)
{
    struct han *h = mem_new(sizeof *h);

    for (const char *row = han_rows; row < han_rows_end; row += ROW_BYTES) {
        unsigned c = number_of(row);

        h->simple[c] = (uint16_t)(number_of(row + SIMPLE_AT) + FIRST);
        h->traditional[c / 64] |= 1ull << (c % 64);
    }
    return h;
}

void
han_free(struct han *h)
{
    free(h);
}

size_t
han_find(const struct han *h, const char *text, size_t len)
{
    for (size_t i = 0; i + 2 < len;) {
        unsigned char a = (unsigned char)text[i];
        unsigned c;

        if (a < 0x80 && i + LANES <= len) {
            i += lanes_first(lanes_load(text + i));
            continue;
        }
        if (a < 0xE4 || a > 0xE9) {
            i++;
            continue;
        }
        c = ((a & 0x0Fu) << 12 | ((unsigned char)text[i + 1] & 0x3Fu) << 6 |
                ((unsigned char)text[i + 2] & 0x3Fu)) -
            FIRST;
        if (c <= LAST - FIRST && (h->traditional[c / 64] >> (c % 64) & 1) != 0)
            return i;
        i += 3;
    }
    return len;
}

void
han_simplify(const struct han *h, char *text, size_t len)
{
    size_t i = 0;

    while ((i += han_find(h, text + i, len - i)) < len) {
        unsigned c = ((unsigned char)text[i] & 0x0Fu) << 12 |
                     ((unsigned char)text[i + 1] & 0x3Fu) << 6 |
                     ((unsigned char)text[i + 2] & 0x3Fu);

        c = h->simple[c - FIRST];
        text[i] = (char)(0xE0 | c >> 12);
        text[i + 1] = (char)(0x80 | (c >> 6 & 0x3F));
        text[i + 2] = (char)(0x80 | (c & 0x3F));
        i += 3;
    }
}
