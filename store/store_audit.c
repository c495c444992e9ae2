#include "store/audit.h"

#include "base/digest.h"
#include "base/utf8.h"
#include "store/handle.h"

#include <stdio.h>
#include <string.h>

/* An entry names people and cases and holds the fields of one act. */
#define SHORT_BYTES_MAX 2000
#define DETAIL_BYTES_MAX (64u << 10)

static const char first_previous[STORE_AUDIT_HASH_BYTES] =
    "0000000000000000000000000000000000000000000000000000000000000000";

const char *
store_audit_problem_name(enum store_audit_problem p)
{
    static const char *const names[] = { "whole", "altered", "missing",
        "reordered" };

    return names[p];
}

static void
add_field(struct buf *out, struct str field)
{
    buf_addf(out, "%zu:", field.len);
    buf_adds(out, field);
    buf_addc(out, '\n');
}

int
store_audit_text(
    struct buf *out, struct str previous, const struct store_audit *a)
{
    char at[32];

    snprintf(at, sizeof at, "%lld", (long long)a->at_ms);
    buf_addz(out, "shelfwatch-audit-1\n");
    add_field(out, previous);
    add_field(out, str_of(at));
    add_field(out, a->actor);
    add_field(out, a->action);
    add_field(out, a->object);
    add_field(out, a->detail);
    return out->over ? -1 : 0;
}

static void
entry_hash(struct str previous, const struct store_audit *a,
    char out[STORE_AUDIT_HASH_BYTES])
{
    struct buf text = BUF_MAX(2 * DETAIL_BYTES_MAX + 4 * SHORT_BYTES_MAX);

    store_audit_text(&text, previous, a);
    digest_sha256_hex(buf_str(&text), out);
    buf_clear(&text);
}

/* The last digest; out holds the first one's predecessor where there is no
 * entry yet. */
static int
read_head(struct store *s, char out[STORE_AUDIT_HASH_BYTES], struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_AUDIT_HEAD, DB_NONE, fail);

    memcpy(out, first_previous, STORE_AUDIT_HASH_BYTES);
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        snprintf(out, STORE_AUDIT_HASH_BYTES, "%s", db_rows_s(&r, 0).p);
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}

static int
append(struct store *s, const struct store_audit *a, struct fail *fail)
{
    char previous[STORE_AUDIT_HASH_BYTES], hash[STORE_AUDIT_HASH_BYTES];

    if (read_head(s, previous, fail) != 0)
        return -1;
    entry_hash(str_of(previous), a, hash);
    return db_run(s->db, SQL_AUDIT_ADD,
        DB_ARGS(db_i(a->at_ms), db_s(a->actor), db_s(a->action),
            db_s(a->object), db_s(a->detail), db_z(previous), db_z(hash)),
        fail);
}

int
store_audit_add(struct store *s, const struct store_audit *a, struct fail *fail)
{
    struct buf actor = BUF_MAX(SHORT_BYTES_MAX);
    struct buf object = BUF_MAX(SHORT_BYTES_MAX);
    struct buf detail = BUF_MAX(DETAIL_BYTES_MAX);
    struct store_audit clean = *a;
    int own, rc = -1;

    utf8_clean(&actor, a->actor);
    utf8_clean(&object, a->object);
    utf8_clean(&detail, a->detail);
    clean.actor = buf_str(&actor);
    clean.object = buf_str(&object);
    clean.detail = buf_str(&detail);
    if (actor.over || object.over || detail.over)
        fail_set(fail, "audit entry '%.*s' is too long", (int)a->action.len,
            a->action.p);
    else if (handle_enter(s, &own, fail) == 0)
        rc = handle_leave(s, own, append(s, &clean, fail), fail);
    buf_clear(&actor);
    buf_clear(&object);
    buf_clear(&detail);
    return rc;
}

static struct store_audit_row
read_row(const struct db_rows *r)
{
    return (struct store_audit_row){
        .id = db_rows_i(r, 0),
        .entry = { .at_ms = db_rows_i(r, 1),
            .actor = db_rows_s(r, 2),
            .action = db_rows_s(r, 3),
            .object = db_rows_s(r, 4),
            .detail = db_rows_s(r, 5) },
        .previous = db_rows_s(r, 6),
        .hash = db_rows_s(r, 7),
    };
}

static const char *
given(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

int
store_audit_each(struct store *s, const struct store_audit_filter *f,
    int (*visit)(
        const struct store_audit_row *row, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    const char *actor = given(f->actor), *object = given(f->object);
    const struct db_arg args[] = { db_i(f->before > 0 ? f->before : INT64_MAX),
        db_i(f->from_ms), db_i(f->to_ms > 0 ? f->to_ms : INT64_MAX),
        db_maybe(given(f->action)), db_i(f->limit > 0 ? f->limit : -1),
        db_maybe(actor != NULL ? actor : object), db_maybe(object) };
    enum sql n = actor != NULL    ? SQL_AUDIT_OF_ACTOR
                 : object != NULL ? SQL_AUDIT_OF_OBJECT
                                  : SQL_AUDIT_EACH;
    size_t count = actor != NULL ? 7 : object != NULL ? 6 : 5;
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, args, count, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_audit_row row = read_row(&r);

            if ((rc = visit(&row, ctx, fail)) != 0)
                break;
        }
    db_rows_end(&r);
    return rc;
}

/* --- verification --- */

/* Why an entry does not follow the one before it: that one stands elsewhere,
 * or nowhere. */
static int
find_problem(struct store *s, const struct store_audit_row *row,
    struct store_audit_check *out, struct fail *fail)
{
    char hash[STORE_AUDIT_HASH_BYTES];
    int64_t id;
    int rc;

    entry_hash(row->previous, &row->entry, hash);
    if (!str_is(row->hash, hash)) {
        out->problem = STORE_AUDIT_ALTERED;
        out->at = row->id;
        return 0;
    }
    if (str_is(row->previous, out->head))
        return 0;
    rc = db_one(s->db, SQL_AUDIT_HAS, DB_ARGS(db_s(row->previous)), &id, fail);
    if (rc < 0)
        return -1;
    out->problem = rc == 1 || str_is(row->previous, first_previous)
                       ? STORE_AUDIT_REORDERED
                       : STORE_AUDIT_MISSING;
    out->at = row->id;
    return 0;
}

static int
walk(struct store *s, struct store_audit_check *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_AUDIT_WALK, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct store_audit_row row = read_row(&r);

            out->entries++;
            if (out->problem == STORE_AUDIT_WHOLE &&
                (rc = find_problem(s, &row, out, fail)) != 0)
                break;
            out->last = row.id;
            snprintf(out->head, sizeof out->head, "%.*s", (int)row.hash.len,
                row.hash.p);
        }
    db_rows_end(&r);
    return rc;
}

/* The counter first: what is added meanwhile only makes the walk longer. */
int
store_audit_verify(
    struct store *s, struct store_audit_check *out, struct fail *fail)
{
    int64_t counter = 0;

    *out = (struct store_audit_check){ .problem = STORE_AUDIT_WHOLE };
    memcpy(out->head, first_previous, sizeof out->head);
    if (db_one(s->db, SQL_AUDIT_COUNTER, DB_NONE, &counter, fail) < 0 ||
        walk(s, out, fail) != 0)
        return -1;
    if (out->problem == STORE_AUDIT_WHOLE && counter > out->last) {
        out->problem = STORE_AUDIT_MISSING;
        out->at = out->last + 1;
    }
    return 0;
}
