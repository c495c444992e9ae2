/* classifier/little.h - numbers as little-endian bytes, on every machine. */
#ifndef CLASSIFIER_LITTLE_H
#define CLASSIFIER_LITTLE_H

#include "base/buf.h"

#include <string.h>

static inline void
little_put_u32(struct buf *out, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        buf_addc(out, (char)(v >> (8 * i)));
}

static inline void
little_put_float(struct buf *out, float v)
{
    uint32_t bits;

    memcpy(&bits, &v, sizeof bits);
    little_put_u32(out, bits);
}

/* Both move *p behind what they read; the caller knows that it is there. */
static inline uint32_t
little_get_u32(const char **p)
{
    uint32_t v = 0;

    for (int i = 0; i < 4; i++)
        v |= (uint32_t)(unsigned char)*(*p)++ << (8 * i);
    return v;
}

static inline float
little_get_float(const char **p)
{
    uint32_t bits = little_get_u32(p);
    float v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

#endif
