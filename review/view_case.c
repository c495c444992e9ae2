#include "review/view_case.h"

#include "base/now.h"
#include "core/decision.h"
#include "review/queue.h"
#include "review/view_evidence.h"

#include <stdio.h>
#include <string.h>

/* Open cases looked at to find one that nobody waits for. */
#define NEXT_LOOK 50

/* What the page says on top, and what a refused form had in it. */
struct notice {
    const char *error; /* NULL: none */
    const char *why;
    struct str reason, note;
};

static void
assignment(struct view *v, const struct queue_case *c)
{
    struct str assignee = js_get_text(c->all, "assignee");
    int mine = str_is(assignee, v->user->name);
    struct markup *m = &v->m;
    char to[48];

    snprintf(to, sizeof to, "/case/%lld/assign", (long long)c->id);
    markup_open(m, "form",
        ATTRS({ "class", STR("assign") }, { "method", STR("post") },
            { "action", str_of(to) }));
    view_csrf(v);
    markup_leaf(m, "span", ATTRS({ "class", STR("quiet") }),
        view_text(v, "assigned_to"));
    markup_textz(m, " ");
    markup_leaf(
        m, "b", NO_ATTRS, assignee.len > 0 ? assignee : view_text(v, "nobody"));
    markup_textz(m, " ");
    markup_leaf(m, "button",
        ATTRS({ "name", STR("assignee") },
            { "value", mine ? STR("") : str_of(v->user->name) },
            { "class", STR("small") }),
        view_text(v, mine ? "give_back" : "take"));
    markup_close(m);
}

static void
reason_choice(struct view *v, const struct decision_reason *r, struct str set)
{
    struct markup *m = &v->m;
    char value[100];

    snprintf(value, sizeof value, "%s:%s", decision_verdict_name(r->verdict),
        r->code);
    markup_open(m, "label", ATTRS({ "class", STR("choice") }));
    markup_void(m, "input",
        ATTRS({ "type", STR("radio") }, { "name", STR("reason") },
            { "value", str_of(value) }, { "required", STR("") },
            { "checked", str_is(set, value) ? STR("") : STR_NONE }));
    markup_textz(m, " ");
    markup_text(m, view_reason(v, str_of(r->code)));
    markup_close(m);
}

static void
decision_form(
    struct view *v, const struct queue_case *c, const struct notice *notice)
{
    const struct decision_reason *r = decision_reasons();
    struct markup *m = &v->m;
    char to[48], seen[24];

    snprintf(to, sizeof to, "/case/%lld/decide", (long long)c->id);
    snprintf(seen, sizeof seen, "%lld", (long long)c->decisions);
    markup_open(m, "form",
        ATTRS({ "class", STR("decide") }, { "method", STR("post") },
            { "action", str_of(to) }));
    view_csrf(v);
    markup_void(m, "input",
        ATTRS({ "type", STR("hidden") }, { "name", STR("seen") },
            { "value", str_of(seen) }));
    while (r->code != NULL) {
        enum decision_verdict verdict = r->verdict;
        const char *name = decision_verdict_name(verdict);

        markup_open(m, "fieldset", ATTRS({ "class", str_of(name) }));
        markup_leaf(
            m, "legend", NO_ATTRS, text_name(v->lang, "verdict", str_of(name)));
        for (; r->code != NULL && r->verdict == verdict; r++)
            reason_choice(v, r, notice->reason);
        markup_close(m);
    }
    markup_open(m, "label", NO_ATTRS);
    markup_leaf(m, "span", NO_ATTRS, view_text(v, "note"));
    markup_leaf(m, "textarea",
        ATTRS({ "name", STR("note") }, { "rows", STR("3") },
            { "maxlength", STR("1000") }),
        notice->note);
    markup_close(m);
    markup_leaf(m, "button",
        ATTRS({ "type", STR("submit") }, { "class", STR("primary") }),
        view_text(v, "record"));
    markup_close(m);
}

static void
title_bar(struct view *v, const struct queue_case *c)
{
    const struct listing *l = c->file->listing;
    struct str title = listing_get(l, LISTING_TITLE);
    struct markup *m = &v->m;

    markup_open(m, "div", ATTRS({ "class", STR("title") }));
    markup_open(m, "p", ATTRS({ "class", STR("quiet") }));
    markup_text(m, view_text(v, "case"));
    markup_textf(m, " %lld \xC2\xB7 ", (long long)c->id);
    markup_text(m, view_text(v, "priority"));
    markup_textf(m, " %d ", (int)(c->file->priority * 100 + 0.5));
    view_chip(v, "state", js_get_text(c->all, "state"));
    if (!c->file->flagged) {
        markup_textz(m, " ");
        markup_text(m, view_text(v, "not_flagged"));
    }
    markup_close(m);
    markup_open(m, "h1", NO_ATTRS);
    markup_leaf(m, "bdi", NO_ATTRS,
        title.len > 0 ? title : listing_get(l, LISTING_URL));
    markup_close(m);
    markup_open(m, "p", NO_ATTRS);
    for (int h = 0; h < HAZARDS; h++)
        if (c->file->hazards[h] > 0) {
            view_chip(v, "hazard", str_of(hazard_name((enum hazard)h)));
            markup_textz(m, " ");
        }
    markup_close(m);
    markup_close(m);
}

