/* review/report.h - the queue in words, for a terminal.
 *
 * English; the pages (review/view_*.h) speak more languages.
 */
#ifndef REVIEW_REPORT_H
#define REVIEW_REPORT_H

#include "review/queue.h"

/* Heading and rows of a table of at most `columns` columns. */
void report_head(struct buf *out, size_t columns);
void report_row(struct buf *out, const struct queue_row *row, size_t columns);

/* The whole case: offer, reasons, findings with the quoted words, history,
 * what the seller changed. */
void report_case(struct buf *out, const struct queue_case *c, size_t columns);

/* The figures of store_queue_stats. */
void report_stats(struct buf *out, const struct js *stats);

#endif
