/* scan/sampler.h - which offers are judged before their findings are shown.
 *
 * By the policy's section "sample": a share of the unflagged offers drawn by
 * chance, those the model is least sure of, and a share of the flagged ones
 * (core/sample.h). Nothing is drawn where the policy asks for nothing.
 */
#ifndef SCAN_SAMPLER_H
#define SCAN_SAMPLER_H

#include "scan/pictures.h"
#include "score/policy.h"
#include "store/store.h"

struct sampler {
    struct store *store;         /* borrowed */
    const struct policy *policy; /* borrowed; NULL: nothing is drawn */
    struct pictures *pictures;   /* borrowed, or NULL: of who is drawn last */
    struct buf key;              /* of the draw: the seed, the store's own */
};

int sampler_open(struct sampler *s, struct store *store,
    const struct policy *policy, struct fail *fail);
void sampler_close(struct sampler *s);

/* 1 if an unflagged offer without a case may be drawn: its casefile is
 * needed then. `scan` is 0 for offers that are screened from the store. */
int sampler_wants(const struct sampler *s, int64_t scan, struct str identity);

/* An offer that was judged, and what became of it. */
struct sampler_offer {
    int64_t scan, listing;
    struct str identity;
    int64_t case_id; /* 0: it has none */
    int is_new;      /* the case was not there before */
};

/* Keep a casefile: as it is, or drawn, or where the end of the scan decides.
 * That of an unflagged offer without a case that is not drawn is not kept. */
int sampler_put(struct sampler *s, struct sampler_offer *o,
    const struct casefile *c, struct fail *fail);

/* At the end of a scan the most uncertain of all it saw are known: as many as
 * are left of its quota, which what is screened from the store has once in 24
 * hours.
 * Inside a transaction. */
int sampler_end(struct sampler *s, int64_t scan, struct fail *fail);

#endif
