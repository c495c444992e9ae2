/* recalls/recall_sweep.h - some recalls of an index, ready to be held against
 * very many stored offers.
 *
 * Says of an offer, by its keys alone, whether one of these recalls can give
 * a finding. Never no where the ladder would find one; sometimes yes where it
 * does not, so the offers that are left are matched as any other.
 */
#ifndef RECALLS_RECALL_SWEEP_H
#define RECALLS_RECALL_SWEEP_H

#include "recalls/recall_index.h"

struct recall_sweep;

/* wanted[i] is not 0 for the recalls of the index that are meant. The index
 * is borrowed while the sweep is made. */
struct recall_sweep *recall_sweep_new(
    const struct recall_index *ix, const unsigned char *wanted);
void recall_sweep_free(struct recall_sweep *s);

/* keys: as recall_probe_keys wrote them; anything else may be anything. */
int recall_sweep_may(struct recall_sweep *s, struct str keys);

#endif
