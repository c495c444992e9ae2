/* How far apart pictures look: one picture saved anew, made smaller, cut and
 * tinted, against pictures of other products. The table says where
 * PICTURE_FACTS_NEAR lies. */
#include "tests/check.h"

#include "core/picture_facts.h"
#include "demo/photo.h"

#define PRODUCTS 30
#define VIEWS 3
#define PICTURES (PRODUCTS * VIEWS)
#define WIDTH 320
#define HEIGHT 240
#define FILE_BYTES_MAX (2u << 20)
#define CHANNELS 3

struct change {
    const char *name;
    int quality, percent; /* of JPEG; of the size */
    int cut;              /* percent off each side */
    int brighter;         /* steps of 255 */
    int within;           /* 1: 95 in 100 must be told to be the same */
};

static const struct change changes[] = {
    { "saved at quality 60", 60, 100, 0, 0, 1 },
    { "saved at quality 20", 20, 100, 0, 0, 1 },
    { "half the size", 80, 50, 0, 0, 1 },
    { "a quarter of the size", 70, 25, 0, 0, 1 },
    { "a thumbnail of 80", 70, 17, 0, 0, 1 },
    { "twice the size", 80, 200, 0, 0, 1 },
    { "brighter", 80, 100, 0, 12, 1 },
    { "1 % cut off each side", 80, 100, 1, 0, 1 },
    { "3 % cut off each side", 80, 100, 3, 0, 0 },
    { "6 % cut off each side", 80, 60, 6, 0, 0 },
};

static void
cut_off(struct picture *p, int percent)
{
    int dx = p->width * percent / 100, dy = p->height * percent / 100;
    struct picture small;

    picture_new(&small, p->width - 2 * dx, p->height - 2 * dy);
    for (int y = 0; y < small.height; y++)
        memcpy(small.rgb + y * small.width * CHANNELS,
            p->rgb + ((y + dy) * p->width + dx) * CHANNELS,
            (size_t)small.width * CHANNELS);
    picture_clear(p);
    *p = small;
}

static void
make_brighter(struct picture *p, int steps)
{
    for (int i = 0; i < p->width * p->height * CHANNELS; i++)
        p->rgb[i] =
            (unsigned char)(p->rgb[i] + steps > 255 ? 255 : p->rgb[i] + steps);
}

/* The facts of picture n after a change, as a crawler would make them. */
static void
facts_of(struct picture_facts *out, int n, const struct change *c)
{
    struct picture p, sized;
    struct buf file = BUF_MAX(FILE_BYTES_MAX);
    struct fail fail = { "" };

    photo_draw(&p, n / VIEWS, n % VIEWS + 1, WIDTH, HEIGHT);
    if (c->cut > 0)
        cut_off(&p, c->cut);
    if (c->brighter > 0)
        make_brighter(&p, c->brighter);
    picture_resize(
        &sized, &p, p.width * c->percent / 100, p.height * c->percent / 100);
    picture_clear(&p);
    assert_int_equal(picture_encode(&file, &sized, c->quality, &fail), 0);
    assert_int_equal(picture_facts_make(out, buf_str(&file), &fail), 0);
    picture_clear(&sized);
    buf_clear(&file);
}

struct spread {
    int count[65], all, most, least;
};

static void
spread_add(struct spread *s, int distance)
{
    if (s->all == 0 || distance < s->least)
        s->least = distance;
    if (distance > s->most)
        s->most = distance;
    s->count[distance]++;
    s->all++;
}

static int
spread_near(const struct spread *s, int limit)
{
    int n = 0;

    for (int i = 0; i <= limit; i++)
        n += s->count[i];
    return n;
}

static void
print_spread(const char *name, const struct spread *s)
{
    print_message("%-24s %6d  %2d to %2d", name, s->all, s->least, s->most);
    for (int limit = 2; limit <= 12; limit += 2)
        print_message("  %6.2f", 100.0 * spread_near(s, limit) / s->all);
    print_message("\n");
}

static void
tells_one_picture_from_another(void **state)
{
    static const struct change plain = { "as it is", 85, 100, 0, 0, 1 };
    struct picture_facts original[PICTURES], changed;
    struct spread others = { .all = 0 };

    (void)state;
    print_message("%-24s %6s  %-8s  share in %% at a distance of at most\n",
        "dHash distance", "pairs", "");
    print_message("%44s%8s%8s%8s%8s%8s\n", "2", "4", "6", "8", "10", "12");
    for (int n = 0; n < PICTURES; n++)
        facts_of(&original[n], n, &plain);
    for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++) {
        struct spread same = { .all = 0 };

        for (int n = 0; n < PICTURES; n++) {
            facts_of(&changed, n, &changes[k]);
            spread_add(
                &same, picture_facts_distance(original[n].look, changed.look));
            picture_facts_clear(&changed);
        }
        print_spread(changes[k].name, &same);
        if (changes[k].within)
            CHECK_INT(
                spread_near(&same, PICTURE_FACTS_NEAR) * 100 >= same.all * 95,
                1, changes[k].name);
    }
    for (int a = 0; a < PICTURES; a++)
        for (int b = 0; b < a; b++)
            if (a / VIEWS != b / VIEWS && !original[a].plain &&
                !original[b].plain)
                spread_add(&others,
                    picture_facts_distance(original[a].look, original[b].look));
    print_spread("of another product", &others);
    CHECK_INT(spread_near(&others, PICTURE_FACTS_NEAR) * 50 < others.all, 1,
        "fewer than two in 100 of other products");
    for (int n = 0; n < PICTURES; n++)
        picture_facts_clear(&original[n]);
    check_end();
}

static void
draws_the_same_again(void **state)
{
    struct picture a, b;

    (void)state;
    photo_draw(&a, 7, 2, 64, 48);
    photo_draw(&b, 7, 2, 64, 48);
    CHECK_INT(memcmp(a.rgb, b.rgb, 64 * 48 * CHANNELS), 0, "same numbers");
    picture_clear(&b);
    photo_draw(&b, 8, 2, 64, 48);
    CHECK_INT(memcmp(a.rgb, b.rgb, 64 * 48 * CHANNELS) != 0, 1, "another");
    picture_clear(&a);
    picture_clear(&b);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_one_picture_from_another),
        cmocka_unit_test(draws_the_same_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
