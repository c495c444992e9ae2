/* recalls/recall_link.h - when two notices are about the same product.
 *
 * Four reasons, in this order: one names the number of the other; one links
 * to the page of the other; both name a trade item number; both have brand
 * and a strong model number, and were published within a year. Titles alone
 * link nothing. Pure: notices in, keys and reasons out.
 */
#ifndef RECALLS_RECALL_LINK_H
#define RECALLS_RECALL_LINK_H

#include "core/recall.h"
#include "recalls/vocabulary.h"

/* More notices under one key than this: the key is no product's. */
#define RECALL_LINK_SHARED_MAX 50
/* Two markets recall a product in the same season, or it is another batch. */
#define RECALL_LINK_DAYS 365

struct recall_link_key {
    const char *kind;
    char *key; /* owned */
};

struct recall_link_keys {
    struct recall_link_key *item; /* owned */
    size_t count, cap;
};

/* What a notice can be linked by. Kinds are "id", "page" (its own), "cites",
 * "links" (of others), "replaces", "gtin", "model". */
void recall_link_keys(struct recall_link_keys *out, const struct vocabulary *vb,
    const struct recall *r);
void recall_link_keys_clear(struct recall_link_keys *k);

/* The kind under which the other notice of a pair has the same key ("cites"
 * for "id"), or NULL where none links. */
const char *recall_link_partner(const char *kind);

/* How a pair is called that was found under a key of this kind: "number",
 * "page", "gtin", "model". */
const char *recall_link_name(const char *kind);

/* 1 if two notices that share a key of this kind are linked by it. */
int recall_link_holds(
    const struct recall *a, const struct recall *b, const char *kind);

/* Append the reason as a sentence; name and key are those of the link. */
void recall_link_reason(struct buf *out, const char *name, struct str key);

#endif
