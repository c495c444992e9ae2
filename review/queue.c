#include "review/queue.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/decision.h"

#include <stdlib.h>

struct each {
    int (*visit)(const struct queue_row *row, void *ctx, struct fail *fail);
    void *ctx;
};

static int
visit_case(const struct store_case *c, void *ctx, struct fail *fail)
{
    const struct each *e = ctx;
    struct queue_row row = { .entry = c };
    struct casefile *file = NULL;
    struct js *j = NULL;
    int rc = js_parse(&j, str_of(c->casefile), fail);

    if (rc == 0)
        rc = casefile_from_json(&file, j, fail);
    if (rc != 0)
        fail_wrap(fail, "case %lld", (long long)c->id);
    if (rc == 0) {
        row.file = file;
        rc = e->visit(&row, e->ctx, fail);
    }
    casefile_free(file);
    js_free(j);
    return rc;
}

int
queue_each(struct store *s, const struct store_filter *filter,
    int (*visit)(const struct queue_row *row, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct each e = { visit, ctx };

    return store_case_each(s, filter, visit_case, &e, fail);
}

const struct finding *
queue_top_finding(const struct casefile *c)
{
    const struct finding *top = NULL;

    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];

        if (top == NULL || f->strength > top->strength ||
            (f->strength == top->strength && f->score > top->score))
            top = f;
    }
    return top;
}

/* Takes *j, which may be NULL: there is no such case. */
static int
case_of(int64_t id, struct js **j, struct queue_case **out, struct fail *fail)
{
    struct queue_case *c = NULL;
    struct js *all = *j;

    *out = NULL;
    *j = NULL;
    if (all == NULL)
        return 0;
    c = mem_new(sizeof *c);
    c->id = id;
    c->all = all;
    c->decisions = (int64_t)js_count(js_get(all, "decisions"));
    c->event = js_integer(js_get(all, "event"), 0);
    fail_set(fail, "unknown state");
    if (workflow_state_find(&c->state, js_get_text(all, "state")) != 0 ||
        casefile_from_json(&c->file, js_get(all, "casefile"), fail) != 0) {
        queue_case_free(c);
        return fail_wrap(fail, "case %lld", (long long)id);
    }
    *out = c;
    return 0;
}

int
queue_case_find(
    struct store *s, int64_t id, struct queue_case **out, struct fail *fail)
{
    struct js *j;

    *out = NULL;
    return store_case_find(s, id, &j, fail) == 0 ? case_of(id, &j, out, fail)
                                                 : -1;
}

int
queue_case_read(
    struct store *s, int64_t id, struct queue_case **out, struct fail *fail)
{
    struct js *j;

    *out = NULL;
    return store_case_read(s, id, 0, &j, fail) == 0 ? case_of(id, &j, out, fail)
                                                    : -1;
}

void
queue_case_free(struct queue_case *c)
{
    if (c == NULL)
        return;
    casefile_free(c->file);
    js_free(c->all);
    free(c);
}

struct str
queue_confirmed_by(const struct queue_case *c)
{
    const struct js *history = js_get(c->all, "history");

    for (size_t i = js_count(history); i-- > 0;) {
        const struct js *e = js_at(history, i);

        if (str_is(js_get_text(e, "verdict"), "confirm") &&
            !js_bool(js_get(e, "undone"), 0))
            return js_get_text(e, "author");
    }
    return STR("");
}

const struct js *
queue_last_act(const struct queue_case *c)
{
    const struct js *history = js_get(c->all, "history");

    for (size_t i = js_count(history); i-- > 0;) {
        const struct js *e = js_at(history, i);
        struct str kind = js_get_text(e, "kind");
        enum workflow_act act;

        if (str_is(kind, "found") || str_is(kind, "revealed") ||
            str_is(kind, "noted") || str_is(kind, "undone") ||
            js_bool(js_get(e, "undone"), 0))
            continue;
        return workflow_act_find(&act, js_get_text(e, "act")) == 0 &&
                       workflow_can_undo(act)
                   ? e
                   : NULL;
    }
    return NULL;
}

static char *
clean(struct str s)
{
    struct buf out = BUF_MAX(3 * s.len + 1);

    utf8_clean(&out, str_trim(s));
    return buf_take(&out);
}

int
queue_act(struct store *s, int64_t id, const struct queue_act *a,
    int64_t now_ms, struct store_acted *out, struct fail *fail)
{
    struct store_act act = { .id = id,
        .roles = a->roles,
        .reason_code = a->reason_code,
        .expected = a->expected,
        .many = a->many,
        .at_ms = now_ms };
    char *note, *author, *assignee;
    int rc;

    *out = (struct store_acted){ .why = WORKFLOW_WRONG_STATE };
    if (decision_act_find(&act.act, a->act) != 0) {
        fail_set(fail, "'%.*s' is nothing that can be done with a case",
            (int)(a->act.len < 60 ? a->act.len : 60),
            a->act.len > 0 ? a->act.p : "");
        return 1;
    }
    if (a->note.len > STORE_NOTE_BYTES_MAX)
        return fail_set(
            fail, "the note is longer than %d bytes", STORE_NOTE_BYTES_MAX);
    note = clean(a->note);
    author = clean(a->author);
    assignee = clean(a->assignee);
    act.note = str_of(note);
    act.author = str_of(author);
    act.assignee = str_of(assignee);
    rc = store_case_act(s, &act, out, fail);
    free(note);
    free(author);
    free(assignee);
    return rc;
}

const char *const *
queue_states(void)
{
    static const char *const states[] = { "new", "assigned", "needs_info",
        "escalated", "relisted", "confirmed", "dismissed", "validated",
        "ordered", "removed", "watching", "closed", NULL };

    return states;
}
