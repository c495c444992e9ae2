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
};

/* 64 well-mixed bits. The same on every machine: models are files. */
uint64_t hashing_of(enum hashing_space space, struct str bytes);

/* The hash of two things in order. */
uint64_t hashing_pair(uint64_t a, uint64_t b);

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
