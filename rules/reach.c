#include "rules/reach.h"

#include <string.h>

/* Runs that are told apart. */
#define RUNS_MAX 8

static uint16_t
product(unsigned a, unsigned b)
{
    return a == 0 || b == 0                       ? 0
           : a >= REACH_FAR || b >= REACH_FAR / a ? REACH_FAR
                                                  : (uint16_t)(a * b);
}

static uint16_t
added(unsigned a, unsigned b)
{
    return a + b < REACH_FAR ? (uint16_t)(a + b) : REACH_FAR;
}

struct reach
reach_times(struct reach r, unsigned n)
{
    return (struct reach){ product(r.bytes, n), product(r.runs, n) };
}

struct reach
reach_sum(struct reach a, struct reach b)
{
    return (struct reach){ added(a.bytes, b.bytes), added(a.runs, b.runs) };
}

static int
is_gap(struct str s, size_t end, size_t *start)
{
    char c = s.p[end - 1];

    *start = end - 1;
    if (c == ' ' || c == '-' || c == '_')
        return 1;
    if (end >= 3 && ((unsigned char)c == 0x90 || (unsigned char)c == 0x93) &&
        memcmp(s.p + end - 3, "\xe2\x80", 2) == 0) {
        *start = end - 3;
        return 1;
    }
    return 0;
}

/* Runs without a blank, the longest of which are for free. */
struct walk {
    size_t top[RUNS_MAX], runs;
    size_t total, free, run; /* bytes of all, of top[], of this run */
};

static size_t
shortest(const struct walk *w)
{
    size_t k = 0;

    for (size_t i = 1; i < w->runs; i++)
        if (w->top[i] < w->top[k])
            k = i;
    return k;
}

static size_t
paid(const struct walk *w)
{
    size_t least = w->top[shortest(w)];

    return w->total - w->free - (w->run > least ? w->run - least : 0);
}

static void
end_of_run(struct walk *w)
{
    size_t k = shortest(w);

    if (w->run > w->top[k]) {
        w->free += w->run - w->top[k];
        w->top[k] = w->run;
    }
    w->run = 0;
}

/* Where `bytes` and one more begin before `end`; gaps in a row are one byte. */
static size_t
walk_bytes(struct str folded, size_t end, size_t least, size_t bytes)
{
    size_t i = end, total = 0, start;
    int gap = 0;

    while (i > least && total <= bytes) {
        int was_gap = gap;

        if (str_is_alnum(folded.p[i - 1])) {
            gap = 0;
            total++;
            i--;
            continue;
        }
        gap = is_gap(folded, i, &start);
        total += !(gap && was_gap);
        i = start;
    }
    return i;
}

/* The same where so many of the longest runs are for free. */
static size_t
walk_runs(struct str folded, size_t end, size_t least, struct reach reach)
{
    struct walk w = { .runs = reach.runs };
    size_t i = end, start;
    int gap = 0;

    while (i > least && paid(&w) <= reach.bytes) {
        int was_gap = gap;

        gap = is_gap(folded, i, &start);
        if (folded.p[start] == ' ')
            end_of_run(&w);
        else
            w.run += !(gap && was_gap);
        w.total += !(gap && was_gap);
        i = start;
    }
    return i;
}

size_t
reach_start(struct reach reach, struct str folded, size_t end, size_t least)
{
    size_t i;

    if (reach.bytes >= REACH_FAR || reach.runs > RUNS_MAX)
        return least;
    i = reach.runs == 0 ? walk_bytes(folded, end, least, reach.bytes)
                        : walk_runs(folded, end, least, reach);
    if (i < least)
        i = least;
    while (i > least && ((unsigned char)folded.p[i] & 0xC0) == 0x80)
        i--;
    return i;
}
