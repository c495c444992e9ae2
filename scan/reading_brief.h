/* scan/reading_brief.h - what a page is, and which offers stand on it, in few
 * bytes: the part of a reading that each visit of the unchanged page needs.
 */
#ifndef SCAN_READING_BRIEF_H
#define SCAN_READING_BRIEF_H

#include "scan/message.h"

/* Append it: no links, and of an offer identity and its key, version, address
 * and flag, and the row of its version in the store. -1 past the cap of out, or
 * if identity and version are no digests. */
int reading_brief_put(
    struct buf *out, const struct message_result *m, const int64_t *versions);

/* The texts of *m, owned by the caller, stand in `texts`, which is overwritten.
 * *versions is new, owned. -1, and nothing, if bytes are not as
 * reading_brief_put made them. */
int reading_brief_get(struct message_result *m, int64_t **versions,
    struct buf *texts, struct str bytes);

#endif
