/* base/zip.h - a zip archive (APPNOTE 6.3), written from front to end.
 *
 * Nothing is gone back to, so that it can be sent while it is made: sizes and
 * sums follow each entry. No entry and no archive over 4 GiB.
 */
#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include "base/buf.h"

struct zip;

struct zip *zip_new(void);
void zip_free(struct zip *z);

/* Begin an entry; its name is ASCII. What is written is appended to *out,
 * which may be emptied between calls. */
int zip_start(struct zip *z, struct buf *out, const char *name);
int zip_add(struct zip *z, struct buf *out, struct str bytes);
int zip_end(struct zip *z, struct buf *out);

/* All of an entry. */
int zip_put(struct zip *z, struct buf *out, const char *name, struct str bytes);

/* The directory, with which the archive ends. */
int zip_finish(struct zip *z, struct buf *out);

#endif
