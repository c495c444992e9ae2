/* recalls/posting.h - which numbers stand under a 64-bit key: flat and fast.
 *
 * Built once from pairs, then immutable: open addressing over sorted runs, so
 * that forked workers share its pages. Knows nothing of recalls.
 */
#ifndef RECALLS_POSTING_H
#define RECALLS_POSTING_H

#include <stddef.h>
#include <stdint.h>

struct posting_pair {
    uint64_t key;
    uint32_t id;
};

struct posting_slot {
    uint64_t key;
    uint32_t first, count; /* count 0: empty */
};

struct posting {
    struct posting_slot *slots; /* owned; a power of two */
    uint32_t *ids;              /* owned */
    size_t mask, keys;
};

/* Build from pairs, which are sorted in place; equal pairs count once. */
void posting_build(struct posting *p, struct posting_pair *pairs, size_t count);
void posting_clear(struct posting *p);

/* The ids under a key in ascending order; their number, 0 for none. */
size_t posting_find(
    const struct posting *p, uint64_t key, const uint32_t **ids);

#endif
