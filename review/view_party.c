#include "review/view_party.h"

#include "base/mem.h"
#include "base/now.h"
#include "review/party_graph.h"
#include "review/view_table.h"

#include <stdio.h>

#define PAGE_ROWS 50
/* Pages that can be asked for; behind them the search finds more. */
#define PAGES_MAX 200
#define OFFERS_SHOWN 50
#define TRAITS_SHOWN 40
#define FINDINGS_SHOWN 20

void
view_party_link(struct view *v, const struct store_party *p)
{
    char to[40];

    snprintf(to, sizeof to, "/party/%lld", (long long)p->id);
    markup_open(&v->m, "a", ATTRS({ "href", str_of(to) }));
    markup_leaf(&v->m, "bdi", NO_ATTRS, p->name.len > 0 ? p->name : p->key);
    markup_close(&v->m);
    if (p->country.len > 0) {
        markup_textz(&v->m, " ");
        markup_leaf(
            &v->m, "span", ATTRS({ "class", STR("quiet") }), p->country);
    }
}

static void
date_of(struct view *v, int64_t ms)
{
    char at[NOW_TEXT_BYTES];

    now_text(ms, at);
    view_date(v, str_of(at), 0);
}

/* --- a table of offers --- */

static void
offer_name(struct view *v, const struct store_offer *o)
{
    struct markup *m = &v->m;
    char to[40];

    if (o->case_id == 0) {
        markup_leaf(m, "bdi", NO_ATTRS, o->title);
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        view_outside(v, o->url);
        markup_close(m);
        return;
    }
    snprintf(to, sizeof to, "/case/%lld", (long long)o->case_id);
    markup_open(m, "a", ATTRS({ "href", str_of(to) }));
    markup_leaf(m, "bdi", NO_ATTRS, o->title.len > 0 ? o->title : o->url);
    markup_close(m);
    markup_textz(m, " ");
    view_chip(v, "state", o->state);
}

int
view_party_offers_add(const struct store_offer *o, void *ctx, struct fail *fail)
{
    static const char *const heads[] = { "related_offer", "field.market",
        "field.price", "related_seen", NULL };
    struct view_party_offers *list = ctx;
    struct view *v = list->v;
    struct markup *m = &v->m;

    (void)fail;
    if (list->count++ == 0) {
        view_table_plain(v, "", view_text(v, "related_offer"), heads);
    }
    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "td", ATTRS({ "class", STR("offer") }));
    offer_name(v, o);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS, o->market);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    view_amount(v, o->amount, o->currency);
    markup_close(m);
    markup_open(m, "td", ATTRS({ "class", STR("date") }));
    date_of(v, o->last_seen_ms);
    markup_close(m);
    markup_close(m);
    return 0;
}

void
view_party_offers_end(struct view_party_offers *list)
{
    if (list->count > 0)
        view_table_end(list->v);
}

/* --- the list --- */

struct table {
    struct view *v;
    int64_t count;
};

static int
party_row(const struct store_party *p, void *ctx, struct fail *fail)
{
    static const char *const heads[] = { "party_name", "offers_read",
        "cases_of", "party_first", "party_last", NULL };
    struct table *t = ctx;
    struct markup *m = &t->v->m;

    (void)fail;
    if (t->count++ == 0) {
        view_table_plain(t->v, "", view_text(t->v, "sellers"), heads);
    }
    if (t->count > PAGE_ROWS)
        return 0;
    markup_open(m, "tr", NO_ATTRS);
    markup_open(m, "td", ATTRS({ "class", STR("offer") }));
    view_party_link(t->v, p);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_textf(m, "%lld", (long long)p->offers);
    markup_close(m);
    markup_open(m, "td", NO_ATTRS);
    markup_textf(m, "%lld", (long long)p->cases);
    markup_close(m);
    markup_open(m, "td", ATTRS({ "class", STR("date") }));
    date_of(t->v, p->first_seen_ms);
    markup_close(m);
    markup_open(m, "td", ATTRS({ "class", STR("date") }));
    date_of(t->v, p->last_seen_ms);
    markup_close(m);
    markup_close(m);
    return 0;
}

