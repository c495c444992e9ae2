#include "base/picture_codec.h"

#include "base/mem.h"

#include <stdlib.h>
#include <turbojpeg.h>

#define CHANNELS 3
#define CMYK_CHANNELS 4
#define FULL 255

static const unsigned char *
bytes_of(struct str s)
{
    return (const unsigned char *)s.p;
}

static int
read_head(
    tjhandle t, struct str bytes, int *w, int *h, int *space, struct fail *fail)
{
    int sampling;

    if (tjDecompressHeader3(t, bytes_of(bytes), (unsigned long)bytes.len, w, h,
            &sampling, space) != 0)
        return fail_set(fail, "%s", tjGetErrorStr2(t));
    return 0;
}

int
picture_jpeg_size(struct str bytes, int *w, int *h, struct fail *fail)
{
    tjhandle t = tjInitDecompress();
    int space, rc;

    if (t == NULL)
        return fail_set(fail, "no decoder");
    rc = read_head(t, bytes, w, h, &space, fail);
    tjDestroy(t);
    return rc;
}

/* A warning is a damaged file of which as much was read as there is; a file
 * of more than 500 scans, which only an attack needs, is none. */
static int
decode(tjhandle t, struct str bytes, unsigned char *to, const struct picture *p,
    int layout, struct fail *fail)
{
    if (tjDecompress2(t, bytes_of(bytes), (unsigned long)bytes.len, to,
            p->width, 0, p->height, layout, TJFLAG_LIMITSCANS) != 0 &&
        tjGetErrorCode(t) != TJERR_WARNING)
        return fail_set(fail, "%s", tjGetErrorStr2(t));
    return 0;
}

/* Printers' colours, turned round as Adobe's programs write them. */
static int
decode_cmyk(tjhandle t, struct picture *p, struct str bytes, struct fail *fail)
{
    size_t count = (size_t)p->width * (size_t)p->height;
    unsigned char *inks = mem_array(count, CMYK_CHANNELS);
    int rc = decode(t, bytes, inks, p, TJPF_CMYK, fail);

    for (size_t i = 0; rc == 0 && i < count; i++)
        for (size_t k = 0; k < CHANNELS; k++)
            p->rgb[i * CHANNELS + k] =
                (unsigned char)(inks[i * CMYK_CHANNELS + k] *
                                inks[i * CMYK_CHANNELS + CHANNELS] / FULL);
    free(inks);
    return rc;
}

int
picture_jpeg_pixels(struct picture *p, struct str bytes, struct fail *fail)
{
    tjhandle t = tjInitDecompress();
    int w, h, space, rc;

    if (t == NULL)
        return fail_set(fail, "no decoder");
    rc = read_head(t, bytes, &w, &h, &space, fail);
    if (rc == 0 && (space == TJCS_CMYK || space == TJCS_YCCK))
        rc = decode_cmyk(t, p, bytes, fail);
    else if (rc == 0)
        rc = decode(t, bytes, p->rgb, p, TJPF_RGB, fail);
    tjDestroy(t);
    return rc;
}

int
picture_jpeg_write(
    struct buf *out, const struct picture *p, int quality, struct fail *fail)
{
    unsigned long size = tjBufSize(p->width, p->height, TJSAMP_420);
    tjhandle t = tjInitCompress();
    unsigned char *room = (unsigned char *)buf_room(out, size);
    int rc = 0;

    if (t == NULL || room == NULL)
        rc = fail_set(fail, "no room to write a picture");
    else if (tjCompress2(t, p->rgb, p->width, 0, p->height, TJPF_RGB, &room,
                 &size, TJSAMP_420, quality, TJFLAG_NOREALLOC) != 0)
        rc = fail_set(fail, "%s", tjGetErrorStr2(t));
    else
        out->len += size;
    if (t != NULL)
        tjDestroy(t);
    return rc;
}
