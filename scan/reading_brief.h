/* scan/reading_brief.h - what a page is, and which offers stand on it, in few
 * bytes: the part of a reading that each visit of the unchanged page needs.
 */
#ifndef SCAN_READING_BRIEF_H
#define SCAN_READING_BRIEF_H

#include "scan/message.h"
#include "store/readings.h"

/* Append it: no links, and of an offer identity and its key, version, address
 * and flag, and where it stands in the store. `url` is the page's address,
 * which most offers have too. -1 past the cap of out, or if identity and
 * version are no digests. */
int reading_brief_put(struct buf *out, const struct message_result *m,
    const struct store_reading_offer *stored, struct str url);

/* The texts of *m, owned by the caller, stand in `texts`, which is overwritten.
 * *stored is new, owned. -1, and nothing, if bytes are not as
 * reading_brief_put made them. */
int reading_brief_get(struct message_result *m,
    struct store_reading_offer **stored, struct buf *texts, struct str url,
    struct str bytes);

#endif
