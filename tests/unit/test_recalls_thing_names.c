#include "tests/check.h"

#include "base/mem.h"
#include "recalls/thing_names.h"

static const struct {
    const char *word;
    int cjk;
    int things; /* how many */
} cases[] = {
    { "battery", 0, 1 },
    { "batteries", 0, 1 },
    { "batterym", 0, 0 },
    { "mybattery", 0, 0 }, /* English names are whole words */
    { "akku", 0, 1 },
    { "ersatzakku", 0, 1 }, /* German ones end a compound */
    { "akkuladegerät", 0, 1 },
    { "ladekabel", 0, 2 }, /* of the charger, and a cable */
    { "staubfilter", 0, 1 },
    { "filters", 0, 1 },
    { "fahrrad", 0, 1 },
    { "rad", 0, 1 },
    { "ad", 0, 0 },
    { "x", 0, 0 },
    { "", 0, 0 },
    { "blender", 0, 0 },
    { "电池", 1, 1 },
    { "牧田电池充电器", 1, 2 },
    { "料理机", 1, 0 },
};

/* Looked up, a word names what it names when each thing is asked for. */
static void
finds_what_each_finds(void **state)
{
    struct thing_names *n = thing_names_new();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str word = str_of(cases[i].word);
        uint64_t want = 0;

        for (size_t t = 0; t < thing_names_count(); t++)
            if (thing_names_end(t, word, cases[i].cjk) > 0)
                want |= (uint64_t)1 << t;
        CHECK_INT(thing_names_of(n, word, cases[i].cjk), want, cases[i].word);
        CHECK_INT(__builtin_popcountll(want), cases[i].things, cases[i].word);
    }
    thing_names_free(n);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_each_finds),
    };

    return cmocka_run_group_tests_name(
        "recalls/thing_names", tests, NULL, NULL);
}
