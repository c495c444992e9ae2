#include "recalls/posting.h"

#include "base/mem.h"

#include <stdlib.h>

static int
compare(const void *a, const void *b)
{
    const struct posting_pair *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* FNV leaves its high bits better mixed than its low ones. */
static size_t
slot_of(const struct posting *p, uint64_t key)
{
    return (size_t)((key ^ key >> 32) * 0x9E3779B97F4A7C15u >> 20) & p->mask;
}

void
posting_build(struct posting *p, struct posting_pair *pairs, size_t count)
{
    size_t keys = 0, size = 16, n = 0;

    *p = (struct posting){ 0 };
    if (count > 0)
        qsort(pairs, count, sizeof pairs[0], compare);
    for (size_t i = 0; i < count; i++)
        keys += i == 0 || pairs[i].key != pairs[i - 1].key;
    while (size < keys * 2)
        size *= 2;
    p->slots = mem_array(size, sizeof p->slots[0]);
    p->ids = mem_array(count + 1, sizeof p->ids[0]);
    p->mask = size - 1;
    p->keys = keys;
    for (size_t i = 0; i < count;) {
        uint64_t key = pairs[i].key;
        size_t at = slot_of(p, key), first = n;

        for (; i < count && pairs[i].key == key; i++)
            if (n == first || p->ids[n - 1] != pairs[i].id)
                p->ids[n++] = pairs[i].id;
        while (p->slots[at].count > 0)
            at = (at + 1) & p->mask;
        p->slots[at].key = key;
        p->slots[at].first = (uint32_t)first;
        p->slots[at].count = (uint32_t)(n - first);
    }
}

void
posting_clear(struct posting *p)
{
    free(p->slots);
    free(p->ids);
    *p = (struct posting){ 0 };
}

size_t
posting_find(const struct posting *p, uint64_t key, const uint32_t **ids)
{
    if (p->slots == NULL)
        return 0;
    for (size_t at = slot_of(p, key); p->slots[at].count > 0;
         at = (at + 1) & p->mask)
        if (p->slots[at].key == key) {
            *ids = p->ids + p->slots[at].first;
            return p->slots[at].count;
        }
    return 0;
}
