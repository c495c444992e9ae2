#include "review/view_rules.h"

#include "base/map.h"
#include "base/mem.h"
#include "review/pages.h"
#include "review/view_table.h"
#include "store/queue.h"

#include <stdlib.h>

#define ADDRESS_BYTES_MAX 4096
#define RULES_MAX 20000

/* --- how the rules do --- */

struct tally {
    int64_t cases, open, right, wrong;
};

/* A state of cases, and what it says of the rules they were flagged by. */
static const struct standing {
    const char *state; /* NULL: all */
    size_t member;     /* of struct tally */
} standings[] = {
    { NULL, offsetof(struct tally, cases) },
    { "open", offsetof(struct tally, open) },
    { "confirmed", offsetof(struct tally, right) },
    { "validated", offsetof(struct tally, right) },
    { "ordered", offsetof(struct tally, right) },
    { "removed", offsetof(struct tally, right) },
    { "watching", offsetof(struct tally, right) },
    { "dismissed", offsetof(struct tally, wrong) },
};

struct counting {
    struct map *tallies; /* rule id to struct tally */
    size_t member;
};

static void
count_rule(struct str rule, int64_t cases, void *ctx)
{
    struct counting *c = ctx;
    int is_new;
    struct map_item *item = map_add(c->tallies, rule, &is_new);

    if (is_new)
        item->value.ptr = mem_new(sizeof(struct tally));
    *(int64_t *)((char *)item->value.ptr + c->member) += cases;
}

/* Owned map from rule id to struct tally; NULL if the store fails. */
static struct map *
tally_rules(struct view *v, struct fail *fail)
{
    struct counting c = { .tallies = map_new(free) };

    for (size_t i = 0; i < COUNT(standings); i++) {
        c.member = standings[i].member;
        if (store_queue_most(v->store, "rule", standings[i].state, RULES_MAX,
                count_rule, &c, fail) != 0) {
            map_free(c.tallies);
            return NULL;
        }
    }
    return c.tallies;
}

static struct tally
tally_of(const struct map *tallies, struct str rule)
{
    const struct map_item *item = map_find(tallies, rule);

    return item != NULL ? *(const struct tally *)item->value.ptr
                        : (struct tally){ 0 };
}

/* --- texts of a rule --- */

/* A member in the language of the page; English where there is none. */
static struct str
rule_text(const struct view *v, const struct js *rule, const char *member)
{
    struct str s = js_get_text(
        js_get(js_get(rule, "in"), text_lang_code(v->lang)), member);

    return s.len > 0 ? s : js_get_text(rule, member);
}

static struct str
pack_of(const struct js *rule)
{
    struct str id = js_get_text(rule, "id");
    ptrdiff_t slash = str_find_char(id, '/', 0);

    return slash > 0 ? str_sub(id, 0, (size_t)slash) : id;
}

static int
is_wanted(const struct view *v, const struct js *rule, struct str pack,
    struct str text)
{
    return (pack.len == 0 || str_eq(pack_of(rule), pack)) &&
           (text.len == 0 ||
               str_find_nocase(js_get_text(rule, "id"), text, 0) >= 0 ||
               str_find_nocase(js_get_text(rule, "basis"), text, 0) >= 0 ||
               str_find_nocase(rule_text(v, rule, "title"), text, 0) >= 0);
}

/* --- the list --- */

static void
rule_row(struct view *v, const struct js *rule, const struct map *tallies)
{
    struct str id = js_get_text(rule, "id");
    struct tally t = tally_of(tallies, id);
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    buf_addz(&to, "/rule");
    view_query_add(&to, "id", id);
    markup_open(&v->m, "tr", NO_ATTRS);
    markup_open(&v->m, "td", ATTRS({ "class", STR("offer") }));
    markup_leaf(&v->m, "a", ATTRS({ "href", buf_str(&to) }),
        rule_text(v, rule, "title"));
    markup_leaf(&v->m, "div", ATTRS({ "class", STR("quiet") }), id);
    markup_close(&v->m);
    markup_open(&v->m, "td", NO_ATTRS);
    view_chip(v, "severity", js_get_text(rule, "severity"));
    markup_close(&v->m);
    view_table_text(v, js_get_text(rule, "basis"));
    view_table_number(v, t.cases);
    view_table_number(v, t.open);
    view_table_share(v, t.right, t.right + t.wrong);
    markup_close(&v->m);
    buf_clear(&to);
}

