/* review/xlsx.h - one table as a workbook of Office Open XML (ECMA-376),
 * written from front to end.
 *
 * Texts are inline strings, never formulas, whatever they begin with. A
 * number is a number, and a time a date of the sheet.
 */
#ifndef REVIEW_XLSX_H
#define REVIEW_XLSX_H

#include "base/buf.h"

/* Rows of a sheet, the heading among them: a limit of the format. */
#define XLSX_ROWS_MAX 1048576

struct xlsx;

/* What is ready is appended to *out, which may be emptied between calls. */
struct xlsx *xlsx_new(void);
void xlsx_free(struct xlsx *x);
int xlsx_start(struct xlsx *x, struct buf *out, const char *sheet);

void xlsx_row(struct xlsx *x); /* begins a row */
/* A cell each, from left to right. Texts lose what XML cannot hold and are cut
 * at what a cell can. */
void xlsx_text(struct xlsx *x, struct str text);
void xlsx_heading(struct xlsx *x, struct str text);
void xlsx_number(struct xlsx *x, double v, int decimals);
void xlsx_time(struct xlsx *x, int64_t ms); /* UTC; an empty cell for 0 */

/* Compress the rows so far. */
int xlsx_flush(struct xlsx *x, struct buf *out);
int xlsx_end(struct xlsx *x, struct buf *out);

#endif
