/* base/gzip.h - gzip members (RFC 1952): write one, read one.
 *
 * A file of several members is a loop over gzip_read.
 */
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include "base/buf.h"
#include "base/fail.h"

#include <stdint.h>

/* Append bytes as one member. level: 1 (fast) to 12 (small); 6 is usual.
 * -1 when it does not fit below the cap of out. */
int gzip_add(struct buf *out, struct str bytes, int level);

/* The same for many members: what compressing needs is kept between them,
 * which costs as much as compressing 20 KB. Level 0 is faster than 1 by twice
 * (base/igzip.h). */
struct gzip_writer;
struct gzip_writer *gzip_writer_new(int level);
void gzip_writer_free(struct gzip_writer *w);
int gzip_writer_add(struct gzip_writer *w, struct buf *out, struct str bytes);
/* The same of one that is like others with its number, say pages of one host:
 * level 0 is then a quarter faster. */
int gzip_writer_add_like(
    struct gzip_writer *w, struct buf *out, struct str bytes, uint64_t like);

/* The same of a text in three parts, of which only the body may be long: it is
 * not copied to stand between them. A head alone is not copied either. */
struct gzip_parts {
    struct str head, body, tail;
};
int gzip_writer_add_parts(struct gzip_writer *w, struct buf *out,
    const struct gzip_parts *parts, uint64_t like);

/* A member of exactly `member` bytes that holds bytes as they are, so that it
 * can stand in the place of another one. gzip_stored_room says how many bytes
 * it has to hold for that; 0 where there is no such member. */
size_t gzip_stored_room(size_t member);
/* -1 where it cannot be made so long. */
int gzip_add_stored(struct buf *out, struct str bytes, size_t member);

/* Many members that we wrote, of which the length is known: three times as
 * fast as gzip_read, with nothing of a damaged one. Appends `bytes` bytes; -1
 * if the member holds more or fewer, is damaged, or does not fit. */
struct gzip_unpacker;
struct gzip_unpacker *gzip_unpacker_new(void);
void gzip_unpacker_free(struct gzip_unpacker *r);
int gzip_unpacker_get(
    struct gzip_unpacker *r, struct buf *out, struct str member, size_t bytes);

/* 1 if bytes begin like a member. */
int gzip_is(struct str bytes);

/* Append what the first member of bytes holds and set *used (may be NULL) to
 * the member's length in bytes. Stops at the cap of out, so that a bomb costs
 * no more than that. On failure (truncated, damaged, past the cap) returns
 * -1; what could be read before that is in out all the same. */
int gzip_read(
    struct buf *out, struct str bytes, size_t *used, struct fail *fail);

/* What a server calls gzip or deflate, in pieces: a gzip member, a zlib stream
 * or a raw one, told by its first bytes. What stands behind its end is
 * ignored. */
struct gzip_reader;
struct gzip_reader *gzip_reader_new(void);
void gzip_reader_free(struct gzip_reader *r);  /* NULL is allowed */
void gzip_reader_reset(struct gzip_reader *r); /* for another one */
/* The next bytes, and that there are no more. What they give is appended to
 * out: a long stream's as it comes, a short one's at the end, in one go, which
 * takes half the time. -1 where they are damaged or go past the cap of out, of
 * which `over` tells; what could be read before that is in out. */
int gzip_reader_add(struct gzip_reader *r, struct buf *out, struct str bytes);
int gzip_reader_end(struct gzip_reader *r, struct buf *out);
int gzip_reader_ended(const struct gzip_reader *r); /* 1: all of it came */

/* One raw deflate stream (RFC 1951) in pieces, for containers of another kind
 * (base/zip.h). */
struct gzip_stream;
struct gzip_stream *gzip_stream_new(int level); /* 1 to 9 */
void gzip_stream_free(struct gzip_stream *s);
/* Compress a piece, and append what is ready. */
int gzip_stream_add(struct gzip_stream *s, struct buf *out, struct str bytes);
/* Append the rest. */
int gzip_stream_end(struct gzip_stream *s, struct buf *out);
/* CRC-32 of everything that was added, and how many bytes that were. */
uint32_t gzip_stream_crc(const struct gzip_stream *s);
uint64_t gzip_stream_bytes(const struct gzip_stream *s);

/* Append what a raw stream holds; bytes is all of it. -1 where it is damaged,
 * goes past the cap of out, or ends before bytes do. */
int gzip_stream_read(struct buf *out, struct str bytes);
/* CRC-32, as zip and gzip have it. */
uint32_t gzip_crc(struct str bytes);

#endif
