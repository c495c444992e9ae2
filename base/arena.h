/* base/arena.h - many small objects that die together.
 *
 * A bump allocator: nothing is freed alone, everything at arena_clear.
 * It has a cap, because what it holds is usually as large as a stranger's
 * page; past the cap it returns NULL. A small one is for a record whose parts
 * have caps of their own: it has none, and takes little for a short record.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdint.h>

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(16) char bytes[];
};

struct arena {
    struct arena_block *first, *now; /* owned */
    size_t used_bytes, max_bytes;
    size_t block_bytes; /* of the next block at least; 0: as for a page */
};

#define ARENA_MAX(bytes) ((struct arena){ .max_bytes = (bytes) })
/* With its block's head, what malloc has at hand at once (glibc's tcache). */
#define ARENA_SMALL_BYTES 992
#define ARENA_SMALL                                                            \
    ((struct arena){ .max_bytes = SIZE_MAX, .block_bytes = ARENA_SMALL_BYTES })

/* What arena_alloc does where the block at hand is full. */
void *arena_alloc_more(struct arena *a, size_t bytes);

/* 16-byte aligned, not zeroed; NULL past the cap. Inline: a page's tree takes
 * some thousand pieces. */
static inline void *
arena_alloc(struct arena *a, size_t bytes)
{
    size_t room = (bytes + 15) & ~(size_t)15;
    struct arena_block *b = a->now;

    if (b == NULL || room < bytes || room > b->size - b->used ||
        room > a->max_bytes - a->used_bytes)
        return arena_alloc_more(a, bytes);
    b->used += room;
    a->used_bytes += room;
    return b->bytes + b->used - room;
}

/* The *bytes at hand: where many pieces go that are made there one behind the
 * other and then taken at once. NULL if there are none. */
static inline void *
arena_rest(const struct arena *a, size_t *bytes)
{
    struct arena_block *b = a->now;
    size_t left = a->max_bytes - a->used_bytes;

    *bytes = b == NULL ? 0 : b->size - b->used;
    if (*bytes > left)
        *bytes = left;
    *bytes &= ~(size_t)15;
    return b == NULL ? NULL : b->bytes + b->used;
}

/* Take so many of these. */
static inline void
arena_use(struct arena *a, size_t bytes)
{
    size_t room = (bytes + 15) & ~(size_t)15;

    a->now->used += room;
    a->used_bytes += room;
}

void *arena_alloc0(struct arena *a, size_t bytes); /* zeroed */

/* Copy with a NUL behind it; {NULL,0} past the cap. */
struct str arena_dup(struct arena *a, struct str s);

/* Of a small one, which has no cap: out of memory ends the program. */
void *arena_take(struct arena *a, size_t bytes);
char *arena_text(struct arena *a, struct str s); /* as arena_dup */
/* As mem_grow; what the array took before is not used again. */
void *arena_grow(
    struct arena *a, void *items, size_t *cap, size_t need, size_t size);

void arena_reset(struct arena *a); /* empty; the memory is kept for reuse */
void arena_clear(struct arena *a); /* empty; the memory is freed */

#endif
