/* recalls/recall_keys.h - what an offer is looked up by, kept beside it.
 *
 * Whatever the matching ladder finds, it finds by asking the index for a key
 * first. The keys of an offer do not depend on the recalls there are, so they
 * are noted once, by a run against a blank index; a new recall is then held
 * against a million offers by its keys alone (recalls/recall_sweep.h).
 */
#ifndef RECALLS_RECALL_KEYS_H
#define RECALLS_RECALL_KEYS_H

#include "base/buf.h"

struct recall_keys {
    uint32_t *item; /* owned */
    size_t count, cap;
    uint32_t *token; /* owned: those of the words of names */
    size_t token_count, token_cap;
};

/* Note a key; is_token: it is that of a word of a name. */
void recall_keys_add(struct recall_keys *k, uint32_t key, int is_token);
void recall_keys_clear(struct recall_keys *k);

/* Read what recall_probe_keys (recalls/recall_probe.h) wrote; borrowed. -1 if
 * the bytes are none. */
struct recall_key_view {
    struct str keys, tokens;
};
int recall_keys_view(struct recall_key_view *out, struct str bytes);

#define RECALL_KEY_BYTES 4

static inline uint32_t
recall_key_at(struct str keys, size_t i)
{
    const unsigned char *p =
        (const unsigned char *)keys.p + i * RECALL_KEY_BYTES;

    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

#endif
