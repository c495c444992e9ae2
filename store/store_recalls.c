/* Official notices. */
#include "base/digest.h"
#include "base/mem.h"
#include "base/share.h"
#include "store/handle.h"
#include "store/notice_card.h"

#include <stdlib.h>
#include <string.h>

/* What was marked here, as members of the record. */
static const char *const mark_members[] = { "withdrawn", "withdrawn_why",
    "superseded_by" };

/* The record as read, with the marks of the one before: owned text. */
static char *
keep_marks(const struct js *read, struct str before)
{
    struct js *j = js_copy(read), *old = NULL;
    struct fail why;
    char *text;

    if (js_parse(&old, before, &why) == 0)
        for (size_t i = 0; i < COUNT(mark_members); i++)
            if (js_get(j, mark_members[i]) == NULL)
                js_set_text(
                    j, mark_members[i], js_get_text(old, mark_members[i]));
    text = handle_json_text(j);
    js_free(old);
    js_free(j);
    return text;
}

struct change {
    int64_t row; /* 0: new */
    const char *digest;
    struct str record;
    const char *mark;
    int64_t now_ms;
};

static int
recall_change(struct store *s, const struct recall *r, const struct change *c,
    int64_t *row, struct fail *fail)
{
    *row = c->row;
    if (c->row == 0) {
        if (db_run(s->db, SQL_RECALL_ADD,
                DB_ARGS(db_s(recall_get(r, RECALL_SOURCE)),
                    db_s(recall_get(r, RECALL_ID)), db_z(c->digest),
                    db_s(c->record), db_i(c->now_ms)),
                fail) != 0)
            return -1;
        *row = db_last_id(s->db);
    } else if (db_run(s->db, SQL_RECALL_UPDATE,
                   DB_ARGS(db_i(c->row), db_z(c->digest), db_s(c->record),
                       db_i(c->now_ms), db_z(c->mark)),
                   fail) != 0) {
        return -1;
    }
    if (notice_card_put(s, *row, r, fail) != 0)
        return -1;
    return db_run(s->db, SQL_RECALL_VERSION_ADD,
        DB_ARGS(db_i(*row), db_i(c->now_ms), db_s(c->record)), fail);
}

/* The row of a notice, its digest, mark and record; 1, 0 or -1. */
static int
recall_look_up(struct store *s, const struct recall *r, int64_t *row,
    char **digest, char **mark, char **record, struct fail *fail)
{
    struct db_rows rows;
    int rc = db_rows_start(&rows, s->db, SQL_RECALL_FIND,
        DB_ARGS(
            db_s(recall_get(r, RECALL_SOURCE)), db_s(recall_get(r, RECALL_ID))),
        fail);

    if (rc == 0 && (rc = db_rows_next(&rows, fail)) == 1) {
        *row = db_rows_i(&rows, 0);
        *digest = str_dup(db_rows_s(&rows, 1));
        *mark = str_dup(db_rows_s(&rows, 2));
        *record = str_dup(db_rows_s(&rows, 3));
    }
    db_rows_end(&rows);
    return rc;
}

/* The number of the version that the authority states, or -1. */
static int64_t
stated_version(const struct js *j)
{
    const struct js *v = js_get(j, "version");
    int64_t number = -1;

    if (js_kind(v) == JS_ARRAY)
        v = js_at(v, 0);
    str_to_i64(js_text(v), &number);
    return number;
}

/* Some authorities list all versions of a notice, every time. */
static int
is_older(const struct js *read, const char *before)
{
    struct js *old = NULL;
    struct fail why;
    int64_t stated = stated_version(read);
    int older = 0;

    if (stated >= 0 && js_parse(&old, str_of(before), &why) == 0)
        older = stated < stated_version(old);
    js_free(old);
    return older;
}

