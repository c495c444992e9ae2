/* review/view_retention.h - for how long what is kept, as a page; and what is
 * held. */
#ifndef REVIEW_VIEW_RETENTION_H
#define REVIEW_VIEW_RETENTION_H

#include "review/view.h"

/* GET /admin/retention: as a form for administrators, to be read by auditors.
 */
void view_retention(struct view *v);

/* POST /admin/retention. Fields: days_STATE for each of core/retention.h, and
 * `campaigns`, the policy's member as JSON. */
void view_retention_put(struct view *v);

#endif
