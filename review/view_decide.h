/* review/view_decide.h - what a person can do with a case, as forms.
 *
 * They offer what role and state allow and nothing else; the store asks
 * again. Every form works without scripts.
 */
#ifndef REVIEW_VIEW_DECIDE_H
#define REVIEW_VIEW_DECIDE_H

#include "review/queue.h"
#include "review/view.h"

/* What the page of a case says on top of it, and what a refused form had in
 * it, so that nothing typed is lost. */
struct decide_notice {
    enum workflow_why why;    /* WORKFLOW_MAY: nothing was refused */
    struct store_other other; /* who else, where `why` is about somebody */
    const char *error;        /* key of another error's text, or NULL */
    const char *detail;       /* more of it; may be "" */
    struct str reason, note;
};

/* What the forms depend on beside the case itself. */
struct decide_state {
    struct workflow_settings settings;
    struct store_lease lease; /* of whoever is at the case, or empty */
    int others;               /* that is somebody else */
    int serious;              /* the risk asks for a second person */
};

/* Read it. The case is the reader's from now on, if they can decide it and
 * nobody else has it; not where the page is only fetched in advance (request
 * field "Sec-Purpose" or "X-Purpose" with "prefetch"). */
int view_decide_open(struct view *v, const struct queue_case *c,
    struct decide_state *out, struct fail *fail);

/* The message on top of the page: what was refused, or what was done. */
void view_decide_notice(struct view *v, const struct decide_notice *notice);

/* The section with the forms. */
void view_decide(struct view *v, const struct queue_case *c,
    const struct decide_state *state, const struct decide_notice *notice);

/* <input type="hidden"> with the filter of the queue the reader came from: a
 * field `filter` of a form, else the address without what is not of it. */
void view_decide_filter(struct view *v);
/* The same, as a query without '?'; in the request's arena. */
struct str view_decide_filter_of(const struct view *v);

#endif
