/* recalls/recall_index_work.h - what an index is made of, for the two files
 * that build it and look into it.
 */
#ifndef RECALLS_RECALL_INDEX_WORK_H
#define RECALLS_RECALL_INDEX_WORK_H

#include "base/arena.h"
#include "base/digest.h"
#include "recalls/posting.h"
#include "recalls/recall_index.h"

/* Recalls are indexed in so many parts, one beside the other. */
#define RECALL_INDEX_PARTS 16
#define RECALL_INDEX_VERSION_BYTES (DIGEST_HEX_BYTES + 8)

struct recall_index {
    struct recalls recalls;
    struct recall_entry *entry; /* owned; what they point to is arena */
    struct arena arena[RECALL_INDEX_PARTS];
    const struct vocabulary *vocabulary; /* borrowed, or own_vocabulary */
    struct vocabulary *own_vocabulary;   /* owned; NULL where it is borrowed */
    struct posting gtin, number, model, prefix, token, brand;
    uint64_t prefix_lengths; /* bit n: there is a prefix of n bytes */
    char version[RECALL_INDEX_VERSION_BYTES];
    struct recall_keys *note; /* borrowed; only of a blank index */
};

/* recall_index_new; vb is borrowed, or NULL: it gets a vocabulary of its own.
 */
struct recall_index *recall_index_make(
    struct recalls *rs, const struct vocabulary *vb);

#endif