static int
put(struct store *s, const struct recall *r, const struct store_origin *from,
    int64_t now_ms, int *outcome, struct fail *fail)
{
    struct js *j = recall_to_json(r);
    char *read = handle_json_text(j), digest[DIGEST_HEX_BYTES];
    char *old_digest = NULL, *mark = NULL, *old = NULL, *kept = NULL;
    struct change c = { .digest = digest, .mark = "", .now_ms = now_ms };
    int64_t row = 0;
    int rc, known, back;

    digest_sha256_hex(str_of(read), digest);
    rc = known = recall_look_up(s, r, &c.row, &old_digest, &mark, &old, fail);
    if (rc < 0)
        goto out;
    rc = 0;
    row = c.row;
    /* Listed again: it is in force again. */
    back = known && from->document > 0 && strcmp(mark, "gone") == 0;
    *outcome = !known                                                ? 1
               : back                                                ? 2
               : strcmp(old_digest, digest) == 0 || is_older(j, old) ? 0
                                                                     : 2;
    c.record = str_of(read);
    if (known && mark[0] != '\0' && !back) {
        kept = keep_marks(j, str_of(old));
        c.record = str_of(kept);
        c.mark = mark;
    }
    if (*outcome != 0)
        rc = recall_change(s, r, &c, &row, fail);
    if (rc == 0 && from->pass > 0)
        rc = db_run(s->db, SQL_RECALL_SAID,
            DB_ARGS(db_i(row), db_i(from->document), db_i(from->pass)), fail);
out:
    free(old_digest);
    free(mark);
    free(old);
    free(kept);
    free(read);
    js_free(j);
    return rc;
}

int
store_recall_put_from(struct store *s, const struct recall *r,
    const struct store_origin *from, int64_t now_ms, int *outcome,
    struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, put(s, r, from, now_ms, outcome, fail), fail);
}

int
store_recall_put(struct store *s, const struct recall *r, int64_t now_ms,
    int *outcome, struct fail *fail)
{
    struct store_origin nowhere = { 0 };

    return store_recall_put_from(s, r, &nowhere, now_ms, outcome, fail);
}

static int
mark_row(struct store *s, int64_t row, struct str record,
    const struct store_mark *m, int64_t now_ms, struct fail *fail)
{
    const char *const values[] = { m->date, m->why, m->by };
    struct js *j = NULL;
    char *text;
    int rc;

    if (js_parse(&j, record, fail) != 0)
        return -1;
    for (size_t i = 0; i < COUNT(mark_members); i++)
        if (values[i] != NULL && values[i][0] != '\0' &&
            js_get(j, mark_members[i]) == NULL)
            js_set_textz(j, mark_members[i], values[i]);
    text = handle_json_text(j);
    rc = db_run(s->db, SQL_RECALL_MARK,
        DB_ARGS(db_i(row), db_z(text), db_z(m->mark), db_i(now_ms)), fail);
    if (rc == 0)
        rc = db_run(s->db, SQL_RECALL_VERSION_ADD,
            DB_ARGS(db_i(row), db_i(now_ms), db_z(text)), fail);
    free(text);
    js_free(j);
    return rc;
}

