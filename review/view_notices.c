#include "review/view_notices.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/changes.h"
#include "review/pages.h"
#include "review/view_table.h"
#include "store/browse.h"
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>

#define ROWS_PER_PAGE 50
#define ADDRESS_BYTES_MAX 4096
#define VERSIONS_SHOWN 20

/* --- the list --- */

struct rows {
    struct view *v;
    int64_t count, last_row;
    char last_published[40];
};

/* "Müller Super Racer", or the kind of product, or the number. */
static void
notice_name(struct buf *out, const struct js *record, struct str id)
{
    struct str brand = js_get_text(record, "brand");
    struct str name = js_get_text(record, "name");

    if (name.len == 0)
        name = js_get_text(record, "product");
    if (name.len == 0)
        name = id;
    if (brand.len > 0 && str_find_nocase(name, brand, 0) < 0)
        buf_addf(out, STR_FMT " ", STR_ARG(brand));
    buf_adds(out, name);
}

static void
hazard_chips(struct view *v, const struct js *record)
{
    const struct js *hazards = js_get(record, "hazards");

    for (size_t i = 0; i < js_count(hazards); i++) {
        view_chip(v, "hazard", js_text(js_at(hazards, i)));
        markup_textz(&v->m, " ");
    }
}

/* How many cases name the notice, as a link to them. */
static void
cases_cell(struct view *v, const char *facet, struct str id)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);
    char *value = str_dup(id);
    struct fail fail;
    int64_t n = 0;

    if (store_queue_count(v->store, facet, value, NULL, &n, &fail) != 0)
        n = 0;
    markup_open(&v->m, "td", ATTRS({ "class", STR("number") }));
    if (n > 0) {
        buf_addz(&to, "/?state=all");
        view_query_add(&to, facet, id);
        markup_open(&v->m, "a", ATTRS({ "href", buf_str(&to) }));
        markup_textf(&v->m, "%lld", (long long)n);
        markup_close(&v->m);
    } else {
        markup_textz(&v->m, "0");
    }
    markup_close(&v->m);
    buf_clear(&to);
    free(value);
}

static int
notice_row(const struct store_notice *n, void *ctx)
{
    struct rows *rows = ctx;
    struct view *v = rows->v;
    struct js *record = NULL;
    struct buf name = BUF_MAX(ADDRESS_BYTES_MAX);
    struct fail fail;
    char to[40];

    if (rows->count++ == ROWS_PER_PAGE)
        return 1;
    rows->last_row = n->row;
    snprintf(rows->last_published, sizeof rows->last_published, STR_FMT,
        STR_ARG(n->published));
    if (js_parse(&record, n->record, &fail) != 0)
        return 0;
    notice_name(&name, record, n->id);
    snprintf(to, sizeof to, "/recall/%lld", (long long)n->row);
    markup_open(&v->m, "tr", NO_ATTRS);
    markup_open(&v->m, "td", ATTRS({ "class", STR("date") }));
    if (n->published.len > 0)
        view_date(v, n->published, 0);
    markup_close(&v->m);
    view_table_link(v, str_of(to), buf_str(&name));
    view_table_text(v, n->id);
    view_table_text(v, n->source);
    markup_open(&v->m, "td", ATTRS({ "class", STR("hazards") }));
    hazard_chips(v, record);
    markup_close(&v->m);
    markup_open(&v->m, "td", NO_ATTRS);
    if (js_get_text(record, "withdrawn").len > 0)
        view_chip(v, "notice", STR("withdrawn"));
    else if (js_get_text(record, "level").len > 0)
        view_chip(v, "level", js_get_text(record, "level"));
    markup_close(&v->m);
    cases_cell(v, "recall", n->id);
    markup_close(&v->m);
    buf_clear(&name);
    js_free(record);
    return 0;
}

struct source_options {
    struct view *v;
    struct str chosen;
    int64_t total;
};

static void
source_option(struct str source, int64_t notices, void *ctx)
{
    struct source_options *o = ctx;
    struct markup *m = &o->v->m;

    o->total += notices;
    markup_open(m, "option",
        ATTRS({ "value", source },
            { "selected",
                str_eq(source, o->chosen) ? STR("selected") : STR_NONE }));
    markup_textf(m, STR_FMT " (%lld)", STR_ARG(source), (long long)notices);
    markup_close(m);
}

