/* crawler/archive_work.h - what the files of the archive share; internal.
 *
 * crawler/archive.h says what they do together: crawler/archive.c writes,
 * crawler/archive_read.c reads and erases.
 */
#ifndef CRAWLER_ARCHIVE_WORK_H
#define CRAWLER_ARCHIVE_WORK_H

#include "crawler/archive.h"
#include "crawler/originals.h"
#include "crawler/segments.h"
#include "crawler/warc.h"

/* Where the body is that a revisit refers to; WARC-Refers-To names it by an
 * identifier that only an index could find. */
#define REFERS_TO_FIELD "X-Shelfwatch-Refers-To"

struct archive {
    struct segments *segments;
    char *software, *contact, *part_of; /* owned or NULL */
    int64_t segment_bytes, now_wall_ms;
    int level;
    uint64_t like;                /* of the page at hand, for packing */
    char first_id[WARC_ID_BYTES]; /* its identity */
    struct buf place, same; /* "SEGMENT:OFFSET"; what all its records say */
    struct buf head, block, plain, raw; /* scratch */
    struct originals lately;
};

/* The record that an identifier names, and where: *offset is behind it. */
int archive_first_record(struct archive *a, struct str record, int *fd,
    int64_t *offset, struct warc_record *out, struct fail *fail);

/* Where the body of a revisit is: owned identifier, or NULL. */
char *archive_refers_to(const struct warc_record *r);

#endif
