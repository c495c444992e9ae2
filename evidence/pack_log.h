/* evidence/pack_log.h - entries of the audit log, as anyone can check them. */
#ifndef EVIDENCE_PACK_LOG_H
#define EVIDENCE_PACK_LOG_H

#include "evidence/pack_work.h"

/* Add audit/: of every entry about one of the objects the text that its
 * digest is made over, in a file of its own; PACK_CHAIN with number, digest
 * before and digest of each in their order; and head.json with the head of
 * the whole log and how it verified. Sets *entries to an owned array for the
 * summary. */
int pack_log_add(struct pack_work *w, struct js **entries, struct fail *fail);

#endif
