#include "tests/check.h"

#include "base/mem.h"
#include "crawler/trap.h"

static const char *
name_of(enum trap t)
{
    static const char *const names[] = { "none", "long", "deep", "repeat",
        "calendar", "session", "facets", "pattern" };

    return names[t];
}

static void
sees_traps_in_one_url(void **state)
{
    static const struct {
        const char *name, *path;
        enum trap want;
    } cases[] = {
        { "front page", "", TRAP_NONE },
        { "offer", "/c/toys/p/magnet-balls-5mm-216", TRAP_NONE },
        { "offer by number", "/item/4006381333931.html", TRAP_NONE },
        { "search", "/search?q=magnet+balls&page=12", TRAP_NONE },
        { "twice is usual", "/toys/toys/x", TRAP_NONE },
        { "three times is not", "/toys/toys/toys", TRAP_REPEAT },
        { "a pair three times", "/a/b/a/b/a/b", TRAP_REPEAT },
        { "a pair twice", "/shop/de/shop/de/x", TRAP_NONE },
        { "three of three", "/a/b/c/a/b/c/a/b/c/d", TRAP_REPEAT },
        { "with others between", "/img/a/img/b/img/c/img/d", TRAP_REPEAT },
        { "language short", "/de/1/de/2/de/3/de/4", TRAP_NONE },
        { "empty segments", "//a//b//c//", TRAP_NONE },
        { "many segments",
            "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21",
            TRAP_DEEP },
        { "this year", "/calendar/2026/05/", TRAP_NONE },
        { "years ahead", "/2035/05/", TRAP_CALENDAR },
        { "long ago", "/archive/1970/01/01/", TRAP_CALENDAR },
        { "next year", "/events?date=2027-01-31", TRAP_NONE },
        { "a day far off", "/x?d=2090-01-31", TRAP_CALENDAR },
        { "compact", "/x?d=20900131", TRAP_CALENDAR },
        { "month far off", "/view?month=2090-01", TRAP_CALENDAR },
        { "year far off", "/list?year=1999", TRAP_CALENDAR },
        { "model with a year in it", "/p/kettle-2090-12", TRAP_NONE },
        { "number like a year", "/p/2090", TRAP_NONE },
        { "number like a year in a query", "/p?id=2090", TRAP_NONE },
        { "year in calendar", "/calendar/2090", TRAP_CALENDAR },
        { "number like a day", "/p/1502-10-33", TRAP_NONE },
        { "price", "/list?price=1999&max=2099", TRAP_NONE },
        { "session in the query", "/l?sid=0123456789abcdef", TRAP_SESSION },
        { "short sid", "/l?sid=12", TRAP_NONE },
        { "session in the path", "/l;jsessionid=1A2B3C4D5E", TRAP_SESSION },
        { "matrix parameter", "/l;color=red-and-blue", TRAP_NONE },
        { "ASP.NET", "/(S(lit3py55t21z5v55vlm25s55))/l", TRAP_SESSION },
        { "numbered ASP cookie", "/?ASPSESSIONIDQQ=ABCDEFGHIJ", TRAP_SESSION },
        { "too many parameters",
            "/l?a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&k=1&l=1&m=1",
            TRAP_FACETS },
    };
    struct trap_limits l = trap_defaults();

    (void)state;
    l.year = 2026;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char url[512];

        snprintf(url, sizeof url, "https://shop.example%s", cases[i].path);
        CHECK_TEXT(name_of(trap_check(str_of(url), &l)), name_of(cases[i].want),
            cases[i].name);
    }
    check_end();
}

static void
sees_long_urls(void **state)
{
    struct trap_limits l = trap_defaults();
    char url[4096];

    (void)state;
    memset(url, 'a', sizeof url);
    memcpy(url, "http://a/", 9);
    CHECK_INT(trap_check((struct str){ url, 2048 }, &l), TRAP_NONE, "2048");
    CHECK_INT(trap_check((struct str){ url, 2049 }, &l), TRAP_LONG, "2049");
    check_end();
}

static void
sees_traps_in_many_urls(void **state)
{
    static const struct {
        const char *name, *before, *after; /* the number of the URL */
        int most;                          /* let through of 100 */
        enum trap want;                    /* then */
    } cases[] = {
        { "facets", "list?color=", "&size=1&sort=up", 5, TRAP_FACETS },
        { "dates", "day/2026-01-", "", 7, TRAP_CALENDAR },
        { "numbers", "item/", "/view", 20, TRAP_PATTERN },
        { "parameter", "item?id=", "", 20, TRAP_PATTERN },
        { "facets of many lists", "", "/list?a=1&b=2&c=3", 100, TRAP_NONE },
    };
    struct trap_limits l = trap_defaults();

    (void)state;
    l.year = 2026;
    l.facets = 5;
    l.dates = 7;
    l.numbers = 20;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct trap_counts c = { 0 };
        enum trap t = TRAP_NONE;
        int through = 0;

        for (int n = 1; n <= 100 && t == TRAP_NONE; n++) {
            char url[128];

            snprintf(url, sizeof url, "http://a/%s%02d%s", cases[i].before, n,
                cases[i].after);
            t = trap_check_counts(&c, str_of(url), &l);
            if (t == TRAP_NONE) {
                trap_count(&c, str_of(url));
                through++;
            }
        }
        CHECK_INT(through, cases[i].most, cases[i].name);
        CHECK_TEXT(name_of(t), name_of(cases[i].want), cases[i].name);
        trap_counts_clear(&c);
    }
    check_end();
}

static void
counts_in_bounded_memory(void **state)
{
    struct trap_limits l = trap_defaults();
    struct trap_counts c = { 0 };

    (void)state;
    for (int n = 0; n < 100000; n++) {
        char url[128];

        snprintf(
            url, sizeof url, "http://a/%x?q=%d", (unsigned)n * 2654435761u, n);
        trap_check_counts(&c, str_of(url), &l);
        trap_count(&c, str_of(url));
    }
    CHECK_INT(c.cap, 4096, "slots");
    CHECK_INT(c.count < c.cap, 1, "one stays free");
    trap_counts_clear(&c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_traps_in_one_url),
        cmocka_unit_test(sees_long_urls),
        cmocka_unit_test(sees_traps_in_many_urls),
        cmocka_unit_test(counts_in_bounded_memory),
    };

    return cmocka_run_group_tests_name("crawler/trap", tests, NULL, NULL);
}
