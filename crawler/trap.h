/* crawler/trap.h - URLs that lead a crawler in circles.
 *
 * Two kinds of sign: what a single URL shows (a path that repeats itself, a
 * calendar far off, a session number), and what only many URLs of one host
 * show (countless filter combinations of one list, countless dates). Knows
 * the year only from its caller.
 */
#ifndef CRAWLER_TRAP_H
#define CRAWLER_TRAP_H

#include "base/str.h"

enum trap {
    TRAP_NONE,
    TRAP_LONG,     /* longer than any address that people link to */
    TRAP_DEEP,     /* too many path segments */
    TRAP_REPEAT,   /* /a/b/a/b/a/b */
    TRAP_CALENDAR, /* a date years off, or too many dates */
    TRAP_SESSION,  /* a session number in the address */
    TRAP_FACETS,   /* too many filter combinations of one path */
    TRAP_PATTERN,  /* too many URLs that differ in numbers only */
};

struct trap_limits {
    size_t url_bytes;
    int segments;   /* of the path */
    int repeats;    /* of one run of segments */
    int parameters; /* of the query */
    int years;      /* a date further from `year` than this is far off */
    int year;       /* now; 0: dates are not judged */
    uint32_t dates; /* URLs per pattern with a date in it */
    /* URLs per path with three parameters or more (some shops address each
     * offer so); a tenth of it with five or more (filters pile up). */
    uint32_t facets;
    uint32_t numbers; /* URLs per pattern; shops number their offers */
};

struct trap_limits trap_defaults(void);

/* What the URL alone shows. url is a serialised http(s) URL. */
enum trap trap_check(struct str url, const struct trap_limits *l);

/* Counts of one host; zeroed to start. */
struct trap_counts {
    struct trap_slot *slots; /* owned */
    size_t count, cap;
};
void trap_counts_clear(struct trap_counts *c);

/* What the URL shows beside those counted before; trap_count counts it, to
 * be called once for a URL that is new and went through. */
enum trap trap_check_counts(
    const struct trap_counts *c, struct str url, const struct trap_limits *l);
void trap_count(struct trap_counts *c, struct str url);

#endif
