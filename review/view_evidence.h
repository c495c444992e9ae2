/* review/view_evidence.h - the parts of a case's page that show evidence. */
#ifndef REVIEW_VIEW_EVIDENCE_H
#define REVIEW_VIEW_EVIDENCE_H

#include "review/queue.h"
#include "review/view.h"

void view_evidence_reasons(struct view *v, const struct queue_case *c);
void view_evidence_findings(struct view *v, const struct queue_case *c);
/* The offer field by field, quoted words marked where they stand. */
void view_evidence_offer(struct view *v, const struct queue_case *c);
/* What the seller changed, newest first. */
void view_evidence_versions(struct view *v, const struct queue_case *c);
void view_evidence_history(struct view *v, const struct queue_case *c);

#endif
