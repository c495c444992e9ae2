/* Retention, holds, and cases that are gone, on the pages. */
#include "tests/check.h"

#include "store/audit.h"
#include "store/retention.h"
#include "tests/site.h"

static int
count_entry(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    (void)row;
    (void)fail;
    ++*(int64_t *)ctx;
    return 0;
}

static int64_t
entries(struct site *s, const char *action)
{
    const struct store_audit_filter f = { .action = action };
    int64_t n = 0;

    assert_int_equal(
        store_audit_each(s->cases->s, &f, count_entry, &n, &s->cases->fail), 0);
    return n;
}

static void
sets_the_policy(void **state)
{
    struct site *s = *state;
    struct retention r;

    CHECK_INT(site_get(s, "/admin/retention"), 200, "page");
    HAS(s, "name=\"days_dismissed\" value=\"1095\"");
    HAS(s, "name=\"days_ordered\" value=\"0\"");
    CHECK_INT(
        site_post(s, "/admin/retention", "days_unflagged=30&days_pages=x"), 422,
        "no number");
    CHECK_INT(entries(s, "retention.set"), 0, "nothing was set");
    CHECK_INT(site_post(s, "/admin/retention",
                  "days_unflagged=30&days_pages=0&days_new=0&days_assigned=0&"
                  "days_needs_info=0&days_escalated=0&days_relisted=0&"
                  "days_confirmed=0&days_dismissed=90&days_validated=0&"
                  "days_ordered=0&days_removed=0&days_watching=0&"
                  "days_closed=3650&campaigns=%7B%22toys%22%3A%7B%22closed%22"
                  "%3A7%7D%7D"),
        303, "set");
    assert_int_equal(store_retention_get(s->cases->s, &r, &s->cases->fail), 0);
    CHECK_INT(retention_days(&r, "", "unflagged"), 30, "of all");
    CHECK_INT(retention_days(&r, "toys", "closed"), 7, "of a campaign");
    retention_clear(&r);
    CHECK_INT(entries(s, "retention.set"), 1, "written down");
    CHECK_INT(site_post(s, "/admin/retention", "campaigns=%7B"), 422, "JSON");
    check_end();
}

static void
holds_cases(void **state)
{
    struct site *s = *state;

    CHECK_INT(site_get(s, "/case/1"), 200, "case");
    HAS(s, "action=\"/case/1/hold\"");
    CHECK_INT(site_post(s, "/case/1/hold", "reason=+"), 422, "no reason");
    CHECK_INT(site_post(s, "/case/999/hold", "reason=x"), 404, "no case");
    CHECK_INT(
        site_post(s, "/case/1/hold", "reason=file+%3Cb%3E7"), 303, "held");
    CHECK_INT(site_get(s, "/case/1"), 200, "case");
    HAS(s, "file &lt;b&gt;7");
    HAS(s, "action=\"/hold/1/lift\"");
    CHECK_INT(site_get(s, "/admin/retention"), 200, "all holds");
    HAS(s, "file &lt;b&gt;7");
    CHECK_INT(entries(s, "hold.set"), 1, "written down");
    CHECK_INT(site_post(s, "/hold/1/lift", "case=1"), 303, "lifted");
    HAS(s, "Location: /case/1#hold");
    CHECK_INT(site_post(s, "/hold/1/lift", "case=1"), 404, "lifted twice");
    CHECK_INT(site_get(s, "/case/1"), 200, "case");
    HAS_NOT(s, "file &lt;b&gt;7");
    CHECK_INT(entries(s, "hold.lift"), 1, "written down");
    CHECK_INT(site_get(s, "/case/999"), 404, "never there");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            sets_the_policy, site_setup, site_teardown),
        cmocka_unit_test_setup_teardown(holds_cases, site_setup, site_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
