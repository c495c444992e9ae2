#include "rules/rates.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/now.h"

#include <stdlib.h>

/* Thirty currencies on every day of ten years. */
#define ROWS_MAX 120000

struct rate {
    int64_t day_ms;
    char currency[4];
    double per_euro;
};

struct rates {
    struct rate *rate; /* owned, in file order */
    size_t count, cap;
};

static int
add_row(struct rates *r, const struct csv *c, const char *name, size_t line,
    struct fail *fail)
{
    struct rate *x;

    if (r->count == ROWS_MAX)
        return fail_set(fail, "%s: more than %d rates", name, ROWS_MAX);
    r->rate = mem_grow(r->rate, &r->cap, r->count + 1, sizeof r->rate[0]);
    x = &r->rate[r->count];
    *x = (struct rate){ 0 };
    if (c->count != 3 || c->field[0].len != 10 ||
        now_parse(c->field[0], &x->day_ms) != 0 || c->field[1].len != 3 ||
        str_to_double(c->field[2], &x->per_euro) != 0 || !(x->per_euro > 0))
        return fail_set(fail,
            "%s:%zu: expected a date, a currency and a rate above 0, with "
            "tabs between",
            name, line);
    memcpy(x->currency, c->field[1].p, 3);
    r->count++;
    return 0;
}

int
rates_parse(
    struct rates **out, struct str text, const char *name, struct fail *fail)
{
    struct rates *r = mem_new(sizeof *r);
    struct csv csv;
    int rc, rows = 0;

    csv_init(&csv, text, '\t');
    while ((rc = csv_next(&csv, fail)) > 0) {
        if (csv.field[0].len > 0 && csv.field[0].p[0] == '#')
            continue;
        if (rows++ == 0 && csv.count == 3 && str_is(csv.field[0], "date"))
            continue;
        if (add_row(r, &csv, name, csv.row_line, fail) != 0) {
            rc = -1;
            break;
        }
    }
    csv_clear(&csv);
    if (rc == 0 && r->count == 0)
        rc = fail_set(fail, "%s: no rates there", name);
    if (rc != 0) {
        rates_free(r);
        return -1;
    }
    *out = r;
    return 0;
}

void
rates_free(struct rates *r)
{
    if (r == NULL)
        return;
    free(r->rate);
    free(r);
}

double
rates_per_euro(const struct rates *r, struct str currency, int64_t wall_ms,
    int64_t *day_ms)
{
    const struct rate *best = NULL;

    *day_ms = wall_ms;
    if (str_is_nocase(currency, "EUR"))
        return 1;
    for (size_t i = 0; i < r->count; i++) {
        const struct rate *x = &r->rate[i];
        int past = x->day_ms <= wall_ms;

        if (!str_is_nocase(currency, x->currency))
            continue;
        if (best == NULL ||
            (past && (best->day_ms > wall_ms || x->day_ms > best->day_ms)) ||
            (!past && best->day_ms > wall_ms && x->day_ms < best->day_ms))
            best = x;
    }
    if (best == NULL)
        return 0;
    *day_ms = best->day_ms;
    return best->per_euro;
}

size_t
rates_until(const struct rates *r, int64_t wall_ms)
{
    size_t n = 0;

    for (size_t i = 0; i < r->count; i++)
        n += r->rate[i].day_ms <= wall_ms;
    return n;
}
