#include "review/api.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/decision.h"
#include "review/asset.h"
#include "review/export.h"
#include "review/pages.h"
#include "review/queue_query.h"
#include "review/route.h"
#include "store/audit.h"
#include "store/browse.h"
#include "store/figures.h"
#include "store/watch.h"

#include <stdio.h>
#include <stdlib.h>

#define PREFIX "/api/v1"
#define ROWS_DEFAULT 50
#define ROWS_MAX 200
#define ADDRESS_BYTES_MAX 8192

/* --- answers --- */

static void
answer(struct view *v, int status, struct js *j)
{
    v->rs->status = status;
    buf_reset(&v->rs->body);
    js_write(&v->rs->body, j);
    http_response_header(v->rs, "Content-Type", STR("application/json"));
    js_free(j);
}

static void
refuse(struct view *v, int status, const char *code, const char *message)
{
    struct js *j = js_new_object(), *error = js_new_object();

    js_set_textz(error, "code", code);
    js_set_textz(error, "message", message);
    js_set(j, "error", error);
    answer(v, status, j);
}

static void
broken(struct view *v, const struct fail *fail)
{
    refuse(v, 503, "store", fail->text);
}

/* How many rows are wanted. */
static int64_t
rows_wanted(const struct view *v)
{
    int64_t n;

    if (str_to_i64(http_request_param(v->rq, "limit", 0), &n) != 0 || n < 1)
        return ROWS_DEFAULT;
    return n < ROWS_MAX ? n : ROWS_MAX;
}

static int64_t
number_param(const struct view *v, const char *name)
{
    int64_t n;

    return str_to_i64(http_request_param(v->rq, name, 0), &n) == 0 ? n : 0;
}

/* --- cases --- */

struct list {
    struct js *rows; /* owned */
    struct store_place last;
    enum store_sort sort;
    char text[ADDRESS_BYTES_MAX]; /* of last */
    int failed;
};

static int
case_row(const struct queue_row *row, void *ctx, struct fail *fail)
{
    struct list *l = ctx;
    struct buf line = BUF_MAX(64u << 20);
    struct js *j = NULL;
    int rc = export_json_row(&line, row);

    if (rc == 0)
        rc = js_parse(&j, buf_str(&line), fail);
    if (rc == 0) {
        js_add(l->rows, j);
        store_place_of(&l->last, row->entry, l->sort);
        snprintf(
            l->text, sizeof l->text, STR_FMT, STR_ARG(str_of(l->last.text)));
        l->last.text = l->text;
    }
    buf_clear(&line);
    return rc;
}

static void
cases_list(struct view *v)
{
    struct list list = { .rows = js_new_array() };
    struct buf next = BUF_MAX(ADDRESS_BYTES_MAX);
    struct store_filter f;
    struct queue_query q;
    struct fail fail = { "" };
    struct js *j;

    queue_query_read(&q, v, "all");
    queue_query_filter(&f, &q, v);
    f.limit = rows_wanted(v);
    list.sort = f.sort;
    if (queue_each(v->store, &f, case_row, &list, &fail) != 0) {
        js_free(list.rows);
        broken(v, &fail);
        return;
    }
    j = js_new_object();
    if ((int64_t)js_count(list.rows) == f.limit) {
        char limit[24];

        buf_addz(&next, PREFIX "/cases");
        queue_query_add(&next, &q);
        snprintf(limit, sizeof limit, "%lld", (long long)f.limit);
        view_query_add(&next, "limit", str_of(limit));
        queue_query_add_after(&next, &list.last);
        js_set_text(j, "next", buf_str(&next));
    }
    js_set(j, "cases", list.rows);
    answer(v, 200, j);
    buf_clear(&next);
}

static void
case_one(struct view *v)
{
    const struct store_by by = { v->user->name, v->now_ms };
    struct js *j = NULL;
    struct fail fail = { "" };

    if (store_case_read(v->store, v->id, 0, &j, &fail) != 0)
        broken(v, &fail);
    else if (j == NULL)
        refuse(v, 404, "not_found", "there is no such case");
    else if (store_session_saw(v->store, v->session->hash, v->id, &by, &fail) !=
             0)
        broken(v, &fail);
    else {
        answer(v, 200, j);
        return;
    }
    js_free(j);
}

/* What the store did, or why not. */
static void
answer_act(struct view *v, int rc, const struct store_acted *acted,
    const struct fail *fail)
{
    struct js *j;

    if (rc < 0) {
        refuse(v, 422, "not_done", fail->text);
        return;
    }
    if (rc > 0) {
        refuse(v, acted->why == WORKFLOW_WRONG_ROLE ? 403 : 409,
            workflow_why_name(acted->why), fail->text);
        return;
    }
    j = js_new_object();
    js_set_integer(j, "id", v->id);
    js_set_textz(j, "from", workflow_state_name(acted->from));
    js_set_textz(j, "state", workflow_state_name(acted->to));
    js_set_integer(j, "event", acted->event);
    answer(v, 200, j);
}

