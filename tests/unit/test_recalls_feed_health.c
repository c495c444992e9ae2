#include "tests/check.h"

#include "base/mem.h"
#include "recalls/feed_health.h"

#define DAY_MS (24 * 3600 * 1000LL)
/* 2026-11-20T00:00:00Z */
#define NOW_MS 1795132800000LL

/* Counts of a pass: records, how many bad, how many with a date, a brand. */
struct counts {
    int64_t records, bad, dated, branded;
};

static struct feed_counts
make(const struct counts *c)
{
    struct feed_counts out = {
        .records = c->records, .bad = c->bad, .fresh = c->records - c->bad
    };

    out.filled[RECALL_PUBLISHED] = c->dated;
    out.filled[RECALL_BRAND] = c->branded;
    return out;
}

static void
judges_a_pass(void **state)
{
    static const struct {
        const char *name;
        struct counts now;
        struct counts former[4]; /* to the first without records */
        int full;
        enum feed_state want;
        const char *why; /* part of it */
    } cases[] = {
        { "first, well", { 10, 0, 10, 9 }, { { 0 } }, 1, FEED_OK, "" },
        { "first, nothing", { 0 }, { { 0 } }, 1, FEED_SHRUNK, "0 records" },
        { "nothing, usually something", { 0 },
            { { 40, 0, 40, 40 }, { 50, 0, 50, 50 }, { 60, 0, 60, 60 } }, 0,
            FEED_SHRUNK, "0 records, usually 50" },
        { "all are bad", { 3, 3, 0, 0 }, { { 0 } }, 1, FEED_CHANGED,
            "none of 3 records can be used: why" },
        { "most are bad", { 5, 3, 2, 2 }, { { 0 } }, 1, FEED_CHANGED,
            "3 of 5 records cannot be used: why" },
        { "some are bad", { 5, 2, 3, 3 }, { { 0 } }, 1, FEED_OK, "" },
        { "no date, a first time", { 3, 0, 0, 3 }, { { 0 } }, 1, FEED_CHANGED,
            "none of 3 records has 'RecallDate' (our 'published')" },
        { "no brand, usually one", { 12, 0, 12, 0 },
            { { 20, 0, 20, 19 }, { 20, 0, 20, 18 } }, 0, FEED_CHANGED,
            "none of 12 records has a 'brand', usually 92 %" },
        { "no brand among few", { 5, 0, 5, 0 },
            { { 20, 0, 20, 19 }, { 20, 0, 20, 18 } }, 0, FEED_OK, "" },
        { "no brand, as usual", { 12, 0, 12, 0 }, { { 20, 0, 20, 2 } }, 0,
            FEED_OK, "" },
        { "half of all", { 49, 0, 49, 49 },
            { { 100, 0, 100, 100 }, { 100, 0, 100, 100 },
                { 100, 0, 100, 100 } },
            1, FEED_SHRUNK, "49 records, usually 100" },
        { "half of a window", { 49, 0, 49, 49 },
            { { 100, 0, 100, 100 }, { 100, 0, 100, 100 } }, 0, FEED_OK, "" },
        { "a fifth of a window", { 20, 0, 20, 20 },
            { { 100, 0, 100, 100 }, { 100, 0, 100, 100 } }, 0, FEED_SHRUNK,
            "20 records, usually 100" },
        { "one former was far too large", { 50, 0, 50, 50 },
            { { 60, 0, 60, 60 }, { 9000, 0, 9000, 9000 }, { 55, 0, 55, 55 } },
            1, FEED_OK, "" },
        { "more than ever", { 500, 0, 500, 400 }, { { 60, 0, 60, 60 } }, 1,
            FEED_OK, "" },
    };
    const struct feed_source *feed = feed_find(STR("us-cpsc"));

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct feed_counts now = make(&cases[i].now);
        struct feed_former former = { .count = 0 };
        struct fail why = { "" };
        enum feed_state got;

        while (former.count < 4 && cases[i].former[former.count].records > 0) {
            former.pass[former.count] = make(&cases[i].former[former.count]);
            former.count++;
        }
        got =
            feed_health_judge(feed, &now, &former, cases[i].full, "why", &why);
        CHECK_TEXT(feed_health_name(got), feed_health_name(cases[i].want),
            cases[i].name);
        CHECK_INT(strstr(why.text, cases[i].why) != NULL, 1, why.text);
    }
    check_end();
}

static void
judges_the_age(void **state)
{
    static const struct {
        const char *name;
        int days_since_success;
        const char *newest;
        enum feed_state want;
    } cases[] = {
        { "yesterday", 1, "2026-11-18", FEED_OK },
        { "no success for long", 9, "2026-11-18", FEED_STALE },
        { "no news for long", 1, "2026-09-01", FEED_STALE },
        { "no notice yet", 1, "", FEED_OK },
        { "news of tomorrow", 1, "2026-11-21", FEED_OK },
    };
    const struct feed_source *feed = feed_find(STR("us-cpsc"));

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fail why = { "" };
        enum feed_state got =
            feed_health_age(feed, NOW_MS - cases[i].days_since_success * DAY_MS,
                cases[i].newest, NOW_MS, &why);

        CHECK_TEXT(feed_health_name(got), feed_health_name(cases[i].want),
            cases[i].name);
        CHECK_INT(why.text[0] != '\0', cases[i].want != FEED_OK, why.text);
    }
    check_end();
}

static void
believes_a_few_withdrawals(void **state)
{
    static const struct {
        int64_t gone, all;
        int want;
    } cases[] = { { 1, 3, 0 }, { 5, 5, 0 }, { 6, 10, 1 }, { 19, 20, 1 },
        { 20, 1000, 0 }, { 201, 1000, 1 }, { 0, 0, 0 } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(feed_health_too_many_gone(cases[i].gone, cases[i].all),
            cases[i].want, "gone at once");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_a_pass),
        cmocka_unit_test(judges_the_age),
        cmocka_unit_test(believes_a_few_withdrawals),
    };

    return cmocka_run_group_tests_name(
        "recalls/feed_health", tests, NULL, NULL);
}
