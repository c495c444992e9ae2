/* What was fetched of each source, and what is left to fetch. */
#include "store/handle.h"

#include <stdio.h>
#include <stdlib.h>

static void
copy_date(char out[11], struct str s)
{
    snprintf(out, 11, STR_FMT, STR_ARG(str_sub(s, 0, 10)));
}

/* A JSON column of one row: 1, 0 or -1. */
static int
read_json(struct db_rows *r, int column, struct js **out, struct fail *fail)
{
    return js_parse(out, db_rows_s(r, column), fail);
}

int
store_feed_get(
    struct store *s, const char *source, struct js **out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_FEED_GET, DB_ARGS(db_z(source)), fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = read_json(&r, 0, out, fail);
    db_rows_end(&r);
    return rc;
}

int
store_feed_put(
    struct store *s, const char *source, const struct js *j, struct fail *fail)
{
    char *text = handle_json_text(j);
    int rc =
        db_run(s->db, SQL_FEED_PUT, DB_ARGS(db_z(source), db_z(text)), fail);

    free(text);
    return rc;
}

int
store_pass_add(struct store *s, const char *source, const struct js *j,
    int64_t *id, struct fail *fail)
{
    char *text = handle_json_text(j);
    int rc =
        db_run(s->db, SQL_PASS_ADD, DB_ARGS(db_z(source), db_z(text)), fail);

    free(text);
    if (rc == 0)
        *id = db_last_id(s->db);
    return rc;
}

int
store_pass_put(struct store *s, int64_t id, const struct js *j, int ended,
    struct fail *fail)
{
    char *text = handle_json_text(j);
    int rc = db_run(
        s->db, SQL_PASS_PUT, DB_ARGS(db_i(id), db_z(text), db_i(ended)), fail);

    free(text);
    return rc;
}

int
store_pass_each(struct store *s, const char *source, size_t limit,
    int (*visit)(int64_t id, int ended, const struct js *j, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_PASS_EACH,
        DB_ARGS(db_z(source), db_i((int64_t)limit)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct js *j = NULL;

        rc = read_json(&r, 2, &j, fail);
        if (rc == 0)
            rc = visit(db_rows_i(&r, 0), (int)db_rows_i(&r, 1), j, ctx);
        js_free(j);
    }
    db_rows_end(&r);
    return rc;
}

void
store_document_clear(struct store_document *d)
{
    free(d->etag);
    free(d->last_modified);
    *d = (struct store_document){ 0 };
}

int
store_document_find(struct store *s, const char *source, struct str url,
    struct store_document *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_DOCUMENT_FIND, DB_ARGS(db_z(source), db_s(url)), fail);

    *out = (struct store_document){ 0 };
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        out->id = db_rows_i(&r, 0);
        out->etag = str_dup(db_rows_s(&r, 1));
        out->last_modified = str_dup(db_rows_s(&r, 2));
        out->records = db_rows_i(&r, 3);
    }
    db_rows_end(&r);
    return rc;
}

int
store_document_put(struct store *s, const char *source,
    const struct store_turn *t, const struct store_document *d, int64_t now_ms,
    int64_t *id, struct fail *fail)
{
    if (db_run(s->db, SQL_DOCUMENT_PUT,
            DB_ARGS(db_z(source), db_z(t->url), db_i(t->kind), db_z(t->listed),
                db_z(d->etag), db_z(d->last_modified), db_i(d->records),
                db_i(now_ms)),
            fail) != 0)
        return -1;
    return db_one(s->db, SQL_DOCUMENT_FIND, DB_ARGS(db_z(source), db_z(t->url)),
               id, fail) == 1
               ? 0
               : -1;
}

int
store_document_again(struct store *s, const char *source, const char *since,
    size_t *count, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_DOCUMENT_SINCE,
        DB_ARGS(db_z(source), db_z(since)), fail);

    *count = 0;
    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        rc = db_run(s->db, SQL_TURN_ADD,
            DB_ARGS(db_z(source), db_s(db_rows_s(&r, 0)),
                db_i(db_rows_i(&r, 1)), db_s(db_rows_s(&r, 2))),
            fail);
        ++*count;
    }
    db_rows_end(&r);
    return rc;
}

void
store_turn_clear(struct store_turn *t)
{
    free(t->url);
    *t = (struct store_turn){ 0 };
}

int
store_turn_add(struct store *s, const char *source, const struct store_turn *t,
    struct fail *fail)
{
    return db_run(s->db, SQL_TURN_ADD,
        DB_ARGS(db_z(source), db_z(t->url), db_i(t->kind), db_z(t->listed)),
        fail);
}

int
store_turn_next(struct store *s, const char *source, int64_t run,
    struct store_turn *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_TURN_NEXT, DB_ARGS(db_z(source), db_i(run)), fail);

    *out = (struct store_turn){ 0 };
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        out->id = db_rows_i(&r, 0);
        out->url = str_dup(db_rows_s(&r, 1));
        out->kind = (int)db_rows_i(&r, 2);
        copy_date(out->listed, db_rows_s(&r, 3));
        out->tries = db_rows_i(&r, 4);
    }
    db_rows_end(&r);
    return rc;
}

int
store_turn_done(struct store *s, int64_t id, struct fail *fail)
{
    return db_run(s->db, SQL_TURN_DONE, DB_ARGS(db_i(id)), fail);
}

int
store_turn_failed(struct store *s, int64_t id, int64_t run, struct fail *fail)
{
    return db_run(s->db, SQL_TURN_FAILED, DB_ARGS(db_i(id), db_i(run)), fail);
}

int
store_turn_count(struct store *s, const char *source, int64_t tries,
    int64_t *out, struct fail *fail)
{
    return db_one(s->db, SQL_TURN_COUNT, DB_ARGS(db_z(source), db_i(tries)),
               out, fail) == 1
               ? 0
               : -1;
}

int
store_turn_clear_all(struct store *s, const char *source, struct fail *fail)
{
    return db_run(s->db, SQL_TURN_CLEAR, DB_ARGS(db_z(source)), fail);
}

int
store_recall_seen(
    struct store *s, int64_t document, int64_t pass, struct fail *fail)
{
    return db_run(
        s->db, SQL_RECALL_SEEN, DB_ARGS(db_i(document), db_i(pass)), fail);
}

int
store_recall_gone_each(struct store *s, const char *source, int64_t document,
    int64_t pass, int (*visit)(int64_t row, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_RECALL_GONE,
        DB_ARGS(db_z(source), db_i(document), db_i(pass)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = visit(db_rows_i(&r, 0), ctx, fail);
    db_rows_end(&r);
    return rc;
}

int
store_recall_count_of(struct store *s, const char *source, int64_t document,
    int64_t *out, struct fail *fail)
{
    return db_one(s->db, SQL_RECALL_COUNT_OF,
               DB_ARGS(db_z(source), db_i(document)), out, fail) == 1
               ? 0
               : -1;
}

int
store_recall_newest(struct store *s, const char *source, const char *today,
    char out[11], struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_RECALL_NEWEST, DB_ARGS(db_z(source), db_z(today)), fail);

    out[0] = '\0';
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        copy_date(out, db_rows_s(&r, 0));
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}
