/* What is due to go, and its going. */
#include "store/purge.h"

#include "base/digest.h"
#include "base/mem.h"
#include "store/audit.h"
#include "store/handle.h"
#include "store/parties.h"

#include <stdlib.h>

#define DAY_MS INT64_C(86400000)
/* One tombstone names so many: some tens of kilobytes. */
#define PORTION 100
#define FILL 10000
#define LINES_BYTES_MAX (16u << 20)
#define DETAIL_BYTES_MAX (256u << 10)

/* --- the plan --- */

static int
cut_campaign(struct store *s, const struct retention *r, const char *campaign,
    int64_t now_ms, struct fail *fail)
{
    for (size_t i = 0; retention_state(i) != NULL; i++) {
        const char *state = retention_state(i);
        int64_t days = retention_days(r, campaign, state);

        if (days > 0 && db_run(s->db, SQL_PURGE_CUT_ADD,
                            DB_ARGS(db_z(campaign), db_z(state), db_i(days),
                                db_i(now_ms - days * DAY_MS)),
                            fail) != 0)
            return -1;
    }
    return 0;
}

static int
cut_all(struct store *s, const struct retention *r, int64_t now_ms,
    struct fail *fail)
{
    struct db_rows rows;
    int rc = db_rows_start(&rows, s->db, SQL_PURGE_CAMPAIGNS, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&rows, fail)) == 1) {
        char *campaign = str_dup(db_rows_s(&rows, 0));

        rc = cut_campaign(s, r, campaign, now_ms, fail);
        free(campaign);
    }
    db_rows_end(&rows);
    return rc;
}

static int
run_all(struct store *s, const enum sql *statements, size_t count,
    struct fail *fail)
{
    for (size_t i = 0; i < count; i++)
        if (db_run(s->db, statements[i], DB_NONE, fail) != 0)
            return -1;
    return 0;
}

int
store_purge_plan(struct store *s, const struct retention *r, int64_t now_ms,
    struct fail *fail)
{
    static const enum sql before[] = { SQL_PURGE_CUT_CLEAR,
        SQL_PURGE_OFFER_CLEAR, SQL_PURGE_PAGE_CLEAR };
    int own, rc = handle_enter(s, &own, fail);
    int64_t left = 1;

    if (rc != 0)
        return -1;
    /* Whose an offer is has to be known before it goes: it may be held. */
    while (rc == 0 && left > 0)
        rc = store_parties_fill(s, FILL, &left, fail);
    if (rc == 0)
        rc = run_all(s, before, COUNT(before), fail);
    if (rc == 0)
        rc = cut_all(s, r, now_ms, fail);
    if (rc == 0)
        rc = db_run(s->db, SQL_PURGE_OFFER_PLAN, DB_NONE, fail);
    return handle_leave(s, own, rc, fail);
}

int
store_purge_plan_pages(struct store *s, struct fail *fail)
{
    static const enum sql steps[] = { SQL_PURGE_KEPT_CLEAR, SQL_PURGE_KEPT_PLAN,
        SQL_PURGE_KEPT_HELD, SQL_PURGE_PAGE_CLEAR, SQL_PURGE_PAGE_PLAN,
        SQL_PURGE_PAGE_SHARED };
    int own, rc = handle_enter(s, &own, fail);

    if (rc != 0)
        return -1;
    return handle_leave(s, own, run_all(s, steps, COUNT(steps), fail), fail);
}

int
store_purge_thorough(struct store *s, int on, struct fail *fail)
{
    if (on)
        return db_script(s->db, "PRAGMA secure_delete = ON", fail);
    if (db_run(s->db, SQL_PURGE_WORDS, DB_NONE, fail) != 0)
        return -1;
    return db_script(s->db, "PRAGMA wal_checkpoint(TRUNCATE)", fail);
}