static int
filter_form(struct view *v, const struct store_notice_filter *f, int64_t *total,
    struct fail *fail)
{
    struct source_options options = { .v = v, .chosen = f->source };
    struct markup *m = &v->m;
    int rc;

    markup_open(m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("get") },
            { "action", STR("/recalls") }, { "role", STR("search") }));
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "source"));
    markup_open(m, "select", ATTRS({ "name", STR("source") }));
    markup_leaf(m, "option", ATTRS({ "value", STR("") }), view_text(v, "any"));
    rc = store_notice_sources(v->store, source_option, &options, fail);
    markup_close(m);
    markup_close(m);
    markup_open(m, "label", ATTRS({ "class", STR("wide") }));
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "words"));
    markup_void(m, "input",
        ATTRS({ "type", STR("search") }, { "name", STR("text") },
            { "value", f->text.len > 0 ? f->text : STR("") }));
    markup_close(m);
    markup_leaf(
        m, "button", ATTRS({ "type", STR("submit") }), view_text(v, "filter"));
    markup_close(m);
    *total = options.total;
    return rc;
}

static void
next_link(struct view *v, const struct store_notice_filter *f,
    const struct rows *rows)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);
    char after[24];

    snprintf(after, sizeof after, "%lld", (long long)rows->last_row);
    buf_addz(&to, "/recalls");
    view_query_add(&to, "source", f->source);
    view_query_add(&to, "text", f->text);
    view_query_add(&to, "published", str_of(rows->last_published));
    view_query_add(&to, "after", str_of(after));
    markup_open(&v->m, "footer", ATTRS({ "class", STR("pager") }));
    markup_leaf(&v->m, "a",
        ATTRS({ "class", STR("button") }, { "href", buf_str(&to) },
            { "rel", STR("next") }),
        view_text(v, "next"));
    markup_close(&v->m);
    buf_clear(&to);
}

void
view_notices(struct view *v)
{
    static const char *const columns[] = { "published", "product", "number",
        "source", "hazard", "level", "cases_of", NULL };
    struct store_notice_filter f = {
        .source = http_request_param(v->rq, "source", 0),
        .text = http_request_param(v->rq, "text", 0),
        .published = http_request_param(v->rq, "published", 0),
        .limit = ROWS_PER_PAGE + 1,
    };
    struct rows rows = { .v = v };
    struct fail fail = { "" };
    int64_t total = 0;
    int rc;

    if (str_to_i64(http_request_param(v->rq, "after", 0), &f.row) != 0)
        f.row = 0;
    view_start(v, view_text(v, "recalls"));
    view_table_title(v, view_text(v, "recalls"), STR(""));
    markup_open(&v->m, "p", NO_ATTRS);
    markup_leaf(&v->m, "a", ATTRS({ "href", STR("/sources") }),
        view_text(v, "sources"));
    markup_close(&v->m);
    rc = filter_form(v, &f, &total, &fail);
    if (rc == 0 && total == 0) {
        view_table_none(v, "no_notices", "no_notices_hint");
    } else if (rc == 0) {
        view_table_start(v, view_text(v, "newest_first"), columns);
        rc = store_notice_each(v->store, &f, notice_row, &rows, &fail);
        view_table_end(v);
        if (rows.count == 0)
            view_table_none(v, "no_notice_fits", "no_notice_fits_hint");
        if (rows.count > ROWS_PER_PAGE)
            next_link(v, &f, &rows);
    }
    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_end(v);
}

/* --- one notice --- */

static void
term(struct view *v, const char *key, struct str text)
{
    if (text.len == 0)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(&v->m, "dd", NO_ATTRS);
    markup_leaf(&v->m, "bdi", NO_ATTRS, text);
    markup_close(&v->m);
}

static void
terms(struct view *v, const char *key, const struct js *list)
{
    struct markup *m = &v->m;

    if (js_count(list) == 0)
        return;
    markup_leaf(m, "dt", NO_ATTRS, view_text(v, key));
    markup_open(m, "dd", NO_ATTRS);
    for (size_t i = 0; i < js_count(list); i++) {
        if (i > 0)
            markup_textz(m, " \xC2\xB7 ");
        markup_leaf(m, "bdi", NO_ATTRS, js_text(js_at(list, i)));
    }
    markup_close(m);
}

