/* scan/keep_work.h - what the files of the keeper share; internal.
 *
 * scan/keep.h says what they do together: scan/keep.c keeps pages,
 * scan/keep_run.c begins and ends runs and transactions.
 */
#ifndef SCAN_KEEP_WORK_H
#define SCAN_KEEP_WORK_H

#include "crawler/archive.h"
#include "scan/bodies.h"
#include "scan/keep.h"
#include "scan/pictures.h"
#include "scan/sampler.h"

struct keeper {
    struct store *store;
    struct archive *archive;
    struct store_scan scan;
    int open; /* a transaction is open */
    int64_t opened_at_ms, pages_in_it;
    int64_t asked_ms; /* when somebody was last looked for who waits */
    int64_t handed_before;
    struct keeper_counts counts;
    int64_t run;
    struct js *about;        /* owned: of this run, or NULL */
    struct remarks *remarks; /* owned */
    struct bodies *bodies;   /* owned */
    int drawn;               /* the end of the scan chose */
    struct pictures pictures;
    struct sampler sampler; /* without policy: no unflagged offer is drawn */
    struct store_reading_offer *stored; /* owned; of the page's offers */
    size_t stored_cap;
    struct reading_basis *basis; /* borrowed, or NULL */
};

/* Begin a transaction if none is open. */
int keep_begin(struct keeper *k, struct fail *fail);

#endif
