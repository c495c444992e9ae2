#include "base/map.h"

#include "base/mem.h"

#include <stdlib.h>
#include <uthash.h>

struct entry {
    struct map_item item; /* first: an item is its entry */
    UT_hash_handle hh;
};

struct map {
    struct entry *head;
    void (*value_free)(void *);
};

struct map *
map_new(void (*value_free)(void *))
{
    struct map *m = mem_new(sizeof *m);

    m->value_free = value_free;
    return m;
}

static void
entry_free(struct map *m, struct entry *e)
{
    if (m->value_free != NULL)
        m->value_free(e->item.value.ptr);
    free((char *)e->item.key.p);
    free(e);
}

void
map_free(struct map *m)
{
    struct entry *e, *next;

    if (m == NULL)
        return;
    HASH_ITER(hh, m->head, e, next)
    {
        HASH_DEL(m->head, e);
        entry_free(m, e);
    }
    free(m);
}

size_t
map_count(const struct map *m)
{
    return HASH_COUNT(m->head);
}

struct map_item *
map_find(const struct map *m, struct str key)
{
    struct entry *e;

    if (key.p == NULL) /* the empty key: memcmp takes no NULL */
        key = STR("");
    HASH_FIND(hh, m->head, key.p, key.len, e);
    return e == NULL ? NULL : &e->item;
}

struct map_item *
map_add(struct map *m, struct str key, int *is_new)
{
    struct map_item *item = map_find(m, key);
    struct entry *e;

    if (is_new != NULL)
        *is_new = item == NULL;
    if (item != NULL)
        return item;
    e = mem_new(sizeof *e);
    e->item.key = (struct str){ str_dup(key), key.len };
    HASH_ADD_KEYPTR(hh, m->head, e->item.key.p, e->item.key.len, e);
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

void
map_remove(struct map *m, struct str key)
{
    struct entry *e = (struct entry *)map_find(m, key);

    if (e == NULL)
        return;
    HASH_DEL(m->head, e);
    entry_free(m, e);
}

struct map_item *
map_next(const struct map *m, struct map_item *item)
{
    struct entry *e = item == NULL ? m->head : ((struct entry *)item)->hh.next;

    return e == NULL ? NULL : &e->item;
}
