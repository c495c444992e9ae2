/* Features, the solver, and the files of a model. */
#include "tests/check.h"

#include "base/dice.h"
#include "base/file.h"
#include "base/mem.h"
#include "classifier/model.h"
#include "classifier/released.h"
#include "core/limits.h"

#include <math.h>

static const char table[] = "heater\tr\theat\theater\tHeizgerät\t取暖器\n";

static struct glossary *
glossary(void)
{
    struct glossary *g = NULL;

    assert_int_equal(glossary_parse(&g, str_of(table), "t", NULL), 0);
    return g;
}

static struct listing *
offer(const char *title, const char *description)
{
    struct listing *l = listing_new();

    listing_set(l, LISTING_TITLE, str_of(title));
    listing_set(l, LISTING_DESCRIPTION, str_of(description));
    return l;
}

/* How much of a title is digits is told, not which they are. */
static void
test_shape(void **state)
{
    static const struct {
        const char *name, *one, *other;
        int same;
    } cases[] = {
        { "other numbers", "Heater 1500 W", "Heater 2000 W", 1 },
        { "another word", "Heater 1500 W", "Candle 1500 W", 1 },
        { "Chinese is counted by character", "取暖器 取暖器 15", "abc def 15",
            1 },
        { "no number", "Heater 1500 W", "Heater W", 0 },
        { "one word more with digits", "Heater 12 x 34 lamp lamp lamp lamp",
            "Heater 1234 x lamp lamp lamp lamp lam", 0 },
        { "mostly digits", "Ceramic heater 15 W", "He 1500123", 0 },
        { "many of a kind", "a1 b2 c3 d4", "a1 b2 c3 d4 e5 f6", 1 },
    };
    struct glossary *g = glossary();
    struct features f[2];

    (void)state;
    features_init(&f[0]);
    features_init(&f[1]);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *title[] = { cases[i].one, cases[i].other };
        int same = 1;

        for (int k = 0; k < 2; k++) {
            struct listing *l = offer(title[k], "");

            features_count(&f[k], g, l);
            features_add_shape(&f[k]);
            CHECK_INT(f[k].block_end[FEATURES_SHAPE] -
                          f[k].block_end[FEATURES_CONTEXT],
                2, cases[i].name);
            listing_free(l);
        }
        for (size_t k = 1; k <= 2; k++)
            same = same && f[0].item[f[0].count - k].index ==
                               f[1].item[f[1].count - k].index;
        CHECK_INT(same, cases[i].same, cases[i].name);
    }
    features_clear(&f[0]);
    features_clear(&f[1]);
    glossary_free(g);
    check_end();
}

/* Blocks have their lengths, uses stand in the text, and reading another
 * offer in between changes nothing. */
static void
test_features(void **state)
{
    struct glossary *g = glossary();
    struct listing *l = offer("Ceramic heater 1500W", "Warm rooms.");
    struct listing *other = offer("儿童餐椅 取暖器", "");
    uint8_t *idf = mem_new(FEATURES_WIDTH);
    struct features f;
    double first = 0, again = 0, length = 0;

    (void)state;
    memset(idf, FEATURES_IDF_STEPS, FEATURES_WIDTH);
    features_init(&f);
    f.wants_uses = 1;
    features_count(&f, g, l);
    /* ceramic, heater, their pair, watts */
    CHECK_INT(f.block_end[FEATURES_WORDS], 4, "words");
    CHECK_INT(f.block_end[FEATURES_CONCEPTS] - f.block_end[FEATURES_CHARS], 2,
        "concept and class");
    CHECK_INT(features_words(&f), 2, "words that count");
    for (size_t i = 0; i < f.context_use; i++)
        CHECK_INT(f.use[i].end <= f.title.folded.text.len &&
                      f.use[i].start < f.use[i].end,
            1, "use");
    features_weigh(&f, idf, 1);
    for (size_t i = 0; i < f.count; i++)
        first += (double)f.item[i].value * (double)(f.item[i].index % 97);
    for (size_t i = 0; i < f.block_end[FEATURES_WORDS]; i++)
        length += (double)(f.item[i].value * f.item[i].value);
    CHECK_INT(lround(length * 1000), 1000, "length of a block");
    features_count(&f, g, other);
    features_count(&f, g, l);
    features_weigh(&f, idf, 1);
    for (size_t i = 0; i < f.count; i++)
        again += (double)f.item[i].value * (double)(f.item[i].index % 97);
    CHECK_INT(lround(first * 1e6), lround(again * 1e6), "again");
    features_merge(&f);
    for (size_t i = 1; i < f.count; i++)
        CHECK_INT(f.item[i - 1].index < f.item[i].index, 1, "ascending");
    features_clear(&f);
    listing_free(l);
    listing_free(other);
    free(idf);
    glossary_free(g);
    check_end();
}

