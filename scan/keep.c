#include "scan/keep.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/archive.h"
#include "scan/pictures.h"
#include "scan/sampler.h"
#include "store/pictures.h"
#include "store/readings.h"
#include "store/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A commit costs a sync: one per this many milliseconds, or pages, of which
 * the changes should fit the memory that SQLite has for them. */
#define COMMIT_PAGES 3000
#define COMMIT_MS 1000
/* Whoever else waits to write gets the store after this long: half the time,
 * if very many decide as fast as they can. */
#define COMMIT_WANTED_MS 50

struct keeper {
    struct store *store;
    struct archive *archive;
    struct store_scan scan;
    int open; /* a transaction is open */
    int64_t opened_at_ms, pages_in_it;
    int64_t handed_before;
    struct keeper_counts counts;
    int64_t run;
    struct js *about;        /* owned: of this run, or NULL */
    struct remarks *remarks; /* owned */
    int drawn;               /* the end of the scan chose */
    struct pictures pictures;
    struct sampler sampler; /* without policy: no unflagged offer is drawn */
    int64_t *versions;      /* owned; that the page's offers were stored as */
    size_t versions_cap;
    struct reading_basis *basis; /* borrowed, or NULL */
};

static int
open_archive(struct keeper *k, const char *dir, const struct campaign *campaign,
    struct fail *fail)
{
    const struct archive_options options = { .prefix = "shelfwatch",
        .software = "shelfwatch/" SHELFWATCH_VERSION,
        .contact = campaign->contact,
        .part_of = campaign->name,
        .now_wall_ms = now_wall_ms() };

    return archive_open(&k->archive, dir, &options, fail);
}

int
keeper_open(struct keeper **out, const char *store_path,
    const char *archive_dir, const struct campaign *campaign, struct fail *fail)
{
    struct keeper *k = mem_new(sizeof *k);
    int64_t known, waiting;
    int cut_off;

    k->remarks = remarks_new();
    if (store_open(&k->store, store_path, STORE_WRITE, fail) != 0 ||
        store_lock(k->store, "scan", fail) != 0 ||
        open_archive(k, archive_dir, campaign, fail) != 0 ||
        store_scan_start(k->store, str_of(campaign->name),
            str_of(campaign->digest), now_wall_ms(), &k->scan, fail) != 0 ||
        store_frontier_count(k->store, k->scan.id, &known, &waiting, fail) !=
            0 ||
        (cut_off = store_note_open(k->store, k->scan.id, fail)) < 0) {
        keeper_close(k);
        return -1;
    }
    if (cut_off)
        log_warn("event=cut_off campaign=%s", campaign->name);
    k->handed_before = known - waiting;
    k->pictures.store = k->store;
    k->pictures.max = campaign->pictures_max;
    *out = k;
    return 0;
}

void
keeper_close(struct keeper *k)
{
    if (k == NULL)
        return;
    if (k->open)
        store_rollback(k->store);
    archive_close(k->archive);
    store_close(k->store);
    remarks_free(k->remarks);
    sampler_close(&k->sampler);
    texts_clear(&k->pictures.due);
    js_free(k->about);
    free(k->versions);
    free(k);
}

int
keeper_aside(struct keeper *k, struct fail *fail)
{
    return store_aside(k->store, fail);
}

static void
set_clock(struct js *about, const char *when)
{
    struct js *clock = js_get(about, "clock");
    struct clock_state now;

    clock_read(&now);
    js_set(clock, when, clock_record(&now));
}

int
keeper_begin_run(struct keeper *k, const struct js *about, struct fail *fail)
{
    k->about = about != NULL ? js_copy(about) : js_new_object();
    js_set(k->about, "clock", js_new_object());
    set_clock(k->about, "start");
    return store_run_start(
        k->store, k->scan.id, k->about, now_wall_ms(), &k->run, fail);
}

static int
end_run(struct keeper *k, struct fail *fail)
{
    if (k->about == NULL)
        return 0;
    set_clock(k->about, "end");
    return store_run_end(k->store, k->run, k->about, now_wall_ms(), fail);
}

int
keeper_sample(struct keeper *k, const struct policy *policy, struct fail *fail)
{
    if (sampler_open(&k->sampler, k->store, policy, fail) != 0)
        return -1;
    k->sampler.pictures = &k->pictures;
    return 0;
}