static int
visit_due(struct store *s, enum sql n, int64_t limit, store_purge_visit *visit,
    void *ctx, struct fail *fail)
{
    int pages = n == SQL_PURGE_PAGE_EACH;
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, n, DB_ARGS(db_i(limit)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        const struct store_purge_due d = { .id = db_rows_i(&r, 0),
            .casefile = db_rows_i(&r, 1),
            .state = db_rows_s(&r, 2),
            .campaign = db_rows_s(&r, 3),
            .last_ms = db_rows_i(&r, 4),
            .days = db_rows_i(&r, 5),
            .digest = pages ? db_rows_s(&r, 6) : STR_NONE,
            .record = pages ? db_rows_s(&r, 7) : STR_NONE };

        rc = visit(&d, ctx, fail);
    }
    db_rows_end(&r);
    return rc;
}

int
store_purge_offer_each(
    struct store *s, store_purge_visit *visit, void *ctx, struct fail *fail)
{
    return visit_due(s, SQL_PURGE_OFFER_EACH, -1, visit, ctx, fail);
}

int
store_purge_page_each(struct store *s, int64_t limit, store_purge_visit *visit,
    void *ctx, struct fail *fail)
{
    return visit_due(
        s, SQL_PURGE_PAGE_EACH, limit > 0 ? limit : -1, visit, ctx, fail);
}

/* --- a portion --- */

struct gone {
    int64_t id, casefile, bytes;
    char *record; /* owned; of a page */
};

struct portion {
    struct gone item[PORTION];
    size_t count;
    struct buf lines; /* what goes, a line each */
    struct js *ids, *casefiles, *digests;
    struct store *store;
    struct store_purge *purge;
    store_purge_extent *extent;
    void *ctx;
};

static void
portion_init(struct portion *p, struct store *s, struct store_purge *purge)
{
    *p = (struct portion){ .store = s,
        .purge = purge,
        .lines = BUF_MAX(LINES_BYTES_MAX),
        .ids = js_new_array(),
        .casefiles = js_new_array(),
        .digests = js_new_array() };
}

static void
portion_clear(struct portion *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->item[i].record);
    buf_clear(&p->lines);
    js_free(p->ids);
    js_free(p->casefiles);
    js_free(p->digests);
}

/* The tombstone. */
static int
write_down(struct portion *p, const char *kind, struct fail *fail)
{
    struct js *detail = js_new_object();
    struct buf text = BUF_MAX(DETAIL_BYTES_MAX);
    struct store_audit a = { .actor = str_of(p->purge->by.actor),
        .action = STR("store.purge"),
        .object = str_of(kind),
        .at_ms = p->purge->by.at_ms };
    char list[DIGEST_HEX_BYTES];
    int rc = 0;

    digest_sha256_hex(buf_str(&p->lines), list);
    js_set_integer(detail, "count", (int64_t)p->count);
    js_set_textz(detail, "policy_sha256", p->purge->policy);
    js_set_textz(detail, "list_sha256", list);
    js_set(detail, "ids", js_copy(p->ids));
    if (js_count(p->casefiles) > 0)
        js_set(detail, "cases", js_copy(p->casefiles));
    js_set(detail, "digests", js_copy(p->digests));
    js_write(&text, detail);
    if (p->purge->sign != NULL) {
        struct buf signature = BUF_MAX(1000);

        rc = p->purge->sign(
            buf_str(&text), &signature, p->purge->sign_ctx, fail);
        js_set_text(detail, "signature", buf_str(&signature));
        buf_reset(&text);
        js_write(&text, detail);
        buf_clear(&signature);
    }
    a.detail = buf_str(&text);
    if (rc == 0 && (text.over || p->lines.over))
        rc = fail_set(fail, "a tombstone would be too large");
    if (rc == 0)
        rc = store_audit_add(p->store, &a, fail);
    js_free(detail);
    buf_clear(&text);
    return rc;
}

/* --- offers --- */