static void
case_page(
    struct view *v, const struct queue_case *c, const struct notice *notice)
{
    struct markup *m = &v->m;
    struct str title = listing_get(c->file->listing, LISTING_TITLE);

    view_start(v, title);
    if (notice->error != NULL) {
        markup_open(m, "p",
            ATTRS({ "class", STR("flash bad") }, { "role", STR("alert") }));
        markup_text(m, view_text(v, notice->error));
        markup_textz(m, " ");
        markup_textz(m, notice->why);
        markup_close(m);
    } else if (http_request_param(v->rq, "done", 0).len > 0) {
        markup_leaf(m, "p",
            ATTRS({ "class", STR("flash") }, { "role", STR("status") }),
            view_text(v, "decided"));
    }
    title_bar(v, c);
    markup_open(m, "div", ATTRS({ "class", STR("columns") }));
    markup_open(m, "div", NO_ATTRS);
    view_evidence_reasons(v, c);
    view_evidence_findings(v, c);
    view_evidence_offer(v, c);
    view_evidence_versions(v, c);
    view_evidence_pages(v, c);
    markup_close(m);
    markup_open(m, "aside", NO_ATTRS);
    markup_open(m, "section", ATTRS({ "class", STR("card") }));
    markup_leaf(m, "h2", NO_ATTRS, view_text(v, "decision"));
    assignment(v, c);
    decision_form(v, c, notice);
    markup_close(m);
    view_evidence_history(v, c);
    markup_close(m);
    markup_close(m);
    view_end(v);
}

static void
show(struct view *v, int status, const struct notice *notice)
{
    struct queue_case *c = NULL;
    struct fail fail = { "" };
    char here[40];

    snprintf(here, sizeof here, "/case/%lld", (long long)v->id);
    v->here = str_of(here);
    if (queue_case_find(v->store, v->id, &c, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else if (c == NULL) {
        view_error(v, 404, "not_found", "");
    } else {
        v->rs->status = status;
        case_page(v, c, notice);
    }
    queue_case_free(c);
}

void
view_case(struct view *v)
{
    static const struct notice none = { .error = NULL };

    show(v, 200, &none);
}

struct next {
    int64_t not_this, id;
};

/* A case that waits for information is not the next thing to do. */
static int
next_case(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct next *next = ctx;

    (void)fail;
    if (c->id == next->not_this || strcmp(c->state, "needs_info") == 0)
        return 0;
    next->id = c->id;
    return 1;
}

static void
go_to_next(struct view *v)
{
    static const struct store_filter open = { .state = "open",
        .limit = NEXT_LOOK };
    struct next next = { .not_this = v->id };
    struct fail fail;

    if (store_case_each(v->store, &open, next_case, &next, &fail) < 0)
        next.id = 0; /* the decision is kept; the queue will say the rest */
    if (next.id > 0)
        view_redirect(
            v, "/case/%lld?done=%lld", (long long)next.id, (long long)v->id);
    else
        view_redirect(v, "/?done=%lld", (long long)v->id);
}

void
view_case_decide(struct view *v)
{
    struct str reason = http_request_form(v->rq, "reason", 0), verdict;
    struct str rest = reason;
    struct queue_decision d = {
        .note = http_request_form(v->rq, "note", 0),
        .author = str_of(v->user->name),
    };
    struct notice notice = { .reason = reason, .note = d.note };
    struct fail fail = { "" };

    if (str_find_char(reason, ':', 0) < 0 ||
        str_to_i64(
            http_request_form(v->rq, "seen", 0), &d.expected_decisions) != 0) {
        notice.error = "choose_reason";
        notice.why = "";
        show(v, 422, &notice);
        return;
    }
    str_next(&rest, ':', &verdict);
    d.verdict = verdict;
    d.reason_code = rest;
    if (queue_decide(v->store, v->id, &d, v->now_ms, &fail) != 0) {
        notice.error = "error";
        notice.why = fail.text;
        show(v, 409, &notice);
        return;
    }
    go_to_next(v);
}

void
view_case_assign(struct view *v)
{
    struct notice notice = { .error = "error" };
    struct fail fail = { "" };

    if (store_case_assign(v->store, v->id,
            http_request_form(v->rq, "assignee", 0), str_of(v->user->name),
            v->now_ms, &fail) != 0) {
        notice.why = fail.text;
        show(v, 409, &notice);
        return;
    }
    view_redirect(v, "/case/%lld", (long long)v->id);
}