const struct texts *
keeper_pictures(const struct keeper *k)
{
    return &k->pictures.due;
}

void
keeper_basis(struct keeper *k, struct reading_basis *basis)
{
    k->basis = basis;
}

int
keeper_resumed(const struct keeper *k)
{
    return k->scan.resumed;
}

struct remarks *
keeper_remarks(struct keeper *k)
{
    return k->remarks;
}

int64_t
keeper_pages_handed(const struct keeper *k)
{
    return k->handed_before;
}

struct keeper_counts
keeper_counts(const struct keeper *k)
{
    return k->counts;
}

static int
begin(struct keeper *k, struct fail *fail)
{
    if (k->open)
        return 0;
    if (store_begin(k->store, fail) != 0)
        return -1;
    k->open = 1;
    k->opened_at_ms = now_monotonic_ms();
    k->pages_in_it = 0;
    return 0;
}

/* --- the frontier's queues --- */

static int
queue_add(void *ctx, const struct frontier_link *l, struct fail *fail)
{
    struct keeper *k = ctx;
    struct store_link link = { l->url, l->host, l->priority, l->depth };

    if (begin(k, fail) != 0)
        return -1;
    return store_frontier_add(k->store, k->scan.id, &link, fail);
}

struct queue_visit {
    void (*visit)(const struct frontier_link *link, void *arg);
    void *arg;
};

static void
visit_link(const struct store_link *l, void *ctx)
{
    const struct queue_visit *v = ctx;
    struct frontier_link link = { l->url, l->host, l->priority, l->depth };

    v->visit(&link, v->arg);
}

static int
queue_load(void *ctx, struct str host, int first, int last, size_t limit,
    void (*visit)(const struct frontier_link *link, void *arg), void *arg,
    struct fail *fail)
{
    struct keeper *k = ctx;
    struct queue_visit v = { visit, arg };

    return store_frontier_load(
        k->store, k->scan.id, host, first, last, limit, visit_link, &v, fail);
}

static int
queue_hosts(void *ctx,
    void (*visit)(struct str host, int64_t waiting, void *arg), void *arg,
    struct fail *fail)
{
    struct keeper *k = ctx;

    return store_frontier_hosts(k->store, k->scan.id, visit, arg, fail);
}

static int
queue_done(void *ctx, struct str url, struct fail *fail)
{
    struct keeper *k = ctx;

    if (begin(k, fail) != 0)
        return -1;
    return store_frontier_done(k->store, k->scan.id, url, fail);
}

struct frontier_store
keeper_frontier(struct keeper *k)
{
    return (struct frontier_store){ k, queue_add, queue_load, queue_hosts,
        queue_done };
}

/* --- pages --- */

int
keeper_known(struct keeper *k, struct str url, struct store_validators *out,
    struct fail *fail)
{
    return store_page_find(k->store, url, out, fail);
}

int
keeper_restore(struct keeper *k, const struct store_validators *known,
    struct page *p, struct fail *fail)
{
    struct page *before = NULL;

    if (known->record == NULL || archive_get_response(k->archive,
                                     str_of(known->record), &before, fail) != 0)
        return fail_wrap(fail,
            "%s: not modified since a visit whose record "
            "cannot be read",
            p->url);
    buf_clear(&p->body);
    p->body = before->body;
    before->body = BUF_MAX(0);
    free(p->content_type);
    p->content_type = before->content_type;
    before->content_type = NULL;
    p->status = before->status;
    page_free(before);
    return 0;
}

/* 1 if the offers were judged and are unflagged, stored as they are, without a
 * case, and not to be drawn. The times that a finding names would be old. */
static int
is_settled(struct keeper *k, struct reading *r, struct fail *fail)
{
    const struct message_result *m = &r->result;
    int rc = r->judged;

    r->rows = mem_array(m->offer_count + 1, sizeof *r->rows);
    for (size_t i = 0; i < m->offer_count && rc == 1; i++) {
        const struct message_offer *o = &m->offers[i];

        rc = !o->flagged &&
             !sampler_wants(&k->sampler, k->scan.id, o->listing.identity);
        if (rc == 1)
            rc = store_listing_settled(
                k->store, &o->listing, r->versions[i], &r->rows[i], fail);
    }
    return rc;
}

