/* store/parties.h - who stands behind the offers, and what they share.
 *
 * Filled when a listing is stored (core/party.h says what is read), and by
 * store_parties_fill for those that were stored before. Parties are put
 * together by role and key (party_read); what else they have in common is kept
 * beside it, so that a person can see whether they are one.
 */
#ifndef STORE_PARTIES_H
#define STORE_PARTIES_H

#include "core/party.h"
#include "store/store.h"

struct store_party {
    int64_t id;
    enum party_role role;
    struct str key, name, country; /* name may be empty; borrowed */
    int64_t offers, cases;         /* of cases: ever opened */
    int64_t first_seen_ms, last_seen_ms;
};
typedef int store_party_visit(
    const struct store_party *p, void *ctx, struct fail *fail);

/* The parties of a role, most cases first; or those whose key begins with
 * that of `words`, by key. A non-zero return of visit ends a walk. */
struct store_party_filter {
    enum party_role role;
    struct str words; /* of a name; empty: all */
    int64_t offset, limit;
};
int store_party_each(struct store *s, const struct store_party_filter *f,
    store_party_visit *visit, void *ctx, struct fail *fail);

/* Visit the party: 1, or 0 if there is none. */
int store_party_find(struct store *s, int64_t id, store_party_visit *visit,
    void *ctx, struct fail *fail);

/* The parties of a listing, by role. */
int store_party_of(struct store *s, int64_t listing, store_party_visit *visit,
    void *ctx, struct fail *fail);

/* Parties of other roles that stand on one offer with this one. */
int store_party_ties(struct store *s, int64_t id, int64_t limit,
    store_party_visit *visit, void *ctx, struct fail *fail);

/* What is known of a party: each trait once, with how many parties have it (at
 * most STORE_SHARERS_MAX are counted). */
#define STORE_SHARERS_MAX 100
struct store_trait {
    enum party_trait kind;
    struct str value; /* normalised */
    struct str shown; /* as first read */
    int64_t sharers;  /* with this one */
};
int store_party_traits(struct store *s, int64_t id, int64_t limit,
    int (*visit)(const struct store_trait *t, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* The other parties that have a trait. */
int store_party_sharing(struct store *s, int64_t id,
    const struct store_trait *t, int64_t limit, store_party_visit *visit,
    void *ctx, struct fail *fail);

/* How many cases of a party are in each state. */
int store_party_states(struct store *s, int64_t id,
    void (*visit)(struct str state, int64_t cases, void *ctx), void *ctx,
    struct fail *fail);
/* What its cases were flagged for, the most frequent first. */
int store_party_findings(struct store *s, int64_t id, int64_t limit,
    void (*visit)(
        struct str source, struct str finding, int64_t cases, void *ctx),
    void *ctx, struct fail *fail);

/* Read the parties of up to `limit` listings that were stored before this was
 * kept. *left is how many are still to be read, at most. */
int store_parties_fill(
    struct store *s, int64_t limit, int64_t *left, struct fail *fail);

#endif
