#include "review/view_decide.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/decision.h"
#include "store/accounts.h"
#include "store/sessions.h"

#include <stdio.h>
#include <string.h>

#define MINUTE_MS 60000
#define FILTER_BYTES_MAX 4000

/* What is offered at once; all else that may be done is one step further
 * away. An order has a page of its own. */
static const enum workflow_act open_acts[] = { WORKFLOW_CONFIRM,
    WORKFLOW_DISMISS, WORKFLOW_ASK, WORKFLOW_ESCALATE };
static const enum workflow_act later_acts[] = { WORKFLOW_VALIDATE,
    WORKFLOW_REJECT, WORKFLOW_MARK_REMOVED, WORKFLOW_WATCH, WORKFLOW_CLOSE };
static const enum workflow_act offered[] = { WORKFLOW_CONFIRM, WORKFLOW_DISMISS,
    WORKFLOW_ASK, WORKFLOW_ESCALATE, WORKFLOW_VALIDATE, WORKFLOW_REJECT,
    WORKFLOW_MARK_REMOVED, WORKFLOW_WATCH, WORKFLOW_RELIST, WORKFLOW_REOPEN,
    WORKFLOW_CLOSE };

static int
is_main(enum workflow_state state, enum workflow_act act)
{
    int open = workflow_is_open(state);
    const enum workflow_act *acts = open ? open_acts : later_acts;

    for (size_t i = 0; i < (open ? COUNT(open_acts) : COUNT(later_acts)); i++)
        if (acts[i] == act)
            return 1;
    return 0;
}

static enum workflow_why
may(const struct view *v, const struct queue_case *c,
    const struct decide_state *state, enum workflow_act act)
{
    struct workflow_ask ask = { .from = c->state,
        .act = act,
        .roles = v->user->roles,
        .serious = state->serious,
        .confirmed_it = str_is_nocase(queue_confirmed_by(c), v->user->name) };
    enum workflow_state to;

    return workflow_check(&ask, &to);
}

/* --- the filter they came from --- */

struct str
view_decide_filter_of(const struct view *v)
{
    static const char *const others[] = { "lang=", "key=", "done=", "act=" };
    struct buf out = BUF_MAX(FILTER_BYTES_MAX);
    struct str query = http_request_form(v->rq, "filter", 0), pair, kept;

    if (query.len == 0)
        query = v->rq->query;
    while (query.len > 0 && str_next(&query, '&', &pair)) {
        int other = pair.len == 0;

        for (size_t i = 0; i < COUNT(others); i++)
            other |= str_starts(pair, str_of(others[i]));
        if (!other)
            buf_addf(&out, "%s" STR_FMT, out.len > 0 ? "&" : "", STR_ARG(pair));
    }
    kept = out.over ? STR("") : arena_dup(v->rq->arena, buf_str(&out));
    buf_clear(&out);
    return kept;
}

static void
hidden(struct view *v, const char *name, struct str value)
{
    markup_void(&v->m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", str_of(name) },
            { "value", value }));
}

void
view_decide_filter(struct view *v)
{
    struct str filter = view_decide_filter_of(v);

    if (filter.len > 0)
        hidden(v, "filter", filter);
}

/* A form of this case, with what every one carries. */
static void
form_start(struct view *v, int64_t id, const char *what, const char *class)
{
    char to[48];

    snprintf(to, sizeof to, "/case/%lld/%s", (long long)id, what);
    markup_open(&v->m, "form",
        ATTRS({ "class", str_of(class) }, { "method", STR("post") },
            { "action", str_of(to) }));
    view_csrf(v);
    view_decide_filter(v);
}

static void
seen(struct view *v, const struct queue_case *c)
{
    char number[24];

    snprintf(number, sizeof number, "%lld", (long long)c->event);
    hidden(v, "seen", str_of(number));
}

/* --- lease --- */

static int
is_prefetch(const struct http_request *rq)
{
    return str_find(http_request_header(rq, "Sec-Purpose"), STR("prefetch"),
               0) >= 0 ||
           str_find(http_request_header(rq, "X-Purpose"), STR("prefetch"), 0) >=
               0;
}

/* Who only reads keeps nobody from the case. */
static int
can_decide(const struct view *v, const struct queue_case *c,
    const struct decide_state *state)
{
    enum workflow_act act =
        workflow_is_open(c->state) ? WORKFLOW_CONFIRM : WORKFLOW_VALIDATE;

    return may(v, c, state, act) == WORKFLOW_MAY;
}

/* Who opens a case for the first time takes its lease and is noted as having
 * seen it, in one commit. */
