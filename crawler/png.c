#include "crawler/png.h"

#include <stdint.h>

#define HEAD_BYTES 8    /* length and type of a chunk */
#define CHECK_BYTES 4   /* its check sum */
#define HEADER_BYTES 13 /* of the chunk IHDR */

static uint32_t
get_u32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

struct chunk {
    struct str type, data;
};

/* Take a chunk off *rest. */
static int
take(struct str *rest, struct chunk *c)
{
    size_t length;

    if (rest->len < HEAD_BYTES + CHECK_BYTES)
        return -1;
    length = get_u32(rest->p);
    if (length > rest->len - HEAD_BYTES - CHECK_BYTES)
        return -1;
    c->type = str_sub(*rest, 4, 4);
    c->data = str_sub(*rest, HEAD_BYTES, length);
    for (size_t i = 0; i < 4; i++)
        if (!str_is_alpha(c->type.p[i]))
            return -1;
    *rest = str_sub(*rest, HEAD_BYTES + length + CHECK_BYTES, rest->len);
    return 0;
}

/* Chunks in capitals must be understood; there are four. */
static int
is_known(struct str type)
{
    return type.p[0] >= 'a' || str_is(type, "PLTE") || str_is(type, "IDAT") ||
           str_is(type, "IEND");
}

int
png_check(struct str bytes, struct png_size *size, struct fail *fail)
{
    static const struct str signature = { "\x89PNG\r\n\x1a\n", 8 };
    struct str rest = str_sub(bytes, signature.len, bytes.len);
    struct chunk c = { STR_NONE, STR_NONE };
    uint32_t width, height;
    int has_pixels = 0;

    if (!str_starts(bytes, signature) || take(&rest, &c) != 0 ||
        !str_is(c.type, "IHDR") || c.data.len != HEADER_BYTES)
        return fail_set(fail, "no PNG");
    width = get_u32(c.data.p);
    height = get_u32(c.data.p + 4);
    if (width < 1 || height < 1 || width > PNG_SIDE_MAX ||
        height > PNG_SIDE_MAX)
        return fail_set(fail, "a PNG without size, or one too large");
    while (!str_is(c.type, "IEND")) {
        if (take(&rest, &c) != 0 || !is_known(c.type))
            return fail_set(fail, "a PNG that is cut off or broken");
        has_pixels |= str_is(c.type, "IDAT");
    }
    if (!has_pixels || c.data.len > 0 || rest.len > 0)
        return fail_set(fail, "a PNG without pixels, or with more behind it");
    *size = (struct png_size){ (int)width, (int)height };
    return 0;
}
