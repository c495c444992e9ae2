#include "tests/check.h"

#include "base/mem.h"
#include "recalls/search_terms.h"

#include <string.h>

static void
add(struct recalls *rs, const char *json)
{
    struct recall *r = NULL;
    struct js *j = NULL;
    struct fail fail = { 0 };

    if (js_parse(&j, str_of(json), &fail) != 0 ||
        recall_from_json(&r, j, &fail) != 0)
        fail_msg("%s: %s", json, fail.text);
    recalls_add(rs, &r);
    js_free(j);
}

struct terms_case {
    const char *name, *recalls[4];
    enum glossary_language language;
    size_t per_recall, max;
    const char *terms; /* one per line */
    size_t lost;
};

static const struct terms_case cases[] = {
    { "brand and model, then the kind in the shop's language, then the number",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Wexa\","
          "\"product\":\"Hair dryer\",\"models\":[\"HX-2210\"],"
          "\"gtins\":[\"04006381333931\"],\"name\":\"Travel dryer\"}" },
        GLOSSARY_DE, 9, 99,
        "Wexa HX-2210\nWexa Haartrockner\n4006381333931\nWexa Travel dryer\n",
        0 },
    { "Chinese shop",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Wexa\","
          "\"product\":\"Hair dryer\"}" },
        GLOSSARY_ZH, 2, 99, "Wexa 吹风机\nWexa Hair dryer\n", 0 },
    { "no more of one recall than allowed",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Wexa\","
          "\"product\":\"Crib\",\"models\":[\"A-100\",\"A-200\",\"A-300\"]}" },
        GLOSSARY_EN, 2, 99, "Wexa A-100\nWexa A-200\n", 0 },
    { "serious first, then new; each has its first before any its second",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Olda\",\"name\":\"Olda "
          "crib\",\"published\":\"2024-01-01\",\"models\":[\"O-110\"]}",
            "{\"id\":\"2\",\"source\":\"s\",\"brand\":\"Newa\",\"name\":\"Newa "
            "crib\",\"published\":\"2026-01-01\",\"models\":[\"N-110\"]}",
            "{\"id\":\"3\",\"source\":\"s\",\"brand\":\"Bada\",\"name\":\"Bada "
            "crib\",\"published\":\"2023-01-01\",\"models\":[\"B-110\"],"
            "\"level\":\"serious\"}" },
        GLOSSARY_EN, 2, 99,
        "Bada B-110\nNewa N-110\nOlda O-110\n"
        "Bada crib\nNewa crib\nOlda crib\n",
        0 },
    { "the maximum is reported",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Wexa\","
          "\"product\":\"Crib\",\"models\":[\"A-100\"]}",
            "{\"id\":\"2\",\"source\":\"s\",\"brand\":\"Wexb\","
            "\"product\":\"Crib\",\"models\":[\"B-100\"]}" },
        GLOSSARY_EN, 2, 3, "Wexa A-100\nWexb B-100\nWexa crib\n", 1 },
    { "no term twice, however it is written",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Wexa\","
          "\"product\":\"crib\"}",
            "{\"id\":\"2\",\"source\":\"s\",\"brand\":\"WEXA\","
            "\"product\":\"Crib\"}" },
        GLOSSARY_EN, 3, 99, "Wexa crib\n", 0 },
    { "no brand: number and name",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Unbranded\","
          "\"name\":\"Magnetic ball set with 216 small shiny balls\","
          "\"gtins\":[\"04006381333931\"]}" },
        GLOSSARY_DE, 3, 99, "4006381333931\nMagnetic ball set with 216 small\n",
        0 },
    { "of several brands the first; years and sizes are no models",
        { "{\"id\":\"1\",\"source\":\"s\",\"brand\":\"Wexa, Wexb\","
          "\"product\":\"crib\",\"models\":[\"2024\",\"120 cm\"]}" },
        GLOSSARY_EN, 3, 99, "Wexa crib\n", 0 },
};

static void
makes_terms(void **state)
{
    struct vocabulary *v = vocabulary_new();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct terms_case *c = &cases[i];
        struct search_terms_options o = { v, c->language, c->per_recall,
            c->max };
        struct buf got = BUF_MAX(4096);
        struct recalls rs = { 0 };
        struct texts terms = { 0 };

        for (size_t k = 0; k < COUNT(c->recalls) && c->recalls[k]; k++)
            add(&rs, c->recalls[k]);
        CHECK_INT(search_terms(&terms, &rs, &o), c->lost, c->name);
        for (size_t k = 0; k < terms.count; k++)
            buf_addf(&got, "%s\n", terms.item[k]);
        CHECK_TEXT(buf_text(&got), c->terms, c->name);
        texts_clear(&terms);
        recalls_clear(&rs);
        buf_clear(&got);
    }
    vocabulary_free(v);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(makes_terms) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