int
keeper_reading(struct keeper *k, const struct store_validators *known,
    const char *digest, struct page *p, struct reading *r, struct fail *fail)
{
    if (k->basis == NULL)
        return 0;
    if (reading_find(r, k->basis, k->store, known, p, digest, fail) != 0)
        return -1;
    if (r->fits && !archive_has(k->archive, str_of(r->body.record)))
        r->fits = 0;
    r->settled = r->fits ? is_settled(k, r, fail) : 0;
    if (r->settled < 0)
        return -1;
    if (r->fits && !r->settled)
        r->fits = reading_whole(r, k->basis, k->store, fail);
    if (r->fits < 0)
        return -1;
    if (r->fits && p->outcome == PAGE_NOT_MODIFIED) {
        p->status = r->status;
        free(p->content_type);
        p->content_type = mem_text(r->content_type);
    }
    return 0;
}

int
keeper_links(struct keeper *k, struct reading *r, struct fail *fail)
{
    int rc = reading_links(r, k->basis, k->store, fail);

    if (rc == 0)
        r->fits = r->settled = 0;
    return rc < 0 ? -1 : 0;
}

static int
keep_page(struct keeper *k, const struct kept *what, const char *record,
    int64_t *id, struct fail *fail)
{
    const struct page *p = what->page;
    struct str headers = str_of(p->headers);
    char *etag = str_dup(page_header(headers, "ETag"));
    char *modified = str_dup(page_header(headers, "Last-Modified"));
    char *kind = str_dup(what->result ? what->result->kind : STR(""));
    struct store_page row = { .scan = k->scan.id,
        .url = p->url,
        .final_url = p->final_url,
        .status = p->status,
        .outcome = p->outcome,
        .observed = what->result ? what->result->observed : PAGE_BLOCKED,
        .state = what->state,
        .reason = what->reason,
        .kind = kind,
        .fetched_at_ms = p->fetched_at_ms,
        .digest = what->digest,
        .etag = etag,
        .last_modified = modified,
        .record = record,
        .robots_override = p->robots_override,
        .reading = what->reading->id };
    int rc = store_page_put(k->store, &row, id, fail);

    free(etag);
    free(modified);
    free(kind);
    return rc;
}

/* --- offers --- */

int
keeper_draw(struct keeper *k, struct fail *fail)
{
    texts_clear(&k->pictures.due);
    if (k->drawn || k->sampler.policy == NULL)
        return 0;
    k->drawn = 1;
    if (begin(k, fail) != 0)
        return -1;
    return sampler_end(&k->sampler, k->scan.id, fail);
}

/* One offer; c is its casefile if it is flagged. What an unflagged one says
 * is read only where a casefile exists already, or where it may be drawn; if
 * it cannot be read, the case stays as it was. *version: its text's row, if it
 * was stored now. */
static int
keep_offer(struct keeper *k, const struct message_offer *o,
    const struct casefile *c, int64_t page, int64_t *version, struct fail *fail)
{
    struct sampler_offer what = { .scan = k->scan.id,
        .identity = o->listing.identity };
    struct casefile *unflagged = NULL;
    struct store_listing listing = { .id = 0 };
    int rc = store_listing_put(
        k->store, &o->listing, page, now_wall_ms(), &listing, fail);

    *version = listing.version;
    what.listing = listing.id;
    if (rc == 0 && c == NULL) {
        rc = listing.is_new ? 0 : store_case_is(k->store, listing.id, fail);
        if (rc == 0)
            rc = sampler_wants(&k->sampler, what.scan, what.identity);
        if (rc == 1 && message_casefile(o, &unflagged, NULL) == 0)
            c = unflagged;
        rc = rc < 0 ? -1 : 0;
    }
    if (rc == 0 && c != NULL) {
        rc = sampler_put(&k->sampler, &what, c, fail);
        if (rc == 0 && what.case_id > 0)
            rc = pictures_note(&k->pictures, listing.id, c->listing, fail);
    }
    casefile_free(unflagged);
    k->counts.listings += rc == 0;
    k->counts.flagged += rc == 0 && o->flagged;
    return rc;
}

/* What was asked for as a picture is one, or is none: either ends the wait. */
static int
keep_picture(
    struct keeper *k, const struct kept *what, int64_t page, struct fail *fail)
{
    struct str url = str_of(what->page->url);
    struct store_picture row = { .digest = str_of(what->digest) };
    const struct message_picture *p;

