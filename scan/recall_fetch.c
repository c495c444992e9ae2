#include "scan/recall_fetch.h"

#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "scan/recall_door.h"
#include "scan/recall_keep.h"
#include "scan/recall_pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS (24 * 3600 * 1000LL)
/* A source that fails so often in a row is down: the rest waits. */
#define FAILURES_MAX 3
/* A document that so many runs could not get, while others came, is left. */
#define TRIES_MAX 5

struct recall_fetcher {
    struct recall_fetch_options o;
    struct recall_door *door;
};

/* One run of one source. */
struct run {
    struct recall_fetcher *f;
    struct store *s;
    const struct feed_source *feed;
    struct fail *fail;
    struct js *known; /* owned: what the store knows of the source */
    int64_t accepted; /* passes before this one are not compared with */
    struct recall_pass pass;
    struct feed_walk walk;
    char today[NOW_TEXT_BYTES];
    int64_t now_ms, until_ms;
    int64_t documents, bytes; /* of this run */
    int failures;             /* in a row */
    struct recall_kept kept;  /* by the document at hand */
    int more_failed;          /* the store refused a turn */
    int doubt; /* what came is not believed: next time it is read again */
};

int
recall_fetch_new(struct recall_fetcher **out,
    const struct recall_fetch_options *o, struct fail *fail)
{
    struct recall_fetcher *f = mem_new(sizeof *f);

    f->o = *o;
    if (recall_door_new(&f->door, o->config, o->stop, fail) != 0) {
        free(f);
        return -1;
    }
    *out = f;
    return 0;
}

void
recall_fetch_free(struct recall_fetcher *f)
{
    if (f == NULL)
        return;
    recall_door_free(f->door);
    free(f);
}

/* --- beginning --- */

static void
on_more(void *ctx, enum feed_kind kind, const char *url, const char *listed)
{
    struct run *r = ctx;
    struct store_turn t = { .url = (char *)(uintptr_t)url, .kind = (int)kind };

    snprintf(t.listed, sizeof t.listed, "%.10s", listed);
    if (!r->more_failed &&
        store_turn_add(r->s, r->feed->name, &t, r->fail) != 0)
        r->more_failed = 1;
}

/* What is asked for: all that is newer than the last success, or than the
 * newest notice where that is older, so that a well answer is never empty. */
static int
set_since(struct run *r)
{
    int64_t success = js_integer(js_get(r->known, "last_success_ms"), 0);
    char text[NOW_TEXT_BYTES], newest[FEED_DATE_BYTES];

    r->pass.full = r->f->o.full || success == 0;
    if (r->pass.full)
        return 0;
    now_text(success, text);
    text[10] = '\0';
    if (store_recall_newest(r->s, r->feed->source, r->today, newest, r->fail) !=
        0)
        return -1;
    if (newest[0] != '\0' && strcmp(newest, text) < 0)
        snprintf(text, sizeof text, "%s", newest);
    feed_date_add(text, -r->feed->overlap_days, r->pass.since);
    return 0;
}

static int
begin_pass(struct run *r)
{
    r->pass = (struct recall_pass){ .started_ms = r->now_ms, .fault = FEED_OK };
    if (store_begin(r->s, r->fail) != 0)
        return -1;
    if (set_since(r) != 0 ||
        recall_pass_begin(r->s, r->feed->name, &r->pass, r->fail) != 0 ||
        (r->f->o.full &&
            store_turn_clear_all(r->s, r->feed->name, r->fail) != 0))
        goto undo;
    r->feed->start(&r->walk);
    if (r->more_failed)
        goto undo;
    return store_commit(r->s, r->fail);
undo:
    store_rollback(r->s);
    return -1;
}

/* Go on with the pass that was not read to its end, or begin one. */
static int
open_pass(struct run *r)
{
    int open = recall_pass_open(r->s, r->feed->name, &r->pass, r->fail);

    if (open < 0)
        return -1;
    if (open && r->f->o.full && !r->pass.full) {
        if (recall_pass_keep(r->s, &r->pass, 1, r->fail) != 0)
            return -1;
        open = 0;
    }
    r->walk.since = r->pass.since;
    if (!open)
        return begin_pass(r);
    /* What failed is still queued, and tried again now. */
    r->pass.fault = FEED_OK;
    r->pass.why[0] = '\0';
    return 0;
}

/* --- one document --- */

/* Keep what a document gave. */
static int
keep_records(struct run *r, const struct recalls *rs, int64_t document)
{
    struct store_origin from = { document, r->pass.id };

    for (size_t i = 0; i < rs->count; i++)
        feed_health_count(&r->pass.counts, rs->item[i]);
    return recall_keep(r->s, rs, &from, r->now_ms, &r->kept, r->fail);
}

