/* base/dice.h - repeatable chance: the same seed, the same numbers.
 *
 * SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.
 */
#ifndef BASE_DICE_H
#define BASE_DICE_H

#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state;
};

static inline uint64_t
dice_next(struct dice *d)
{
    uint64_t z = (d->state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* A number below n (n > 0; the bias is below n / 2^64). */
static inline size_t
dice_below(struct dice *d, size_t n)
{
    return (size_t)(dice_next(d) % n);
}

/* A number from 0 to below 1. */
static inline double
dice_share(struct dice *d)
{
    return (double)(dice_next(d) >> 11) * 0x1p-53;
}

#endif
