#include "review/view_queue.h"

#include "base/now.h"
#include "core/hazard.h"
#include "review/export.h"
#include "review/queue.h"
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_PER_PAGE 50
#define REASONS_SHOWN 2
#define HAZARDS_SHOWN 3
#define ADDRESS_BYTES_MAX 4000

/* The filter as it came; texts are in the request's arena and end in NUL. */
struct wanted {
    struct str state, market, hazard, text;
    int64_t page; /* from 0 */
};

static struct wanted
wanted_read(const struct view *v, struct str state)
{
    struct wanted w = {
        .state = http_request_param(v->rq, "state", 0),
        .market = http_request_param(v->rq, "market", 0),
        .hazard = http_request_param(v->rq, "hazard", 0),
        .text = http_request_param(v->rq, "text", 0),
    };

    if (w.state.len == 0)
        w.state = state;
    if (str_to_i64(http_request_param(v->rq, "page", 0), &w.page) != 0 ||
        w.page < 0 || w.page > INT32_MAX)
        w.page = 0;
    return w;
}

static struct store_filter
wanted_filter(const struct wanted *w)
{
    return (struct store_filter){
        .state = str_is(w->state, "all") ? NULL : w->state.p,
        .market = w->market.p,
        .hazard = w->hazard.p,
        .text = w->text.p,
    };
}

/* Address of the same filter, on another page or as another file. */
static void
wanted_address(
    struct buf *out, const char *path, const struct wanted *w, int64_t page)
{
    char number[24];

    buf_addz(out, path);
    view_query_add(out, "state", w->state);
    view_query_add(out, "market", w->market);
    view_query_add(out, "hazard", w->hazard);
    view_query_add(out, "text", w->text);
    snprintf(number, sizeof number, "%lld", (long long)page);
    if (page > 0)
        view_query_add(out, "page", str_of(number));
}

/* --- filter form --- */

static void
option(struct view *v, struct str value, struct str label, struct str chosen)
{
    markup_leaf(&v->m, "option",
        ATTRS({ "value", value },
            { "selected", str_eq(value, chosen) ? STR("") : STR_NONE }),
        label);
}

static void
select_start(struct view *v, const char *name)
{
    markup_open(&v->m, "label", NO_ATTRS);
    markup_leaf(&v->m, "span", NO_ATTRS, view_text(v, name));
    markup_open(&v->m, "select", ATTRS({ "name", str_of(name) }));
}

static void
select_end(struct view *v)
{
    markup_close(&v->m);
    markup_close(&v->m);
}

struct market_options {
    struct view *v;
    struct str chosen;
};

static void
market_option(struct str market, int64_t cases, void *ctx)
{
    const struct market_options *o = ctx;
    struct buf label = BUF_MAX(ADDRESS_BYTES_MAX);

    buf_addf(&label, STR_FMT " (%lld)", STR_ARG(market), (long long)cases);
    option(o->v, market, buf_str(&label), o->chosen);
    buf_clear(&label);
}

static int
filter_form(struct view *v, const struct wanted *w, struct fail *fail)
{
    struct market_options markets = { v, w->market };
    struct markup *m = &v->m;
    int rc;

    markup_open(m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("get") },
            { "action", STR("/") }, { "role", STR("search") }));
    select_start(v, "state");
    option(v, STR("open"), view_text(v, "state.open"), w->state);
    for (const char *const *s = queue_states(); *s != NULL; s++)
        option(
            v, str_of(*s), text_name(v->lang, "state", str_of(*s)), w->state);
    option(v, STR("all"), view_text(v, "state.all"), w->state);
    select_end(v);
    select_start(v, "market");
    option(v, STR(""), view_text(v, "any"), w->market);
    rc = store_queue_most(
        v->store, "market", w->state.p, 100, market_option, &markets, fail);
    select_end(v);
    select_start(v, "hazard");
    option(v, STR(""), view_text(v, "any"), w->hazard);
    for (size_t h = 0; h < HAZARDS; h++) {
        struct str name = str_of(hazard_name((enum hazard)h));

        option(v, name, text_name(v->lang, "hazard", name), w->hazard);
    }
    select_end(v);
    markup_open(m, "label", ATTRS({ "class", STR("wide") }));
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "words"));
    markup_void(m, "input",
        ATTRS({ "type", STR("search") }, { "name", STR("text") },
            { "value", w->text.p ? w->text : STR("") }));
    markup_close(m);
    markup_leaf(
        m, "button", ATTRS({ "type", STR("submit") }), view_text(v, "filter"));
    markup_close(m);
    return rc;
}

/* --- rows --- */

