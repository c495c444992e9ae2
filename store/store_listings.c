/* Listings and their versions; casefiles as screening leaves them. */
#include "core/sample.h"
#include "store/packed.h"
#include "store/queue_row.h"
#include "store/workflow.h"

#include <stdlib.h>

#define NOTE_BYTES_MAX 2000
/* Of a text, to tell its script. */
#define SCRIPT_BYTES 256

static struct db_arg
row_arg(int64_t row)
{
    return row > 0 ? db_i(row) : db_maybe(NULL);
}

/* The record of a version: one of the two. */
struct version_text {
    struct db_arg plain, packed;
};

/* Texts of one market and one script are alike: of the bytes in the middle
 * none, few or most are not ASCII. Packed so they take a seventh less. */
static uint64_t
likeness(const struct listing_record *l)
{
    struct str some = str_sub(l->text, l->text.len / 2, SCRIPT_BYTES);
    size_t wide = 0;

    for (size_t i = 0; i < some.len; i++)
        wide += (unsigned char)some.p[i] >= 0x80;
    return str_hash(l->market) + (wide > 0) + (wide > some.len / 6);
}

static struct version_text
version_text(struct store *s, const struct listing_record *l)
{
    struct str member = packed_put(s->packed, l->text, likeness(l));

    if (member.len == 0)
        return (struct version_text){ db_s(l->text), db_maybe(NULL) };
    return (struct version_text){ db_z(""), db_b(member) };
}

/* What an offer is looked up by, beside its record. */
static int
beside_put(struct store *s, const struct listing_record *l, int64_t now_ms,
    const struct store_listing *of, struct fail *fail)
{
    if (l->keys.len > 0 && db_run(s->db, SQL_KEYS_PUT,
                               DB_ARGS(db_i(of->id), db_b(l->keys)), fail) != 0)
        return -1;
    return handle_parties_put(s, of, l, now_ms, fail);
}

/* The row that the next version will have: an offer names the first before it
 * is there. */
static int
version_next(struct store *s, int64_t *id, struct fail *fail)
{
    if (s->version == 0 &&
        db_one(s->db, SQL_VERSION_LAST, DB_NONE, &s->version, fail) < 0)
        return -1;
    *id = s->version + 1;
    return 0;
}

static int
version_add(struct store *s, const struct listing_record *l, int64_t page,
    int64_t now_ms, const struct store_listing *of, struct fail *fail)
{
    struct version_text text = version_text(s, l);

    s->version = of->version;
    return db_run(s->db, SQL_VERSION_ADD,
        DB_ARGS(db_i(of->version), db_i(of->id), db_s(l->version), text.plain,
            text.packed, row_arg(page), db_i(now_ms)),
        fail);
}

/* out->is_new tells whether it was not there yet. */
static int
offer_add(struct store *s, const struct listing_record *l, int64_t page,
    int64_t now_ms, struct store_listing *out, struct fail *fail)
{
    if (db_run(s->db, SQL_LISTING_ADD,
            DB_ARGS(db_i(l->identity_key), db_s(l->identity), db_s(l->market),
                db_s(l->url), db_i(out->version), row_arg(page), db_i(now_ms)),
            fail) != 0)
        return -1;
    out->is_new = db_changes(s->db) > 0;
    if (!out->is_new)
        return 0;
    out->id = db_last_id(s->db);
    s->counted++;
    return 0;
}

static int
offer_find(struct store *s, const struct listing_record *l,
    struct store_listing *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_LISTING_FIND,
        DB_ARGS(db_i(l->identity_key), db_s(l->identity)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        out->id = db_rows_i(&r, 0);
        out->changed = !str_eq(db_rows_s(&r, 1), l->version);
        out->current = db_rows_i(&r, 2);
    }
    db_rows_end(&r);
    return rc;
}

static int
listing_keep(struct store *s, const struct listing_record *l, int64_t page,
    int64_t now_ms, struct store_listing *out, struct fail *fail)
{
    if (version_next(s, &out->version, fail) != 0 ||
        offer_add(s, l, page, now_ms, out, fail) != 0 ||
        (!out->is_new && offer_find(s, l, out, fail) < 0))
        return -1;
    if (out->is_new || out->changed)
        out->current = out->version;
    else
        out->version = 0;
    if (out->version > 0 && (version_add(s, l, page, now_ms, out, fail) != 0 ||
                                beside_put(s, l, now_ms, out, fail) != 0))
        return -1;
    if (out->is_new)
        return 0;
    return db_run(s->db, SQL_LISTING_SEEN,
        DB_ARGS(db_i(out->id), row_arg(out->version), row_arg(page),
            db_i(now_ms), db_s(l->url)),
        fail);
}