static int
take_lease(struct view *v, const struct store_lease_ask *ask,
    struct store_lease *out, struct fail *fail)
{
    const struct store_by by = { v->user->name, v->now_ms };
    const char *hash = v->session->hash;
    int rc = store_session_has_seen(v->store, hash, ask->id, fail);

    if (rc < 0)
        return -1;
    if (rc == 1 || !str_is(v->rq->method, "GET"))
        return store_lease_take(v->store, ask, out, fail);
    if (store_begin(v->store, fail) != 0)
        return -1;
    rc = store_lease_take(v->store, ask, out, fail);
    if (rc >= 0 &&
        (store_session_saw(v->store, hash, ask->id, &by, fail) != 0 ||
            store_commit(v->store, fail) != 0))
        rc = -1;
    if (rc < 0)
        store_rollback(v->store);
    return rc;
}

int
view_decide_open(struct view *v, const struct queue_case *c,
    struct decide_state *out, struct fail *fail)
{
    struct store_lease_ask ask = {
        .id = c->id, .holder = str_of(v->user->name), .now_ms = v->now_ms
    };
    int rc;

    *out = (struct decide_state){ .others = 0 };
    if (store_workflow_settings_get(v->store, &out->settings, fail) != 0)
        return -1;
    out->serious =
        workflow_is_serious(&out->settings, c->file) ||
        (out->settings.second_person && js_bool(js_get(c->all, "serious"), 0));
    ask.minutes = out->settings.lease_minutes;
    rc = is_prefetch(v->rq) || !can_decide(v, c, out)
             ? store_lease_find(v->store, c->id, v->now_ms, &out->lease, fail)
             : take_lease(v, &ask, &out->lease, fail);
    out->others = out->lease.holder[0] != '\0' &&
                  strcmp(out->lease.holder, v->user->name) != 0;
    return rc < 0 ? -1 : 0;
}

static void
time_of_day(struct view *v, int64_t at_ms)
{
    char at[NOW_TEXT_BYTES];

    now_text(at_ms, at);
    view_date(v, str_of(at), 1);
}

static void
lease_note(struct view *v, int64_t id, const struct store_lease *lease)
{
    struct markup *m = &v->m;

    markup_open(m, "p", ATTRS({ "class", STR("flash bad") }));
    markup_leaf(m, "bdi", NO_ATTRS, str_of(lease->holder));
    markup_textz(m, " ");
    markup_text(m, view_text(v, "is_at_case_until"));
    markup_textz(m, " ");
    time_of_day(v, lease->until_ms);
    markup_textz(m, ". ");
    markup_text(m, view_text(v, "read_only_until"));
    markup_close(m);
    if (!view_may(v, ROLE_ADMINISTRATOR))
        return;
    form_start(v, id, "lease", "assign");
    markup_leaf(m, "button",
        ATTRS({ "name", STR("do") }, { "value", STR("take") },
            { "class", STR("small") }),
        view_text(v, "take_over"));
    markup_close(m);
}

/* --- messages --- */

/* Who did what, and when; where it is known. */
static void
tell_other(struct view *v, const struct decide_notice *n)
{
    struct markup *m = &v->m;
    struct str what = str_of(n->other.what);

    if (n->other.who[0] == '\0' && what.len == 0)
        return;
    markup_textz(m, " ");
    if (n->other.who[0] != '\0')
        markup_leaf(m, "bdi", NO_ATTRS, str_of(n->other.who));
    else
        markup_text(m, view_text(v, "new_screening"));
    if (what.len > 0) {
        struct str told = text_name(v->lang, "did", what);

        markup_textz(m, ": ");
        markup_text(m, told);
    }
    if (n->other.at_ms > 0) {
        markup_textz(m, ", ");
        time_of_day(v, n->other.at_ms);
    }
    markup_textz(m, ".");
}

/* What was just done, with the way back. */
static void
tell_done(struct view *v, struct str done)
{
    struct markup *m = &v->m;
    int64_t id;

    if (str_to_i64(done, &id) != 0 || id <= 0)
        return;
    markup_open(
        m, "div", ATTRS({ "class", STR("flash") }, { "role", STR("status") }));
    markup_text(m, view_text(v, id == v->id ? "recorded" : "decided"));
    markup_textz(m, " ");
    if (workflow_role_may(WORKFLOW_UNDO, v->user->roles)) {
        form_start(v, id, "undo", "inline");
        markup_leaf(m, "button",
            ATTRS({ "class", STR("small") }, { "id", STR("undo") },
                { "data-act", STR("undo") }),
            view_text(v, "undo"));
        markup_close(m);
    }
    markup_close(m);
}

