/* crawler/segments.h - a folder of files of gzip members, appended to.
 *
 * Files are named PREFIX-NNNNNN-TIME.warc.gz; a member is found again by
 * "SEGMENT:OFFSET". What a crash left half written is cut away when the
 * folder is opened to write. Knows nothing of what the members hold, nor
 * when a segment is full.
 */
#ifndef CRAWLER_SEGMENTS_H
#define CRAWLER_SEGMENTS_H

#include "base/buf.h"
#include "base/fail.h"
#include "base/gzip.h"

/* Of a segment's name with the NUL. */
#define SEGMENTS_NAME_BYTES 104

struct segments;

/* Open to write, making the folder where needed: at the end of the newest
 * segment, or at the start of a first one. */
int segments_open(struct segments **out, const char *dir, const char *prefix,
    size_t member_max, int64_t now_wall_ms, struct fail *fail);
int segments_open_read(struct segments **out, const char *dir,
    size_t member_max, struct fail *fail);
void segments_close(struct segments *s); /* NULL is allowed */

/* Begin a new, empty segment; what was added before is synced already. */
int segments_start(struct segments *s, struct fail *fail);

const char *segments_name(const struct segments *s);
int64_t segments_end(const struct segments *s); /* where the next one goes */

/* Add a member; it stays in memory until segments_settle. -1 if it is too
 * large. */
int segments_add(struct segments *s, const struct gzip_parts *parts, int level,
    uint64_t like);
/* Write what has gathered if it is much; all of it; and to the disk. */
int segments_settle(struct segments *s, struct fail *fail);
int segments_flush(struct segments *s, struct fail *fail);
int segments_sync(struct segments *s, struct fail *fail);
/* Drop what was added from `offset` on and not written since. */
void segments_take_back(struct segments *s, int64_t offset);

/* Where a "SEGMENT:OFFSET" is. *fd is the folder's own. */
int segments_seek(struct segments *s, struct str record, int *fd,
    int64_t *offset, struct fail *fail);
/* 1 if a member begins there: a look at its first bytes, without writing what
 * has gathered. */
int segments_has(struct segments *s, struct str record);
/* Write bytes over what stands there, in a segment that is not written to, and
 * give the disk back what is zero. On the disk after segments_overwritten. */
int segments_overwrite(
    struct segments *s, struct str record, struct str bytes, struct fail *fail);
int segments_overwritten(struct segments *s, struct fail *fail);

/* Read the member there: packed to `raw` (which then holds nothing else),
 * unpacked to `plain`. 1, 0 at the end of the file, -1 if it is damaged or
 * cut off. */
int segments_read(int fd, int64_t offset, struct buf *raw, struct buf *plain,
    struct fail *fail);

#endif
