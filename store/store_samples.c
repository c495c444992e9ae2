/* Unflagged offers in the queue, and what they and decisions teach. */
#include "base/mem.h"
#include "core/interval.h"
#include "core/sample.h"
#include "store/handle.h"

#include <stdio.h>

/* Shown priorities differ a little from those they are taken from. */
#define JITTER 0.002

int
store_secret(struct store *s, char out[STORE_SECRET_BYTES], struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SECRET, DB_NONE, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        snprintf(out, STORE_SECRET_BYTES, STR_FMT, STR_ARG(db_rows_s(&r, 0)));
    else if (rc == 0)
        rc = fail_set(fail, "%s: the store has no key", db_path(s->db));
    db_rows_end(&r);
    return rc == 1 ? 0 : -1;
}

/* The priority of some case of the queue, so that those drawn stand where
 * all others stand. `draw` is from 0 to below 1. */
static int
shown_priority(struct store *s, double draw, double otherwise, double *out,
    struct fail *fail)
{
    int64_t flagged = 0;
    struct db_rows r;
    int rc = db_one(s->db, SQL_SAMPLE_FLAGGED, DB_NONE, &flagged, fail);

    if (rc < 0)
        return -1;
    *out = otherwise;
    if (flagged == 0)
        return 0;
    rc = db_rows_start(&r, s->db, SQL_SAMPLE_PLACE,
        DB_ARGS(db_i((int64_t)(draw * (double)flagged))), fail);
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        *out = db_rows_r(&r, 0);
    db_rows_end(&r);
    *out += JITTER * (draw * (double)flagged -
                         (double)(int64_t)(draw * (double)flagged) - 0.5);
    *out = *out < 0 ? 0 : *out > 1 ? 1 : *out;
    return rc < 0 ? -1 : 0;
}

static int
sample_put(struct store *s, int64_t listing, struct casefile *c,
    const struct store_sample *sample, int64_t now_ms, struct fail *fail)
{
    double priority = c->priority, risk = c->risk, shown;
    int64_t id;
    int is_new;

    if (shown_priority(s, sample->draw, sample->flag_from, &shown, fail) != 0)
        return -1;
    sample_blind(c, shown);
    if (store_casefile_put(s, listing, c, now_ms, &id, &is_new, fail) != 0)
        return -1;
    if (!is_new)
        return 0;
    return db_run(s->db, SQL_SAMPLE_ADD,
        DB_ARGS(db_i(id), db_z(sample->kind), db_i(sample->scan),
            db_r(sample->share), db_z(sample->seed), db_r(priority), db_r(risk),
            db_r(shown), db_i(now_ms)),
        fail);
}

int
store_sample_put(struct store *s, int64_t listing, struct casefile *c,
    const struct store_sample *sample, int64_t now_ms, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(
        s, own, sample_put(s, listing, c, sample, now_ms, fail), fail);
}

int
store_sample_wait(struct store *s, int64_t scan, int64_t listing,
    const struct store_waiting *w, struct fail *fail)
{
    if (db_run(s->db, SQL_SAMPLE_WAIT,
            DB_ARGS(
                db_i(scan), db_i(listing), db_r(w->distance), db_s(w->record)),
            fail) != 0)
        return -1;
    return db_run(
        s->db, SQL_SAMPLE_WAIT_CUT, DB_ARGS(db_i(scan), db_i(w->quota)), fail);
}

int
store_sample_taken(struct store *s, const char *kind, int64_t scan,
    int64_t since_ms, int64_t *count, struct fail *fail)
{
    return db_one(s->db, SQL_SAMPLE_TAKEN,
               DB_ARGS(db_z(kind), db_i(scan), db_i(since_ms)), count, fail) < 0
               ? -1
               : 0;
}

