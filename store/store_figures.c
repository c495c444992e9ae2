/* How the work goes, day by day. */
#include "store/figures.h"

#include "base/mem.h"
#include "base/now.h"
#include "store/handle.h"

#include <stdlib.h>

#define DAY_MS (24 * 3600 * 1000LL)
#define HOUR_MS (3600 * 1000.0)

struct day {
    int64_t opened, confirmed, dismissed;
};

struct figures {
    struct day *day; /* owned */
    int64_t first, count;
    int64_t open_before; /* open when the first day began */
};

static int
count_opened(struct store *s, struct figures *f, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_FIGURES_OPENED, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        int64_t at = db_rows_i(&r, 0) - f->first;

        if (at < 0)
            f->open_before += db_rows_i(&r, 1);
        else if (at < f->count)
            f->day[at].opened += db_rows_i(&r, 1);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

static int
count_decided(struct store *s, struct figures *f, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_FIGURES_DECIDED, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        int64_t at = db_rows_i(&r, 0) - f->first;

        if (at < 0) {
            f->open_before -= db_rows_i(&r, 1);
        } else if (at < f->count) {
            f->day[at].confirmed += db_rows_i(&r, 2);
            f->day[at].dismissed += db_rows_i(&r, 3);
        }
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

static struct js *
days_json(const struct figures *f)
{
    struct js *days = js_new_array();
    int64_t backlog = f->open_before;

    for (int64_t i = 0; i < f->count; i++) {
        const struct day *d = &f->day[i];
        struct js *j = js_new_object();
        char text[NOW_TEXT_BYTES];

        backlog += d->opened - d->confirmed - d->dismissed;
        now_text((f->first + i) * DAY_MS, text);
        js_set_text(j, "day", str_sub(str_of(text), 0, 10));
        js_set_integer(j, "opened", d->opened);
        js_set_integer(j, "confirmed", d->confirmed);
        js_set_integer(j, "dismissed", d->dismissed);
        js_set_integer(j, "backlog", backlog);
        js_add(days, j);
    }
    return days;
}

/* Hours at a place of all times in order. */
static int
add_quantile(struct store *s, struct js *out, const char *name,
    int64_t since_ms, int64_t place, struct fail *fail)
{
    int64_t ms = 0;
    int rc = db_one(s->db, SQL_FIGURES_TIMES_AT,
        DB_ARGS(db_i(since_ms), db_i(place)), &ms, fail);

    if (rc == 1)
        js_set_number(out, name, (double)ms / HOUR_MS);
    return rc < 0 ? -1 : 0;
}

/* Owned object, or NULL. */
static struct js *
times_json(struct store *s, int64_t since_ms, struct fail *fail)
{
    struct js *j = js_new_object();
    int64_t n = 0;
    int rc = db_one(
        s->db, SQL_FIGURES_TIMES_COUNT, DB_ARGS(db_i(since_ms)), &n, fail);

    js_set_integer(j, "cases", n);
    if (rc < 0 || (n > 0 && (add_quantile(s, j, "median_hours", since_ms, n / 2,
                                 fail) != 0 ||
                                add_quantile(s, j, "p90_hours", since_ms,
                                    n * 9 / 10, fail) != 0))) {
        js_free(j);
        return NULL;
    }
    return j;
}

int
store_figures(struct store *s, int64_t now_ms, int64_t days, struct js **out,
    struct fail *fail)
{
    struct figures f = { .count = days < 1 ? 1
                                  : days > STORE_FIGURES_DAYS_MAX
                                      ? STORE_FIGURES_DAYS_MAX
                                      : days };
    struct js *times, *j;
    int rc;

    f.first = now_ms / DAY_MS - f.count + 1;
    f.day = mem_array((size_t)f.count, sizeof *f.day);
    rc = count_opened(s, &f, fail);
    if (rc == 0)
        rc = count_decided(s, &f, fail);
    if (rc == 0) {
        times = times_json(s, f.first * DAY_MS, fail);
        rc = times == NULL ? -1 : 0;
    }
    if (rc == 0) {
        j = js_new_object();
        js_set(j, "days", days_json(&f));
        js_set(j, "decided", times);
        *out = j;
    }
    free(f.day);
    return rc;
}
