/* review/view_scans.h - what was crawled, how far, and what went wrong. */
#ifndef REVIEW_VIEW_SCANS_H
#define REVIEW_VIEW_SCANS_H

#include "review/view.h"

/* Parameter: before, the number of a scan to go on behind. */
void view_scans(struct view *v);

/* Form fields: file, digest of an allowed campaign. */
void view_scans_start(struct view *v);

/* Progress, hosts, and pages that were not read. */
void view_scan(struct view *v);

#endif
