/* shelfwatch store purge: what is due goes, from the store and the archive. */
#include "cli/run_metrics.h"
#include "cli/store_keep.h"
#include "cli/verbs.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/signature.h"
#include "core/texts.h"
#include "crawler/archive.h"
#include "store/audit.h"
#include "store/backup.h"
#include "store/purge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096
#define DAY_MS INT64_C(86400000)
#define POLICY_BYTES_MAX (1u << 20)

struct purge {
    const struct store_keep *k;
    struct store *store;
    struct archive *archive; /* NULL: there is none */
    char dir[PATH_BYTES], newest[PATH_BYTES], actor[300];
    struct texts named; /* segments that a page of the store is in */
    struct store_purge work;
    int64_t due_offers, due_pages, records, segments;
};

/* --- what is due --- */

static void
print_json(const struct store_purge_due *d, const char *kind, const char *last,
    int64_t days)
{
    struct js *j = js_new_object();
    struct buf line = BUF_MAX(64u << 10);

    js_set_textz(j, "due", kind);
    js_set_integer(j, "id", d->id);
    if (d->casefile > 0)
        js_set_integer(j, "case", d->casefile);
    js_set_text(j, "state", d->state);
    js_set_text(j, "campaign", d->campaign);
    js_set_textz(j, "last", last);
    js_set_integer(j, "days", days);
    js_set_integer(j, "kept_days", d->days);
    if (d->digest.len > 0)
        js_set_text(j, "sha256", d->digest);
    if (d->record.len > 0)
        js_set_text(j, "record", d->record);
    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}

static int
print_due(
    const struct purge *p, const struct store_purge_due *d, const char *kind)
{
    int64_t days = (p->work.by.at_ms - d->last_ms) / DAY_MS;
    char last[NOW_TEXT_BYTES], of_case[40] = "";

    now_text(d->last_ms, last);
    if (p->k->json)
        print_json(d, kind, last, days);
    if (p->k->json || p->k->quiet)
        return 0;
    if (d->casefile > 0)
        snprintf(
            of_case, sizeof of_case, " of case %lld", (long long)d->casefile);
    if (d->days == 0)
        printf("%s %lld: the offers on it have gone\n", kind, (long long)d->id);
    else
        printf("%s %lld%s: " STR_FMT
               " for %lld days, since %.10s; campaign '" STR_FMT
               "' keeps it %lld\n",
            kind, (long long)d->id, of_case, STR_ARG(d->state), (long long)days,
            last, STR_ARG(d->campaign), (long long)d->days);
    return 0;
}

static int
due_offer(const struct store_purge_due *d, void *ctx, struct fail *fail)
{
    struct purge *p = ctx;

    (void)fail;
    p->due_offers++;
    return print_due(p, d, "offer");
}

static int
due_page(const struct store_purge_due *d, void *ctx, struct fail *fail)
{
    struct purge *p = ctx;

    (void)fail;
    p->due_pages++;
    return print_due(p, d, "page");
}

/* --- the archive --- */

static int
extent(struct str record, int64_t *bytes, void *ctx, struct fail *fail)
{
    struct purge *p = ctx;
    struct fail why = { "" };

    (void)fail;
    *bytes = 0;
    /* A record that cannot be read any more cannot be overwritten; its page
     * goes all the same. */
    if (p->archive != NULL &&
        archive_extent(p->archive, record, bytes, &why) != 0)
        fprintf(stderr, "shelfwatch store: not erased: %s\n", why.text);
    return 0;
}

static int
note_named(struct str segment, int64_t last, int64_t pages, void *ctx,
    struct fail *fail)
{
    struct purge *p = ctx;

    (void)last;
    (void)pages;
    (void)fail;
    texts_add_new(&p->named, segment);
    return 0;
}

static int
note_newest(const char *path, void *ctx, struct fail *fail)
{
    struct purge *p = ctx;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;

    (void)fail;
    if (strcmp(name, p->newest) > 0)
        snprintf(p->newest, sizeof p->newest, "%s", name);
    return 0;
}

/* 1 if the segment has nothing any more that the store knows of. The newest
 * is appended to. */
static int
is_empty(const struct purge *p, struct str segment)
{
    return !str_is(segment, p->newest) && !texts_has(&p->named, segment);
}

