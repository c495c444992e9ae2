#include "tests/check.h"

#include "scan/met.h"

#define MANY 100000

static struct str
row_of(const int64_t *keys, size_t count)
{
    return (struct str){ (const char *)keys, count * MET_KEY_BYTES };
}

static void
finds_what_was_added(void **state)
{
    static const int64_t keys[] = { 5, INT64_MAX, 77, 6 };
    struct met *m = met_new();

    (void)state;
    CHECK_INT(met_has(m, 5), 0, "none at first");
    CHECK_INT(met_has(m, 0), 0, "no key");
    met_add(m, 0);
    CHECK_INT(met_has(m, 0), 0, "no key is ever met");
    for (size_t i = 0; i < 3; i++)
        met_add(m, keys[i]);
    CHECK_INT(met_run(m, row_of(keys, 4)), 3, "all but the last");
    CHECK_INT(met_run(m, row_of(keys, 2)), 2, "all");
    CHECK_INT(met_run(m, STR_NONE), 0, "of none");
    CHECK_INT(met_key(row_of(keys, 4), 3), 6, "key at a place");
    met_free(m);
    met_free(NULL);
    check_end();
}

/* So few hardly ever drive each other out. */
static void
holds_a_hundred_thousand(void **state)
{
    struct met *m = met_new();
    uint64_t x = 1;
    size_t found = 0;

    (void)state;
    for (int i = 0; i < MANY; i++)
        met_add(m, (int64_t)((x = x * 6364136223846793005u + 99) >> 1));
    x = 1;
    for (int i = 0; i < MANY; i++)
        found += (size_t)met_has(
            m, (int64_t)((x = x * 6364136223846793005u + 99) >> 1));
    CHECK_INT(found > MANY - MANY / 1000, 1, "nearly all are there");
    found = 0;
    for (int i = 0; i < MANY; i++)
        found += (size_t)met_has(m, i + 1);
    CHECK_INT(found, 0, "no others");
    met_free(m);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_added),
        cmocka_unit_test(holds_a_hundred_thousand),
    };

    return cmocka_run_group_tests_name("scan/met", tests, NULL, NULL);
}
