/* base/map.h - hash map from byte strings to pointers or numbers.
 *
 * Keys are copied. Values are the caller's: a pointer is freed by the map
 * only when a free function was given. Order of iteration: insertion.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/str.h"

union map_value {
    void *ptr;
    int64_t num;
};

struct map_item {
    struct str key; /* owned by the map */
    union map_value value;
};

struct map;

struct map *map_new(void (*value_free)(void *));
void map_free(struct map *m);

size_t map_count(const struct map *m);

/* The item, or NULL. Valid until it is removed. */
struct map_item *map_find(const struct map *m, struct str key);

/* The item for key, made with a zero value if it was not there;
 * *is_new (may be NULL) tells which. */
struct map_item *map_add(struct map *m, struct str key, int *is_new);

void *map_get(const struct map *m, struct str key); /* value.ptr or NULL */
void map_put(struct map *m, struct str key, void *ptr);
void map_remove(struct map *m, struct str key);

/* Iterate: start with NULL, ends with NULL. */
struct map_item *map_next(const struct map *m, struct map_item *item);

#endif