static void
case_act(struct view *v)
{
    struct js *body = NULL;
    struct store_acted acted = { .why = WORKFLOW_WRONG_STATE };
    struct queue_act a = { .author = str_of(v->user->name),
        .roles = v->user->roles };
    struct fail fail = { "" };
    int rc;

    if (js_parse(&body, v->rq->body, &fail) != 0 ||
        js_kind(body) != JS_OBJECT) {
        refuse(v, 400, "not_json", "the body is not a JSON object");
        js_free(body);
        return;
    }
    a.act = js_get_text(body, "act");
    a.reason_code = js_get_text(body, "reason_code");
    a.note = js_get_text(body, "note");
    a.assignee = js_get_text(body, "assignee");
    a.expected = js_integer(js_get(body, "event"), -1);
    if (a.act.len == 0 || a.expected < 0) {
        refuse(v, 422, "incomplete",
            "'act', and 'event' as the case had it when it was read, are "
            "required");
    } else {
        rc = queue_act(v->store, v->id, &a, v->now_ms, &acted, &fail);
        answer_act(v, rc, &acted, &fail);
    }
    js_free(body);
}

/* --- notices --- */

struct notices {
    struct js *rows;
    int64_t last;
    char published[40];
};

static struct js *
notice_json(const struct store_notice *n)
{
    struct js *record = NULL;
    struct fail fail;

    if (js_parse(&record, n->record, &fail) != 0)
        record = js_new_object();
    js_set_integer(record, "row", n->row);
    return record;
}

static int
notice_row(const struct store_notice *n, void *ctx)
{
    struct notices *all = ctx;

    js_add(all->rows, notice_json(n));
    all->last = n->row;
    snprintf(
        all->published, sizeof all->published, STR_FMT, STR_ARG(n->published));
    return 0;
}

static void
notices_list(struct view *v)
{
    struct store_notice_filter f = {
        .source = http_request_param(v->rq, "source", 0),
        .text = http_request_param(v->rq, "text", 0),
        .published = http_request_param(v->rq, "published", 0),
        .row = number_param(v, "after"),
        .limit = rows_wanted(v),
    };
    struct notices all = { .rows = js_new_array() };
    struct buf next = BUF_MAX(ADDRESS_BYTES_MAX);
    struct fail fail = { "" };
    struct js *j;
    char number[24];

    if (store_notice_each(v->store, &f, notice_row, &all, &fail) != 0) {
        js_free(all.rows);
        broken(v, &fail);
        return;
    }
    j = js_new_object();
    if ((int64_t)js_count(all.rows) == f.limit) {
        buf_addz(&next, PREFIX "/recalls");
        view_query_add(&next, "source", f.source);
        view_query_add(&next, "text", f.text);
        snprintf(number, sizeof number, "%lld", (long long)f.limit);
        view_query_add(&next, "limit", str_of(number));
        view_query_add(&next, "published", str_of(all.published));
        snprintf(number, sizeof number, "%lld", (long long)all.last);
        view_query_add(&next, "after", str_of(number));
        js_set_text(j, "next", buf_str(&next));
    }
    js_set(j, "recalls", all.rows);
    answer(v, 200, j);
    buf_clear(&next);
}

static int
notice_one_row(const struct store_notice *n, void *ctx)
{
    *(struct js **)ctx = notice_json(n);
    return 1;
}

static void
notice_one(struct view *v)
{
    struct js *j = NULL;
    struct fail fail = { "" };
    int rc = store_notice_get(v->store, v->id, notice_one_row, &j, &fail);

    if (rc < 0)
        broken(v, &fail);
    else if (rc == 0)
        refuse(v, 404, "not_found", "there is no such notice");
    else
        answer(v, 200, j);
}

/* --- rules, figures, audit log --- */

static void
rules_list(struct view *v)
{
    const struct facts *facts = v->pages->facts;
    struct js *j = js_new_object();

    js_set(j, "rules",
        facts != NULL && facts->rules != NULL ? js_copy(facts->rules)
                                              : js_new_array());
    answer(v, 200, j);
}

static void
figures(struct view *v)
{
    struct js *j = js_new_object(), *work = NULL, *queue = NULL;
    struct js *takedown = NULL;
    struct fail fail = { "" };
    int64_t days = number_param(v, "days");

    if (store_figures(
            v->store, v->now_ms, days > 0 ? days : 30, &work, &fail) != 0 ||
        store_queue_stats(v->store, &queue, &fail) != 0 ||
        store_takedown_stats(v->store, v->now_ms, &takedown, &fail) != 0) {
        js_free(work);
        js_free(queue);
        js_free(j);
        broken(v, &fail);
        return;
    }
    js_set(j, "work", work);
    js_set(j, "queue", queue);
    js_set(j, "takedown", takedown);
    answer(v, 200, j);
}

