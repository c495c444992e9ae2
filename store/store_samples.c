/* What decisions teach, and what is kept until it is drawn. */
#include "base/mem.h"
#include "core/interval.h"
#include "store/handle.h"

#include <stdio.h>

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

/* Confirmed of decided under that name, and the counts behind it. */
static void
set_decided(struct js *j, const char *share, int64_t yes, int64_t no)
{
    js_set_integer(j, "decided", yes + no);
    js_set_integer(j, "confirmed", yes);
    if (yes + no > 0)
        set_share(j, share, interval_share(yes, yes + no));
}

static int
add_sources(struct store *s, struct js *out, struct fail *fail)
{
    struct js *all = js_new_array();
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_STATS_SOURCE, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct js *j = js_new_object(), *blind = js_new_object();

            js_set_text(j, "source", db_rows_s(&r, 0));
            set_decided(j, "precision", db_rows_i(&r, 1), db_rows_i(&r, 2));
            set_decided(blind, "precision", db_rows_i(&r, 3), db_rows_i(&r, 4));
            js_set(j, "blind", blind);
            js_add(all, j);
        }
    db_rows_end(&r);
    js_set(out, "sources", all);
    return rc;
}

struct counts {
    int64_t cases, yes, no;
    int64_t unsure, changed; /* of samples alone */
};

static int
read_counts(struct store *s, enum sql n, struct db_arg of, struct counts *out,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, DB_ARGS(of), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *out = (struct counts){ .cases = db_rows_i(&r, 0),
            .yes = db_rows_i(&r, 1),
            .no = db_rows_i(&r, 2) };
        if (n == SQL_STATS_SAMPLE) {
            out->unsure = db_rows_i(&r, 3);
            out->changed = db_rows_i(&r, 4);
        }
    }
    db_rows_end(&r);
    return rc == 1 ? 0 : -1;
}

/* What was said of a sample blind, and how often it was changed then. */
static struct js *
sample_json(const struct counts *n, const char *share)
{
    struct js *j = js_new_object();

    js_set_integer(j, "cases", n->cases);
    set_decided(j, share, n->yes, n->no);
    js_set_integer(j, "unsure", n->unsure);
    js_set_integer(j, "changed", n->changed);
    return j;
}

/* How many of a group are as suspected: 1, or 0 where nobody knows. */
static int
amount(const struct counts *group, const struct counts *judged,
    struct interval *out)
{
    int64_t of = judged->yes + judged->no;

    *out =
        interval_scaled(interval_share(judged->yes, of), (double)group->cases);
    return of > 0 || group->cases == 0;
}

/* Of all offers that are as suspected, the share that was flagged. Flagged
 * are the urgent, which are never drawn, and the others, of which the blind
 * judgements speak where there are any; the rest is as the audit says. */
static void
set_recall(struct js *j, int64_t listings, const struct counts flagged[2],
    const struct counts *blind, const struct counts *audit)
{
    const struct counts *others =
        blind->yes + blind->no > 0 ? blind : &flagged[0];
    struct counts rest = { .cases =
                               listings - flagged[0].cases - flagged[1].cases };
    struct interval found, urgent, missed;

    if (!amount(&flagged[0], others, &found) ||
        !amount(&flagged[1], &flagged[1], &urgent) ||
        !amount(&rest, audit, &missed) || found.value + urgent.value <= 0)
        return;
    set_share(j, "recall", interval_part(interval_sum(found, urgent), missed));
}

int
store_sample_stats(struct store *s, struct js *out, struct fail *fail)
{
    struct counts audit, uncertain, blind, flagged[2];
    int64_t listings = 0;
    struct js *j;

    if (add_sources(s, out, fail) != 0 ||
        read_counts(s, SQL_STATS_SAMPLE, db_z("audit"), &audit, fail) != 0 ||
        read_counts(s, SQL_STATS_SAMPLE, db_z("uncertain"), &uncertain, fail) !=
            0 ||
        read_counts(s, SQL_STATS_SAMPLE, db_z("flagged"), &blind, fail) != 0 ||
        read_counts(s, SQL_STATS_DECIDED, db_i(0), &flagged[0], fail) != 0 ||
        read_counts(s, SQL_STATS_DECIDED, db_i(1), &flagged[1], fail) != 0 ||
        db_one(s->db, SQL_STATS_LISTINGS, DB_NONE, &listings, fail) != 1)
        return -1;
    js_set(out, "blind", sample_json(&blind, "precision"));
    j = sample_json(&audit, "missed");
    set_recall(j, listings, flagged, &blind, &audit);
    js_set(out, "audit", j);
    js_set(out, "uncertain", sample_json(&uncertain, "confirmed_share"));
    return 0;
}
