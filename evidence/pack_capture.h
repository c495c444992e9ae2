/* evidence/pack_capture.h - the record of how a case's pages were captured.
 *
 * States what the archive and the store know, and names what was not
 * captured, so that nobody has to guess whether a field was forgotten.
 */
#ifndef EVIDENCE_PACK_CAPTURE_H
#define EVIDENCE_PACK_CAPTURE_H

#include "evidence/pack_work.h"

/* Add raw records and text of every page of the case (what
 * store_case_read gave), and cases/ID/capture.json; *out is that, owned. */
int pack_capture_add(struct pack_work *w, int64_t id, const struct js *found,
    struct js **out, struct fail *fail);

#endif
