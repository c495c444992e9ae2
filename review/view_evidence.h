/* review/view_evidence.h - the parts of a case's page that show evidence. */
#ifndef REVIEW_VIEW_EVIDENCE_H
#define REVIEW_VIEW_EVIDENCE_H

#include "review/queue.h"
#include "review/view.h"
#include "review/view_align.h"

/* A word that weighs less says nothing: it is written as 0.0. */
#define VIEW_WEIGHT_MIN 0.05

/* The label of a field as spans name it: "attributes.Voltage" is "Attributes:
 * Voltage", "gtins[0]" is "GTIN". */
void view_evidence_field(struct view *v, struct str name);

void view_evidence_reasons(struct view *v, const struct queue_case *c);
void view_evidence_findings(
    struct view *v, const struct queue_case *c, const struct view_align *n);
/* The offer field by field, quoted words marked where they stand. */
void view_evidence_offer(struct view *v, const struct queue_case *c);
void view_evidence_history(struct view *v, const struct queue_case *c);

#endif