/* Nothing, and far too much. */
static void
test_features_of_extremes(void **state)
{
    struct glossary *g = glossary();
    struct features f;
    char *long_text = mem_new(LIMIT_SHORT_BYTES + 1);
    struct listing *empty = offer("", ""), *full;

    (void)state;
    for (size_t i = 0; i < LIMIT_SHORT_BYTES; i++)
        long_text[i] = i % 5 == 4 ? ' ' : (char)('a' + i * i % 26);
    full = offer(long_text, long_text);
    features_init(&f);
    features_count(&f, g, empty);
    CHECK_INT(f.count, 0, "nothing");
    features_count(&f, g, full);
    CHECK_INT(f.count > 0 && f.count < FEATURES_MAX, 1, "capped");
    features_clear(&f);
    listing_free(empty);
    listing_free(full);
    free(long_text);
    glossary_free(g);
    check_end();
}

/* What is counted beside for another glossary is what is counted for it
 * alone. */
static void
test_features_of_two(void **state)
{
    static const char rows[] = "oven\tr\tkitchen\theater\tOfen\t取暖器\n"
                               "chair\to\tseat\tchair\tStuhl\t餐椅\n";
    struct listing *offers[] = { offer("", ""),
        offer("Ceramic heater 1500W", "A heater and a chair. Heater!"),
        offer("儿童餐椅 取暖器", "Stuhl, Stuhl") };
    struct glossary *g = glossary(), *small = NULL;
    struct features f, beside, alone;
    struct fail fail = { "" };

    (void)state;
    assert_int_equal(glossary_parse(&small, str_of(rows), "rows", &fail), 0);
    features_init(&f);
    features_init(&beside);
    features_init(&alone);
    for (size_t i = 0; i < COUNT(offers); i++) {
        features_count(&alone, g, offers[i]);
        features_count_two(&f, g, offers[i], &beside, small);
        CHECK_INT(f.count, alone.count, "the first is as ever");
        CHECK_INT(memcmp(f.item, alone.item, f.count * sizeof f.item[0]), 0,
            "its counts too");
        features_count(&alone, small, offers[i]);
        CHECK_INT(beside.count, alone.count, "features");
        CHECK_INT(
            memcmp(beside.item, alone.item, alone.count * sizeof f.item[0]), 0,
            "counts");
        CHECK_INT(
            memcmp(beside.block_end, alone.block_end, sizeof alone.block_end),
            0, "blocks");
        listing_free(offers[i]);
    }
    features_clear(&f);
    features_clear(&beside);
    features_clear(&alone);
    glossary_free(g);
    glossary_free(small);
    check_end();
}

enum { ROWS = 600 };

/* Two features decide, the others are noise. */
static void
make_rows(struct model_rows *rows, signed char *label)
{
    struct dice dice = { 5 };

    for (uint32_t i = 0; i < ROWS; i++) {
        struct feature item[3];
        double x = dice_share(&dice) - 0.5, y = dice_share(&dice) - 0.5;

        item[0] = (struct feature){ 10, (float)x };
        item[1] = (struct feature){ 20, (float)y };
        item[2] = (struct feature){ 1000 + i, 0.05f };
        model_rows_add(rows, item, 3);
        label[i] = x + 2 * y > 0.1 ? 1 : -1;
    }
}

/* What the objective is at a solution. */
static double
objective_of(const struct model_linear *m, const struct model_rows *rows,
    const signed char *label, double c)
{
    double sum = (double)m->bias * (double)m->bias / 2;

    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        sum += (double)m->weight[i] * (double)m->weight[i] / 2;
    for (size_t i = 0; i < ROWS; i++) {
        size_t n;
        const struct feature *item = model_row(rows, i, &n);

        if (label[i] != 0)
            sum += c * fmax(0, 1 - label[i] * model_decide(m, item, n));
    }
    return sum;
}

/* The proven gap is small, the objective is what it is said to be, no step
 * aside is better, and the same again gives the same bytes. */
