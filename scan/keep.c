#include "scan/keep.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "scan/keep_work.h"
#include "store/pictures.h"
#include "store/readings.h"

#include <stdlib.h>
#include <string.h>

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

    for (size_t i = 0; i < m->offer_count && rc == 1; i++) {
        const struct message_offer *o = &m->offers[i];

        rc = !o->flagged &&
             !sampler_wants(&k->sampler, k->scan.id, o->listing.identity);
        if (rc == 1)
            rc = store_listing_settled(
                k->store, &r->stored[i], o->listing.identity, fail);
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
        .url_key = what->known != NULL ? what->known->url_key : 0,
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
        .reading = what->reading->id,
        .since = p->outcome == PAGE_NOT_MODIFIED && what->known != NULL
                     ? what->known->page
                     : 0 };
    int rc = store_page_put(k->store, &row, id, fail);

    if (rc == 0 && record[0] != '\0' && what->digest[0] != '\0')
        bodies_add(k->bodies, str_of(what->digest), *id);
    free(etag);
    free(modified);
    free(kind);
    return rc;
}

/* --- offers --- */

/* One offer; c is its casefile if it is flagged. What an unflagged one says
 * is read only where a casefile exists already, or where it may be drawn; if
 * it cannot be read, the case stays as it was. */
static int
keep_offer(struct keeper *k, const struct message_offer *o,
    const struct casefile *c, int64_t page, struct store_reading_offer *stored,
    struct fail *fail)
{
    struct sampler_offer what = { .scan = k->scan.id,
        .identity = o->listing.identity };
    struct casefile *unflagged = NULL;
    struct store_listing listing = { .id = 0 };
    int rc = store_listing_put(
        k->store, &o->listing, page, now_wall_ms(), &listing, fail);

    *stored = (struct store_reading_offer){ listing.id, listing.current,
        listing.version };
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
        if (store_listing_seen(k->store, what->reading->stored[i].listing, page,
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
    k->stored = mem_grow(k->stored, &k->stored_cap, what->result->offer_count,
        sizeof *k->stored);
    for (size_t i = 0; i < what->result->offer_count; i++)
        if (keep_offer(k, &what->result->offers[i], what->casefiles[i], page,
                &k->stored[i], fail) != 0)
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
        what->link_keys, k->stored, what->undecided };
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

/* Where an equal body stands already: of the visit before, or of another page
 * of this run. */
static int
find_same_body(
    struct keeper *k, const struct kept *what, char **record, struct fail *fail)
{
    int64_t page;

    *record = NULL;
    if (what->digest[0] == '\0')
        return 0;
    if (what->known != NULL && strcmp(what->known->digest, what->digest) == 0) {
        *record = mem_text(what->known->record);
        return 0;
    }
    page = bodies_find(k->bodies, str_of(what->digest));
    return page == 0
               ? 0
               : store_page_body(k->store, page, what->digest, record, fail);
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
    if (keep_begin(k, fail) == 0 &&
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
