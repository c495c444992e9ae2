/* base/lines.h - the lines of a stream, each up to a cap.
 *
 * What getline cannot do: a line without end costs no more memory than the
 * cap, and only itself.
 */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/buf.h"

#include <stdio.h>

struct lines {
    FILE *in; /* borrowed */
    struct buf text;
    size_t number; /* of the line read last, from 1 */
};

void lines_init(struct lines *l, FILE *in, size_t line_max);
void lines_clear(struct lines *l);

/* 1 and the next line without its line end, borrowed until the next call;
 * 0 at the end or where reading fails (ferror tells). A line longer than the
 * cap is read to its end, cut to the cap, and marked by text.over. */
int lines_next(struct lines *l, struct str *line);

#endif
