#include "core/calendar.h"

#include "base/mem.h"

#define DAY_MS (24LL * 3600 * 1000)
#define HOUR_MS (3600LL * 1000)
/* No period of law is longer; a wrong count does not loop for ever. */
#define DAYS_MAX 400

/* How the day of a rule is found in a year. */
enum rule_kind {
    FIXED,  /* month a, day b */
    EASTER, /* a days after Easter Sunday */
    NTH,    /* month a; the bth Monday, -1 the last */
    FROM,   /* the first weekday `on` at or after month a, day b */
    UNLESS, /* as FIXED, but where it is a Sunday the day before */
    BRIGID, /* first Monday of February, or the 1st where that is a Friday */
    RANGE,  /* month a, day b to the end of the year */
};

struct rule {
    const char *name; /* NULL ends the list */
    enum rule_kind kind;
    int a, b, on;
    int from, to; /* years, 0: open */
};

enum zone { WEST, CENTRAL, EAST, CHINA };

struct calendar {
    const char *code;
    enum zone zone;
    const struct rule *rules; /* NULL: dated, or unknown */
};

#define NEW_YEAR                                                               \
    {                                                                          \
        "New Year's Day", FIXED, 1, 1, 0, 0, 0                                 \
    }
#define EPIPHANY                                                               \
    {                                                                          \
        "Epiphany", FIXED, 1, 6, 0, 0, 0                                       \
    }
#define MAUNDY_THURSDAY                                                        \
    {                                                                          \
        "Maundy Thursday", EASTER, -3, 0, 0, 0, 0                              \
    }
#define GOOD_FRIDAY                                                            \
    {                                                                          \
        "Good Friday", EASTER, -2, 0, 0, 0, 0                                  \
    }
#define EASTER_MONDAY                                                          \
    {                                                                          \
        "Easter Monday", EASTER, 1, 0, 0, 0, 0                                 \
    }
#define LABOUR_DAY                                                             \
    {                                                                          \
        "Labour Day", FIXED, 5, 1, 0, 0, 0                                     \
    }
#define EUROPE_DAY                                                             \
    {                                                                          \
        "Europe Day", FIXED, 5, 9, 0, 2019, 0                                  \
    }
#define VICTORY_DAY                                                            \
    {                                                                          \
        "Victory Day", FIXED, 5, 8, 0, 0, 0                                    \
    }
#define ASCENSION                                                              \
    {                                                                          \
        "Ascension Day", EASTER, 39, 0, 0, 0, 0                                \
    }
#define WHIT_MONDAY                                                            \
    {                                                                          \
        "Whit Monday", EASTER, 50, 0, 0, 0, 0                                  \
    }
#define CORPUS_CHRISTI                                                         \
    {                                                                          \
        "Corpus Christi", EASTER, 60, 0, 0, 0, 0                               \
    }
#define ASSUMPTION                                                             \
    {                                                                          \
        "Assumption Day", FIXED, 8, 15, 0, 0, 0                                \
    }
#define ALL_SAINTS                                                             \
    {                                                                          \
        "All Saints' Day", FIXED, 11, 1, 0, 0, 0                               \
    }
#define ARMISTICE                                                              \
    {                                                                          \
        "Armistice Day", FIXED, 11, 11, 0, 0, 0                                \
    }
#define CONCEPTION                                                             \
    {                                                                          \
        "Immaculate Conception", FIXED, 12, 8, 0, 0, 0                         \
    }
#define CHRISTMAS_EVE                                                          \
    {                                                                          \
        "Christmas Eve", FIXED, 12, 24, 0, 0, 0                                \
    }
#define CHRISTMAS                                                              \
    {                                                                          \
        "Christmas Day", FIXED, 12, 25, 0, 0, 0                                \
    }
#define ST_STEPHEN                                                             \
    {                                                                          \
        "Second Day of Christmas", FIXED, 12, 26, 0, 0, 0                      \
    }