    if (what->result == NULL || what->digest[0] == '\0' ||
        what->result->picture.format == PICTURE_OTHER)
        return store_picture_came(k->store, url, page, NULL, fail);
    p = &what->result->picture;
    row.media_type = picture_media_type(p->format);
    row.width = p->width;
    row.height = p->height;
    row.look = p->look;
    row.plain = p->plain;
    row.thumb = p->thumb;
    return store_picture_came(k->store, url, page, &row, fail);
}

/* Offers that are known in every respect stand on this page too. */
static int
see_offers(
    struct keeper *k, const struct kept *what, int64_t page, struct fail *fail)
{
    const struct message_result *m = what->result;
    int64_t now_ms = now_wall_ms();

    for (size_t i = 0; i < m->offer_count; i++) {
        if (store_listing_seen(k->store, what->reading->rows[i], page,
                &m->offers[i].listing, now_ms, fail) != 0)
            return -1;
        k->counts.listings++;
    }
    return 0;
}

static int
keep_offers(
    struct keeper *k, const struct kept *what, int64_t page, struct fail *fail)
{
    if (what->result == NULL)
        return 0;
    if (what->casefiles == NULL)
        return see_offers(k, what, page, fail);
    k->versions = mem_grow(k->versions, &k->versions_cap,
        what->result->offer_count, sizeof *k->versions);
    for (size_t i = 0; i < what->result->offer_count; i++)
        if (keep_offer(k, &what->result->offers[i], what->casefiles[i], page,
                &k->versions[i], fail) != 0)
            return -1;
    return 0;
}

/* What was read is kept where the next visit will look: only of pages that
 * were observed it asks on a condition. What a browser makes of the same bytes
 * may differ each time. Its place is made now, so that the page can name it. */
static int
place_reading(struct keeper *k, const struct kept *what,
    const struct archive_body *body, struct fail *fail)
{
    struct reading *r = what->reading;

    if (what->result != NULL && what->casefiles == NULL)
        return 0; /* it stands there */
    if (k->basis == NULL || what->result == NULL || body->record == NULL ||
        what->result->observed != PAGE_OBSERVED || what->of_picture ||
        what->page->browser[0] != '\0' ||
        str_is(what->result->kind, "sitemap")) {
        r->id = 0;
        return 0;
    }
    return r->id > 0 ? 0 : store_reading_reserve(k->store, &r->id, fail);
}

/* After the offers: what was stored of them is not kept once more. */
static int
keep_reading(struct keeper *k, const struct kept *what,
    const struct archive_body *body, int64_t page, struct fail *fail)
{
    struct reading_kept kept = { what->page, what->digest, body, what->result,
        what->link_keys, k->versions, what->undecided };
    struct reading *r = what->reading;

    if (r->id == 0 || what->casefiles == NULL)
        return 0;
    if (reading_put(r, k->basis, k->store, &kept, fail) != 0 ||
        (r->id == 0 && store_reading_of_page(k->store, page, 0, fail) != 0))
        return -1;
    /* The row that the next visit will find is that of the last change. */
    if (what->page->outcome != PAGE_NOT_MODIFIED || what->known == NULL ||
        what->known->reading == r->id)
        return 0;
    return store_reading_of_page(k->store, what->known->page, r->id, fail);
}

/* Where an equal body stands already: of the visit before, or anywhere. */
static int
find_same_body(
    struct keeper *k, const struct kept *what, char **record, struct fail *fail)
{
    *record = NULL;
    if (what->digest[0] == '\0')
        return 0;
    if (what->known != NULL && strcmp(what->known->digest, what->digest) == 0) {
        *record = mem_text(what->known->record);
        return 0;
    }
    return store_body_find(k->store, what->digest, record, fail);
}

static int
archive_page(struct keeper *k, const struct kept *what,
    char record[ARCHIVE_RECORD_BYTES], struct archive_body *body,
    struct fail *fail)
{
    struct archive_note note = { .state = what->state,
        .reason = what->reason,
        .digest = what->digest[0] != '\0' ? what->digest : NULL,
        .body = body };
    char *same = NULL;
    int rc = 0;

