#include "review/view_queue.h"

#include "base/now.h"
#include "core/decision.h"
#include "core/hazard.h"
#include "review/queue_query.h"
#include "review/view_filter.h"
#include "store/card.h"

#include <stdio.h>

#define ROWS_PER_PAGE 50
#define REASONS_SHOWN 2
#define HAZARDS_SHOWN 3
#define FINDINGS_SHOWN 2
#define ADDRESS_BYTES_MAX 8000
#define HOUR_MS (3600 * 1000LL)
/* A deadline so near is marked. */
#define SOON_MS (24 * HOUR_MS)

/* One page in the making. */
struct list {
    struct view *v;
    struct buf tail; /* owned: the filter as a query, for links to cases */
    struct queue_query query;
    struct store_filter filter;
    int64_t shown; /* rows so far */
    struct store_place last;
    struct buf last_text; /* owned: of last */
    int more;             /* there is a row behind the last */
};

/* --- cells --- */

/* Colour follows the hundredth: from 80 on a case is urgent. The place of a
 * case that is judged first was drawn and says nothing. */
static void
priority_cell(struct view *v, double priority, int blind)
{
    int n = (int)(priority * 100 + 0.5);

    markup_open(&v->m, "td", ATTRS({ "class", STR("number") }));
    if (blind) {
        markup_leaf(&v->m, "span", ATTRS({ "class", STR("rank") }),
            STR("\xE2\x80\x93"));
        markup_close(&v->m);
        return;
    }
    markup_open(&v->m, "span",
        ATTRS({ "class", n >= 80   ? STR("rank urgent")
                         : n >= 60 ? STR("rank high")
                         : n >= 40 ? STR("rank medium")
                                   : STR("rank low") }));
    markup_textf(&v->m, "%d", n);
    markup_close(&v->m);
    markup_close(&v->m);
}

/* The hazards of a card, the likeliest first; their number. */
static int
worst(const struct store_card *c, enum hazard out[HAZARDS_SHOWN])
{
    int shown[HAZARDS] = { 0 }, n = 0;

    for (; n < HAZARDS_SHOWN; n++) {
        int best = -1;

        for (int h = 0; h < HAZARDS; h++)
            if (!shown[h] && c->hazards[h] > 0 &&
                (best < 0 || c->hazards[h] > c->hazards[best]))
                best = h;
        if (best < 0 || (n > 0 && c->hazards[best] < VIEW_HAZARD_MIN))
            break;
        shown[best] = 1;
        out[n] = (enum hazard)best;
    }
    return n;
}

/* The offer's own picture, out of our store; nothing is shown from elsewhere.
 * Where there is none a drawing of the likeliest hazard stands in. */
static void
picture(struct view *v, int64_t photo, const enum hazard *hazards, int count)
{
    char src[80];

    if (photo > 0) {
        snprintf(src, sizeof src, "/picture/%lld", (long long)photo);
        markup_void(&v->m, "img",
            ATTRS({ "class", STR("photo") }, { "src", str_of(src) },
                { "alt", STR("") }, { "width", STR("56") },
                { "height", STR("56") }, { "loading", STR("lazy") }));
        return;
    }
    snprintf(src, sizeof src, "/static/marks.svg#%s",
        count > 0 ? hazard_name(hazards[0]) : "goods");
    markup_void(&v->m, "img",
        ATTRS({ "class", STR("mark") }, { "src", str_of(src) },
            { "alt", STR("") }, { "width", STR("40") },
            { "height", STR("40") }));
}

static void
tick_cell(struct list *l, const struct store_case *c, struct str title)
{
    struct markup *m = &l->v->m;
    struct buf label = BUF_MAX(2000);
    char value[48];

    snprintf(value, sizeof value, "%lld:%lld", (long long)c->id,
        (long long)c->event);
    buf_adds(&label, view_text(l->v, "tick"));
    buf_addf(&label, " %lld: " STR_FMT, (long long)c->id, STR_ARG(title));
    markup_open(m, "td", ATTRS({ "class", STR("tick") }));
    markup_void(m, "input",
        ATTRS({ "type", STR("checkbox") }, { "name", STR("case") },
            { "value", str_of(value) }, { "aria-label", buf_str(&label) }));
    markup_close(m);
    buf_clear(&label);
}

