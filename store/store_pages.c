/* Scans and the pages they saw. */
#include "base/digest.h"
#include "base/mem.h"
#include "core/url.h"
#include "store/handle.h"
#include "store/notes.h"

#include <stdlib.h>

int
store_scan_start(struct store *s, struct str name, struct str digest,
    int64_t now_ms, struct store_scan *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_SCAN_UNFINISHED,
        DB_ARGS(db_s(name), db_s(digest)), fail);

    *out = (struct store_scan){ .started_at_ms = now_ms };
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        out->id = db_rows_i(&r, 0);
        out->started_at_ms = db_rows_i(&r, 1);
        out->resumed = 1;
    }
    db_rows_end(&r);
    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (db_run(s->db, SQL_SCAN_ADD,
            DB_ARGS(db_s(name), db_s(digest), db_i(now_ms)), fail) != 0)
        return -1;
    out->id = db_last_id(s->db);
    return 0;
}

/* All rows of a table go at once where none has to stay. */
static int
frontier_clear(struct store *s, int64_t scan, struct fail *fail)
{
    int64_t one;
    int others =
        db_one(s->db, SQL_KNOWN_OTHERS, DB_ARGS(db_i(scan)), &one, fail);

    if (others < 0 ||
        (others && db_run(s->db, SQL_KNOWN_CLEAR, DB_ARGS(db_i(scan)), fail)) ||
        (!others && db_run(s->db, SQL_KNOWN_CLEAR_ALL, DB_NONE, fail)))
        return -1;
    return db_run(s->db, SQL_WAITING_CLEAR, DB_ARGS(db_i(scan)), fail);
}

/* The frontier of a finished scan has served its purpose; its counts stay. */
int
store_scan_finish(struct store *s, int64_t scan, const char *how,
    const struct js *summary, int64_t now_ms, struct fail *fail)
{
    char *text = summary != NULL ? handle_json_text(summary) : NULL;
    int own, rc = handle_enter(s, &own, fail);

    if (rc == 0) {
        if (db_run(s->db, SQL_SCAN_FINISH,
                DB_ARGS(db_i(scan), db_i(now_ms), db_z(how), db_maybe(text)),
                fail) != 0 ||
            frontier_clear(s, scan, fail) != 0)
            rc = -1;
        rc = handle_leave(s, own, rc, fail);
    }
    free(text);
    return rc;
}

/* Add n to the member. */
static void
count_add(struct js *object, struct str name, int64_t n)
{
    char *key = str_dup(name.len > 0 ? name : STR("unknown"));

    js_set_integer(object, key, js_integer(js_get(object, key), 0) + n);
    free(key);
}

static int
summary_pages(struct store *s, int64_t scan, struct js *out, struct fail *fail)
{
    struct js *states = js_new_object(), *kinds = js_new_object();
    struct db_rows r;
    int64_t pages = 0;
    int rc =
        db_rows_start(&r, s->db, SQL_SCAN_PAGES, DB_ARGS(db_i(scan)), fail);

    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1) {
            count_add(states, db_rows_s(&r, 0), db_rows_i(&r, 2));
            count_add(kinds, db_rows_s(&r, 1), db_rows_i(&r, 2));
            pages += db_rows_i(&r, 2);
        }
    db_rows_end(&r);
    js_set_integer(out, "pages", pages);
    js_set(out, "states", states);
    js_set(out, "kinds", kinds);
    return rc;
}

