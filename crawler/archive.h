/* crawler/archive.h - every page kept, in WARC files others can read.
 *
 * A folder of segments, PREFIX-NNNNNN-TIME.warc.gz, each record a gzip
 * member of its own. A page is up to five records: response (or revisit,
 * where the body is kept already), request, what a browser made of it (a
 * document and a picture, as conversions), metadata. What a page's record
 * identifier names is the first of them: "SEGMENT:OFFSET".
 *
 * Bodies are kept as they are after content and transfer coding were undone,
 * for that is what was inspected. The three fields that are then untrue,
 * Content-Encoding, Transfer-Encoding and Content-Length, are kept under
 * "X-Orig-" names, and a Content-Length that is true is added: as warcio.js
 * and Browsertrix do. archive_get gives the fields as they came.
 *
 * Digests are SHA-256: of a body as it is kept (WARC-Payload-Digest), and of
 * the whole block of every record but a response.
 *
 * A write that was cut off by a crash is cut away when the archive is opened
 * to write again. Knows no store and no clock.
 */
#ifndef CRAWLER_ARCHIVE_H
#define CRAWLER_ARCHIVE_H

#include "base/fail.h"
#include "core/page.h"

/* "SEGMENT:OFFSET" with the NUL. */
#define ARCHIVE_RECORD_BYTES 128
/* IIPC's usual segment size. */
#define ARCHIVE_SEGMENT_BYTES ((int64_t)1 << 30)

struct archive;

struct archive_options {
    const char *prefix;    /* of segment names, [a-z0-9-], e.g. "shelfwatch" */
    const char *software;  /* for warcinfo: name and version */
    const char *contact;   /* for warcinfo: the contact page, or NULL */
    const char *part_of;   /* for warcinfo: the campaign, or NULL */
    int64_t segment_bytes; /* 0: ARCHIVE_SEGMENT_BYTES */
    int64_t now_wall_ms;
    int level; /* of gzip; 0: the fastest */
};

/* Open the folder to append, making it where needed. */
int archive_open(struct archive **out, const char *dir,
    const struct archive_options *o, struct fail *fail);
/* Open the folder for archive_get and archive_copy alone. */
int archive_open_read(struct archive **out, const char *dir, struct fail *fail);
/* What was not synced may be lost; archive_sync first. NULL is allowed. */
void archive_close(struct archive *a);

/* The response record that has a body, and its address and time. */
struct archive_body {
    char *record, *url; /* owned; NULL if there is none */
    int64_t at_ms;
};
void archive_body_clear(struct archive_body *b);

struct archive_note {
    const char *state, *reason; /* of the inspection, or NULL */
    const char *digest;         /* hex SHA-256 of the body; NULL: is computed */
    const char *same_as;        /* record that has this body, or NULL */
    /* The same where it is known from an earlier archive_put to be a response:
     * it is not read. NULL if it is not known. */
    const struct archive_body *same_body;
    struct archive_body *body; /* or NULL: gets where the body is now */
};

/* Append a page; its identifier goes to `record`. With same_as only what was
 * said anew is kept. The page is unchanged. */
int archive_put(struct archive *a, const struct page *p,
    const struct archive_note *note, char record[ARCHIVE_RECORD_BYTES],
    struct fail *fail);

/* Bring everything put so far to the disk. Before the store's commit. */
int archive_sync(struct archive *a, struct fail *fail);

/* Read a page back: bodies of revisits come from where they are kept. */
int archive_get(
    struct archive *a, struct str record, struct page **out, struct fail *fail);

/* The same without the request and what was noted with it: one record has to
 * be unpacked where archive_get unpacks the next page's too. */
int archive_get_response(
    struct archive *a, struct str record, struct page **out, struct fail *fail);

/* 1 if something that looks like a record is where `record` says. */
int archive_has(struct archive *a, struct str record);

/* Append the page's records to `out` as they are in the segment, gzipped;
 * for evidence that other tools can read. */
int archive_copy(
    struct archive *a, struct str record, struct buf *out, struct fail *fail);

/* How many bytes a page's records are, all of them; 0 where the segment is not
 * there. Fails where it cannot be read. */
int archive_extent(
    struct archive *a, struct str record, int64_t *bytes, struct fail *fail);
/* Put a tombstone (crawler/tombstone.h) in the place of so many bytes, as
 * archive_extent gave them; what was begun and not ended can be done again.
 * Of an archive that is open to read, while nobody has it open to append. On
 * the disk after archive_erased. */
int archive_erase(struct archive *a, struct str record, int64_t bytes,
    int64_t now_wall_ms, struct fail *fail);
int archive_erased(struct archive *a, struct fail *fail);

#endif
