/* The same documents and seed give the same bytes; too few are refused. */
#include "tests/check.h"

#include "base/mem.h"
#include "classifier/trainer.h"

static const char table[] =
    "heater\tr\theat\theater\tHeizgerät\t取暖器\n"
    "crib\tr\tnursery\tcrib|baby crib\tBabybett\t婴儿床\n"
    "mug\to\thome\tmug|coffee mug\tTasse\t马克杯\n"
    "pillow\to\ttextile\tpillow\tKissen\t枕头\n";

static const char *const kinds[2][4] = {
    { "mug", "pillow", "notebook", "socks" },
    { "heater", "crib", "charger", "helmet" },
};
static const char *const colours[] = { "red", "blue", "green", "black", "white",
    "small", "large", "metal", "modern", "classic" };
static const char *const sources[] = { "shop-a", "shop-b", "shop-c" };

static void
make_documents(struct dataset *d, size_t count)
{
    dataset_init(d);
    for (size_t i = 0; i < count; i++) {
        struct dataset_doc doc = { .label = i % 2 ? 1 : -1 };
        struct buf title = BUF_MAX(200);

        doc.origin = i % 2 ? DATASET_RECALL : DATASET_LISTING;
        doc.year = i % 2 ? 2010 + (int)(i % 14) : 0;
        doc.hazards = i % 2 ? 1u << HAZARD_FIRE : 0;
        doc.source = dataset_source(
            d, str_of(i % 2 ? "notices" : sources[i / 2 % COUNT(sources)]));
        buf_addf(&title, "%s %s %s %zu", colours[i % COUNT(colours)],
            colours[i / 10 % COUNT(colours)], kinds[i % 2][i / 7 % 4], i);
        dataset_add(d, buf_str(&title), &doc);
        buf_clear(&title);
    }
}

static int
train(struct buf *out, size_t count, uint64_t seed, struct fail *fail)
{
    static const char *const held_out[] = { "shop-c", NULL };
    struct trainer_options options = {
        .seed = seed, .last_year = 2018, .held_out = held_out, .base_rate = 0.02
    };
    struct released *r = mem_new(sizeof *r);
    struct trainer_figures figures;
    struct dataset d;
    int rc;

    make_documents(&d, count);
    assert_int_equal(glossary_parse(&r->glossary, str_of(table), "t", fail), 0);
    rc = trainer_run(r, &figures, &d, &options, fail);
    if (rc == 0) {
        weights_write(out, &r->weights);
        for (int l = 0; l < GLOSSARY_LANGUAGES; l++)
            buf_addf(out, "%a %a ", r->risk[l].slope, r->risk[l].offset);
        CHECK_INT(figures.gap < 0.01, 1, "gap");
        CHECK_INT(figures.held_out[GLOSSARY_EN].auc.value > 0.9, 1, "learned");
    }
    released_free(r);
    dataset_clear(&d);
    return rc;
}

static void
same_seed_same_bytes(void **state)
{
    struct buf a = BUF_MAX(32 << 20), b = BUF_MAX(32 << 20);
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(train(&a, 700, 3, &fail), 0, fail.text);
    CHECK_INT(train(&b, 700, 3, &fail), 0, fail.text);
    CHECK_INT(a.len, b.len, "length");
    CHECK_INT(a.len == b.len && memcmp(a.p, b.p, a.len) == 0, 1, "bytes");
    buf_clear(&a);
    buf_clear(&b);
    check_end();
}

static void
too_few(void **state)
{
    struct buf out = BUF_MAX(100);
    struct fail fail = { "" };

    (void)state;
    CHECK_INT(train(&out, 100, 3, &fail), -1, "refused");
    CHECK_INT(strstr(fail.text, "too few to learn") != NULL, 1, fail.text);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(too_few),
    };

    return cmocka_run_group_tests_name("classifier/trainer", tests, NULL, NULL);
}
