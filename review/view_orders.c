#include "review/view_orders.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/letter.h"
#include "review/letter_html.h"
#include "review/view_table.h"
#include "store/orders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 50

/* A day and time of day there. */
static void
local_time(struct view *v, const char *calendar, int64_t at_ms)
{
    const struct calendar *c = calendar_of(str_of(calendar));
    char utc[NOW_TEXT_BYTES], there[NOW_TEXT_BYTES];

    now_text(at_ms, utc);
    now_text(at_ms + calendar_offset_ms(c, at_ms), there);
    there[10] = ' ';
    there[16] = '\0';
    markup_leaf(
        &v->m, "time", ATTRS({ "datetime", str_of(utc) }), str_of(there));
}

/* A period that ends at midnight reads as the day before it. */
static void
due_cell(struct view *v, const struct store_order *o)
{
    struct markup *m = &v->m;
    const char *state = o->gone >= o->cases      ? "done"
                        : o->due_ms <= v->now_ms ? "overdue"
                                                 : "running";
    char key[40];

    if (o->due_ms == 0) {
        markup_text(m, view_text(v, "order.no_period"));
        return;
    }
    local_time(v, o->calendar, o->due_ms - 1);
    snprintf(key, sizeof key, "order.%s", state);
    markup_textz(m, " ");
    markup_leaf(m, "span",
        ATTRS({ "class", strcmp(state, "overdue") == 0 ? STR("chip bad")
                         : strcmp(state, "done") == 0  ? STR("chip good")
                                                       : STR("chip") }),
        view_text(v, key));
    if (!o->due_known) {
        markup_textz(m, " ");
        markup_leaf(m, "span", ATTRS({ "class", STR("quiet") }),
            view_text(v, "order.weekends_only"));
    }
}

static struct str
kind_text(const struct view *v, const char *kind)
{
    char key[40];

    snprintf(key, sizeof key, "order.%s", kind);
    return view_text(v, key);
}

/* --- the list --- */

static void
cell(struct view *v, struct str text)
{
    markup_open(&v->m, "td", NO_ATTRS);
    markup_leaf(&v->m, "bdi", NO_ATTRS, text);
    markup_close(&v->m);
}

struct list {
    struct view *v;
    int64_t rows;
};

static int
list_row(const struct store_order *o, void *ctx, struct fail *fail)
{
    struct list *list = ctx;
    struct view *v = list->v;
    struct markup *m = &v->m;
    char to[40];

    (void)fail;
    if (list->rows++ == ROWS)
        return 0;
    snprintf(to, sizeof to, "/order/%lld", (long long)o->id);
    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "td", NO_ATTRS);
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_leaf(m, "bdi", NO_ATTRS, str_of(o->number));
    markup_close(m);
    markup_close(m);
    cell(v, kind_text(v, o->kind));
    cell(v, str_of(o->recipient));
    markup_open(m, "td", NO_ATTRS);
    local_time(v, o->calendar, o->sent_ms);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    due_cell(v, o);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_textf(m, "%lld/%lld", (long long)o->gone, (long long)o->cases);
    markup_close(m);
    markup_close(m);
    return 0;
}

static const char *const shown[] = { "all", "open", "overdue" };

static enum store_order_which
which_shown(struct view *v)
{
    struct str show = http_request_param(v->rq, "show", 0);

    for (size_t i = 0; i < COUNT(shown); i++)
        if (str_is(show, shown[i]))
            return (enum store_order_which)i;
    return STORE_ORDERS_ALL;
}

static void
list_filter(struct view *v, enum store_order_which which)
{
    struct markup *m = &v->m;
    char key[40], to[60];

    markup_open(m, "nav",
        ATTRS({ "class", STR("actions") },
            { "aria-label", view_text(v, "filter") }));
    for (size_t i = 0; i < COUNT(shown); i++) {
        snprintf(key, sizeof key, "orders.%s", shown[i]);
        snprintf(to, sizeof to, "/orders?show=%s", shown[i]);
        markup_leaf(m, "a",
            ATTRS({ "href", str_of(to) },
                { "aria-current",
                    i == (size_t)which ? STR("true") : STR_NONE }),
            view_text(v, key));
        markup_textz(m, " ");
    }
    markup_leaf(m, "a", ATTRS({ "href", STR("/templates") }),
        view_text(v, "templates"));
    markup_textz(m, " ");
    markup_leaf(m, "a", ATTRS({ "href", STR("/authority") }),
        view_text(v, "authority"));
    markup_close(m);
}

