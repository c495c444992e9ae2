/* What befell a scan. */
#include "store/notes.h"

#include "store/handle.h"

#include <stdlib.h>

/* The note that a run has begun and not ended. */
#define RUN "run"
#define OPEN STR("open")

int
store_note_add(struct store *s, int64_t scan, const char *kind, struct str name,
    int64_t n, struct fail *fail)
{
    return db_run(s->db, SQL_NOTE_ADD,
        DB_ARGS(db_i(scan), db_z(kind), db_s(name), db_i(n)), fail);
}

static int
open_runs(struct store *s, int64_t scan, int64_t *out, struct fail *fail)
{
    *out = 0;
    return db_one(s->db, SQL_NOTE_GET,
        DB_ARGS(db_i(scan), db_z(RUN), db_s(OPEN)), out, fail);
}

int
store_note_open(struct store *s, int64_t scan, struct fail *fail)
{
    int64_t open;

    if (open_runs(s, scan, &open, fail) < 0)
        return -1;
    if (open > 0)
        return store_note_add(s, scan, STORE_NOTE_EVENT,
                   STR("the run before was cut off"), 1, fail) == 0
                   ? 1
                   : -1;
    return store_note_add(s, scan, RUN, OPEN, 1, fail);
}

int
store_note_close(struct store *s, int64_t scan, struct fail *fail)
{
    int64_t open;

    if (open_runs(s, scan, &open, fail) < 0)
        return -1;
    return store_note_add(s, scan, RUN, OPEN, -open, fail);
}

static int
add_counts(struct store *s, int64_t scan, struct js *out, struct fail *fail)
{
    struct js *events = js_new_object(), *limits = js_new_object();
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_NOTE_EACH, DB_ARGS(db_i(scan)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct str kind = db_rows_s(&r, 0);
        char *name = str_dup(db_rows_s(&r, 1));

        if (str_is(kind, STORE_NOTE_EVENT))
            js_set_integer(events, name, db_rows_i(&r, 2));
        else if (str_is(kind, STORE_NOTE_LIMIT))
            js_set_integer(limits, name, db_rows_i(&r, 2));
        free(name);
        rc = 0;
    }
    db_rows_end(&r);
    js_set(out, "events", events);
    js_set(out, "rules_limited", limits);
    return rc;
}

static int
add_reasons(struct store *s, int64_t scan, struct js *out, struct fail *fail)
{
    static const char *const names[] = { "state", "reason", "pages", "example",
        "url" };
    struct js *reasons = js_new_array();
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_NOTE_REASONS, DB_ARGS(db_i(scan)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct js *one = js_new_object();

        for (int i = 0; i < 5; i++)
            if (i == 2)
                js_set_integer(one, names[i], db_rows_i(&r, i));
            else
                js_set_text(one, names[i], db_rows_s(&r, i));
        js_add(reasons, one);
        rc = 0;
    }
    db_rows_end(&r);
    js_set(out, "reasons", reasons);
    return rc;
}

int
store_notes_summary(
    struct store *s, int64_t scan, struct js *out, struct fail *fail)
{
    return add_reasons(s, scan, out, fail) != 0 ||
                   add_counts(s, scan, out, fail) != 0
               ? -1
               : 0;
}
