#include "tests/check.h"

#include "base/mem.h"
#include "score/wording.h"

static void
speaks_three_languages(void **state)
{
    static const struct {
        const char *name, *language;
        enum wording which;
        const char *first, *second, *want;
    } cases[] = {
        { "English unless asked", NULL, WORDING_RESEMBLES, "\"heater\"", "",
            "resembles products that were recalled or banned, by the words "
            "\"heater\"" },
        { "German", "de", WORDING_MISSING, "3", "",
            "3 Pflichtangaben nicht gefunden" },
        { "German of Austria", "de-AT", WORDING_USED, "", "", "gebraucht" },
        { "Chinese", "zh", WORDING_ALIKE, "7", "",
            "。名称如此相似的，每 100 对中有 7 对为同一产品。" },
        { "a language without words", "fr", WORDING_USED, "", "",
            "second-hand" },
        { "a value is no pattern", "en", WORDING_RESEMBLES, "{}", "x",
            "resembles products that were recalled or banned, by the words "
            "{}" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1000);

        wording_put(&out, cases[i].language, cases[i].which,
            str_of(cases[i].first), str_of(cases[i].second));
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

/* Every text has its own words in every language, and as many places. */
static void
is_complete(void **state)
{
    static const char *const languages[] = { "en", "de", "zh" };

    (void)state;
    for (size_t l = 1; l < COUNT(languages); l++)
        for (int w = 0; w < WORDINGS; w++) {
            struct buf here = BUF_MAX(1000), english = BUF_MAX(1000);
            int one, two;

            wording_put(
                &here, languages[l], (enum wording)w, STR("<1>"), STR("<2>"));
            wording_put(
                &english, "en", (enum wording)w, STR("<1>"), STR("<2>"));
            one = str_find(buf_str(&here), STR("<1>"), 0) >= 0;
            two = str_find(buf_str(&here), STR("<2>"), 0) >= 0;
            CHECK_INT(here.len > 0, 1, "there is a text");
            CHECK_INT(one, str_find(buf_str(&english), STR("<1>"), 0) >= 0,
                buf_text(&here));
            CHECK_INT(two, str_find(buf_str(&english), STR("<2>"), 0) >= 0,
                buf_text(&here));
            buf_clear(&here);
            buf_clear(&english);
        }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speaks_three_languages),
        cmocka_unit_test(is_complete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