#define END                                                                    \
    {                                                                          \
        NULL, FIXED, 0, 0, 0, 0, 0                                             \
    }

static const struct rule days_de[] = { NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY,
    LABOUR_DAY, ASCENSION, WHIT_MONDAY,
    { "Day of German Unity", FIXED, 10, 3, 0, 1990, 0 }, CHRISTMAS, ST_STEPHEN,
    /* Once, for the Reformation's 500th year. */
    { "Reformation Day", FIXED, 10, 31, 0, 2017, 2017 }, END };
static const struct rule days_fr[] = { NEW_YEAR, EASTER_MONDAY, LABOUR_DAY,
    VICTORY_DAY, ASCENSION, WHIT_MONDAY,
    { "Bastille Day", FIXED, 7, 14, 0, 0, 0 }, ASSUMPTION, ALL_SAINTS,
    ARMISTICE, CHRISTMAS, END };
/* The days of the Algemene termijnenwet, Art. 3, Good Friday with them. */
static const struct rule days_nl[] = { NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY,
    { "King's Day", UNLESS, 4, 27, 0, 2014, 0 },
    { "Liberation Day", FIXED, 5, 5, 0, 0, 0 }, ASCENSION, WHIT_MONDAY,
    CHRISTMAS, ST_STEPHEN, END };
static const struct rule days_it[] = { NEW_YEAR, EPIPHANY, EASTER_MONDAY,
    { "Liberation Day", FIXED, 4, 25, 0, 0, 0 }, LABOUR_DAY,
    { "Republic Day", FIXED, 6, 2, 0, 2001, 0 }, ASSUMPTION,
    { "Saint Francis", FIXED, 10, 4, 0, 2026, 0 }, ALL_SAINTS, CONCEPTION,
    CHRISTMAS, ST_STEPHEN, END };
static const struct rule days_es[] = { NEW_YEAR, EPIPHANY, GOOD_FRIDAY,
    LABOUR_DAY, ASSUMPTION, { "National Day", FIXED, 10, 12, 0, 0, 0 },
    ALL_SAINTS, { "Constitution Day", FIXED, 12, 6, 0, 0, 0 }, CONCEPTION,
    CHRISTMAS, END };
static const struct rule days_pl[] = { NEW_YEAR,
    { "Epiphany", FIXED, 1, 6, 0, 2011, 0 }, EASTER_MONDAY, LABOUR_DAY,
    { "Constitution Day", FIXED, 5, 3, 0, 0, 0 }, CORPUS_CHRISTI, ASSUMPTION,
    ALL_SAINTS, { "Independence Day", FIXED, 11, 11, 0, 0, 0 },
    { "Christmas Eve", FIXED, 12, 24, 0, 2025, 0 }, CHRISTMAS, ST_STEPHEN,
    END };
static const struct rule days_at[] = { NEW_YEAR, EPIPHANY, EASTER_MONDAY,
    LABOUR_DAY, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI, ASSUMPTION,
    { "National Day", FIXED, 10, 26, 0, 0, 0 }, ALL_SAINTS, CONCEPTION,
    CHRISTMAS, ST_STEPHEN, END };
static const struct rule days_be[] = { NEW_YEAR, EASTER_MONDAY, LABOUR_DAY,
    ASCENSION, WHIT_MONDAY, { "National Day", FIXED, 7, 21, 0, 0, 0 },
    ASSUMPTION, ALL_SAINTS, ARMISTICE, CHRISTMAS, END };
static const struct rule days_ie[] = { NEW_YEAR,
    { "Saint Brigid's Day", BRIGID, 2, 1, 0, 2023, 0 },
    { "Saint Patrick's Day", FIXED, 3, 17, 0, 0, 0 }, EASTER_MONDAY,
    { "May Day", NTH, 5, 1, 0, 0, 0 }, { "June Holiday", NTH, 6, 1, 0, 0, 0 },
    { "August Holiday", NTH, 8, 1, 0, 0, 0 },
    { "October Holiday", NTH, 10, -1, 0, 0, 0 }, CHRISTMAS, ST_STEPHEN, END };