static void
test_solver(void **state)
{
    struct model_rows rows = { 0 };
    signed char label[ROWS];
    struct model_linear m, again;
    struct model_options o = {
        .c = 10, .positive_weight = 1, .tolerance = 0.001, .rounds_max = 500
    };
    size_t wrong = 0;
    double value;

    (void)state;
    make_rows(&rows, label);
    label[3] = 0;
    model_train(&m, &rows, label, &o);
    model_train(&again, &rows, label, &o);
    CHECK_INT(m.gap <= 0.001 && m.gap >= -1e-5, 1, "gap");
    CHECK_INT(m.rows, ROWS - 1, "one is left out");
    value = objective_of(&m, &rows, label, o.c);
    CHECK_INT(fabs(value - m.objective) < 1e-3 * value, 1, "objective");
    for (uint32_t f = 10; f <= 20; f += 10)
        for (int side = -1; side <= 1; side += 2) {
            float kept = m.weight[f];

            m.weight[f] *= 1 + 0.05f * (float)side;
            CHECK_INT(objective_of(&m, &rows, label, o.c) > value * 0.9989, 1,
                "step aside");
            m.weight[f] = kept;
        }
    for (size_t i = 0; i < ROWS; i++) {
        size_t n;
        const struct feature *item = model_row(&rows, i, &n);

        wrong += (model_decide(&m, item, n) > 0) != (label[i] > 0);
    }
    CHECK_INT(wrong < ROWS / 50, 1, "right");
    CHECK_INT(
        memcmp(m.weight, again.weight, FEATURES_WIDTH * sizeof m.weight[0]), 0,
        "same bytes");
    model_linear_clear(&m);
    model_linear_clear(&again);
    model_rows_clear(&rows);
    check_end();
}

/* Least of x^2 + 2 y^2 + 4 z^2 where x + y + z = 1. */
static void
test_simplex(void **state)
{
    static const double q[] = { 1, 0, 0, 0, 2, 0, 0, 0, 4 };
    double alpha[3];

    (void)state;
    model_simplex(alpha, q, 3, 1e-6);
    CHECK_INT(lround(alpha[0] * 700), 400, "4/7");
    CHECK_INT(lround(alpha[1] * 700), 200, "2/7");
    CHECK_INT(lround(alpha[2] * 700), 100, "1/7");
    check_end();
}

static struct released *
make_released(void)
{
    struct released *r = mem_new(sizeof *r);
    struct model_linear m = { .bias = -0.25f };
    uint8_t *idf = mem_new(FEATURES_WIDTH);

    memset(idf, 16, FEATURES_WIDTH);
    m.weight = mem_array(FEATURES_WIDTH, sizeof m.weight[0]);
    m.weight[7] = 1.5f;
    m.weight[FEATURES_WIDTH - 1] = -3;
    r->name = mem_text("t-1");
    r->base_rate = 0.02;
    weights_init(&r->weights);
    weights_set_risk(&r->weights, WEIGHTS_ENGLISH, &m, idf);
    m.weight[FEATURES_WIDTH - 1] = 0;
    weights_set_risk(&r->weights, WEIGHTS_ABROAD, &m, idf);
    weights_add_hazard(&r->weights, HAZARD_FIRE, &m);
    for (size_t i = 0; i < GLOSSARY_LANGUAGES; i++)
        r->risk[i] = (struct calibrate){ 2, -4 };
    r->hazard[0] = (struct calibrate){ 1, 0 };
    r->glossary = glossary();
    free(m.weight);
    free(idf);
    return r;
}

