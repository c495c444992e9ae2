#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "rules/literal.h"
#include "rules/plain.h"

/* The literals, joined by |; those of a group in brackets. */
static void
print_literals(struct buf *out, const struct literal_set *t)
{
    for (size_t i = 0; i < t->count; i++)
        buf_addf(out, t->item[i].group > 0 ? "%s(%s)" : "%s%s",
            i > 0 ? "|" : "", t->item[i].text);
}

static void
finds_literals_of_patterns(void **state)
{
    static const struct {
        const char *pattern, *want;
        int whole;
    } cases[] = {
        { "magnet", "magnet", 0 },
        { "Magnet", "magnet", 0 },
        { "magnets?", "magnet", 0 },
        { "magnets*x", "magnet", 0 },
        { "magnets?", " magnet", 1 },
        { "störsender\\w*", " störsender", 1 },
        { "\\w*rollo", "rollo ", 1 },
        { "18650锂电池", " 18650 锂电池", 1 },
        { "磁力球", "磁力球", 1 },
        { "a" PLAIN_GAP "b", "a b", 0 },
        { "a" PLAIN_GAP PLAIN_GAP "b", "a b", 0 },
        { "uv" PLAIN_GAP "(?:\\w+" PLAIN_GAP ")?lamp", " uv |( lamp )", 1 },
        { "ab+cdef", "bcdef", 0 },
        { "a|bc", "a|bc", 0 },
        { "(?:red|blue)s?", "blue|red", 0 },
        { "x(?:red|blue)yyyyy", "xblueyyyyy|xredyyyyy", 0 },
        { "(?:red|blue)?xy", "xy", 0 },
        { "\\w*rollo\\w*", "rollo", 0 },
        { "[abc]de", "ade|bde|cde", 0 },
        { "[]a]de", " de|ade", 0 },
        { "6\\.0", "6 0", 0 },
        { "6\\. 0", "6  0", 0 },
        { "磁力(?:珠|球)", "磁力", 0 },
        { "磁?力", "力", 0 },
        { "(?<!x)ab(?!y)", "ab", 0 },
        { "a{0,3}bc", "bc", 0 },
        { "(?:ab){2}", "abab", 0 },
        { "\\p{Han}+xy", "xy", 0 },
        /* nothing certain */
        { "a?", "", 0 },
        { "a|\\w", "", 0 },
        { "\\w+", "", 0 },
        { "\\d+|x", "", 0 },
        { "(?i:abc)", "", 0 },
        { "\\Qa|b\\E", "", 0 },
        { "(a)\\1", "", 0 },
        { "(?|a|b)", "", 0 },
        { "a{,3}bc", "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct literal_set t = { .rate = 0 };
        struct buf got = BUF_MAX(1000);

        literal_find(&t, str_of(cases[i].pattern), cases[i].whole);
        print_literals(&got, &t);
        CHECK_TEXT(buf_text(&got), cases[i].want, cases[i].pattern);
        literal_set_clear(&t);
        buf_clear(&got);
    }
    check_end();
}

/* A digit may be of another script, which plain text does not keep. */
static void
knows_all_digits(void **state)
{
    struct literal_set t = { .rate = 0 };
    struct buf got = BUF_MAX(1000);

    (void)state;
    literal_find(&t, STR("\\dqz"), 0);
    print_literals(&got, &t);
    CHECK_TEXT(buf_text(&got), " qz|0qz|1qz|2qz|3qz|4qz|5qz|6qz|7qz|8qz|9qz",
        "digits");
    literal_set_clear(&t);
    buf_clear(&got);
    check_end();
}

static void
tells_branches_and_reach(void **state)
{
    static const struct {
        const char *pattern;
        unsigned bytes, runs; /* without the slack */
        size_t branches;
    } cases[] = {
        { "qzqz", 4, 0, 1 },
        { "qzqz|xqxq|yqyq", 4, 0, 3 },
        { "(?:a|b|qzqz)", 1, 0, 1 },
        { "(?:aqzq|xqzqzqzq) vqvq", 9, 0, 1 },
        { "\\w(?:aqzq|xqzqzqzq) vqvq", 17, 0, 1 },
        { "\\w+qzqz", 4, 1, 1 },
        { "\\w{1,30}qzqz", 4, 1, 1 },
        { "\\w?qzqz", 8, 0, 1 },
        { ".{0,10}qzqz", 44, 0, 1 },
        { "(?:\\w+,){2}qzqz", 6, 2, 1 },
        { "é?qzqz", 8, 0, 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct literal_set t = { .rate = 0 };
        unsigned slack;

        literal_find(&t, STR("qz"), 0);
        slack = t.item[0].reach.bytes - 2;
        literal_set_clear(&t);
        literal_find(&t, str_of(cases[i].pattern), 0);
        CHECK_INT(t.count > 0, 1, cases[i].pattern);
        CHECK_INT(
            t.item[0].reach.bytes, cases[i].bytes + slack, cases[i].pattern);
        CHECK_INT(t.item[0].reach.runs, cases[i].runs, cases[i].pattern);
        CHECK_INT(t.branches, cases[i].branches, cases[i].pattern);
        literal_set_clear(&t);
    }
    check_end();
}

static void
reaches_to_infinity(void **state)
{
    static const char *const far[] = { ".*qzqz", "[^,]+qzqz", "(?: a)*qzqz",
        "\\s*qzqz", "\\W+qzqz" };

    (void)state;
    for (size_t i = 0; i < COUNT(far); i++) {
        struct literal_set t = { .rate = 0 };

        literal_find(&t, str_of(far[i]), 0);
        CHECK_INT(t.item[0].reach.bytes, REACH_FAR, far[i]);
        literal_set_clear(&t);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_literals_of_patterns),
        cmocka_unit_test(knows_all_digits),
        cmocka_unit_test(tells_branches_and_reach),
        cmocka_unit_test(reaches_to_infinity),
    };

    return cmocka_run_group_tests_name("rules/literal", tests, NULL, NULL);
}