int
store_listing_put(struct store *s, const struct listing_record *r, int64_t page,
    int64_t now_ms, struct store_listing *out, struct fail *fail)
{
    int own;

    *out = (struct store_listing){ 0 };
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(
        s, own, listing_keep(s, r, page, now_ms, out, fail), fail);
}

static int
listing_read(struct str record, struct listing **out, struct fail *fail)
{
    struct js *j = NULL;
    int rc = js_parse(&j, record, fail);

    if (rc == 0)
        rc = listing_from_json(out, j, fail);
    js_free(j);
    return rc;
}

/* One step per listing, for the reason given in store_recall_each. */
/* Walk the listings of a statement that takes the last row and `arg`. */
static int
listing_walk(struct store *s, enum sql n, int64_t arg,
    int (*visit)(int64_t id, struct listing **l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    int64_t id = 0;
    int rc;

    do {
        struct listing *l = NULL;
        const struct db_arg args[] = { db_i(id), db_i(arg) };
        struct db_rows r;

        rc = db_rows_start(
            &r, s->db, n, args, n == SQL_LISTING_NEXT ? 1 : 2, fail);
        if (rc == 0)
            rc = db_rows_next(&r, fail);
        if (rc == 1) {
            id = db_rows_i(&r, 0);
            if (listing_read(db_rows_s(&r, 1), &l, fail) != 0)
                rc = -1;
        }
        db_rows_end(&r);
        if (rc != 1)
            return rc;
        rc = visit(id, &l, ctx, fail);
        listing_free(l);
    } while (rc == 0);
    return rc;
}

int
store_listing_each(struct store *s,
    int (*visit)(int64_t id, struct listing **l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    return listing_walk(s, SQL_LISTING_NEXT, 0, visit, ctx, fail);
}

int
store_listing_lately(struct store *s, int64_t scans,
    int (*visit)(int64_t id, struct listing **l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    return listing_walk(s, SQL_LISTING_LATELY, scans, visit, ctx, fail);
}

int
store_listing_get(
    struct store *s, int64_t id, struct listing **out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_LISTING_GET, DB_ARGS(db_i(id)), fail);

    *out = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = listing_read(db_rows_s(&r, 0), out, fail);
    db_rows_end(&r);
    return rc;
}

int
store_keys_each(struct store *s,
    int (*visit)(int64_t id, struct str keys, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_KEYS_EACH, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = visit(db_rows_i(&r, 0), db_rows_b(&r, 1), ctx);
    db_rows_end(&r);
    return rc;
}

/* --- casefiles --- */

static int
hazards_put(
    struct store *s, int64_t id, const struct casefile *c, struct fail *fail)
{
    if (db_run(s->db, SQL_HAZARD_CLEAR, DB_ARGS(db_i(id)), fail) != 0)
        return -1;
    for (size_t h = 0; h < HAZARDS; h++)
        if (c->hazards[h] > 0 &&
            db_run(s->db, SQL_HAZARD_ADD,
                DB_ARGS(db_i(id), db_z(hazard_name((enum hazard)h)),
                    db_r(c->hazards[h])),
                fail) != 0)
            return -1;
    return 0;
}

/* Keep which findings the case has; name in *fresh those it never had, or
 * never had this strong. */
static int
findings_put(struct store *s, int64_t id, const struct casefile *c,
    struct buf *fresh, struct fail *fail)
{
    if (db_run(s->db, SQL_FINDING_OLD, DB_ARGS(db_i(id)), fail) != 0)
        return -1;
    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];
        const char *source = finding_source_name(f->source);
        int64_t before = 0;
        int rc = db_one(s->db, SQL_FINDING_FIND,
            DB_ARGS(db_i(id), db_z(source), db_z(f->id)), &before, fail);

        if (rc < 0)
            return -1;
        if (rc == 0 || before < (int64_t)f->strength)
            buf_addf(
                fresh, "%s%s %s", fresh->len > 0 ? ", " : "", source, f->id);
        if (db_run(s->db, SQL_FINDING_PUT,
                DB_ARGS(db_i(id), db_z(source), db_z(f->id),
                    db_i((int64_t)f->strength)),
                fail) != 0)
            return -1;
    }
    return 0;
}

static int
event_add(struct store *s, int64_t id, const char *kind, int64_t now_ms,
    struct str state, struct str note, struct fail *fail)
{
    return db_run(s->db, SQL_EVENT_ADD,
        DB_ARGS(db_i(id), db_z(kind), db_i(now_ms), db_z(""), db_s(state),
            db_z(""), db_z(""), db_s(note)),
        fail);
}

/* What the new findings mean for the review: a case that was decided comes
 * back to the queue, where the workflow lets it. */
static int
case_note_fresh(struct store *s, int64_t id, const char *state, int flagged,
    int64_t now_ms, const struct buf *fresh, struct fail *fail)
{
    struct store_act reopen = { .id = id,
        .act = WORKFLOW_REOPEN,
        .roles = WORKFLOW_PROGRAM,
        .note = buf_str(fresh),
        .expected = -1,
        .at_ms = now_ms };
    struct store_acted acted;
    struct fail why;

    if (state == NULL)
        return event_add(
            s, id, "opened", now_ms, STR("new"), buf_str(fresh), fail);
    if (fresh->len == 0)
        return 0;
    if (flagged) {
        int rc = store_case_act(s, &reopen, &acted, &why);

        if (rc != 1)
            return rc == 0 ? 0 : fail_set(fail, "%s", why.text);
    }
    return event_add(
        s, id, "found", now_ms, str_of(state), buf_str(fresh), fail);
}

static int
record_put(struct store *s, struct handle_case *w, const struct casefile *c,
    struct fail *fail)
{
    struct js *j = casefile_to_json(c);
    char *record = handle_json_text(j);
    int is_new = w->id == 0;
    int rc = db_run(s->db, is_new ? SQL_CASE_ADD : SQL_CASE_UPDATE,
        DB_ARGS(db_i(w->listing), db_r(c->priority), db_i(c->flagged),
            db_s(listing_get(c->listing, LISTING_MARKET)),
            db_s(listing_get(c->listing, LISTING_LANGUAGE)), db_i(w->now_ms)),
        fail);

    if (rc == 0 && is_new) {
        w->id = db_last_id(s->db);
        rc = handle_parties_case(s, w->listing, w->id, fail);
    }
    if (rc == 0)
        rc = db_run(
            s->db, SQL_CASE_RECORD, DB_ARGS(db_i(w->id), db_z(record)), fail);
    free(record);
    js_free(j);
    return rc;
}

int
handle_case_write(struct store *s, struct handle_case *w,
    const struct casefile *c, struct fail *fail)
{
    int rc = record_put(s, w, c, fail);

    if (rc == 0)
        rc = queue_row_put(s, w->id, c, fail);
    if (rc == 0)
        rc = hazards_put(s, w->id, c, fail);
    if (rc == 0)
        rc = findings_put(s, w->id, c, w->fresh, fail);
    return rc;
}

int
store_case_is(struct store *s, int64_t listing, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CASE_OF_LISTING, DB_ARGS(db_i(listing)), fail);

    if (rc == 0)
        rc = db_rows_next(&r, fail);
    db_rows_end(&r);
    return rc;
}

