/* Settings by name. */
#include "store/setting.h"

#include "store/audit.h"
#include "store/handle.h"

#include <stdlib.h>

int
store_setting_get(
    struct store *s, const char *name, struct js **out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_SETTING_GET, DB_ARGS(db_z(name)), fail);
    int found = rc == 0 ? (rc = db_rows_next(&r, fail)) : 0;

    *out = NULL;
    if (found == 1 && (rc = js_parse(out, db_rows_s(&r, 0), fail)) != 0)
        fail_wrap(fail, "%s: setting '%s'", db_path(s->db), name);
    db_rows_end(&r);
    return rc < 0 ? -1 : found == 1;
}

static int
put(struct store *s, const char *name, struct str text, const char *action,
    const struct store_by *by, struct fail *fail)
{
    const struct store_audit a = { .actor = str_of(by->actor),
        .action = str_of(action),
        .detail = text,
        .at_ms = by->at_ms };

    if (db_run(s->db, SQL_SETTING_PUT, DB_ARGS(db_z(name), db_s(text)), fail) !=
        0)
        return -1;
    return store_audit_add(s, &a, fail);
}

int
store_setting_put(struct store *s, const char *name, const struct js *value,
    const char *action, const struct store_by *by, struct fail *fail)
{
    char *text = handle_json_text(value);
    int own, rc = handle_enter(s, &own, fail);

    if (rc == 0)
        rc = handle_leave(
            s, own, put(s, name, str_of(text), action, by, fail), fail);
    free(text);
    return rc;
}