/* Colour follows the hundredth: from 80 on a case is urgent. */
static void
priority_cell(struct view *v, double priority)
{
    int n = (int)(priority * 100 + 0.5);

    markup_open(&v->m, "td", ATTRS({ "class", STR("number") }));
    markup_open(&v->m, "span",
        ATTRS({ "class", n >= 80   ? STR("rank urgent")
                         : n >= 60 ? STR("rank high")
                         : n >= 40 ? STR("rank medium")
                                   : STR("rank low") }));
    markup_textf(&v->m, "%d", n);
    markup_close(&v->m);
    markup_close(&v->m);
}

static void
offer_cell(struct view *v, const struct queue_row *row)
{
    static const enum listing_field fields[] = { LISTING_MARKET,
        LISTING_SELLER_NAME };
    const struct listing *l = row->file->listing;
    struct str title = listing_get(l, LISTING_TITLE);
    struct markup *m = &v->m;
    char to[40];

    snprintf(to, sizeof to, "/case/%lld", (long long)row->entry->id);
    markup_open(m, "td", ATTRS({ "class", STR("offer") }));
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_leaf(m, "bdi", NO_ATTRS,
        title.len > 0 ? title : listing_get(l, LISTING_URL));
    markup_close(m);
    markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
    for (size_t i = 0; i < 2; i++)
        if (listing_get(l, fields[i]).len > 0) {
            if (i > 0)
                markup_textz(m, " \xC2\xB7 ");
            markup_leaf(m, "bdi", NO_ATTRS, listing_get(l, fields[i]));
        }
    if (listing_get(l, LISTING_PRICE_AMOUNT).len > 0)
        markup_textf(m, " \xC2\xB7 " STR_FMT " " STR_FMT,
            STR_ARG(listing_get(l, LISTING_PRICE_AMOUNT)),
            STR_ARG(listing_get(l, LISTING_PRICE_CURRENCY)));
    markup_close(m);
    markup_close(m);
}

static void
hazards_cell(struct view *v, const struct casefile *c)
{
    int shown[HAZARDS] = { 0 };

    markup_open(&v->m, "td", ATTRS({ "class", STR("hazards") }));
    for (int n = 0; n < HAZARDS_SHOWN; n++) {
        int best = -1;

        for (int h = 0; h < HAZARDS; h++)
            if (!shown[h] && c->hazards[h] > 0 &&
                (best < 0 || c->hazards[h] > c->hazards[best]))
                best = h;
        if (best < 0)
            break;
        shown[best] = 1;
        view_chip(v, "hazard", str_of(hazard_name((enum hazard)best)));
        markup_textz(&v->m, " ");
    }
    markup_close(&v->m);
}

static void
why_cell(struct view *v, const struct casefile *c)
{
    const struct finding *top = queue_top_finding(c);
    const struct texts *reasons = casefile_reasons(c, (enum lang)v->lang);
    struct markup *m = &v->m;

    markup_open(m, "td", ATTRS({ "class", STR("why") }));
    for (size_t i = 0; i < reasons->count && i < REASONS_SHOWN; i++)
        markup_leaf(m, "div", NO_ATTRS, str_of(reasons->item[i]));
    if (top != NULL) {
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_text(m, text_name(v->lang, "source",
                           str_of(finding_source_name(top->source))));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, str_of(top->id));
        markup_textz(m, " \xC2\xB7 ");
        markup_text(m, text_name(v->lang, "strength",
                           str_of(finding_strength_name(top->strength))));
        markup_close(m);
    }
    markup_close(m);
}

static int
queue_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct markup *m = &v->m;
    char seen[NOW_TEXT_BYTES];

    (void)fail;
    markup_open(m, "tr", NO_ATTRS);
    priority_cell(v, row->entry->priority);
    offer_cell(v, row);
    hazards_cell(v, row->file);
    why_cell(v, row->file);
    markup_open(m, "td", NO_ATTRS);
    view_chip(v, "state", str_of(row->entry->state));
    if (row->entry->assignee[0] != '\0')
        markup_leaf(m, "div", ATTRS({ "class", STR("quiet") }),
            str_of(row->entry->assignee));
    markup_close(m);
    now_text(row->entry->first_seen_ms, seen);
    markup_open(m, "td", ATTRS({ "class", STR("date") }));
    view_date(v, str_of(seen), 0);
    markup_close(m);
    markup_close(m);
    return 0;
}

