#include "scan/watch.h"

#include "base/mem.h"
#include "core/limits.h"
#include "scan/pictures.h"
#include "scan/trace_index.h"
#include "scan/watch_work.h"
#include "store/pictures.h"
#include "store/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_BYTES_MAX 1000
/* Where the search goes on; how new the cases were that it knew. */
#define MARK_VERSION "watch.version"
#define MARK_SINCE "watch.since"
/* One run's; who is left is suspected the next time as well. */
#define SUSPECTS_MAX 1000

/* An offer that is one of the watched. Kept, because the walk that finds them
 * must not write. */
struct match {
    size_t item;
    int64_t listing, first_seen_ms;
    const char *kind;
    char *key; /* owned */
};

/* Only the pictures can tell, and they are not here. */
struct suspect {
    size_t item;
    int64_t listing;
};

struct search {
    struct watch *w;
    struct store *s;
    struct trace_index *index; /* owned; numbered as w's items */
    struct match *match;       /* owned */
    size_t count, cap;
    struct suspect *suspect; /* owned */
    size_t suspect_count, suspect_cap;
    int64_t version; /* the newest that was seen */
    int64_t waits;   /* the oldest whose pictures may come, or 0 */
};

/* --- pictures --- */

struct pictures_of {
    struct trace *trace;
    int due;
};

static int
add_picture(const struct store_picture *p, void *ctx, struct fail *fail)
{
    struct pictures_of *of = ctx;

    (void)fail;
    if (p->id > 0)
        trace_add_picture(of->trace, p->digest, p->look, p->plain);
    of->due += p->page == 0;
    return 0;
}

/* How many pictures of an offer are due, or -1. */
static int
read_pictures(
    struct store *s, int64_t listing, struct trace *t, struct fail *fail)
{
    struct pictures_of of = { t, 0 };

    t->picture_count = 0;
    if (store_picture_each(s, listing, add_picture, &of, fail) != 0)
        return -1;
    return of.due;
}

static int
begin_search(struct search *f, struct fail *fail)
{
    f->index = trace_index_new();
    for (size_t i = 0; i < f->w->count; i++) {
        struct watch_item *item = &f->w->item[i];

        item->pictures_due =
            read_pictures(f->s, item->listing, &item->trace, fail);
        if (item->pictures_due < 0)
            return -1;
        trace_index_add(f->index, &item->trace);
    }
    return 0;
}

static void
end_search(struct search *f)
{
    for (size_t i = 0; i < f->count; i++)
        free(f->match[i].key);
    free(f->match);
    free(f->suspect);
    trace_index_free(f->index);
}

static void
add_match(struct search *f, size_t item, const struct store_content *o,
    const char *kind, struct str key)
{
    f->match = mem_grow(f->match, &f->cap, f->count + 1, sizeof *f->match);
    f->match[f->count++] =
        (struct match){ item, o->id, o->first_seen_ms, kind, str_dup(key) };
}

static void
add_suspect(
    struct search *f, size_t item, const struct store_content *o, int due)
{
    /* Where nothing is fetched in this run, another one may ask for them. */
    if ((due + f->w->item[item].pictures_due > 0 || !f->w->pictures_noted) &&
        (f->waits == 0 || o->version < f->waits))
        f->waits = o->version;
    if (f->suspect_count == SUSPECTS_MAX)
        return;
    f->suspect = mem_grow(
        f->suspect, &f->suspect_cap, f->suspect_count + 1, sizeof *f->suspect);
    f->suspect[f->suspect_count++] = (struct suspect){ item, o->id };
}

static void
compare(struct search *f, size_t item, const struct store_content *o,
    const struct trace *t, int due)
{
    const struct watch_item *i = &f->w->item[item];
    struct buf key = BUF_MAX(KEY_BYTES_MAX);
    const char *kind;

    /* One that was gone before the order is on offer no more. */
    if (i->listing != o->id && o->last_seen_ms >= i->ordered_ms) {
        kind = trace_same(&i->trace, t, &key);
        if (kind != NULL)
            add_match(f, item, o, kind, buf_str(&key));
        else if (trace_suspects(&i->trace, t))
            add_suspect(f, item, o, due);
    }
    buf_clear(&key);
}

