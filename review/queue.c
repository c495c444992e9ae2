#include "review/queue.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Longer notes belong in a document; the store refuses more. */
#define NOTE_BYTES_MAX 4000

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

int
queue_case_find(
    struct store *s, int64_t id, struct queue_case **out, struct fail *fail)
{
    struct queue_case *c = NULL;
    struct js *all;

    *out = NULL;
    if (store_case_find(s, id, &all, fail) != 0)
        return -1;
    if (all == NULL)
        return 0;
    c = mem_new(sizeof *c);
    c->id = id;
    c->all = all;
    c->decisions = (int64_t)js_count(js_get(all, "decisions"));
    if (casefile_from_json(&c->file, js_get(all, "casefile"), fail) != 0) {
        queue_case_free(c);
        return fail_wrap(fail, "case %lld", (long long)id);
    }
    *out = c;
    return 0;
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

static char *
clean(struct str s)
{
    struct buf out = BUF_MAX(3 * s.len + 1);

    utf8_clean(&out, str_trim(s));
    return buf_take(&out);
}

int
queue_decide(struct store *s, int64_t id, const struct queue_decision *d,
    int64_t now_ms, struct fail *fail)
{
    struct decision decision = { .at_ms = now_ms };
    int rc;

    if (decision_verdict_find(&decision.verdict, d->verdict) != 0)
        return fail_set(fail,
            "'%.60s' is no decision (confirm, dismiss, needs_info, escalate)",
            d->verdict.len > 0 ? d->verdict.p : "");
    if (d->note.len > NOTE_BYTES_MAX)
        return fail_set(
            fail, "the note is longer than %d bytes", NOTE_BYTES_MAX);
    decision.reason_code = str_dup(d->reason_code);
    decision.note = clean(d->note);
    decision.author = clean(d->author);
    rc = store_case_decide(s, id, &decision, d->expected_decisions, fail);
    decision_clear(&decision);
    return rc;
}

const char *const *
queue_states(void)
{
    static const char *const states[] = { "new", "assigned", "needs_info",
        "escalated", "confirmed", "dismissed", NULL };

    return states;
}
