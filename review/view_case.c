#include "review/view_case.h"

#include "review/view_capture.h"
#include "review/view_evidence.h"
#include "review/view_orders.h"
#include "review/view_steps.h"

#include <stdio.h>

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
case_page(struct view *v, const struct queue_case *c,
    const struct decide_state *state, const struct decide_notice *notice)
{
    struct markup *m = &v->m;
    struct str title = listing_get(c->file->listing, LISTING_TITLE);

    view_start(v, title);
    view_decide_notice(v, notice);
    view_steps(v, c->id);
    title_bar(v, c);
    markup_open(m, "div", ATTRS({ "class", STR("columns") }));
    markup_open(m, "div", NO_ATTRS);
    view_evidence_reasons(v, c);
    view_evidence_findings(v, c);
    view_evidence_offer(v, c);
    view_evidence_versions(v, c);
    view_capture(v, c);
    markup_close(m);
    markup_open(m, "aside", NO_ATTRS);
    view_decide(v, c, state, notice);
    view_orders_of_case(v, c->id);
    view_evidence_history(v, c);
    markup_close(m);
    markup_close(m);
    view_end(v);
}

void
view_case_show(struct view *v, int status, const struct decide_notice *notice)
{
    struct queue_case *c = NULL;
    struct decide_state state;
    struct fail fail = { "" };
    char here[40];

    snprintf(here, sizeof here, "/case/%lld", (long long)v->id);
    v->here = str_of(here);
    if (queue_case_find(v->store, v->id, &c, &fail) != 0 ||
        (c != NULL && view_decide_open(v, c, &state, &fail) != 0)) {
        view_error(v, 500, "broken_store", fail.text);
    } else if (c == NULL) {
        view_error(v, 404, "not_found", "");
    } else {
        v->rs->status = status;
        case_page(v, c, &state, notice);
    }
    queue_case_free(c);
}

void
view_case(struct view *v)
{
    static const struct decide_notice none = { .why = WORKFLOW_MAY };

    view_case_show(v, 200, &none);
}
