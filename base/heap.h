/* base/heap.h - priority queue of nodes that live inside other structs.
 *
 * A binary min-heap by (key, tie); a node knows its place, so that it can be
 * taken out from the middle in O(log n). The heap owns no node.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct heap_node {
    int64_t key, tie;
    size_t at;   /* place in its heap plus 1; 0: in none */
    void *owner; /* what the node is part of */
};

struct heap {
    struct heap_node **nodes; /* owned array */
    size_t count, cap;
};

/* Put in a node that is in no heap. */
void heap_add(struct heap *h, struct heap_node *n, int64_t key, int64_t tie);
struct heap_node *heap_first(const struct heap *h);    /* smallest, or NULL */
void heap_remove(struct heap *h, struct heap_node *n); /* n is in h */
void heap_clear(struct heap *h); /* frees the array, not the nodes */

#endif
