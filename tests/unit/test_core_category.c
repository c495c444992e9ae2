#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/category.h"
#include "core/glossary.h"
#include "core/limits.h"

static void
names_go_both_ways(void **state)
{
    (void)state;
    for (int c = 0; c < CATEGORIES; c++) {
        const char *name = category_name((enum category)c);

        CHECK_INT(category_find(str_of(name)), c, name);
        for (int l = 0; l < LANGS; l++)
            CHECK_INT(
                str_of(category_title((enum category)c, (enum lang)l)).len > 0,
                1, name);
    }
    CHECK_INT(category_find(STR("Toys")), -1, "another spelling");
    CHECK_INT(category_find(STR("")), -1, "nothing");
    CHECK_TEXT(category_title(CATEGORY_TOYS, LANG_DE), "Spielzeug", "German");
    check_end();
}

/* Every class of the glossary that names goods has its category. */
static void
classes_have_one(void **state)
{
    static const struct {
        const char *name;
        int want;
    } cases[] = { { "toy", CATEGORY_TOYS }, { "light", CATEGORY_ELECTRICAL },
        { "to", -1 }, { "cue", -1 }, { "person", -1 }, { "accessory", -1 },
        { "", -1 } };
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct glossary *g = NULL;
    struct fail fail = { "" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(category_of_class(str_of(cases[i].name)), cases[i].want,
            cases[i].name);
    if (file_read(&text, "core/glossary.tsv", &fail) != 0 ||
        glossary_parse(&g, buf_str(&text), "core/glossary.tsv", &fail) != 0)
        fail_msg("%s", fail.text);
    for (size_t i = 0; i < glossary_count(g); i++) {
        struct str name = str_of(glossary_at(g, i)->class_name);

        if (!str_is(name, "cue") && !str_is(name, "person") &&
            !str_is(name, "accessory"))
            CHECK_INT(category_of_class(name) >= 0, 1, name.p);
    }
    glossary_free(g);
    buf_clear(&text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_go_both_ways),
        cmocka_unit_test(classes_have_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