/* Every version of the offer, and one digest over all of theirs. */
static int
note_versions(
    struct portion *p, const struct store_purge_due *d, struct fail *fail)
{
    struct digest *all = digest_new();
    char hex[DIGEST_HEX_BYTES];
    struct db_rows r;
    int rc = db_rows_start(
        &r, p->store->db, SQL_PURGE_VERSION_EACH, DB_ARGS(db_i(d->id)), fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        buf_addf(&p->lines, "offer %lld case %lld version %lld " STR_FMT "\n",
            (long long)d->id, (long long)d->casefile,
            (long long)db_rows_i(&r, 0), STR_ARG(db_rows_s(&r, 1)));
        digest_add(all, db_rows_s(&r, 1));
        digest_add(all, STR("\n"));
        p->purge->versions++;
        rc = 0;
    }
    db_rows_end(&r);
    digest_end(all, hex);
    js_add_text(p->digests, str_of(hex));
    return rc;
}

static int
take_offer(const struct store_purge_due *d, void *ctx, struct fail *fail)
{
    struct portion *p = ctx;

    p->item[p->count++] = (struct gone){ .id = d->id, .casefile = d->casefile };
    js_add(p->ids, js_new_integer(d->id));
    if (d->casefile > 0)
        js_add(p->casefiles, js_new_integer(d->casefile));
    return note_versions(p, d, fail);
}

static int
run_of(struct store *s, const enum sql *statements, size_t count, int64_t id,
    struct fail *fail)
{
    for (size_t i = 0; i < count; i++)
        if (db_run(s->db, statements[i], DB_ARGS(db_i(id)), fail) != 0)
            return -1;
    return 0;
}

static int
drop_case(struct portion *p, int64_t id, int64_t entry, struct fail *fail)
{
    static const enum sql steps[] = { SQL_QUEUE_OUT, SQL_QUEUE_FACET_CLEAR,
        SQL_QUEUE_TEXT_DROP, SQL_PURGE_CASE_ROW, SQL_PURGE_CASE_CARD,
        SQL_PURGE_CASE_BEHIND, SQL_PURGE_CASE_RECORD, SQL_PURGE_CASE_HAZARD,
        SQL_PURGE_CASE_FINDING, SQL_PURGE_CASE_EVENT, SQL_PURGE_CASE_LEASE,
        SQL_PURGE_CASE_SAMPLE, SQL_PURGE_CASE_LINK, SQL_PURGE_CASE_VIEW,
        SQL_PURGE_CASE_PARTY, SQL_PURGE_CASE_LAST };

    p->purge->cases++;
    if (db_run(p->store->db, SQL_PURGE_CASE_DONE,
            DB_ARGS(db_i(id), db_i(p->purge->by.at_ms), db_i(entry)),
            fail) != 0)
        return -1;
    return run_of(p->store, steps, COUNT(steps), id, fail);
}

static int
drop_offer(struct portion *p, int64_t id, struct fail *fail)
{
    static const enum sql steps[] = { SQL_PURGE_LISTING_PAGES,
        SQL_PURGE_LISTING_COUNT, SQL_PURGE_LISTING_TRAIT, SQL_PURGE_LISTING_TIE,
        SQL_PURGE_LISTING_CASES, SQL_PURGE_LISTING_PARTY,
        SQL_PURGE_LISTING_OFFER, SQL_PRODUCT_DROP, SQL_PURGE_LISTING_KEYS,
        SQL_PURGE_LISTING_WAITING, SQL_PURGE_LISTING_PICTURES,
        SQL_PURGE_LISTING_VERSIONS, SQL_PURGE_LISTING_LAST,
        SQL_PURGE_OFFER_DONE };

    p->purge->offers++;
    return run_of(p->store, steps, COUNT(steps), id, fail);
}