static void
pager(struct view *v, enum store_order_which which, int64_t page, int more)
{
    char to[80];

    if (page == 0 && !more)
        return;
    markup_open(&v->m, "p", ATTRS({ "class", STR("actions") }));
    if (page > 0) {
        snprintf(to, sizeof to, "/orders?show=%s&page=%lld", shown[which],
            (long long)page - 1);
        markup_leaf(&v->m, "a", ATTRS({ "href", str_of(to) }),
            view_text(v, "previous"));
        markup_textz(&v->m, " ");
    }
    if (more) {
        snprintf(to, sizeof to, "/orders?show=%s&page=%lld", shown[which],
            (long long)page + 1);
        markup_leaf(
            &v->m, "a", ATTRS({ "href", str_of(to) }), view_text(v, "next"));
    }
    markup_close(&v->m);
}

void
view_orders(struct view *v)
{
    static const char *const columns[] = { "order.number", "order.kind",
        "order.recipient", "order.sent", "order.due", "order.gone", NULL };
    enum store_order_which which = which_shown(v);
    struct list list = { .v = v };
    struct markup *m = &v->m;
    struct fail fail = { "" };
    int64_t page = 0;
    int rc;

    if (str_to_i64(http_request_param(v->rq, "page", 0), &page) != 0 ||
        page < 0 || page > 1000000)
        page = 0;
    view_start(v, view_text(v, "orders"));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "orders"));
    markup_leaf(
        m, "p", ATTRS({ "class", STR("quiet") }), view_text(v, "orders.lead"));
    list_filter(v, which);
    view_table_plain(v, "", view_text(v, "orders"), columns);
    rc = store_order_each(v->store, which, 0, v->now_ms, ROWS + 1, page * ROWS,
        list_row, &list, &fail);
    view_table_end(v);
    if (rc != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    if (list.rows == 0)
        markup_leaf(m, "p", NO_ATTRS,
            view_text(v, which == STORE_ORDERS_ALL ? "orders.none"
                                                   : "orders.none_here"));
    pager(v, which, page, list.rows > ROWS);
    view_end(v);
}

/* --- one letter --- */

static void
fact(struct view *v, const char *key, struct str value)
{
    markup_open(&v->m, "tr", NO_ATTRS);
    markup_leaf(&v->m, "th", ATTRS({ "scope", STR("row") }), view_text(v, key));
    cell(v, value);
    markup_close(&v->m);
}

static void
fact_open(struct view *v, const char *key)
{
    markup_open(&v->m, "tr", NO_ATTRS);
    markup_leaf(&v->m, "th", ATTRS({ "scope", STR("row") }), view_text(v, key));
    markup_open(&v->m, "td", NO_ATTRS);
}

static void
fact_close(struct view *v)
{
    markup_close(&v->m);
    markup_close(&v->m);
}

static void
template_fact(struct view *v, const struct store_order *o)
{
    fact_open(v, "order.template");
    markup_textf(&v->m, "%s.%s, ", o->kind, o->language);
    if (o->template_version == 0) {
        markup_text(&v->m, view_text(v, "order.built_in"));
    } else {
        markup_text(&v->m, view_text(v, "order.version"));
        markup_textf(&v->m, " %lld", (long long)o->template_version);
    }
    markup_textz(&v->m, ", ");
    markup_leaf(&v->m, "code", NO_ATTRS, str_of(o->template_digest));
    fact_close(v);
}

static void
facts(struct view *v, const struct store_order *o)
{
    struct markup *m = &v->m;
    char channel[40];

    snprintf(channel, sizeof channel, "channel.%s", o->channel);
    markup_open(m, "section", ATTRS({ "class", STR("card no-print") }));
    markup_open(m, "table", ATTRS({ "class", STR("facts") }));
    markup_open(m, "tbody", NO_ATTRS);
    fact(v, "order.kind", kind_text(v, o->kind));
    fact(v, "order.recipient", str_of(o->recipient));
    fact_open(v, "order.sent");
    local_time(v, o->calendar, o->sent_ms);
    markup_textz(m, ", ");
    markup_text(m, view_text(v, channel));
    markup_textz(m, " ");
    markup_leaf(m, "bdi", NO_ATTRS, str_of(o->address));
    fact_close(v);
    fact_open(v, "order.due");
    due_cell(v, o);
    fact_close(v);
    fact(v, "order.calendar", str_of(o->calendar));
    fact(v, "order.issued_by", str_of(o->author));
    template_fact(v, o);
    fact_open(v, "order.digest");
    markup_leaf(m, "code", NO_ATTRS, str_of(o->digest));
    fact_close(v);
    markup_close(m);
    markup_close(m);
    markup_close(m);
}

