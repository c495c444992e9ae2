/* review/export.h - cases as CSV, workbook and JSON for other programs.
 *
 * The table has one row per case and the same columns in both forms.
 */
#ifndef REVIEW_EXPORT_H
#define REVIEW_EXPORT_H

#include "review/queue.h"
#include "review/xlsx.h"

/* Append one row (RFC 4180: CRLF, quotes doubled). A text cell that a
 * spreadsheet would run as a formula gets an apostrophe in front. */
int export_csv_head(struct buf *out);
int export_csv_row(struct buf *out, const struct queue_row *row);

/* One cell, for tests and other tables. */
void export_csv_cell(struct buf *out, struct str text);

/* The same rows of a workbook: numbers and times are such. */
void export_xlsx_head(struct xlsx *x);
void export_xlsx_row(struct xlsx *x, const struct queue_row *row);

/* Append one line: the members of a casefile, and beside them "id", "state",
 * "assignee", "decisions", "first_seen", "last_seen", "decided_at", "due". */
int export_json_row(struct buf *out, const struct queue_row *row);

#endif
