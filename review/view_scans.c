#include "review/view_scans.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/campaign.h"
#include "review/form.h"
#include "review/pages.h"
#include "review/route.h"
#include "review/view_table.h"
#include "store/browse.h"
#include "store/campaigns.h"
#include "store/requests.h"

#include <stdio.h>
#include <string.h>

#define ROWS_PER_PAGE 50
#define HOSTS_SHOWN 200
#define TROUBLES_SHOWN 100
#define REQUESTS_SHOWN 10

/* --- the list --- */

struct rows {
    struct view *v;
    int64_t count, last;
};

/* "finished", "budget", or "running" of one that has no end yet. */
static struct str
ending(const struct store_scan_row *r)
{
    return r->finished_at_ms == 0 ? STR("running") : r->how;
}

static int
scan_row(const struct store_scan_row *r, void *ctx)
{
    struct rows *rows = ctx;
    struct view *v = rows->v;
    struct js *summary = NULL;
    struct fail fail;
    char to[40];

    if (rows->count++ == ROWS_PER_PAGE)
        return 1;
    rows->last = r->id;
    if (r->summary.len > 0 && js_parse(&summary, r->summary, &fail) != 0)
        summary = NULL;
    snprintf(to, sizeof to, "/scan/%lld", (long long)r->id);
    markup_open(&v->m, "tr", NO_ATTRS);
    view_table_link(v, str_of(to), r->name);
    view_table_time(v, r->started_at_ms);
    view_table_time(v, r->finished_at_ms);
    markup_open(&v->m, "td", NO_ATTRS);
    view_chip(v, "scan", ending(r));
    markup_close(&v->m);
    view_table_number(v, js_integer(js_get(summary, "pages"), 0));
    view_table_number(v, js_integer(js_get(summary, "listings"), 0));
    view_table_number(v, js_integer(js_get(summary, "flagged_new"), 0));
    markup_close(&v->m);
    js_free(summary);
    return 0;
}

/* --- scan now --- */

static const char *
file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* A campaign that an administrator allowed, as it is now. */
static int
campaign_row(const char *path, void *ctx, struct fail *fail)
{
    struct rows *rows = ctx;
    struct view *v = rows->v;
    struct campaign *c = NULL;
    struct fail broken;
    const char *file = file_name(path);
    int allowed;

    if (campaign_load(&c, path, &broken) != 0)
        return 0;
    allowed = store_campaign_allowed(v->store, file, c->digest, fail);
    if (allowed == 1) {
        rows->count++;
        markup_open(&v->m, "tr", NO_ATTRS);
        view_table_text(v, str_of(c->name));
        view_table_text(v, str_of(c->market));
        view_table_text(v, str_of(c->start.item[0]));
        markup_open(&v->m, "td", NO_ATTRS);
        form_start(v, "stack", "/scans/start");
        form_hidden(v, "file", str_of(file));
        form_hidden(v, "digest", str_of(c->digest));
        form_submit(v, "scan_now", 0);
        form_end(v);
        markup_close(&v->m);
        markup_close(&v->m);
    }
    campaign_free(c);
    return allowed < 0 ? -1 : 0;
}

static void
request_row(const struct store_request *r, void *ctx)
{
    struct rows *rows = ctx;
    struct view *v = rows->v;

    rows->count++;
    markup_open(&v->m, "tr", NO_ATTRS);
    view_table_text(v, r->file);
    view_table_text(v, r->author);
    view_table_time(v, r->at_ms);
    markup_open(&v->m, "td", NO_ATTRS);
    view_chip(v, "request", r->state);
    markup_close(&v->m);
    view_table_text(v, r->why);
    markup_close(&v->m);
}

/* Nothing where the folder of campaigns was not given, for who cannot start
 * one there is no button. */
static int
scan_now(struct view *v, struct fail *fail)
{
    static const char *const columns[] = { "campaign", "market", "url",
        "scan_now", NULL };
    static const char *const asked[] = { "campaign", "asked_by", "asked_at",
        "state", "why", NULL };
    struct rows rows = { .v = v };

    if (v->pages->campaigns != NULL && view_may(v, ROUTE_WORK)) {
        view_table_start(v, view_text(v, "allowed_campaigns"), columns);
        if (file_each(
                v->pages->campaigns, ".yaml", campaign_row, &rows, fail) != 0)
            return -1;
        view_table_end(v);
        if (rows.count == 0)
            markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
                view_text(v, "no_campaign_allowed"));
        else if (v->pages->facts == NULL ||
                 v->pages->facts->start_scans == NULL)
            markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
                view_text(v, "requests_wait"));
    }
    rows.count = 0;
    view_table_start(v, view_text(v, "requests"), asked);
    if (store_request_each(
            v->store, REQUESTS_SHOWN, request_row, &rows, fail) != 0)
        return -1;
    view_table_end(v);
    if (rows.count == 0)
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "no_requests"));
    return 0;
}