/* A pair of counts: all, and those first seen by this scan. */
static int
summary_pair(struct store *s, enum sql n, int64_t scan, int64_t since,
    struct js *out, const char *const names[2], struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, n, DB_ARGS(db_i(scan), db_i(since)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        js_set_integer(out, names[0], db_rows_i(&r, 0));
        js_set_integer(out, names[1], db_rows_i(&r, 1));
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}

struct js *
store_scan_summary(struct store *s, int64_t scan, struct fail *fail)
{
    static const char *const listings[] = { "listings", "listings_new" };
    static const char *const cases[] = { "flagged", "flagged_new" };
    struct js *out = js_new_object();
    struct db_rows r;
    int64_t since = 0, known = 0, waiting = 0;
    int rc = db_rows_start(&r, s->db, SQL_SCAN_GET, DB_ARGS(db_i(scan)), fail);

    if (rc == 0)
        rc = db_rows_next(&r, fail);
    if (rc == 1) {
        since = db_rows_i(&r, 1);
        js_set_integer(out, "scan", scan);
        js_set_text(out, "name", db_rows_s(&r, 0));
        handle_set_time(out, "started_at", since);
        handle_set_time(out, "finished_at", db_rows_i(&r, 2));
        if (db_rows_s(&r, 3).len > 0)
            js_set_text(out, "how", db_rows_s(&r, 3));
    } else if (rc == 0) {
        fail_set(fail, "no scan %lld", (long long)scan);
    }
    db_rows_end(&r);
    if (rc != 1 || summary_pages(s, scan, out, fail) != 0 ||
        store_frontier_count(s, scan, &known, &waiting, fail) != 0 ||
        summary_pair(s, SQL_SCAN_LISTINGS, scan, since, out, listings, fail) !=
            0 ||
        summary_pair(s, SQL_SCAN_CASEFILES, scan, since, out, cases, fail) !=
            0 ||
        store_notes_summary(s, scan, out, fail) != 0) {
        js_free(out);
        return NULL;
    }
    js_set_integer(out, "urls_known", known);
    js_set_integer(out, "urls_waiting", waiting);
    return out;
}

/* NULL where there is no body in the archive. */
static struct db_arg
body_key(const char *digest, const char *record)
{
    if (digest == NULL || digest[0] == '\0' || record == NULL ||
        record[0] == '\0')
        return db_maybe(NULL);
    return db_i(digest_key(str_of(digest)));
}

int
store_page_put(
    struct store *s, const struct store_page *p, int64_t *id, struct fail *fail)
{
    if (db_run(s->db, SQL_PAGE_ADD,
            DB_ARGS(db_i(p->scan),
                db_i(p->url_key != 0 ? p->url_key : url_key(str_of(p->url))),
                db_z(p->url), db_z(p->final_url), db_i(p->status),
                db_z(page_outcome_name(p->outcome)),
                db_z(page_observed_name(p->observed)), db_z(p->state),
                db_z(p->reason), db_z(p->kind), db_i(p->fetched_at_ms),
                db_z(p->digest), body_key(p->digest, p->record), db_z(p->etag),
                db_z(p->last_modified), db_z(p->record),
                db_z(p->robots_override), db_i(p->reading), db_i(p->since)),
            fail) != 0)
        return -1;
    *id = db_last_id(s->db);
    return 0;
}

int
store_page_rendered(
    struct store *s, int64_t page, const char *browser, struct fail *fail)
{
    return db_run(
        s->db, SQL_PAGE_RENDERED, DB_ARGS(db_i(page), db_z(browser)), fail);
}

int
store_page_find(struct store *s, struct str url, struct store_validators *out,
    struct fail *fail)
{
    struct db_rows r;
    int64_t key = url_key(url);
    int rc = db_rows_start(
        &r, s->db, SQL_PAGE_VALIDATORS, DB_ARGS(db_i(key), db_s(url)), fail);

    *out = (struct store_validators){ .url_key = key };
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        out->page = db_rows_i(&r, 0);
        out->etag = str_dup(db_rows_s(&r, 1));
        out->last_modified = str_dup(db_rows_s(&r, 2));
        out->digest = str_dup(db_rows_s(&r, 3));
        out->record = str_dup(db_rows_s(&r, 4));
        out->reading = db_rows_i(&r, 5);
    }
    db_rows_end(&r);
    return rc;
}

int
store_page_last(struct store *s, struct str url, char **state, char **reason,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_PAGE_LAST, DB_ARGS(db_i(url_key(url)), db_s(url)), fail);

    *state = *reason = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *state = str_dup(db_rows_s(&r, 0));
        *reason = str_dup(db_rows_s(&r, 1));
    }
    db_rows_end(&r);
    return rc;
}

int
store_page_body(struct store *s, int64_t page, const char *digest,
    char **record, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_PAGE_BODY, DB_ARGS(db_i(page), db_z(digest)), fail);

    *record = NULL;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *record = str_dup(db_rows_s(&r, 0));
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}