static void
roles(struct view *v, enum party_role now)
{
    struct markup *m = &v->m;

    markup_open(m, "nav",
        ATTRS({ "class", STR("actions") },
            { "aria-label", view_text(v, "sellers") }));
    for (int r = 0; r < PARTY_ROLES; r++) {
        const char *name = party_role_name((enum party_role)r);
        char to[64];

        snprintf(to, sizeof to, "/sellers?role=%s", name);
        markup_leaf(m, "a",
            ATTRS({ "href", str_of(to) },
                { "aria-current", r == (int)now ? STR("page") : STR_NONE }),
            text_name(v->lang, "field", str_of(name)));
        markup_textz(m, " ");
    }
    markup_close(m);
}

static void
search_form(struct view *v, enum party_role role, struct str words)
{
    struct markup *m = &v->m;

    markup_open(m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("get") },
            { "action", STR("/sellers") }, { "role", STR("search") }));
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("role") },
            { "value", str_of(party_role_name(role)) }));
    markup_open(m, "label", ATTRS({ "class", STR("wide") }));
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "sellers_find"));
    markup_void(m, "input",
        ATTRS({ "type", STR("search") }, { "name", STR("text") },
            { "value", words }, { "maxlength", STR("200") }));
    markup_close(m);
    markup_leaf(m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "sellers_go"));
    markup_close(m);
}

static void
page_link(struct view *v, const struct store_party_filter *f, int64_t page,
    const char *key)
{
    struct buf to = BUF_MAX(2000);
    char number[24];

    snprintf(number, sizeof number, "%lld", (long long)page);
    buf_addz(&to, "/sellers");
    view_query_add(&to, "role", str_of(party_role_name(f->role)));
    view_query_add(&to, "text", f->words);
    view_query_add(&to, "page", str_of(number));
    markup_leaf(&v->m, "a",
        ATTRS({ "href", buf_str(&to) }, { "class", STR("button") }),
        view_text(v, key));
    markup_textz(&v->m, " ");
    buf_clear(&to);
}

void
view_parties(struct view *v)
{
    struct store_party_filter f = { .role = PARTY_SELLER,
        .words = str_trim(http_request_param(v->rq, "text", 0)),
        .limit = PAGE_ROWS + 1 };
    struct table t = { .v = v };
    struct fail fail = { "" };
    int64_t page = 1;

    party_role_find(&f.role, http_request_param(v->rq, "role", 0));
    if (str_to_i64(http_request_param(v->rq, "page", 0), &page) != 0 ||
        page < 1 || page > PAGES_MAX)
        page = 1;
    f.words = str_sub(f.words, 0, 200);
    f.offset = (page - 1) * PAGE_ROWS;
    view_start(v, view_text(v, "sellers"));
    markup_leaf(&v->m, "h1", NO_ATTRS, view_text(v, "sellers"));
    roles(v, f.role);
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "sellers_about"));
    search_form(v, f.role, f.words);
    if (store_party_each(v->store, &f, party_row, &t, &fail) < 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    if (t.count > 0)
        view_table_end(v);
    if (t.count == 0)
        markup_leaf(&v->m, "p", ATTRS({ "class", STR("empty") }),
            view_text(v, f.words.len > 0 ? "sellers_none" : "sellers_empty"));
    markup_open(&v->m, "div", ATTRS({ "class", STR("pager") }));
    if (page > 1)
        page_link(v, &f, page - 1, "sellers_previous");
    if (t.count > PAGE_ROWS && page < PAGES_MAX)
        page_link(v, &f, page + 1, "sellers_next");
    markup_close(&v->m);
    view_end(v);
}

/* --- one --- */

static void
state(struct str name, int64_t cases, void *ctx)
{
    struct view *v = ctx;

    markup_open(&v->m, "li", NO_ATTRS);
    view_chip(v, "state", name);
    markup_textf(&v->m, " %lld", (long long)cases);
    markup_close(&v->m);
}

static void
finding(struct str source, struct str id, int64_t cases, void *ctx)
{
    struct view *v = ctx;

    markup_open(&v->m, "li", NO_ATTRS);
    markup_text(&v->m, text_name(v->lang, "source", source));
    markup_textz(&v->m, " ");
    markup_leaf(&v->m, "bdi", NO_ATTRS, id);
    markup_textf(&v->m, " %lld", (long long)cases);
    markup_close(&v->m);
}

static int
trait(const struct store_trait *t, void *ctx, struct fail *fail)
{
    struct view *v = ctx;

