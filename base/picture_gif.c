#include "base/picture_codec.h"

#include "base/mem.h"

#include <gif_lib.h>
#include <stdlib.h>

#define CHANNELS 3
#define PASSES 4

/* giflib asks for bytes. */
static int
give(GifFileType *g, GifByteType *to, int want)
{
    struct str *rest = g->UserData;
    size_t n = want > 0 ? (size_t)want : 0;

    if (n > rest->len)
        n = rest->len;
    if (n > 0)
        memcpy(to, rest->p, n);
    *rest = str_sub(*rest, n, rest->len);
    return (int)n;
}

static GifFileType *
gif_open(struct str *rest, struct fail *fail)
{
    int code = 0;
    GifFileType *g = DGifOpen(rest, give, &code);

    if (g == NULL)
        fail_set(fail, "%s", GifErrorString(code));
    return g;
}

int
picture_gif_size(struct str bytes, int *w, int *h, struct fail *fail)
{
    GifFileType *g = gif_open(&bytes, fail);

    if (g == NULL)
        return -1;
    *w = g->SWidth;
    *h = g->SHeight;
    DGifCloseFile(g, NULL);
    return 0;
}

/* Pass an extension by; one that names the transparent colour is heeded. */
static int
extension(GifFileType *g, int *transparent)
{
    GifByteType *block;
    GraphicsControlBlock control;
    int code;

    if (DGifGetExtension(g, &code, &block) != GIF_OK)
        return -1;
    if (code == GRAPHICS_EXT_FUNC_CODE && block != NULL &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
        *transparent = control.TransparentColor;
    while (block != NULL)
        if (DGifGetExtensionNext(g, &block) != GIF_OK)
            return -1;
    return 0;
}

/* Go to the first picture. */
static int
first_image(GifFileType *g, int *transparent, struct fail *fail)
{
    GifRecordType type;

    while (DGifGetRecordType(g, &type) == GIF_OK) {
        if (type == IMAGE_DESC_RECORD_TYPE) {
            if (DGifGetImageDesc(g) == GIF_OK)
                return 0;
            break;
        }
        if (type != EXTENSION_RECORD_TYPE || extension(g, transparent) != 0)
            break;
    }
    return fail_set(fail, "no picture in it");
}

static void
put_row(struct picture *p, const GifFileType *g, const ColorMapObject *map,
    const GifPixelType *row, int y, int transparent)
{
    unsigned char *to =
        p->rgb + ((size_t)(g->Image.Top + y) * (size_t)p->width +
                     (size_t)g->Image.Left) *
                     CHANNELS;

    for (int x = 0; x < g->Image.Width; x++, to += CHANNELS) {
        const GifColorType *c = &map->Colors[row[x]];

        if (row[x] >= map->ColorCount || row[x] == transparent)
            continue;
        to[0] = c->Red;
        to[1] = c->Green;
        to[2] = c->Blue;
    }
}

/* Its rows as far as they go, in the order they stand: interlaced ones come
 * in four passes (GIF89a, appendix E). */
static int
read_rows(struct picture *p, GifFileType *g, const ColorMapObject *map,
    int transparent)
{
    static const int from[PASSES] = { 0, 4, 2, 1 },
                     step[PASSES] = { 8, 8, 4, 2 };
    GifPixelType *row = mem_array((size_t)g->Image.Width + 1, sizeof *row);
    int passes = g->Image.Interlace ? PASSES : 1, rows = 0, ok = 1;

    for (int k = 0; k < passes && ok; k++)
        for (int y = passes > 1 ? from[k] : 0; y < g->Image.Height && ok;
             y += passes > 1 ? step[k] : 1) {
            ok = DGifGetLine(g, row, g->Image.Width) == GIF_OK;
            if (ok)
                put_row(p, g, map, row, y, transparent);
            rows += ok;
        }
    free(row);
    return rows;
}

int
picture_gif_pixels(struct picture *p, struct str bytes, struct fail *fail)
{
    GifFileType *g = gif_open(&bytes, fail);
    int transparent = NO_TRANSPARENT_COLOR, rc;
    const ColorMapObject *map;

    if (g == NULL)
        return -1;
    rc = first_image(g, &transparent, fail);
    if (rc == 0) {
        map = g->Image.ColorMap != NULL ? g->Image.ColorMap : g->SColorMap;
        if (map == NULL)
            rc = fail_set(fail, "no colours");
        else if (g->Image.Left < 0 || g->Image.Top < 0 ||
                 g->Image.Width > p->width - g->Image.Left ||
                 g->Image.Height > p->height - g->Image.Top)
            rc = fail_set(fail, "its picture is larger than its screen");
        else if (read_rows(p, g, map, transparent) == 0)
            rc = fail_set(fail, "damaged");
    }
    DGifCloseFile(g, NULL);
    return rc;
}
