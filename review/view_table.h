/* review/view_table.h - tables and their feet, as several pages have them. */
#ifndef REVIEW_VIEW_TABLE_H
#define REVIEW_VIEW_TABLE_H

#include "review/view.h"

/* <h1> with a line beside it; note may be empty. */
void view_table_title(struct view *v, struct str title, struct str note);

/* A table with a caption and column headings by their keys in review/text.h,
 * NULL at the end; then its rows, then view_table_end. */
void view_table_start(
    struct view *v, struct str caption, const char *const *columns);
/* One whose heading stands above it already, with a class or "". */
void view_table_plain(struct view *v, const char *class_name, struct str label,
    const char *const *columns);
void view_table_end(struct view *v);

/* Cells: text; a number at the right; a link to `to`. */
void view_table_text(struct view *v, struct str text);
void view_table_number(struct view *v, int64_t n);
void view_table_link(struct view *v, struct str to, struct str text);
/* Date and time of day of a moment; empty for 0. */
void view_table_time(struct view *v, int64_t ms);

/* "62 % (41-79 %)" of a share with its interval; "-" of none. */
void view_table_share(struct view *v, int64_t hits, int64_t of);

/* What stands where there is no row: the text of `key`, and why below it. */
void view_table_none(struct view *v, const char *key, const char *hint);

#endif