static int
drop_segment(struct purge *p, struct str segment, struct fail *fail)
{
    char path[2 * PATH_BYTES];

    snprintf(path, sizeof path, "%s/%.*s", p->dir, (int)segment.len, segment.p);
    if (unlink(path) == 0)
        p->segments++;
    else if (errno != ENOENT)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    return 0;
}

struct batch {
    struct purge *purge;
    struct texts done;
};

static int
erase_one(struct str record, int64_t bytes, void *ctx, struct fail *fail)
{
    struct batch *b = ctx;
    struct purge *p = b->purge;
    ptrdiff_t colon = str_find_char(record, ':', 0);
    struct str segment = str_sub(record, 0, colon < 0 ? 0 : (size_t)colon);
    int rc;

    if (is_empty(p, segment))
        rc = drop_segment(p, segment, fail);
    else
        rc = archive_erase(p->archive, record, bytes, p->work.by.at_ms, fail);
    texts_add(&b->done, record);
    p->records++;
    return rc;
}

static int
forget(struct store *s, const struct texts *done, struct fail *fail)
{
    int rc = store_begin(s, fail);

    for (size_t i = 0; i < done->count && rc == 0; i++)
        rc = store_purge_record_done(s, str_of(done->item[i]), fail);
    if (rc == 0)
        return store_commit(s, fail);
    store_rollback(s);
    return -1;
}

/* Also what an earlier purge left, that was killed. */
static int
erase_records(struct purge *p, struct fail *fail)
{
    int64_t left = 0;
    int rc = store_purge_records_left(p->store, &left, fail);

    if (rc != 0 || left == 0)
        return rc;
    if (p->archive == NULL)
        return fail_set(fail,
            "%s: the archive with %lld records to erase is "
            "not there",
            p->dir, (long long)left);
    texts_clear(&p->named);
    if (store_archive_each(p->store, note_named, p, fail) != 0 ||
        file_each(p->dir, ".warc.gz", note_newest, p, fail) != 0)
        return -1;
    while (rc == 0 && left > 0) {
        struct batch b = { p, { .count = 0 } };

        rc = store_purge_record_each(p->store, erase_one, &b, fail);
        if (rc == 0)
            rc = archive_erased(p->archive, fail);
        if (rc == 0)
            rc = forget(p->store, &b.done, fail);
        texts_clear(&b.done);
        if (rc == 0)
            rc = store_purge_records_left(p->store, &left, fail);
    }
    return rc;
}

/* --- the purge --- */

static int
sign(struct str detail, struct buf *out, void *ctx, struct fail *fail)
{
    const struct purge *p = ctx;

    return signature_make(out, p->k->key, detail, fail);
}

/* A key that cannot sign is told before anything goes, not in the middle. */
static int
try_key(struct purge *p, struct fail *fail)
{
    struct buf signature = BUF_MAX(SIGNATURE_TEXT_BYTES);
    int rc = p->k->key != NULL ? sign(STR(""), &signature, p, fail) : 0;

    buf_clear(&signature);
    return rc;
}

static int
plan(struct purge *p, char digest[DIGEST_HEX_BYTES], struct fail *fail)
{
    struct retention policy;
    struct buf text = BUF_MAX(POLICY_BYTES_MAX);
    int rc = store_retention_get(p->store, &policy, fail);

    if (rc == 0) {
        js_write(&text, retention_to_json(&policy));
        digest_sha256_hex(buf_str(&text), digest);
        p->work.policy = digest;
        rc = store_purge_plan(p->store, &policy, p->work.by.at_ms, fail);
    }
    retention_clear(&policy);
    buf_clear(&text);
    return rc;
}

static int
go(struct purge *p, struct fail *fail)
{
    int rc = store_purge_offer_each(p->store, due_offer, p, fail);

    fflush(stdout);
    while (rc == 0 && (rc = store_purge_offers(p->store, &p->work, fail)) == 1)
        rc = 0;
    if (rc == 0)
        rc = store_purge_plan_pages(p->store, fail);
    if (rc == 0)
        rc = store_purge_page_each(p->store, 0, due_page, p, fail);
    fflush(stdout);
    return rc;
}

/* All of it is tried, and nothing of it kept. */
static int
dry_run(struct purge *p, struct fail *fail)
{
    char policy[DIGEST_HEX_BYTES];
    int rc = store_begin(p->store, fail);

    if (rc != 0)
        return -1;
    rc = plan(p, policy, fail);
    if (rc == 0)
        rc = go(p, fail);
    store_rollback(p->store);
    return rc;
}

