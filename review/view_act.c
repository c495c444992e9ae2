#include "review/view_act.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/decision.h"
#include "review/queue_query.h"
#include "review/view_case.h"

#include <stdio.h>
#include <string.h>

#define ANSWER_BYTES_MAX (1u << 20)

static struct str
field(const struct view *v, const char *name)
{
    return http_request_form(v->rq, name, 0);
}

/* What the form asks for: a button's act, or a choice with its reason. */
static struct queue_act
read_act(const struct view *v)
{
    struct queue_act a = { .act = field(v, "act"),
        .note = field(v, "note"),
        .assignee = field(v, "assignee"),
        .author = str_of(v->user->name),
        .roles = v->user->roles,
        .expected = -1 };
    struct str rest = field(v, "reason");

    if (a.act.len > 0)
        return a;
    if (rest.len > 0)
        str_next(&rest, ':', &a.act);
    a.reason_code = rest;
    return a;
}

static int
wants_json(const struct view *v)
{
    return str_find(http_request_header(v->rq, "Accept"),
               STR("application/json"), 0) >= 0;
}

static void
answer_json(struct view *v, int status, struct js *j)
{
    v->rs->status = status;
    js_write(&v->rs->body, j);
    http_response_header(v->rs, "Content-Type", STR("application/json"));
    js_free(j);
}

/* --- where to go on --- */

static void
go_to_next(struct view *v)
{
    struct str query = view_decide_filter_of(v);
    const char *mark = query.len > 0 ? "&" : "";
    int64_t next = 0;
    struct fail fail;

    if (queue_query_next(v, query, v->id, &next, &fail) < 0)
        next = 0; /* the act is kept; the queue will say the rest */
    if (next > 0)
        view_redirect(v, "/case/%lld?" STR_FMT "%sdone=%lld", (long long)next,
            STR_ARG(query), mark, (long long)v->id);
    else
        view_redirect(v, "/?" STR_FMT "%sdone=%lld", STR_ARG(query), mark,
            (long long)v->id);
}

static void
stay_here(struct view *v)
{
    struct str query = view_decide_filter_of(v);

    view_redirect(v, "/case/%lld?" STR_FMT "%sdone=%lld", (long long)v->id,
        STR_ARG(query), query.len > 0 ? "&" : "", (long long)v->id);
}

/* --- one case --- */

/* The page again; 409 where the case is not what it was, 422 where the form
 * was not filled in. */
static void
show_refused(
    struct view *v, const struct store_acted *acted, const struct queue_act *a)
{
    struct decide_notice notice = { .why = acted->why,
        .other = acted->other,
        .reason = field(v, "reason"),
        .note = a->note };
    int status =
        acted->why == WORKFLOW_WRONG_REASON || acted->why == WORKFLOW_NOTHING
            ? 422
        : acted->why == WORKFLOW_WRONG_ROLE ? 403
                                            : 409;

    view_case_show(v, status, &notice);
}

/* 0 where it was done. */
static int
act(struct view *v, const struct queue_act *a, struct store_acted *acted)
{
    struct decide_notice notice = {
        .error = "error", .reason = field(v, "reason"), .note = a->note
    };
    struct fail fail = { "" };
    int rc = queue_act(v->store, v->id, a, v->now_ms, acted, &fail);

    if (rc == 1)
        show_refused(v, acted, a);
    if (rc < 0) {
        notice.detail = fail.text;
        view_case_show(v, 409, &notice);
    }
    return rc;
}

void
view_case_act(struct view *v)
{
    struct queue_act a = read_act(v);
    struct decide_notice notice = { .error = "choose_reason",
        .detail = "",
        .reason = field(v, "reason"),
        .note = a.note };
    struct store_acted acted;
    enum workflow_act which;

    if (a.act.len == 0 || str_to_i64(field(v, "seen"), &a.expected) != 0 ||
        a.expected < 0) {
        view_case_show(v, 422, &notice);
        return;
    }
    if (act(v, &a, &acted) != 0)
        return;
    /* Whoever takes a case or writes a remark is not done with it, nor who
     * sees only now what was found. */
    if (acted.revealed)
        stay_here(v);
    else if (decision_act_find(&which, a.act) == 0 &&
             (which == WORKFLOW_ASSIGN || which == WORKFLOW_NOTE))
        stay_here(v);
    else
        go_to_next(v);
}

