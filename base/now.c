#include "base/now.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_SECONDS 86400
#define YEAR_10000_SECONDS 253402300800

int64_t
now_monotonic_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
now_monotonic_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t
now_wall_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static char *
put_digits(char *to, int64_t n, int count)
{
    for (int i = count; i-- > 0; n /= 10)
        to[i] = (char)('0' + n % 10);
    return to + count;
}

/* Of days since 1970, which are not negative. Years are counted from March, so
 * that a leap day is the last of its year, and 400 of them have always as many
 * days; months from then on have 153 days in every five. */
static char *
put_date(char *to, int64_t days)
{
    int64_t day = days + 719468; /* since 1 March of the year 0 */
    int64_t era = day / 146097, year, month;

    day -= era * 146097;
    year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    month = (5 * day + 2) / 153;
    day -= (153 * month + 2) / 5;
    year += 400 * era + (month >= 10);
    month += month < 10 ? 3 : -9;
    to = put_digits(to, year, 4);
    *to++ = '-';
    to = put_digits(to, month, 2);
    *to++ = '-';
    return put_digits(to, day + 1, 2);
}

/* Any time; the C library looks for the zone each time. */
static void
text_of_any(time_t seconds, char out[NOW_TEXT_BYTES])
{
    struct tm tm;

    if (gmtime_r(&seconds, &tm) == NULL ||
        strftime(out, NOW_TEXT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        snprintf(out, NOW_TEXT_BYTES, "1970-01-01T00:00:00Z");
}

void
now_text(int64_t wall_ms, char out[NOW_TEXT_BYTES])
{
    int64_t seconds = wall_ms / 1000, of_day = seconds % DAY_SECONDS;

    if (wall_ms < 0 || seconds >= YEAR_10000_SECONDS) {
        text_of_any((time_t)seconds, out);
        return;
    }
    out = put_date(out, seconds / DAY_SECONDS);
    *out++ = 'T';
    out = put_digits(out, of_day / 3600, 2);
    *out++ = ':';
    out = put_digits(out, of_day / 60 % 60, 2);
    *out++ = ':';
    out = put_digits(out, of_day % 60, 2);
    *out++ = 'Z';
    *out = '\0';
}

/* "+01:00", " -0500", "Z", " GMT", " UTC" or nothing: the rest of the text.
 * Seconds east of Greenwich; -1 return if it is none of them. */
static int
read_zone(const char *p, int *east_s)
{
    int sign, digits[4];

    *east_s = 0;
    if (*p == '\0' || strcmp(p, "Z") == 0 || strcmp(p, " GMT") == 0 ||
        strcmp(p, " UTC") == 0)
        return 0;
    p += *p == ' ';
    if (*p != '+' && *p != '-')
        return -1;
    sign = *p++ == '+' ? 1 : -1;
    for (int i = 0; i < 4; i++, p++) {
        if (i == 2 && *p == ':')
            p++;
        if (!str_is_digit(*p))
            return -1;
        digits[i] = *p - '0';
    }
    *east_s = sign * ((digits[0] * 10 + digits[1]) * 3600 +
                         (digits[2] * 10 + digits[3]) * 60);
    return *p == '\0' ? 0 : -1;
}

int
now_parse(struct str text, int64_t *wall_ms)
{
    static const char *const formats[] = { "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d",
        "%a, %d %b %Y %H:%M:%S", "%A, %d-%b-%y %H:%M:%S",
        "%a %b %d %H:%M:%S %Y" };
    char copy[64];

    text = str_trim(text);
    if (text.len == 0 || text.len >= sizeof copy)
        return -1;
    memcpy(copy, text.p, text.len);
    copy[text.len] = '\0';
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct tm tm = { 0 };
        const char *end = strptime(copy, formats[i], &tm);
        int east_s;

        if (end == NULL)
            continue;
        if (*end == '.') {
            end++;
            end += strspn(end, "0123456789");
        }
        if (read_zone(end, &east_s) != 0)
            continue;
        *wall_ms = ((int64_t)timegm(&tm) - east_s) * 1000;
        return 0;
    }
    return -1;
}