static int
case_keep(struct store *s, const struct casefile *c, struct handle_case *w,
    int *is_new, struct fail *fail)
{
    struct casefile *blinded = NULL;
    char *state = NULL; /* of a case that was there */
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CASE_OF_LISTING, DB_ARGS(db_i(w->listing)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        w->id = db_rows_i(&r, 0);
        state = str_dup(db_rows_s(&r, 1));
        rc = 0;
    }
    db_rows_end(&r);
    if (rc != 0 || (state == NULL && !c->flagged))
        goto out;
    *is_new = state == NULL;
    if (state != NULL)
        rc = handle_blind_renew(s, w->id, c, &blinded, fail);
    if (blinded != NULL)
        c = blinded;
    if (rc == 0)
        rc = handle_case_write(s, w, c, fail);
    if (rc == 0)
        rc = case_note_fresh(
            s, w->id, state, c->flagged, w->now_ms, w->fresh, fail);
out:
    casefile_free(blinded);
    free(state);
    return rc;
}

int
store_casefile_put(struct store *s, int64_t listing, const struct casefile *c,
    int64_t now_ms, int64_t *id, int *is_new, struct fail *fail)
{
    struct buf fresh = BUF_MAX(NOTE_BYTES_MAX);
    struct handle_case w = {
        .listing = listing, .now_ms = now_ms, .fresh = &fresh
    };
    int own, rc;

    *id = 0;
    *is_new = 0;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = handle_leave(s, own, case_keep(s, c, &w, is_new, fail), fail);
    *id = w.id;
    buf_clear(&fresh);
    return rc;
}