static int
compare_content(const struct store_content *o, void *ctx, struct fail *fail)
{
    struct search *f = ctx;
    struct listing *l = NULL;
    struct js *j = NULL;
    const uint32_t *found;
    struct trace t;
    size_t count;
    int due, rc = js_parse(&j, o->record, fail);

    if (rc == 0)
        rc = listing_from_json(&l, j, fail);
    js_free(j);
    if (rc != 0)
        return -1;
    trace_make(&t, l);
    due = read_pictures(f->s, o->id, &t, fail);
    count = due < 0 ? 0 : trace_index_find(f->index, &t, &found);
    for (size_t k = 0; k < count; k++)
        compare(f, found[k], o, &t, due);
    if (o->version > f->version)
        f->version = o->version;
    trace_clear(&t);
    listing_free(l);
    return due < 0 ? -1 : 0;
}

/* A case for an offer that nothing else flags. */
static int
open_case(struct store *s, const struct watch_item *i, const struct match *m,
    int64_t now_ms, int64_t *id, struct fail *fail)
{
    struct casefile *c = casefile_new();
    struct finding *f;
    char name[40];
    int is_new, rc;

    snprintf(name, sizeof name, "relisted/%lld", (long long)i->id);
    rc = store_listing_get(s, m->listing, &c->listing, fail);
    if (rc < 0 || c->listing == NULL) {
        casefile_free(c);
        return rc < 0 ? -1 : fail_set(fail, "an offer that matched is gone");
    }
    f = finding_new(FINDING_WATCH, name, FINDING_STRONG, 1.0);
    finding_set_reason(f,
        "same product as case %lld, which was ordered down "
        "(%s: %s)",
        (long long)i->id, m->kind, m->key);
    findings_add(&c->findings, &f);
    c->flagged = 1;
    c->priority = i->file->priority;
    memcpy(c->hazards, i->file->hazards, sizeof c->hazards);
    texts_add(&c->reasons, str_of(c->findings.item[0]->reason));
    rc = store_casefile_put(s, m->listing, c, now_ms, id, &is_new, fail);
    casefile_free(c);
    return rc;
}

static int
relisted(struct watch *w, const struct watch_item *i, struct store *s,
    int64_t other, const struct match *m, struct fail *fail)
{
    struct buf note = BUF_MAX(KEY_BYTES_MAX + 200);
    int rc;

    buf_addf(&note, "watch: offered again, case %lld (%s: %s)",
        (long long)other, m->kind, m->key);
    rc = watch_act(
        s, i->id, WORKFLOW_RELIST, buf_str(&note), w->plan.now_ms, fail);
    buf_clear(&note);
    return rc;
}

static int
keep_match(struct watch *w, struct store *s, const struct match *m,
    watch_say *say, void *ctx, struct fail *fail)
{
    const struct watch_item *i = &w->item[m->item];
    struct store_case_link link = { .from = i->id,
        .kind = m->kind,
        .key = str_of(m->key),
        .again = m->first_seen_ms > i->ordered_ms,
        .at_ms = w->plan.now_ms };
    struct listing *l = NULL;
    char *state = NULL;
    int rc = store_case_of(s, m->listing, &link.to, &state, fail);

    if (rc == 0 && link.again)
        rc = open_case(s, i, m, w->plan.now_ms, &link.to, fail) == 0 ? 1 : -1;
    /* Somebody looked at it and said that it is another product. */
    if (rc == 1 && (state == NULL || strcmp(state, "dismissed") != 0))
        rc = store_case_link_add(s, &link, fail);
    else if (rc == 1)
        rc = 0;
    free(state);
    if (rc != 1)
        return rc;
    if (store_listing_get(s, m->listing, &l, fail) < 0)
        return -1;
    say(&(struct watch_event){ .what = link.again ? "relisted" : "identical",
            .of_case = i->id,
            .url = str_of(i->url),
            .other = link.to,
            .other_url = l != NULL ? listing_get(l, LISTING_URL) : STR(""),
            .kind = m->kind,
            .key = link.key },
        ctx);
    listing_free(l);
    return link.again ? relisted(w, i, s, link.to, m, fail) : 0;
}

