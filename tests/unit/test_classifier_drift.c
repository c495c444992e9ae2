/* Histograms of scores and classes, and how much they moved. */
#include "tests/check.h"

#include "base/dice.h"
#include "classifier/drift.h"

static const char table[] =
    "chair\to\tfurniture\tchair\tStuhl\t椅子\n"
    "heater\tr\thousehold\theater\tHeizlüfter\t取暖器\n";

static struct glossary *
make_glossary(void)
{
    struct glossary *g = NULL;

    assert_int_equal(glossary_parse(&g, str_of(table), "table", NULL), 0);
    return g;
}

/* `count` offers, of which `heaters` in ten are heaters with higher risk. */
static void
fill(struct drift *d, const struct glossary *g, int count, size_t heaters,
    uint64_t seed)
{
    struct tokens title = { 0 };
    struct dice dice = { seed };

    for (int i = 0; i < count; i++) {
        int heater = dice_below(&dice, 10) < heaters;

        token_read(&title, heater ? STR("space heater") : STR("oak chair"), 60);
        drift_add(d, g, &title,
            heater ? 0.3 * dice_share(&dice) : 0.02 * dice_share(&dice));
    }
    token_clear(&title);
}

static void
tells_change_from_chance(void **state)
{
    static const struct {
        const char *name;
        int count;
        size_t heaters;
        int warns;
    } cases[] = {
        { "the same", 5000, 2, 0 },
        { "few, the same", 30, 2, 0 },
        { "none", 0, 0, 0 },
        { "many more heaters", 5000, 8, 1 },
        { "three offers of another kind", 3, 10, 0 },
    };
    struct glossary *g = make_glossary();
    struct drift then;

    (void)state;
    drift_init(&then, g, STR("m"));
    fill(&then, g, 5000, 2, 1);
    CHECK_INT(then.classes, 3, "classes");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct drift now;

        drift_init(&now, g, STR("m"));
        fill(&now, g, cases[i].count, cases[i].heaters, 2);
        CHECK_INT(drift_scores(&then, &now, GLOSSARY_EN).warns, cases[i].warns,
            cases[i].name);
        CHECK_INT(drift_classes(&then, &now, GLOSSARY_EN).warns, cases[i].warns,
            cases[i].name);
        CHECK_INT(drift_scores(&then, &now, GLOSSARY_ZH).warns, 0, "no offers");
        CHECK_INT(
            drift_lengths(&then, &now, GLOSSARY_EN).warns, 0, "two words each");
        drift_clear(&now);
    }
    drift_clear(&then);
    glossary_free(g);
    check_end();
}

/* The same things at the same risk, under longer titles. */
static void
tells_other_titles(void **state)
{
    struct glossary *g = make_glossary();
    struct tokens title = { 0 };
    struct drift then, now;

    (void)state;
    drift_init(&then, g, STR("m"));
    drift_init(&now, g, STR("m"));
    for (int i = 0; i < 1000; i++) {
        token_read(&title, STR("oak chair"), DRIFT_TITLE_TOKENS);
        drift_add(&then, g, &title, 0.01);
        if (i % 2 == 0)
            token_read(&title,
                STR("solid natural rustic vintage modern oak wood dining "
                    "chair"),
                DRIFT_TITLE_TOKENS);
        drift_add(&now, g, &title, 0.01);
    }
    CHECK_INT(drift_lengths(&then, &now, GLOSSARY_EN).warns, 1, "lengths");
    CHECK_INT(drift_classes(&then, &now, GLOSSARY_EN).warns, 0, "classes");
    CHECK_INT(drift_scores(&then, &now, GLOSSARY_EN).warns, 0, "scores");
    token_clear(&title);
    drift_clear(&then);
    drift_clear(&now);
    glossary_free(g);
    check_end();
}

static void
reads_what_it_wrote(void **state)
{
    static const struct {
        const char *json, *words;
    } broken[] = {
        { "{}", "made for the model" },
        { "{\"model\":\"m\"}", "another glossary" },
        { "{\"model\":\"m\",\"classes\":[\"a\",\"b\",\"none\"]}",
            "another glossary" },
        { "{\"model\":\"m\",\"classes\":[\"furniture\",\"household\","
          "\"none\"]}",
            "11 numbers are due" },
        { "{\"model\":\"m\",\"classes\":[\"furniture\",\"household\","
          "\"none\"],\"en\":{\"scores\":[-1,0,0,0,0,0,0,0,0,0,0]}}",
            "from 0 on" },
    };
    struct glossary *g = make_glossary();
    struct drift then, back;
    struct fail fail = { "" };
    struct js *j;

    (void)state;
    drift_init(&then, g, STR("m"));
    fill(&then, g, 1000, 3, 1);
    j = drift_to_json(&then);
    assert_int_equal(drift_from_json(&back, j, &then, &fail), 0);
    CHECK_INT(drift_scores(&then, &back, GLOSSARY_EN).psi < 0.02, 1, "equal");
    CHECK_INT(drift_share(&back, GLOSSARY_EN, 1) ==
                  drift_share(&then, GLOSSARY_EN, 1),
        1, "shares");
    drift_clear(&back);
    js_free(j);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        assert_int_equal(js_parse(&j, str_of(broken[i].json), &fail), 0);
        CHECK_INT(drift_from_json(&back, j, &then, &fail), -1, broken[i].json);
        CHECK_INT(strstr(fail.text, broken[i].words) != NULL, 1, fail.text);
        drift_clear(&back);
        js_free(j);
    }
    drift_clear(&then);
    glossary_free(g);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_change_from_chance),
        cmocka_unit_test(tells_other_titles),
        cmocka_unit_test(reads_what_it_wrote),
    };

    return cmocka_run_group_tests_name("classifier/drift", tests, NULL, NULL);
}
