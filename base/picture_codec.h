/* base/picture_codec.h - one pair of functions per format; internal to
 * base/picture.
 *
 * _size: what the head claims. _pixels: fill p->rgb, which is white and as
 * large as _size said, as far as the bytes go; -1 where nothing could be read.
 */
#ifndef BASE_PICTURE_CODEC_H
#define BASE_PICTURE_CODEC_H

#include "base/picture.h"

int picture_jpeg_size(struct str bytes, int *w, int *h, struct fail *fail);
int picture_jpeg_pixels(struct picture *p, struct str bytes, struct fail *fail);
int picture_jpeg_write(
    struct buf *out, const struct picture *p, int quality, struct fail *fail);

int picture_png_size(struct str bytes, int *w, int *h, struct fail *fail);
int picture_png_pixels(struct picture *p, struct str bytes, struct fail *fail);

int picture_webp_size(struct str bytes, int *w, int *h, struct fail *fail);
int picture_webp_pixels(struct picture *p, struct str bytes, struct fail *fail);

int picture_gif_size(struct str bytes, int *w, int *h, struct fail *fail);
int picture_gif_pixels(struct picture *p, struct str bytes, struct fail *fail);

#endif
