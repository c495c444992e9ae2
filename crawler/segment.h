/* crawler/segment.h - one file of gzip members, and its torn end.
 *
 * Reads the member at an offset; finds the end of the last whole one. Knows
 * nothing of what the members hold.
 */
#ifndef CRAWLER_SEGMENT_H
#define CRAWLER_SEGMENT_H

#include "base/buf.h"
#include "base/fail.h"

/* Read the member at `offset` of fd: its bytes, packed, to `raw` (which then
 * holds nothing else) and unpacked to `plain`. Return 1, 0 at the end of the
 * file, -1 if it is damaged or cut off. */
int segment_read(int fd, int64_t offset, struct buf *raw, struct buf *plain,
    struct fail *fail);

/* Where the last whole member ends, looking from `from` on, which is the
 * start of a member. -1 if the file cannot be read. */
int64_t segment_end(int fd, int64_t from, size_t member_max, struct fail *fail);

/* Write all of bytes at the end of fd. */
int segment_write(int fd, struct str bytes, struct fail *fail);

#endif
