/* store/related.h - offers and cases that a case is looked at beside. */
#ifndef STORE_RELATED_H
#define STORE_RELATED_H

#include "store/store.h"

/* An offer in a list; texts are borrowed for the call and never NULL. */
struct store_offer {
    int64_t listing;
    int64_t case_id; /* 0: none */
    struct str market, url, title, amount, currency;
    struct str state; /* of the case */
    double priority;
    int64_t last_seen_ms;
};
typedef int store_offer_visit(
    const struct store_offer *o, void *ctx, struct fail *fail);

/* Of a party (store/parties.h): cases first, then the others, the newest
 * first, without the listing `not_this`. */
int store_offers_of_party(struct store *s, int64_t party, int64_t not_this,
    int64_t limit, store_offer_visit *visit, void *ctx, struct fail *fail);

/* Of the same GTIN, or of the same brand and model number, elsewhere. */
int store_offers_same(struct store *s, int64_t listing, int64_t limit,
    store_offer_visit *visit, void *ctx, struct fail *fail);

/* Decided cases with this finding, the newest first; looked for among the last
 * STORE_SIMILAR_LOOK cases that have it. */
#define STORE_SIMILAR_LOOK 100
struct store_similar {
    int64_t id;
    struct str title, verdict, reason_code, author;
    int64_t at_ms;
};
struct store_similar_ask {
    int64_t not_this;
    const char *source, *id; /* of the finding */
    int64_t limit;
};
int store_similar_each(struct store *s, const struct store_similar_ask *ask,
    int (*visit)(const struct store_similar *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* The listing of a case: 1, or 0 if there is no such case. */
int store_case_listing(
    struct store *s, int64_t id, int64_t *listing, struct fail *fail);

#endif
