#include "crawler/trap.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Patterns counted per host; a host with more has no countable shape. */
#define SLOTS_MAX 4096

struct trap_slot {
    uint64_t key; /* 0: free */
    uint32_t count;
};

/* A URL in the parts that traps are made of. */
struct parts {
    struct str path, query, all; /* all: path and query */
};

struct trap_limits
trap_defaults(void)
{
    return (struct trap_limits){ .url_bytes = 2048,
        .segments = 20,
        .repeats = 3,
        .parameters = 12,
        .years = 5,
        .dates = 400, /* a year of days and its months */
        .facets = 10000,
        .numbers = 200000 };
}

static struct parts
split(struct str url)
{
    ptrdiff_t at = str_find(url, STR("://"), 0), end;
    struct parts p = { STR("/"), STR_NONE, STR("/") };

    at = at < 0 ? 0 : at + 3;
    at = str_find_char(url, '/', (size_t)at);
    if (at < 0)
        return p;
    p.all = str_sub(url, (size_t)at, url.len);
    end = str_find_char(p.all, '?', 0);
    p.path = end < 0 ? p.all : str_sub(p.all, 0, (size_t)end);
    if (end >= 0)
        p.query = str_sub(p.all, (size_t)end + 1, p.all.len);
    return p;
}

/* Read `digits` digits at `at`; -1 if they are not there. */
static int
number_at(struct str s, size_t at, size_t digits)
{
    int n = 0;

    if (at + digits > s.len)
        return -1;
    for (size_t i = at; i < at + digits; i++) {
        if (!str_is_digit(s.p[i]))
            return -1;
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

/* The year of "2031", "2031-05", "2031-05-01" or "20310501" when that is the
 * whole of s, and how exact it is: 1 year, 2 month, 3 day. Else 0. */
static int
read_date(struct str s, int *year)
{
    int y = number_at(s, 0, 4);
    size_t step = s.len > 4 && !str_is_digit(s.p[4]) ? 1 : 0;
    int month = number_at(s, 4 + step, 2), day;

    if (y < 1900 || y > 2199)
        return 0;
    *year = y;
    if (s.len == 4)
        return 1;
    if (step == 1 && s.p[4] != '-' && s.p[4] != '.' && s.p[4] != '_')
        return 0;
    if (month < 1 || month > 12)
        return 0;
    if (s.len == 6 + step)
        return 2;
    day = number_at(s, 6 + 2 * step, 2);
    return s.len == 8 + 2 * step && day >= 1 && day <= 31 ? 3 : 0;
}

static int
has_calendar_word(struct str s)
{
    static const char *const words[] = { "calend", "kalend", "event", "termin",
        "month", "monat", "date", "datum", "archiv", "schedule", "booking",
        "agenda" };

    for (size_t i = 0; i < COUNT(words); i++)
        if (str_find_nocase(s, str_of(words[i]), 0) >= 0)
            return 1;
    return 0;
}

/* The same, looked for once and where it is asked for: *known is -1 before. */
static int
names_calendar(const struct parts *p, int *known)
{
    if (*known < 0)
        *known = has_calendar_word(p->all);
    return *known;
}

/* Year of the date that the URL is about, or 0. A year alone, or a month
 * that could be a model number, counts beside a calendar's words only. */
static int
find_date(const struct parts *p)
{
    int word = -1, year = 0, before = 0;
    struct str rest = p->path, part;

    while (str_next(&rest, '/', &part)) {
        int exact = read_date(part, &year), month;

        if (exact == 3 || (exact > 0 && names_calendar(p, &word)))
            return year;
        month = part.len <= 2 ? number_at(part, 0, part.len) : -1;
        if (before != 0 && part.len > 0 && month >= 1 && month <= 12)
            return before; /* /2031/05/ */
        before = exact == 1 ? year : 0;
    }
    rest = p->query;
    while (rest.len > 0 && str_next(&rest, '&', &part)) {
        ptrdiff_t eq = str_find_char(part, '=', 0);
        int exact;

        if (eq < 0)
            continue;
        exact = read_date(str_sub(part, (size_t)eq + 1, part.len), &year);
        part = str_sub(part, 0, (size_t)eq);
        if (exact > 1 || (exact == 1 && (str_is_nocase(part, "year") ||
                                            str_is_nocase(part, "jahr") ||
                                            names_calendar(p, &word))))
            return year;
    }
    return 0;
}

/* Heritrix and Nutch ask the same question with patterns; here each run of
 * one to four segments is compared with the next. */
static enum trap
check_segments(struct str path, const struct trap_limits *l)
{
    struct str segments[64], rest = path, part;
    size_t n = 0;

    while (str_next(&rest, '/', &part)) {
        if (part.len == 0)
            continue;
        if (n >= COUNT(segments) || n >= (size_t)l->segments)
            return TRAP_DEEP;
        segments[n++] = part;
    }
    for (size_t run = 1; run <= 4; run++)
        for (size_t i = 0, same = 0; i + run < n; i++) {
            same = str_eq(segments[i], segments[i + run]) ? same + 1 : 0;
            if (same >= run * (size_t)(l->repeats - 1))
                return TRAP_REPEAT;
        }
    /* One segment again and again with others between. */
    for (size_t i = 0; i < n; i++) {
        int times = 0;

        for (size_t k = i; k < n; k++)
            times += segments[i].len > 2 && str_eq(segments[i], segments[k]);
        if (times > l->repeats)
            return TRAP_REPEAT;
    }
    return TRAP_NONE;
}

static int
is_session(struct str name, struct str value)
{
    static const char *const names[] = { "phpsessid", "jsessionid", "sessionid",
        "session_id", "sessid", "sid", "cfid", "cftoken", "oscsid", "zenid",
        "xtcsid", "modsid" };

    if (value.len < 8)
        return 0;
    if (str_starts_nocase(name, STR("aspsessionid")))
        return 1;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is_nocase(name, names[i]))
            return 1;
    return 0;
}

static int
has_session(const struct parts *p, int *parameters)
{
    struct str rest = p->query, part;
    ptrdiff_t at;

    *parameters = 0;
    while (rest.len > 0 && str_next(&rest, '&', &part)) {
        ptrdiff_t eq = str_find_char(part, '=', 0);

        (*parameters)++;
        if (eq > 0 && is_session(str_sub(part, 0, (size_t)eq),
                          str_sub(part, (size_t)eq + 1, part.len)))
            return 1;
    }
    /* "/list;jsessionid=1A2B", and ASP.NET's "/(S(abc))/list". */
    at = str_find_char(p->path, ';', 0);
    if (at >= 0) {
        ptrdiff_t eq = str_find_char(p->path, '=', (size_t)at);

        if (eq > at &&
            is_session(str_sub(p->path, (size_t)at + 1, (size_t)(eq - at - 1)),
                str_sub(p->path, (size_t)eq + 1, p->path.len)))
            return 1;
    }
    return str_find_nocase(p->path, STR("/(S("), 0) >= 0;
}

enum trap
trap_check(struct str url, const struct trap_limits *l)
{
    struct parts p;
    enum trap t;
    int parameters, year;

    if (url.len > l->url_bytes)
        return TRAP_LONG;
    p = split(url);
    t = check_segments(p.path, l);
    if (t != TRAP_NONE)
        return t;
    if (has_session(&p, &parameters))
        return TRAP_SESSION;
    if (parameters > l->parameters)
        return TRAP_FACETS;
    year = l->year == 0 ? 0 : find_date(&p);
    if (year != 0 && abs(year - l->year) > l->years)
        return TRAP_CALENDAR;
    return TRAP_NONE;
}

/* FNV-1a, so that a pattern is hashed without being written down. */
static uint64_t
mix(uint64_t h, char c)
{
    return (h ^ (unsigned char)c) * 1099511628211u;
}

/* Which count a URL belongs to: 0 for none. */
static uint64_t
pattern_key(struct str url, const struct trap_limits *l, uint32_t *most,
    enum trap *trap)
{
    struct parts p = split(url);
    uint64_t h = 14695981039346656037u;
    int parameters = 0, in_value = 0, numbers = 0;
    struct str count = p.query, part;

    while (count.len > 0 && str_next(&count, '&', &part))
        parameters++;
    if (parameters >= 3) {
        *most = parameters >= 5 ? l->facets / 10 : l->facets;
        *trap = TRAP_FACETS;
        for (size_t i = 0; i < p.path.len; i++)
            h = mix(h, p.path.p[i]);
        return mix(h, parameters >= 5 ? 'F' : 'f') | 1;
    }
    for (size_t i = 0; i < p.path.len; i++) {
        char c = p.path.p[i];

        if (!str_is_digit(c))
            h = mix(h, c);
        else if (++numbers == 1 || !str_is_digit(p.path.p[i - 1]))
            h = mix(h, '#');
    }
    for (size_t i = 0; i < p.query.len; i++) {
        char c = p.query.p[i];

        in_value = c == '=' ? 1 : c == '&' ? 0 : in_value;
        if (!in_value)
            h = mix(h, c);
    }
    *most = l->numbers;
    *trap = TRAP_PATTERN;
    if (find_date(&p) != 0) {
        *most = l->dates;
        *trap = TRAP_CALENDAR;
        return mix(h, 'd') | 1;
    }
    return numbers > 0 || parameters > 0 ? mix(h, 'n') | 1 : 0;
}

static struct trap_slot *
find_slot(const struct trap_counts *c, uint64_t key)
{
    size_t at = (size_t)(key >> 7) & (c->cap - 1);

    while (c->slots[at].key != 0 && c->slots[at].key != key)
        at = (at + 1) & (c->cap - 1);
    return &c->slots[at];
}

void
trap_counts_clear(struct trap_counts *c)
{
    free(c->slots);
    *c = (struct trap_counts){ 0 };
}

enum trap
trap_check_counts(
    const struct trap_counts *c, struct str url, const struct trap_limits *l)
{
    uint32_t most;
    enum trap trap;
    uint64_t key = pattern_key(url, l, &most, &trap);

    if (key == 0 || c->cap == 0 || find_slot(c, key)->count < most)
        return TRAP_NONE;
    return trap;
}

static void
grow(struct trap_counts *c)
{
    struct trap_counts bigger = { .cap = c->cap == 0 ? 8 : c->cap * 2 };

    bigger.slots = mem_array(bigger.cap, sizeof *bigger.slots);
    bigger.count = c->count;
    for (size_t i = 0; i < c->cap; i++)
        if (c->slots[i].key != 0)
            *find_slot(&bigger, c->slots[i].key) = c->slots[i];
    free(c->slots);
    *c = bigger;
}

void
trap_count(struct trap_counts *c, struct str url)
{
    static const struct trap_limits none = { 0 };
    uint32_t most;
    enum trap trap;
    uint64_t key = pattern_key(url, &none, &most, &trap);
    struct trap_slot *slot;

    if (key == 0)
        return;
    if (c->count * 4 >= c->cap * 3 && c->cap < SLOTS_MAX)
        grow(c);
    slot = find_slot(c, key);
    if (slot->key == 0) {
        if (c->count * 4 >= c->cap * 3)
            return; /* full: one free slot must remain to end a search */
        slot->key = key;
        c->count++;
    }
    if (slot->count < UINT32_MAX)
        slot->count++;
}
