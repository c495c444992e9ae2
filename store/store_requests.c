/* Scans that people asked for. */
#include "store/requests.h"

#include "store/audit.h"
#include "store/handle.h"

#define OBJECT_BYTES_MAX 1000

static int
add(struct store *s, const struct store_by *by, const char *file,
    const char *digest, struct fail *fail)
{
    struct buf object = BUF_MAX(OBJECT_BYTES_MAX);
    struct buf detail = BUF_MAX(OBJECT_BYTES_MAX);
    struct store_audit a = { .actor = str_of(by->actor),
        .action = STR("campaign.start"),
        .at_ms = by->at_ms };
    int rc = db_run(s->db, SQL_REQUEST_ADD,
        DB_ARGS(db_z(file), db_z(digest), db_z(by->actor), db_i(by->at_ms)),
        fail);

    if (rc == 0 && db_changes(s->db) == 0)
        return 1;
    buf_addf(&object, "campaign %s", file);
    buf_addf(&detail, "{\"digest\":\"%s\"}", digest);
    a.object = buf_str(&object);
    a.detail = buf_str(&detail);
    if (rc == 0)
        rc = store_audit_add(s, &a, fail);
    buf_clear(&object);
    buf_clear(&detail);
    return rc;
}

int
store_request_add(struct store *s, const struct store_by *by, const char *file,
    const char *digest, struct fail *fail)
{
    int own, rc;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = add(s, by, file, digest, fail);
    if (rc == 1)
        return handle_leave(s, own, 0, fail) == 0 ? 1 : -1;
    return handle_leave(s, own, rc, fail);
}

int
store_request_each(struct store *s, int64_t limit,
    void (*visit)(const struct store_request *r, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_REQUEST_EACH, DB_ARGS(db_i(limit)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct store_request q = { .id = db_rows_i(&r, 0),
            .file = db_rows_s(&r, 1),
            .digest = db_rows_s(&r, 2),
            .author = db_rows_s(&r, 3),
            .state = db_rows_s(&r, 4),
            .why = db_rows_s(&r, 5),
            .at_ms = db_rows_i(&r, 6),
            .ended_ms = db_rows_i(&r, 7) };

        visit(&q, ctx);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

/* 1, 0 or -1. */
static int
take(struct store *s, struct store_taken *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_REQUEST_NEXT, DB_NONE, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        out->id = db_rows_i(&r, 0);
        out->file = str_dup(db_rows_s(&r, 1));
        out->digest = str_dup(db_rows_s(&r, 2));
        out->author = str_dup(db_rows_s(&r, 3));
    }
    db_rows_end(&r);
    if (rc == 1 &&
        db_run(s->db, SQL_REQUEST_RUNS, DB_ARGS(db_i(out->id)), fail) != 0)
        rc = -1;
    return rc;
}

int
store_request_take(struct store *s, struct store_taken *out, struct fail *fail)
{
    int own, rc;

    *out = (struct store_taken){ .id = 0 };
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = take(s, out, fail);
    if (handle_leave(s, own, rc < 0 ? -1 : 0, fail) != 0)
        return -1;
    return rc;
}

int
store_request_end(struct store *s, int64_t id, const char *why, int64_t now_ms,
    struct fail *fail)
{
    return db_run(s->db, SQL_REQUEST_ENDS,
        DB_ARGS(db_i(id), db_z(why == NULL ? "done" : "failed"), db_z(why),
            db_i(now_ms)),
        fail);
}

int
store_request_again(struct store *s, struct fail *fail)
{
    return db_run(s->db, SQL_REQUEST_AGAIN, DB_NONE, fail);
}
