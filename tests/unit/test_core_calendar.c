#include "tests/check.h"

#include "base/now.h"
#include "core/calendar.h"

static int64_t
day_of(const char *date)
{
    int64_t ms = 0;

    if (now_parse(str_of(date), &ms) != 0)
        fail_msg("bad date %s", date);
    return ms / (24 * 3600 * 1000);
}

static void
test_dates(void **state)
{
    (void)state;
    for (int64_t day = -200000; day < 200000; day += 13) {
        int y, m, d;

        calendar_date(day, &y, &m, &d);
        CHECK_INT(calendar_day(y, m, d), day, "there and back");
    }
    CHECK_INT(calendar_day(1970, 1, 1), 0, "epoch");
    CHECK_INT(calendar_day(2024, 2, 29) + 1, calendar_day(2024, 3, 1), "leap");
    CHECK_INT(calendar_weekday(day_of("2026-11-20")), 4, "a Friday");
    CHECK_INT(calendar_weekday(calendar_day(1969, 12, 28)), 6, "before epoch");
    check_end();
}

static void
test_easter(void **state)
{
    static const char *const days[] = { "1999-04-04", "2000-04-23",
        "2008-03-23", "2011-04-24", "2019-04-21", "2023-04-09", "2024-03-31",
        "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01",
        "2030-04-21", "2038-04-25" };

    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int64_t day = day_of(days[i]);

        CHECK_INT(calendar_easter(atoi(days[i])), day, days[i]);
        CHECK_INT(calendar_weekday(calendar_easter(atoi(days[i]))), 6, days[i]);
    }
    check_end();
}