static void
filter_form(struct view *v, struct str pack, struct str text)
{
    struct markup *m = &v->m;
    struct str last = STR("");

    markup_open(m, "form",
        ATTRS({ "class", STR("filter") }, { "method", STR("get") },
            { "action", STR("/rules") }, { "role", STR("search") }));
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "pack"));
    markup_open(m, "select", ATTRS({ "name", STR("pack") }));
    markup_leaf(m, "option", ATTRS({ "value", STR("") }), view_text(v, "any"));
    for (size_t i = 0; i < js_count(v->pages->facts->rules); i++) {
        struct str p = pack_of(js_at(v->pages->facts->rules, i));

        if (str_eq(p, last))
            continue;
        last = p;
        markup_leaf(m, "option",
            ATTRS({ "value", p },
                { "selected", str_eq(p, pack) ? STR("selected") : STR_NONE }),
            p);
    }
    markup_close(m);
    markup_close(m);
    markup_open(m, "label", ATTRS({ "class", STR("wide") }));
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "words"));
    markup_void(m, "input",
        ATTRS({ "type", STR("search") }, { "name", STR("text") },
            { "value", text.len > 0 ? text : STR("") }));
    markup_close(m);
    markup_leaf(
        m, "button", ATTRS({ "type", STR("submit") }), view_text(v, "filter"));
    markup_close(m);
}

void
view_rules(struct view *v)
{
    static const char *const columns[] = { "rule", "severity", "basis",
        "cases_of", "open_cases", "precision", NULL };
    struct str pack = http_request_param(v->rq, "pack", 0);
    struct str text = http_request_param(v->rq, "text", 0);
    struct fail fail = { "" };
    struct map *tallies;
    size_t shown = 0;

    view_start(v, view_text(v, "rules"));
    view_table_title(v, view_text(v, "rules"), STR(""));
    if (v->pages->facts == NULL || v->pages->facts->rules == NULL) {
        view_table_none(v, "no_rules", "no_rules_hint");
        view_end(v);
        return;
    }
    if ((tallies = tally_rules(v, &fail)) == NULL) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    filter_form(v, pack, text);
    view_table_start(v, view_text(v, "rules_caption"), columns);
    for (size_t i = 0; i < js_count(v->pages->facts->rules); i++) {
        const struct js *rule = js_at(v->pages->facts->rules, i);

        if (!is_wanted(v, rule, pack, text))
            continue;
        rule_row(v, rule, tallies);
        shown++;
    }
    view_table_end(v);
    if (shown == 0)
        view_table_none(v, "no_rule_fits", "no_notice_fits_hint");
    map_free(tallies);
    view_end(v);
}

/* --- one rule --- */

static const struct js *
rule_find(const struct view *v, struct str id)
{
    const struct js *all =
        v->pages->facts != NULL ? v->pages->facts->rules : NULL;

    for (size_t i = 0; i < js_count(all); i++)
        if (str_eq(js_get_text(js_at(all, i), "id"), id))
            return js_at(all, i);
    return NULL;
}

static void
term(struct view *v, const char *key, struct str text)
{
    if (text.len == 0)
        return;
    markup_leaf(&v->m, "dt", NO_ATTRS, view_text(v, key));
    markup_leaf(&v->m, "dd", NO_ATTRS, text);
}

/* What it says of an offer, with an ellipsis where words of the offer will
 * stand: "{words}". */
