/* Official notices. */
#include "base/digest.h"
#include "base/mem.h"
#include "store/handle.h"

#include <stdlib.h>

static int
recall_change(struct store *s, int64_t row, const struct recall *r,
    struct str record, int64_t now_ms, struct fail *fail)
{
    char digest[DIGEST_HEX_BYTES];

    digest_sha256_hex(record, digest);
    if (row == 0) {
        if (db_run(s->db, SQL_RECALL_ADD,
                DB_ARGS(db_s(recall_get(r, RECALL_SOURCE)),
                    db_s(recall_get(r, RECALL_ID)), db_z(digest), db_s(record),
                    db_i(now_ms)),
                fail) != 0)
            return -1;
        row = db_last_id(s->db);
    } else if (db_run(s->db, SQL_RECALL_UPDATE,
                   DB_ARGS(db_i(row), db_z(digest), db_s(record), db_i(now_ms)),
                   fail) != 0) {
        return -1;
    }
    return db_run(s->db, SQL_RECALL_VERSION_ADD,
        DB_ARGS(db_i(row), db_i(now_ms), db_s(record)), fail);
}

int
store_recall_put(struct store *s, const struct recall *r, int64_t now_ms,
    int *outcome, struct fail *fail)
{
    struct js *j = recall_to_json(r);
    char *record = handle_json_text(j), digest[DIGEST_HEX_BYTES];
    struct db_rows rows;
    int64_t row = 0;
    int own, rc;

    *outcome = 1;
    digest_sha256_hex(str_of(record), digest);
    rc = db_rows_start(&rows, s->db, SQL_RECALL_FIND,
        DB_ARGS(
            db_s(recall_get(r, RECALL_SOURCE)), db_s(recall_get(r, RECALL_ID))),
        fail);
    if (rc == 0 && (rc = db_rows_next(&rows, fail)) == 1) {
        row = db_rows_i(&rows, 0);
        *outcome = str_is(db_rows_s(&rows, 1), digest) ? 0 : 2;
        rc = 0;
    }
    db_rows_end(&rows);
    if (rc == 0 && *outcome != 0) {
        rc = handle_enter(s, &own, fail);
        if (rc == 0)
            rc = handle_leave(s, own,
                recall_change(s, row, r, str_of(record), now_ms, fail), fail);
    }
    free(record);
    js_free(j);
    return rc;
}

static int
recall_read(struct str record, struct recall **out, struct fail *fail)
{
    struct js *j = NULL;
    int rc = js_parse(&j, record, fail);

    if (rc == 0)
        rc = recall_from_json(out, j, fail);
    js_free(j);
    return rc;
}

/* One step per notice instead of one long walk: the visitor may write, and
 * nothing keeps the log from being cut meanwhile. */
int
store_recall_each(struct store *s,
    int (*visit)(struct recall **r, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail)
{
    char *source = mem_text(""), *id = mem_text("");
    struct recall *recall;
    struct db_rows r;
    int rc;

    for (;;) {
        recall = NULL;
        rc = db_rows_start(
            &r, s->db, SQL_RECALL_NEXT, DB_ARGS(db_z(source), db_z(id)), fail);
        if (rc == 0)
            rc = db_rows_next(&r, fail);
        if (rc == 1) {
            char *next_source = str_dup(db_rows_s(&r, 0));
            char *next_id = str_dup(db_rows_s(&r, 1));

            rc = recall_read(db_rows_s(&r, 2), &recall, fail) == 0 ? 1 : -1;
            free(source);
            free(id);
            source = next_source;
            id = next_id;
        }
        db_rows_end(&r);
        if (rc != 1)
            break;
        rc = visit(&recall, ctx, fail);
        recall_free(recall);
        if (rc != 0)
            break;
    }
    free(source);
    free(id);
    return rc;
}

int
store_recall_find(struct store *s, struct str source, struct str id,
    struct recall **out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_RECALL_BY_ID, DB_ARGS(db_s(id), db_s(source)), fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = recall_read(db_rows_s(&r, 0), out, fail);
    db_rows_end(&r);
    return rc;
}
