/* scan/recall_keep.h - notices into the store, with what follows from them:
 * what they supersede, and which others are about the same product.
 *
 * The way in for every notice, fetched or from a file.
 */
#ifndef SCAN_RECALL_KEEP_H
#define SCAN_RECALL_KEEP_H

#include "recalls/recall_import.h"
#include "store/store.h"

struct recall_kept {
    size_t as_before, fresh, changed, withdrawn;
};

/* Keep the notices of one document; `from` may be all zero. Where it has one
 * notice several times the last counts; the others are kept as its history
 * only if the store did not know it before, so that reading a document twice
 * changes nothing. Call it within a transaction of the store. */
int recall_keep(struct store *s, const struct recalls *rs,
    const struct store_origin *from, int64_t now_ms, struct recall_kept *count,
    struct fail *fail);

/* The same for one notice. */
int recall_keep_one(struct store *s, const struct recall *r,
    const struct store_origin *from, int64_t now_ms, struct recall_kept *count,
    struct fail *fail);

struct recall_gone {
    const char *source;
    struct store_origin from; /* document 0: the whole source */
    const char *why;
    int force; /* however many they are */
    int64_t now_ms;
};
/* Mark every notice that the document gave before this pass and no longer
 * gives as withdrawn. *gone is their number; where it is too large a share to
 * be believed, none is marked and 1 is returned. */
int recall_keep_gone(struct store *s, const struct recall_gone *g, size_t *gone,
    struct fail *fail);

/* Make the links of every notice that is new or changed since the last call.
 * Commits as it goes. */
int recall_keep_links(
    struct store *s, int64_t now_ms, size_t *links, struct fail *fail);

#endif