static int
case_row(const struct store_order_case *c, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct markup *m = &v->m;
    char to[40], at[NOW_TEXT_BYTES];

    (void)fail;
    snprintf(to, sizeof to, "/case/%lld", (long long)c->id);
    markup_open(m, "li", NO_ATTRS);
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_textf(m, "%lld ", (long long)c->id);
    markup_leaf(m, "bdi", NO_ATTRS, c->title.len > 0 ? c->title : c->url);
    markup_close(m);
    markup_textz(m, " ");
    view_chip(v, "state", c->state);
    markup_textz(m, " ");
    if (c->gone_ms > 0) {
        now_text(c->gone_ms, at);
        markup_text(m, view_text(v, "order.when_gone"));
        markup_textz(m, " ");
        view_date(v, str_of(at), 1);
    } else {
        markup_leaf(m, "span", ATTRS({ "class", STR("quiet") }),
            view_text(v, "order.still"));
    }
    markup_close(m);
    return 0;
}

static int
event_row(const struct store_order_event *e, void *ctx, struct fail *fail)
{
    struct list *list = ctx;
    struct view *v = list->v;
    char at[NOW_TEXT_BYTES];

    (void)fail;
    list->rows++;
    now_text(e->at_ms, at);
    markup_open(&v->m, "li", NO_ATTRS);
    view_date(v, str_of(at), 1);
    markup_textz(&v->m, " ");
    markup_text(&v->m, text_name(v->lang, "order_event", str_of(e->kind)));
    markup_textz(&v->m, ", ");
    markup_leaf(&v->m, "bdi", NO_ATTRS, e->author);
    if (e->note.len > 0) {
        markup_textz(&v->m, ": ");
        markup_leaf(&v->m, "bdi", NO_ATTRS, e->note);
    }
    markup_close(&v->m);
    return 0;
}

static void
event_form(struct view *v)
{
    static const char *const kinds[] = { "received", "complied", "refused",
        "answer", "returned" };
    struct markup *m = &v->m;
    char to[40];

    snprintf(to, sizeof to, "/order/%lld/event", (long long)v->id);
    markup_open(m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("post") },
            { "action", str_of(to) }));
    view_csrf(v);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "order.what"));
    markup_open(m, "select", ATTRS({ "name", STR("kind") }));
    for (size_t i = 0; i < COUNT(kinds); i++)
        markup_leaf(m, "option", ATTRS({ "value", str_of(kinds[i]) }),
            text_name(v->lang, "order_event", str_of(kinds[i])));
    markup_close(m);
    markup_close(m);
    markup_open(m, "label", ATTRS({ "class", STR("wide") }));
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "note"));
    markup_void(m, "input",
        ATTRS({ "type", STR("text") }, { "name", STR("note") },
            { "maxlength", STR("2000") }));
    markup_close(m);
    markup_leaf(m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "order.add_event"));
    markup_close(m);
}

static int
cases_and_events(struct view *v, struct fail *fail)
{
    struct list list = { .v = v };
    struct markup *m = &v->m;

    markup_open(m, "section", ATTRS({ "class", STR("card no-print") }));
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "order.covers"));
    markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    if (store_order_cases(v->store, v->id, case_row, v, fail) != 0)
        return -1;
    markup_close(m);
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "order.events"));
    markup_open(m, "div", NO_ATTRS);
    markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    if (store_order_event_each(v->store, v->id, event_row, &list, fail) != 0)
        return -1;
    markup_close(m);
    if (list.rows == 0)
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "order.no_events"));
    markup_close(m);
    if (view_may(v, ROLE_ANALYST | ROLE_VALIDATOR))
        event_form(v);
    markup_close(m);
    return 0;
}

