/* classifier/hashing.h - signed feature hashing (Weinberger et al. 2009).
 *
 * A feature's name space and bytes become an index of a fixed-width table
 * and a sign, so that collisions cancel instead of adding up.
 */
#ifndef CLASSIFIER_HASHING_H
#define CLASSIFIER_HASHING_H

#include "base/str.h"

/* Name spaces: the same bytes in two of them are two features. */
enum hashing_space {
    HASHING_WORD = 1,
    HASHING_PAIR,    /* two words that follow each other */
    HASHING_CHARS,   /* character n-gram inside a word */
    HASHING_HAN,     /* character n-gram of a script without blanks */
    HASHING_MEASURE, /* unit behind a number */
    HASHING_CONCEPT,
    HASHING_CLASS,
    HASHING_SHAPE, /* of a title as a whole */
};

/* Multiply and fold the 128-bit product: as in wyhash, whose constants these
 * are (public domain). */
static inline uint64_t
hashing_mix(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define HASHING_P0 0xA0761D6478BD642Fu
#define HASHING_P1 0xE7037ED1A0B428DBu
#define HASHING_P2 0x8EBC6AF09C88C6E3u

/* Little-endian, whatever the machine; compilers make one load of it. */
static inline uint64_t
hashing_load8(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 |
           (uint64_t)u[3] << 24 | (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40 |
           (uint64_t)u[6] << 48 | (uint64_t)u[7] << 56;
}

static inline uint64_t
hashing_load4(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 |
           (uint64_t)u[3] << 24;
}

/* Up to eight bytes, without reading behind them. */
static inline uint64_t
hashing_load(const char *p, size_t len)
{
    const unsigned char *u = (const unsigned char *)p;

    if (len >= 8)
        return hashing_load8(p);
    if (len >= 4)
        return hashing_load4(p) | hashing_load4(p + len - 4) << (8 * (len - 4));
    if (len == 0)
        return 0;
    return (uint64_t)u[0] | (uint64_t)u[len / 2] << (8 * (len / 2)) |
           (uint64_t)u[len - 1] << (8 * (len - 1));
}

/* 64 well-mixed bits. The same on every machine: models are files. */
static inline uint64_t
hashing_of(enum hashing_space space, struct str bytes)
{
    uint64_t h = HASHING_P2 * (uint64_t)space + bytes.len;
    const char *p = bytes.p;
    size_t len = bytes.len;

    for (; len > 8; p += 8, len -= 8)
        h = hashing_mix(h ^ hashing_load8(p), HASHING_P0);
    return hashing_mix(h ^ HASHING_P0, hashing_load(p, len) ^ HASHING_P1);
}

/* The hash of two things in order. */
static inline uint64_t
hashing_pair(uint64_t a, uint64_t b)
{
    return hashing_mix(a ^ HASHING_P1, (b << 1 | b >> 63) ^ HASHING_P0);
}

static inline uint32_t
hashing_index(uint64_t hash, unsigned bits)
{
    return (uint32_t)hash & ((1u << bits) - 1);
}

static inline int
hashing_sign(uint64_t hash)
{
    return hash >> 63 ? -1 : 1;
}

#endif
