#include "review/view_filter.h"

#include "base/mem.h"
#include "core/hazard.h"
#include "review/queue.h"
#include "review/route.h"

#include <stdio.h>

#define ADDRESS_BYTES_MAX 8000
#define LABEL_BYTES_MAX 4000
/* Values of a kind that are offered; any other can be typed. */
#define OFFERED 40
#define OFFERED_TYPED 15

/* --- views of everybody --- */

static const struct {
    const char *name, *query, *facet, *state;
} views[] = {
    { "open", "", "", "open" },
    { "mine", "?assignee=me", "assignee", "open" },
    { "nobody", "?assignee=nobody", "assignee", "open" },
    { "confirmed", "?state=confirmed", "", "confirmed" },
    { "watching", "?state=watching", "", "watching" },
    { "all", "?state=all", "", "all" },
};

static const char *const view_names[] = { "open", "mine", "nobody", "confirmed",
    "watching", "all", NULL };
_Static_assert(COUNT(view_names) == COUNT(views) + 1, "one name each");

const char *const *
view_filter_names(void)
{
    return view_names;
}

static int
view_count(struct view *v, size_t i, int64_t *out, struct fail *fail)
{
    int mine = strcmp(views[i].name, "mine") == 0;

    return store_queue_count(v->store, views[i].facet,
        mine ? v->user->name : "", views[i].state, out, fail);
}

int
view_filter_count(
    struct view *v, const char *name, int64_t *out, struct fail *fail)
{
    for (size_t i = 0; i < COUNT(views); i++)
        if (strcmp(name, views[i].name) == 0)
            return view_count(v, i, out, fail);
    return fail_set(fail, "no view '%s'", name);
}

int
view_filter_tabs(struct view *v, const struct queue_query *q, struct fail *fail)
{
    struct buf here = BUF_MAX(ADDRESS_BYTES_MAX);
    struct markup *m = &v->m;
    int rc = 0;

    queue_query_add(&here, q);
    markup_open(m, "nav",
        ATTRS({ "class", STR("views") },
            { "aria-label", view_text(v, "views") }));
    for (size_t i = 0; rc == 0 && i < COUNT(views); i++) {
        int current = str_is(buf_str(&here), views[i].query);
        char to[60], key[40];
        int64_t n = 0;

        rc = view_count(v, i, &n, fail);
        snprintf(to, sizeof to, "/%s", views[i].query);
        snprintf(key, sizeof key, "view.%s", views[i].name);
        markup_open(m, "a",
            ATTRS({ "href", str_of(to) },
                { "aria-current", current ? STR("page") : STR_NONE }));
        markup_text(m, view_text(v, key));
        markup_textz(m, " ");
        markup_open(m, "b",
            ATTRS({ "class", STR("count") },
                { "data-count", str_of(views[i].name) }));
        markup_textf(m, "%lld", (long long)n);
        markup_close(m);
        markup_close(m);
    }
    markup_close(m);
    buf_clear(&here);
    return rc;
}

/* --- views of a person --- */

struct saved {
    struct view *v;
    struct str filter; /* of this page */
    int any;
};

static void
saved_view(struct str name, struct str query, void *ctx)
{
    struct saved *s = ctx;
    struct view *v = s->v;
    struct markup *m = &v->m;
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    buf_addf(&to, "/" STR_FMT, STR_ARG(query));
    markup_open(m, "li", NO_ATTRS);
    markup_open(m, "a",
        ATTRS({ "href", buf_str(&to) },
            { "aria-current",
                str_eq(query, s->filter) ? STR("page") : STR_NONE }));
    markup_leaf(m, "bdi", NO_ATTRS, name);
    markup_close(m);
    markup_open(m, "form",
        ATTRS(
            { "method", STR("post") }, { "action", STR("/queue/view/drop") }));
    view_csrf(v);
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("name") },
            { "value", name }));
    buf_reset(&to);
    buf_adds(&to, view_text(v, "view_drop"));
    buf_addf(&to, ": " STR_FMT, STR_ARG(name));
    markup_leaf(m, "button",
        ATTRS({ "class", STR("bare") }, { "aria-label", buf_str(&to) },
            { "title", view_text(v, "view_drop") }),
        STR("\xC3\x97"));
    markup_close(m);
    markup_close(m);
    buf_clear(&to);
}