static void
offer_cell(struct list *l, const struct store_case *c,
    const struct store_card *card, struct str title)
{
    struct str parts[] = { card->market, card->seller };
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);
    struct markup *m = &l->v->m;
    int any = 0;

    buf_addf(&to, "/case/%lld", (long long)c->id);
    buf_adds(&to, buf_str(&l->tail));
    markup_open(m, "td", ATTRS({ "class", STR("offer") }));
    markup_open(m, "a", ATTRS({ "href", buf_str(&to) }));
    markup_leaf(m, "bdi", NO_ATTRS, title);
    markup_close(m);
    markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i].len > 0) {
            markup_textz(m, any++ ? " \xC2\xB7 " : "");
            markup_leaf(m, "bdi", NO_ATTRS, parts[i]);
        }
    if (card->amount.len > 0) {
        markup_textz(m, any++ ? " \xC2\xB7 " : "");
        view_amount(l->v, card->amount, card->currency);
    }
    markup_close(m);
    markup_close(m);
    buf_clear(&to);
}

static void
hazards_cell(struct view *v, const enum hazard *hazards, int count)
{
    markup_open(&v->m, "td", ATTRS({ "class", STR("hazards") }));
    for (int i = 0; i < count; i++) {
        view_chip(v, "hazard", str_of(hazard_name(hazards[i])));
        markup_textz(&v->m, " ");
    }
    markup_close(&v->m);
}

static void
finding_line(struct view *v, const struct store_card_finding *f)
{
    struct markup *m = &v->m;
    const char *strength = finding_strength_name(f->strength);
    char class[60];

    snprintf(class, sizeof class, "chip strength %s", strength);
    markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
    markup_open(m, "span",
        ATTRS({ "class", str_of(class) },
            { "title", text_name(v->lang, "strength", str_of(strength)) }));
    markup_text(m,
        text_name(v->lang, "source", str_of(finding_source_name(f->source))));
    markup_close(m);
    markup_textz(m, " ");
    markup_leaf(m, "bdi", NO_ATTRS, f->title.len > 0 ? f->title : f->reason);
    markup_textz(m, " ");
    markup_leaf(m, "bdi", ATTRS({ "class", STR("id") }), f->id);
    markup_close(m);
}

static void
why_cell(struct view *v, const struct store_card *c)
{
    struct markup *m = &v->m;
    size_t shown = 0;

    markup_open(m, "td", ATTRS({ "class", STR("why") }));
    if (c->blind)
        markup_leaf(m, "div", NO_ATTRS, view_text(v, "blind_short"));
    for (size_t i = 0; i < REASONS_SHOWN; i++)
        if (c->reasons[i].len > 0)
            markup_leaf(m, "div", NO_ATTRS, c->reasons[i]);
    for (; shown < c->finding_count && shown < FINDINGS_SHOWN; shown++)
        finding_line(v, &c->findings[shown]);
    if (c->findings_all > (int64_t)shown) {
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_textz(m, "+");
        view_number(v, c->findings_all - (int64_t)shown, "more_findings");
        markup_close(m);
    }
    markup_close(m);
}

/* "3 h", "12 d": in whole hours up to two days. */
static void
span(struct view *v, int64_t ms)
{
    int64_t hours = ms / HOUR_MS;

    markup_textf(&v->m, "%lld ", (long long)(hours < 48 ? hours : hours / 24));
    markup_text(&v->m, view_text(v, hours < 48 ? "unit.hours" : "unit.days"));
}

static void
time_open(struct view *v, int64_t ms, const char *class)
{
    char text[NOW_TEXT_BYTES];

    now_text(ms, text);
    markup_open(&v->m, "time",
        ATTRS({ "datetime", str_of(text) },
            { "class", class != NULL ? str_of(class) : STR_NONE },
            { "title", str_of(text) }));
}