static int
queue_table(struct view *v, const struct store_filter *f, struct fail *fail)
{
    static const char *const heads[] = { "priority", "offer", "hazard", "why",
        "state", "seen" };
    struct markup *m = &v->m;
    int rc;

    markup_open(m, "div",
        ATTRS({ "class", STR("scroll") }, { "role", STR("region") },
            { "tabindex", STR("0") }, { "aria-label", view_text(v, "queue") }));
    markup_open(m, "table", ATTRS({ "class", STR("queue") }));
    markup_leaf(m, "caption", NO_ATTRS, view_text(v, "suspected"));
    markup_open(m, "thead", NO_ATTRS);
    markup_open(m, "tr", NO_ATTRS);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        markup_leaf(
            m, "th", ATTRS({ "scope", STR("col") }), view_text(v, heads[i]));
    markup_close(m);
    markup_close(m);
    markup_open(m, "tbody", NO_ATTRS);
    rc = queue_each(v->store, f, queue_row, v, fail);
    for (int i = 0; i < 3; i++)
        markup_close(m);
    return rc;
}

static void
page_link(
    struct view *v, const struct wanted *w, int64_t page, const char *label)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    wanted_address(&to, "/", w, page);
    markup_leaf(&v->m, "a",
        ATTRS({ "class", STR("button") }, { "href", buf_str(&to) }),
        view_text(v, label));
    buf_clear(&to);
}

static void
file_link(
    struct view *v, const struct wanted *w, const char *path, const char *label)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    wanted_address(&to, path, w, 0);
    markup_leaf(
        &v->m, "a", ATTRS({ "href", buf_str(&to) }), view_text(v, label));
    buf_clear(&to);
}

static void
queue_foot(struct view *v, const struct wanted *w, int64_t total)
{
    struct markup *m = &v->m;

    markup_open(m, "footer", ATTRS({ "class", STR("pager") }));
    if (w->page > 0)
        page_link(v, w, w->page - 1, "previous");
    if ((w->page + 1) * ROWS_PER_PAGE < total)
        page_link(v, w, w->page + 1, "next");
    markup_open(m, "span", ATTRS({ "class", STR("files") }));
    file_link(v, w, "/export.csv", "export_csv");
    markup_textz(m, " ");
    file_link(v, w, "/export.json", "export_json");
    markup_close(m);
    markup_close(m);
}

void
view_queue(struct view *v)
{
    struct wanted w = wanted_read(v, STR("open"));
    struct store_filter f = wanted_filter(&w);
    struct fail fail = { "" };
    int64_t total = 0;
    int rc = store_case_count(v->store, &f, &total, &fail);

    f.limit = ROWS_PER_PAGE;
    f.offset = w.page * ROWS_PER_PAGE;
    view_start(v, view_text(v, "queue"));
    if (http_request_param(v->rq, "done", 0).len > 0)
        markup_leaf(&v->m, "p",
            ATTRS({ "class", STR("flash") }, { "role", STR("status") }),
            view_text(v, "all_done"));
    markup_open(&v->m, "div", ATTRS({ "class", STR("title") }));
    markup_leaf(&v->m, "h1", NO_ATTRS, view_text(v, "queue"));
    markup_open(&v->m, "p", ATTRS({ "class", STR("quiet") }));
    markup_textf(&v->m, "%lld ", (long long)total);
    markup_text(&v->m, view_text(v, "cases"));
    markup_close(&v->m);
    markup_close(&v->m);
    if (rc == 0)
        rc = filter_form(v, &w, &fail);
    if (rc == 0 && total > 0) {
        rc = queue_table(v, &f, &fail);
        queue_foot(v, &w, total);
    } else if (rc == 0) {
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("empty") }),
            view_text(v, "empty"));
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "empty_hint"));
    }
    if (rc != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_end(v);
}

static int
csv_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    return export_csv_row(ctx, row);
}

static int
json_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    (void)fail;
    return export_json_row(ctx, row);
}

static void
export_all(struct view *v, const char *type, const char *name,
    int (*visit)(const struct queue_row *row, void *ctx, struct fail *fail))
{
    struct wanted w = wanted_read(v, STR("all"));
    struct store_filter f = wanted_filter(&w);
    struct buf disposition = BUF_MAX(200);
    struct fail fail = { "" };

    if (queue_each(v->store, &f, visit, &v->rs->body, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    buf_addf(&disposition, "attachment; filename=\"%s\"", name);
    http_response_header(v->rs, "Content-Type", str_of(type));
    http_response_header(v->rs, "Content-Disposition", buf_str(&disposition));
    buf_clear(&disposition);
}

void
view_queue_csv(struct view *v)
{
    export_csv_head(&v->rs->body);
    export_all(v, "text/csv; charset=utf-8", "queue.csv", csv_row);
}

void
view_queue_json(struct view *v)
{
    export_all(v, "application/x-ndjson", "queue.jsonl", json_row);
}