void
view_case_undo(struct view *v)
{
    struct queue_act a = { .act = STR("undo"),
        .author = str_of(v->user->name),
        .roles = v->user->roles,
        .expected = -1 };
    struct store_acted acted;

    if (act(v, &a, &acted) == 0)
        stay_here(v);
}

/* --- leases --- */

static void
lease_answer(struct view *v, const struct store_lease *lease, int others)
{
    struct js *j;
    char until[NOW_TEXT_BYTES];

    if (!wants_json(v)) {
        view_redirect(v, "/case/%lld?" STR_FMT, (long long)v->id,
            STR_ARG(view_decide_filter_of(v)));
        return;
    }
    j = js_new_object();
    js_set_textz(j, "holder", lease->holder);
    now_text(lease->until_ms, until);
    js_set_textz(j, "until", lease->until_ms > 0 ? until : "");
    answer_json(v, others ? 409 : 200, j);
}

static int
change_lease(struct view *v, struct store_lease *lease, struct fail *fail)
{
    struct str what = field(v, "do");
    struct workflow_settings settings;
    struct store_lease_ask ask = { .id = v->id,
        .holder = str_of(v->user->name),
        .now_ms = v->now_ms,
        .take_over = str_is(what, "take") && view_may(v, ROLE_ADMINISTRATOR) };

    if (str_is(what, "end")) {
        *lease = (struct store_lease){ .until_ms = 0 };
        return store_lease_end(v->store, v->id, ask.holder, fail);
    }
    if (store_workflow_settings_get(v->store, &settings, fail) != 0)
        return -1;
    ask.minutes = settings.lease_minutes;
    return store_lease_take(v->store, &ask, lease, fail);
}