int
view_filter_saved(
    struct view *v, const struct queue_query *q, struct fail *fail)
{
    struct buf filter = BUF_MAX(ADDRESS_BYTES_MAX);
    struct markup *m = &v->m;
    struct saved s = { .v = v };
    int rc;

    if (!view_may(v, ROUTE_WORK))
        return 0;
    queue_query_add(&filter, q);
    s.filter = buf_str(&filter);
    markup_open(m, "section",
        ATTRS({ "class", STR("saved") },
            { "aria-label", view_text(v, "saved_views") }));
    markup_open(m, "ul", NO_ATTRS);
    rc = store_view_each(v->store, str_of(v->user->name), saved_view, &s, fail);
    markup_close(m);
    markup_open(m, "details", NO_ATTRS);
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "view_save"));
    markup_open(m, "form",
        ATTRS({ "method", STR("post") }, { "action", STR("/queue/view") }));
    view_csrf(v);
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("filter") },
            { "value", filter.len > 0 ? s.filter : STR("") }));
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "view_name"));
    markup_void(m, "input",
        ATTRS({ "name", STR("name") }, { "required", STR("") },
            { "maxlength", STR("60") }, { "autocomplete", STR("off") }));
    markup_close(m);
    markup_leaf(m, "button", ATTRS({ "type", STR("submit") }),
        view_text(v, "view_keep"));
    for (int i = 0; i < 3; i++)
        markup_close(m);
    buf_clear(&filter);
    return rc;
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
label_open(struct view *v, const char *key, const char *class)
{
    markup_open(&v->m, "label",
        ATTRS({ "class", class != NULL ? str_of(class) : STR_NONE }));
    markup_leaf(&v->m, "span", NO_ATTRS, view_text(v, key));
}

static void
select_open(struct view *v, const char *name, const char *key)
{
    label_open(v, key, NULL);
    markup_open(&v->m, "select", ATTRS({ "name", str_of(name) }));
}

static void
select_close(struct view *v)
{
    markup_close(&v->m);
    markup_close(&v->m);
}

/* Values of one kind, the most frequent first, as options. */
struct values {
    struct view *v;
    const char *kind; /* of text_name; NULL: as it stands */
    struct str chosen;
    int found;
};

static void
value_option(struct str value, int64_t cases, void *ctx)
{
    struct values *o = ctx;
    struct buf label = BUF_MAX(LABEL_BYTES_MAX);
    struct str name =
        o->kind != NULL ? text_name(o->v->lang, o->kind, value) : value;

    if (value.len == 0)
        return;
    o->found |= str_eq(value, o->chosen);
    buf_addf(&label, STR_FMT " (%lld)", STR_ARG(name), (long long)cases);
    option(o->v, value, buf_str(&label), o->chosen);
    buf_clear(&label);
}

static const char *
state_of(const struct queue_query *q)
{
    return q->state.p;
}

/* A choice of one of few values. */
static int
choice(struct view *v, const struct queue_query *q, const char *facet,
    const char *kind, struct str chosen, struct fail *fail)
{
    struct values o = { .v = v, .kind = kind, .chosen = chosen };
    int rc;

    select_open(v, facet, facet);
    option(v, STR(""), view_text(v, "any"), chosen);
    rc = store_queue_most(
        v->store, facet, state_of(q), OFFERED, value_option, &o, fail);
    if (chosen.len > 0 && !o.found)
        option(v, chosen,
            kind != NULL ? text_name(v->lang, kind, chosen) : chosen, chosen);
    select_close(v);
    return rc;
}

/* A value that is typed, with the most frequent ones at hand. */
static int
typed(struct view *v, const struct queue_query *q, const char *facet,
    struct str value, struct fail *fail)
{
    struct values o = { .v = v };
    struct markup *m = &v->m;
    char list[40];
    int rc;

    snprintf(list, sizeof list, "of-%s", facet);
    label_open(v, facet, NULL);
    markup_void(m, "input",
        ATTRS({ "name", str_of(facet) }, { "list", str_of(list) },
            { "autocomplete", STR("off") },
            { "value", value.p != NULL ? value : STR("") }));
    markup_close(m);
    markup_open(m, "datalist", ATTRS({ "id", str_of(list) }));
    rc = store_queue_most(
        v->store, facet, state_of(q), OFFERED_TYPED, value_option, &o, fail);
    markup_close(m);
    return rc;
}