/* Swedish law on periods (1930:173) treats the three eves as holidays. */
static const struct rule days_se[] = { NEW_YEAR, EPIPHANY, GOOD_FRIDAY,
    EASTER_MONDAY, LABOUR_DAY, ASCENSION,
    { "National Day", FIXED, 6, 6, 0, 2005, 0 },
    { "Midsummer Eve", FROM, 6, 19, 4, 0, 0 },
    { "Midsummer Day", FROM, 6, 20, 5, 0, 0 },
    { "All Saints' Day", FROM, 10, 31, 5, 0, 0 }, CHRISTMAS_EVE, CHRISTMAS,
    ST_STEPHEN, { "New Year's Eve", FIXED, 12, 31, 0, 0, 0 }, END };
static const struct rule days_lu[] = { NEW_YEAR, EASTER_MONDAY, LABOUR_DAY,
    EUROPE_DAY, ASCENSION, WHIT_MONDAY,
    { "National Day", FIXED, 6, 23, 0, 0, 0 }, ASSUMPTION, ALL_SAINTS,
    CHRISTMAS, ST_STEPHEN, END };
static const struct rule days_dk[] = { NEW_YEAR, MAUNDY_THURSDAY, GOOD_FRIDAY,
    EASTER_MONDAY, { "Great Prayer Day", EASTER, 26, 0, 0, 0, 2023 }, ASCENSION,
    WHIT_MONDAY, CHRISTMAS, ST_STEPHEN, END };
/* Finnish law on periods (150/1930) treats the two eves as holidays. */
static const struct rule days_fi[] = { NEW_YEAR, EPIPHANY, GOOD_FRIDAY,
    EASTER_MONDAY, LABOUR_DAY, ASCENSION,
    { "Midsummer Eve", FROM, 6, 19, 4, 0, 0 },
    { "Midsummer Day", FROM, 6, 20, 5, 0, 0 },
    { "All Saints' Day", FROM, 10, 31, 5, 0, 0 },
    { "Independence Day", FIXED, 12, 6, 0, 0, 0 }, CHRISTMAS_EVE, CHRISTMAS,
    ST_STEPHEN, END };
static const struct rule days_pt[] = { NEW_YEAR, GOOD_FRIDAY,
    { "Freedom Day", FIXED, 4, 25, 0, 0, 0 }, LABOUR_DAY, CORPUS_CHRISTI,
    { "Portugal Day", FIXED, 6, 10, 0, 0, 0 }, ASSUMPTION,
    { "Republic Day", FIXED, 10, 5, 0, 0, 0 }, ALL_SAINTS,
    { "Restoration of Independence", FIXED, 12, 1, 0, 0, 0 }, CONCEPTION,
    CHRISTMAS, END };
static const struct rule days_cz[] = { NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY,
    LABOUR_DAY, VICTORY_DAY,
    { "Saints Cyril and Methodius", FIXED, 7, 5, 0, 0, 0 },
    { "Jan Hus Day", FIXED, 7, 6, 0, 0, 0 },
    { "Czech Statehood Day", FIXED, 9, 28, 0, 0, 0 },
    { "Independence Day", FIXED, 10, 28, 0, 0, 0 },
    { "Freedom and Democracy Day", FIXED, 11, 17, 0, 0, 0 }, CHRISTMAS_EVE,
    CHRISTMAS, ST_STEPHEN, END };
static const struct rule days_si[] = { NEW_YEAR,
    { "New Year", FIXED, 1, 2, 0, 2017, 0 },
    { "Preseren Day", FIXED, 2, 8, 0, 0, 0 }, EASTER_MONDAY,
    { "Day of Uprising", FIXED, 4, 27, 0, 0, 0 }, LABOUR_DAY,
    { "Labour Day", FIXED, 5, 2, 0, 0, 0 },
    { "Statehood Day", FIXED, 6, 25, 0, 0, 0 }, ASSUMPTION,
    { "Reformation Day", FIXED, 10, 31, 0, 0, 0 }, ALL_SAINTS, CHRISTMAS,
    { "Independence and Unity Day", FIXED, 12, 26, 0, 0, 0 }, END };
