#include "base/picture_codec.h"

#include <png.h>

int
picture_png_size(struct str bytes, int *w, int *h, struct fail *fail)
{
    png_image image = { .version = PNG_IMAGE_VERSION };

    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.len))
        return fail_set(fail, "%s", image.message);
    *w = image.width <= INT32_MAX ? (int)image.width : 0;
    *h = image.height <= INT32_MAX ? (int)image.height : 0;
    png_image_free(&image);
    return 0;
}

int
picture_png_pixels(struct picture *p, struct str bytes, struct fail *fail)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    const png_color white = { 255, 255, 255 };

    if (!png_image_begin_read_from_memory(&image, bytes.p, bytes.len))
        return fail_set(fail, "%s", image.message);
    image.format = PNG_FORMAT_RGB;
    /* Broken off in the middle is what cameras and proxies do; the reader
     * leaves the rows that are missing as they are. */
    if (!png_image_finish_read(&image, &white, p->rgb, 0, NULL))
        return fail_set(fail, "%s", image.message);
    return 0;
}
