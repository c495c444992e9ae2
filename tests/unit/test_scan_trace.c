#include "tests/check.h"

#include "base/mem.h"
#include "scan/trace_index.h"

#define STORY                                                                  \
    "This cordless kettle boils one point seven litres in four minutes, has "  \
    "a window for the water and switches itself off when it is done or dry."
#define OTHER                                                                  \
    "A rattle for small hands with beads of wood that sound softly, painted "  \
    "with colours made of water and tested for many years of happy play."

static struct listing *
listing(const char *json)
{
    struct js *j = NULL;
    struct listing *l = NULL;
    struct fail fail;

    if (js_parse(&j, str_of(json), &fail) != 0 ||
        listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return l;
}

static const struct {
    const char *name, *a, *b, *why;
} cases[] = {
    { "same GTIN, all else other",
        "{\"title\":\"Kettle\",\"gtins\":[\"09521000010017\"]}",
        "{\"title\":\"Bouilloire\",\"gtins\":[\"09521000010017\"]}", "gtin" },
    { "another GTIN under one text",
        "{\"title\":\"Kettle white\",\"gtins\":[\"09521000010017\"],"
        "\"description\":\"" STORY "\"}",
        "{\"title\":\"Kettle white\",\"gtins\":[\"09521000010024\"],"
        "\"description\":\"" STORY "\"}",
        "" },
    { "same brand and model",
        "{\"title\":\"a\",\"brand\":\"Orbelle GmbH\",\"model\":\"OB-S5047\"}",
        "{\"title\":\"b\",\"brand\":\"ORBELLE\",\"model\":\"obs5047\"}",
        "model" },
    { "same model of another brand",
        "{\"title\":\"a\",\"brand\":\"Orbelle\",\"model\":\"OB-S5047\"}",
        "{\"title\":\"b\",\"brand\":\"Marzibel\",\"model\":\"OB-S5047\"}", "" },
    { "same text, title reworded",
        "{\"title\":\"Cordless kettle white\",\"description\":\"" STORY "\"}",
        "{\"title\":\"White cordless kettle NEW\",\"description\":\"" STORY
        " Now in stock.\"}",
        "text" },
    { "a shop's one text under two products",
        "{\"title\":\"Cordless kettle\",\"description\":\"" STORY "\"}",
        "{\"title\":\"Garden chair\",\"description\":\"" STORY "\"}", "" },
    { "one title, two texts",
        "{\"title\":\"Cordless kettle\",\"description\":\"" STORY "\"}",
        "{\"title\":\"Cordless kettle\",\"description\":\"" OTHER "\"}", "" },
    { "another size",
        "{\"title\":\"Drill bit 10 mm\",\"description\":\"" STORY "\"}",
        "{\"title\":\"Drill bit 12 mm\",\"description\":\"" STORY "\"}", "" },
    { "same address of a picture",
        "{\"title\":\"Plush rabbit white\",\"images\":"
        "[\"https://cdn.example/i/77.jpg?w=200\"]}",
        "{\"title\":\"Plush rabbit, white\",\"images\":"
        "[\"https://cdn.example/i/77.jpg?w=200\"]}",
        "" },
    { "Chinese text",
        "{\"title\":\"大容量充电宝 双口快充\",\"description\":"
        "\"这款大容量充电宝支持双口快充，小巧便携，可带上飞机，适合旅行使用\"}",
        "{\"title\":\"充电宝 大容量 双口快充 新款\",\"description\":"
        "\"这款大容量充电宝支持双口快充，小巧便携，可带上飞机，适合旅行使用。\""
        "}",
        "text" },
    { "nothing", "{}", "{}", "" },
};

static void
test_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *a = listing(cases[i].a), *b = listing(cases[i].b);
        struct trace x, y;
        struct buf key = BUF_MAX(1000);
        struct trace_index *index = trace_index_new();
        const uint32_t *found;
        const char *why;

        trace_make(&x, a);
        trace_make(&y, b);
        why = trace_same(&x, &y, &key);
        CHECK_TEXT(why != NULL ? why : "", cases[i].why, cases[i].name);
        buf_reset(&key);
        why = trace_same(&y, &x, &key);
        CHECK_TEXT(why != NULL ? why : "", cases[i].why, "the other way");
        /* Whoever is the same is among those to compare with. */
        trace_index_add(index, &x);
        if (cases[i].why[0] != '\0')
            CHECK_INT(trace_index_find(index, &y, &found), 1, cases[i].name);
        trace_index_free(index);
        trace_clear(&x);
        trace_clear(&y);
        buf_clear(&key);
        listing_free(a);
        listing_free(b);
    }
    check_end();
}

#define RABBIT "\"title\":\"Plush rabbit white\",\"images\":[\"a\"]"
#define DRYER "\"title\":\"Hair dryer\",\"images\":[\"b\"]"
#define HALF                                                                   \
    "This little friend is made of the softest plush you have ever touched "   \
    "and can be washed at thirty degrees without losing any of its colour. "   \
    "Order today and we ship tomorrow from our own house in Hamburg, with a "  \
    "card if you like, and take it back within one hundred days for free."

