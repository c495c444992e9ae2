#include "tests/check.h"

#include "base/mem.h"
#include "base/now.h"

#include <time.h>

static void
reads_dates(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: not a date */
    } cases[] = {
        { "2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z" },
        { "2026-11-20T08:00:00", "2026-11-20T08:00:00Z" },
        { "2026-11-20T08:00Z", "2026-11-20T08:00:00Z" },
        { "2026-11-20T08:00:00.123Z", "2026-11-20T08:00:00Z" },
        { "2026-11-20T08:00:00+01:00", "2026-11-20T07:00:00Z" },
        { "2026-11-20T08:00:00.5-0530", "2026-11-20T13:30:00Z" },
        { "2026-11-20 08:00:00", "2026-11-20T08:00:00Z" },
        { "2026-11-20", "2026-11-20T00:00:00Z" },
        { "2024-02-29", "2024-02-29T00:00:00Z" },
        { " 2026-11-20\n", "2026-11-20T00:00:00Z" },
        { "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z" },
        { "Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z" },
        { "Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z" },
        { "Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z" },
        { "Fri, 20 Nov 2026 08:00:00 +0100", "2026-11-20T07:00:00Z" },
        { "Fri, 20 Nov 2026 08:00:00 UTC", "2026-11-20T08:00:00Z" },
        { "", NULL }, { "soon", NULL }, { "2026-13-01", NULL },
        { "2026-11-20T25:00:00Z", NULL },
        { "2026-11-20T08:00:00+01:00x", NULL },
        { "2026-11-20T08:00:00+1:00", NULL },
        { "2026-11-20T08:00:00+-1:-5", NULL }, { "2026-11-20T08:00:00+", NULL },
        { "2026-11-20 and more", NULL },
        { "Fri, 20 Nov 2026 08:00:00 GMTT", NULL },
        { "2026-11-20T08:00:00.123456789012345678901234567890123456789012345Z",
            NULL }, /* longer than any date */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t ms = 0;
        char text[NOW_TEXT_BYTES];
        int rc = now_parse(str_of(cases[i].text), &ms);

        CHECK_INT(rc, cases[i].want == NULL ? -1 : 0, cases[i].text);
        if (rc != 0 || cases[i].want == NULL)
            continue;
        now_text(ms, text);
        CHECK_TEXT(text, cases[i].want, cases[i].text);
    }
    check_end();
}

/* As the C library has them: some days of every month until 2400. */
static void
writes_all_days(void **state)
{
    char text[NOW_TEXT_BYTES], want[NOW_TEXT_BYTES];

    (void)state;
    for (int64_t s = 0; s < 13569465600; s += 86399 * 5) {
        time_t seconds = (time_t)s;
        struct tm tm;

        now_text(s * 1000 + 999, text);
        assert_non_null(gmtime_r(&seconds, &tm));
        strftime(want, sizeof want, "%Y-%m-%dT%H:%M:%SZ", &tm);
        if (strcmp(text, want) != 0)
            fail_msg("%s, not %s", text, want);
    }
}

static void
tells_the_time(void **state)
{
    int64_t wall = now_wall_ms(), before = now_monotonic_ms();
    char text[NOW_TEXT_BYTES];

    (void)state;
    CHECK_INT(wall > 1700000000000, 1, "after 2023");
    CHECK_INT(now_monotonic_ms() >= before, 1, "never backwards");
    now_text(1234567890123, text);
    CHECK_TEXT(text, "2009-02-13T23:31:30Z", "milliseconds are left out");
    now_text(-1, text);
    CHECK_TEXT(text, "1970-01-01T00:00:00Z", "nor do they make a second");
    now_text(-1000, text);
    CHECK_TEXT(text, "1969-12-31T23:59:59Z", "before 1970");
    now_text(253402300799999, text);
    CHECK_TEXT(text, "9999-12-31T23:59:59Z", "the last of four digits");
    now_text(INT64_MAX, text);
    CHECK_INT(strlen(text) < NOW_TEXT_BYTES, 1, "any number is a text");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(writes_all_days),
        cmocka_unit_test(tells_the_time),
    };

    return cmocka_run_group_tests_name("base/now", tests, NULL, NULL);
}
