/* How long what was captured is kept, and what is held. */
#include "store/retention.h"

#include "store/audit.h"
#include "store/handle.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTINGS_NAME "retention"
#define TEXT_BYTES_MAX (64u << 10)

/* --- the policy --- */

int
store_retention_get(struct store *s, struct retention *out, struct fail *fail)
{
    struct js *j = NULL;
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_SETTING_GET, DB_ARGS(db_z(SETTINGS_NAME)), fail);
    int found = rc == 0 ? (rc = db_rows_next(&r, fail)) : 0;

    *out = (struct retention){ NULL };
    if (found == 1) {
        rc = js_parse(&j, db_rows_s(&r, 0), fail);
        if (rc == 0)
            rc = retention_from_json(out, j, fail);
        if (rc != 0)
            fail_wrap(fail, "%s: retention policy", db_path(s->db));
    } else if (rc == 0) {
        *out = retention_default();
    }
    db_rows_end(&r);
    js_free(j);
    return rc;
}

static int
policy_put(struct store *s, struct str text, const struct store_by *by,
    struct fail *fail)
{
    const struct store_audit a = { .actor = str_of(by->actor),
        .action = STR("retention.set"),
        .detail = text,
        .at_ms = by->at_ms };

    if (db_run(s->db, SQL_SETTING_PUT, DB_ARGS(db_z(SETTINGS_NAME), db_s(text)),
            fail) != 0)
        return -1;
    return store_audit_add(s, &a, fail);
}

int
store_retention_put(struct store *s, const struct retention *r,
    const struct store_by *by, struct fail *fail)
{
    char *text = handle_json_text(retention_to_json(r));
    int own, rc = handle_enter(s, &own, fail);

    if (rc == 0)
        rc = handle_leave(s, own, policy_put(s, str_of(text), by, fail), fail);
    free(text);
    return rc;
}

/* --- holds --- */

struct held {
    int64_t casefile;
    struct str seller, shown, reason; /* seller: the key of its name */
};

static int
note_hold(struct store *s, const char *action, struct str object,
    struct str reason, const struct store_by *by, struct fail *fail)
{
    struct js *detail = js_new_object();
    struct buf text = BUF_MAX(TEXT_BYTES_MAX);
    struct store_audit a = { .actor = str_of(by->actor),
        .action = str_of(action),
        .object = object,
        .at_ms = by->at_ms };
    int rc;

    if (reason.len > 0)
        js_set_text(detail, "reason", reason);
    js_write(&text, detail);
    a.detail = buf_str(&text);
    rc = store_audit_add(s, &a, fail);
    js_free(detail);
    buf_clear(&text);
    return rc;
}

static int
hold_add(struct store *s, const struct held *h, const struct store_by *by,
    struct fail *fail)
{
    struct buf object = BUF_MAX(TEXT_BYTES_MAX);
    int own, rc = handle_enter(s, &own, fail);

    if (rc != 0)
        return -1;
    if (h->casefile > 0)
        buf_addf(&object, "case %lld", (long long)h->casefile);
    else
        buf_addf(&object, "seller " STR_FMT, STR_ARG(h->shown));
    rc = db_run(s->db, SQL_HOLD_ADD,
        DB_ARGS(db_i(h->casefile), db_s(h->seller), db_s(h->shown),
            db_s(h->reason), db_z(by->actor), db_i(by->at_ms)),
        fail);
    if (rc == 0)
        rc = note_hold(s, "hold.set", buf_str(&object), h->reason, by, fail);
    buf_clear(&object);
    return handle_leave(s, own, rc, fail);
}

int
store_hold_case(struct store *s, int64_t casefile, struct str reason,
    const struct store_by *by, struct fail *fail)
{
    const struct held h = { casefile, STR_NONE, STR_NONE, reason };
    int64_t listing;
    int rc = db_one(
        s->db, SQL_CASE_LISTING, DB_ARGS(db_i(casefile)), &listing, fail);

    if (rc != 1)
        return rc < 0 ? -1 : 1;
    return hold_add(s, &h, by, fail);
}

int
store_hold_seller(struct store *s, struct str seller, struct str reason,
    const struct store_by *by, struct fail *fail)
{
    struct buf key = BUF_MAX(PARTY_KEY_BYTES);
    struct held h = { 0, STR_NONE, seller, reason };
    int rc = 1;

    if (party_name_key(&key, seller) == 0) {
        h.seller = buf_str(&key);
        rc = hold_add(s, &h, by, fail);
    }
    buf_clear(&key);
    return rc;
}

int
store_hold_lift(
    struct store *s, int64_t id, const struct store_by *by, struct fail *fail)
{
    char object[40];
    int own, rc = handle_enter(s, &own, fail), done = 0;

    if (rc != 0)
        return -1;
    rc = db_run(s->db, SQL_HOLD_LIFT,
        DB_ARGS(db_i(id), db_i(by->at_ms), db_z(by->actor)), fail);
    done = rc == 0 && db_changes(s->db) > 0;
    snprintf(object, sizeof object, "hold %lld", (long long)id);
    if (done)
        rc = note_hold(s, "hold.lift", str_of(object), STR_NONE, by, fail);
    if (handle_leave(s, own, rc, fail) != 0)
        return -1;
    return !done;
}

static int
visit_holds(struct store *s, enum sql n, int64_t arg, store_hold_visit *visit,
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, DB_ARGS(db_i(arg)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        const struct store_hold h = { .id = db_rows_i(&r, 0),
            .casefile = db_rows_i(&r, 1),
            .seller = db_rows_s(&r, 2),
            .reason = db_rows_s(&r, 3),
            .author = db_rows_s(&r, 4),
            .at_ms = db_rows_i(&r, 5),
            .lifted_ms = db_rows_i(&r, 6),
            .lifted_by = db_rows_s(&r, 7) };

        rc = visit(&h, ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

int
store_hold_each(struct store *s, int all, store_hold_visit *visit, void *ctx,
    struct fail *fail)
{
    return visit_holds(s, SQL_HOLD_EACH, all, visit, ctx, fail);
}

int
store_hold_of_case(struct store *s, int64_t casefile, store_hold_visit *visit,
    void *ctx, struct fail *fail)
{
    return visit_holds(s, SQL_HOLD_OF_CASE, casefile, visit, ctx, fail);
}
