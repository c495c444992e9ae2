#include "review/view_case.h"

#include "base/mem.h"
#include "review/view_align.h"
#include "review/view_blind.h"
#include "review/view_capture.h"
#include "review/view_evidence.h"
#include "review/view_hold.h"
#include "review/view_orders.h"
#include "review/view_picture.h"
#include "review/view_related.h"
#include "review/view_steps.h"
#include "review/view_versions.h"
#include "review/view_watch.h"

#include <stdio.h>
#include <string.h>

static void
hazards(struct view *v, const struct casefile *f)
{
    int likeliest = 0;

    for (int h = 0; h < HAZARDS; h++)
        if (f->hazards[h] > f->hazards[likeliest])
            likeliest = h;
    markup_open(&v->m, "p", NO_ATTRS);
    for (int h = 0; h < HAZARDS; h++)
        if (f->hazards[h] >= VIEW_HAZARD_MIN ||
            (h == likeliest && f->hazards[h] > 0)) {
            view_chip(v, "hazard", str_of(hazard_name((enum hazard)h)));
            markup_textz(&v->m, " ");
        }
    markup_close(&v->m);
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
    if (!c->file->blind) {
        markup_text(m, view_text(v, "priority"));
        markup_textf(m, " %d ", (int)(c->file->priority * 100 + 0.5));
    }
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
    hazards(v, c->file);
    markup_close(m);
}

struct parts {
    struct queue_case *c; /* owned */
    struct view_align notices;
    struct decide_state state;
};

/* Of a case that is judged first no part is shown that findings fill. */
static int
is_shown(const struct parts *p, const char *part)
{
    static const char *const of_findings[] = { "why", "findings",
        "related_similar" };

    if (strcmp(part, "blind") == 0)
        return p->c->file->blind;
    if (strcmp(part, "blind_said") == 0)
        return js_get(p->c->all, "judged_blind") != NULL;
    if (strcmp(part, "align") == 0)
        return p->notices.count > 0;
    if (strcmp(part, "pictures") == 0)
        return js_count(js_get(p->c->all, "pictures")) > 0;
    for (size_t i = 0; i < COUNT(of_findings); i++)
        if (strcmp(part, of_findings[i]) == 0)
            return !p->c->file->blind;
    return 1;
}

/* Where the parts of a long page are. */
static void
contents(struct view *v, const struct parts *p)
{
    static const char *const keys[] = { "decision", "blind", "blind_said",
        "why", "align", "findings", "pictures", "offer", "versions", "capture",
        "parties", "related_seller", "related_product", "related_similar",
        "history" };
    struct markup *m = &v->m;

    markup_open(m, "nav",
        ATTRS({ "class", STR("contents") },
            { "aria-label", view_text(v, "contents") }));
    for (size_t i = 0; i < COUNT(keys); i++) {
        char to[40];

        if (!is_shown(p, keys[i]))
            continue;
        snprintf(to, sizeof to, "#%s", keys[i]);
        markup_leaf(
            m, "a", ATTRS({ "href", str_of(to) }), view_text(v, keys[i]));
        markup_textz(m, " ");
    }
    markup_close(m);
}

static void
case_page(
    struct view *v, const struct parts *p, const struct decide_notice *notice)
{
    const struct queue_case *c = p->c;
    struct str title = listing_get(c->file->listing, LISTING_TITLE);
    struct markup *m = &v->m;

    view_start(v, title);
    view_decide_notice(v, notice);
    view_steps(v, c->id);
    title_bar(v, c);
    contents(v, p);
    markup_open(m, "div", ATTRS({ "class", STR("columns") }));
    markup_open(m, "div", NO_ATTRS);
    if (c->file->blind) {
        view_blind_ask(v, c);
    } else {
        view_blind_told(v, c);
        view_evidence_reasons(v, c);
        view_align(v, c, &p->notices);
        view_evidence_findings(v, c, &p->notices);
    }
    view_pictures(v, c);
    view_evidence_offer(v, c);
    view_versions(v, c);
    view_capture(v, c);
    view_related(v, c);
    markup_close(m);
    markup_open(m, "aside", NO_ATTRS);
    view_decide(v, c, &p->state, notice);
    view_orders_of_case(v, c->id);
    view_watch(v, c->id);
    view_hold(v, c->id, listing_get(c->file->listing, LISTING_SELLER_NAME));
    view_evidence_history(v, c);
    markup_close(m);
    markup_close(m);
    view_end(v);
}

/* What is read before the page begins, in one moment. */
static int
read_record(struct parts *p, struct view *v, struct fail *fail)
{
    int rc;

    if (store_read_begin(v->store, fail) != 0)
        return -1;
    rc = str_is(http_request_param(v->rq, "history", 0), "all")
             ? queue_case_read(v->store, v->id, &p->c, fail)
             : queue_case_find(v->store, v->id, &p->c, fail);
    if (rc == 0 && p->c != NULL)
        rc = view_align_read(&p->notices, v, p->c, fail);
    store_read_end(v->store);
    return rc;
}

/* Who opens the case may take its lease, which is written. */
static int
read_parts(struct parts *p, struct view *v, struct fail *fail)
{
    if (read_record(p, v, fail) != 0)
        return -1;
    return p->c != NULL ? view_decide_open(v, p->c, &p->state, fail) : 0;
}

void
view_case_show(struct view *v, int status, const struct decide_notice *notice)
{
    struct parts p = { .c = NULL };
    struct fail fail = { "" };
    char here[40];

    snprintf(here, sizeof here, "/case/%lld", (long long)v->id);
    v->here = str_of(here);
    if (read_parts(&p, v, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else if (p.c == NULL) {
        view_hold_gone(v);
    } else if (store_read_begin(v->store, &fail) != 0) {
        view_error(v, 500, "broken_store", fail.text);
    } else {
        v->rs->status = status;
        case_page(v, &p, notice);
        store_read_end(v->store);
    }
    view_align_clear(&p.notices);
    queue_case_free(p.c);
}

void
view_case(struct view *v)
{
    static const struct decide_notice none = { .why = WORKFLOW_MAY };

    view_case_show(v, 200, &none);
}