static int
offers(struct portion *p, struct fail *fail)
{
    int64_t entry;
    int rc =
        visit_due(p->store, SQL_PURGE_OFFER_EACH, PORTION, take_offer, p, fail);

    if (rc != 0 || p->count == 0)
        return rc;
    rc = write_down(p, "offers", fail);
    entry = db_last_id(p->store->db);
    for (size_t i = 0; i < p->count && rc == 0; i++) {
        if (p->item[i].casefile > 0)
            rc = drop_case(p, p->item[i].casefile, entry, fail);
        if (rc == 0)
            rc = drop_offer(p, p->item[i].id, fail);
    }
    return rc;
}

static int
portion_run(struct portion *p, int (*run)(struct portion *p, struct fail *fail),
    struct fail *fail)
{
    int own, rc = handle_enter(p->store, &own, fail);

    if (rc == 0)
        rc = handle_leave(p->store, own, run(p, fail), fail);
    rc = rc == 0 ? p->count > 0 : -1;
    portion_clear(p);
    return rc;
}

int
store_purge_offers(
    struct store *s, struct store_purge *purge, struct fail *fail)
{
    struct portion p;

    portion_init(&p, s, purge);
    return portion_run(&p, offers, fail);
}

/* --- pages --- */

static int
take_page(const struct store_purge_due *d, void *ctx, struct fail *fail)
{
    struct portion *p = ctx;
    struct gone *g = &p->item[p->count++];

    *g = (struct gone){ .id = d->id, .record = str_dup(d->record) };
    js_add(p->ids, js_new_integer(d->id));
    js_add_text(p->digests, d->digest);
    buf_addf(&p->lines, "page %lld " STR_FMT " " STR_FMT "\n", (long long)d->id,
        STR_ARG(d->record), STR_ARG(d->digest));
    return d->record.len == 0 ? 0
                              : p->extent(d->record, &g->bytes, p->ctx, fail);
}

static int
pages(struct portion *p, struct fail *fail)
{
    static const enum sql steps[] = { SQL_PURGE_PAGE_LAST, SQL_PURGE_PAGE_OLD,
        SQL_PURGE_PAGE_DONE };
    int rc =
        visit_due(p->store, SQL_PURGE_PAGE_EACH, PORTION, take_page, p, fail);

    if (rc != 0 || p->count == 0)
        return rc;
    rc = write_down(p, "pages", fail);
    for (size_t i = 0; i < p->count && rc == 0; i++) {
        const struct gone *g = &p->item[i];

        if (g->bytes > 0)
            rc = db_run(p->store->db, SQL_PURGE_RECORD_ADD,
                DB_ARGS(db_z(g->record), db_i(g->bytes)), fail);
        if (rc == 0)
            rc = run_of(p->store, steps, COUNT(steps), g->id, fail);
        p->purge->pages++;
    }
    return rc;
}

int
store_purge_pages(struct store *s, struct store_purge *purge,
    store_purge_extent *extent, void *ctx, struct fail *fail)
{
    struct portion p;

    portion_init(&p, s, purge);
    p.extent = extent;
    p.ctx = ctx;
    return portion_run(&p, pages, fail);
}

/* --- records --- */

int
store_purge_record_each(struct store *s,
    int (*visit)(
        struct str record, int64_t bytes, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_PURGE_RECORD_EACH, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = visit(db_rows_s(&r, 0), db_rows_i(&r, 1), ctx, fail);
    db_rows_end(&r);
    return rc;
}

int
store_purge_record_done(struct store *s, struct str record, struct fail *fail)
{
    return db_run(s->db, SQL_PURGE_RECORD_DONE, DB_ARGS(db_s(record)), fail);
}

int
store_purge_records_left(struct store *s, int64_t *count, struct fail *fail)
{
    return db_one(s->db, SQL_PURGE_RECORD_COUNT, DB_NONE, count, fail) == 1
               ? 0
               : -1;
}

int
store_purged_case(struct store *s, int64_t casefile, int64_t *at_ms,
    int64_t *entry, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_PURGE_CASE_OF, DB_ARGS(db_i(casefile)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *at_ms = db_rows_i(&r, 0);
        *entry = db_rows_i(&r, 1);
    }
    db_rows_end(&r);
    return rc;
}
