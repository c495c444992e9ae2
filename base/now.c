#include "base/now.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

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

void
now_text(int64_t wall_ms, char out[NOW_TEXT_BYTES])
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm tm;

    if (gmtime_r(&seconds, &tm) == NULL ||
        strftime(out, NOW_TEXT_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        snprintf(out, NOW_TEXT_BYTES, "1970-01-01T00:00:00Z");
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
