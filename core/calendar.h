/* core/calendar.h - working days of a market, and when a period ends.
 *
 * Public holidays that a whole state keeps, computed from the year; China's
 * from a dated table, because its government fixes the days, and the
 * weekends worked in exchange, anew each year. Regional holidays are left
 * out: they would only lengthen a period. Knows no order and no case.
 */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H

#include "base/str.h"

#include <stdint.h>

struct calendar; /* a constant of the program */

/* The calendar of a market: "DE" "FR" "NL" "IT" "ES" "PL" "AT" "BE" "IE" "SE"
 * "LU" "DK" "FI" "PT" "CZ" "SI" "HR" "CN", or "EU": the days the institutions
 * keep every year. NULL if there is none. */
const struct calendar *calendar_find(struct str market);
/* The same, or a calendar of weekends alone in Brussels' time. Never NULL. */
const struct calendar *calendar_of(struct str market);
const char *calendar_code(const struct calendar *c); /* "" of weekends alone */
/* Of every calendar of the table; NULL past the last. */
const char *calendar_each(size_t i);

/* Days are counted from 1970-01-01. */
int64_t calendar_day(int year, int month, int day);
void calendar_date(int64_t day, int *year, int *month, int *of_month);
int calendar_weekday(int64_t day); /* 0 Monday .. 6 Sunday */
int64_t calendar_easter(int year); /* Sunday; Gregorian, from 1583 on */

/* Why it is no working day, in English ("Good Friday", "Sunday"), or NULL if
 * it is one (Regulation (EEC, Euratom) No 1182/71, Art. 2). */
const char *calendar_rest(const struct calendar *c, int64_t day);
/* 1 if the holidays of that day's year are known; else only weekends are. */
int calendar_knows(const struct calendar *c, int64_t day);

/* The day it is there, and how far its clocks are ahead of UTC. */
int64_t calendar_local_day(const struct calendar *c, int64_t at_ms);
int64_t calendar_offset_ms(const struct calendar *c, int64_t at_ms);
/* When the day begins there. */
int64_t calendar_midnight_ms(const struct calendar *c, int64_t day);

enum calendar_unit { CALENDAR_WORKING_DAYS, CALENDAR_DAYS, CALENDAR_HOURS };

struct calendar_due {
    int64_t at_ms; /* the first millisecond past the period */
    int known;     /* 0: holidays of a day in it are not known */
};

/* When a period that an event at from_ms starts is over. Regulation 1182/71,
 * Art. 3: the day (the hour) of the event does not count; a period in days
 * ends with the last hour of its last day; holidays and weekends count in
 * days, but it cannot end on one, and two days or more hold two working days.
 * In China hours count from the event itself. */
struct calendar_due calendar_due(const struct calendar *c, int64_t from_ms,
    enum calendar_unit unit, int count);

/* How many working days lie between two moments, for figures: the day of the
 * first does not count, that of the second does. */
int64_t calendar_working_days(
    const struct calendar *c, int64_t from_ms, int64_t to_ms);

#endif
