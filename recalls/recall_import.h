/* recalls/recall_import.h - one reading of a file of notices: what was kept,
 * what was not, and why.
 *
 * Importers hand every record to it. A record that cannot be used is reported
 * with its number, its id where it has one, and the field; the others are not
 * touched. Knows no format.
 */
#ifndef RECALLS_RECALL_IMPORT_H
#define RECALLS_RECALL_IMPORT_H

#include "core/recall.h"

#include <stdarg.h>

/* Owned recalls that importers append to. */
struct recalls {
    struct recall **item;
    size_t count, cap;
};

/* Takes *r and sets it to NULL. */
void recalls_add(struct recalls *rs, struct recall **r);
void recalls_clear(struct recalls *rs);

struct recall_import {
    struct recalls *out; /* where records go */
    const char *name;    /* of the file, for messages */
    /* Called with one line for every bad record and every field that was
     * left out; may be NULL. */
    void (*say)(const char *text, void *ctx);
    void *ctx;
    int collected; /* of the form read: recalls/recall_source.h */
    size_t record; /* number of the record at hand, from 1 */
    size_t read;   /* records seen: kept + bad + left + joined */
    size_t kept;
    size_t bad;    /* records lost */
    size_t left;   /* records left out on purpose: of no product, say */
    size_t joined; /* put into another record of the same notice */
    /* The field for which records were lost, where it was always the same one
     * (a literal, or alive as long as the import); else NULL. */
    const char *bad_field;
    int bad_fields; /* seen: 0, 1, 2 for several */
    size_t warned;  /* fields left out of records that were kept */
};

/* A new record begins. */
void recall_import_begin(struct recall_import *im);

/* The record is good. Takes *r and sets it to NULL. */
void recall_import_keep(struct recall_import *im, struct recall **r);

/* The record is none of ours. */
void recall_import_leave(struct recall_import *im);

/* The record is lost: "NAME: record 12 (ID): field: why". id may be empty. */
void recall_import_bad(struct recall_import *im, struct str id,
    const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same words for a field that is left out of a record that is kept. */
void recall_import_warn(struct recall_import *im, struct str id,
    const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Text members of a JSON record. The first of the NULL-ended names that has
 * a value counts; numbers are read as text into *scratch. A value of another
 * type is warned about and gives the empty text. */
struct str recall_import_text(struct recall_import *im, const struct js *record,
    struct str id, const char *const *names, struct buf *scratch);

#endif
