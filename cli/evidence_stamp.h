/* cli/evidence_stamp.h - a time stamp from a configured authority. */
#ifndef CLI_EVIDENCE_STAMP_H
#define CLI_EVIDENCE_STAMP_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/timestamp.h"
#include "store/store.h"

/* Show who stamps; with a file, set it: {"url", "ca_file", "connect_to"}. */
int evidence_stamp_authority(
    const char *store, const char *file, struct fail *fail);

/* Have the authority stamp the bytes: that of the file, or where that is NULL
 * of the store. Appends its answer, which was verified. */
int evidence_stamp(struct store *s, const char *file, struct str bytes,
    struct buf *answer, struct timestamp *out, struct fail *fail);

#endif
