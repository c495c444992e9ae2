/* base/lanes.h - sixteen bytes at a time, in any compiler that has vectors.
 *
 * A comparison gives 0xFF in each lane where it holds, else 0.
 */
#ifndef BASE_LANES_H
#define BASE_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef unsigned char lanes __attribute__((vector_size(16)));
#define LANES 16

/* The sixteen bytes at p, which need not be aligned. */
static inline lanes
lanes_load(const char *p)
{
    lanes v;

    memcpy(&v, p, sizeof v);
    return v;
}

/* The first n of the eight bytes at p as a number, the same for the same n
 * bytes; 0 < n <= 8. */
static inline uint64_t
lanes_word(const char *p, size_t n)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return word & (UINT64_MAX >> (64 - 8 * n));
#else
    return word >> (64 - 8 * n);
#endif
}

/* The top bits of the lanes, the first lane's lowest. */
static inline unsigned
lanes_tops(lanes v)
{
#ifdef __SSE2__
    typedef char chars __attribute__((vector_size(16)));

    /* What every x86-64 has an instruction for. */
    return (unsigned)__builtin_ia32_pmovmskb128((chars)v);
#else
    unsigned tops = 0;

    for (size_t i = 0; i < LANES; i++)
        tops |= (unsigned)(v[i] >> 7) << i;
    return tops;
#endif
}

/* Lanes from 1 to 0x7F: as numbers with a sign, which all processors compare
 * in one step. */
static inline lanes
lanes_above_zero(lanes v)
{
    typedef signed char chars __attribute__((vector_size(16)));

    return (lanes)((chars)v > 0);
}

/* 1 if the top bit of some lane is set. */
static inline int
lanes_any(lanes v)
{
    return lanes_tops(v) != 0;
}

/* Lanes before the first that is set, of a comparison; LANES if none is. */
static inline size_t
lanes_first(lanes v)
{
    return (size_t)__builtin_ctz(lanes_tops(v) | 1u << LANES);
}

#endif
