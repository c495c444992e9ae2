/* crawler/warc.h - WARC records (ISO 28500:2017): write one, read a file.
 *
 * Records of version 1.1 are written; 1.0 and 1.1 are read, plain or gzipped,
 * from this program or another. Knows no files and no pages.
 */
#ifndef CRAWLER_WARC_H
#define CRAWLER_WARC_H

#include "base/buf.h"
#include "base/fail.h"

/* Of one record, unpacked: the largest body kept (a sitemap), twice over for
 * heads and other programs' records. */
#define WARC_RECORD_BYTES (100u << 20)

/* Bytes of "<urn:uuid:...>" with the NUL. */
#define WARC_ID_BYTES 48

/* --- writing --- */

/* Begin the head of a record: version and type. */
void warc_begin(struct buf *head, const char *type);
/* Add a field; nothing if the value is empty. Line ends in it become blanks.
 */
void warc_field_add(struct buf *head, const char *name, struct str value);
/* Add "NAME: sha256:HEX" of the bytes. */
void warc_digest_add(struct buf *head, const char *name, struct str bytes);
/* The same of a digest that is known. */
void warc_hex_add(struct buf *head, const char *name, const char *hex);
/* End a head: the length of the block that follows it. Behind that stands
 * WARC_RECORD_END. */
void warc_head_end(struct buf *head, size_t block_bytes);
#define WARC_RECORD_END "\r\n\r\n"
/* Append a whole record, plain, not gzipped. */
int warc_end(struct buf *out, const struct buf *head, struct str block);

/* A record's identity, made from what is unique about it. */
void warc_id(struct str seed, char out[WARC_ID_BYTES]);

/* --- reading --- */

struct warc_record {
    struct str fields; /* "Name: value" lines, for warc_field */
    struct str block;
};

/* Read the record that bytes begin with; borrowed from bytes. *used is its
 * whole length. The error says what is wrong. */
int warc_parse(
    struct warc_record *out, struct str bytes, size_t *used, struct fail *fail);

/* Value of a field, any case; empty if absent. */
struct str warc_field(const struct warc_record *r, const char *name);

/* Split an HTTP message into its head (without the empty line) and body. */
void warc_split(struct str block, struct str *head, struct str *body);

/* All records of a file, plain or gzipped in any way. */
struct warc_reader {
    struct str rest; /* of the file */
    struct buf member;
    size_t at; /* in member */
};

void warc_reader_init(struct warc_reader *r, struct str file);
/* 1 and a record, borrowed until the next call; 0 at the end; -1 where the
 * file is damaged or no WARC. */
int warc_next(
    struct warc_reader *r, struct warc_record *out, struct fail *fail);
void warc_reader_clear(struct warc_reader *r);

#endif
