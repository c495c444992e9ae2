/* review/view_admin.h - what this installation is set to, and the campaigns
 * that may be started from the pages. */
#ifndef REVIEW_VIEW_ADMIN_H
#define REVIEW_VIEW_ADMIN_H

#include "review/view.h"

void view_admin_policy(struct view *v);    /* GET /admin/policy */
void view_admin_campaigns(struct view *v); /* GET /admin/campaigns */
/* file, and digest of what was looked at, or "" to forbid it */
void view_admin_campaigns_put(struct view *v);

/* Links between the pages for administrators and auditors. */
void view_admin_places(struct view *v);

/* The head of a page of settings: title, links, and `why` (what was wrong with
 * what was sent, or NULL), or that it was recorded. */
void view_admin_start(
    struct view *v, int status, const char *title, const char *why);

/* A form of settings: who may not change them reads them, and nothing can be
 * set or sent. `lead` is the key of what it is for. */
void view_admin_form(struct view *v, const char *action, const char *lead);
void view_admin_form_end(struct view *v);

#endif
