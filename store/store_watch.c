/* Looking again at offers that were taken down, and what came of it. */
#include "store/watch.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/mem.h"
#include "core/interval.h"
#include "core/url.h"
#include "store/handle.h"

#include <stdio.h>
#include <stdlib.h>

#define HOUR_MS 3600000.0

int
store_watched_each(struct store *s,
    int (*visit)(const struct store_watched *w, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    int64_t id = 0;
    int rc;

    do {
        struct db_rows r;

        rc =
            db_rows_start(&r, s->db, SQL_WATCHED_NEXT, DB_ARGS(db_i(id)), fail);
        if (rc == 0)
            rc = db_rows_next(&r, fail);
        if (rc == 1) {
            struct store_watched w = { .id = db_rows_i(&r, 0),
                .listing = db_rows_i(&r, 1),
                .version = db_rows_i(&r, 2),
                .since_ms = db_rows_i(&r, 3),
                .looked_ms = db_rows_i(&r, 4),
                .gone = (int)db_rows_i(&r, 5),
                .url = db_rows_s(&r, 6),
                .market = db_rows_s(&r, 7),
                .state = db_rows_s(&r, 8),
                .casefile = db_rows_s(&r, 9),
                .ordered_ms = db_rows_i(&r, 10) };

            id = w.id;
            rc = visit(&w, ctx, fail) == 0 ? 1 : -1;
        }
        db_rows_end(&r);
    } while (rc == 1);
    return rc;
}

int
store_look_add(struct store *s, const struct store_look *l, struct fail *fail)
{
    return db_run(s->db, SQL_LOOK_ADD,
        DB_ARGS(
            db_i(l->of_case), db_i(l->at_ms), db_z(l->result), db_z(l->detail)),
        fail);
}

int
store_look_each(struct store *s, int64_t of_case, int64_t limit,
    int (*visit)(const struct store_look *l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_LOOK_EACH,
        DB_ARGS(db_i(of_case), db_i(limit > 0 ? limit : -1)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_look l = { of_case, db_rows_i(&r, 0),
                db_rows_s(&r, 1).p, db_rows_s(&r, 2).p };

            if ((rc = visit(&l, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_visit_last(struct store *s, struct str url, int64_t since_ms,
    struct store_visit *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_VISIT_LAST,
        DB_ARGS(db_i(url_key(url)), db_s(url), db_i(since_ms)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *out = (struct store_visit){ .page = db_rows_i(&r, 0),
            .status = (int)db_rows_i(&r, 1),
            .same_address = (int)db_rows_i(&r, 4) };
        snprintf(out->state, sizeof out->state, "%s", db_rows_s(&r, 2).p);
        snprintf(out->kind, sizeof out->kind, "%s", db_rows_s(&r, 3).p);
    }
    db_rows_end(&r);
    return rc;
}

int
store_listing_where(struct store *s, int64_t listing, int64_t *page,
    int64_t *seen_ms, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_LISTING_WHERE, DB_ARGS(db_i(listing)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *page = db_rows_i(&r, 0);
        *seen_ms = db_rows_i(&r, 1);
    }
    db_rows_end(&r);
    return rc;
}

int
store_listing_version(
    struct store *s, int64_t version, struct listing **out, struct fail *fail)
{
    struct js *j = NULL;
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_VERSION_GET, DB_ARGS(db_i(version)), fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1 &&
        (js_parse(&j, db_rows_s(&r, 0), fail) != 0 ||
            listing_from_json(out, j, fail) != 0))
        rc = -1;
    db_rows_end(&r);
    js_free(j);
    return rc < 0 ? -1 : 0;
}

int
store_content_each(struct store *s, int64_t version,
    int (*visit)(const struct store_content *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CONTENT_NEXT, DB_ARGS(db_i(version)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_content o = { db_rows_i(&r, 0), db_rows_i(&r, 1),
                db_rows_i(&r, 2), db_rows_i(&r, 3), db_rows_s(&r, 4) };

            if ((rc = visit(&o, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_watch_mark_get(
    struct store *s, const char *name, int64_t *out, struct fail *fail)
{
    *out = 0;
    return db_one(s->db, SQL_MARK_GET, DB_ARGS(db_z(name)), out, fail) < 0 ? -1
                                                                           : 0;
}

int
store_watch_mark_put(
    struct store *s, const char *name, int64_t value, struct fail *fail)
{
    return db_run(s->db, SQL_MARK_PUT, DB_ARGS(db_z(name), db_i(value)), fail);
}

/* --- links --- */

int
store_case_link_add(
    struct store *s, const struct store_case_link *l, struct fail *fail)
{
    if (db_run(s->db, SQL_CASE_LINK_ADD,
            DB_ARGS(db_i(l->from), db_i(l->to), db_z(l->kind), db_s(l->key),
                db_i(l->again), db_i(l->at_ms)),
            fail) != 0)
        return -1;
    return db_changes(s->db) > 0;
}

int
store_case_link_each(struct store *s, int64_t of_case,
    int (*visit)(const struct store_case_link *l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CASE_LINK_EACH, DB_ARGS(db_i(of_case)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_case_link l = { db_rows_i(&r, 0), db_rows_i(&r, 1),
                db_rows_s(&r, 2).p, db_rows_s(&r, 3), (int)db_rows_i(&r, 4),
                db_rows_i(&r, 5) };

            if ((rc = visit(&l, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_case_of(struct store *s, int64_t listing, int64_t *id, char **state,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CASE_OF_LISTING, DB_ARGS(db_i(listing)), fail);

    *state = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *id = db_rows_i(&r, 0);
        *state = str_dup(db_rows_s(&r, 1));
    }
    db_rows_end(&r);
    return rc;
}

/* --- figures --- */

/* Of a platform or a seller. */
struct tally {
    int64_t ordered, gone, overdue, relisted;
    double *hours; /* owned: from sent to gone */
    size_t count, cap;
};

static void
tally_free(void *any)
{
    struct tally *t = any;

    if (t != NULL)
        free(t->hours);
    free(t);
}

static void
tally_add(struct tally *t, const struct db_rows *r)
{
    int64_t sent = db_rows_i(r, 2), gone = db_rows_i(r, 3);

    t->ordered++;
    t->overdue += db_rows_i(r, 4) > 0;
    t->relisted += db_rows_i(r, 5) > 0;
    if (gone == 0)
        return;
    t->gone++;
    t->hours = mem_grow(t->hours, &t->cap, t->count + 1, sizeof *t->hours);
    t->hours[t->count++] = gone > sent ? (double)(gone - sent) / HOUR_MS : 0;
}

static void
tally_in(struct map *m, struct str name, const struct db_rows *r)
{
    struct tally *t;

    if (name.len == 0)
        return;
    t = map_get(m, name);
    if (t == NULL) {
        t = mem_new(sizeof *t);
        map_put(m, name, t);
    }
    tally_add(t, r);
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static struct js *
tally_json(struct tally *t, struct str name)
{
    struct interval share = interval_share(t->relisted, t->gone);
    struct js *j = js_new_object(), *rate = js_new_object();
    size_t n = t->count;

    if (name.len > 0)
        js_set_text(j, "name", name);
    js_set_integer(j, "ordered", t->ordered);
    js_set_integer(j, "gone", t->gone);
    js_set_integer(j, "overdue", t->overdue);
    js_set_integer(j, "relisted", t->relisted);
    if (t->gone > 0) {
        js_set_number(rate, "value", share.value);
        js_set_number(rate, "low", share.low);
        js_set_number(rate, "high", share.high);
        js_set(j, "relist_rate", rate);
    } else {
        js_free(rate);
    }
    if (n > 0) {
        qsort(t->hours, n, sizeof *t->hours, by_value);
        js_set_number(
            j, "median_hours", (t->hours[(n - 1) / 2] + t->hours[n / 2]) / 2);
    }
    return j;
}

struct named {
    struct str name;
    struct tally *tally;
};

/* The most orders first, then by name. */
static int
by_orders(const void *a, const void *b)
{
    const struct named *x = a, *y = b;

    if (x->tally->ordered != y->tally->ordered)
        return x->tally->ordered < y->tally->ordered ? 1 : -1;
    return str_cmp(x->name, y->name);
}

static struct js *
tallies_json(struct map *m)
{
    size_t n = map_count(m), i = 0;
    struct named *all = mem_array(n + 1, sizeof *all);
    struct js *out = js_new_array();

    for (struct map_item *k = map_next(m, NULL); k != NULL; k = map_next(m, k))
        all[i++] = (struct named){ k->key, k->value.ptr };
    qsort(all, n, sizeof *all, by_orders);
    for (i = 0; i < n; i++)
        js_add(out, tally_json(all[i].tally, all[i].name));
    free(all);
    return out;
}

int
store_takedown_stats(
    struct store *s, int64_t now_ms, struct js **out, struct fail *fail)
{
    struct map *platforms = map_new(tally_free), *sellers = map_new(tally_free);
    struct tally all = { 0 };
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_TAKEDOWN_EACH, DB_ARGS(db_i(now_ms)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            tally_in(platforms, db_rows_s(&r, 0), &r);
            tally_in(sellers, db_rows_s(&r, 1), &r);
            tally_add(&all, &r);
        }
    db_rows_end(&r);
    if (rc == 0) {
        *out = js_new_object();
        js_set(*out, "platforms", tallies_json(platforms));
        js_set(*out, "sellers", tallies_json(sellers));
        js_set(*out, "all", tally_json(&all, STR("")));
    }
    map_free(platforms);
    map_free(sellers);
    free(all.hours);
    return rc;
}
