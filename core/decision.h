/* core/decision.h - what a person can conclude about a case, and why.
 *
 * A decision is one of four acts of the workflow; its record is an event of
 * the case's history (store/workflow.h). Other acts have reasons too.
 */
#ifndef CORE_DECISION_H
#define CORE_DECISION_H

#include "core/workflow.h"

/* "confirm", "dismiss", "needs_info", "escalate": how records name the four
 * acts that decide; NULL for any other. */
const char *decision_verdict(enum workflow_act act);
/* A verdict's name, or that of any act: 0, or -1 if it is neither. */
int decision_act_find(enum workflow_act *out, struct str name);

/* Reason codes and the act they go with, in the order forms show them. A NULL
 * code ends the table. */
struct decision_reason {
    const char *code;
    enum workflow_act act;
    const char *label_en, *label_de, *label_zh;
};
const struct decision_reason *decision_reasons(void);
int decision_reason_known(enum workflow_act act, struct str code);
/* 1 if the act has reason codes: then a person must name one. */
int decision_needs_reason(enum workflow_act act);

#endif