void
view_scans_start(struct view *v)
{
    const struct facts *facts = v->pages->facts;
    struct store_by by = { v->user->name, v->now_ms };
    struct str file = http_request_form(v->rq, "file", 0);
    struct str digest = http_request_form(v->rq, "digest", 0);
    struct fail fail = { "" };
    int rc = -1;

    if (v->pages->campaigns != NULL && file.len > 0 && digest.len > 0)
        rc = store_campaign_allowed(v->store, file.p, digest.p, &fail);
    if (rc != 1) {
        view_error(v, rc < 0 && fail.text[0] != '\0' ? 503 : 404,
            rc < 0 && fail.text[0] != '\0' ? "broken_store" : "not_found", "");
        return;
    }
    if (store_request_add(v->store, &by, file.p, digest.p, &fail) < 0) {
        view_error(v, 503, "broken_store", "");
        return;
    }
    if (facts != NULL && facts->start_scans != NULL)
        facts->start_scans(facts->start_ctx);
    view_redirect(v, "/scans");
}

/* --- the page --- */

void
view_scans(struct view *v)
{
    static const char *const columns[] = { "campaign", "started", "ended",
        "state", "pages_read", "offers_read", "new_cases", NULL };
    struct rows rows = { .v = v };
    struct fail fail = { "" };
    char next[64];
    int64_t before = 0;

    if (str_to_i64(http_request_param(v->rq, "before", 0), &before) != 0)
        before = 0;
    view_start(v, view_text(v, "scans"));
    view_table_title(v, view_text(v, "scans"), STR(""));
    if (scan_now(v, &fail) != 0) {
        view_error(v, 503, "broken_store", "");
        return;
    }
    view_table_start(v, view_text(v, "newest_first"), columns);
    if (store_scan_each(
            v->store, before, ROWS_PER_PAGE + 1, scan_row, &rows, &fail) < 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    view_table_end(v);
    if (rows.count == 0)
        view_table_none(v, "no_scans", "no_scans_hint");
    if (rows.count > ROWS_PER_PAGE) {
        snprintf(next, sizeof next, "/scans?before=%lld", (long long)rows.last);
        markup_open(&v->m, "footer", ATTRS({ "class", STR("pager") }));
        markup_leaf(&v->m, "a",
            ATTRS({ "class", STR("button") }, { "href", str_of(next) },
                { "rel", STR("next") }),
            view_text(v, "next"));
        markup_close(&v->m);
    }
    view_end(v);
}

/* --- one scan --- */

static void
counts(struct view *v, const char *caption, const char *kind,
    const struct js *object)
{
    static const char *const columns[] = { "what", "how_many", NULL };
    void *it = NULL;
    struct str name;
    struct js *n;

    view_table_start(v, view_text(v, caption), columns);
    while (js_next(object, &it, &name, &n)) {
        markup_open(&v->m, "tr", NO_ATTRS);
        view_table_text(v, text_name(v->lang, kind, name));
        view_table_number(v, js_integer(n, 0));
        markup_close(&v->m);
    }
    view_table_end(v);
}

static void
fact(struct view *v, const char *key, int64_t n)
{
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    markup_textf(&v->m, "%lld", (long long)n);
    markup_close(&v->m);
}

static void
moment(struct view *v, const char *key, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    if (ms == 0)
        return;
    now_text(ms, text);
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    view_date(v, str_of(text), 1);
    markup_close(&v->m);
}

static void
scan_facts(
    struct view *v, const struct store_scan_row *r, const struct js *summary)
{
    struct markup *m = &v->m;
    int64_t known = js_integer(js_get(summary, "urls_known"), 0);
    int64_t waiting = js_integer(js_get(summary, "urls_waiting"), 0);
    char done[24], of[24];

    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    markup_open(m, "p", NO_ATTRS);
    view_chip(v, "scan", ending(r));
    markup_close(m);
    snprintf(done, sizeof done, "%lld", (long long)(known - waiting));
    snprintf(of, sizeof of, "%lld", (long long)(known > 0 ? known : 1));
    markup_open(m, "p", NO_ATTRS);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "progress"));
    markup_leaf(m, "progress",
        ATTRS({ "value", str_of(done) }, { "max", str_of(of) }), str_of(done));
    markup_close(m);
    markup_textf(m, " %s / %lld", done, (long long)known);
    markup_close(m);
    markup_open(m, "dl", NO_ATTRS);
    moment(v, "started", r->started_at_ms);
    moment(v, "ended", r->finished_at_ms);
    fact(v, "urls_waiting", waiting);
    fact(v, "pages_read", js_integer(js_get(summary, "pages"), 0));
    fact(v, "offers_read", js_integer(js_get(summary, "listings"), 0));
    fact(v, "offers_new", js_integer(js_get(summary, "listings_new"), 0));
    fact(v, "flagged", js_integer(js_get(summary, "flagged"), 0));
    fact(v, "new_cases", js_integer(js_get(summary, "flagged_new"), 0));
    markup_close(m);
    markup_close(m);
}

