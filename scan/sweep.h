/* scan/sweep.h - new and changed recalls against every stored offer.
 *
 * The duty to act reaches offers that are on sale already: so a recall that
 * comes in is held against all of them at once, by the keys kept beside each
 * listing; the few that are left are screened as in any scan, and the queue
 * has the result. Recalls are marked as swept when the last of these is.
 */
#ifndef SCAN_SWEEP_H
#define SCAN_SWEEP_H

#include "core/texts.h"
#include "score/screen.h"
#include "store/store.h"

struct sweep_counts {
    size_t recalls;        /* new or changed since the last sweep */
    size_t listings;       /* looked at */
    size_t screened;       /* left by their keys */
    size_t flagged, fresh; /* of those; cases that were not there before */
    struct texts limited;  /* owned: "PACK/RULE N", matches given up */
};

/* The recalls of the screener are the store's. The store is locked. */
int sweep_run(struct store *s, const struct screener *screener,
    struct sweep_counts *out, struct fail *fail);

/* 1 if there is a listing to sweep and a recall to sweep for; where there is
 * none of either, new recalls are marked as swept and 0 is returned. */
int sweep_due(struct store *s, struct fail *fail);

#endif
