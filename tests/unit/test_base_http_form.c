#include "tests/check.h"

#include "base/http_form.h"
#include "base/mem.h"

static void
decodes_as_browsers_write(void **state)
{
    static const struct {
        const char *name, *text, *want;
        int plus_is_blank;
    } cases[] = {
        { "plain", "abc", "abc", 1 },
        { "nothing", "", "", 1 },
        { "plus of a form", "a+b", "a b", 1 },
        { "plus of a path", "a+b", "a+b", 0 },
        { "both cases of digits", "%4a%4A", "JJ", 1 },
        { "encoded plus", "a%2Bb", "a+b", 1 },
        { "decoded once", "%2541", "%41", 1 },
        { "no digits", "%zz%4", "%zz%4", 1 },
        { "at the end", "%41%", "A%", 1 },
        { "last two bytes", "x%41", "xA", 1 },
        { "Chinese", "%E4%BD%A0", "你", 1 },
        { "bad UTF-8", "%ff", "\xEF\xBF\xBD", 1 },
        { "no NUL", "a%00b", "ab", 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = ARENA_MAX(1000);
        struct str got = http_form_decode(
            &arena, str_of(cases[i].text), cases[i].plus_is_blank);

        CHECK_TEXT(got.p, cases[i].want, cases[i].name);
        CHECK_INT(got.len, strlen(cases[i].want), cases[i].name);
        arena_clear(&arena);
    }
    check_end();
}

static void
finds_values_by_name(void **state)
{
    static const struct {
        const char *name, *pairs, *key;
        size_t nth;
        const char *want; /* NULL: none */
    } cases[] = {
        { "first", "a=1&b=2", "a", 0, "1" },
        { "last", "a=1&b=2", "b", 0, "2" },
        { "second of a name", "a=1&b=2&a=3", "a", 1, "3" },
        { "no third", "a=1&b=2&a=3", "a", 2, NULL },
        { "not part of a name", "aa=1&a=2", "a", 0, "2" },
        { "other case", "A=1", "a", 0, NULL },
        { "encoded name", "%61=1", "a", 0, "1" },
        { "decoded value", "a=1%262+3", "a", 0, "1&2 3" },
        { "equals in the value", "a=b=c", "a", 0, "b=c" },
        { "empty value", "a=&b=2", "a", 0, "" },
        { "no value", "a&b=2", "a", 0, "" },
        { "empty pairs", "&&a=1&", "a", 0, "1" },
        { "nothing", "", "a", 0, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = ARENA_MAX(1000);
        struct str got = http_form_find(
            &arena, str_of(cases[i].pairs), cases[i].key, cases[i].nth);

        CHECK_TEXT(got.p, cases[i].want, cases[i].name);
        arena_clear(&arena);
    }
    check_end();
}

static void
gives_nothing_past_the_cap(void **state)
{
    struct arena arena = ARENA_MAX(16);
    char text[100];

    (void)state;
    memset(text, 'a', sizeof text);
    CHECK_TEXT(http_form_decode(&arena, (struct str){ text, sizeof text }, 1).p,
        NULL, "too long");
    CHECK_TEXT(http_form_decode(&arena, STR("short"), 1).p, "short", "fits");
    arena_clear(&arena);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_as_browsers_write),
        cmocka_unit_test(finds_values_by_name),
        cmocka_unit_test(gives_nothing_past_the_cap),
    };

    return cmocka_run_group_tests_name("base/http_form", tests, NULL, NULL);
}
