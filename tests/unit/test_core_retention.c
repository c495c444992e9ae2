#include "tests/check.h"

#include "base/mem.h"
#include "core/retention.h"

static const struct {
    const char *name, *json, *why; /* why NULL: it is one */
} policies[] = {
    { "nothing said", "{}", NULL },
    { "some days", "{\"days\":{\"dismissed\":30,\"new\":0}}", NULL },
    { "of a campaign", "{\"campaigns\":{\"toys\":{\"unflagged\":7}}}", NULL },
    { "no object", "[]", "the retention policy is not an object" },
    { "unknown member", "{\"hours\":{}}", "a retention policy has no 'hours'" },
    { "unknown state", "{\"days\":{\"lost\":3}}",
        "'days': 'lost' is no state of a case" },
    { "half a day", "{\"days\":{\"new\":0.5}}",
        "'days': 'new' is not a whole number of days from 0 to 36500" },
    { "less than none", "{\"days\":{\"new\":-1}}",
        "'days': 'new' is not a whole number of days from 0 to 36500" },
    { "a text", "{\"campaigns\":{\"toys\":{\"new\":\"7\"}}}",
        "'toys': 'new' is not a whole number of days from 0 to 36500" },
    { "campaigns are a list", "{\"campaigns\":[]}",
        "'campaigns' is not an object of at most 1000" },
};

static void
reads_policies(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(policies); i++) {
        struct retention r = { NULL };
        struct fail fail = { "" };
        struct js *j = NULL;
        int rc;

        assert_int_equal(js_parse(&j, str_of(policies[i].json), &fail), 0);
        rc = retention_from_json(&r, j, &fail);
        CHECK_INT(rc, policies[i].why == NULL ? 0 : -1, policies[i].name);
        if (rc != 0)
            CHECK_TEXT(fail.text, policies[i].why, policies[i].name);
        retention_clear(&r);
        js_free(j);
    }
    check_end();
}

static void
knows_days(void **state)
{
    static const char text[] =
        "{\"days\":{\"dismissed\":30},"
        "\"campaigns\":{\"toys\":{\"unflagged\":7,\"dismissed\":0}}}";
    static const struct {
        const char *campaign, *state;
        int64_t days;
    } cases[] = {
        { "toys", "unflagged", 7 },
        { "toys", "dismissed", 0 },
        { "toys", "closed", 3650 },
        { "other", "unflagged", 365 },
        { "other", "dismissed", 30 },
        { "", "pages", 365 },
        { "other", "confirmed", 0 },
        { "other", "ordered", 0 },
    };
    struct retention r;
    struct fail fail = { "" };
    struct js *j = NULL;

    (void)state;
    assert_int_equal(js_parse(&j, str_of(text), &fail), 0);
    assert_int_equal(retention_from_json(&r, j, &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(retention_days(&r, cases[i].campaign, cases[i].state),
            cases[i].days, cases[i].state);
    retention_clear(&r);
    js_free(j);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_policies),
        cmocka_unit_test(knows_days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