struct entries {
    struct js *rows;
    int64_t last;
};

static int
audit_row(const struct store_audit_row *row, void *ctx, struct fail *fail)
{
    struct entries *all = ctx;
    struct js *j = js_new_object();
    char when[NOW_TEXT_BYTES];

    (void)fail;
    now_text(row->entry.at_ms, when);
    js_set_integer(j, "id", row->id);
    js_set_textz(j, "at", when);
    js_set_text(j, "actor", row->entry.actor);
    js_set_text(j, "action", row->entry.action);
    js_set_text(j, "object", row->entry.object);
    js_set_text(j, "detail", row->entry.detail);
    js_set_text(j, "previous", row->previous);
    js_set_text(j, "hash", row->hash);
    js_add(all->rows, j);
    all->last = row->id;
    return 0;
}

static void
audit_list(struct view *v)
{
    struct store_audit_filter f = { .before = number_param(v, "before"),
        .limit = rows_wanted(v) };
    struct entries all = { .rows = js_new_array() };
    struct fail fail = { "" };
    struct js *j;
    char next[100];

    if (store_audit_each(v->store, &f, audit_row, &all, &fail) != 0) {
        js_free(all.rows);
        broken(v, &fail);
        return;
    }
    j = js_new_object();
    if ((int64_t)js_count(all.rows) == f.limit) {
        snprintf(next, sizeof next, PREFIX "/audit?limit=%lld&before=%lld",
            (long long)f.limit, (long long)all.last);
        js_set_textz(j, "next", next);
    }
    js_set(j, "entries", all.rows);
    answer(v, 200, j);
}

/* --- who may ask what --- */

static const struct api_route {
    const char *method, *path; /* behind PREFIX; '#' is a positive number */
    void (*handle)(struct view *v);
    unsigned roles, scope; /* of the person, and of the token: both */
} routes[] = {
    { "GET", "/audit", audit_list, ROUTE_AUDIT, SCOPE_AUDIT },
    { "GET", "/cases", cases_list, ROUTE_READ, SCOPE_READ },
    { "GET", "/cases/#", case_one, ROUTE_READ, SCOPE_READ },
    { "POST", "/cases/#/acts", case_act, ROUTE_ACT, SCOPE_DECIDE },
    { "GET", "/figures", figures, ROUTE_READ, SCOPE_READ },
    { "GET", "/recalls", notices_list, ROUTE_READ, SCOPE_READ },
    { "GET", "/recalls/#", notice_one, ROUTE_READ, SCOPE_READ },
    { "GET", "/rules", rules_list, ROUTE_READ, SCOPE_READ },
};

static const struct api_route *
route_of(struct view *v, struct str path, int *other)
{
    *other = 0;
    for (size_t i = 0; i < COUNT(routes); i++) {
        if (!route_fits(routes[i].path, path, &v->id))
            continue;
        if (str_is(v->rq->method, routes[i].method))
            return &routes[i];
        *other = 1;
    }
    return NULL;
}

int
api_session(struct view *v, struct session *session, struct fail *fail)
{
    struct str given = http_request_header(v->rq, "Authorization");

    if (!str_starts_nocase(given, STR("Bearer ")))
        return 0;
    given = str_trim(str_sub(given, strlen("Bearer "), given.len));
    return session_from_token(session, v->store, given, v->now_ms, fail);
}

static void
dispatch(struct view *v, struct str path)
{
    int other;
    const struct api_route *r = route_of(v, path, &other);

    if (r == NULL)
        refuse(v, other ? 405 : 404, other ? "method" : "not_found",
            other ? "this address is not used with that method"
                  : "there is no such address; see " PREFIX "/openapi.json");
    else if (!view_may(v, r->roles))
        refuse(v, 403, "role", "the person's roles do not allow this");
    else if ((v->session->scopes & r->scope) == 0)
        refuse(v, 403, "scope", "the token is not for this");
    else
        r->handle(v);
}

int
api_is(struct str path)
{
    return str_starts(path, STR(PREFIX "/"));
}

void
api_handle(struct view *v)
{
    struct str path = str_sub(v->rq->path, strlen(PREFIX), v->rq->path.len);
    struct session session = { .key = "" };
    struct fail fail = { "" };
    int rc;

    if (str_is(path, "/openapi.json") && str_is(v->rq->method, "GET")) {
        asset_view(v);
        return;
    }
    rc = api_session(v, &session, &fail);
    if (rc == 1) {
        v->session = &session;
        v->user = &session.user;
        dispatch(v, path);
    } else if (rc < 0) {
        broken(v, &fail);
    } else {
        /* The same for every path: nothing to find out here. */
        http_response_header(v->rs, "WWW-Authenticate", STR("Bearer"));
        refuse(v, 401, "token",
            "a valid token is required: Authorization: Bearer TOKEN");
    }
    v->user = NULL;
    v->session = NULL;
    session_clear(&session);
}