/* Mark what the document, or for 0 the source, no longer has. */
static int
keep_gone(struct run *r, int64_t document, const char *why)
{
    struct recall_gone g = { r->feed->source, { document, r->pass.id }, why,
        r->f->o.accept, r->now_ms };
    size_t gone;
    int rc = recall_keep_gone(r->s, &g, &gone, r->fail);

    if (rc == 0)
        r->pass.withdrawn += (int64_t)gone;
    if (rc != 1)
        return rc;
    r->doubt = 1;
    recall_pass_fault(&r->pass, FEED_SHRUNK,
        "%zu notices are gone at once: none was marked as withdrawn", gone);
    return 0;
}

static void
on_say(const char *text, void *ctx)
{
    struct run *r = ctx;

    if (r->f->o.say != NULL)
        r->f->o.say(text, r->f->o.ctx);
    if (r->pass.first_bad[0] == '\0')
        snprintf(r->pass.first_bad, sizeof r->pass.first_bad, "%s", text);
}

/* Read a document into the store, within a transaction. 0, 1 when it is not
 * what it should be (nothing is kept of it), -1 when the store fails. */
static int
take_document(struct run *r, const struct store_turn *t, const struct page *p,
    struct fail *why)
{
    struct recalls rs = { 0 };
    struct recall_import im = {
        .out = &rs, .name = t->url, .say = on_say, .ctx = r
    };
    struct store_document d = { 0 };
    int64_t id = 0;
    int rc = -1;

    r->walk.im = &im;
    r->walk.named = r->walk.strange = 0;
    if (feed_read(&r->walk, (enum feed_kind)t->kind, str_of(t->url),
            buf_str(&p->body), why) != 0 ||
        feed_health_document(r->feed, &rs, why) != 0) {
        rc = r->more_failed ? -1 : 1;
        goto out;
    }
    if (r->more_failed)
        goto out;
    d.etag = str_dup(page_header(str_of(p->headers), "ETag"));
    d.last_modified = str_dup(page_header(str_of(p->headers), "Last-Modified"));
    d.records = (int64_t)im.read;
    if (store_document_put(
            r->s, r->feed->name, t, &d, r->now_ms, &id, r->fail) != 0 ||
        keep_records(r, &rs, id) != 0)
        goto out;
    r->pass.counts.records += (int64_t)im.read;
    r->pass.counts.bad += (int64_t)im.bad;
    if (r->walk.strange > 0 && r->walk.named == 0)
        recall_pass_fault(&r->pass, FEED_CHANGED,
            "%s: all %zu addresses lead to another site", t->url,
            r->walk.strange);
    rc = 0;
    if (t->kind == FEED_REPORT && im.bad == 0)
        rc = keep_gone(r, id, "no longer in the report");
out:
    store_document_clear(&d);
    recalls_clear(&rs);
    return rc;
}

/* A document that did not change: what it gave stands. */
static int
take_unchanged(
    struct run *r, const struct store_turn *t, const struct store_document *d)
{
    size_t again;

    r->pass.unchanged++;
    r->pass.counts.records += d->records;
    if (store_recall_seen(r->s, d->id, r->pass.id, r->fail) != 0)
        return -1;
    /* An unchanged list names what it named: notices may have changed. */
    if (t->kind != FEED_LIST)
        return 0;
    return store_document_again(r->s, r->feed->name,
        r->pass.since[0] != '\0' ? r->pass.since : "0", &again, r->fail);
}

/* A notice whose page is gone is withdrawn, if we ever had it. */
static int
take_gone(struct run *r, const struct store_document *d)
{
    return d->id != 0 ? keep_gone(r, d->id, "its page is gone") : 0;
}

/* Why the answer is none, or NULL if it is one. */
static const char *
no_answer(const struct page *p, char *text, size_t size)
{
    if (p->outcome == PAGE_NOT_MODIFIED ||
        (p->outcome == PAGE_RECEIVED && p->status == 200))
        return NULL;
    if (p->outcome == PAGE_RECEIVED)
        snprintf(text, size, "answered with status %d", p->status);
    else
        snprintf(text, size, "%s", p->why);
    return text;
}

static void
fault_of(struct run *r, const struct store_turn *t, enum feed_state kind,
    const char *why)
{
    struct str url = utf8_cut(str_of(t->url), 300);

    recall_pass_fault(&r->pass, kind, STR_FMT ": %s", STR_ARG(url), why);
}

/* Decide what the answer is; 1 when the turn failed and stays queued. */
static int
take_answer(struct run *r, const struct store_turn *t, struct page *p,
    const struct store_document *known)
{
    struct fail why = { "" };
    char text[600];
    const char *none = no_answer(p, text, sizeof text);
    int rc;

    if (p->outcome == PAGE_NOT_MODIFIED)
        return take_unchanged(r, t, known);
    if (t->kind == FEED_NOTICE && p->outcome == PAGE_RECEIVED &&
        (p->status == 404 || p->status == 410))
        return take_gone(r, known);
    if (none != NULL) {
        fault_of(r, t, FEED_FAILED, none);
        return 1;
    }
    rc = take_document(r, t, p, &why);
    if (rc == 1)
        fault_of(r, t, FEED_CHANGED, why.text);
    return rc;
}

