/* Cases that are judged before anybody sees what was found. */
#include "base/mem.h"
#include "core/sample.h"
#include "store/handle.h"
#include "store/related.h"

#include <stdlib.h>

/* Shown priorities differ a little from those they are taken from. */
#define JITTER 0.002
#define NOTE_BYTES_MAX 4000

/* The priority of the first case from a number on that could have been drawn,
 * and was not: 1, 0 if there is none, -1. */
static int
priority_from(struct store *s, int64_t id, double *out, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_SAMPLE_PLACE, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        *out = db_rows_r(&r, 0);
    db_rows_end(&r);
    return rc;
}

/* The priority of some case of the queue, so that those drawn stand where
 * all others stand. `draw` is from 0 to below 1. A case behind a gap in the
 * numbers is taken more often, whatever is drawn. */
static int
place_of(struct store *s, double draw, double otherwise, double *out,
    struct fail *fail)
{
    int64_t last = 0;
    double at;
    int rc = db_one(s->db, SQL_SAMPLE_LAST, DB_NONE, &last, fail);

    if (rc < 0)
        return -1;
    at = draw * (double)last;
    rc = priority_from(s, 1 + (int64_t)at, out, fail);
    if (rc == 0)
        rc = priority_from(s, 1, out, fail);
    if (rc == 0)
        *out = otherwise;
    *out += JITTER * (at - (double)(int64_t)at - 0.5);
    *out = *out < 0 ? 0 : *out > 1 ? 1 : *out;
    return rc < 0 ? -1 : 0;
}

/* As it is to be shown: an owned copy. */
static int
blinded(const struct casefile *c, double place, struct casefile **out,
    struct fail *fail)
{
    struct js *j = casefile_to_json(c);
    int rc = casefile_from_json(out, j, fail);

    if (rc == 0)
        sample_blind(*out, place);
    js_free(j);
    return rc;
}

static char *
record_of(const struct casefile *c)
{
    struct js *j = casefile_to_json(c);
    char *text = handle_json_text(j);

    js_free(j);
    return text;
}

static int
put(struct store *s, int64_t listing, const struct casefile *c,
    const struct store_sample *sample, int64_t now_ms, int64_t *id,
    struct fail *fail)
{
    struct casefile *shown = NULL;
    char *record = NULL;
    double place;
    int is_new, rc = -1;

    if (place_of(s, sample->draw, sample->otherwise, &place, fail) != 0 ||
        blinded(c, place, &shown, fail) != 0 ||
        store_casefile_put(s, listing, shown, now_ms, id, &is_new, fail) != 0)
        goto out;
    record = record_of(c);
    rc = db_run(s->db, SQL_SAMPLE_ADD,
        DB_ARGS(db_i(*id), db_z(sample->kind), db_i(sample->scan),
            db_r(sample->share), db_z(sample->seed), db_r(c->priority),
            db_r(c->risk), db_r(place), db_i(now_ms), db_z(record)),
        fail);
out:
    free(record);
    casefile_free(shown);
    return rc;
}

int
store_sample_put(struct store *s, int64_t listing, const struct casefile *c,
    const struct store_sample *sample, int64_t now_ms, int64_t *id,
    struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(
        s, own, put(s, listing, c, sample, now_ms, id, fail), fail);
}

/* The place of a case that is still to be judged, and what is kept beside it:
 * 1, 0 if it is none, -1. *record is owned, or NULL where out is. */
static int
find(struct store *s, int64_t id, double *place, char **record,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SAMPLE_GET, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *place = db_rows_r(&r, 0);
        if (record != NULL)
            *record = str_dup(db_rows_s(&r, 1));
    }
    db_rows_end(&r);
    return rc;
}

int
handle_blind_renew(struct store *s, int64_t id, const struct casefile *c,
    struct casefile **out, struct fail *fail)
{
    int urgent = sample_is_urgent(c);
    char *record = NULL;
    double place;
    int rc = find(s, id, &place, NULL, fail);

    *out = NULL;
    if (rc != 1)
        return rc;
    if (!urgent) {
        record = record_of(c);
        rc = blinded(c, place, out, fail);
    } else {
        rc = 0;
    }
    if (rc == 0)
        rc = db_run(
            s->db, SQL_SAMPLE_SET, DB_ARGS(db_i(id), db_maybe(record)), fail);
    free(record);
    return rc;
}

static int
write_kept(struct store *s, const struct handle_judged *j, struct str record,
    struct fail *fail)
{
    struct buf fresh = BUF_MAX(NOTE_BYTES_MAX);
    struct handle_case w = { .id = j->id, .fresh = &fresh };
    struct casefile *c = NULL;
    struct js *kept = NULL;
    int rc = -1;

    if (js_parse(&kept, record, fail) == 0 &&
        casefile_from_json(&c, kept, fail) == 0 &&
        store_case_listing(s, j->id, &w.listing, fail) == 1 &&
        handle_case_write(s, &w, c, fail) == 0)
        rc = db_run(s->db, SQL_EVENT_ADD,
            DB_ARGS(db_i(j->id), db_z("revealed"), db_i(j->at_ms), db_z(""),
                db_s(j->state), db_z(""), db_z(""), db_s(buf_str(&fresh))),
            fail);
    casefile_free(c);
    js_free(kept);
    buf_clear(&fresh);
    return rc;
}

int
handle_blind_reveal(
    struct store *s, const struct handle_judged *j, struct fail *fail)
{
    char *record = NULL;
    double place;
    int rc = find(s, j->id, &place, &record, fail);

    if (rc == 1)
        rc = db_run(s->db, SQL_SAMPLE_JUDGED,
            DB_ARGS(db_i(j->id), db_z(j->verdict), db_s(j->author),
                db_i(j->at_ms), db_i(j->event)),
            fail);
    if (rc == 0 && record != NULL)
        rc = write_kept(s, j, str_of(record), fail);
    free(record);
    return rc;
}

int
handle_blind_tell(
    struct store *s, int64_t id, struct js *out, struct fail *fail)
{
    static const char *const names[] = { "drawn", "verdict", "author" };
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SAMPLE_OF, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        struct js *j = js_new_object();

        for (int i = 0; i < (int)COUNT(names); i++)
            js_set_text(j, names[i], db_rows_s(&r, i));
        handle_set_time(j, "at", db_rows_i(&r, 3));
        js_set(out, "judged_blind", j);
    }
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}
