/* review/gate.h - who is asking: the terminal, a session, or a proxy. */
#ifndef REVIEW_GATE_H
#define REVIEW_GATE_H

#include "review/pages.h"
#include "review/view.h"

/* Name of the cookie that ties the form for signing in to its browser. */
#define GATE_FORM_COOKIE "shelfwatch_form"

/* Fill *session and set v->session, v->user (NULL for a visitor) and what
 * depends on the way the request came: v->peer, v->secure, v->terminal. 0;
 * 1 if the request was answered here; -1 if the store failed. */
int gate_open(struct view *v, struct session *session, struct fail *fail);

/* Set a cookie of this site, or end it where value is "". */
void gate_cookie(struct view *v, const char *name, const char *value);

/* 1 if a request may come under this name. */
int gate_host_is_own(const struct pages *p, struct str host);

/* 1 if a form was sent from a page of another site, as the browser says. */
int gate_is_foreign(const struct view *v);

#endif