    (void)fail;
    markup_leaf(&v->m, "dt", NO_ATTRS,
        text_name(v->lang, "trait", str_of(party_trait_name(t->kind))));
    markup_open(&v->m, "dd", NO_ATTRS);
    markup_leaf(&v->m, "bdi", NO_ATTRS, t->shown);
    if (t->sharers > 1) {
        markup_open(&v->m, "span", ATTRS({ "class", STR("quiet") }));
        markup_textz(&v->m, " (");
        markup_text(&v->m, view_text(v, "party_shared"));
        markup_textf(&v->m, " %lld%s)", (long long)t->sharers - 1,
            t->sharers >= STORE_SHARERS_MAX ? "+" : "");
        markup_close(&v->m);
    }
    markup_close(&v->m);
    return 0;
}

static void
head_of(struct view *v, const struct store_party *p)
{
    struct markup *m = &v->m;

    markup_open(m, "div", ATTRS({ "class", STR("title") }));
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        text_name(v->lang, "field", str_of(party_role_name(p->role))));
    markup_open(m, "h1", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS, p->name.len > 0 ? p->name : p->key);
    markup_close(m);
    markup_open(m, "p", NO_ATTRS);
    if (p->country.len > 0) {
        markup_text(m, view_text(v, "party_country"));
        markup_textz(m, " ");
        markup_text(m, p->country);
        markup_textz(m, " \xC2\xB7 ");
    }
    view_number(v, p->offers, "party_offers");
    markup_textz(m, " \xC2\xB7 ");
    view_number(v, p->cases, "cases");
    markup_textz(m, " \xC2\xB7 ");
    markup_text(m, view_text(v, "party_first"));
    markup_textz(m, " ");
    date_of(v, p->first_seen_ms);
    markup_textz(m, " \xC2\xB7 ");
    markup_text(m, view_text(v, "party_last"));
    markup_textz(m, " ");
    date_of(v, p->last_seen_ms);
    markup_close(m);
    markup_close(m);
}

static int
known(struct view *v, const struct store_party *p, struct fail *fail)
{
    struct markup *m = &v->m;

    view_section(v, "party_traits");
    markup_open(m, "dl", NO_ATTRS);
    if (store_party_traits(v->store, p->id, TRAITS_SHOWN, trait, v, fail) < 0)
        return -1;
    markup_leaf(m, "dt", NO_ATTRS, view_text(v, "party_key"));
    markup_open(m, "dd", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS, p->key);
    markup_close(m);
    markup_close(m);
    markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, "party_privacy"));
    markup_close(m);
    return 0;
}

static int
counted(struct view *v, const struct store_party *p, struct fail *fail)
{
    struct markup *m = &v->m;

    if (p->cases == 0)
        return 0;
    view_section(v, "party_states");
    markup_open(m, "ul", NO_ATTRS);
    if (store_party_states(v->store, p->id, state, v, fail) < 0)
        return -1;
    markup_close(m);
    markup_close(m);
    view_section(v, "party_findings");
    markup_open(m, "ul", NO_ATTRS);
    if (store_party_findings(
            v->store, p->id, FINDINGS_SHOWN, finding, v, fail) < 0)
        return -1;
    markup_close(m);
    markup_close(m);
    return 0;
}

static int
one(const struct store_party *p, void *ctx, struct fail *fail)
{
    struct view *v = ctx;
    struct view_party_offers list = { .v = v };
    struct str name = p->name.len > 0 ? p->name : p->key;
    struct party_graph g;

    view_start(v, name);
    head_of(v, p);
    if (known(v, p, fail) != 0 || counted(v, p, fail) != 0 ||
        party_graph_read(&g, v->store, p, fail) != 0)
        return -1;
    view_section(v, "graph");
    party_graph_draw(v, &g, name);
    party_graph_clear(&g);
    markup_close(&v->m);
    view_section(v, "party_of_offers");
    if (store_offers_of_party(v->store, p->id, 0, OFFERS_SHOWN,
            view_party_offers_add, &list, fail) < 0)
        return -1;
    view_party_offers_end(&list);
    markup_close(&v->m);
    view_end(v);
    return 0;
}

void
view_party(struct view *v)
{
    struct fail fail = { "" };
    int rc = store_party_find(v->store, v->id, one, v, &fail);

    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else if (rc == 0)
        view_error(v, 404, "not_found", "");
}
