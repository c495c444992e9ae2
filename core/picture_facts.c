#include "core/picture_facts.h"

#include "core/limits.h"

#define GRID_WIDTH 9
#define GRID_HEIGHT 8
#define CHANNELS 3
#define QUALITY 80
/* Brightness in 255 steps: what JPEG adds to an even ground stays below. */
#define STEP 2
/* Of the 64 steps; with fewer a picture shows too little to be told by. */
#define STEPS_MIN 16

/* ITU-R BT.601. */
static int
brightness(const unsigned char *rgb)
{
    return (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000;
}

static const unsigned char *
pixel(const struct picture *p, int x, int y)
{
    return p->rgb + ((size_t)y * (size_t)p->width + (size_t)x) * CHANNELS;
}

/* How much of pixel i lies in part n of `parts` equal parts of `all`. */
static double
overlap(int i, int n, int parts, int all)
{
    double low = (double)n * all / parts, high = (double)(n + 1) * all / parts;

    if (low < i)
        low = i;
    if (high > i + 1)
        high = i + 1;
    return high > low ? high - low : 0;
}

/* The average brightness of a field of the grid; pixels that lie across its
 * edge count in part, so that a picture's size makes no difference. */
static double
field(const struct picture *p, int x, int y)
{
    double sum = 0, area = 0;
    int bottom = ((y + 1) * p->height + GRID_HEIGHT - 1) / GRID_HEIGHT;
    int right = ((x + 1) * p->width + GRID_WIDTH - 1) / GRID_WIDTH;

    for (int r = y * p->height / GRID_HEIGHT; r < bottom; r++)
        for (int c = x * p->width / GRID_WIDTH; c < right; c++) {
            double part = overlap(r, y, GRID_HEIGHT, p->height) *
                          overlap(c, x, GRID_WIDTH, p->width);

            sum += part * brightness(pixel(p, c, r));
            area += part;
        }
    return sum / area;
}

static void
look_at(struct picture_facts *f, const struct picture *p)
{
    int steps = 0;

    f->look = 0;
    for (int y = 0; y < GRID_HEIGHT; y++) {
        double left = field(p, 0, y);

        for (int x = 1; x < GRID_WIDTH; x++) {
            double here = field(p, x, y), step = here - left;

            f->look = f->look << 1 | (step > STEP);
            steps += step > STEP || step < -STEP;
            left = here;
        }
    }
    f->plain = steps < STEPS_MIN;
}

int
picture_facts_make(
    struct picture_facts *out, struct str bytes, struct fail *fail)
{
    struct picture p, small;
    int rc;

    *out = (struct picture_facts){ .format = picture_sniff(bytes),
        .thumb = BUF_MAX(PICTURE_FACTS_THUMB_BYTES) };
    if (picture_decode(&p, bytes, LIMIT_PHOTO_PIXELS, fail) != 0) {
        picture_facts_clear(out);
        return -1;
    }
    out->width = p.width;
    out->height = p.height;
    look_at(out, &p);
    picture_shrink(&small, &p, PICTURE_FACTS_SIDE);
    picture_clear(&p);
    rc = picture_encode(&out->thumb, &small, QUALITY, fail);
    picture_clear(&small);
    if (rc != 0)
        picture_facts_clear(out);
    return rc;
}

void
picture_facts_clear(struct picture_facts *f)
{
    buf_clear(&f->thumb);
    *f = (struct picture_facts){ .width = 0 };
}

int
picture_facts_distance(uint64_t a, uint64_t b)
{
    return __builtin_popcountll(a ^ b);
}
