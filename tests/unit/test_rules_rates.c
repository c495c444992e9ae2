#include "tests/check.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "rules/rates.h"

static int64_t
day(const char *text)
{
    int64_t ms = 0;

    assert_int_equal(now_parse(str_of(text), &ms), 0);
    return ms;
}

static void
takes_the_rate_of_the_day(void **state)
{
    static const struct {
        const char *currency, *seen, *date;
        long long millionths;
    } cases[] = {
        { "USD", "2025-06-01", "2025-06-01", 1100000 },
        { "USD", "2025-06-30", "2025-06-01", 1100000 },
        { "USD", "2025-07-01", "2025-07-01", 1200000 },
        { "usd", "2026-01-01", "2025-07-01", 1200000 },
        { "USD", "2020-01-01", "2025-06-01", 1100000 },
        { "CNY", "2026-01-01", "2025-06-01", 8000000 },
        { "EUR", "2026-01-01", "2026-01-01", 1000000 },
        { "XXX", "2026-01-01", "2026-01-01", 0 },
    };
    struct rates *r = NULL;
    struct fail fail = { "" };

    (void)state;
    if (rates_parse(&r,
            STR("# source\ndate\tcurrency\tper_euro\n"
                "2025-07-01\tUSD\t1.2\n2025-06-01\tUSD\t1.1\n"
                "2025-06-01\tCNY\t8\n"),
            "r.tsv", &fail) != 0)
        fail_msg("%s", fail.text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t at;
        double rate = rates_per_euro(
            r, str_of(cases[i].currency), day(cases[i].seen), &at);

        CHECK_INT(rate * 1e6 + 0.5, cases[i].millionths, cases[i].seen);
        CHECK_INT(at, day(cases[i].date), cases[i].seen);
    }
    CHECK_INT(rates_until(r, day("2025-05-31")), 0, "before all rows");
    CHECK_INT(rates_until(r, day("2025-06-01")), 2, "rows of the first day");
    CHECK_INT(rates_until(r, day("2026-01-01")), 3, "all rows");
    rates_free(r);
    check_end();
}

static void
says_what_is_wrong(void **state)
{
    static const char *const cases[] = { "", "date\tcurrency\tper_euro\n",
        "2025-06-01\tUSD\t0\n", "2025-06-01\tUSD\tmuch\n",
        "2025-06-01\tUSD\tnan\n", "June\tUSD\t1\n", "2025-06-01\tDollar\t1\n",
        "2025-06-01\tUSD\n" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rates *r = NULL;
        struct fail fail = { "" };

        CHECK_INT(
            rates_parse(&r, str_of(cases[i]), "r.tsv", &fail), -1, cases[i]);
        CHECK_INT(strncmp(fail.text, "r.tsv", 5), 0, fail.text);
    }
    check_end();
}

/* The table that comes with the program: some rates that everyone knows the
 * order of. */
static void
ships_a_table(void **state)
{
    struct buf path = BUF_MAX(4096), text = BUF_MAX(1u << 20);
    struct rates *r = NULL;
    struct fail fail = { "" };
    int64_t at;

    (void)state;
    if (datadir_find(&path, "rules/packs/rates.tsv", &fail) != 0 ||
        file_read(&text, buf_text(&path), &fail) != 0 ||
        rates_parse(&r, buf_str(&text), buf_text(&path), &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_INT(rates_per_euro(r, STR("USD"), 0, &at) > 0.8, 1, "USD");
    CHECK_INT(rates_per_euro(r, STR("CNY"), 0, &at) > 6, 1, "CNY");
    CHECK_INT(rates_per_euro(r, STR("GBP"), 0, &at) < 1, 1, "GBP");
    rates_free(r);
    buf_clear(&path);
    buf_clear(&text);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_rate_of_the_day),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(ships_a_table),
    };

    return cmocka_run_group_tests_name("rules/rates", tests, NULL, NULL);
}