/* How long it waits, and how long it may. */
static void
time_cell(struct view *v, const struct store_case *c)
{
    struct markup *m = &v->m;
    int64_t age = v->now_ms - c->first_seen_ms, left = c->due_ms - v->now_ms;

    markup_open(m, "td", ATTRS({ "class", STR("date") }));
    time_open(v, c->first_seen_ms, NULL);
    span(v, age > 0 ? age : 0);
    markup_close(m);
    if (c->due_ms > 0) {
        markup_open(m, "div", NO_ATTRS);
        time_open(v, c->due_ms,
            left < 0         ? "due over"
            : left < SOON_MS ? "due soon"
                             : "due");
        if (left < 0) {
            markup_text(m, view_text(v, "overdue"));
            markup_textz(m, " ");
        }
        span(v, left < 0 ? -left : left);
        markup_close(m);
        markup_close(m);
    }
    markup_close(m);
}

static void
state_cell(struct view *v, const struct store_case *c)
{
    struct markup *m = &v->m;
    struct str holder = str_of(c->lease_holder);

    markup_open(m, "td", NO_ATTRS);
    view_chip(v, "state", str_of(c->state));
    if (c->assignee[0] != '\0') {
        markup_open(m, "div", ATTRS({ "class", STR("quiet") }));
        markup_leaf(m, "bdi", NO_ATTRS, str_of(c->assignee));
        markup_close(m);
    }
    if (c->lease_until_ms > v->now_ms && holder.len > 0 &&
        !str_is(holder, v->user->name)) {
        markup_open(m, "div", ATTRS({ "class", STR("lease") }));
        markup_text(m, view_text(v, "at_it"));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, holder);
        markup_close(m);
    }
    markup_close(m);
}

/* --- rows --- */

static void
row(struct list *l, const struct store_case *c)
{
    struct view *v = l->v;
    struct markup *m = &v->m;
    enum hazard hazards[HAZARDS_SHOWN];
    struct store_card card;
    struct str title;
    char id[24];
    int count;

    store_card_read(&card, c->card, (enum lang)v->lang);
    title = card.title.len > 0 ? card.title : card.url;
    count = worst(&card, hazards);
    snprintf(id, sizeof id, "%lld", (long long)c->id);
    markup_open(m, "tr", ATTRS({ "data-case", str_of(id) }));
    tick_cell(l, c, title);
    priority_cell(v, c->priority, card.blind);
    markup_open(m, "td", ATTRS({ "class", STR("picture") }));
    picture(v, c->picture, hazards, count);
    markup_close(m);
    offer_cell(l, c, &card, title);
    hazards_cell(v, hazards, count);
    why_cell(v, &card);
    time_cell(v, c);
    state_cell(v, c);
    markup_close(m);
}

static int
see_row(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct list *l = ctx;

    (void)fail;
    if (l->shown == ROWS_PER_PAGE) {
        l->more = 1;
        return 0;
    }
    l->shown++;
    row(l, c);
    store_place_of(&l->last, c, l->filter.sort);
    if (l->last.text != NULL) {
        buf_reset(&l->last_text);
        buf_addz(&l->last_text, l->last.text);
        l->last.text = buf_text(&l->last_text);
    }
    return 0;
}