int
store_recall_mark(struct store *s, int64_t row, const struct store_mark *m,
    int64_t now_ms, struct fail *fail)
{
    struct db_rows r;
    char *record = NULL;
    int own,
        rc = db_rows_start(&r, s->db, SQL_RECALL_ROW, DB_ARGS(db_i(row)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        record = str_dup(db_rows_s(&r, 2));
    db_rows_end(&r);
    if (rc != 1)
        return rc < 0 ? -1 : fail_set(fail, "no recall %lld", (long long)row);
    rc = handle_enter(s, &own, fail);
    if (rc == 0)
        rc = handle_leave(
            s, own, mark_row(s, row, str_of(record), m, now_ms, fail), fail);
    free(record);
    return rc;
}

/* Notices that are read at a time, by all cores, and those one core takes. */
#define RUN_NOTICES 1024
#define PART_NOTICES 64

struct notice_run {
    char *source, *id; /* owned: of the last one */
    size_t count;
    struct str record[RUN_NOTICES];   /* in text */
    struct recall *read[RUN_NOTICES]; /* owned; NULL: it cannot be read */
    struct arena text;                /* owned; of one run after the other */
};

static int
run_load(struct notice_run *run, struct store *s, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_RECALL_NEXT,
        DB_ARGS(db_z(run->source), db_z(run->id), db_i(RUN_NOTICES)), fail);

    run->count = 0;
    arena_reset(&run->text);
    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct str record = db_rows_s(&r, 2);

        run->record[run->count++] =
            (struct str){ arena_text(&run->text, record), record.len };
        if (run->count == RUN_NOTICES) {
            free(run->source);
            free(run->id);
            run->source = str_dup(db_rows_s(&r, 0));
            run->id = str_dup(db_rows_s(&r, 1));
        }
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

static void
run_read(size_t part, void *ctx)
{
    struct notice_run *run = ctx;
    size_t end = (part + 1) * PART_NOTICES;

    for (size_t i = part * PART_NOTICES; i < end && i < run->count; i++)
        if (recall_parse(&run->read[i], run->record[i], NULL) != 0)
            run->read[i] = NULL;
}

/* Visits them in their order, unless rc says that it failed before; one that
 * cannot be read ends the walk there. */
static int
run_visit(struct notice_run *run, int rc,
    int (*visit)(struct recall **r, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail)
{
    for (size_t i = 0; i < run->count; i++) {
        struct recall *r = run->read[i];

        run->read[i] = NULL;
        if (rc == 0 && r == NULL)
            rc = recall_parse(&r, run->record[i], fail);
        if (rc == 0)
            rc = visit(&r, ctx, fail);
        recall_free(r);
    }
    return rc;
}

/* Some at a time instead of one long walk: the visitor may write, and nothing
 * keeps the log from being cut meanwhile. */
int
store_recall_each(struct store *s,
    int (*visit)(struct recall **r, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail)
{
    struct notice_run *run = mem_new(sizeof *run);
    int rc;

    run->text = ARENA_SMALL;
    run->source = mem_text("");
    run->id = mem_text("");
    do {
        rc = run_load(run, s, fail);
        if (rc == 0)
            share_load(
                (run->count + PART_NOTICES - 1) / PART_NOTICES, run_read, run);
        rc = run_visit(run, rc, visit, ctx, fail);
    } while (rc == 0 && run->count == RUN_NOTICES);
    arena_clear(&run->text);
    free(run->source);
    free(run->id);
    free(run);
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
        rc = recall_parse(out, db_rows_s(&r, 0), fail);
    db_rows_end(&r);
    return rc;
}

int
store_recall_row(struct store *s, struct str source, struct str id,
    int64_t *row, struct fail *fail)
{
    return db_one(
        s->db, SQL_RECALL_FIND, DB_ARGS(db_s(source), db_s(id)), row, fail);
}

int
store_recall_get(
    struct store *s, int64_t row, struct recall **out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_RECALL_ROW, DB_ARGS(db_i(row)), fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = recall_parse(out, db_rows_s(&r, 2), fail);
    db_rows_end(&r);
    return rc;
}

int
store_recall_versions(struct store *s, int64_t row,
    int (*visit)(int64_t seen_at_ms, const struct js *record, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_RECALL_VERSIONS, DB_ARGS(db_i(row)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct js *j = NULL;

        rc = js_parse(&j, db_rows_s(&r, 1), fail);
        if (rc == 0)
            rc = visit(db_rows_i(&r, 0), j, ctx);
        js_free(j);
    }
    db_rows_end(&r);
    return rc;
}

int
store_unswept_each(struct store *s,
    int (*visit)(struct str source, struct str id, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_RECALL_UNSWEPT, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = visit(db_rows_s(&r, 0), db_rows_s(&r, 1), ctx);
    db_rows_end(&r);
    return rc;
}

int
store_unswept_listings(struct store *s,
    int (*visit)(int64_t listing, void *ctx), void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_RECALL_CASES, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = visit(db_rows_i(&r, 0), ctx);
    db_rows_end(&r);
    return rc;
}

int
store_recall_swept(struct store *s, struct fail *fail)
{
    return db_run(s->db, SQL_RECALL_SWEPT, DB_NONE, fail);
}
