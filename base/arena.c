#include "base/arena.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* 256 KiB: one block holds the tree of a small page, and a page of 10 MB
 * takes some hundred blocks. */
#define BLOCK_BYTES (256 * 1024)

static struct arena_block *
block_new(size_t bytes)
{
    struct arena_block *b = malloc(sizeof *b + bytes);

    if (b == NULL)
        return NULL;
    b->next = NULL;
    b->size = bytes;
    b->used = 0;
    return b;
}

void *
arena_alloc_more(struct arena *a, size_t bytes)
{
    struct arena_block *b = a->now;
    void *p;

    if (bytes > a->max_bytes)
        return NULL;
    bytes = (bytes + 15) & ~(size_t)15;
    if (bytes > a->max_bytes - a->used_bytes)
        return NULL;
    while (b != NULL && bytes > b->size - b->used) {
        b = b->next;
        if (b != NULL)
            b->used = 0;
    }
    if (b == NULL) {
        size_t size = a->block_bytes > 0 ? a->block_bytes : BLOCK_BYTES;

        b = block_new(bytes > size ? bytes : size);
        if (b == NULL)
            return NULL;
        if (size < BLOCK_BYTES)
            a->block_bytes = 2 * size;
        if (a->now == NULL) {
            a->first = b;
        } else {
            struct arena_block *last = a->now;

            while (last->next != NULL)
                last = last->next;
            last->next = b;
        }
    }
    a->now = b;
    p = b->bytes + b->used;
    b->used += bytes;
    a->used_bytes += bytes;
    return p;
}

void *
arena_alloc0(struct arena *a, size_t bytes)
{
    void *p = arena_alloc(a, bytes);

    if (p != NULL)
        memset(p, 0, bytes);
    return p;
}

struct str
arena_dup(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.len + 1);

    if (p == NULL)
        return STR_NONE;
    if (s.len > 0)
        memcpy(p, s.p, s.len);
    p[s.len] = '\0';
    return (struct str){ p, s.len };
}

void *
arena_take(struct arena *a, size_t bytes)
{
    void *p = arena_alloc(a, bytes);

    if (p == NULL)
        mem_out();
    return p;
}

char *
arena_text(struct arena *a, struct str s)
{
    char *p = arena_take(a, s.len + 1);

    if (s.len > 0)
        memcpy(p, s.p, s.len);
    p[s.len] = '\0';
    return p;
}

void *
arena_grow(struct arena *a, void *items, size_t *cap, size_t need, size_t size)
{
    size_t want = mem_want(*cap, need, size);
    void *more;

    if (need <= *cap)
        return items;
    more = arena_take(a, want * size);
    if (*cap > 0)
        memcpy(more, items, *cap * size);
    *cap = want;
    return more;
}

void
arena_reset(struct arena *a)
{
    a->now = a->first;
    a->used_bytes = 0;
    if (a->now != NULL)
        a->now->used = 0;
}

void
arena_clear(struct arena *a)
{
    while (a->first != NULL) {
        struct arena_block *next = a->first->next;

        free(a->first);
        a->first = next;
    }
    *a = (struct arena){ .max_bytes = a->max_bytes,
        .block_bytes = a->block_bytes > 0 ? ARENA_SMALL_BYTES : 0 };
}
