#include "store/sessions.h"

#include "store/account_row.h"
#include "store/audit.h"
#include "store/handle.h"

#include <stdio.h>

#define DETAIL_BYTES_MAX 1000

static int
add(struct store *s, const char *hash, int64_t account,
    const struct store_by *by, struct str detail, struct fail *fail)
{
    if (db_run(s->db, SQL_SESSION_ADD,
            DB_ARGS(db_z(hash), db_i(account), db_i(by->at_ms)), fail) != 0 ||
        db_run(s->db, SQL_SESSION_CUT,
            DB_ARGS(db_i(account), db_i(STORE_SESSIONS_PER_ACCOUNT)),
            fail) != 0 ||
        db_run(s->db, SQL_ACCOUNT_SEEN, DB_ARGS(db_i(account), db_i(by->at_ms)),
            fail) != 0)
        return -1;
    return store_account_audit(s, by, "session.start", by->actor, detail, fail);
}

int
store_session_add(struct store *s, const char *hash, int64_t account,
    const struct store_by *by, const char *how, struct str peer,
    struct fail *fail)
{
    struct buf detail = BUF_MAX(DETAIL_BYTES_MAX);
    struct js *j = js_new_object();
    int own, rc = -1;

    js_set_textz(j, "how", how);
    js_set_text(j, "from", peer);
    js_write(&detail, j);
    if (handle_enter(s, &own, fail) == 0)
        rc = handle_leave(
            s, own, add(s, hash, account, by, buf_str(&detail), fail), fail);
    js_free(j);
    buf_clear(&detail);
    return rc;
}

int
store_session_find(struct store *s, const char *hash,
    const struct store_session_limits *limits, int64_t now_ms,
    struct store_session *out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_SESSION_FIND, DB_ARGS(db_z(hash)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        store_account_row(&out->account, &r);
        out->started_ms = db_rows_i(&r, ACCOUNT_ROW_COLUMNS);
        out->seen_ms = db_rows_i(&r, ACCOUNT_ROW_COLUMNS + 1);
    }
    db_rows_end(&r);
    if (rc != 1)
        return rc;
    if (out->account.disabled ||
        now_ms >= out->started_ms + limits->absolute_ms ||
        now_ms >= out->seen_ms + limits->idle_ms)
        return db_run(s->db, SQL_SESSION_END, DB_ARGS(db_z(hash)), fail);
    if (!limits->quiet && now_ms >= out->seen_ms + ACCOUNT_ROW_NOTE_MS &&
        db_run(s->db, SQL_SESSION_SEEN, DB_ARGS(db_z(hash), db_i(now_ms)),
            fail) != 0)
        return -1;
    return 1;
}

static int
end(struct store *s, const char *hash, const struct store_by *by,
    struct fail *fail)
{
    if (db_run(s->db, SQL_SESSION_END, DB_ARGS(db_z(hash)), fail) != 0)
        return -1;
    if (db_changes(s->db) == 0)
        return 0;
    return store_account_audit(s, by, "session.end", by->actor, STR(""), fail);
}

int
store_session_end(struct store *s, const char *hash, const struct store_by *by,
    struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, end(s, hash, by, fail), fail);
}

int
store_session_end_all(struct store *s, int64_t account, struct fail *fail)
{
    return db_run(s->db, SQL_SESSION_END_ALL, DB_ARGS(db_i(account)), fail);
}

static int
saw(struct store *s, const char *hash, int64_t casefile,
    const struct store_by *by, struct fail *fail)
{
    char object[40];
    struct store_audit a = { .actor = str_of(by->actor),
        .action = STR("case.view"),
        .at_ms = by->at_ms };

    if (db_run(s->db, SQL_VIEW_ADD, DB_ARGS(db_z(hash), db_i(casefile)),
            fail) != 0)
        return -1;
    if (db_changes(s->db) == 0)
        return 0;
    snprintf(object, sizeof object, "case %lld", (long long)casefile);
    a.object = str_of(object);
    return store_audit_add(s, &a, fail);
}

int
store_session_has_seen(
    struct store *s, const char *hash, int64_t casefile, struct fail *fail)
{
    int64_t one;

    return db_one(
        s->db, SQL_VIEW_HAS, DB_ARGS(db_z(hash), db_i(casefile)), &one, fail);
}

int
store_session_saw(struct store *s, const char *hash, int64_t casefile,
    const struct store_by *by, struct fail *fail)
{
    int own, rc = store_session_has_seen(s, hash, casefile, fail);

    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, saw(s, hash, casefile, by, fail), fail);
}
