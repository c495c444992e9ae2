#include "store/tokens.h"

#include "store/account_row.h"
#include "store/audit.h"
#include "store/handle.h"

#include <stdio.h>

#define DETAIL_BYTES_MAX 1000

static void
read_row(struct store_token *t, const struct db_rows *r)
{
    int at = ACCOUNT_ROW_COLUMNS;
    struct str name = db_rows_s(r, at + 1);

    *t = (struct store_token){ .id = db_rows_i(r, at) };
    store_account_row(&t->account, r);
    snprintf(t->name, sizeof t->name, "%.*s", (int)name.len, name.p);
    t->scopes = (unsigned)db_rows_i(r, at + 2) & SCOPE_ALL;
    t->created_ms = db_rows_i(r, at + 3);
    t->expires_ms = db_rows_i(r, at + 4);
    t->seen_ms = db_rows_i(r, at + 5);
    t->revoked = (int)db_rows_i(r, at + 6);
}

static int
add(struct store *s, const struct store_by *by, struct store_token *t,
    const char *hash, struct fail *fail)
{
    struct buf scopes = BUF_MAX(200), detail = BUF_MAX(DETAIL_BYTES_MAX);
    struct js *j = js_new_object();
    int rc = store_account_get(s, t->account.account.id, &t->account, fail);

    if (rc == 0)
        rc = fail_set(fail, "no such account");
    else if (rc == 1)
        rc = db_run(s->db, SQL_TOKEN_ADD,
            DB_ARGS(db_z(hash), db_i(t->account.account.id), db_z(t->name),
                db_i(t->scopes), db_i(by->at_ms), db_i(t->expires_ms)),
            fail);
    if (rc == 0) {
        t->id = db_last_id(s->db);
        scope_write(&scopes, t->scopes);
        js_set_integer(j, "token", t->id);
        js_set_textz(j, "name", t->name);
        js_set_text(j, "scopes", buf_str(&scopes));
        js_write(&detail, j);
        rc = store_account_audit(s, by, "token.add", t->account.account.name,
            buf_str(&detail), fail);
    }
    js_free(j);
    buf_clear(&scopes);
    buf_clear(&detail);
    return rc;
}

int
store_token_add(struct store *s, const struct store_by *by,
    struct store_token *t, const char *hash, struct fail *fail)
{
    int own;

    if ((t->scopes & SCOPE_ALL) == 0)
        return fail_set(fail, "a token needs a scope");
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, add(s, by, t, hash, fail), fail);
}

int
store_token_find(struct store *s, const char *hash, int64_t now_ms,
    struct store_token *out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_TOKEN_FIND, DB_ARGS(db_z(hash)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        read_row(out, &r);
    db_rows_end(&r);
    if (rc != 1)
        return rc;
    if (out->revoked || out->account.disabled ||
        (out->expires_ms > 0 && now_ms >= out->expires_ms))
        return 0;
    if (now_ms >= out->seen_ms + ACCOUNT_ROW_NOTE_MS &&
        db_run(s->db, SQL_TOKEN_SEEN, DB_ARGS(db_i(out->id), db_i(now_ms)),
            fail) != 0)
        return -1;
    return 1;
}

int
store_token_each(struct store *s,
    int (*visit)(const struct store_token *t, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct store_token t;
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_TOKEN_EACH, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            read_row(&t, &r);
            if ((rc = visit(&t, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

static int
revoke(
    struct store *s, const struct store_by *by, int64_t id, struct fail *fail)
{
    char object[40];
    struct store_audit a = { .actor = str_of(by->actor),
        .action = STR("token.revoke"),
        .at_ms = by->at_ms };

    if (db_run(s->db, SQL_TOKEN_REVOKE, DB_ARGS(db_i(id)), fail) != 0)
        return -1;
    if (db_changes(s->db) == 0)
        return fail_set(fail, "no token %lld that is in force", (long long)id);
    snprintf(object, sizeof object, "token %lld", (long long)id);
    a.object = str_of(object);
    return store_audit_add(s, &a, fail);
}

int
store_token_revoke(
    struct store *s, const struct store_by *by, int64_t id, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, revoke(s, by, id, fail), fail);
}
