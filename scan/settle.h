/* scan/settle.h - what a commit waits for, and what is done meanwhile.
 *
 * The disk takes its time for the archive: the store, which may not say so
 * before, gets ready for its commit. Knows neither pages nor when to commit.
 */
#ifndef SCAN_SETTLE_H
#define SCAN_SETTLE_H

#include "base/fail.h"
#include "crawler/archive.h"

/* Bring the archive to the disk and call meanwhile(ctx), in any order or at
 * the same time; it may not touch the archive. -1 if either fails. */
int settle(struct archive *a, int (*meanwhile)(void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

#endif
