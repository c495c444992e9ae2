#include "scan/trace_index.h"

#include "base/map.h"
#include "base/mem.h"
#include "core/picture_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fewer runs in common are no share of the texts that counts. */
#define RUNS_MIN 5
#define PICTURE_PARTS (PICTURE_FACTS_NEAR + 1)
#define KEY_BYTES_MAX 4200

/* Who has a key: a list by number of the next entry, 0 ends it. */
struct posting {
    uint32_t item, next;
};

struct trace_index {
    struct map *keys;        /* to the first posting */
    struct posting *posting; /* owned; the first is not used */
    size_t count, cap;
    uint32_t *runs;  /* owned: runs in common, per item */
    uint32_t *found; /* owned */
    size_t items, runs_cap, found_cap;
};

struct trace_index *
trace_index_new(void)
{
    struct trace_index *x = mem_new(sizeof *x);

    x->keys = map_new(NULL);
    x->count = 1;
    x->posting = mem_grow(NULL, &x->cap, 1, sizeof *x->posting);
    return x;
}

void
trace_index_free(struct trace_index *x)
{
    if (x == NULL)
        return;
    map_free(x->keys);
    free(x->posting);
    free(x->runs);
    free(x->found);
    free(x);
}

static void
post(struct trace_index *x, struct str key, uint32_t item)
{
    struct map_item *m = map_add(x->keys, key, NULL);

    x->posting =
        mem_grow(x->posting, &x->cap, x->count + 1, sizeof *x->posting);
    x->posting[x->count] = (struct posting){ item, (uint32_t)m->value.num };
    m->value.num = (int64_t)x->count++;
}

/* By its bytes; and by its look in parts, of which one is the same in all that
 * differ in fewer bits than there are parts. */
static void
picture_keys(struct trace_index *x, const struct trace_picture *p,
    void (*visit)(struct trace_index *x, struct str key, uint32_t item),
    uint32_t item)
{
    char key[40];
    int width = (64 + PICTURE_PARTS - 1) / PICTURE_PARTS;

    snprintf(key, sizeof key, "b%llx", (unsigned long long)p->bytes);
    visit(x, str_of(key), item);
    for (int i = 0; i < PICTURE_PARTS && !p->plain; i++) {
        snprintf(key, sizeof key, "l%d %llx", i,
            (unsigned long long)(p->look >> (i * width) &
                                 ((1ull << width) - 1)));
        visit(x, str_of(key), item);
    }
}

/* Call visit for every key of an offer but its runs of words. */
static void
each_key(struct trace_index *x, const struct trace *t,
    void (*visit)(struct trace_index *x, struct str key, uint32_t item),
    uint32_t item)
{
    struct buf key = BUF_MAX(KEY_BYTES_MAX);

    for (size_t i = 0; i < t->gtins.count; i++) {
        buf_reset(&key);
        buf_addf(&key, "g%s", t->gtins.item[i]);
        visit(x, buf_str(&key), item);
    }
    for (size_t i = 0; i < t->picture_count; i++)
        picture_keys(x, &t->picture[i], visit, item);
    for (size_t i = 0; i < t->pair_count; i++) {
        buf_reset(&key);
        buf_addf(&key, "w%llx", (unsigned long long)t->pair[i]);
        visit(x, buf_str(&key), item);
    }
    buf_reset(&key);
    if (t->model != NULL) {
        buf_addf(&key, "m%s", t->model);
        visit(x, buf_str(&key), item);
    }
    buf_clear(&key);
}

static struct str
run_key(const uint64_t *hash)
{
    return (struct str){ (const char *)hash, sizeof *hash };
}

void
trace_index_add(struct trace_index *x, const struct trace *t)
{
    uint32_t item = (uint32_t)x->items++;

    each_key(x, t, post, item);
    if (t->count >= TRACE_SHINGLES_MIN)
        for (size_t i = 0; i < t->count; i++)
            post(x, run_key(&t->shingles[i]), item);
    x->runs = mem_grow(x->runs, &x->runs_cap, x->items, sizeof *x->runs);
    x->found = mem_grow(x->found, &x->found_cap, x->items, sizeof *x->found);
    x->runs[item] = 0;
}

/* Whoever has the key is to be compared. */
static void
hit(struct trace_index *x, struct str key, uint32_t ignored)
{
    const struct map_item *m = map_find(x->keys, key);

    (void)ignored;
    for (size_t p = m != NULL ? (size_t)m->value.num : 0; p != 0;
         p = x->posting[p].next)
        x->runs[x->posting[p].item] += RUNS_MIN;
}

static void
hit_run(struct trace_index *x, struct str key)
{
    const struct map_item *m = map_find(x->keys, key);

    for (size_t p = m != NULL ? (size_t)m->value.num : 0; p != 0;
         p = x->posting[p].next)
        x->runs[x->posting[p].item]++;
}

size_t
trace_index_find(
    struct trace_index *x, const struct trace *t, const uint32_t **out)
{
    size_t n = 0;

    if (x->items > 0)
        memset(x->runs, 0, x->items * sizeof *x->runs);
    each_key(x, t, hit, 0);
    if (t->count >= TRACE_SHINGLES_MIN)
        for (size_t i = 0; i < t->count; i++)
            hit_run(x, run_key(&t->shingles[i]));
    for (size_t i = 0; i < x->items; i++)
        if (x->runs[i] >= RUNS_MIN)
            x->found[n++] = (uint32_t)i;
    *out = x->found;
    return n;
}