static void
message(struct view *v, struct str text)
{
    markup_open(&v->m, "p", NO_ATTRS);
    while (text.len > 0) {
        ptrdiff_t from = str_find_char(text, '{', 0);
        ptrdiff_t to = from < 0 ? -1 : str_find_char(text, '}', (size_t)from);

        if (to < 0)
            break;
        markup_text(&v->m, str_sub(text, 0, (size_t)from));
        markup_textz(&v->m, "\xE2\x80\xA6");
        text = str_sub(text, (size_t)to + 1, text.len);
    }
    markup_text(&v->m, text);
    markup_close(&v->m);
}

static void
rule_facts(struct view *v, const struct js *rule)
{
    const struct js *hazards = js_get(rule, "hazards");
    const struct js *markets = js_get(rule, "markets");
    struct markup *m = &v->m;
    struct str link = js_get_text(rule, "link");

    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    message(v, rule_text(v, rule, "message"));
    markup_open(m, "dl", NO_ATTRS);
    term(v, "number", js_get_text(rule, "id"));
    markup_leaf(m, "dt", NO_ATTRS, view_text(v, "basis"));
    markup_open(m, "dd", NO_ATTRS);
    if (link.len > 0)
        markup_leaf(m, "a",
            ATTRS({ "href", link }, { "rel", STR("noreferrer noopener") }),
            js_get_text(rule, "basis"));
    else
        markup_text(m, js_get_text(rule, "basis"));
    markup_close(m);
    term(v, "severity",
        text_name(v->lang, "severity", js_get_text(rule, "severity")));
    term(v, "strength",
        text_name(v->lang, "strength", js_get_text(rule, "strength")));
    term(v, "valid_from", js_get_text(rule, "from"));
    term(v, "valid_until", js_get_text(rule, "until"));
    markup_leaf(m, "dt", NO_ATTRS, view_text(v, "rule_markets"));
    markup_open(m, "dd", NO_ATTRS);
    if (js_count(markets) == 0)
        markup_text(m, view_text(v, "any"));
    for (size_t i = 0; i < js_count(markets); i++)
        markup_textf(m, "%s" STR_FMT, i > 0 ? ", " : "",
            STR_ARG(js_text(js_at(markets, i))));
    markup_close(m);
    markup_leaf(m, "dt", NO_ATTRS, view_text(v, "hazard"));
    markup_open(m, "dd", NO_ATTRS);
    for (size_t i = 0; i < js_count(hazards); i++) {
        view_chip(v, "hazard", js_text(js_at(hazards, i)));
        markup_textz(m, " ");
    }
    markup_close(m);
    markup_close(m);
    markup_close(m);
}

static void
rule_figures(struct view *v, struct str id, const struct tally *t)
{
    static const char *const columns[] = { "cases_of", "open_cases",
        "confirmed_cases", "dismissed_cases", "precision", NULL };
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    view_table_start(v, view_text(v, "rule_figures"), columns);
    markup_open(&v->m, "tr", NO_ATTRS);
    view_table_number(v, t->cases);
    view_table_number(v, t->open);
    view_table_number(v, t->right);
    view_table_number(v, t->wrong);
    view_table_share(v, t->right, t->right + t->wrong);
    markup_close(&v->m);
    view_table_end(v);
    buf_addz(&to, "/?state=all");
    view_query_add(&to, "rule", id);
    markup_open(&v->m, "p", NO_ATTRS);
    markup_leaf(&v->m, "a", ATTRS({ "href", buf_str(&to) }),
        view_text(v, "offers_of_rule"));
    markup_close(&v->m);
    buf_clear(&to);
}

void
view_rule(struct view *v)
{
    struct str id = http_request_param(v->rq, "id", 0);
    const struct js *rule = rule_find(v, id);
    struct fail fail = { "" };
    struct map *tallies;
    struct tally t;

    if (rule == NULL) {
        view_error(v, 404, "not_found", "");
        return;
    }
    if ((tallies = tally_rules(v, &fail)) == NULL) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    t = tally_of(tallies, id);
    view_start(v, rule_text(v, rule, "title"));
    view_table_title(v, rule_text(v, rule, "title"), STR(""));
    rule_facts(v, rule);
    rule_figures(v, id, &t);
    view_end(v);
    map_free(tallies);
}
