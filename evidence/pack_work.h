/* evidence/pack_work.h - what goes into a pack, gathered from all that knows.
 *
 * cases/ID/ has what is about one case; archive/ the raw records of all pages,
 * each once; audit/ the entries of the log; models/ what the caller adds.
 * docs/evidence.md names every file.
 */
#ifndef EVIDENCE_PACK_WORK_H
#define EVIDENCE_PACK_WORK_H

#include "core/texts.h"
#include "crawler/archive.h"
#include "crawler/capture.h"
#include "evidence/pack.h"
#include "store/store.h"

#define PACK_RECORDS "archive/records.warc.gz"

struct pack_work {
    struct pack *pack;                /* all pointers here are borrowed */
    struct store *store;              /* read in one moment: store_read_begin */
    struct archive *archive;          /* NULL: there is none */
    struct capture_archive *captures; /* of the same folder, or NULL */
    const struct js *rules;           /* of `rules list --json`, or NULL */
    const char *rules_version;        /* of these, or "" */
    const char *program;              /* "shelfwatch 0.1.0" */
    const char *operator;             /* who exports */
    int64_t now_ms;
    /* Prints the summary as PDF; NULL: the pack has none. */
    int (*print)(struct str html, struct buf *out, struct fail *fail);
    /* From here on it is the work's own: zero to begin with. */
    struct buf records;   /* of WARC, gzipped */
    struct texts copied;  /* "SEGMENT:OFFSET" of what is there already */
    struct texts objects; /* of the audit log that the pack is about */
    struct js *cases;     /* for the summary */
};

void pack_work_init(struct pack_work *w); /* the work's own part */
void pack_work_clear(struct pack_work *w);

/* Add all that is known of a case. */
int pack_work_case(struct pack_work *w, int64_t id, struct fail *fail);
/* Then what belongs to all of them: records, audit log, summary. */
int pack_work_end(struct pack_work *w, struct fail *fail);

#endif