void
view_decide_notice(struct view *v, const struct decide_notice *n)
{
    struct markup *m = &v->m;

    if (n->why == WORKFLOW_MAY && n->error == NULL) {
        tell_done(v, http_request_param(v->rq, "done", 0));
        return;
    }
    markup_open(
        m, "p", ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }));
    if (n->error != NULL) {
        markup_text(m, view_text(v, n->error));
        markup_textz(m, " ");
        markup_textz(m, n->detail);
    } else {
        markup_text(
            m, text_name(v->lang, "why", str_of(workflow_why_name(n->why))));
        tell_other(v, n);
    }
    if (n->note.len > 0) {
        markup_textz(m, " ");
        markup_text(m, view_text(v, "note_kept"));
    }
    markup_close(m);
}

/* --- who has it --- */

static int
person_option(const struct store_account *a, void *ctx, struct fail *fail)
{
    struct view *v = ctx;

    (void)fail;
    if (!a->disabled && workflow_role_may(WORKFLOW_NOTE, a->account.roles) &&
        strcmp(a->account.name, v->user->name) != 0)
        markup_leaf(&v->m, "option",
            ATTRS({ "value", str_of(a->account.name) }),
            str_of(a->account.display));
    return 0;
}

/* To somebody else: one of the accounts, where there are any. If they cannot
 * be read, the list is empty, and the act says why it does not work. */
static void
assignment_to(struct view *v, const struct queue_case *c)
{
    struct markup *m = &v->m;
    struct fail fail;

    markup_open(m, "details", NO_ATTRS);
    markup_leaf(m, "summary", NO_ATTRS, view_text(v, "assign_other"));
    form_start(v, c->id, "act", "assign");
    seen(v, c);
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "person"));
    markup_textz(m, " ");
    if (store_account_any(v->store, &fail) != 0) {
        markup_open(m, "select", ATTRS({ "name", STR("assignee") }));
        store_account_each(v->store, person_option, v, &fail);
        markup_close(m);
    } else {
        markup_void(m, "input",
            ATTRS({ "name", STR("assignee") }, { "required", STR("") }));
    }
    markup_close(m);
    markup_textz(m, " ");
    markup_leaf(m, "button",
        ATTRS({ "name", STR("act") }, { "value", STR("assign") },
            { "class", STR("small") }),
        text_name(v->lang, "act", STR("assign")));
    markup_close(m);
    markup_close(m);
}

static void
assignment(struct view *v, const struct queue_case *c)
{
    struct str assignee = js_get_text(c->all, "assignee");
    int mine = str_is(assignee, v->user->name);
    struct markup *m = &v->m;

    form_start(v, c->id, "act", "assign");
    seen(v, c);
    markup_leaf(m, "span", ATTRS({ "class", STR("quiet") }),
        view_text(v, "assigned_to"));
    markup_textz(m, " ");
    markup_open(m, "b", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS,
        assignee.len > 0 ? assignee : view_text(v, "nobody"));
    markup_close(m);
    markup_textz(m, " ");
    markup_leaf(m, "button",
        ATTRS({ "name", STR("act") },
            { "value", mine ? STR("release") : STR("assign") },
            { "data-act", STR("assign") }, { "class", STR("small") }),
        view_text(v, mine ? "give_back" : "take"));
    markup_close(m);
    assignment_to(v, c);
}

/* --- decisions --- */

static void
choice(struct view *v, struct str value, struct str label, struct str set)
{
    struct markup *m = &v->m;

    markup_open(m, "label", ATTRS({ "class", STR("choice") }));
    markup_void(m, "input",
        ATTRS({ "type", STR("radio") }, { "name", STR("reason") },
            { "value", value }, { "required", STR("") },
            { "checked", str_eq(set, value) ? STR("") : STR_NONE }));
    markup_textz(m, " ");
    markup_text(m, label);
    markup_close(m);
}

/* One act: its reasons, or itself where it has none. */
static void
act_choices(struct view *v, enum workflow_act act, struct str set)
{
    const char *name = workflow_act_name(act);
    const char *verdict = decision_verdict(act);
    struct str label = text_name(v->lang, "act", str_of(name));
    struct markup *m = &v->m;
    char value[100];

    markup_open(m, "fieldset",
        ATTRS({ "class", str_of(verdict != NULL ? verdict : name) },
            { "data-act", str_of(name) }));
    markup_leaf(m, "legend", NO_ATTRS, label);
    if (!decision_needs_reason(act))
        choice(v, str_of(name), text_name(v->lang, "act_means", str_of(name)),
            set);
    for (const struct decision_reason *r = decision_reasons(); r->code != NULL;
         r++)
        if (r->act == act) {
            snprintf(value, sizeof value, "%s:%s", name, r->code);
            choice(v, str_of(value), view_reason(v, str_of(r->code)), set);
        }
    markup_close(m);
}

