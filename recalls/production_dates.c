#include "recalls/production_dates.h"

#include "base/mem.h"
#include "recalls/notice_feed.h"

#include <stdio.h>

/* Between the numbers of one date: ". ", "/", "年" ... */
#define GAP_BYTES_MAX 3
#define YEAR_MIN 1900
#define YEAR_MAX 2100

/* Either a number or the name of a month. */
struct token {
    int number, digits, month;
    size_t end;
};

struct range {
    char from[NOTICE_DATE_BYTES], to[NOTICE_DATE_BYTES];
};

static int
is_word(char c)
{
    return str_is_alnum(c) || (unsigned char)c >= 0x80;
}

/* The next number or month at or behind *at, no further than `gap` bytes of
 * punctuation away; 0 if there is none. */
static int
next_token(struct str s, size_t *at, size_t gap, struct token *t)
{
    size_t start = *at;

    *t = (struct token){ 0 };
    while (*at < s.len && !str_is_alnum(s.p[*at])) {
        /* Letters that are no ASCII belong to words, but for the Chinese
         * signs behind year, month and day. */
        struct str sign = str_sub(s, *at, 3);

        if ((unsigned char)s.p[*at] >= 0x80 && !str_is(sign, "年") &&
            !str_is(sign, "月") && !str_is(sign, "日"))
            break;
        *at += (unsigned char)s.p[*at] >= 0x80 ? 3 : 1;
    }
    if (*at >= s.len || *at - start > gap)
        return 0;
    start = *at;
    while (*at < s.len && str_is_digit(s.p[*at]) && t->digits < 8) {
        t->number = t->number * 10 + s.p[(*at)++] - '0';
        t->digits++;
    }
    if (t->digits == 0) {
        while (*at < s.len && is_word(s.p[*at]) && !str_is_digit(s.p[*at]))
            ++*at;
        t->month = notice_month(str_sub(s, start, *at - start));
    }
    t->end = *at;
    return t->digits > 0 || t->month > 0;
}

static int
is_year(const struct token *t)
{
    return t->digits == 4 && t->number >= YEAR_MIN && t->number <= YEAR_MAX;
}

static int
is_upto(const struct token *t, int most)
{
    return t->digits > 0 && t->digits <= 2 && t->number >= 1 &&
           t->number <= most;
}

static int
days_in(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
        31 };

    if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
        return 29;
    return days[month - 1];
}

/* Year, month (0: none) and day (0: none) of the date that the tokens begin
 * with; how many tokens it took, 0 if it is none. */
static int
read_date(const struct token *t, int count, int date[3])
{
    if (t[0].digits == 8 && t[0].number / 10000 >= YEAR_MIN &&
        t[0].number / 100 % 100 >= 1 && t[0].number / 100 % 100 <= 12) {
        date[0] = t[0].number / 10000;
        date[1] = t[0].number / 100 % 100;
        date[2] = t[0].number % 100;
        return date[0] <= YEAR_MAX && date[2] >= 1 && date[2] <= 31;
    }
    if (count >= 3 && is_year(&t[0]) && is_upto(&t[1], 12) &&
        is_upto(&t[2], 31)) {
        date[0] = t[0].number, date[1] = t[1].number, date[2] = t[2].number;
        return 3;
    }
    if (count >= 3 && is_year(&t[2])) {
        int swap = t[0].month > 0 || (t[1].month == 0 && is_upto(&t[0], 12) &&
                                         !is_upto(&t[1], 12));
        const struct token *day = &t[swap], *month = &t[!swap];

        if (is_upto(day, 31) && (month->month > 0 || is_upto(month, 12))) {
            date[0] = t[2].number;
            date[1] = month->month > 0 ? month->month : month->number;
            date[2] = day->number;
            return 3;
        }
    }
    if (count >= 2 && is_year(&t[1]) &&
        (t[0].month > 0 || is_upto(&t[0], 12))) {
        date[0] = t[1].number;
        date[1] = t[0].month > 0 ? t[0].month : t[0].number;
        date[2] = 0;
        return 2;
    }
    date[0] = t[0].number, date[1] = 0, date[2] = 0;
    return is_year(&t[0]) ? 1 : 0;
}