static void
table_head(struct view *v)
{
    static const struct {
        const char *key;
        int hidden; /* named for who cannot see it alone */
    } heads[] = { { "ticks", 1 }, { "priority", 0 }, { "picture", 1 },
        { "offer", 0 }, { "hazard", 0 }, { "why", 0 }, { "age_due", 0 },
        { "state", 0 } };
    struct markup *m = &v->m;

    markup_leaf(m, "caption", NO_ATTRS, view_text(v, "suspected"));
    markup_open(m, "thead", NO_ATTRS);
    markup_open(m, "tr", NO_ATTRS);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        markup_open(m, "th", ATTRS({ "scope", STR("col") }));
        markup_leaf(m, "span",
            ATTRS({ "class", heads[i].hidden ? STR("unseen") : STR_NONE }),
            view_text(v, heads[i].key));
        markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

/* --- what is done with those that are ticked --- */

static void
act_button(struct view *v, const char *act)
{
    markup_leaf(&v->m, "button",
        ATTRS({ "type", STR("submit") }, { "name", STR("act") },
            { "value", str_of(act) }, { "data-act", str_of(act) }),
        text_name(v->lang, "bulk", str_of(act)));
}

/* A reason belongs to its act, so choosing one chooses both. */
static void
reason_choice(struct view *v)
{
    struct markup *m = &v->m;
    const struct decision_reason *r = decision_reasons();

    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "bulk_decide"));
    markup_open(m, "select", ATTRS({ "name", STR("reason") }));
    markup_leaf(m, "option", ATTRS({ "value", STR("") }), STR("\xE2\x80\x94"));
    while (r->code != NULL) {
        enum workflow_act act = r->act;
        const char *name = workflow_act_name(act);
        int offered = decision_verdict(act) != NULL;

        if (offered)
            markup_open(m, "optgroup",
                ATTRS({ "label", text_name(v->lang, "act", str_of(name)) }));
        for (; r->code != NULL && r->act == act; r++) {
            char value[100];

            snprintf(value, sizeof value, "%s:%s", name, r->code);
            if (offered)
                markup_leaf(m, "option", ATTRS({ "value", str_of(value) }),
                    view_reason(v, str_of(r->code)));
        }
        if (offered)
            markup_close(m);
    }
    markup_close(m);
    markup_close(m);
}

static void
bulk_bar(struct view *v)
{
    struct markup *m = &v->m;

    markup_open(m, "fieldset", ATTRS({ "class", STR("bulk") }));
    markup_leaf(m, "legend", NO_ATTRS, view_text(v, "bulk"));
    act_button(v, "assign");
    act_button(v, "release");
    reason_choice(v);
    markup_open(m, "label", ATTRS({ "class", STR("wide") }));
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "note"));
    markup_void(m, "input",
        ATTRS({ "name", STR("note") }, { "maxlength", STR("1000") },
            { "autocomplete", STR("off") }));
    markup_close(m);
    markup_leaf(
        m, "button", ATTRS({ "type", STR("submit") }), view_text(v, "record"));
    markup_open(m, "output",
        ATTRS({ "class", STR("quiet") }, { "data-ticked", STR("") }));
    markup_close(m);
    markup_close(m);
}

static int
table(struct list *l, struct fail *fail)
{
    struct view *v = l->v;
    struct markup *m = &v->m;
    int acts = workflow_role_may(WORKFLOW_ASSIGN, v->user->roles), rc;
    struct str tail = buf_str(&l->tail);

    markup_open(m, "form",
        ATTRS({ "method", STR("post") }, { "action", STR("/cases/act") },
            { "class", STR("cases") }));
    view_csrf(v);
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("filter") },
            { "value", str_sub(tail, 1, tail.len) }));
    markup_open(m, "div",
        ATTRS({ "class", STR("scroll") }, { "role", STR("region") },
            { "tabindex", STR("0") }, { "aria-label", view_text(v, "queue") }));
    markup_open(m, "table", ATTRS({ "class", STR("queue") }));
    table_head(v);
    markup_open(m, "tbody", NO_ATTRS);
    l->filter.limit = ROWS_PER_PAGE + 1;
    l->filter.brief = 1;
    rc = store_case_each(v->store, &l->filter, see_row, l, fail);
    for (int i = 0; i < 3; i++)
        markup_close(m);
    if (acts && l->shown > 0)
        bulk_bar(v);
    markup_close(m);
    return rc;
}

/* --- the page --- */

