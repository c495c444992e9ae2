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

/* Little-endian, whatever the machine; compilers make one load of it. */
static uint64_t
load8(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 |
           (uint64_t)u[3] << 24 | (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40 |
           (uint64_t)u[6] << 48 | (uint64_t)u[7] << 56;
}

static uint64_t
load4(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 |
           (uint64_t)u[3] << 24;
}

/* Up to eight bytes, without reading behind them. */
static uint64_t
load(const char *p, size_t len)
{
    const unsigned char *u = (const unsigned char *)p;

    if (len >= 8)
        return load8(p);
    if (len >= 4)
        return load4(p) | load4(p + len - 4) << (8 * (len - 4));
    if (len == 0)
        return 0;
    return (uint64_t)u[0] | (uint64_t)u[len / 2] << (8 * (len / 2)) |
           (uint64_t)u[len - 1] << (8 * (len - 1));
}

uint64_t
hashing_of(enum hashing_space space, struct str bytes)
{
    uint64_t h = P2 * (uint64_t)space + bytes.len;
    const char *p = bytes.p;
    size_t len = bytes.len;

    for (; len > 8; p += 8, len -= 8)
        h = mix(h ^ load8(p), P0);
    return mix(h ^ P0, load(p, len) ^ P1);
}

uint64_t
hashing_pair(uint64_t a, uint64_t b)
{
    return mix(a ^ P1, (b << 1 | b >> 63) ^ P0);
}
