/* recalls/notice_text.h - the texts of official notices, cleaned and split.
 *
 * Feeds hold HTML debris cut mid-tag, entities, the words "null" and
 * "Unknown" for nothing, dates in five spellings, and several values in one
 * field. Knows no feed.
 */
#ifndef RECALLS_NOTICE_TEXT_H
#define RECALLS_NOTICE_TEXT_H

#include "base/buf.h"
#include "core/recall.h"

#define NOTICE_DATE_BYTES 11

/* Append the text without markup and entities, white space runs as one
 * blank; nothing when it only says that nothing is known. A leading "null "
 * is dropped. */
void notice_clean(struct buf *out, struct str s);

/* Clean and set, or clean and add each part. Parts are split at line ends
 * and at any byte of `separators` ("," ";" "|"); the Chinese and full-width
 * comma go with ",". */
void notice_set(struct recall *r, enum recall_field f, struct str s);
void notice_add(
    struct recall *r, enum recall_list f, struct str s, const char *separators);

/* Append a name to "A; B", unless it is there or is a longer form of one. */
void notice_add_brand(struct buf *brands, struct str name);

/* Numbers of trade items: valid ones to gtins (an 11-digit UPC gets its lost
 * leading zero back), the rest to the extra member "barcodes_invalid". */
void notice_add_gtins(struct recall *r, struct str s);

/* "2026-09-25T..", "25/09/2026", "25. 9. 2026", "September 25, 2026",
 * "25 September 2026", "25 sept. 2026", "2026年9月25日", "20260925" to
 * "2026-09-25"; names of months in English, German and French. Return 0 or
 * -1. */
int notice_date(struct str s, char out[NOTICE_DATE_BYTES]);

/* Of three numbers that do not begin with the year, which one is the day. */
enum notice_order { NOTICE_DAY_FIRST, NOTICE_MONTH_FIRST };
int notice_date_in(
    struct str s, enum notice_order order, char out[NOTICE_DATE_BYTES]);
/* 1 to 12 for a word that begins with the name of a month, else 0. */
int notice_month(struct str word);
void notice_set_date(struct recall *r, struct str s);

/* Set a country field: its code where the name is known, else as written. */
void notice_set_country(struct recall *r, enum recall_field f, struct str s);

/* Add the names of the hazards that the text speaks of, in English or in the
 * recall's language. */
void notice_add_hazards(struct recall *r, struct str s);

/* Append text to the extra member's array of that name. */
void notice_add_extra(struct recall *r, const char *name, struct str s);

/* The same with each line of s, clean. */
void notice_add_extra_lines(struct recall *r, const char *name, struct str s);

#endif
