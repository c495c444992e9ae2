#include "rules/spelling.h"

#include <stdint.h>
#include <string.h>

/* An odd number whose powers, modulo 2^64, mix well. */
#define FACTOR 0x9E3779B97F4A7C15u
/* Bits that tell which texts are surely new, as a power of two. */
#define SEEN_BITS 10

void
spelling_set(struct spellings *s, const char *p, size_t len)
{
    s->count = 1;
    s->item[0].len = len;
    memcpy(s->item[0].p, p, len);
}

void
spelling_copy(struct spellings *to, const struct spellings *from)
{
    to->count = from->count;
    memcpy(to->item, from->item, from->count * sizeof from->item[0]);
}

/* Most differ in length, or in the first or last byte. */
static int
has(const struct spellings *s, const char *p, size_t len)
{
    for (size_t i = 0; i < s->count; i++) {
        const char *q = s->item[i].p;

        if (s->item[i].len == len &&
            (len == 0 || (q[0] == p[0] && q[len - 1] == p[len - 1] &&
                             memcmp(q, p, len) == 0)))
            return 1;
    }
    return 0;
}

static int
append(struct spellings *s, const char *p, size_t len)
{
    if (s->count == SPELLINGS_MAX || len > SPELLING_BYTES)
        return -1;
    s->item[s->count].len = len;
    memcpy(s->item[s->count++].p, p, len);
    return 0;
}

int
spelling_add(struct spellings *s, const char *p, size_t len)
{
    return has(s, p, len) ? 0 : append(s, p, len);
}

static int
append_one(struct spellings *a, const char *p, size_t len)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->item[i].len + len > SPELLING_BYTES)
            return -1;
    for (size_t i = 0; i < a->count; i++) {
        memcpy(a->item[i].p + a->item[i].len, p, len);
        a->item[i].len += len;
    }
    return 0;
}

/* The hash of "ab" is that of "a", times the power of "b", plus that of "b".
 */
struct term {
    uint64_t hash, power;
};

static void
weigh(struct term *out, const struct spellings *s)
{
    for (size_t i = 0; i < s->count; i++) {
        out[i] = (struct term){ 0, 1 };
        for (size_t k = 0; k < s->item[i].len; k++) {
            out[i].hash =
                out[i].hash * FACTOR + (unsigned char)s->item[i].p[k] + 1;
            out[i].power *= FACTOR;
        }
    }
}

/* 1 if each has as many bytes as the first. */
static int
is_even(const struct spellings *s)
{
    for (size_t i = 1; i < s->count; i++)
        if (s->item[i].len != s->item[0].len)
            return 0;
    return 1;
}

/* Where two of different lengths join, "a" + "bc" may be "ab" + "c". */
static int
cross(
    struct spellings *out, const struct spellings *a, const struct spellings *b)
{
    struct term before[SPELLINGS_MAX], behind[SPELLINGS_MAX];
    uint64_t seen[(1 << SEEN_BITS) / 64] = { 0 };

    weigh(before, a);
    weigh(behind, b);
    out->count = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            char text[2 * SPELLING_BYTES];
            size_t len = a->item[i].len + b->item[k].len;
            uint64_t hash = before[i].hash * behind[k].power + behind[k].hash;
            unsigned bit = (unsigned)((hash * FACTOR) >> (64 - SEEN_BITS));

            memcpy(text, a->item[i].p, SPELLING_BYTES);
            memcpy(text + a->item[i].len, b->item[k].p, SPELLING_BYTES);
            if (seen[bit / 64] >> (bit % 64) & 1 && has(out, text, len))
                continue;
            seen[bit / 64] |= 1ull << (bit % 64);
            if (append(out, text, len) != 0)
                return -1;
        }
    return 0;
}

int
spelling_cross(struct spellings *a, const struct spellings *b)
{
    struct spellings out;

    if (b->count == 1)
        return append_one(a, b->item[0].p, b->item[0].len);
    if (a->count * b->count > SPELLINGS_MAX && (is_even(a) || is_even(b)))
        return -1;
    if (cross(&out, a, b) != 0)
        return -1;
    spelling_copy(a, &out);
    return 0;
}

int
spelling_has_empty(const struct spellings *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->item[i].len == 0)
            return 1;
    return s->count == 0;
}
