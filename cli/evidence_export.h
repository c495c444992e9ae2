/* cli/evidence_export.h - cases of the store as one pack. */
#ifndef CLI_EVIDENCE_EXPORT_H
#define CLI_EVIDENCE_EXPORT_H

#include "base/fail.h"

struct evidence_export {
    const char *store, *archive; /* archive NULL: STORE.warc */
    const char *out;             /* NULL: evidence-CASE.zip here */
    const char *operator;        /* NULL: who runs the program */
    int timestamp, no_pdf;       /* to be stamped; without summary.pdf */
    const char *authority;       /* file that says who stamps, or NULL */
    char **cases;                /* their numbers as given */
    int count;
};

/* Write the pack, which must not exist, and an entry of the audit log with its
 * digest. Prints what was written. A pack that was to be stamped and could not
 * be is written without, and is a failure that says so. */
int evidence_export(const struct evidence_export *e, struct fail *fail);

#endif