/* Where the search begins: behind what it saw, or at the start for a case
 * that came since. */
static int
begin_at(struct watch *w, struct store *s, int64_t *version, int64_t *newest,
    struct fail *fail)
{
    int64_t since;

    if (store_watch_mark_get(s, MARK_VERSION, version, fail) != 0 ||
        store_watch_mark_get(s, MARK_SINCE, &since, fail) != 0)
        return -1;
    *newest = since;
    for (size_t i = 0; i < w->count; i++) {
        if (w->item[i].ordered_ms > since)
            *version = 0;
        if (w->item[i].ordered_ms > *newest)
            *newest = w->item[i].ordered_ms;
    }
    return 0;
}

/* Everything that is new in the store against what is watched. */
static int
walk(struct search *f, int64_t *newest, struct fail *fail)
{
    int64_t from;

    if (begin_at(f->w, f->s, &from, newest, fail) != 0 ||
        begin_search(f, fail) != 0)
        return -1;
    f->version = from;
    return store_content_each(f->s, from, compare_content, f, fail);
}

/* Where the next search begins: not behind an offer whose pictures are due. */
static int
keep_marks(const struct search *f, int64_t newest, struct fail *fail)
{
    int64_t to =
        f->waits > 0 && f->waits <= f->version ? f->waits - 1 : f->version;

    if (store_watch_mark_put(f->s, MARK_VERSION, to, fail) != 0)
        return -1;
    return store_watch_mark_put(f->s, MARK_SINCE, newest, fail);
}

int
watch_search(struct watch *w, struct store *s, watch_say *say, void *ctx,
    struct fail *fail)
{
    struct search f = { .w = w, .s = s };
    int64_t newest;
    int rc;

    if (w->count == 0)
        return 0;
    rc = walk(&f, &newest, fail);
    if (rc == 0)
        rc = store_begin(s, fail);
    if (rc == 0) {
        for (size_t i = 0; i < f.count && rc == 0; i++)
            rc = keep_match(w, s, &f.match[i], say, ctx, fail);
        if (rc == 0)
            rc = keep_marks(&f, newest, fail);
        if (rc == 0)
            rc = store_commit(s, fail);
        else
            store_rollback(s);
    }
    end_search(&f);
    return rc;
}

/* Both sides' pictures are needed. */
static int
note_suspect(
    struct pictures *p, const struct search *f, size_t n, struct fail *fail)
{
    const struct watch_item *i = &f->w->item[f->suspect[n].item];
    struct listing *l = NULL;
    int rc = store_listing_get(f->s, f->suspect[n].listing, &l, fail);

    if (rc == 0 && l != NULL)
        rc = pictures_note(p, f->suspect[n].listing, l, fail);
    if (rc == 0)
        rc = pictures_note(p, i->listing, i->file->listing, fail);
    listing_free(l);
    return rc < 0 ? -1 : 0;
}

int
watch_search_pictures(
    struct watch *w, struct store *s, int most, struct fail *fail)
{
    struct search f = { .w = w, .s = s };
    struct pictures p = { .store = s, .max = most };
    int64_t newest;
    int rc;

    w->pictures_noted = 1;
    if (w->count == 0 || most == 0)
        return 0;
    rc = walk(&f, &newest, fail);
    if (rc == 0 && f.suspect_count > 0)
        rc = store_begin(s, fail);
    if (rc == 0 && f.suspect_count > 0) {
        for (size_t i = 0; i < f.suspect_count && rc == 0; i++)
            rc = note_suspect(&p, &f, i, fail);
        if (rc == 0)
            rc = store_commit(s, fail);
        else
            store_rollback(s);
    }
    for (size_t i = 0; rc == 0 && i < p.due.count; i++)
        texts_add_new(&w->pictures, str_of(p.due.item[i]));
    texts_clear(&p.due);
    end_search(&f);
    return rc;
}
