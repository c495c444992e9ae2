/* recalls/notice_table.h - labels and values of a notice's HTML: the rows of
 * tables, and text of the form "Label: value" or a heading and what follows.
 *
 * Tables have a row of headings, or a label in the first cell of each row.
 * Knows no authority; what is a label the caller says.
 */
#ifndef RECALLS_NOTICE_TABLE_H
#define RECALLS_NOTICE_TABLE_H

#include "base/fail.h"
#include "base/str.h"

#define NOTICE_TABLE_CELLS_MAX 24

struct notice_table_reader {
    /* 1 if the text is a label; it is trimmed and without a colon. */
    int (*is_label)(struct str text, void *ctx);
    /* A value under a label, lines by '\n'; row counts the rows of all tables
     * from 1, and is 0 for text outside of them. */
    void (*value)(struct str label, struct str value, size_t row, void *ctx);
    /* A block of text that is no label and no value; may be NULL. */
    void (*text)(struct str text, void *ctx);
    void *ctx;
};

/* Fails only for what is too large. */
int notice_table_read(struct str html, const struct notice_table_reader *reader,
    struct fail *fail);

#endif
