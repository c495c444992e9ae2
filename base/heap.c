#include "base/heap.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>

static int
less(const struct heap_node *a, const struct heap_node *b)
{
    return a->key != b->key ? a->key < b->key : a->tie < b->tie;
}

static void
put(struct heap *h, size_t i, struct heap_node *n)
{
    h->nodes[i] = n;
    n->at = i + 1;
}

static void
rise(struct heap *h, size_t i, struct heap_node *n)
{
    while (i > 0 && less(n, h->nodes[(i - 1) / 2])) {
        put(h, i, h->nodes[(i - 1) / 2]);
        i = (i - 1) / 2;
    }
    put(h, i, n);
}

static void
sink(struct heap *h, size_t i, struct heap_node *n)
{
    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= h->count)
            break;
        if (child + 1 < h->count && less(h->nodes[child + 1], h->nodes[child]))
            child++;
        if (!less(h->nodes[child], n))
            break;
        put(h, i, h->nodes[child]);
        i = child;
    }
    put(h, i, n);
}

void
heap_add(struct heap *h, struct heap_node *n, int64_t key, int64_t tie)
{
    assert(n->at == 0);
    n->key = key;
    n->tie = tie;
    h->nodes = mem_grow(h->nodes, &h->cap, h->count + 1, sizeof *h->nodes);
    rise(h, h->count++, n);
}

struct heap_node *
heap_first(const struct heap *h)
{
    return h->count == 0 ? NULL : h->nodes[0];
}

void
heap_remove(struct heap *h, struct heap_node *n)
{
    size_t i = n->at - 1;
    struct heap_node *last;

    assert(n->at > 0 && i < h->count && h->nodes[i] == n);
    n->at = 0;
    last = h->nodes[--h->count];
    if (last == n)
        return;
    if (i > 0 && less(last, h->nodes[(i - 1) / 2]))
        rise(h, i, last);
    else
        sink(h, i, last);
}

void
heap_clear(struct heap *h)
{
    free(h->nodes);
    *h = (struct heap){ 0 };
}