static int
assignees(struct view *v, const struct queue_query *q, struct fail *fail)
{
    struct values o = { .v = v, .chosen = q->assignee };
    int rc;

    select_open(v, "assignee", "assignee");
    option(v, STR(""), view_text(v, "any"), q->assignee);
    option(v, STR("me"), view_text(v, "me"), q->assignee);
    option(v, STR("nobody"), view_text(v, "nobody"), q->assignee);
    rc = store_queue_most(
        v->store, "assignee", state_of(q), OFFERED, value_option, &o, fail);
    if (q->assignee.len > 0 && !o.found && !str_is(q->assignee, "me") &&
        !str_is(q->assignee, "nobody"))
        option(v, q->assignee, q->assignee, q->assignee);
    select_close(v);
    return rc;
}

static void
states(struct view *v, const struct queue_query *q)
{
    select_open(v, "state", "state");
    option(v, STR("open"), view_text(v, "state.open"), q->state);
    for (const char *const *s = queue_states(); *s != NULL; s++)
        option(
            v, str_of(*s), text_name(v->lang, "state", str_of(*s)), q->state);
    option(v, STR("all"), view_text(v, "state.all"), q->state);
    select_close(v);
}

static void
orders(struct view *v, const struct queue_query *q)
{
    select_open(v, "sort", "sort");
    for (const char *const *s = queue_query_sorts(); *s != NULL; s++)
        option(v, str_of(*s), text_name(v->lang, "sort", str_of(*s)), q->sort);
    select_close(v);
}

static void
day(struct view *v, const char *name, const char *key, struct str value)
{
    label_open(v, key, NULL);
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("date") }, { "name", str_of(name) },
            { "value", value.p != NULL ? value : STR("") }));
    markup_close(&v->m);
}

/* What is asked for less often, behind a fold that is open while it is. */
static int
more(struct view *v, const struct queue_query *q, struct fail *fail)
{
    struct markup *m = &v->m;
    int used = q->seller.len + q->recall.len + q->rule.len + q->source.len +
                   q->language.len + q->from.len + q->to.len >
               0;
    int rc;

    markup_open(m, "details",
        ATTRS({ "class", STR("more") }, { "open", used ? STR("") : STR_NONE }));
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "more_filters"));
    markup_open(m, "div", ATTRS({ "class", STR("filter") }));
    rc = typed(v, q, "seller", q->seller, fail);
    if (rc == 0)
        rc = typed(v, q, "recall", q->recall, fail);
    if (rc == 0)
        rc = typed(v, q, "rule", q->rule, fail);
    if (rc == 0)
        rc = choice(v, q, "source", "source", q->source, fail);
    if (rc == 0)
        rc = choice(v, q, "language", "tongue", q->language, fail);
    day(v, "from", "seen_from", q->from);
    day(v, "to", "seen_to", q->to);
    markup_close(m);
    markup_close(m);
    return rc;
}

int
view_filter_form(struct view *v, const struct queue_query *q, struct fail *fail)
{
    struct markup *m = &v->m;
    int rc;

    markup_open(m, "form",
        ATTRS({ "method", STR("get") }, { "action", STR("/") },
            { "role", STR("search") }));
    markup_open(m, "div", ATTRS({ "class", STR("filter") }));
    label_open(v, "words", "wide");
    markup_void(m, "input",
        ATTRS({ "type", STR("search") }, { "name", STR("text") },
            { "id", STR("words") }, { "maxlength", STR("200") },
            { "value", q->text.p != NULL ? q->text : STR("") }));
    markup_close(m);
    states(v, q);
    rc = choice(v, q, "hazard", "hazard", q->hazard, fail);
    if (rc == 0)
        rc = choice(v, q, "market", NULL, q->market, fail);
    if (rc == 0)
        rc = assignees(v, q, fail);
    orders(v, q);
    markup_leaf(
        m, "button", ATTRS({ "type", STR("submit") }), view_text(v, "filter"));
    markup_open(
        m, "a", ATTRS({ "class", STR("button") }, { "href", STR("/") }));
    markup_text(m, view_text(v, "filter_clear"));
    markup_close(m);
    markup_close(m);
    if (rc == 0)
        rc = more(v, q, fail);
    markup_close(m);
    return rc;
}
