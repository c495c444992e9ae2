/* One case, and figures over all. */
#include "base/mem.h"
#include "store/handle.h"

#include <stdlib.h>
#include <string.h>

/* Shown with one case; older ones stay in the store. */
#define SHOWN 20
#define EVENTS_SHOWN 100

/* --- one case --- */

static struct js *
parsed(struct str record)
{
    struct js *j = NULL;

    return js_parse(&j, record, NULL) == 0 ? j : js_new_object();
}

static struct js *
event_json(const struct db_rows *r)
{
    static const char *const names[] = { "author", "state", "verdict",
        "reason_code", "note", "act", "role", "from" };
    struct js *j = js_new_object();

    js_set_integer(j, "event", db_rows_i(r, 10));
    js_set_text(j, "kind", db_rows_s(r, 0));
    handle_set_time(j, "at", db_rows_i(r, 1));
    for (int i = 0; i < (int)COUNT(names); i++)
        if (db_rows_s(r, i + 2).len > 0)
            js_set_text(j, names[i], db_rows_s(r, i + 2));
    if (db_rows_i(r, 11) != 0)
        js_set_integer(j, "undoes", db_rows_i(r, 11));
    if (db_rows_i(r, 12) != 0)
        js_set_bool(j, "undone", 1);
    return j;
}

/* "history" is what happened last; "decisions" the decisions in it. */
static int
case_events(struct store *s, int64_t id, int64_t most, struct js *out,
    struct fail *fail)
{
    struct js *history = js_new_array(), *decisions = js_new_array();
    struct db_rows r;
    int64_t all = 0, shown;
    int rc = db_rows_start(
        &r, s->db, SQL_EVENT_EACH, DB_ARGS(db_i(id), db_i(most)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            js_add(history, event_json(&r));
            js_set_integer(out, "event", db_rows_i(&r, 10));
            if (str_is(db_rows_s(&r, 0), "decided"))
                js_add(decisions, event_json(&r));
        }
    db_rows_end(&r);
    shown = (int64_t)js_count(history);
    js_set(out, "decisions", decisions);
    js_set(out, "history", history);
    if (rc == 0 && shown >= most) {
        if (db_one(s->db, SQL_EVENT_COUNT, DB_ARGS(db_i(id)), &all, fail) != 1)
            return -1;
        if (all > shown)
            js_set_integer(out, "history_left_out", all - shown);
    }
    return rc;
}

static int
case_versions(struct store *s, int64_t listing, int64_t most, struct js *out,
    struct fail *fail)
{
    struct js *versions = js_new_array();
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_VERSION_EACH, DB_ARGS(db_i(listing), db_i(most)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct js *v = js_new_object();

            js_set_text(v, "digest", db_rows_s(&r, 0));
            handle_set_time(v, "seen_at", db_rows_i(&r, 1));
            js_set(v, "listing", parsed(db_rows_s(&r, 2)));
            js_add(versions, v);
        }
    db_rows_end(&r);
    js_set(out, "versions", versions);
    return rc;
}

static int
case_pages(struct store *s, int64_t listing, int64_t most, struct js *out,
    struct fail *fail)
{
    struct js *pages = js_new_array();
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CASE_PAGES, DB_ARGS(db_i(listing), db_i(most)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct js *p = js_new_object();

            js_set_integer(p, "id", db_rows_i(&r, 0));
            js_set_text(p, "url", db_rows_s(&r, 1));
            js_set_text(p, "final_url", db_rows_s(&r, 2));
            js_set_integer(p, "status", db_rows_i(&r, 3));
            js_set_text(p, "state", db_rows_s(&r, 4));
            js_set_text(p, "reason", db_rows_s(&r, 5));
            handle_set_time(p, "fetched_at", db_rows_i(&r, 6));
            js_set_text(p, "digest", db_rows_s(&r, 7));
            js_set_text(p, "record", db_rows_s(&r, 8));
            js_set_text(p, "outcome", db_rows_s(&r, 9));
            js_set_text(p, "observed", db_rows_s(&r, 10));
            if (db_rows_s(&r, 11).len > 0)
                js_set_text(p, "robots_override", db_rows_s(&r, 11));
            if (db_rows_s(&r, 12).len > 0)
                js_set_text(p, "rendered", db_rows_s(&r, 12));
            js_add(pages, p);
        }
    db_rows_end(&r);
    js_set(out, "pages", pages);
    return rc;
}

static int
case_pictures(struct store *s, int64_t listing, int64_t most, struct js *out,
    struct fail *fail)
{
    struct js *pictures = js_new_array();
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_CASE_PICTURES, DB_ARGS(db_i(listing), db_i(most)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct js *p = js_new_object();

            js_set_integer(p, "place", db_rows_i(&r, 0));
            js_set_text(p, "url", db_rows_s(&r, 1));
            if (db_rows_i(&r, 2) > 0) {
                js_set_integer(p, "picture", db_rows_i(&r, 2));
                js_set_text(p, "media_type", db_rows_s(&r, 3));
                js_set_integer(p, "width", db_rows_i(&r, 4));
                js_set_integer(p, "height", db_rows_i(&r, 5));
            }
            js_set_integer(p, "id", db_rows_i(&r, 6));
            js_set_text(p, "final_url", db_rows_s(&r, 7));
            js_set_integer(p, "status", db_rows_i(&r, 8));
            js_set_text(p, "state", db_rows_s(&r, 9));
            js_set_text(p, "reason", db_rows_s(&r, 10));
            handle_set_time(p, "fetched_at", db_rows_i(&r, 11));
            js_set_text(p, "digest", db_rows_s(&r, 12));
            js_set_text(p, "record", db_rows_s(&r, 13));
            if (db_rows_s(&r, 14).len > 0)
                js_set_text(p, "robots_override", db_rows_s(&r, 14));
            js_add(pictures, p);
        }
    db_rows_end(&r);
    js_set(out, "pictures", pictures);
    return rc;
}

/* 1 found, 0 not, -1 failed. */
static int
case_head(struct store *s, int64_t id, struct js *out, int64_t *listing,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_CASE_GET, DB_ARGS(db_i(id)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *listing = db_rows_i(&r, 1);
        js_set_integer(out, "id", id);
        js_set_number(out, "priority", db_rows_r(&r, 2));
        js_set_text(out, "state", db_rows_s(&r, 3));
        js_set_text(out, "assignee", db_rows_s(&r, 4));
        js_set_bool(out, "flagged", (int)db_rows_i(&r, 10));
        if (db_rows_s(&r, 11).len > 0)
            js_set_text(out, "verdict", db_rows_s(&r, 11));
        if (db_rows_i(&r, 12) != 0)
            js_set_bool(out, "serious", 1);
        handle_set_time(out, "first_seen", db_rows_i(&r, 6));
        handle_set_time(out, "last_seen", db_rows_i(&r, 7));
        handle_set_time(out, "decided_at", db_rows_i(&r, 8));
        js_set(out, "casefile", parsed(db_rows_s(&r, 5)));
    }
    db_rows_end(&r);
    return rc;
}

static int
read_case(struct store *s, int64_t id, int64_t most, int64_t events,
    struct js **out, struct fail *fail)
{
    struct js *j = js_new_object();
    int64_t listing = 0;
    int rc = case_head(s, id, j, &listing, fail);