/* Each day that is free, and beside it one that is not. */
static void
test_rest(void **state)
{
    static const struct {
        const char *market, *date, *why; /* NULL: a working day */
    } cases[] = {
        { "DE", "2026-01-01", "New Year's Day" },
        { "DE", "2026-01-02", NULL },
        { "DE", "2026-01-06", NULL },
        { "DE", "2026-04-03", "Good Friday" },
        { "DE", "2026-04-04", "Saturday" },
        { "DE", "2026-04-05", "Sunday" },
        { "DE", "2026-04-06", "Easter Monday" },
        { "DE", "2026-05-14", "Ascension Day" },
        { "DE", "2026-05-25", "Whit Monday" },
        { "DE", "2026-06-04", NULL },
        { "DE", "2025-10-03", "Day of German Unity" },
        { "DE", "2017-10-31", "Reformation Day" },
        { "DE", "2018-10-31", NULL },
        { "DE", "2025-12-24", NULL },
        { "FR", "2026-04-03", NULL },
        { "FR", "2026-05-08", "Victory Day" },
        { "FR", "2026-07-14", "Bastille Day" },
        { "FR", "2025-12-26", NULL },
        { "NL", "2026-04-27", "King's Day" },
        { "NL", "2025-04-26", "King's Day" },
        { "NL", "2025-04-28", NULL },
        { "NL", "2026-05-05", "Liberation Day" },
        { "NL", "2026-05-01", NULL },
        { "IT", "2026-06-02", "Republic Day" },
        { "IT", "2027-10-04", "Saint Francis" },
        { "IT", "2024-10-04", NULL },
        { "IT", "2026-05-14", NULL },
        { "ES", "2026-10-12", "National Day" },
        { "ES", "2026-04-06", NULL },
        { "ES", "2027-12-06", "Constitution Day" },
        { "PL", "2026-06-04", "Corpus Christi" },
        { "PL", "2024-12-24", NULL },
        { "PL", "2025-12-24", "Christmas Eve" },
        { "PL", "2026-11-11", "Independence Day" },
        { "AT", "2026-10-26", "National Day" },
        { "AT", "2026-12-08", "Immaculate Conception" },
        { "AT", "2026-04-03", NULL },
        { "BE", "2026-07-21", "National Day" },
        { "IE", "2026-02-02", "Saint Brigid's Day" },
        { "IE", "2030-02-01", "Saint Brigid's Day" },
        { "IE", "2030-02-04", NULL },
        { "IE", "2026-03-17", "Saint Patrick's Day" },
        { "IE", "2026-04-03", NULL },
        { "IE", "2026-05-04", "May Day" },
        { "IE", "2026-06-01", "June Holiday" },
        { "IE", "2026-08-03", "August Holiday" },
        { "IE", "2026-10-26", "October Holiday" },
        { "SE", "2026-06-19", "Midsummer Eve" },
        { "SE", "2026-06-20", "Midsummer Day" },
        { "SE", "2026-10-31", "All Saints' Day" },
        { "SE", "2025-11-01", "All Saints' Day" },
        { "SE", "2026-12-31", "New Year's Eve" },
        { "SE", "2026-05-25", NULL },
        { "LU", "2025-05-09", "Europe Day" },
        { "LU", "2026-06-23", "National Day" },
        { "DK", "2026-04-02", "Maundy Thursday" },
        { "DK", "2023-05-05", "Great Prayer Day" },
        { "DK", "2024-04-26", NULL },
        { "FI", "2026-06-19", "Midsummer Eve" },
        { "PT", "2026-06-10", "Portugal Day" },
        { "CZ", "2026-07-06", "Jan Hus Day" },
        { "SI", "2026-06-25", "Statehood Day" },
        { "HR", "2026-11-18", "Remembrance Day" },
        { "EU", "2026-04-02", "Maundy Thursday" },
        { "EU", "2026-05-15", "Day after Ascension Day" },
        { "EU", "2026-12-28", "End of year" },
        { "EU", "2026-12-23", NULL },
        { "CN", "2026-02-17", "Spring Festival" },
        { "CN", "2026-02-14", NULL },
        { "CN", "2026-02-28", NULL },
        { "CN", "2026-02-24", NULL },
        { "CN", "2026-10-10", NULL },
        { "CN", "2026-10-11", "Sunday" },
        { "CN", "2025-10-08", "National Day and Mid-Autumn Festival" },
        { "CN", "2025-01-26", NULL },
        { "CN", "2025-12-25", NULL },
        { "CN", "2027-10-01", NULL },
        { "XX", "2026-12-25", NULL },
        { "XX", "2026-12-26", "Saturday" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct calendar *c = calendar_of(str_of(cases[i].market));
        const char *why = calendar_rest(c, day_of(cases[i].date));
        char name[40];

        snprintf(name, sizeof name, "%s %s", cases[i].market, cases[i].date);
        CHECK_TEXT(why != NULL ? why : "works",
            cases[i].why != NULL ? cases[i].why : "works", name);
    }
    check_end();
}

/* How many days from Monday to Friday are free. */
static void
test_counts(void **state)
{
    static const struct {
        const char *market;
        int year, free;
    } cases[] = {
        { "DE", 2025, 9 },
        { "FR", 2025, 10 },
        { "BE", 2025, 9 },
        { "AT", 2025, 11 },
        { "CN", 2024, 19 },
        { "CN", 2025, 18 },
        { "CN", 2026, 19 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct calendar *c = calendar_find(str_of(cases[i].market));
        int free = 0;

        for (int64_t d = calendar_day(cases[i].year, 1, 1);
             d < calendar_day(cases[i].year + 1, 1, 1); d++)
            free += calendar_weekday(d) < 5 && calendar_rest(c, d) != NULL;
        CHECK_INT(free, cases[i].free, cases[i].market);
    }
    check_end();
}

static void
test_knows(void **state)
{
    (void)state;
    CHECK_INT(calendar_knows(calendar_find(STR("CN")), day_of("2026-12-31")), 1,
        "in");
    CHECK_INT(calendar_knows(calendar_find(STR("CN")), day_of("2027-01-01")), 0,
        "not yet announced");
    CHECK_INT(calendar_knows(calendar_of(STR("GR")), day_of("2026-01-01")), 0,
        "none");
    CHECK_INT(calendar_find(STR("GR")) == NULL, 1, "no calendar");
    CHECK_INT(calendar_find(STR("de")) != NULL, 1, "any case");
    for (size_t i = 0; calendar_each(i) != NULL; i++)
        CHECK_TEXT(calendar_code(calendar_find(str_of(calendar_each(i)))),
            calendar_each(i), "each");
    check_end();
}

/* Regulation 1182/71: the event's day or hour does not count; the period ends
 * with the last hour of its last day, there. */
static void
test_due(void **state)
{
    static const struct {
        const char *name, *market, *from;
        enum calendar_unit unit;
        int count, known;
        const char *due;
    } cases[] = {
        { "two days in the week", "DE", "2026-11-17T09:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2026-11-19T23:00:00Z" },
        { "over a weekend", "DE", "2026-11-20T09:00:00Z", CALENDAR_WORKING_DAYS,
            2, 1, "2026-11-24T23:00:00Z" },
        { "sent on a Saturday", "DE", "2026-11-21T09:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2026-11-24T23:00:00Z" },
        { "late on Thursday there is Friday here", "DE", "2026-11-19T23:30:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2026-11-24T23:00:00Z" },
        { "over Easter", "DE", "2026-04-02T09:00:00Z", CALENDAR_WORKING_DAYS, 2,
            1, "2026-04-08T22:00:00Z" },
        { "over Easter in Ireland", "IE", "2026-04-02T09:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2026-04-07T23:00:00Z" },
        { "over Christmas", "DE", "2026-12-23T09:00:00Z", CALENDAR_WORKING_DAYS,
            2, 1, "2026-12-28T23:00:00Z" },
        { "over Christmas of the institutions", "EU", "2026-12-23T09:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2027-01-05T23:00:00Z" },
        { "a notice", "FR", "2026-07-10T12:00:00Z", CALENDAR_WORKING_DAYS, 3, 1,
            "2026-07-16T22:00:00Z" },
        { "summer time ends in it", "DE", "2026-10-23T09:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2026-10-27T23:00:00Z" },
        { "China before Spring Festival", "CN", "2026-02-13T02:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 1, "2026-02-24T16:00:00Z" },
        { "China, year not announced", "CN", "2026-12-30T02:00:00Z",
            CALENDAR_WORKING_DAYS, 2, 0, "2027-01-01T16:00:00Z" },
        { "weekends alone", "GR", "2026-11-20T09:00:00Z", CALENDAR_WORKING_DAYS,
            2, 0, "2026-11-24T23:00:00Z" },
        { "days end on no weekend", "DE", "2026-11-18T09:00:00Z", CALENDAR_DAYS,
            3, 1, "2026-11-23T23:00:00Z" },
        { "one day", "DE", "2026-11-17T09:00:00Z", CALENDAR_DAYS, 1, 1,
            "2026-11-18T23:00:00Z" },
        { "two days hold two working days", "DE", "2026-11-20T09:00:00Z",
            CALENDAR_DAYS, 2, 1, "2026-11-24T23:00:00Z" },
        { "hours, the first one not counted", "DE", "2026-11-20T09:20:00Z",
            CALENDAR_HOURS, 24, 1, "2026-11-21T10:00:00Z" },
        { "hours from a full hour", "DE", "2026-11-20T09:00:00Z",
            CALENDAR_HOURS, 24, 1, "2026-11-21T10:00:00Z" },
        { "hours in China", "CN", "2026-11-20T09:20:00Z", CALENDAR_HOURS, 24, 1,
            "2026-11-21T09:20:00Z" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct calendar_due due;
        char text[NOW_TEXT_BYTES];
        int64_t from;

        assert_int_equal(now_parse(str_of(cases[i].from), &from), 0);
        due = calendar_due(calendar_of(str_of(cases[i].market)), from,
            cases[i].unit, cases[i].count);
        now_text(due.at_ms, text);
        CHECK_TEXT(text, cases[i].due, cases[i].name);
        CHECK_INT(due.known, cases[i].known, cases[i].name);
    }
    check_end();
}

static void
test_offset(void **state)
{
    static const struct {
        const char *market, *at;
        int hours;
    } cases[] = {
        { "DE", "2026-03-29T00:59:59Z", 1 },
        { "DE", "2026-03-29T01:00:00Z", 2 },
        { "DE", "2026-10-25T00:59:59Z", 2 },
        { "DE", "2026-10-25T01:00:00Z", 1 },
        { "IE", "2026-07-01T00:00:00Z", 1 },
        { "PT", "2026-01-01T00:00:00Z", 0 },
        { "FI", "2026-07-01T00:00:00Z", 3 },
        { "CN", "2026-07-01T00:00:00Z", 8 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t at;

        assert_int_equal(now_parse(str_of(cases[i].at), &at), 0);
        CHECK_INT(calendar_offset_ms(calendar_of(str_of(cases[i].market)), at),
            cases[i].hours * 3600000, cases[i].at);
    }
    check_end();
}

static void
test_between(void **state)
{
    const struct calendar *c = calendar_find(STR("DE"));
    int64_t from, to;

    (void)state;
    now_parse(STR("2026-11-20T09:00:00Z"), &from);
    now_parse(STR("2026-11-24T09:00:00Z"), &to);
    CHECK_INT(calendar_working_days(c, from, to), 2, "over a weekend");
    CHECK_INT(calendar_working_days(c, from, from), 0, "the same moment");
    CHECK_INT(calendar_working_days(c, to, from), 0, "backwards");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_easter),
        cmocka_unit_test(test_rest),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_knows),
        cmocka_unit_test(test_due),
        cmocka_unit_test(test_offset),
        cmocka_unit_test(test_between),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
