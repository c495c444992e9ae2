#include "base/picture.h"

#include "base/mem.h"
#include "base/picture_codec.h"

#include <stdlib.h>

#define CHANNELS 3
#define WHITE 255

struct codec {
    const char *media_type;
    int (*size)(struct str bytes, int *w, int *h, struct fail *fail);
    int (*pixels)(struct picture *p, struct str bytes, struct fail *fail);
};

static const struct codec codecs[PICTURE_FORMATS] = {
    [PICTURE_OTHER] = { "", NULL, NULL },
    [PICTURE_JPEG] = { "image/jpeg", picture_jpeg_size, picture_jpeg_pixels },
    [PICTURE_PNG] = { "image/png", picture_png_size, picture_png_pixels },
    [PICTURE_WEBP] = { "image/webp", picture_webp_size, picture_webp_pixels },
    [PICTURE_GIF] = { "image/gif", picture_gif_size, picture_gif_pixels },
};

enum picture_format
picture_sniff(struct str bytes)
{
    if (str_starts(bytes, STR("\xFF\xD8\xFF")))
        return PICTURE_JPEG;
    if (str_starts(bytes, STR("\x89PNG\r\n\x1A\n")))
        return PICTURE_PNG;
    if (str_starts(bytes, STR("RIFF")) && str_is(str_sub(bytes, 8, 4), "WEBP"))
        return PICTURE_WEBP;
    if (str_starts(bytes, STR("GIF87a")) || str_starts(bytes, STR("GIF89a")))
        return PICTURE_GIF;
    return PICTURE_OTHER;
}

const char *
picture_media_type(enum picture_format f)
{
    return codecs[f].media_type;
}

int
picture_measure(struct str bytes, int *width, int *height, struct fail *fail)
{
    const struct codec *c = &codecs[picture_sniff(bytes)];

    if (c->size == NULL)
        return fail_set(fail, "neither JPEG nor PNG, WebP or GIF");
    /* Not every decoder that succeeds has set them. */
    *width = *height = 0;
    if (c->size(bytes, width, height, fail) != 0)
        return fail_wrap(fail, "%s", c->media_type);
    if (*width < 1 || *height < 1)
        return fail_set(fail, "%s: a picture without pixels", c->media_type);
    return 0;
}

void
picture_new(struct picture *out, int width, int height)
{
    size_t bytes = (size_t)width * (size_t)height * CHANNELS;

    *out = (struct picture){ width, height, mem_array(bytes, 1) };
    memset(out->rgb, WHITE, bytes);
}

int
picture_decode(struct picture *out, struct str bytes, int64_t pixels_max,
    struct fail *fail)
{
    const struct codec *c = &codecs[picture_sniff(bytes)];
    int width, height;

    *out = (struct picture){ 0, 0, NULL };
    if (picture_measure(bytes, &width, &height, fail) != 0)
        return -1;
    if ((int64_t)width * height > pixels_max)
        return fail_set(fail, "%s: %d x %d is more than %lld pixels",
            c->media_type, width, height, (long long)pixels_max);
    picture_new(out, width, height);
    if (c->pixels(out, bytes, fail) == 0)
        return 0;
    picture_clear(out);
    return fail_wrap(fail, "%s", c->media_type);
}

void
picture_clear(struct picture *p)
{
    free(p->rgb);
    *p = (struct picture){ 0, 0, NULL };
}

/* The average of the pixels of `in` that stand at column x, row y of an
 * out of that size. */
static void
average(unsigned char *to, const struct picture *in, const struct picture *out,
    int x, int y)
{
    int64_t left = (int64_t)x * in->width / out->width;
    int64_t right = ((int64_t)x + 1) * in->width / out->width;
    int64_t top = (int64_t)y * in->height / out->height;
    int64_t bottom = ((int64_t)y + 1) * in->height / out->height;
    uint64_t sum[CHANNELS] = { 0 }, count;

    if (right <= left)
        right = left + 1;
    if (bottom <= top)
        bottom = top + 1;
    for (int64_t r = top; r < bottom; r++) {
        const unsigned char *p = in->rgb + (r * in->width + left) * CHANNELS;

        for (int64_t c = left; c < right; c++, p += CHANNELS)
            for (int k = 0; k < CHANNELS; k++)
                sum[k] += p[k];
    }
    count = (uint64_t)((right - left) * (bottom - top));
    for (int k = 0; k < CHANNELS; k++)
        to[k] = (unsigned char)((sum[k] + count / 2) / count);
}

void
picture_resize(
    struct picture *out, const struct picture *in, int width, int height)
{
    unsigned char *to;

    picture_new(out, width, height);
    to = out->rgb;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, to += CHANNELS)
            average(to, in, out, x, y);
}

void
picture_shrink(struct picture *out, const struct picture *in, int side_max)
{
    int w = in->width, h = in->height, longer = w > h ? w : h;

    if (longer > side_max) {
        w = (int)(((int64_t)w * side_max + longer / 2) / longer);
        h = (int)(((int64_t)h * side_max + longer / 2) / longer);
    }
    picture_resize(out, in, w > 0 ? w : 1, h > 0 ? h : 1);
}

int
picture_encode(
    struct buf *out, const struct picture *p, int quality, struct fail *fail)
{
    return picture_jpeg_write(out, p, quality, fail);
}