void
view_case_lease(struct view *v)
{
    struct store_lease lease;
    struct queue_case *c = NULL;
    struct fail fail = { "" };
    int rc;

    if (queue_case_find(v->store, v->id, &c, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
        return;
    }
    if (c == NULL) {
        view_error(v, 404, "not_found", "");
        return;
    }
    queue_case_free(c);
    rc = change_lease(v, &lease, &fail);
    if (rc < 0)
        view_error(v, 500, "broken_store", fail.text);
    else
        lease_answer(v, &lease, rc == 1);
}

/* --- many cases --- */

struct bulk {
    struct view *v;
    struct js *done, *refused; /* arrays, owned until they are answered */
};

/* "ID" or "ID:EVENT". */
static int
read_case(struct str text, int64_t *id, int64_t *expected)
{
    struct str first;

    *expected = -1;
    if (!str_next(&text, ':', &first) || str_to_i64(first, id) != 0 || *id <= 0)
        return -1;
    return text.len == 0 || str_to_i64(text, expected) == 0 ? 0 : -1;
}

static void
add_refused(struct bulk *b, int64_t id, const struct store_acted *acted,
    const char *text)
{
    struct js *j = js_new_object();

    js_set_integer(j, "id", id);
    js_set_textz(j, "why", workflow_why_name(acted->why));
    js_set_textz(j, "text", text);
    if (acted->other.who[0] != '\0')
        js_set_textz(j, "who", acted->other.who);
    js_add(b->refused, j);
}

static int
act_on_each(struct bulk *b, struct queue_act *a, struct fail *fail)
{
    struct str text;

    for (size_t i = 0; i < VIEW_ACT_CASES_MAX; i++) {
        struct store_acted acted;
        int64_t id;
        int rc;

        text = http_request_form(b->v->rq, "case", i);
        if (text.len == 0)
            break;
        if (read_case(text, &id, &a->expected) != 0)
            return fail_set(fail, "'%.*s' is not the number of a case",
                (int)(text.len < 60 ? text.len : 60), text.p);
        rc = queue_act(b->v->store, id, a, b->v->now_ms, &acted, fail);
        if (rc < 0)
            return -1;
        if (rc == 0)
            js_add(b->done, js_new_integer(id));
        else
            add_refused(b, id, &acted, fail->text);
    }
    return 0;
}

static void
case_link(struct view *v, int64_t id)
{
    char to[40], number[24];

    snprintf(to, sizeof to, "/case/%lld", (long long)id);
    snprintf(number, sizeof number, "%lld", (long long)id);
    markup_leaf(&v->m, "a", ATTRS({ "href", str_of(to) }), str_of(number));
}

/* Take all of them back at once. */
static void
bulk_undo(struct view *v, const struct js *done)
{
    struct markup *m = &v->m;
    char number[24];

    markup_open(m, "form",
        ATTRS({ "method", STR("post") }, { "action", STR("/cases/act") }));
    view_csrf(v);
    view_decide_filter(v);
    for (size_t i = 0; i < js_count(done); i++) {
        snprintf(number, sizeof number, "%lld",
            (long long)js_integer(js_at(done, i), 0));
        markup_void(m, "input",
            ATTRS({ "type", STR("hidden") }, { "name", STR("case") },
                { "value", str_of(number) }));
    }
    markup_leaf(m, "button",
        ATTRS({ "name", STR("act") }, { "value", STR("undo") }),
        view_text(v, "undo_all"));
    markup_close(m);
}

static void
bulk_page(struct bulk *b, const struct queue_act *a)
{
    struct buf back = BUF_MAX(ANSWER_BYTES_MAX);
    struct view *v = b->v;
    struct markup *m = &v->m;

    view_start(v, view_text(v, "bulk_result"));
    markup_leaf(m, "h1", NO_ATTRS, view_text(v, "bulk_result"));
    markup_open(
        m, "p", ATTRS({ "class", STR("flash") }, { "role", STR("status") }));
    markup_text(m, text_name(v->lang, "act", a->act));
    markup_textf(m, ": %zu ", js_count(b->done));
    markup_text(m, view_text(v, "bulk_done"));
    markup_textf(m, ", %zu ", js_count(b->refused));
    markup_text(m, view_text(v, "bulk_refused"));
    markup_textz(m, ".");
    markup_close(m);
    if (js_count(b->refused) > 0)
        markup_open(m, "ul", ATTRS({ "class", STR("refused") }));
    for (size_t i = 0; i < js_count(b->refused); i++) {
        const struct js *r = js_at(b->refused, i);

        markup_open(m, "li", NO_ATTRS);
        case_link(v, js_integer(js_get(r, "id"), 0));
        markup_textz(m, " ");
        markup_text(m, text_name(v->lang, "why", js_get_text(r, "why")));
        markup_textz(m, " ");
        markup_leaf(m, "bdi", NO_ATTRS, js_get_text(r, "who"));
        markup_close(m);
    }
    if (js_count(b->refused) > 0)
        markup_close(m);
    if (js_count(b->done) > 0 && !str_is(a->act, "undo"))
        bulk_undo(v, b->done);
    buf_addf(&back, "/?" STR_FMT, STR_ARG(view_decide_filter_of(v)));
    markup_open(m, "p", NO_ATTRS);
    markup_leaf(m, "a", ATTRS({ "href", buf_str(&back) }),
        view_text(v, "back_to_queue"));
    markup_close(m);
    view_end(v);
    buf_clear(&back);
}

static void
bulk_answer(struct bulk *b, const struct queue_act *a)
{
    struct js *j;

    if (!wants_json(b->v)) {
        bulk_page(b, a);
        return;
    }
    j = js_new_object();
    js_set(j, "done", b->done);
    js_set(j, "refused", b->refused);
    b->done = b->refused = NULL;
    answer_json(b->v, 200, j);
}

void
view_cases_act(struct view *v)
{
    struct bulk b = { v, js_new_array(), js_new_array() };
    struct queue_act a = read_act(v);
    struct fail fail = { "" };

    a.many = 1;
    if (a.act.len == 0 || http_request_form(v->rq, "case", 0).len == 0) {
        view_error(v, 422, "choose_cases", "");
    } else if (http_request_form(v->rq, "case", VIEW_ACT_CASES_MAX).len > 0) {
        view_error(v, 422, "too_many_cases", "");
    } else if (store_begin(v->store, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else if (act_on_each(&b, &a, &fail) != 0) {
        store_rollback(v->store);
        view_error(v, 422, "error", fail.text);
    } else if (store_commit(v->store, &fail) != 0) {
        store_rollback(v->store);
        view_error(v, 500, "broken_store", fail.text);
    } else {
        bulk_answer(&b, &a);
    }
    js_free(b.done);
    js_free(b.refused);
}
