/* crawler/label_split.h - where a line says "Label: value".
 *
 * Knows colons of both widths and that "http://" has none. What label and
 * value are is the caller's (crawler/visible_specs.c).
 */
#ifndef CRAWLER_LABEL_SPLIT_H
#define CRAWLER_LABEL_SPLIT_H

#include "base/str.h"

/* Offset of the colon of line t behind a label of at most `max` bytes, and its
 * bytes in *skip; 0 if there is none. t has two bytes or more. */
size_t label_split(struct str t, size_t max, size_t *skip);

#endif
