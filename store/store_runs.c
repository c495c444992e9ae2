/* Runs of scans. */
#include "store/runs.h"

#include "store/handle.h"

#include <stdlib.h>

int
store_run_start(struct store *s, int64_t scan, const struct js *record,
    int64_t now_ms, int64_t *id, struct fail *fail)
{
    char *text = handle_json_text(record);
    int rc = db_run(s->db, SQL_RUN_ADD,
        DB_ARGS(db_i(scan), db_i(now_ms), db_z(text)), fail);

    *id = rc == 0 ? db_last_id(s->db) : 0;
    free(text);
    return rc;
}

int
store_run_end(struct store *s, int64_t run, const struct js *record,
    int64_t now_ms, struct fail *fail)
{
    char *text = handle_json_text(record);
    int rc = db_run(
        s->db, SQL_RUN_END, DB_ARGS(db_i(run), db_i(now_ms), db_z(text)), fail);

    free(text);
    return rc;
}

int
store_run_of_page(
    struct store *s, int64_t page, struct js **out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_RUN_OF_PAGE, DB_ARGS(db_i(page)), fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        rc = js_parse(out, db_rows_s(&r, 3), fail);
    }
    if (rc == 0 && *out != NULL) {
        js_set_integer(*out, "run", db_rows_i(&r, 0));
        handle_set_time(*out, "started_at", db_rows_i(&r, 1));
        if (db_rows_i(&r, 2) > 0)
            handle_set_time(*out, "ended_at", db_rows_i(&r, 2));
    }
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}
