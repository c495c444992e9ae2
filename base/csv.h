/* base/csv.h - rows of comma-separated values, as RFC 4180 writes them.
 *
 * Quoted fields may hold separators, doubled quotes and line ends. Tolerant
 * where files in the wild differ: LF, CRLF or CR ends a row, a byte order
 * mark is skipped, text behind a closing quote is kept. A quote that is never
 * closed is an error, because the rest of the file would be one field.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/fail.h"

#define CSV_FIELDS_MAX 512

struct csv {
    struct str rest;
    char separator;
    size_t line;      /* where the next row begins, from 1 */
    size_t row_line;  /* where the row in `field` began */
    struct buf bytes; /* the fields of the row, joined */
    size_t end[CSV_FIELDS_MAX];
    struct str field[CSV_FIELDS_MAX]; /* valid until the next row */
    size_t count;
};

/* Read `text` (borrowed until csv_clear) with a separator, or 0 to take the
 * one of ',' ';' TAB that the first row holds most of. */
void csv_init(struct csv *c, struct str text, char separator);

/* The next row: 1, or 0 at the end, or -1 with fail naming the line: too many
 * fields (the row is skipped; go on), or an open quote (nothing is left). A
 * row that is empty is skipped. */
int csv_next(struct csv *c, struct fail *fail);

void csv_clear(struct csv *c);

/* Append one field, quoted where it needs it. */
int csv_write(struct buf *out, struct str field);

#endif