static void
write_date(char out[NOTICE_DATE_BYTES], int year, int month, int day)
{
    char text[40];

    snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    memcpy(out, text, NOTICE_DATE_BYTES - 1);
    out[NOTICE_DATE_BYTES - 1] = '\0';
}

static void
widen(struct range *r, const char *from, const char *to)
{
    if (r->from[0] == '\0' || strcmp(from, r->from) < 0)
        memcpy(r->from, from, NOTICE_DATE_BYTES);
    if (r->to[0] == '\0' || strcmp(to, r->to) > 0)
        memcpy(r->to, to, NOTICE_DATE_BYTES);
}

static void
widen_date(struct range *r, const int date[3])
{
    int month = date[1] > 0 ? date[1] : 12;
    char from[NOTICE_DATE_BYTES], to[NOTICE_DATE_BYTES];

    write_date(
        from, date[0], date[1] > 0 ? date[1] : 1, date[2] > 0 ? date[2] : 1);
    write_date(
        to, date[0], month, date[2] > 0 ? date[2] : days_in(date[0], month));
    widen(r, from, to);
}

/* One step: the date that begins at or behind *at. */
static void
step(struct str text, size_t *at, struct range *r)
{
    struct token t[3];
    int count, used, date[3];
    size_t from = *at;

    while (from < text.len && !is_word(text.p[from]))
        from++;
    *at = from;
    for (count = 0; count < 3; count++)
        if (!next_token(text, at, count == 0 ? 0 : GAP_BYTES_MAX, &t[count]))
            break;
    used = count > 0 ? read_date(t, count, date) : 0;
    *at = used > 0 ? t[used - 1].end : from;
    /* "2010ATV" is a name, and so is the rest of it. */
    if (used > 0 && (*at >= text.len || !str_is_alnum(text.p[*at])))
        widen_date(r, date);
    if (used == 0 && *at < text.len && (unsigned char)text.p[*at] >= 0x80)
        while (*at < text.len && (unsigned char)text.p[*at] >= 0x80)
            ++*at;
    else
        while (*at < text.len && str_is_alnum(text.p[*at]))
            ++*at;
}

int
production_dates_read(
    struct str text, char from[NOTICE_DATE_BYTES], char to[NOTICE_DATE_BYTES])
{
    struct range r = { "", "" };

    for (size_t at = 0; at < text.len;)
        step(text, &at, &r);
    if (r.from[0] == '\0')
        return -1;
    memcpy(from, r.from, NOTICE_DATE_BYTES);
    memcpy(to, r.to, NOTICE_DATE_BYTES);
    return 0;
}

/* Put the range into two extra members, of so many bytes each, beside what is
 * there. */
static void
set_range(struct recall *r, const char *from_name, const char *to_name,
    const struct range *found, size_t bytes)
{
    struct range all = { "", "" };
    struct str from = notice_feed_extra(r, from_name, 0);
    struct str to = notice_feed_extra(r, to_name, 0);

    if (from.len == bytes && to.len == bytes) {
        memcpy(all.from, from.p, bytes);
        memcpy(all.to, to.p, bytes);
    }
    widen(&all, found->from, found->to);
    notice_feed_set_extra(r, from_name, str_of(all.from));
    notice_feed_set_extra(r, to_name, str_of(all.to));
}

void
production_dates_set(struct recall *r, struct str text)
{
    struct range found;

    if (production_dates_read(text, found.from, found.to) == 0)
        set_range(
            r, "produced_from", "produced_to", &found, NOTICE_DATE_BYTES - 1);
}

void
production_dates_set_years(struct recall *r, struct str text)
{
    struct range found = { "", "" };

    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        char year[NOTICE_DATE_BYTES] = "";
        struct token t = { 0 };

        while (at < text.len && str_is_digit(text.p[at])) {
            t.number = at - from < 4 ? t.number * 10 + text.p[at] - '0' : 0;
            t.digits++;
            at++;
        }
        if (is_year(&t)) {
            memcpy(year, text.p + from, 4);
            widen(&found, year, year);
        }
        if (at == from)
            at++;
    }
    if (found.from[0] != '\0')
        set_range(r, "model_year_from", "model_year_to", &found, 4);
}