static const struct rule days_hr[] = { NEW_YEAR, EPIPHANY, EASTER_MONDAY,
    LABOUR_DAY, { "Statehood Day", FIXED, 5, 30, 0, 2020, 0 }, CORPUS_CHRISTI,
    { "Anti-Fascist Struggle Day", FIXED, 6, 22, 0, 0, 0 },
    { "Victory Day", FIXED, 8, 5, 0, 0, 0 }, ASSUMPTION, ALL_SAINTS,
    { "Remembrance Day", FIXED, 11, 18, 0, 2020, 0 }, CHRISTMAS, ST_STEPHEN,
    END };
/* What the institutions' yearly list holds every year; its further days
 * differ from year to year. */
static const struct rule days_eu[] = { NEW_YEAR,
    { "Day after New Year's Day", FIXED, 1, 2, 0, 0, 0 }, MAUNDY_THURSDAY,
    GOOD_FRIDAY, EASTER_MONDAY, LABOUR_DAY, EUROPE_DAY, ASCENSION,
    { "Day after Ascension Day", EASTER, 40, 0, 0, 0, 0 }, WHIT_MONDAY,
    { "Belgian National Day", FIXED, 7, 21, 0, 0, 0 }, ASSUMPTION, ALL_SAINTS,
    { "End of year", RANGE, 12, 24, 0, 0, 0 }, END };

static const struct calendar calendars[] = {
    { "DE", CENTRAL, days_de },
    { "FR", CENTRAL, days_fr },
    { "NL", CENTRAL, days_nl },
    { "IT", CENTRAL, days_it },
    { "ES", CENTRAL, days_es },
    { "PL", CENTRAL, days_pl },
    { "AT", CENTRAL, days_at },
    { "BE", CENTRAL, days_be },
    { "IE", WEST, days_ie },
    { "SE", CENTRAL, days_se },
    { "LU", CENTRAL, days_lu },
    { "DK", CENTRAL, days_dk },
    { "FI", EAST, days_fi },
    { "PT", WEST, days_pt },
    { "CZ", CENTRAL, days_cz },
    { "SI", CENTRAL, days_si },
    { "HR", CENTRAL, days_hr },
    { "EU", CENTRAL, days_eu },
    { "CN", CHINA, NULL },
};

static const struct calendar weekends = { "", CENTRAL, NULL };

/* General Office of the State Council, one notice a year: days of rest from
 * (yyyymmdd) to (mmdd), and weekend days worked in exchange. */
static const struct {
    int from, to;
    const char *name;
} china_rest[] = {
    { 20230101, 102, "New Year" },
    { 20230121, 127, "Spring Festival" },
    { 20230405, 405, "Qingming Festival" },
    { 20230429, 503, "Labour Day" },
    { 20230622, 624, "Dragon Boat Festival" },
    { 20230929, 1006, "Mid-Autumn Festival and National Day" },
    { 20240101, 101, "New Year" },
    { 20240210, 217, "Spring Festival" },
    { 20240404, 406, "Qingming Festival" },
    { 20240501, 505, "Labour Day" },
    { 20240610, 610, "Dragon Boat Festival" },
    { 20240915, 917, "Mid-Autumn Festival" },
    { 20241001, 1007, "National Day" },
    { 20250101, 101, "New Year" },
    { 20250128, 204, "Spring Festival" },
    { 20250404, 406, "Qingming Festival" },
    { 20250501, 505, "Labour Day" },
    { 20250531, 602, "Dragon Boat Festival" },
    { 20251001, 1008, "National Day and Mid-Autumn Festival" },
    { 20260101, 103, "New Year" },
    { 20260215, 223, "Spring Festival" },
    { 20260404, 406, "Qingming Festival" },
    { 20260501, 505, "Labour Day" },
    { 20260619, 621, "Dragon Boat Festival" },
    { 20260925, 927, "Mid-Autumn Festival" },
    { 20261001, 1007, "National Day" },
};
static const int china_work[] = { 20230128, 20230129, 20230423, 20230506,
    20230625, 20231007, 20231008, 20240204, 20240218, 20240407, 20240428,
    20240511, 20240914, 20240929, 20241012, 20250126, 20250208, 20250427,
    20250928, 20251011, 20260104, 20260214, 20260228, 20260509, 20260920,
    20261010 };
