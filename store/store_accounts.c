#include "store/accounts.h"

#include "base/mem.h"
#include "store/account_row.h"
#include "store/audit.h"
#include "store/handle.h"

#include <stdio.h>

#define NAME_CHARS_MIN 2
#define NAME_CHARS_MAX 64
#define DETAIL_BYTES_MAX 1000

static void
copy(char *to, size_t room, struct str s)
{
    snprintf(to, room, "%.*s", (int)s.len, s.p);
}

void
store_account_row(struct store_account *out, const struct db_rows *r)
{
    struct account *a = &out->account;

    *out = (struct store_account){ .disabled = (int)db_rows_i(r, 5) };
    a->id = db_rows_i(r, 0);
    copy(a->name, sizeof a->name, db_rows_s(r, 1));
    copy(a->display, sizeof a->display, db_rows_s(r, 2));
    copy(a->language, sizeof a->language, db_rows_s(r, 3));
    a->roles = (unsigned)db_rows_i(r, 4) & ROLE_ALL;
    out->must_change = (int)db_rows_i(r, 6);
    out->has_password = (int)db_rows_i(r, 7);
    out->created_ms = db_rows_i(r, 8);
    out->seen_ms = db_rows_i(r, 9);
}

int
store_account_audit(struct store *s, const struct store_by *by,
    const char *action, const char *name, struct str detail, struct fail *fail)
{
    struct buf object = BUF_MAX(DETAIL_BYTES_MAX);
    struct store_audit a = { .actor = str_of(by->actor),
        .action = str_of(action),
        .detail = detail,
        .at_ms = by->at_ms };
    int rc;

    buf_addf(&object, "user %s", name);
    a.object = buf_str(&object);
    rc = store_audit_add(s, &a, fail);
    buf_clear(&object);
    return rc;
}

/* --- reading --- */

int
store_account_any(struct store *s, struct fail *fail)
{
    int64_t one;

    return db_one(s->db, SQL_ACCOUNT_ANY, DB_NONE, &one, fail);
}

static int
find(struct store *s, enum sql n, struct db_arg by, struct store_account *out,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, &by, 1, fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        store_account_row(out, &r);
    db_rows_end(&r);
    return rc;
}

int
store_account_find(struct store *s, struct str name, struct store_account *out,
    struct fail *fail)
{
    return find(s, SQL_ACCOUNT_FIND, db_s(name), out, fail);
}

int
store_account_get(
    struct store *s, int64_t id, struct store_account *out, struct fail *fail)
{
    return find(s, SQL_ACCOUNT_GET, db_i(id), out, fail);
}