static int
purge(struct purge *p, struct fail *fail)
{
    char policy[DIGEST_HEX_BYTES];
    int rc = store_purge_thorough(p->store, 1, fail);

    if (rc == 0)
        rc = erase_records(p, fail);
    if (rc == 0)
        rc = plan(p, policy, fail);
    if (rc == 0)
        rc = go(p, fail);
    while (rc == 0 &&
           (rc = store_purge_pages(p->store, &p->work, extent, p, fail)) == 1)
        rc = 0;
    if (rc == 0)
        rc = erase_records(p, fail);
    if (rc == 0 && p->work.offers + p->work.pages > 0)
        rc = store_purge_thorough(p->store, 0, fail);
    return rc;
}

static void
add_count(struct buf *out, int64_t n, const char *one, const char *more)
{
    if (n > 0)
        buf_addf(out, "%s%lld %s", out->len > 0 ? ", " : "", (long long)n,
            n == 1 ? one : more);
}

static void
add_gone(struct buf *out, const struct purge *p)
{
    add_count(out, p->work.offers, "offer", "offers");
    add_count(out, p->work.versions, "version of them", "versions of them");
    add_count(out, p->work.cases, "case", "cases");
    add_count(out, p->work.pages, "page", "pages");
    add_count(
        out, p->records, "record of the archive", "records of the archive");
    add_count(out, p->segments, "segment of it", "segments of it");
}

/* In one line, what there is none of left out. */
static void
say_done(const struct purge *p)
{
    struct buf counts = BUF_MAX(1024);

    if (p->k->dry_run) {
        add_count(&counts, p->due_offers, "offer", "offers");
        add_count(&counts, p->due_pages, "page", "pages");
    } else {
        add_gone(&counts, p);
    }
    if (counts.len == 0)
        fputs("nothing is due\n", stderr);
    else
        fprintf(stderr, "%s: %s%s\n", p->k->dry_run ? "due" : "gone",
            buf_text(&counts), p->k->dry_run ? "; nothing was changed" : "");
    buf_clear(&counts);
}

static void
add_figures(struct run_metrics *m, const struct purge *p)
{
    const struct {
        const char *name, *help;
        int64_t n;
    } all[] = {
        { "due_offers", "Offers that were due.", p->due_offers },
        { "due_pages", "Pages that were due.", p->due_pages },
        { "purged_offers", "Offers that went.", p->work.offers },
        { "purged_cases", "Cases that went with them.", p->work.cases },
        { "purged_pages", "Pages that went.", p->work.pages },
        { "purged_records", "Records of the archive that went.", p->records },
    };

    for (size_t i = 0; i < COUNT(all); i++)
        run_metrics_add(m, all[i].name, all[i].help, NULL, STR_NONE, all[i].n);
}

int
store_keep_purge(const struct store_keep *k, struct fail *fail)
{
    struct purge p = { .k = k };
    struct run_metrics figures;
    int rc = -1;

    run_metrics_begin(&figures, k->metrics, "store purge");
    snprintf(
        p.actor, sizeof p.actor, "terminal:%.250s", verb_author(k->author));
    p.work.by = (struct store_by){ p.actor, now_wall_ms() };
    if (k->key != NULL) {
        p.work.sign = sign;
        p.work.sign_ctx = &p;
    }
    if (k->archive != NULL)
        snprintf(p.dir, sizeof p.dir, "%s", k->archive);
    else
        snprintf(p.dir, sizeof p.dir, "%s.warc", k->store);
    if (try_key(&p, fail) == 0 &&
        store_open(&p.store, k->store, STORE_UPDATE, fail) == 0 &&
        store_lock(p.store, "store purge", fail) == 0 &&
        ((k->archive == NULL && !file_exists(p.dir)) ||
            archive_open_read(&p.archive, p.dir, fail) == 0))
        rc = k->dry_run ? dry_run(&p, fail) : purge(&p, fail);
    if (rc == 0 && !k->quiet)
        say_done(&p);
    add_figures(&figures, &p);
    run_metrics_end(&figures, rc == 0);
    texts_clear(&p.named);
    archive_close(p.archive);
    store_close(p.store);
    return rc;
}
