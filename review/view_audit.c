#include "review/view_audit.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/form.h"
#include "review/view_admin.h"
#include "review/view_table.h"
#include "store/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_PER_PAGE 100
#define ROWS_PER_CHUNK 500
/* 500 entries at their longest, and their escapes. */
#define CHUNK_BYTES_MAX (256u << 20)
#define ADDRESS_BYTES_MAX 8000
#define DAY_MS (24 * 3600 * 1000LL)

/* The filter as it came; texts are in the request's arena and end in NUL. */
struct wanted {
    struct str actor, action, object, from, to;
    struct store_audit_filter filter;
};

static struct wanted
wanted_read(const struct view *v)
{
    struct wanted w = {
        .actor = str_trim(http_request_param(v->rq, "actor", 0)),
        .action = http_request_param(v->rq, "action", 0),
        .object = http_request_param(v->rq, "object", 0),
        .from = http_request_param(v->rq, "from", 0),
        .to = http_request_param(v->rq, "to", 0),
    };

    w.actor = arena_dup(v->rq->arena, w.actor);
    w.filter = (struct store_audit_filter){
        .actor = w.actor.p, .action = w.action.p, .object = w.object.p
    };
    if (now_parse(w.from, &w.filter.from_ms) != 0)
        w.filter.from_ms = 0;
    if (now_parse(w.to, &w.filter.to_ms) != 0)
        w.filter.to_ms = 0;
    else
        w.filter.to_ms += DAY_MS;
    if (str_to_i64(http_request_param(v->rq, "before", 0), &w.filter.before) !=
            0 ||
        w.filter.before < 0)
        w.filter.before = 0;
    return w;
}

static void
wanted_address(
    struct buf *out, const char *path, const struct wanted *w, int64_t before)
{
    char number[24];

    buf_addz(out, path);
    view_query_add(out, "actor", w->actor);
    view_query_add(out, "action", w->action);
    view_query_add(out, "object", w->object);
    view_query_add(out, "from", w->from);
    view_query_add(out, "to", w->to);
    snprintf(number, sizeof number, "%lld", (long long)before);
    if (before > 0)
        view_query_add(out, "before", str_of(number));
}

/* --- the page --- */

static void
filter_form(struct view *v, const struct wanted *w)
{
    const struct form_field fields[] = {
        { "audit.actor", "text", "off", w->actor, 0 },
        { "audit.action", "text", "off", w->action, 0 },
        { "audit.object", "text", "off", w->object, 0 },
        { "audit.from", "date", "off", w->from, 0 },
        { "audit.to", "date", "off", w->to, 0 },
    };

    markup_open(&v->m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("get") },
            { "action", STR("/audit") }, { "role", STR("search") }));
    for (size_t i = 0; i < COUNT(fields); i++)
        form_field(v, &fields[i]);
    markup_leaf(&v->m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "filter"));
    markup_close(&v->m);
}

struct rows {
    struct view *v;
    int64_t count, last;
};

/* "case 12" leads to the case. */
static void
object_cell(struct view *v, struct str object)
{
    struct markup *m = &v->m;
    struct buf to = BUF_MAX(100);
    int64_t id;

    markup_open(m, "td", NO_ATTRS);
    if (str_starts(object, STR("case ")) &&
        str_to_i64(str_sub(object, 5, object.len), &id) == 0) {
        buf_addf(&to, "/case/%lld", (long long)id);
        markup_leaf(m, "a", ATTRS({ "href", buf_str(&to) }), object);
    } else {
        markup_text(m, object);
    }
    markup_close(m);
    buf_clear(&to);
}

static int
row(const struct store_audit_row *r, void *ctx, struct fail *fail)
{
    struct rows *rows = ctx;
    struct view *v = rows->v;
    struct markup *m = &v->m;
    char at[NOW_TEXT_BYTES];

    (void)fail;
    rows->count++;
    rows->last = r->id;
    now_text(r->entry.at_ms, at);
    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "td", NO_ATTRS);
    view_date(v, str_of(at), 1);
    markup_close(m);
    markup_leaf(m, "td", NO_ATTRS,
        r->entry.actor.len > 0 ? r->entry.actor : STR("\xE2\x80\x93"));
    markup_open(m, "td", NO_ATTRS);
    markup_leaf(m, "code", NO_ATTRS, r->entry.action);
    markup_close(m);
    object_cell(v, r->entry.object);
    markup_open(m, "td", NO_ATTRS);
    markup_leaf(m, "code", NO_ATTRS, r->entry.detail);
    markup_close(m);
    markup_close(m);
    return 0;
}

static int
table(struct view *v, const struct wanted *w, struct rows *rows,
    struct fail *fail)
{
    static const char *const heads[] = { "audit.at", "audit.actor",
        "audit.action", "audit.object", "audit.detail", NULL };
    struct store_audit_filter f = w->filter;
    int rc;