static void
host_row(struct str host, int64_t known, int64_t waiting, void *ctx)
{
    struct view *v = ctx;

    markup_open(&v->m, "tr", NO_ATTRS);
    view_table_text(v, host);
    view_table_number(v, known);
    view_table_number(v, waiting);
    markup_close(&v->m);
}

struct troubles {
    struct view *v;
    int64_t count;
};

static void
trouble_row(const struct store_trouble *t, void *ctx)
{
    struct troubles *all = ctx;
    struct view *v = all->v;

    all->count++;
    markup_open(&v->m, "tr", NO_ATTRS);
    markup_open(&v->m, "td", ATTRS({ "class", STR("offer") }));
    markup_leaf(&v->m, "bdi", NO_ATTRS, t->url);
    markup_close(&v->m);
    markup_open(&v->m, "td", NO_ATTRS);
    view_chip(v, "page", t->state);
    markup_close(&v->m);
    view_table_text(v, t->reason);
    view_table_time(v, t->fetched_at_ms);
    markup_close(&v->m);
}

static int
scan_lists(struct view *v, struct fail *fail)
{
    static const char *const host_columns[] = { "host", "urls_known",
        "urls_waiting", NULL };
    static const char *const trouble_columns[] = { "url", "state", "why",
        "fetched", NULL };
    static const char *const states[] = { "quarantined", "failed", "blocked",
        "refused", "partial" };
    struct troubles troubles = { .v = v };

    view_table_start(v, view_text(v, "hosts"), host_columns);
    if (store_scan_hosts(v->store, v->id, HOSTS_SHOWN, host_row, v, fail) != 0)
        return -1;
    view_table_end(v);
    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "troubles"));
    view_table_start(v, view_text(v, "troubles_caption"), trouble_columns);
    for (size_t i = 0; i < COUNT(states); i++)
        if (store_scan_troubles(v->store, v->id, states[i], TROUBLES_SHOWN,
                trouble_row, &troubles, fail) != 0)
            return -1;
    view_table_end(v);
    if (troubles.count == 0)
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "no_troubles"));
    return 0;
}

static int
scan_page(const struct store_scan_row *r, void *ctx)
{
    struct view *v = ctx;
    struct fail fail = { "" };
    struct js *summary = NULL;
    int rc = 0;

    /* The end keeps the summary; before it, it is counted. */
    if (r->summary.len > 0)
        rc = js_parse(&summary, r->summary, &fail);
    else if ((summary = store_scan_summary(v->store, r->id, &fail)) == NULL)
        rc = -1;
    if (rc == 0) {
        view_start(v, r->name);
        view_table_title(v, r->name, view_text(v, "scan"));
        scan_facts(v, r, summary);
        counts(v, "pages_by_state", "page", js_get(summary, "states"));
        counts(v, "pages_by_kind", "kind", js_get(summary, "kinds"));
        rc = scan_lists(v, &fail);
    }
    js_free(summary);
    if (rc != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_end(v);
    return 1;
}

void
view_scan(struct view *v)
{
    struct fail fail = { "" };
    int rc = store_scan_get(v->store, v->id, scan_page, v, &fail);

    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 0)
        view_error(v, 404, "not_found", "");
}
