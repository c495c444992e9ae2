#include "base/picture_codec.h"

#include "base/mem.h"

#include <stdlib.h>
#include <webp/decode.h>

#define CHANNELS 3
#define RGBA_CHANNELS 4
#define FULL 255

static int
features(WebPBitstreamFeatures *f, struct str bytes, struct fail *fail)
{
    if (WebPGetFeatures((const uint8_t *)bytes.p, bytes.len, f) !=
        VP8_STATUS_OK)
        return fail_set(fail, "not a complete header");
    return 0;
}

int
picture_webp_size(struct str bytes, int *w, int *h, struct fail *fail)
{
    WebPBitstreamFeatures f;

    if (features(&f, bytes, fail) != 0)
        return -1;
    *w = f.width;
    *h = f.height;
    return 0;
}

/* On white. */
static void
compose(struct picture *p, const unsigned char *rgba)
{
    size_t count = (size_t)p->width * (size_t)p->height;

    for (size_t i = 0; i < count; i++, rgba += RGBA_CHANNELS)
        for (size_t k = 0; k < CHANNELS; k++)
            p->rgb[i * CHANNELS + k] =
                (unsigned char)((rgba[k] * rgba[CHANNELS] +
                                    FULL * (FULL - rgba[CHANNELS])) /
                                FULL);
}

int
picture_webp_pixels(struct picture *p, struct str bytes, struct fail *fail)
{
    size_t count = (size_t)p->width * (size_t)p->height;
    const uint8_t *from = (const uint8_t *)bytes.p;
    WebPBitstreamFeatures f;
    unsigned char *rgba;
    int ok;

    if (features(&f, bytes, fail) != 0)
        return -1;
    if (f.has_animation)
        return fail_set(fail, "animated");
    if (!f.has_alpha) {
        ok = WebPDecodeRGBInto(from, bytes.len, p->rgb, count * CHANNELS,
                 p->width * CHANNELS) != NULL;
    } else {
        rgba = mem_array(count, RGBA_CHANNELS);
        ok = WebPDecodeRGBAInto(from, bytes.len, rgba, count * RGBA_CHANNELS,
                 p->width * RGBA_CHANNELS) != NULL;
        if (ok)
            compose(p, rgba);
        free(rgba);
    }
    return ok ? 0 : fail_set(fail, "damaged");
}