static void
notice_facts(struct view *v, const struct store_notice *n, const struct js *j)
{
    struct markup *m = &v->m;
    struct str url = js_get_text(j, "url");

    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    markup_open(m, "dl", NO_ATTRS);
    term(v, "source", n->source);
    term(v, "number", n->id);
    term(v, "published", n->published);
    term(v, "withdrawn", js_get_text(j, "withdrawn"));
    term(v, "withdrawn_why", js_get_text(j, "withdrawn_why"));
    term(v, "superseded_by", js_get_text(j, "superseded_by"));
    term(v, "brand", js_get_text(j, "brand"));
    term(v, "product", js_get_text(j, "product"));
    terms(v, "models", js_get(j, "models"));
    terms(v, "gtins", js_get(j, "gtins"));
    terms(v, "batches", js_get(j, "batches"));
    term(v, "hazard_text", js_get_text(j, "hazard_text"));
    terms(v, "measures", js_get(j, "measures"));
    term(v, "country_of_origin", js_get_text(j, "country_of_origin"));
    term(v, "notifying_country", js_get_text(j, "notifying_country"));
    terms(v, "sold_at", js_get(j, "sold_at"));
    term(v, "description", js_get_text(j, "description"));
    if (url.len > 0) {
        markup_leaf(m, "dt", NO_ATTRS, view_text(v, "notice_at"));
        markup_open(m, "dd", NO_ATTRS);
        markup_leaf(m, "a",
            ATTRS({ "href", url }, { "rel", STR("noreferrer noopener") }), url);
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

struct versions {
    struct view *v;
    struct js *before; /* owned */
    int64_t shown;
};

static void
change_row(struct str member, struct str before, struct str after, void *ctx)
{
    struct view *v = ctx;
    struct markup *m = &v->m;

    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(m, "th", ATTRS({ "scope", STR("row") }), member);
    markup_open(m, "td", NO_ATTRS);
    markup_leaf(m, "del", NO_ATTRS, before);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_leaf(m, "ins", NO_ATTRS, after);
    markup_close(m);
    markup_close(m);
}

static int
version(int64_t seen_at_ms, const struct js *record, void *ctx)
{
    static const char *const columns[] = { "member", "before", "after", NULL };
    struct versions *all = ctx;
    struct view *v = all->v;
    char when[NOW_TEXT_BYTES], caption[NOW_TEXT_BYTES];

    now_text(seen_at_ms, when);
    if (all->before == NULL) {
        markup_open(&v->m, "p", NO_ATTRS);
        markup_text(&v->m, view_text(v, "notice_first_read"));
        markup_textz(&v->m, " ");
        view_date(v, str_of(when), 1);
        markup_close(&v->m);
    } else if (all->shown++ < VERSIONS_SHOWN) {
        snprintf(caption, sizeof caption, "%.10s %.5s", when, when + 11);
        view_table_start(v, str_of(caption), columns);
        changes_each(all->before, record, change_row, v);
        view_table_end(v);
    }
    js_free(all->before);
    all->before = js_copy(record);
    return 0;
}

struct links {
    struct view *v;
    int shown;
};

static int
link_item(const struct store_link_row *l, void *ctx)
{
    struct links *links = ctx;
    struct view *v = links->v;
    struct recall *other = NULL;
    int64_t row = l->a == v->id ? l->b : l->a;
    struct fail fail;
    char to[40];

    if (store_recall_get(v->store, row, &other, &fail) != 0 || other == NULL)
        return 0;
    if (links->shown++ == 0)
        markup_open(&v->m, "ul", NO_ATTRS);
    snprintf(to, sizeof to, "/recall/%lld", (long long)row);
    markup_open(&v->m, "li", NO_ATTRS);
    markup_open(&v->m, "a", ATTRS({ "href", str_of(to) }));
    markup_textf(&v->m, STR_FMT " " STR_FMT,
        STR_ARG(recall_get(other, RECALL_SOURCE)),
        STR_ARG(recall_get(other, RECALL_ID)));
    markup_close(&v->m);
    markup_textz(&v->m, " ");
    markup_leaf(&v->m, "bdi", NO_ATTRS, recall_get(other, RECALL_NAME));
    markup_textz(&v->m, " (");
    markup_text(&v->m, text_name(v->lang, "link", str_of(l->kind)));
    markup_textz(&v->m, ")");
    markup_close(&v->m);
    recall_free(other);
    return 0;
}

/* Notices that are of the same product. */
static int
links_of(struct view *v, int64_t row, struct fail *fail)
{
    struct links links = { .v = v };
    int rc;

    markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "same_product"));
    rc = store_recall_link_each(v->store, row, link_item, &links, fail);
    if (links.shown > 0)
        markup_close(&v->m);
    else
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "same_product_none"));
    return rc;
}

