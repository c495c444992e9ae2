/* review/view_audit.h - the audit log: who did what. */
#ifndef REVIEW_VIEW_AUDIT_H
#define REVIEW_VIEW_AUDIT_H

#include "review/view.h"

/* GET /audit?actor=&action=&object=&from=&to=&before= ; dates as
 * "2026-11-20", both included. */
void view_audit_log(struct view *v);
/* GET /audit.jsonl: all entries of the same filter, newest first, one JSON
 * line each with its digests, so that the chain can be checked without us. */
void view_audit_lines(struct view *v);

#endif
