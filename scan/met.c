#include "scan/met.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Places that one key may be at, one after the other. */
#define REACH 16
/* 16 MB, of which two million addresses take up all. */
#define PLACES_MIN ((size_t)1 << 12)
#define PLACES_MAX ((size_t)1 << 21)
/* The table may not be in the processor's cache: so many places are fetched
 * while others are looked at. */
#define AHEAD 16

struct met {
    int64_t *place; /* owned, and REACH more; 0: none, and is never found */
    size_t places;  /* a power of two */
    size_t count;   /* of the keys, about */
    uint64_t seed;  /* another in each process */
};

struct met *
met_new(void)
{
    struct met *m = mem_new(sizeof *m);

    m->places = PLACES_MIN;
    m->place = mem_array(m->places + REACH, sizeof m->place[0]);
    m->seed = (uint64_t)(uintptr_t)m;
    return m;
}

void
met_free(struct met *m)
{
    if (m == NULL)
        return;
    free(m->place);
    free(m);
}

/* Where a key's places begin. It is part of a digest, of which a site can
 * choose bits. */
static size_t
begin(const struct met *m, int64_t key)
{
    uint64_t x = ((uint64_t)key ^ m->seed) * 0x9E3779B97F4A7C15u;

    return (x ^ x >> 32) & (m->places - 1);
}

/* The first free place is behind all keys that may be at it. */
int
met_has(const struct met *m, int64_t key)
{
    const int64_t *at = m->place + begin(m, key);

    for (size_t i = 0; i < REACH && at[i] != 0; i++)
        if (at[i] == key)
            return 1;
    return 0;
}

static void
add(struct met *m, int64_t key)
{
    int64_t *at = m->place + begin(m, key);

    for (size_t i = 0; i < REACH; i++) {
        if (at[i] == key)
            return;
        if (at[i] == 0) {
            at[i] = key;
            m->count++;
            return;
        }
    }
    at[(uint64_t)key % REACH] = key; /* another is forgotten */
}

static void
grow(struct met *m)
{
    struct met bigger = { .places = 2 * m->places, .seed = m->seed };

    bigger.place = mem_array(bigger.places + REACH, sizeof bigger.place[0]);
    for (size_t i = 0; i < m->places + REACH; i++)
        if (m->place[i] != 0)
            add(&bigger, m->place[i]);
    free(m->place);
    *m = bigger;
}

void
met_add(struct met *m, int64_t key)
{
    if (key == 0)
        return;
    if (m->count > m->places / 2 && m->places < PLACES_MAX)
        grow(m);
    add(m, key);
}

int64_t
met_key(struct str keys, size_t place)
{
    int64_t key;

    memcpy(&key, keys.p + place * sizeof key, sizeof key);
    return key;
}

size_t
met_run(const struct met *m, struct str keys)
{
    size_t count = keys.len / sizeof(int64_t), i;

    for (i = 0; i < count && i < AHEAD; i++)
        __builtin_prefetch(m->place + begin(m, met_key(keys, i)));
    for (i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(m->place + begin(m, met_key(keys, i + AHEAD)));
        if (!met_has(m, met_key(keys, i)))
            break;
    }
    return i;
}
