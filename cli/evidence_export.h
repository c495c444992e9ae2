/* cli/evidence_export.h - cases of the store as one pack. */
#ifndef CLI_EVIDENCE_EXPORT_H
#define CLI_EVIDENCE_EXPORT_H

#include "base/fail.h"

struct evidence_export {
    const char *store, *archive; /* archive NULL: STORE.warc */
    const char *out;             /* NULL: evidence-CASE.zip here */
    const char *operator;        /* NULL: who runs the program */
    char **cases;                /* their numbers as given */
    int count;
};

/* Write the pack, which must not exist, and an entry of the audit log with its
 * digest. Prints what was written. */
int evidence_export(const struct evidence_export *e, struct fail *fail);

#endif