    *out = NULL;
    if (rc == 1 && (case_events(s, id, events, j, fail) != 0 ||
                       case_versions(s, listing, most, j, fail) != 0 ||
                       case_pages(s, listing, most, j, fail) != 0 ||
                       case_pictures(s, listing, most, j, fail) != 0 ||
                       handle_blind_tell(s, id, j, fail) != 0))
        rc = -1;
    if (rc == 1)
        *out = j;
    else
        js_free(j);
    return rc < 0 ? -1 : 0;
}

int
store_case_find(struct store *s, int64_t id, struct js **out, struct fail *fail)
{
    return read_case(s, id, SHOWN, EVENTS_SHOWN, out, fail);
}

int
store_case_read(struct store *s, int64_t id, int64_t most, struct js **out,
    struct fail *fail)
{
    return read_case(s, id, most > 0 ? most : SHOWN, INT64_MAX, out, fail);
}

/* --- figures --- */

static int
stats_counts(struct store *s, enum sql n, struct js *out, const char *name,
    struct fail *fail)
{
    struct js *counts = js_new_object();
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            struct str key = db_rows_s(&r, 0);

            js_set_integer(
                counts, key.len > 0 ? key.p : "unknown", db_rows_i(&r, 1));
        }
    db_rows_end(&r);
    js_set(out, name, counts);
    return rc;
}

static int
stats_findings(struct store *s, struct js *out, struct fail *fail)
{
    struct js *all = js_new_array();
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_STATS_FINDING, DB_NONE, fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            int64_t yes = db_rows_i(&r, 3), decided = yes + db_rows_i(&r, 4);
            struct js *f = js_new_object();

            js_set_text(f, "source", db_rows_s(&r, 0));
            js_set_text(f, "id", db_rows_s(&r, 1));
            js_set_integer(f, "cases", db_rows_i(&r, 2));
            js_set_integer(f, "decided", decided);
            js_set_integer(f, "confirmed", yes);
            if (decided > 0)
                js_set_number(f, "share", (double)yes / (double)decided);
            js_add(all, f);
        }
    db_rows_end(&r);
    js_set(out, "findings", all);
    return rc;
}

int
store_queue_stats(struct store *s, struct js **out, struct fail *fail)
{
    static const struct store_filter all = { .state = NULL };
    struct js *j = js_new_object();
    int64_t cases = 0;
    int rc = store_case_count(s, &all, &cases, fail);

    js_set_integer(j, "cases", cases);
    if (rc != 0 || stats_counts(s, SQL_STATS_STATE, j, "states", fail) != 0 ||
        stats_counts(s, SQL_STATS_HAZARD, j, "hazards", fail) != 0 ||
        stats_counts(s, SQL_STATS_MARKET, j, "markets", fail) != 0 ||
        stats_counts(s, SQL_STATS_LANGUAGE, j, "languages", fail) != 0 ||
        stats_findings(s, j, fail) != 0 ||
        store_sample_stats(s, j, fail) != 0) {
        js_free(j);
        return -1;
    }
    *out = j;
    return 0;
}