static void
foot_link(struct view *v, const struct list *l, const char *path,
    const char *label, const struct store_place *after)
{
    struct buf to = BUF_MAX(ADDRESS_BYTES_MAX);

    buf_addz(&to, path);
    queue_query_add(&to, &l->query);
    if (after != NULL)
        queue_query_add_after(&to, after);
    markup_leaf(&v->m, "a",
        ATTRS({ "class", strcmp(path, "/") == 0 ? STR("button") : STR_NONE },
            { "rel", after != NULL ? STR("next") : STR_NONE },
            { "href", buf_str(&to) }),
        view_text(v, label));
    buf_clear(&to);
}

static void
foot(struct view *v, const struct list *l)
{
    struct markup *m = &v->m;

    markup_open(m, "footer", ATTRS({ "class", STR("pager") }));
    if (l->query.after.len > 0)
        foot_link(v, l, "/", "from_start", NULL);
    if (l->more)
        foot_link(v, l, "/", "next", &l->last);
    markup_open(m, "span", ATTRS({ "class", STR("files") }));
    markup_open(
        m, "a", ATTRS({ "href", STR("/keys") }, { "data-keys", STR("") }));
    markup_text(m, view_text(v, "keys"));
    markup_close(m);
    foot_link(v, l, "/export.csv", "export_csv", NULL);
    foot_link(v, l, "/export.xlsx", "export_xlsx", NULL);
    foot_link(v, l, "/export.json", "export_json", NULL);
    markup_close(m);
    markup_close(m);
}

/* Said only where it is kept: nobody waits for a count. */
static int
total(struct list *l, struct fail *fail)
{
    struct view *v = l->v;
    int64_t n = 0;
    int rc = store_queue_known(v->store, &l->filter, &n, fail);

    if (rc != 1)
        return rc;
    markup_open(&v->m, "p", ATTRS({ "class", STR("quiet") }));
    view_number(v, n, "cases");
    markup_close(&v->m);
    return 0;
}

static void
nothing(struct view *v, const struct list *l)
{
    int narrow = queue_query_is_narrow(&l->query);

    markup_leaf(
        &v->m, "p", ATTRS({ "class", STR("empty") }), view_text(v, "empty"));
    markup_leaf(&v->m, "p", ATTRS({ "class", STR("quiet") }),
        view_text(v, narrow ? "empty_narrow" : "empty_hint"));
}

static int
page(struct list *l, struct fail *fail)
{
    struct view *v = l->v;
    struct markup *m = &v->m;
    int rc;

    if (http_request_param(v->rq, "done", 0).len > 0)
        markup_leaf(m, "p",
            ATTRS({ "class", STR("flash") }, { "role", STR("status") }),
            view_text(v, "all_done"));
    markup_open(m, "div", ATTRS({ "class", STR("title") }));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "queue"));
    rc = total(l, fail);
    markup_close(m);
    if (rc >= 0)
        rc = view_filter_tabs(v, &l->query, fail);
    if (rc == 0)
        rc = view_filter_saved(v, &l->query, fail);
    if (rc == 0)
        rc = view_filter_form(v, &l->query, fail);
    if (rc == 0)
        rc = table(l, fail);
    if (rc == 0 && l->shown == 0)
        nothing(v, l);
    if (rc == 0)
        foot(v, l);
    return rc;
}

void
view_queue(struct view *v)
{
    struct list l = { .v = v,
        .tail = BUF_MAX(ADDRESS_BYTES_MAX),
        .last_text = BUF_MAX(ADDRESS_BYTES_MAX) };
    struct fail fail = { "" };
    int rc;

    queue_query_read(&l.query, v, "open");
    queue_query_filter(&l.filter, &l.query, v);
    queue_query_add(&l.tail, &l.query);
    rc = store_read_begin(v->store, &fail);
    if (rc == 0) {
        view_start(v, view_text(v, "queue"));
        rc = page(&l, &fail);
    }
    store_read_end(v->store);
    if (rc != 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        view_end(v);
    buf_clear(&l.tail);
    buf_clear(&l.last_text);
}
