/* core/decision.h - what a person concluded about a casefile. */
#ifndef CORE_DECISION_H
#define CORE_DECISION_H

#include "base/fail.h"
#include "base/js.h"

enum decision_verdict {
    DECISION_CONFIRM,    /* the suspicion holds */
    DECISION_DISMISS,    /* it does not */
    DECISION_NEEDS_INFO, /* open until something is known */
    DECISION_ESCALATE,   /* to another person or authority */
};

struct decision {
    enum decision_verdict verdict;
    char *reason_code; /* owned: one of the codes below */
    char *note;        /* owned, may be "" */
    char *author;      /* owned, never "" */
    int64_t at_ms;     /* wall clock */
};

const char *decision_verdict_name(enum decision_verdict v);
int decision_verdict_find(enum decision_verdict *out, struct str name);

/* Reason codes and the verdict they go with, in the order forms show them:
 * "same_product", "same_hazard", "banned", "missing_information" confirm;
 * "other_product", "not_affected", "complies", "wrong_reading", "duplicate"
 * dismiss. NULL-name ends the table. */
struct decision_reason {
    const char *code;
    enum decision_verdict verdict;
    const char *label_en, *label_de, *label_zh;
};
const struct decision_reason *decision_reasons(void);
int decision_reason_known(enum decision_verdict v, struct str code);

void decision_clear(struct decision *d);
struct js *decision_to_json(const struct decision *d);

#endif
