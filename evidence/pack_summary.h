/* evidence/pack_summary.h - what is in a pack, for a person, in three
 * languages.
 *
 * One HTML file that needs nothing else; every label stands in English, German
 * and Chinese. It says *suspected*: what is established is in the history.
 */
#ifndef EVIDENCE_PACK_SUMMARY_H
#define EVIDENCE_PACK_SUMMARY_H

#include "base/buf.h"
#include "base/js.h"

#define PACK_SUMMARY_BYTES_MAX (64u << 20)

/* cases: what store_case_read gave, with "capture" and "orders"; entries: of
 * the audit log. */
void pack_summary_write(
    struct buf *out, const struct js *cases, const struct js *entries);

#endif
