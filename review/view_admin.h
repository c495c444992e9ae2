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

#endif