static int
letter_page(const struct store_order *o, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct markup *m = &v->m;
    struct letter_foot foot = { str_of(o->number), str_of(o->digest) };
    char to[40];

    view_start(v, str_of(o->number));
    markup_void(m, "link",
        ATTRS({ "rel", STR("stylesheet") },
            { "href", STR("/static/letter.css") }));
    if (http_request_param(v->rq, "done", 0).len > 0)
        markup_leaf(m, "p",
            ATTRS(
                { "class", STR("flash no-print") }, { "role", STR("status") }),
            view_text(v, "order.issued"));
    markup_leaf(
        m, "h1", ATTRS({ "class", STR("no-print") }), str_of(o->number));
    facts(v, o);
    if (cases_and_events(v, fail) != 0)
        return -1;
    snprintf(to, sizeof to, "/order/%lld/text", (long long)o->id);
    markup_open(m, "p", ATTRS({ "class", STR("no-print") }));
    markup_leaf(
        m, "a", ATTRS({ "href", str_of(to) }), view_text(v, "order.text"));
    markup_close(m);
    letter_html(m, o->document, lang_of(o->language), 2);
    markup_open(m, "footer", ATTRS({ "class", STR("letter-foot") }));
    markup_text(m, foot.number);
    markup_textz(m, " \xC2\xB7 SHA-256 ");
    markup_text(m, foot.digest);
    markup_close(m);
    view_end(v);
    return 0;
}

static void
with_order(struct view *v,
    int (*visit)(const struct store_order *o, void *ctx, struct fail *fail))
{
    struct fail fail = { "" };
    char here[40];
    int rc;

    snprintf(here, sizeof here, "/order/%lld", (long long)v->id);
    v->here = str_of(here);
    rc = store_order_find(v->store, v->id, visit, v, &fail);
    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 0)
        view_error(v, 404, "not_found", "");
}

void
view_orders_one(struct view *v)
{
    with_order(v, letter_page);
}

static int
letter_text(const struct store_order *o, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct buf name = BUF_MAX(200);

    (void)fail;
    buf_addf(
        &name, "attachment; filename=\"order-%lld.txt\"", (long long)o->id);
    http_response_header(v->rs, "Content-Disposition", buf_str(&name));
    http_response_text(v->rs, 200, "text/plain; charset=utf-8", o->document);
    buf_clear(&name);
    return 0;
}

void
view_orders_text(struct view *v)
{
    with_order(v, letter_text);
}

static int
short_row(const struct store_order *o, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    char to[40];

    (void)fail;
    snprintf(to, sizeof to, "/order/%lld", (long long)o->id);
    markup_open(&v->m, "li", NO_ATTRS);
    markup_open(&v->m, "a", ATTRS({ "href", str_of(to) }));
    markup_leaf(&v->m, "bdi", NO_ATTRS, str_of(o->number));
    markup_close(&v->m);
    markup_textz(&v->m, " ");
    markup_text(&v->m, kind_text(v, o->kind));
    markup_textz(&v->m, ", ");
    due_cell(v, o);
    markup_close(&v->m);
    return 0;
}

void
view_orders_of_case(struct view *v, int64_t id)
{
    struct markup *m = &v->m;
    struct fail fail = { "" };
    char to[40];

    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "orders"));
    markup_open(m, "ul", ATTRS({ "class", STR("offers") }));
    if (store_order_each(v->store, STORE_ORDERS_ALL, id, v->now_ms, ROWS, 0,
            short_row, v, &fail) != 0)
        markup_leaf(m, "li", NO_ATTRS, view_text(v, "broken_store"));
    markup_close(m);
    if (view_may(v, ROLE_ANALYST | ROLE_VALIDATOR)) {
        snprintf(to, sizeof to, "/case/%lld/order", (long long)id);
        markup_leaf(
            m, "a", ATTRS({ "href", str_of(to) }), view_text(v, "order.new"));
    }
    markup_close(m);
}

void
view_orders_event(struct view *v)
{
    char *kind = str_dup(http_request_form(v->rq, "kind", 0));
    struct store_order_event e = { kind, str_of(v->user->name),
        str_trim(http_request_form(v->rq, "note", 0)), v->now_ms };
    struct fail fail = { "" };

    if (store_order_event_add(v->store, v->id, &e, &fail) != 0)
        view_error(v, 422, "error", fail.text);
    else
        view_redirect(v, "/order/%lld", (long long)v->id);
    free(kind);
}