/* Who sees only now what was found may think again. */
static int
may_think_again(const struct queue_case *c)
{
    return c->decisions == 1 && js_get(c->all, "judged_blind") != NULL;
}

static size_t
choices(struct view *v, const struct queue_case *c,
    const struct decide_state *state, struct str set, int main_ones)
{
    struct markup *m = &v->m;
    size_t count = 0;

    for (size_t i = 0; i < COUNT(offered); i++) {
        if (is_main(c->state, offered[i]) != main_ones ||
            may(v, c, state, offered[i]) != WORKFLOW_MAY)
            continue;
        if (count++ == 0 && !main_ones) {
            markup_open(m, "details",
                ATTRS({ "open", may_think_again(c) ? STR("") : STR_NONE }));
            markup_leaf(m, "summary", NO_ATTRS, view_text(v, "more_acts"));
        }
        act_choices(v, offered[i], set);
    }
    if (count > 0 && !main_ones)
        markup_close(m);
    return count;
}

/* Why a case that was confirmed does not go on. */
static void
second_person_note(struct view *v, const struct queue_case *c,
    const struct decide_state *state)
{
    const char *key = NULL;

    if (c->state != WORKFLOW_CONFIRMED)
        return;
    if (may(v, c, state, WORKFLOW_VALIDATE) == WORKFLOW_SAME_PERSON)
        key = "you_confirmed";
    else if (state->serious)
        key = "second_person_waits";
    if (key != NULL)
        markup_leaf(
            &v->m, "p", ATTRS({ "class", STR("hint") }), view_text(v, key));
}

static void
decision_form(struct view *v, const struct queue_case *c,
    const struct decide_state *state, const struct decide_notice *n)
{
    struct markup *m = &v->m;
    size_t count = 0;

    form_start(v, c->id, "act", "decide");
    seen(v, c);
    if (!state->others) {
        count = choices(v, c, state, n->reason, 1);
        count += choices(v, c, state, n->reason, 0);
    }
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "note"));
    markup_leaf(m, "textarea",
        ATTRS({ "name", STR("note") }, { "rows", STR("3") },
            { "maxlength", STR("1000") }),
        n->note);
    markup_close(m);
    if (count > 0)
        markup_leaf(m, "button",
            ATTRS({ "type", STR("submit") }, { "class", STR("primary") }),
            view_text(v, "record"));
    markup_textz(m, " ");
    markup_leaf(m, "button",
        ATTRS({ "type", STR("submit") }, { "name", STR("act") },
            { "value", STR("note") }, { "formnovalidate", STR("") },
            { "class", STR("small") }),
        view_text(v, "record_note"));
    markup_close(m);
}

/* The reader's own last act, as long as it can be taken back. */
static void
undo_form(struct view *v, const struct queue_case *c,
    const struct decide_state *state)
{
    const struct js *e = queue_last_act(c);
    struct markup *m = &v->m;
    int64_t at_ms;

    if (e == NULL || state->others ||
        !str_is(js_get_text(e, "author"), v->user->name) ||
        now_parse(js_get_text(e, "at"), &at_ms) != 0 ||
        v->now_ms - at_ms > state->settings.undo_minutes * MINUTE_MS)
        return;
    form_start(v, c->id, "undo", "assign");
    markup_leaf(m, "button",
        ATTRS({ "class", STR("small") }, { "data-act", STR("undo") }),
        view_text(v, "undo"));
    markup_textz(m, " ");
    markup_open(m, "span", ATTRS({ "class", STR("quiet") }));
    markup_text(m, text_name(v->lang, "did", js_get_text(e, "act")));
    markup_textz(m, ", ");
    view_date(v, js_get_text(e, "at"), 1);
    markup_close(m);
    markup_close(m);
}

void
view_decide(struct view *v, const struct queue_case *c,
    const struct decide_state *state, const struct decide_notice *notice)
{
    struct markup *m = &v->m;

    view_section(v, "decision");
    if (state->others)
        lease_note(v, c->id, &state->lease);
    else if (may(v, c, state, WORKFLOW_ASSIGN) == WORKFLOW_MAY)
        assignment(v, c);
    if (workflow_role_may(WORKFLOW_NOTE, v->user->roles)) {
        second_person_note(v, c, state);
        decision_form(v, c, state, notice);
    } else {
        markup_leaf(m, "p", ATTRS({ "class", STR("quiet") }),
            view_text(v, "reads_only"));
    }
    undo_form(v, c, state);
    markup_close(m);
}
