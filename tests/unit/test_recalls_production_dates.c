#include "tests/check.h"

#include "base/mem.h"
#include "recalls/notice_feed.h"
#include "recalls/production_dates.h"

static const struct {
    const char *name, *text, *from, *to;
} cases[] = {
    { "months in words",
        "The affected vehicles were manufactured between 22 January 2018 and "
        "06 March 2019.",
        "2018-01-22", "2019-03-06" },
    { "slashes", "from 02/10/2016 to 27/01/2018", "2016-10-02", "2018-01-27" },
    { "dots and blanks", "01.07. 2010 - 21.08.2014", "2010-07-01",
        "2014-08-21" },
    { "year first", "2020-02-03/2020-11-30", "2020-02-03", "2020-11-30" },
    { "months alone", "March 2019 to 04/2020", "2019-03-01", "2020-04-30" },
    { "a leap year", "February 2020", "2020-02-01", "2020-02-29" },
    { "no leap year", "02/2019", "2019-02-01", "2019-02-28" },
    { "years alone", "made 2015-2017", "2015-01-01", "2017-12-31" },
    { "several ranges",
        "From 11/1/2022 to 6/12/2022 (A)\nFrom 3/1/2021 to 9/11/2022 (B)",
        "2021-01-03", "2022-12-06" },
    { "a month that is none is the day", "12/31/2019", "2019-12-31",
        "2019-12-31" },
    { "Chinese", "2019年3月5日至2020年11月30日", "2019-03-05", "2020-11-30" },
    { "French", "du 3 février 2021 au 4 août 2021", "2021-02-03",
        "2021-08-04" },
    { "eight digits", "20180401 - 20190215", "2018-04-01", "2019-02-15" },
    { "one date", "1 May 2020", "2020-05-01", "2020-05-01" },
    { "names are no years", "650ATV, 2010ATV, A2010, 12V2019", NULL, NULL },
    { "long numbers are no years", "202012345 12020", NULL, NULL },
    { "nothing", "Unknown", NULL, NULL },
    { "empty", "", NULL, NULL },
};

static void
reads_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char from[NOTICE_DATE_BYTES] = "", to[NOTICE_DATE_BYTES] = "";
        int rc = production_dates_read(str_of(cases[i].text), from, to);

        CHECK_INT(rc, cases[i].from == NULL ? -1 : 0, cases[i].name);
        CHECK_TEXT(from, cases[i].from ? cases[i].from : "", cases[i].name);
        CHECK_TEXT(to, cases[i].to ? cases[i].to : "", cases[i].name);
    }
    check_end();
}

static void
widens_what_is_there(void **state)
{
    struct recall *r = recall_new();
    struct buf out = BUF_MAX(1000);
    struct js *j;

    (void)state;
    production_dates_set(r, STR("2019-03-01"));
    production_dates_set(r, STR("2018-03-01 - 2018-04-01"));
    production_dates_set(r, STR("soon"));
    production_dates_set_years(r, STR("2019, 2021"));
    production_dates_set_years(r, STR("9999 20 20201"));
    j = recall_to_json(r);
    js_write(&out, j);
    CHECK_TEXT(buf_text(&out),
        "{\"produced_from\":\"2018-03-01\",\"produced_to\":\"2019-03-01\","
        "\"model_year_from\":\"2019\",\"model_year_to\":\"2021\"}",
        "ranges");
    js_free(j);
    recall_free(r);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_ranges),
        cmocka_unit_test(widens_what_is_there),
    };

    return cmocka_run_group_tests_name(
        "recalls/production_dates", tests, NULL, NULL);
}
