#include "demo/photo.h"

#define PARTS_MIN 3
#define PARTS_MAX 7
#define CHANNELS 3
/* How much darker a part is on the side the light does not come from. */
#define SHADE 0.45
#define CLOSER 2.2

enum shape { ELLIPSE, BOX, RING, SHAPES };

/* In a square from 0 to 1. */
struct part {
    enum shape shape;
    double x, y, width, height; /* middle, half of what it takes */
    double rgb[CHANNELS];
};

struct scene {
    struct part part[PARTS_MAX];
    int count;
    double top[CHANNELS], bottom[CHANNELS]; /* of the ground */
    double zoom, x, y;                      /* what is looked at */
};

/* A number from 0 to 1, and the next state (Knuth's MMIX). */
static double
roll(uint64_t *s)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return (double)(*s >> 40) / (double)(1u << 24);
}

static double
between(uint64_t *s, double low, double high)
{
    return low + (high - low) * roll(s);
}

static void
make_part(struct part *p, uint64_t *s, const struct part *body)
{
    p->shape = (enum shape)(roll(s) * SHAPES);
    if (body == NULL) {
        p->x = between(s, 0.4, 0.6);
        p->y = between(s, 0.4, 0.6);
        p->width = between(s, 0.12, 0.4);
        p->height = between(s, 0.15, 0.4);
    } else {
        p->x = body->x + between(s, -0.9, 0.9) * body->width;
        p->y = body->y + between(s, -0.9, 0.9) * body->height;
        p->width = between(s, 0.04, 0.2);
        p->height = between(s, 0.04, 0.2);
    }
    for (int k = 0; k < CHANNELS; k++)
        p->rgb[k] = between(s, 20, 235);
}

static void
make_scene(struct scene *c, int product, int view)
{
    uint64_t s = (uint64_t)product * 2654435761u + 77, room;

    *c = (struct scene){ .zoom = 1, .x = 0.5, .y = 0.5 };
    for (int i = 0; i < 8; i++)
        roll(&s); /* neighbouring numbers begin alike */
    c->count = PARTS_MIN + (int)(roll(&s) * (PARTS_MAX - PARTS_MIN + 1));
    for (int i = 0; i < c->count; i++)
        make_part(&c->part[i], &s, i > 0 ? &c->part[0] : NULL);
    room = s + (uint64_t)view;
    for (int k = 0; k < CHANNELS; k++) {
        c->top[k] = view == 2 ? between(&room, 120, 220) : 255;
        c->bottom[k] = view == 2 ? between(&room, 60, 160) : 250;
    }
    if (view < 3)
        return;
    c->zoom = CLOSER;
    c->x = c->part[1].x;
    c->y = c->part[1].y;
}

/* How far out of the part's middle a point lies; above 1 it is outside. */
static double
reach(const struct part *p, double x, double y)
{
    double a = (x - p->x) / p->width, b = (y - p->y) / p->height;
    double round = a * a + b * b;

    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    switch (p->shape) {
    case BOX:
        return a > b ? a : b;
    case RING:
        return round > 0.3 ? round : 2;
    default:
        return round;
    }
}

static void
point(const struct scene *c, double x, double y, unsigned char *to)
{
    double rgb[CHANNELS];

    for (int k = 0; k < CHANNELS; k++)
        rgb[k] = c->top[k] + (c->bottom[k] - c->top[k]) * y;
    x = c->x + (x - 0.5) / c->zoom;
    y = c->y + (y - 0.5) / c->zoom;
    for (int i = 0; i < c->count; i++) {
        const struct part *p = &c->part[i];
        double light = 1 - SHADE * ((x - p->x) / p->width + 1) / 2;

        if (reach(p, x, y) <= 1)
            for (int k = 0; k < CHANNELS; k++)
                rgb[k] = p->rgb[k] * light;
    }
    for (int k = 0; k < CHANNELS; k++)
        to[k] = (unsigned char)rgb[k];
}

void
photo_draw(struct picture *out, int product, int view, int width, int height)
{
    struct scene c;
    int side = width < height ? width : height;
    unsigned char *to;

    make_scene(&c, product, view);
    picture_new(out, width, height);
    to = out->rgb;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, to += CHANNELS)
            point(&c, (x + 0.5 - width / 2.0) / side + 0.5,
                (y + 0.5 - height / 2.0) / side + 0.5, to);
}
