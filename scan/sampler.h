/* scan/sampler.h - which unflagged offers go to the queue all the same.
 *
 * By the policy's section "sample": a share drawn by chance, and those the
 * model is least sure of (core/sample.h). Nothing is drawn where the policy
 * asks for nothing.
 */
#ifndef SCAN_SAMPLER_H
#define SCAN_SAMPLER_H

#include "scan/pictures.h"
#include "score/policy.h"
#include "store/store.h"

struct sampler {
    struct store *store;         /* borrowed */
    const struct policy *policy; /* borrowed; NULL: nothing is drawn */
    struct pictures *pictures;   /* borrowed, or NULL: of who is drawn */
    struct buf key;              /* of the draw: the seed, the store's own */
};

int sampler_open(struct sampler *s, struct store *store,
    const struct policy *policy, struct fail *fail);
void sampler_close(struct sampler *s);

/* 1 if an unflagged offer without a case may be drawn: its casefile is
 * needed then. `scan` is 0 for offers that are screened from the store. */
int sampler_wants(const struct sampler *s, int64_t scan, struct str identity);

/* Put such an offer into the queue, or where the end of the scan decides. c is
 * changed when it is drawn. */
int sampler_offer(struct sampler *s, int64_t scan, int64_t listing,
    struct str identity, struct casefile *c, struct fail *fail);

/* At the end of a scan the most uncertain of all it saw are known: as many as
 * are left of its quota, which what is screened from the store has once in 24
 * hours.
 * Inside a transaction. */
int sampler_end(struct sampler *s, int64_t scan, struct fail *fail);

#endif
