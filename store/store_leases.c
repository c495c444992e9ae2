/* Who is at which case, and what the authority set about it. */
#include "store/audit.h"
#include "store/handle.h"
#include "store/workflow.h"

#include <stdio.h>
#include <stdlib.h>

#define MINUTE_MS 60000
#define SETTINGS_NAME "workflow"

int
store_lease_find(struct store *s, int64_t id, int64_t now_ms,
    struct store_lease *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_LEASE_GET, DB_ARGS(db_i(id), db_i(now_ms)), fail);

    *out = (struct store_lease){ .until_ms = 0 };
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        snprintf(out->holder, sizeof out->holder, STR_FMT,
            STR_ARG(db_rows_s(&r, 0)));
        out->until_ms = db_rows_i(&r, 1);
    }
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}

/* 0 theirs, 1 somebody else's, -1 failed. */
static int
lease_take(struct store *s, const struct store_lease_ask *ask,
    struct store_lease *out, struct fail *fail)
{
    if (store_lease_find(s, ask->id, ask->now_ms, out, fail) != 0)
        return -1;
    if (out->holder[0] != '\0' && !str_is(ask->holder, out->holder) &&
        !ask->take_over)
        return 1;
    snprintf(out->holder, sizeof out->holder, STR_FMT, STR_ARG(ask->holder));
    out->until_ms = ask->now_ms + ask->minutes * MINUTE_MS;
    return db_run(s->db, SQL_LEASE_PUT,
        DB_ARGS(db_i(ask->id), db_s(ask->holder), db_i(out->until_ms)), fail);
}

int
store_lease_take(struct store *s, const struct store_lease_ask *ask,
    struct store_lease *out, struct fail *fail)
{
    int own, rc;

    if (ask->holder.len == 0 || ask->holder.len > STORE_PERSON_BYTES_MAX)
        return fail_set(fail, "a lease needs the name of a person");
    /* A page that is looked at again and again writes once in a while. */
    if (store_lease_find(s, ask->id, ask->now_ms, out, fail) != 0)
        return -1;
    if (str_is(ask->holder, out->holder) &&
        out->until_ms - ask->now_ms > ask->minutes * MINUTE_MS / 2)
        return 0;
    if (out->holder[0] != '\0' && !str_is(ask->holder, out->holder) &&
        !ask->take_over)
        return 1;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    /* Somebody may have come first while we waited. */
    rc = lease_take(s, ask, out, fail);
    if (rc == 1)
        return handle_leave(s, own, 0, fail) != 0 ? -1 : 1;
    return handle_leave(s, own, rc, fail);
}

int
store_lease_end(
    struct store *s, int64_t id, struct str holder, struct fail *fail)
{
    return db_run(s->db, SQL_LEASE_END, DB_ARGS(db_i(id), db_s(holder)), fail);
}

/* --- settings --- */

int
store_workflow_settings_get(
    struct store *s, struct workflow_settings *out, struct fail *fail)
{
    struct js *j = NULL;
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_SETTING_GET, DB_ARGS(db_z(SETTINGS_NAME)), fail);

    *out = workflow_settings_default();
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        rc = js_parse(&j, db_rows_s(&r, 0), fail);
        if (rc == 0)
            rc = workflow_settings_from_json(out, j, fail);
        if (rc != 0)
            fail_wrap(fail, "%s: settings of the workflow", db_path(s->db));
    }
    db_rows_end(&r);
    js_free(j);
    return rc;
}

static int
settings_put(struct store *s, struct str text, struct str author,
    int64_t now_ms, struct fail *fail)
{
    struct store_audit a = { .actor = author,
        .action = STR("workflow.set"),
        .detail = text,
        .at_ms = now_ms };

    if (db_run(s->db, SQL_SETTING_PUT, DB_ARGS(db_z(SETTINGS_NAME), db_s(text)),
            fail) != 0)
        return -1;
    return store_audit_add(s, &a, fail);
}

int
store_workflow_settings_put(struct store *s, const struct workflow_settings *w,
    struct str author, int64_t now_ms, struct fail *fail)
{
    struct js *j = workflow_settings_to_json(w);
    char *text = handle_json_text(j);
    int own, rc = handle_enter(s, &own, fail);

    if (rc == 0)
        rc = handle_leave(
            s, own, settings_put(s, str_of(text), author, now_ms, fail), fail);
    free(text);
    js_free(j);
    return rc;
}