    f.limit = ROWS_PER_PAGE;
    view_table_plain(v, "audit", view_text(v, "audit_log"), heads);
    rc = store_audit_each(v->store, &f, row, rows, fail);
    view_table_end(v);
    return rc;
}

static void
pager(struct view *v, const struct wanted *w, const struct rows *rows)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);
    struct markup *m = &v->m;

    if (rows->count == 0)
        markup_leaf(m, "p", ATTRS({ "class", STR("empty") }),
            view_text(v, "audit_empty"));
    markup_open(m, "p", ATTRS({ "class", STR("pager") }));
    if (rows->count == ROWS_PER_PAGE) {
        wanted_address(&to, "/audit", w, rows->last);
        markup_leaf(m, "a",
            ATTRS({ "class", STR("button") }, { "href", buf_str(&to) }),
            view_text(v, "audit_older"));
    }
    buf_reset(&to);
    wanted_address(&to, "/audit.jsonl", w, 0);
    markup_open(m, "span", ATTRS({ "class", STR("files") }));
    markup_leaf(m, "a",
        ATTRS({ "href", buf_str(&to) }, { "download", STR("") }),
        view_text(v, "audit_download"));
    markup_close(m);
    markup_close(m);
    buf_clear(&to);
}

void
view_audit_log(struct view *v)
{
    struct wanted w = wanted_read(v);
    struct rows rows = { .v = v };
    struct fail fail;

    view_start(v, view_text(v, "audit_log"));
    view_admin_places(v);
    markup_leaf(&v->m, "h1", NO_ATTRS, view_text(v, "audit_log"));
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "audit_hint"));
    filter_form(v, &w);
    if (table(v, &w, &rows, &fail) != 0) {
        view_error(v, 503, "broken_store", "");
        return;
    }
    pager(v, &w, &rows);
    view_end(v);
}

/* --- the download --- */

struct download {
    struct store *store;           /* borrowed */
    char *actor, *action, *object; /* owned */
    struct store_audit_filter filter;
    struct buf chunk;
    size_t at; /* sent of it */
    int ended;
};

static int
line(const struct store_audit_row *r, void *ctx, struct fail *fail)
{
    struct download *d = ctx;
    struct js *j = js_new_object();
    char at[NOW_TEXT_BYTES];

    now_text(r->entry.at_ms, at);
    js_set_integer(j, "id", r->id);
    js_set_textz(j, "at", at);
    js_set_integer(j, "at_ms", r->entry.at_ms);
    js_set_text(j, "actor", r->entry.actor);
    js_set_text(j, "action", r->entry.action);
    js_set_text(j, "object", r->entry.object);
    js_set_text(j, "detail", r->entry.detail);
    js_set_text(j, "previous", r->previous);
    js_set_text(j, "hash", r->hash);
    js_write(&d->chunk, j);
    buf_addc(&d->chunk, '\n');
    js_free(j);
    d->filter.before = r->id;
    d->ended = 0;
    return d->chunk.over ? fail_set(fail, "too long") : 0;
}

static int64_t
download_next(
    void *ctx, uint64_t position, char *out, size_t max, int64_t *wait_ms)
{
    struct download *d = ctx;
    struct fail fail;
    size_t n;

    (void)position;
    (void)wait_ms;
    if (d->at == d->chunk.len) {
        buf_reset(&d->chunk);
        d->at = 0;
        d->ended = 1; /* unless there is a line */
        if (store_audit_each(d->store, &d->filter, line, d, &fail) != 0)
            return HTTP_STREAM_ABORT;
        if (d->ended)
            return HTTP_STREAM_END;
    }
    n = d->chunk.len - d->at < max ? d->chunk.len - d->at : max;
    memcpy(out, d->chunk.p + d->at, n);
    d->at += n;
    return (int64_t)n;
}

static void
download_done(void *ctx)
{
    struct download *d = ctx;

    free(d->actor);
    free(d->action);
    free(d->object);
    buf_clear(&d->chunk);
    free(d);
}

void
view_audit_lines(struct view *v)
{
    struct wanted w = wanted_read(v);
    struct download *d;
    struct fail fail;

    if (view_audit(v, "audit.export", "", STR(""), &fail) != 0) {
        view_error(v, 503, "broken_store", "");
        return;
    }
    d = mem_new(sizeof *d);
    *d = (struct download){ .store = v->store,
        .actor = str_dup(w.actor),
        .action = str_dup(w.action),
        .object = str_dup(w.object),
        .filter = w.filter,
        .chunk = BUF_MAX(CHUNK_BYTES_MAX) };
    d->filter.actor = d->actor;
    d->filter.action = d->action;
    d->filter.object = d->object;
    d->filter.limit = ROWS_PER_CHUNK;
    v->rs->next = download_next;
    v->rs->done = download_done;
    v->rs->ctx = d;
    http_response_header(
        v->rs, "Content-Type", STR("application/x-ndjson; charset=utf-8"));
    http_response_header(v->rs, "Content-Disposition",
        STR("attachment; filename=\"audit.jsonl\""));
}
