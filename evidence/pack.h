/* evidence/pack.h - a zip of evidence while it is made.
 *
 * Every file that is added goes into MANIFEST.sha256, which is written last
 * and is what sha256sum -c reads. Names are printable ASCII without blanks.
 * Knows nothing of what the files say.
 */
#ifndef EVIDENCE_PACK_H
#define EVIDENCE_PACK_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/js.h"

/* A pack, packed; and the number of files a zip can name, less the manifest.
 */
#define PACK_BYTES_MAX (1u << 30)
#define PACK_FILES_MAX 65000

#define PACK_MANIFEST "MANIFEST.sha256"
/* The answer of a time stamp authority about it; alone not named in it. */
#define PACK_STAMP "MANIFEST.sha256.tsr"
#define PACK_CHAIN "audit/chain.tsv"

struct pack;

struct pack *pack_new(void);
void pack_free(struct pack *p); /* NULL is allowed */

int pack_add(
    struct pack *p, const char *name, struct str bytes, struct fail *fail);
/* The value indented for people. */
int pack_add_json(
    struct pack *p, const char *name, const struct js *j, struct fail *fail);
/* An array as JSON Lines. */
int pack_add_lines(struct pack *p, const char *name, const struct js *array,
    struct fail *fail);
/* What the pack lacks, and why: missing/NAME.txt. */
int pack_lacks(
    struct pack *p, const char *name, const char *why, struct fail *fail);
/* verify.sh; then the manifest, to be stamped, borrowed until something is
 * added. */
int pack_seal(struct pack *p, struct str *manifest, struct fail *fail);
/* The stamp, if there is one, and the manifest with which the pack ends; then
 * its bytes, borrowed from p. */
int pack_end(
    struct pack *p, struct str stamp, struct str *bytes, struct fail *fail);

/* The shell script that checks a pack without this program. */
struct str pack_script(void);

#endif