static int
give_up(struct run *r, const struct store_turn *t)
{
    struct buf text = BUF_MAX(LIMIT_URL_BYTES + 200);

    buf_addf(&text, "%s: left out after %d runs", t->url, TRIES_MAX);
    if (r->f->o.say != NULL)
        r->f->o.say(buf_text(&text), r->f->o.ctx);
    buf_clear(&text);
    return store_turn_done(r->s, t->id, r->fail);
}

/* Keep one answer and the mark that the turn is done, or that it failed. */
static int
keep_answer(struct run *r, const struct store_turn *t, struct page *p,
    const struct store_document *known)
{
    struct recall_pass before = r->pass;
    int rc;

    r->kept = (struct recall_kept){ 0 };
    if (store_begin(r->s, r->fail) != 0)
        return -1;
    rc = take_answer(r, t, p, known);
    if (rc == 1) {
        /* Half of a document is not kept: only why it failed. */
        before.fault = r->pass.fault;
        memcpy(before.why, r->pass.why, sizeof before.why);
        r->pass = before;
        store_rollback(r->s);
        if (store_begin(r->s, r->fail) != 0)
            return -1;
        r->failures++;
        rc = t->tries + 1 >= TRIES_MAX && r->pass.documents > r->failures
                 ? give_up(r, t)
                 : store_turn_failed(r->s, t->id, r->now_ms, r->fail);
    } else if (rc == 0) {
        r->pass.fresh += (int64_t)r->kept.fresh;
        r->pass.changed += (int64_t)r->kept.changed;
        r->failures = 0;
        rc = store_turn_done(r->s, t->id, r->fail);
    }
    r->pass.documents++;
    r->pass.bytes += (int64_t)p->body.len;
    if (rc == 0)
        rc = recall_pass_keep(r->s, &r->pass, 0, r->fail);
    if (rc == 0)
        return store_commit(r->s, r->fail);
    store_rollback(r->s);
    return -1;
}

static int
do_turn(struct run *r, const struct store_turn *t)
{
    const struct recall_config *c = r->f->o.config;
    struct recall_door_request q = {
        .url = t->url, .until_ms = r->until_ms, .crawled = r->feed->crawled
    };
    struct store_document known;
    struct page *p = NULL;
    int64_t left = c->bytes_max - r->bytes;
    int rc = store_document_find(
        r->s, r->feed->name, str_of(t->url), &known, r->fail);

    if (rc < 0)
        return -1;
    q.body_max = left < LIMIT_FEED_BYTES ? (size_t)left : LIMIT_FEED_BYTES;
    /* A list names what is not fetched yet, too: only behind a success is all
     * of it known. */
    if (!r->f->o.full && !js_bool(js_get(r->known, "doubt"), 0) &&
        (t->kind != FEED_LIST || !r->pass.full)) {
        q.etag = known.etag;
        q.last_modified = known.last_modified;
    }
    rc = recall_door_get(r->f->door, &q, &p, r->fail);
    r->documents++;
    r->bytes += p != NULL ? (int64_t)p->body.len : 0;
    if (rc == 0)
        rc = keep_answer(r, t, p, &known);
    page_free(p);
    store_document_clear(&known);
    return rc;
}

static int
stopped(const struct run *r)
{
    return r->f->o.stop != NULL && *r->f->o.stop;
}

/* Work off the queue. Returns 1 at the end of it, or where only what failed
 * before is left; 0 where a limit is reached. */
static int
do_turns(struct run *r)
{
    const struct recall_config *c = r->f->o.config;

    for (;;) {
        struct store_turn t;
        int rc = store_turn_next(r->s, r->feed->name, r->now_ms, &t, r->fail);

        if (rc <= 0)
            return rc < 0 ? -1 : 1;
        if (r->failures >= FAILURES_MAX) {
            int more = t.tries == 0;

            store_turn_clear(&t);
            return !more;
        }
        if (r->documents >= c->pages_max || r->bytes >= c->bytes_max ||
            now_monotonic_ms() >= r->until_ms || stopped(r)) {
            store_turn_clear(&t);
            return 0;
        }
        rc = do_turn(r, &t);
        store_turn_clear(&t);
        if (rc != 0)
            return -1;
    }
}

/* --- the end of a pass --- */

