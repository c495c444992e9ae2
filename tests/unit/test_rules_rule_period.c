#include "tests/check.h"

#include "base/mem.h"
#include "base/now.h"
#include "rules/rule_period.h"

static int64_t
day(const char *text)
{
    int64_t ms = 0;

    assert_int_equal(now_parse(str_of(text), &ms), 0);
    return ms;
}

static const char dated[] =
    "pack: dated\nversion: 2026.1.1\ntitle: {en: Dated}\nrules:\n"
    "  - id: a\n    title: {en: A}\n"
    "    basis: {article: A, link: 'https://law.example/'}\n"
    "    severity: low\n    strength: candidate\n"
    "    valid: {from: 2026-03-01, until: 2026-04-01}\n"
    "    when: {match: {pattern: [lamp]}}\n    message: {en: A}\n"
    "    examples: {flag: [lamp, a lamp], pass: [clock, a clock]}\n"
    "  - id: b\n    title: {en: B}\n"
    "    basis: {article: B, link: 'https://law.example/'}\n"
    "    severity: low\n    strength: candidate\n"
    "    valid: {from: 2026-06-01}\n"
    "    when: {match: {pattern: [desk]}}\n    message: {en: B}\n"
    "    examples: {flag: [desk, a desk], pass: [clock, a clock]}\n";

static void
counts_the_dates_of_rules(void **state)
{
    static const struct {
        const char *today;
        int passed;
    } cases[] = {
        { "2026-02-28", 0 },
        { "2026-03-01", 1 },
        { "2026-03-31", 1 },
        { "2026-04-01", 1 }, /* its last day */
        { "2026-04-02", 2 },
        { "2026-06-01", 3 },
        { "2030-01-01", 3 },
    };
    struct rule_set *s = NULL;
    struct fail fail = { "" };

    (void)state;
    if (rule_set_parse(&s, str_of(dated), "dated", NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rule_period p = rule_period(s, day(cases[i].today), 0);

        CHECK_INT(p.in_force, cases[i].passed, cases[i].today);
        CHECK_INT(p.rates, 0, cases[i].today);
    }
    rule_set_free(s);
    check_end();
}

static const char priced[] =
    "pack: priced\nversion: 2026.1.1\ntitle: {en: Priced}\nrules:\n"
    "  - id: a\n    title: {en: A}\n"
    "    basis: {article: A, link: 'https://law.example/'}\n"
    "    severity: low\n    strength: candidate\n"
    "    when:\n      all:\n"
    "        - match: {pattern: [lamp]}\n"
    "        - not: {number: {currency: EUR, below: 10}}\n"
    "    message: {en: A}\n"
    "    examples:\n"
    "      flag: [{title: lamp, price: {amount: '11', currency: EUR}},\n"
    "        {title: a lamp, price: {amount: '12', currency: EUR}}]\n"
    "      pass: [clock, a clock]\n";

/* By the table that comes with the program. */
static void
counts_the_days_of_rates(void **state)
{
    struct rule_set *s = NULL;
    struct fail fail = { "" };
    struct rule_period before, after, later;

    (void)state;
    if (rule_set_parse(&s, str_of(priced), "priced", NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    before = rule_period(s, day("2026-11-20"), day("2025-10-20"));
    after = rule_period(s, day("2026-11-20"), day("2025-10-21"));
    later = rule_period(s, day("2026-11-20"), day("2025-10-22"));
    CHECK_INT(before.rates, 0, "before the first rate");
    CHECK_INT(after.rates > 0, 1, "since the first rate");
    CHECK_INT(later.rates, after.rates, "no rate of a later day");
    CHECK_INT(after.in_force, 0, "rules without dates");
    rule_set_free(s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_the_dates_of_rules),
        cmocka_unit_test(counts_the_days_of_rates),
    };

    return cmocka_run_group_tests_name("rules/rule_period", tests, NULL, NULL);
}
