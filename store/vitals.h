/* store/vitals.h - a few numbers about the store that are had at once. */
#ifndef STORE_VITALS_H
#define STORE_VITALS_H

#include "store/store.h"

struct store_vitals {
    int64_t bytes, log_bytes; /* of the file; of its log */
    int64_t oldest_open_ms;   /* when the case was first seen; 0: none */
    int64_t audit_entries;
};

int store_vitals(struct store *s, struct store_vitals *out, struct fail *fail);

/* How scans ended ("" for those that have not), how many, and when the last
 * of them did. */
int store_scan_ways(struct store *s,
    void (*visit)(struct str how, int64_t scans, int64_t last_ms, void *ctx),
    void *ctx, struct fail *fail);

#endif
