/* base/width.h - text for a terminal: how wide it is, safe to print.
 *
 * Widths follow Unicode UAX 11 (a Chinese character takes two columns). What
 * a terminal would obey (control and bidirectional characters) never passes:
 * titles of offers are printed, not executed.
 */
#ifndef BASE_WIDTH_H
#define BASE_WIDTH_H

#include "base/buf.h"

/* Columns of one code point: 0, 1 or 2. */
int width_char(uint32_t c);
size_t width_text(struct str s);

/* Append s on one line: line breaks and tabs become a blank, other control
 * characters U+FFFD, format characters are dropped. */
int width_add(struct buf *out, struct str s);

/* The same, cut with an ellipsis or padded with blanks to exactly `columns`.
 */
int width_add_cell(struct buf *out, struct str s, size_t columns);

/* The same, broken at blanks (or between Chinese characters) into lines of
 * at most `columns`, each begun with `indent` blanks and ended with LF. */
int width_add_wrapped(
    struct buf *out, struct str s, size_t columns, size_t indent);

#endif
