/* Learning hazards: thresholds, and descriptions without their reasons. */
#include "tests/check.h"

#include "base/mem.h"
#include "classifier/dataset.h"
#include "classifier/trainer_hazard.h"

#include <math.h>
#include <stdlib.h>

static void
test_descriptions(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "", "" },
        { "A red lamp.", "A red lamp." },
        { "This recall involves two kinds of lamp.", "two kinds of lamp." },
        { "The recalled lamps are red. They can fall, posing a hazard.",
            "lamps are red." },
        { "Lamp, 30 cm. Consumers should stop using it! Sold in red.",
            "Lamp, 30 cm. Sold in red." },
        { "There is a risk of fire.", "" },
        { "A game: Asterisk.\nSeven dice.", "A game: Asterisk. Seven dice." },
        { "The firm has received 3 reports of burns", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1000);

        dataset_clean_description(&out, str_of(cases[i].in));
        CHECK_TEXT(buf_text(&out), cases[i].out, cases[i].in);
        buf_clear(&out);
    }
    check_end();
}

static void
test_threshold(void **state)
{
    static const struct {
        const char *name;
        double decision[6];
        signed char label[6];
        size_t count;
        double f1, threshold;
    } cases[] = {
        { "nothing", { 0 }, { 0 }, 0, 0, 0 },
        { "no positive", { 1, 2 }, { -1, -1 }, 2, 0, 0 },
        { "parted", { -2, 3, -1, 1 }, { -1, 1, -1, 1 }, 4, 1, 0 },
        { "all are", { 5, 4 }, { 1, 1 }, 2, 1, 4 },
        /* Both of equal decisions are said or neither is. */
        { "equal", { 1, 1, 0 }, { 1, -1, -1 }, 3, 2.0 / 3, 0.5 },
        { "one astray", { 4, 3, 2, 1, 0, -1 }, { 1, 1, -1, 1, -1, -1 }, 6,
            6.0 / 7, 0.5 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        double threshold = 99;
        double f1 = trainer_tune_threshold(
            cases[i].decision, cases[i].label, cases[i].count, &threshold);

        CHECK_INT(lround(f1 * 1000), lround(cases[i].f1 * 1000), cases[i].name);
        CHECK_INT(lround(threshold * 1000), lround(cases[i].threshold * 1000),
            cases[i].name);
    }
    check_end();
}

/* Notices of which every fifth is hot, as its description says. */
static void
make_notices(struct dataset *d)
{
    dataset_init(d);
    for (int i = 0; i < 400; i++) {
        struct dataset_doc doc = { .label = 1, .origin = DATASET_RECALL };
        struct buf title = BUF_MAX(100);
        int hot = i % 5 == 0;

        doc.year = 2000 + i % 20;
        doc.source = dataset_source(d, STR("notices"));
        doc.hazards = 1u << (hot ? HAZARD_BURNS : HAZARD_FALL);
        doc.description = mem_text(hot ? "with a kettle" : "with a ladder");
        buf_addf(&title, "Set number %d", i);
        dataset_add(d, buf_str(&title), &doc);
        buf_clear(&title);
        free(doc.description);
    }
}

struct tally {
    size_t right, wrong;
    double sum;
};

static void
take(size_t doc, enum hazard kind, int is, double decision, void *ctx)
{
    struct tally *t = ctx;

    (void)doc, (void)kind;
    t->right += (decision >= 0) == is;
    t->wrong += (decision >= 0) != is;
    t->sum += decision;
}

static void
test_learns_from_descriptions(void **state)
{
    struct trainer_options options = { .last_year = 2014 };
    struct fail fail = { "" };
    struct tally t[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct trainer_hazard_fold to = { take, &t[i] };
        struct glossary *g = NULL;
        struct dataset d;

        make_notices(&d);
        assert_int_equal(
            glossary_parse(
                &g, STR("mug\to\thome\tmug\tTasse\t马克杯\n"), "t", &fail),
            0);
        trainer_hazards_fold(&d, g, &options, &to);
        dataset_clear(&d);
        glossary_free(g);
    }
    CHECK_INT(t[0].right, 200, "right: two hazards of 100 later notices");
    CHECK_INT(t[0].wrong, 0, "wrong");
    CHECK_INT(memcmp(&t[0].sum, &t[1].sum, sizeof t[0].sum), 0, "the same");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descriptions),
        cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_learns_from_descriptions),
    };

    return cmocka_run_group_tests_name("classifier/hazard", tests, NULL, NULL);
}
