/* evidence/pack_check.h - does a pack still hold what was put into it?
 *
 * What evidence/verify.sh does, on the zip itself: the manifest, what is
 * missing or too much, and the order and digests of the audit entries. Bytes
 * of a stranger: nothing is unpacked to a disk.
 */
#ifndef EVIDENCE_PACK_CHECK_H
#define EVIDENCE_PACK_CHECK_H

#include "base/fail.h"
#include "base/str.h"
#include "base/timestamp.h"

struct pack_checked {
    size_t files, entries; /* of the manifest, of the audit log */
    size_t faults;
    /* 1: every file may be whole, but the zip around them is not as this
     * program writes it: packed again, or changed outside of its files. */
    int repacked;
    int stamped;            /* 1: there is a time stamp of this manifest */
    struct timestamp stamp; /* then; verified where roots were given */
};

/* Call fault with each fault, named. ca_file: roots to verify a time stamp by;
 * NULL: it is only read. 0, or -1 where the file is no zip that
 * can be read; fail says why. */
int pack_check(struct str file, const char *ca_file,
    void (*fault)(const char *what, void *ctx), void *ctx,
    struct pack_checked *out, struct fail *fail);

#endif
