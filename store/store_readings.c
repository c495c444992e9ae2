/* What was read off pages; offers of which all is known. */
#include "base/mem.h"
#include "store/handle.h"
#include "store/readings.h"

int
store_reading_find(struct store *s, int64_t id,
    int (*visit)(const struct store_reading *r, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_READING_GET, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        const struct store_reading reading = { .id = id,
            .key = db_rows_b(&r, 0),
            .judge = db_rows_b(&r, 1),
            .status = (int)db_rows_i(&r, 2),
            .content_type = db_rows_s(&r, 3),
            .record = db_rows_s(&r, 4),
            .url = db_rows_s(&r, 5),
            .at_ms = db_rows_i(&r, 6),
            .brief = db_rows_b(&r, 7),
            .link_keys = db_rows_b(&r, 8) };

        rc = visit(&reading, ctx);
    }
    db_rows_end(&r);
    return rc;
}

int
store_reading_rest(struct store *s, int64_t id,
    int (*visit)(const struct store_reading_rest *r, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_READING_REST_GET, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        const struct store_reading_rest rest = { db_rows_b(&r, 0),
            db_rows_b(&r, 1) };

        rc = visit(&rest, ctx);
    }
    db_rows_end(&r);
    return rc;
}

int
store_reading_reserve(struct store *s, int64_t *id, struct fail *fail)
{
    int64_t last = 0;

    if (s->reading == 0) {
        if (db_one(s->db, SQL_READING_LAST, DB_NONE, &last, fail) < 0)
            return -1;
        s->reading = last;
    }
    *id = ++s->reading;
    return 0;
}

static int
put_rows(struct store *s, const struct store_reading *r,
    const struct store_reading_rest *rest, struct fail *fail)
{
    if (db_run(s->db, SQL_READING_PUT,
            DB_ARGS(db_i(r->id), db_b(r->key), db_b(r->judge), db_i(r->status),
                db_s(r->content_type), db_s(r->record), db_s(r->url),
                db_i(r->at_ms), db_b(r->brief), db_b(r->link_keys)),
            fail) != 0)
        return -1;
    return db_run(s->db, SQL_READING_REST_PUT,
        DB_ARGS(db_i(r->id), db_b(rest->links), db_b(rest->offers)), fail);
}

int
store_reading_put(struct store *s, const struct store_reading *r,
    const struct store_reading_rest *rest, struct fail *fail)
{
    int own, rc = handle_enter(s, &own, fail);

    return rc != 0 ? -1
                   : handle_leave(s, own, put_rows(s, r, rest, fail), fail);
}

int
store_reading_of_page(
    struct store *s, int64_t page, int64_t reading, struct fail *fail)
{
    return db_run(
        s->db, SQL_READING_OF_PAGE, DB_ARGS(db_i(page), db_i(reading)), fail);
}

int
store_version_text(struct store *s, int64_t version, struct str digest,
    struct buf *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_VERSION_TEXT,
        DB_ARGS(db_i(version), db_s(digest)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = buf_adds(out, db_rows_s(&r, 0)) == 0;
    db_rows_end(&r);
    return rc;
}

int
store_listing_settled(struct store *s, const struct store_reading_offer *o,
    struct str identity, struct fail *fail)
{
    int64_t one;

    return db_one(s->db, SQL_LISTING_SETTLED,
        DB_ARGS(db_i(o->listing), db_i(o->version), db_s(identity)), &one,
        fail);
}

int
store_listing_seen(struct store *s, int64_t id, int64_t page,
    const struct listing_record *r, int64_t now_ms, struct fail *fail)
{
    return db_run(s->db, SQL_LISTING_SEEN,
        DB_ARGS(
            db_i(id), db_maybe(NULL), db_i(page), db_i(now_ms), db_s(r->url)),
        fail);
}