int
store_sample_waiting(struct store *s, int64_t scan,
    int (*visit)(
        int64_t listing, struct str record, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_SAMPLE_WAIT_EACH, DB_ARGS(db_i(scan)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1)
            if ((rc = visit(db_rows_i(&r, 0), db_rows_s(&r, 1), ctx, fail)) !=
                0)
                break;
    db_rows_end(&r);
    if (rc != 0)
        return -1;
    return db_run(s->db, SQL_SAMPLE_WAIT_CLEAR, DB_ARGS(db_i(scan)), fail);
}

int
store_decided_each(struct store *s,
    int (*visit)(const struct store_decided *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_DECIDED_EACH, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_decided d = { .id = db_rows_i(&r, 0),
                .confirmed = (int)db_rows_i(&r, 1),
                .reason_code = db_rows_s(&r, 2),
                .at_ms = db_rows_i(&r, 3),
                .listing = db_rows_s(&r, 4) };

            if ((rc = visit(&d, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

/* --- figures --- */

static void
set_share(struct js *j, const char *name, struct interval i)
{
    struct js *range = js_new_object();

    js_set_number(range, "value", i.value);
    js_set_number(range, "low", i.low);
    js_set_number(range, "high", i.high);
    js_set(j, name, range);
}

static int
add_sources(struct store *s, struct js *out, struct fail *fail)
{
    struct js *all = js_new_array();
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_STATS_SOURCE, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            int64_t yes = db_rows_i(&r, 1), decided = yes + db_rows_i(&r, 2);
            struct js *j = js_new_object();

            js_set_text(j, "source", db_rows_s(&r, 0));
            js_set_integer(j, "decided", decided);
            js_set_integer(j, "confirmed", yes);
            if (decided > 0)
                set_share(j, "precision", interval_share(yes, decided));
            js_add(all, j);
        }
    db_rows_end(&r);
    js_set(out, "sources", all);
    return rc;
}

/* Cases, confirmed, dismissed and (of SQL_STATS_DECIDED) listings. */
static int
counts(struct store *s, enum sql n, const char *kind, int64_t out[4],
    struct fail *fail)
{
    struct db_rows r;
    const struct db_arg args[] = { db_z(kind) };
    int rc =
        db_rows_start(&r, s->db, n, args, kind != NULL ? COUNT(args) : 0, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        for (int i = 0; i < (kind != NULL ? 3 : 4); i++)
            out[i] = db_rows_i(&r, i);
    db_rows_end(&r);
    return rc == 1 ? 0 : -1;
}

/* Of all offers that are as suspected, the share that was flagged: those
 * flagged times the share confirmed, against the rest times the share
 * confirmed in the audit, whose interval alone makes this one. */
static void
set_recall(struct js *j, const int64_t flagged[4], const int64_t audit[4])
{
    int64_t decided = flagged[1] + flagged[2], seen = audit[1] + audit[2];
    struct interval missed = interval_share(audit[1], seen);
    double found, rest = (double)(flagged[3] - flagged[0]);
    struct interval recall;

    if (decided == 0 || seen == 0 || flagged[1] == 0)
        return;
    found = (double)flagged[0] * (double)flagged[1] / (double)decided;
    recall.value = found / (found + rest * missed.value);
    recall.low = found / (found + rest * missed.high);
    recall.high = found / (found + rest * missed.low);
    set_share(j, "recall", recall);
}

int
store_sample_stats(struct store *s, struct js *out, struct fail *fail)
{
    int64_t audit[4] = { 0 }, uncertain[4] = { 0 }, flagged[4] = { 0 };
    struct js *j = js_new_object();

    if (add_sources(s, out, fail) != 0 ||
        counts(s, SQL_STATS_SAMPLE, "audit", audit, fail) != 0 ||
        counts(s, SQL_STATS_SAMPLE, "uncertain", uncertain, fail) != 0 ||
        counts(s, SQL_STATS_DECIDED, NULL, flagged, fail) != 0) {
        js_free(j);
        return -1;
    }
    js_set_integer(j, "cases", audit[0]);
    js_set_integer(j, "decided", audit[1] + audit[2]);
    js_set_integer(j, "confirmed", audit[1]);
    if (audit[1] + audit[2] > 0)
        set_share(j, "missed", interval_share(audit[1], audit[1] + audit[2]));
    set_recall(j, flagged, audit);
    js_set(out, "audit", j);
    j = js_new_object();
    js_set_integer(j, "cases", uncertain[0]);
    js_set_integer(j, "decided", uncertain[1] + uncertain[2]);
    js_set_integer(j, "confirmed", uncertain[1]);
    js_set(out, "uncertain", j);
    return 0;
}
