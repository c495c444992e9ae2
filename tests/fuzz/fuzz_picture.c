/* Input: a picture's file. What is decoded is as large as it was said to be,
 * and can be made small and written again. */
#include "tests/fuzz/fuzz.h"

#include "base/picture.h"

/* Large ones only take time. */
#define PIXELS_MAX 250000
#define SIDE 40

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    struct buf out = BUF_MAX(64u << 10);
    struct picture p, small, again;
    int w = 0, h = 0;
    int measured = picture_measure(bytes, &w, &h, NULL);

    if (picture_decode(&p, bytes, PIXELS_MAX, NULL) != 0) {
        assert(p.rgb == NULL);
        return 0;
    }
    assert(measured == 0 && p.width == w && p.height == h);
    assert((int64_t)w * h <= PIXELS_MAX);
    picture_shrink(&small, &p, SIDE);
    assert(small.width >= 1 && small.width <= SIDE);
    assert(small.height >= 1 && small.height <= SIDE);
    assert(picture_encode(&out, &small, 80, NULL) == 0);
    assert(picture_decode(&again, buf_str(&out), PIXELS_MAX, NULL) == 0);
    assert(again.width == small.width && again.height == small.height);
    picture_clear(&p);
    picture_clear(&small);
    picture_clear(&again);
    buf_clear(&out);
    return 0;
}
