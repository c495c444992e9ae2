#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Slots at first; there are at least twice as many as items. */
#define SLOTS_MIN 16

struct entry {
    struct map_item item;      /* first: an item is its entry */
    struct entry *prev, *next; /* in order of insertion */
    uint64_t hash;
    char key[]; /* with a NUL behind it */
};

struct map {
    struct entry *first, *last;
    struct entry **slot; /* owned; an entry is in the first free slot from its
                            hash on */
    size_t count, slots;
    uint64_t seed; /* where the map stands: a stranger does not know it, who
                      would make keys that share a slot */
    void (*value_free)(void *);
};

struct map *
map_new(void (*value_free)(void *))
{
    struct map *m = mem_new(sizeof *m);

    m->value_free = value_free;
    m->seed = (uintptr_t)m;
    return m;
}

static void
entry_free(struct map *m, struct entry *e)
{
    if (m->value_free != NULL)
        m->value_free(e->item.value.ptr);
    free(e);
}

void
map_free(struct map *m)
{
    if (m == NULL)
        return;
    for (struct entry *e = m->first, *next; e != NULL; e = next) {
        next = e->next;
        entry_free(m, e);
    }
    free(m->slot);
    free(m);
}

size_t
map_count(const struct map *m)
{
    return m->count;
}

/* The slot of the key, or the free one where it would be. */
static size_t
slot_of(const struct map *m, struct str key, uint64_t hash)
{
    size_t i = hash & (m->slots - 1);

    for (; m->slot[i] != NULL; i = (i + 1) & (m->slots - 1))
        if (m->slot[i]->hash == hash && str_eq(m->slot[i]->item.key, key))
            break;
    return i;
}

struct map_item *
map_find(const struct map *m, struct str key)
{
    struct entry *e;

    if (m->count == 0)
        return NULL;
    e = m->slot[slot_of(m, key, str_hash_seeded(key, m->seed))];
    return e == NULL ? NULL : &e->item;
}

static void
widen(struct map *m)
{
    size_t slots = m->slots == 0 ? SLOTS_MIN : 2 * m->slots;

    free(m->slot);
    m->slot = mem_array(slots, sizeof m->slot[0]);
    m->slots = slots;
    for (struct entry *e = m->first; e != NULL; e = e->next)
        m->slot[slot_of(m, e->item.key, e->hash)] = e;
}

struct map_item *
map_add(struct map *m, struct str key, int *is_new)
{
    uint64_t hash = str_hash_seeded(key, m->seed);
    struct entry *e;
    size_t i;

    if (2 * (m->count + 1) > m->slots)
        widen(m);
    i = slot_of(m, key, hash);
    if (is_new != NULL)
        *is_new = m->slot[i] == NULL;
    if (m->slot[i] != NULL)
        return &m->slot[i]->item;
    e = mem_new(sizeof *e + key.len + 1);
    if (key.len > 0)
        memcpy(e->key, key.p, key.len);
    e->item.key = (struct str){ e->key, key.len };
    e->hash = hash;
    e->prev = m->last;
    *(m->last != NULL ? &m->last->next : &m->first) = e;
    m->last = e;
    m->slot[i] = e;
    m->count++;
    return &e->item;
}

void *
map_get(const struct map *m, struct str key)
{
    struct map_item *item = map_find(m, key);

    return item == NULL ? NULL : item->value.ptr;
}

void
map_put(struct map *m, struct str key, void *ptr)
{
    struct map_item *item = map_add(m, key, NULL);

    if (m->value_free != NULL && item->value.ptr != NULL &&
        item->value.ptr != ptr)
        m->value_free(item->value.ptr);
    item->value.ptr = ptr;
}

/* What stands behind a slot that becomes free moves up, unless its own place
 * begins behind it. */
static void
free_slot(struct map *m, size_t hole)
{
    size_t mask = m->slots - 1;

    m->slot[hole] = NULL;
    for (size_t i = (hole + 1) & mask; m->slot[i] != NULL; i = (i + 1) & mask) {
        size_t home = m->slot[i]->hash & mask;

        if (((i - home) & mask) < ((i - hole) & mask))
            continue;
        m->slot[hole] = m->slot[i];
        m->slot[i] = NULL;
        hole = i;
    }
}

void
map_remove(struct map *m, struct str key)
{
    struct entry *e = (struct entry *)map_find(m, key);

    if (e == NULL)
        return;
    free_slot(m, slot_of(m, e->item.key, e->hash));
    *(e->prev != NULL ? &e->prev->next : &m->first) = e->next;
    *(e->next != NULL ? &e->next->prev : &m->last) = e->prev;
    m->count--;
    entry_free(m, e);
}

struct map_item *
map_next(const struct map *m, struct map_item *item)
{
    struct entry *e = item == NULL ? m->first : ((struct entry *)item)->next;

    return e == NULL ? NULL : &e->item;
}