static int
notice_page(const struct store_notice *n, void *ctx)
{
    struct view *v = ctx;
    struct buf name = BUF_MAX(ADDRESS_BYTES_MAX), to = BUF_MAX(1000);
    struct js *record = NULL;
    struct versions versions = { .v = v };
    struct fail fail = { "" };
    int rc = js_parse(&record, n->record, &fail);

    if (rc == 0) {
        notice_name(&name, record, n->id);
        view_start(v, buf_str(&name));
        view_table_title(v, buf_str(&name), STR(""));
        markup_open(&v->m, "p", NO_ATTRS);
        hazard_chips(v, record);
        buf_addz(&to, "/?state=all");
        view_query_add(&to, "recall", n->id);
        markup_leaf(&v->m, "a", ATTRS({ "href", buf_str(&to) }),
            view_text(v, "offers_of_notice"));
        markup_close(&v->m);
        notice_facts(v, n, record);
        rc = links_of(v, n->row, &fail);
    }
    if (rc == 0) {
        markup_leaf(&v->m, "h2", NO_ATTRS, view_text(v, "notice_changes"));
        rc = store_recall_versions(v->store, n->row, version, &versions, &fail);
        if (versions.shown == 0)
            markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
                view_text(v, "notice_unchanged"));
    }
    js_free(versions.before);
    js_free(record);
    buf_clear(&name);
    buf_clear(&to);
    if (rc != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_end(v);
    return 1;
}

void
view_notice(struct view *v)
{
    struct fail fail = { "" };
    int rc = store_notice_get(v->store, v->id, notice_page, v, &fail);

    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 0)
        view_error(v, 404, "not_found", "");
}

/* --- sources --- */

static void
source_row(struct view *v, const struct js *j)
{
    const struct js *pass = js_get(j, "pass");
    struct str state = js_get_text(j, "state");
    struct markup *m = &v->m;
    int64_t at_ms = 0;

    markup_open(m, "tr", NO_ATTRS);
    markup_leaf(
        m, "th", ATTRS({ "scope", STR("row") }), js_get_text(j, "name"));
    markup_open(m, "td", NO_ATTRS);
    view_chip(v, "feed",
        str_is(state, "changed shape") ? STR("changed_shape") : state);
    markup_close(m);
    if (now_parse(js_get_text(j, "last_success"), &at_ms) != 0)
        at_ms = 0;
    view_table_time(v, at_ms);
    view_table_text(v, js_get_text(j, "newest"));
    view_table_number(v, js_integer(js_get(j, "notices"), 0));
    view_table_number(v, js_integer(js_get(pass, "new"), 0));
    view_table_text(v, js_get_text(j, "why"));
    markup_close(m);
}

void
view_sources(struct view *v)
{
    static const char *const columns[] = { "source", "state", "last_success",
        "newest", "notices", "new_ones", "why", NULL };
    struct fail fail = { "" };
    struct js *all = NULL;

    if (v->pages->facts != NULL && v->pages->facts->sources != NULL)
        all = v->pages->facts->sources(v->store, v->now_ms, &fail);
    if (all == NULL && fail.text[0] != '\0') {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    view_start(v, view_text(v, "sources"));
    view_table_title(v, view_text(v, "sources"), STR(""));
    view_table_start(v, view_text(v, "sources_caption"), columns);
    for (size_t i = 0; i < js_count(all); i++)
        source_row(v, js_at(all, i));
    view_table_end(v);
    view_end(v);
    js_free(all);
}
