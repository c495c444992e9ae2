#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/pattern.h"

static void
finds(void **state)
{
    static const struct {
        const char *name, *pattern, *text;
        unsigned flags;
        size_t from;
        int want, start, end;
    } cases[] = {
        { "plain", "b+", "abbc", 0, 0, PATTERN_HIT, 1, 3 },
        { "from", "b", "abcb", 0, 2, PATTERN_HIT, 3, 4 },
        { "from the end", "b", "ab", 0, 2, PATTERN_MISS, 0, 0 },
        { "case", "B", "abc", 0, 0, PATTERN_MISS, 0, 0 },
        { "no case", "B", "abc", PATTERN_NOCASE, 0, PATTERN_HIT, 1, 2 },
        { "Unicode case", "Ö", "xö", PATTERN_NOCASE, 0, PATTERN_HIT, 1, 3 },
        { "Unicode letters", "\\w+", "größe!", 0, 0, PATTERN_HIT, 0, 7 },
        { "one code point", "^.$", "磁", 0, 0, PATTERN_HIT, 0, 3 },
        { "bytes", "^...$", "磁", PATTERN_BYTES, 0, PATTERN_HIT, 0, 3 },
        { "look behind sees before from", "(?<=a)b", "ab", 0, 1, PATTERN_HIT, 1,
            2 },
        { "empty text", "^$", "", 0, 0, PATTERN_HIT, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pattern *p = NULL;
        struct pattern_match m = { .count = 0 };
        struct fail fail = { "" };

        if (pattern_new(&p, str_of(cases[i].pattern), cases[i].flags, &fail))
            fail_msg("%s: %s", cases[i].name, fail.text);
        CHECK_INT(pattern_find(p, str_of(cases[i].text), cases[i].from, &m),
            cases[i].want, cases[i].name);
        if (cases[i].want == PATTERN_HIT) {
            CHECK_INT(m.start[0], cases[i].start, cases[i].name);
            CHECK_INT(m.end[0], cases[i].end, cases[i].name);
        }
        pattern_free(p);
    }
    check_end();
}

static void
gives_groups(void **state)
{
    struct pattern *p = NULL;
    struct pattern_match m;
    struct fail fail = { "" };

    (void)state;
    assert_int_equal(pattern_new(&p, STR("(a)(x)?(b)"), 0, &fail), 0);
    assert_int_equal(pattern_find(p, STR("ab"), 0, &m), PATTERN_HIT);
    CHECK_INT(m.count, 4, "groups");
    CHECK_INT(m.start[2] > m.end[2], 1, "unset group");
    CHECK_INT(m.start[3], 1, "third group");
    CHECK_INT(pattern_find(p, STR("ab"), 0, NULL), PATTERN_HIT, "no match");
    pattern_free(p);
    check_end();
}

static void
says_what_is_wrong(void **state)
{
    static const char *const bad[] = { "(a", "a)", "[a", "*", "\\", "(?<n",
        "a{2,1}", "\\C" };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct pattern *p = NULL;
        struct fail fail = { "" };

        CHECK_INT(pattern_new(&p, str_of(bad[i]), 0, &fail), -1, bad[i]);
        CHECK_INT(strstr(fail.text, "character") != NULL, 1, bad[i]);
        pattern_free(p);
    }
    check_end();
}

/* Each of these takes exponential time without a limit. */
static void
gives_up_instead_of_hanging(void **state)
{
    static const char *const evil[] = { "(a+)+(b|ac)c$", "(a|aa)+(b|ac)c$",
        "(a*)*(b|ac)c$", "(?:a?){40}a{40}(b|ac)c$" };
    struct buf text = BUF_MAX(4096);

    (void)state;
    for (int i = 0; i < 60; i++)
        buf_addc(&text, 'a');
    buf_addz(&text, "! cc");
    for (size_t i = 0; i < COUNT(evil); i++) {
        struct pattern *p = NULL;
        struct fail fail = { "" };

        assert_int_equal(pattern_new(&p, str_of(evil[i]), 0, &fail), 0);
        CHECK_INT(pattern_find(p, buf_str(&text), 0, NULL) != PATTERN_HIT, 1,
            evil[i]);
        pattern_free(p);
    }
    buf_clear(&text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds),
        cmocka_unit_test(gives_groups),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(gives_up_instead_of_hanging),
    };

    return cmocka_run_group_tests_name("base/pattern", tests, NULL, NULL);
}