static int
judge_pass(struct run *r)
{
    struct feed_former former;
    struct fail why = { "" };
    enum feed_state state;
    int whole = r->feed->scope == FEED_WHOLE ||
                (r->feed->scope == FEED_FULL_WHOLE && r->pass.full);

    if (recall_pass_former(r->s, r->feed->name, r->pass.full, r->accepted,
            &former, r->fail) != 0)
        return -1;
    state = feed_health_judge(r->feed, &r->pass.counts, &former, r->pass.full,
        r->pass.first_bad, &why);
    if (state != FEED_OK)
        recall_pass_fault(&r->pass, state, "%s", why.text);
    /* What a sound reading of all there is does not have is gone. */
    if (whole && r->pass.fault == FEED_OK)
        return keep_gone(r, 0, "no longer published");
    return 0;
}

static void
know_text(struct run *r, const char *name, const char *text)
{
    js_set_textz(r->known, name, text);
}

/* What the store is told about the source when a run ends. */
static int
know(struct run *r, int ended)
{
    char newest[FEED_DATE_BYTES];

    if (store_recall_newest(r->s, r->feed->source, r->today, newest, r->fail) !=
        0)
        return -1;
    js_set_integer(r->known, "last_try_ms", r->now_ms);
    js_set_integer(r->known, "accepted", r->accepted);
    js_set_bool(r->known, "doubt", r->doubt);
    know_text(r, "newest", newest);
    if (r->pass.fresh > 0)
        js_set_integer(r->known, "last_new_ms", r->now_ms);
    know_text(r, "state", feed_health_name(r->pass.fault));
    know_text(r, "why", r->pass.why);
    /* From where the next pass asks: nothing is left out behind it. */
    if (ended && r->pass.fault == FEED_OK)
        js_set_integer(r->known, "last_success_ms", r->pass.started_ms);
    return store_feed_put(r->s, r->feed->name, r->known, r->fail);
}

static int
end_run(struct run *r, int at_end)
{
    int64_t left = 0;
    int rc;

    if (store_begin(r->s, r->fail) != 0)
        return -1;
    rc = store_turn_count(r->s, r->feed->name, INT64_MAX, &left, r->fail);
    if (rc == 0 && at_end && left == 0)
        rc = judge_pass(r);
    if (rc == 0)
        rc = recall_pass_keep(r->s, &r->pass, at_end, r->fail);
    if (rc == 0)
        rc = know(r, at_end);
    if (rc == 0)
        return store_commit(r->s, r->fail);
    store_rollback(r->s);
    return -1;
}

static void
tell(const struct run *r, struct recall_fetched *out)
{
    *out = (struct recall_fetched){ .state = r->pass.fault,
        .documents = r->pass.documents,
        .unchanged = r->pass.unchanged,
        .bytes = r->pass.bytes,
        .records = r->pass.counts.records,
        .bad = r->pass.counts.bad,
        .fresh = r->pass.fresh,
        .changed = r->pass.changed,
        .withdrawn = r->pass.withdrawn };
    memcpy(out->why, r->pass.why, sizeof out->why);
}

int
recall_fetch_run(struct recall_fetcher *f, struct store *s,
    const struct feed_source *feed, struct recall_fetched *out,
    struct fail *fail)
{
    const char *base = recall_config_base(f->o.config, feed->name);
    struct run r = { .f = f, .s = s, .feed = feed, .fail = fail };
    size_t links;
    int at_end, rc = -1;

    r.now_ms = now_wall_ms();
    r.until_ms = now_monotonic_ms() + f->o.config->time_max_ms;
    now_text(r.now_ms, r.today);
    r.today[10] = '\0';
    r.walk = (struct feed_walk){ .feed = feed,
        .base = base != NULL ? base : feed->base,
        .since = r.pass.since,
        .today = r.today,
        .more = on_more,
        .ctx = &r };
    if (store_feed_get(s, feed->name, &r.known, fail) != 0)
        return -1;
    if (r.known == NULL)
        r.known = js_new_object();
    r.accepted = js_integer(js_get(r.known, "accepted"), 0);
    if (open_pass(&r) != 0)
        goto out;
    if (f->o.accept)
        r.accepted = r.pass.id;
    at_end = do_turns(&r);
    if (at_end < 0 || end_run(&r, at_end) != 0 ||
        recall_keep_links(s, r.now_ms, &links, fail) != 0)
        goto out;
    tell(&r, out);
    rc = store_turn_count(s, feed->name, INT64_MAX, &out->waiting, fail);
    if (rc == 0 && out->state == FEED_OK && at_end) {
        struct fail why = { "" };
        char newest[FEED_DATE_BYTES];

        rc = store_recall_newest(s, feed->source, r.today, newest, fail);
        out->state =
            feed_health_age(feed, r.pass.started_ms, newest, r.now_ms, &why);
        memcpy(out->why, why.text, sizeof out->why);
    }
out:
    js_free(r.known);
    return rc;
}