/* A digest and a look; with both on each side. */
static const struct {
    const char *name, *a, *b;
    const char *digest_a, *digest_b;
    uint64_t look_a, look_b;
    int plain;
    const char *why;
    int suspects; /* while b's picture is not here */
} pictures[] = {
    { "the same bytes", "{" RABBIT "}",
        "{\"title\":\"White plush rabbit NEW\",\"images\":[\"z\"]}", "d1", "d1",
        1, 1, 1, "image", 1 },
    { "saved anew", "{" RABBIT "}", "{" RABBIT "}", "d1", "d2",
        0xF0F0F0F0F0F0F0F0, 0xF0F0F0F0F0F0F0FF, 0, "image", 1 },
    { "one bit too far", "{" RABBIT "}", "{" RABBIT "}", "d1", "d2",
        0xF0F0F0F0F0F0F0F0, 0xF0F0F0F0F0F1F0FF, 0, "", 1 },
    { "both are plain", "{" RABBIT "}", "{" RABBIT "}", "d1", "d2", 0, 0, 1, "",
        1 },
    { "a shop's one \"no picture\"", "{" RABBIT "}", "{" DRYER "}", "d1", "d1",
        1, 1, 1, "", 0 },
    { "another model", "{" RABBIT ",\"brand\":\"Aba\",\"model\":\"R-1000\"}",
        "{" RABBIT ",\"brand\":\"Aba\",\"model\":\"R-2000\"}", "d1", "d1", 1, 1,
        0, "", 0 },
    { "other title, half of the text",
        "{\"images\":[\"a\"],\"title\":\"Bunny\",\"description\":\"" HALF "\"}",
        "{\"images\":[\"b\"],\"title\":\"Cuddly hare\",\"description\":\"" HALF
        "\"}",
        "d1", "d2", 7, 7, 0, "image", 1 },
    { "half of the text alone",
        "{\"title\":\"Bunny\",\"description\":\"" HALF "\"}",
        "{\"title\":\"Cuddly hare\",\"description\":\"" HALF "\"}", NULL, NULL,
        0, 0, 0, "", 0 },
    { "and the seller, but no word of the title",
        "{\"title\":\"Bunny\",\"description\":\"" HALF
        "\",\"seller\":{\"name\":\"Toy House Ltd.\"}}",
        "{\"title\":\"Cuddly hare\",\"description\":\"" HALF
        "\",\"seller\":{\"name\":\"TOY HOUSE LTD\"}}",
        NULL, NULL, 0, 0, 0, "", 0 },
    { "the seller, half of the text, a third of the title",
        "{\"title\":\"Plush bunny soft\",\"description\":\"" HALF
        "\",\"seller\":{\"name\":\"Toy House Ltd.\"}}",
        "{\"title\":\"Cuddly plush bunny for babies\",\"description\":\"" HALF
        "\",\"seller\":{\"name\":\"TOY HOUSE LTD\"}}",
        NULL, NULL, 0, 0, 0, "seller", 0 },
    { "another seller",
        "{\"title\":\"Plush bunny soft\",\"description\":\"" HALF
        "\",\"seller\":{\"name\":\"Toy House Ltd.\"}}",
        "{\"title\":\"Cuddly plush bunny for babies\",\"description\":\"" HALF
        "\",\"seller\":{\"name\":\"Toy Barn Ltd\"}}",
        NULL, NULL, 0, 0, 0, "", 0 },
    { "the seller alone",
        "{\"title\":\"Plush bunny\",\"seller\":{\"name\":\"Toy House\"}}",
        "{\"title\":\"Plush hare\",\"seller\":{\"name\":\"Toy House\"}}", NULL,
        NULL, 0, 0, 0, "", 0 },
};

static void
test_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pictures); i++) {
        struct listing *a = listing(pictures[i].a), *b = listing(pictures[i].b);
        struct trace_index *index = trace_index_new();
        struct buf key = BUF_MAX(1000);
        const uint32_t *found;
        const char *why;
        struct trace x, y;

        trace_make(&x, a);
        trace_make(&y, b);
        if (pictures[i].digest_a != NULL)
            trace_add_picture(&x, str_of(pictures[i].digest_a),
                pictures[i].look_a, pictures[i].plain);
        CHECK_INT(trace_suspects(&x, &y), pictures[i].suspects, "suspects");
        trace_index_add(index, &x);
        if (pictures[i].suspects)
            CHECK_INT(trace_index_find(index, &y, &found), 1, "found before");
        if (pictures[i].digest_b != NULL)
            trace_add_picture(&y, str_of(pictures[i].digest_b),
                pictures[i].look_b, pictures[i].plain);
        why = trace_same(&x, &y, &key);
        CHECK_TEXT(why != NULL ? why : "", pictures[i].why, pictures[i].name);
        if (pictures[i].why[0] != '\0')
            CHECK_INT(trace_index_find(index, &y, &found), 1, pictures[i].name);
        if (pictures[i].digest_b != NULL)
            CHECK_INT(trace_suspects(&x, &y), 0, "all is here");
        trace_index_free(index);
        trace_clear(&x);
        trace_clear(&y);
        buf_clear(&key);
        listing_free(a);
        listing_free(b);
    }
    check_end();
}

static void
test_index(void **state)
{
    struct trace_index *index = trace_index_new();
    const uint32_t *found;
    struct trace t[COUNT(cases)];
    size_t n;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *l = listing(cases[i].a);

        trace_make(&t[i], l);
        trace_index_add(index, &t[i]);
        listing_free(l);
    }
    n = trace_index_find(index, &t[2], &found);
    CHECK_INT(n, 2, "two have that model of that brand");
    CHECK_INT(found[0], 2, "itself first");
    n = trace_index_find(index, &t[0], &found);
    CHECK_INT(n, 2, "two have that GTIN");
    for (size_t i = 0; i < COUNT(cases); i++)
        trace_clear(&t[i]);
    trace_index_free(index);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