int
store_account_each(struct store *s,
    int (*visit)(const struct store_account *a, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct store_account a;
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_ACCOUNT_EACH, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            store_account_row(&a, &r);
            if ((rc = visit(&a, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

int
store_account_kept(struct store *s, int64_t id, char **kept, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_ACCOUNT_KEPT, DB_ARGS(db_i(id)), fail);

    *kept = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        *kept = str_dup(db_rows_s(&r, 0));
    db_rows_end(&r);
    return rc;
}

/* --- changing --- */

static int
check_name(struct str name, struct fail *fail)
{
    if (name.len < NAME_CHARS_MIN || name.len > NAME_CHARS_MAX)
        return fail_set(fail, "a name has %d to %d characters", NAME_CHARS_MIN,
            NAME_CHARS_MAX);
    for (size_t i = 0; i < name.len; i++)
        if (!str_is_alnum(name.p[i]) && strchr("._-@+", name.p[i]) == NULL)
            return fail_set(
                fail, "a name has letters a-z, digits and . _ - @ + only");
    return 0;
}

/* The account, or a failure. */
static int
must_get(
    struct store *s, int64_t id, struct store_account *a, struct fail *fail)
{
    int rc = store_account_get(s, id, a, fail);

    if (rc == 0)
        fail_set(fail, "no account %lld", (long long)id);
    return rc == 1 ? 0 : -1;
}

static int
keeps_administrator(struct store *s, int64_t id, struct fail *fail)
{
    int64_t one;
    int rc = db_one(s->db, SQL_ACCOUNT_OTHER_ADMIN,
        DB_ARGS(db_i(id), db_i(ROLE_ADMINISTRATOR)), &one, fail);

    if (rc == 0)
        return fail_set(fail,
            "this is the last administrator who can sign in; make another "
            "one first");
    return rc < 0 ? -1 : 0;
}

static int
audit_roles(struct store *s, const struct store_by *by, const char *action,
    const struct account *a, struct fail *fail)
{
    struct buf roles = BUF_MAX(200), detail = BUF_MAX(DETAIL_BYTES_MAX);
    struct js *j = js_new_object();
    int rc;

    role_write(&roles, a->roles);
    js_set_text(j, "roles", buf_str(&roles));
    js_write(&detail, j);
    rc = store_account_audit(s, by, action, a->name, buf_str(&detail), fail);
    js_free(j);
    buf_clear(&roles);
    buf_clear(&detail);
    return rc;
}

static int
add(struct store *s, const struct store_by *by, struct store_account *a,
    const char *kept, struct fail *fail)
{
    struct account *p = &a->account;
    struct store_account other;
    int rc = store_account_find(s, str_of(p->name), &other, fail);

    if (rc == 1)
        return fail_set(fail, "there is an account '%s' already", p->name);
    if (rc < 0 || db_run(s->db, SQL_ACCOUNT_ADD,
                      DB_ARGS(db_z(p->name), db_z(p->display),
                          db_z(p->language), db_i(p->roles), db_z(kept),
                          db_i(a->must_change), db_i(by->at_ms)),
                      fail) != 0)
        return -1;
    p->id = db_last_id(s->db);
    return audit_roles(s, by, "user.add", p, fail);
}

int
store_account_add(struct store *s, const struct store_by *by,
    struct store_account *a, const char *kept, struct fail *fail)
{
    int own;

    if (check_name(str_of(a->account.name), fail) != 0)
        return -1;
    if ((a->account.roles & ROLE_ALL) == 0)
        return fail_set(fail, "an account needs a role");
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, add(s, by, a, kept, fail), fail);
}

static int
set_password(struct store *s, const struct store_by *by, int64_t id,
    const char *kept, int must_change, struct fail *fail)
{
    struct store_account a;

    if (must_get(s, id, &a, fail) != 0 ||
        db_run(s->db, SQL_ACCOUNT_PASSWORD,
            DB_ARGS(db_i(id), db_z(kept), db_i(must_change)), fail) != 0 ||
        db_run(s->db, SQL_SESSION_END_ALL, DB_ARGS(db_i(id)), fail) != 0)
        return -1;
    return store_account_audit(
        s, by, "user.password", a.account.name, STR(""), fail);
}

int
store_account_password(struct store *s, const struct store_by *by, int64_t id,
    const char *kept, int must_change, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(
        s, own, set_password(s, by, id, kept, must_change, fail), fail);
}

static int
set_roles(struct store *s, const struct store_by *by, int64_t id,
    unsigned roles, struct fail *fail)
{
    struct store_account a;

    if (must_get(s, id, &a, fail) != 0)
        return -1;
    if (!a.disabled && (a.account.roles & ROLE_ADMINISTRATOR) != 0 &&
        (roles & ROLE_ADMINISTRATOR) == 0 &&
        keeps_administrator(s, id, fail) != 0)
        return -1;
    if (db_run(s->db, SQL_ACCOUNT_ROLES, DB_ARGS(db_i(id), db_i(roles)),
            fail) != 0)
        return -1;
    a.account.roles = roles;
    return audit_roles(s, by, "user.roles", &a.account, fail);
}

int
store_account_roles(struct store *s, const struct store_by *by, int64_t id,
    unsigned roles, struct fail *fail)
{
    int own;

    roles &= ROLE_ALL;
    if (roles == 0)
        return fail_set(fail, "an account needs a role");
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, set_roles(s, by, id, roles, fail), fail);
}

static int
set_disabled(struct store *s, const struct store_by *by, int64_t id,
    int disabled, struct fail *fail)
{
    struct store_account a;

    if (must_get(s, id, &a, fail) != 0)
        return -1;
    if (disabled && !a.disabled &&
        (a.account.roles & ROLE_ADMINISTRATOR) != 0 &&
        keeps_administrator(s, id, fail) != 0)
        return -1;
    if (db_run(s->db, SQL_ACCOUNT_DISABLE,
            DB_ARGS(db_i(id), db_i(disabled != 0)), fail) != 0)
        return -1;
    if (disabled &&
        (db_run(s->db, SQL_SESSION_END_ALL, DB_ARGS(db_i(id)), fail) != 0 ||
            db_run(s->db, SQL_TOKEN_REVOKE_ALL, DB_ARGS(db_i(id)), fail) != 0))
        return -1;
    return store_account_audit(s, by, disabled ? "user.disable" : "user.enable",
        a.account.name, STR(""), fail);
}

int
store_account_disable(struct store *s, const struct store_by *by, int64_t id,
    int disabled, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, set_disabled(s, by, id, disabled, fail), fail);
}
