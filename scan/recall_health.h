/* scan/recall_health.h - how the sources are, from what the store knows. */
#ifndef SCAN_RECALL_HEALTH_H
#define SCAN_RECALL_HEALTH_H

#include "recalls/feed_health.h"
#include "store/store.h"

/* One source as owned JSON, with the members of `recalls sources --json`
 * (docs/formats.md); NULL when the store fails. s may be NULL: never fetched.
 * *state is its member of that name. */
struct js *recall_health(struct store *s, const struct feed_source *feed,
    int64_t now_ms, enum feed_state *state, struct fail *fail);

#endif