static void
remove_folder(const char *dir)
{
    static const char *const names[] = { "weights.bin", "glossary.tsv",
        "calibration.json", "card.md", "SHA256SUMS" };
    char path[256];

    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

static void
test_round_trip(void **state)
{
    static const struct {
        const char *name;
        size_t block; /* of the one feature */
        long hundredths;
    } places[] = { { "a hazard", FEATURES_WORDS, 275 },
        { "of a concept", FEATURES_CONCEPTS, 575 },
        { "in the context", FEATURES_CONTEXT, 725 },
        { "a shape says nothing", FEATURES_SHAPE, -25 } };
    struct feature item[] = { { 7, 2 }, { FEATURES_WIDTH - 1, 1 } };
    float hazards[WEIGHTS_HAZARDS_MAX];
    struct released *r = make_released(), *back = NULL;
    char dir[] = "/tmp/shelfwatch-model-XXXXXX";
    struct fail fail = { "" };

    (void)state;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(
        released_save(r, dir, str_of(table), STR("# card\n"), &fail), 0);
    if (released_load(&back, dir, &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(
        lround(weights_risk(&back->weights, WEIGHTS_ENGLISH, item, 2) * 1000),
        -250, "in English");
    CHECK_INT(
        lround(weights_risk(&back->weights, WEIGHTS_ABROAD, item, 2) * 1000),
        2750, "in other languages");
    for (size_t i = 0; i < COUNT(places); i++) {
        struct features f = { .item = item, .count = 1 };

        for (size_t b = places[i].block; b < FEATURES_BLOCKS; b++)
            f.block_end[b] = 1;
        weights_hazards(&back->weights, &f, hazards);
        CHECK_INT(lround((double)hazards[0] * 100), places[i].hundredths,
            places[i].name);
    }
    CHECK_INT(back->weights.hazard_kind[0], HAZARD_FIRE, "kind");
    CHECK_INT(lround(back->risk[1].slope * 10), 20, "slope");
    CHECK_INT(strstr(back->version, "+sha256:") != NULL, 1, "version");
    released_free(r);
    released_free(back);
    remove_folder(dir);
    check_end();
}

/* A folder in which one byte of a file was changed. */
static void
test_broken(void **state)
{
    static const char *const names[] = { "weights.bin", "glossary.tsv",
        "calibration.json", "card.md", "SHA256SUMS" };
    struct released *r = make_released();
    char dir[] = "/tmp/shelfwatch-model-XXXXXX";

    (void)state;
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < COUNT(names); i++) {
        struct buf bytes = BUF_MAX(16 << 20);
        struct released *back = NULL;
        struct fail fail = { "" };
        char path[256];

        assert_int_equal(
            released_save(r, dir, str_of(table), STR("# card\n"), &fail), 0);
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        assert_int_equal(file_read(&bytes, path, &fail), 0);
        bytes.p[0] ^= 1;
        assert_int_equal(file_write(path, buf_str(&bytes), &fail), 0);
        CHECK_INT(released_load(&back, dir, &fail), -1, names[i]);
        CHECK_INT(strstr(fail.text, "does not have the checksum") != NULL, 1,
            fail.text);
        buf_clear(&bytes);
    }
    released_free(r);
    remove_folder(dir);
    check_end();
}

static void
test_missing(void **state)
{
    struct released *r = NULL;
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(released_load(&r, "/nonexistent/m", &fail), -1, "missing");
    CHECK_INT(
        strstr(fail.text, "/nonexistent/m/SHA256SUMS") != NULL, 1, fail.text);
    check_end();
}

static const struct {
    const char *name, *calibration, *error;
} curves[] = {
    { "no JSON", "{", "calibration.json" },
    { "no rate", "{\"risk\":{}}", "\"base_rate\" must lie between" },
    { "falling", "{\"base_rate\":0.02,\"risk\":{\"en\":[-1,0]}}",
        "\"en\" must be [slope, offset]" },
    { "text", "{\"base_rate\":0.02,\"risk\":{\"en\":[\"a\",0]}}",
        "\"en\" must be [slope, offset]" },
};

static void
test_bad_parts(void **state)
{
    struct released *r = make_released(), *back = NULL;
    struct buf weights = BUF_MAX(16 << 20);
    struct fail fail = { "" };

    (void)state;
    weights_write(&weights, &r->weights);
    for (size_t i = 0; i < COUNT(curves); i++) {
        CHECK_INT(released_parse(&back, buf_str(&weights),
                      str_of(curves[i].calibration), str_of(table), &fail),
            -1, curves[i].name);
        CHECK_INT(strstr(fail.text, curves[i].error) != NULL, 1, fail.text);
    }
    CHECK_INT(released_parse(&back, str_sub(buf_str(&weights), 0, 5000),
                  STR("{}"), str_of(table), &fail),
        -1, "short weights");
    CHECK_INT(strstr(fail.text, "has 5000 bytes where") != NULL, 1, fail.text);
    CHECK_INT(released_parse(&back, STR("hello"), STR("{}"), STR(""), &fail),
        -1, "other file");
    buf_clear(&weights);
    released_free(r);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_features_of_extremes),
        cmocka_unit_test(test_features_of_two),
        cmocka_unit_test(test_solver),
        cmocka_unit_test(test_simplex),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_bad_parts),
    };

    return cmocka_run_group_tests_name("classifier/model", tests, NULL, NULL);
}
