/* evidence/pack_records.h - raw records of an archive, copied as they are.
 *
 * A record is a gzip member, so a file of copied members is a WARC file again.
 * A revisit brings the record that has its body, and a segment the warcinfo
 * record it begins with.
 */
#ifndef EVIDENCE_PACK_RECORDS_H
#define EVIDENCE_PACK_RECORDS_H

#include "evidence/pack_work.h"

/* Append all records of the page that are not there yet. */
int pack_records_add(struct pack_work *w, struct str record, struct fail *fail);

#endif