    if (what->page->outcome == PAGE_FAILED ||
        what->page->outcome == PAGE_REFUSED)
        return 0;
    if (what->reading->fits)
        note.same_body = &what->reading->body;
    else
        rc = find_same_body(k, what, &same, fail);
    note.same_as = same;
    if (rc == 0)
        rc = archive_put(k->archive, what->page, &note, record, fail);
    free(same);
    return rc;
}

/* That a browser opened the page, where one did. */
static int
keep_rendered(
    struct keeper *k, const struct page *p, int64_t id, struct fail *fail)
{
    return p->rendered.len == 0
               ? 0
               : store_page_rendered(k->store, id, p->browser, fail);
}

int
keeper_keep(struct keeper *k, const struct kept *what, struct fail *fail)
{
    char record[ARCHIVE_RECORD_BYTES] = "";
    struct archive_body body = { NULL, NULL, 0 };
    int64_t id;
    int rc = -1;

    texts_clear(&k->pictures.due);
    if (begin(k, fail) == 0 &&
        archive_page(k, what, record, &body, fail) == 0 &&
        place_reading(k, what, &body, fail) == 0 &&
        keep_page(k, what, record, &id, fail) == 0 &&
        keep_rendered(k, what->page, id, fail) == 0 &&
        (!what->of_picture || keep_picture(k, what, id, fail) == 0) &&
        keep_offers(k, what, id, fail) == 0 &&
        keep_reading(k, what, &body, id, fail) == 0) {
        k->pages_in_it++;
        k->counts.pages++;
        rc = 0;
    }
    if (rc == 0) {
        remarks_page(k->remarks, what->state, what->reason, what->page->url);
        log_debug("event=step at=kept url=%s", what->page->url);
    }
    archive_body_clear(&body);
    return rc;
}

int
keeper_commit(struct keeper *k, int64_t now_ms, int at_once, struct fail *fail)
{
    int64_t for_ms = now_ms - k->opened_at_ms;

    if (!k->open ||
        (!at_once && k->pages_in_it < COMMIT_PAGES && for_ms < COMMIT_MS &&
            (for_ms < COMMIT_WANTED_MS || !store_wanted(k->store))))
        return 0;
    if (remarks_put(k->remarks, k->store, k->scan.id, fail) != 0 ||
        archive_sync(k->archive, fail) != 0)
        return -1;
    log_debug("event=step at=synced pages=%lld", (long long)k->pages_in_it);
    k->open = 0;
    if (store_commit(k->store, fail) != 0)
        return -1;
    log_debug("event=step at=committed pages=%lld", (long long)k->pages_in_it);
    store_give_way(k->store, now_monotonic_ms() - k->opened_at_ms);
    return 0;
}

void
keeper_abandon(struct keeper *k, const char *why)
{
    struct buf event = BUF_MAX(FAIL_TEXT_MAX + 100);

    if (k->open)
        store_rollback(k->store);
    k->open = 0;
    buf_addf(&event, "a run failed: %.300s", why);
    if (begin(k, NULL) == 0) {
        if (remarks_put(k->remarks, k->store, k->scan.id, NULL) != 0 ||
            store_note_add(k->store, k->scan.id, STORE_NOTE_EVENT,
                buf_str(&event), 1, NULL) != 0 ||
            store_note_close(k->store, k->scan.id, NULL) != 0 ||
            store_commit(k->store, NULL) != 0)
            store_rollback(k->store);
        k->open = 0;
    }
    buf_clear(&event);
}

int
keeper_finish(
    struct keeper *k, const char *how, struct js **summary, struct fail *fail)
{
    remarks_end(k->remarks);
    if (strcmp(how, "stopped") != 0 && keeper_draw(k, fail) != 0)
        return -1;
    if ((remarks_any(k->remarks) && begin(k, fail) != 0) ||
        keeper_commit(k, 0, 1, fail) != 0)
        return -1;
    store_aside_now(k->store);
    if (store_note_close(k->store, k->scan.id, fail) != 0)
        return -1;
    *summary = store_scan_summary(k->store, k->scan.id, fail);
    if (*summary == NULL)
        return -1;
    js_set_textz(*summary, "how", how);
    if (end_run(k, fail) != 0)
        return -1;
    if (strcmp(how, "stopped") == 0)
        return 0;
    if (store_scan_finish(
            k->store, k->scan.id, how, *summary, now_wall_ms(), fail) != 0)
        return -1;
    log_debug("event=step at=ended how=%s", how);
    return 0;
}
