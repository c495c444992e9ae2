/* crawler/png.h - whether bytes are a PNG (ISO/IEC 15948) that may be shown.
 *
 * Looks at the frame alone: signature, sizes, order and length of the chunks,
 * and nothing behind the end. What is packed inside is the business of the
 * browser that shows it.
 */
#ifndef CRAWLER_PNG_H
#define CRAWLER_PNG_H

#include "base/fail.h"
#include "base/str.h"

/* Pixels a side. A picture of ours is far smaller. */
#define PNG_SIDE_MAX 20000

struct png_size {
    int width, height;
};

/* 0 and the size, or -1 with what is wrong. */
int png_check(struct str bytes, struct png_size *size, struct fail *fail);

#endif
