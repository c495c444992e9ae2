/* How long what was captured is kept, and what is held. */
#include "store/retention.h"

#include "store/audit.h"
#include "store/handle.h"
#include "store/setting.h"

#include <stdio.h>

#define SETTINGS_NAME "retention"
#define TEXT_BYTES_MAX (64u << 10)

/* --- the policy --- */

int
store_retention_get(struct store *s, struct retention *out, struct fail *fail)
{
    struct js *j = NULL;
    int rc = store_setting_get(s, SETTINGS_NAME, &j, fail);

    *out = (struct retention){ NULL };
    if (rc == 0)
        *out = retention_default();
    else if (rc == 1)
        rc = retention_from_json(out, j, fail) == 0
                 ? 0
                 : fail_wrap(fail, "%s: retention policy", db_path(s->db));
    js_free(j);
    return rc;
}

int
store_retention_put(struct store *s, const struct retention *r,
    const struct store_by *by, struct fail *fail)
{
    return store_setting_put(
        s, SETTINGS_NAME, retention_to_json(r), "retention.set", by, fail);
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
