/* review/view_export.h - a view of the queue as a file.
 *
 * The parameters are those of review/queue_query.h; every row of the filter,
 * all states unless one is asked for. Rows are read and sent in portions: no
 * export holds more than one of them.
 */
#ifndef REVIEW_VIEW_EXPORT_H
#define REVIEW_VIEW_EXPORT_H

#include "review/view.h"

void view_export_csv(struct view *v);
void view_export_xlsx(struct view *v);
void view_export_json(struct view *v); /* JSON Lines */

#endif
