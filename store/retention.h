/* store/retention.h - how long what was captured is kept, and what is held.
 *
 * A hold keeps what a case or a seller's offers rest on, whatever the policy
 * says: offer, versions, findings, pages, archive. It is never deleted; lifting
 * it is another fact about it. Every change is in the audit log.
 */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include "core/party.h"
#include "core/retention.h"
#include "store/accounts.h"

/* The policy in force, to be cleared. */
int store_retention_get(
    struct store *s, struct retention *out, struct fail *fail);
int store_retention_put(struct store *s, const struct retention *r,
    const struct store_by *by, struct fail *fail);

struct store_hold {
    int64_t id;
    int64_t casefile;  /* of a case, else 0 */
    struct str seller; /* as it was named; of a case empty */
    struct str reason, author, lifted_by;
    int64_t at_ms, lifted_ms; /* lifted_ms 0: it holds */
};
typedef int store_hold_visit(
    const struct store_hold *h, void *ctx, struct fail *fail);

/* 0; 1 where there is no such case, or no name in `seller`. */
int store_hold_case(struct store *s, int64_t casefile, struct str reason,
    const struct store_by *by, struct fail *fail);
int store_hold_seller(struct store *s, struct str seller, struct str reason,
    const struct store_by *by, struct fail *fail);
/* 0; 1 where it does not hold. */
int store_hold_lift(
    struct store *s, int64_t id, const struct store_by *by, struct fail *fail);

/* Holds in their order; `all`: those that were lifted too. */
int store_hold_each(struct store *s, int all, store_hold_visit *visit,
    void *ctx, struct fail *fail);
/* Those that keep a case: its own and its seller's. */
int store_hold_of_case(struct store *s, int64_t casefile,
    store_hold_visit *visit, void *ctx, struct fail *fail);

#endif
