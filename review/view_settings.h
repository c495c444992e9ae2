/* review/view_settings.h - the settings of the workflow as a page: when a
 * second person is needed, how long a case is kept, how long one may undo. */
#ifndef REVIEW_VIEW_SETTINGS_H
#define REVIEW_VIEW_SETTINGS_H

#include "review/view.h"

/* GET /workflow: as a form for administrators, to be read by auditors. */
void view_settings(struct view *v);

/* POST /workflow. Fields: lease_minutes, undo_minutes, second_person ("on"),
 * strength, severity, any number of `hazard`. */
void view_settings_put(struct view *v);

#endif
