/* base/picture.h - pictures of shops: bytes to pixels, and pixels to JPEG.
 *
 * The bytes are a stranger's: what they are is read from their beginning, not
 * from a name or a header of HTTP, and their size is held against a cap
 * before anything is decoded. Each format's library is behind a file of its
 * own (picture_codec.h). Of an animated GIF the first picture counts;
 * animated WebP and the turn that Exif asks for are not understood. Where a
 * picture is transparent it is white.
 */
#ifndef BASE_PICTURE_H
#define BASE_PICTURE_H

#include "base/buf.h"
#include "base/fail.h"

#include <stdint.h>

enum picture_format {
    PICTURE_OTHER,
    PICTURE_JPEG,
    PICTURE_PNG,
    PICTURE_WEBP,
    PICTURE_GIF,
    PICTURE_FORMATS
};

struct picture {
    int width, height;
    unsigned char *rgb; /* owned; three bytes a pixel, row by row */
};

/* What the bytes begin like. */
enum picture_format picture_sniff(struct str bytes);
/* "image/jpeg" ...; "" for PICTURE_OTHER. */
const char *picture_media_type(enum picture_format f);

/* Width and height, at least 1, as the bytes claim them; nothing is decoded. */
int picture_measure(
    struct str bytes, int *width, int *height, struct fail *fail);

/* An empty picture, white, to be drawn on; both sides at least 1. */
void picture_new(struct picture *out, int width, int height);
/* *out is to be cleared where 0 is returned. A picture of more than
 * pixels_max is refused; of a damaged one comes what could be read. */
int picture_decode(struct picture *out, struct str bytes, int64_t pixels_max,
    struct fail *fail);
void picture_clear(struct picture *p);

/* A copy of which no side is longer than side_max: each pixel the average of
 * those it stands for. A smaller picture is copied as it is. */
void picture_shrink(
    struct picture *out, const struct picture *in, int side_max);
/* The same to any size, also a larger one, without regard to its shape. */
void picture_resize(
    struct picture *out, const struct picture *in, int width, int height);

/* Append it as JPEG; quality 1 to 100. */
int picture_encode(
    struct buf *out, const struct picture *p, int quality, struct fail *fail);

#endif
