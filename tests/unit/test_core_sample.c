/* Which offers are drawn, how they look, what few cases say of many. */
#include "tests/check.h"

#include "base/mem.h"
#include "core/interval.h"
#include "core/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OFFERS 20000

static void
draws_by_chance(void **state)
{
    const struct str key = STR("seed secret");
    int drawn = 0, same = 0, other = 0;

    (void)state;
    for (int i = 0; i < OFFERS; i++) {
        char id[32];
        double a, b;

        snprintf(id, sizeof id, "offer %d", i);
        a = sample_draw(key, STR("audit"), 7, str_of(id));
        b = sample_draw(key, STR("audit"), 8, str_of(id));
        CHECK_INT(a >= 0 && a < 1, 1, id);
        drawn += a < 0.02;
        same += a < 0.02 && b < 0.02;
        other += a < 0.02 &&
                 sample_draw(STR("sad"), STR("audit"), 7, str_of(id)) < 0.02;
    }
    /* 400 expected; 100 is five standard deviations. */
    CHECK_INT(drawn > 300 && drawn < 500, 1, "share");
    /* 8 expected of each */
    CHECK_INT(same < 30, 1, "another scan draws others");
    CHECK_INT(other < 30, 1, "another key draws others");
    CHECK_INT(sample_draw(key, STR("a"), 1, STR("x")) ==
                  sample_draw(key, STR("a"), 1, STR("x")),
        1, "repeatable");
    check_end();
}

/* A casefile with all that the machine can say. */
static struct casefile *
make(const char *findings, const char *more)
{
    struct casefile *c = NULL;
    struct buf text = BUF_MAX(10000);
    struct js *j = NULL;
    struct fail fail;

    buf_addf(&text,
        "{\"listing\":{\"url\":\"https://shop.example/1\",\"title\":\"Lamp\"},"
        "\"findings\":[%s]%s}",
        findings, more);
    if (js_parse(&j, buf_str(&text), &fail) != 0 ||
        casefile_from_json(&c, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    buf_clear(&text);
    return c;
}

static char *
written(struct casefile *c)
{
    struct buf text = BUF_MAX(10000);
    struct js *j = casefile_to_json(c);

    js_write(&text, j);
    js_free(j);
    casefile_free(c);
    return buf_take(&text);
}

/* Whatever the machine said, what is left is the same. */
static void
blinds(void **state)
{
    struct casefile *much = make(
        "{\"source\":\"rule\",\"id\":\"a/b\",\"strength\":\"strong\","
        "\"score\":0.9,\"reason\":\"why\"}",
        ",\"flagged\":true,\"priority\":0.8,\"risk\":0.7,\"hazards\":{"
        "\"fire\":0.5},\"reasons\":[\"r\"],\"reasons_in\":{\"de\":[\"g\"]},"
        "\"category_guess\":{\"category\":\"toys\",\"probability\":0.9},"
        "\"verdict_of\":{\"rules\":\"1\",\"recalls\":\"2\",\"model\":\"3\"}");
    struct casefile *little = make("", ",\"priority\":0.01,\"risk\":0.02");
    char *a, *b;

    (void)state;
    sample_blind(much, 0.61);
    sample_blind(little, 0.61);
    sample_blind(little, 0.61);
    CHECK_INT(much->blind && much->flagged && much->priority == 0.61, 1,
        "in the queue, at its place");
    CHECK_INT(much->findings.count, 0, "no finding");
    a = written(much);
    b = written(little);
    CHECK_TEXT(a, b, "no difference");
    CHECK_INT(strstr(a, "Lamp") != NULL, 1, "the offer stays");
    free(a);
    free(b);
    check_end();
}

static void
keeps_the_urgent_out(void **state)
{
    static const struct {
        const char *name, *source, *strength;
        int want;
    } cases[] = {
        { "a number that proves it", "recall", "conclusive", 1 },
        { "a likely recall", "recall", "strong", 0 },
        { "a rule", "rule", "strong", 0 },
        { "the model", "model", "candidate", 0 },
        { "ordered down, offered again", "watch", "strong", 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char finding[200];
        struct casefile *c;

        snprintf(finding, sizeof finding,
            "{\"source\":\"%s\",\"id\":\"x\",\"strength\":\"%s\"}",
            cases[i].source, cases[i].strength);
        c = make(finding, "");
        CHECK_INT(sample_is_urgent(c), cases[i].want, cases[i].name);
        casefile_free(c);
    }
    check_end();
}

static void
gives_intervals(void **state)
{
    static const struct {
        int64_t hits, of;
        int low, high; /* thousandths, Wilson's as tables give them */
    } cases[] = { { 0, 0, 0, 1000 }, { 0, 10, 0, 278 }, { 10, 10, 722, 1000 },
        { 5, 10, 237, 763 }, { 81, 263, 255, 366 }, { 1, 29, 6, 172 } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interval v = interval_share(cases[i].hits, cases[i].of);

        CHECK_INT(v.low * 1000 + 0.5, cases[i].low, "low");
        CHECK_INT(v.high * 1000 + 0.5, cases[i].high, "high");
    }
    check_end();
}

static void
divides_intervals(void **state)
{
    static const struct {
        struct interval found, missed;
        int value, low, high; /* thousandths */
    } cases[] = {
        { { 0, 0, 0 }, { 0, 0, 0 }, 0, 0, 1000 },
        { { 10, 10, 10 }, { 0, 0, 0 }, 1000, 1000, 1000 },
        { { 10, 10, 10 }, { 10, 10, 10 }, 500, 500, 500 },
        /* a known amount found: the bounds of what is missed alone */
        { { 100, 100, 100 }, { 50, 25, 100 }, 667, 500, 800 },
        /* known misses: the bounds of what is found alone */
        { { 100, 50, 150 }, { 100, 100, 100 }, 500, 333, 600 },
        { { 100, 80, 120 }, { 0, 0, 30 }, 1000, 766, 1000 },
        { { 10, 0, 40 }, { 5, 1, 20 }, 667, 0, 1000 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct interval v = interval_part(cases[i].found, cases[i].missed);
        char name[20];

        snprintf(name, sizeof name, "row %zu", i);
        CHECK_INT(v.value * 1000 + 0.5, cases[i].value, name);
        CHECK_INT(v.low * 1000 + 0.5, cases[i].low, name);
        CHECK_INT(v.high * 1000 + 0.5, cases[i].high, name);
    }
    check_end();
}

static void
adds_intervals(void **state)
{
    struct interval v = interval_sum((struct interval){ 10, 7, 13 },
        interval_scaled((struct interval){ 0.1, 0.06, 0.14 }, 100));

    (void)state;
    CHECK_INT(v.value * 1000 + 0.5, 20000, "value");
    CHECK_INT(v.low * 1000 + 0.5, 15000, "low: 3 and 4 are 5");
    CHECK_INT(v.high * 1000 + 0.5, 25000, "high");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_by_chance),
        cmocka_unit_test(blinds),
        cmocka_unit_test(keeps_the_urgent_out),
        cmocka_unit_test(gives_intervals),
        cmocka_unit_test(divides_intervals),
        cmocka_unit_test(adds_intervals),
    };

    return cmocka_run_group_tests_name("core/sample", tests, NULL, NULL);
}
