#include "scan/met.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* What a line of the processor's memory holds. 16 MB where all are taken, by
 * two million addresses. */
#define WAYS 8
#define LINES ((size_t)1 << 18)
/* The table is not in the processor's cache: so many lines are fetched while
 * others are looked at. */
#define AHEAD 16

struct line {
    int64_t key[WAYS]; /* 0: none; what has that key is never found */
};

struct met {
    struct line *line; /* owned; LINES of them */
    uint64_t seed;     /* another in each process */
};

struct met *
met_new(void)
{
    struct met *m = mem_new(sizeof *m);

    m->line = mem_array(LINES, sizeof m->line[0]);
    m->seed = (uint64_t)(uintptr_t)m;
    return m;
}

void
met_free(struct met *m)
{
    if (m == NULL)
        return;
    free(m->line);
    free(m);
}

/* A key is part of a digest, of which a site can choose bits. */
static uint64_t
mix(const struct met *m, int64_t key)
{
    uint64_t x = ((uint64_t)key ^ m->seed) * 0x9E3779B97F4A7C15u;

    return x ^ x >> 32;
}

static struct line *
line_of(const struct met *m, int64_t key)
{
    return &m->line[mix(m, key) % LINES];
}

static int
holds(const struct line *l, int64_t key)
{
    int any = 0;

    for (size_t w = 0; w < WAYS; w++)
        any |= l->key[w] == key;
    return any;
}

int
met_has(const struct met *m, int64_t key)
{
    return key != 0 && holds(line_of(m, key), key);
}

void
met_add(struct met *m, int64_t key)
{
    struct line *l = line_of(m, key);

    for (size_t w = 0; w < WAYS; w++)
        if (l->key[w] == key || l->key[w] == 0) {
            l->key[w] = key;
            return;
        }
    l->key[mix(m, key) / LINES % WAYS] = key;
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
        __builtin_prefetch(line_of(m, met_key(keys, i)));
    for (i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(line_of(m, met_key(keys, i + AHEAD)));
        if (!met_has(m, met_key(keys, i)))
            break;
    }
    return i;
}
