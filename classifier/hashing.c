#include "classifier/hashing.h"

#include <string.h>

/* Multiply and fold the 128-bit product: as in wyhash, whose constants these
 * are (public domain). */
static uint64_t
mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define P0 0xA0761D6478BD642Fu
#define P1 0xE7037ED1A0B428DBu
#define P2 0x8EBC6AF09C88C6E3u

/* Little-endian, whatever the machine. */
static uint64_t
load(const char *p, size_t len)
{
    uint64_t v = 0;

    for (size_t i = 0; i < len; i++)
        v |= (uint64_t)(unsigned char)p[i] << (8 * i);
    return v;
}

uint64_t
hashing_of(enum hashing_space space, struct str bytes)
{
    uint64_t h = P2 * (uint64_t)space + bytes.len;
    size_t at = 0;

    for (; at + 8 <= bytes.len; at += 8)
        h = mix(h ^ load(bytes.p + at, 8), P0);
    if (at < bytes.len)
        h = mix(h ^ load(bytes.p + at, bytes.len - at), P1);
    return mix(h ^ P0, P1);
}

uint64_t
hashing_pair(uint64_t a, uint64_t b)
{
    return mix(a ^ P1, (b << 1 | b >> 63) ^ P0);
}