#define CHINA_FIRST 2023
#define CHINA_LAST 2026

const struct calendar *
calendar_find(struct str market)
{
    for (size_t i = 0; i < COUNT(calendars); i++)
        if (str_is_nocase(market, calendars[i].code))
            return &calendars[i];
    return NULL;
}

const struct calendar *
calendar_of(struct str market)
{
    const struct calendar *c = calendar_find(market);

    return c != NULL ? c : &weekends;
}

const char *
calendar_code(const struct calendar *c)
{
    return c->code;
}

const char *
calendar_each(size_t i)
{
    return i < COUNT(calendars) ? calendars[i].code : NULL;
}

/* --- dates --- */

/* Years are counted from March, so that the leap day is a year's last; eras
 * of 400 years have 146,097 days. */
int64_t
calendar_day(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

void
calendar_date(int64_t day, int *year, int *month, int *of_month)
{
    int64_t z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
    int64_t y =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;

    *of_month = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int
calendar_weekday(int64_t day)
{
    /* 1970-01-01 was a Thursday. */
    return (int)(day + 3 - floor_div(day + 3, 7) * 7);
}

/* The anonymous Gregorian algorithm (Nature, 20 April 1876). */
int64_t
calendar_easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - b / 4 - g + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

    return calendar_day(year, n / 31, n % 31 + 1);
}

/* The first weekday `on` at or after a day. */
static int64_t
on_or_after(int64_t day, int on)
{
    return day + (on - calendar_weekday(day) + 7) % 7;
}

static int64_t
nth_monday(int year, int month, int n)
{
    if (n > 0)
        return on_or_after(calendar_day(year, month, 1), 0) + 7 * (n - 1);
    return on_or_after(calendar_day(year, month + 1, 1), 0) - 7;
}

/* --- holidays --- */

static int
rule_is(const struct rule *r, int year, int64_t day)
{
    int64_t at;

    if ((r->from != 0 && year < r->from) || (r->to != 0 && year > r->to))
        return 0;
    switch (r->kind) {
    case EASTER:
        return day == calendar_easter(year) + r->a;
    case NTH:
        return day == nth_monday(year, r->a, r->b);
    case FROM:
        return day == on_or_after(calendar_day(year, r->a, r->b), r->on);
    case BRIGID:
        at = calendar_day(year, 2, 1);
        return day == (calendar_weekday(at) == 4 ? at : nth_monday(year, 2, 1));
    case UNLESS:
        at = calendar_day(year, r->a, r->b);
        return day == at - (calendar_weekday(at) == 6);
    case RANGE:
        return day >= calendar_day(year, r->a, r->b);
    case FIXED:
        break;
    }
    return day == calendar_day(year, r->a, r->b);
}

static const char *
weekend(int64_t day)
{
    int on = calendar_weekday(day);

    return on == 5 ? "Saturday" : on == 6 ? "Sunday" : NULL;
}

static const char *
china_rests(int64_t day)
{
    int year, month, of_month, date;

    calendar_date(day, &year, &month, &of_month);
    date = year * 10000 + month * 100 + of_month;
    for (size_t i = 0; i < COUNT(china_rest); i++)
        if (date >= china_rest[i].from &&
            date <= china_rest[i].from / 10000 * 10000 + china_rest[i].to)
            return china_rest[i].name;
    for (size_t i = 0; i < COUNT(china_work); i++)
        if (date == china_work[i])
            return NULL;
    return weekend(day);
}

const char *
calendar_rest(const struct calendar *c, int64_t day)
{
    int year, month, of_month;

    if (c->zone == CHINA)
        return china_rests(day);
    calendar_date(day, &year, &month, &of_month);
    for (const struct rule *r = c->rules; r != NULL && r->name != NULL; r++)
        if (rule_is(r, year, day))
            return r->name;
    return weekend(day);
}

int
calendar_knows(const struct calendar *c, int64_t day)
{
    int year, month, of_month;

    if (c->zone != CHINA)
        return c->rules != NULL;
    calendar_date(day, &year, &month, &of_month);
    return year >= CHINA_FIRST && year <= CHINA_LAST;
}

/* --- clocks --- */

/* Summer time: from the last Sunday of March to that of October, 01:00 UTC
 * (Directive 2000/84/EC). */
static int
is_summer(int64_t at_ms)
{
    int year, month, of_month;
    int64_t begins, ends;

    calendar_date(floor_div(at_ms, DAY_MS), &year, &month, &of_month);
    begins = on_or_after(calendar_day(year, 3, 25), 6) * DAY_MS + HOUR_MS;
    ends = on_or_after(calendar_day(year, 10, 25), 6) * DAY_MS + HOUR_MS;
    return at_ms >= begins && at_ms < ends;
}

int64_t
calendar_offset_ms(const struct calendar *c, int64_t at_ms)
{
    static const int hours[] = { [WEST] = 0, [CENTRAL] = 1, [EAST] = 2 };

    if (c->zone == CHINA)
        return 8 * HOUR_MS;
    return (hours[c->zone] + is_summer(at_ms)) * HOUR_MS;
}

int64_t
calendar_local_day(const struct calendar *c, int64_t at_ms)
{
    return floor_div(at_ms + calendar_offset_ms(c, at_ms), DAY_MS);
}

int64_t
calendar_midnight_ms(const struct calendar *c, int64_t day)
{
    int64_t at = day * DAY_MS - calendar_offset_ms(c, day * DAY_MS);

    /* Clocks change at 01:00 UTC: behind a midnight here, or before it. */
    return day * DAY_MS - calendar_offset_ms(c, at);
}

/* --- periods --- */

static struct calendar_due
hours_due(const struct calendar *c, int64_t from_ms, int count)
{
    struct calendar_due due = { from_ms, 1 };

    if (c->zone != CHINA)
        due.at_ms = (floor_div(from_ms, HOUR_MS) + 1) * HOUR_MS;
    due.at_ms += count * HOUR_MS;
    return due;
}

struct calendar_due
calendar_due(const struct calendar *c, int64_t from_ms, enum calendar_unit unit,
    int count)
{
    int64_t first = calendar_local_day(c, from_ms), day = first;
    struct calendar_due due = { from_ms, calendar_knows(c, first) };
    int working = 0;

    if (unit == CALENDAR_HOURS)
        return hours_due(c, from_ms, count);
    if (count < 1 || count > DAYS_MAX)
        return due;
    for (;;) {
        int works;

        day++;
        works = calendar_rest(c, day) == NULL;
        working += works;
        due.known &= calendar_knows(c, day);
        if (unit == CALENDAR_WORKING_DAYS
                ? working >= count
                : day - first >= count && works && (count < 2 || working >= 2))
            break;
    }
    due.at_ms = calendar_midnight_ms(c, day + 1);
    return due;
}

int64_t
calendar_working_days(const struct calendar *c, int64_t from_ms, int64_t to_ms)
{
    int64_t day = calendar_local_day(c, from_ms), count = 0;
    int64_t last = calendar_local_day(c, to_ms);

    while (++day <= last)
        count += calendar_rest(c, day) == NULL;
    return count;
}
