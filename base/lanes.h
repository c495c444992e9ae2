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

#ifdef __SSE2__

/* The top bit of each lane: what every x86-64 has an instruction for. */
static inline unsigned
lanes_tops(lanes v)
{
    typedef char chars __attribute__((vector_size(16)));

    return (unsigned)__builtin_ia32_pmovmskb128((chars)v);
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

#else

/* The same by halves of eight bytes. */
static inline int
lanes_any(lanes v)
{
    uint64_t half[2];

    memcpy(half, &v, sizeof half);
    return ((half[0] | half[1]) & 0x8080808080808080u) != 0;
}

static inline size_t
lanes_first(lanes v)
{
    uint64_t half[2];

    memcpy(half, &v, sizeof half);
    if ((half[0] | half[1]) == 0)
        return LANES;
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    half[0] = __builtin_bswap64(half[0]);
    half[1] = __builtin_bswap64(half[1]);
#endif
    return half[0] != 0 ? (size_t)__builtin_ctzll(half[0]) / 8
                        : 8 + (size_t)__builtin_ctzll(half[1]) / 8;
}

#endif

#endif
