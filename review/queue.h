/* review/queue.h - the workflow: cases to look at, and what was concluded.
 *
 * Stands on the store and knows neither terminal nor web page: those read
 * rows and cases from here.
 */
#ifndef REVIEW_QUEUE_H
#define REVIEW_QUEUE_H

#include "store/store.h"

/* One case of a list. */
struct queue_row {
    const struct store_case *entry; /* borrowed */
    const struct casefile *file;    /* borrowed */
};

/* Rows by priority. Stops at the first non-zero return and returns it. */
int queue_each(struct store *s, const struct store_filter *filter,
    int (*visit)(const struct queue_row *row, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* The finding that speaks loudest: strongest, then highest score. NULL if
 * there is none. Borrowed. */
const struct finding *queue_top_finding(const struct casefile *c);

/* One case with its review. */
struct queue_case {
    int64_t id;
    int64_t decisions;     /* how many there are */
    struct js *all;        /* owned: the record of store_case_find */
    struct casefile *file; /* owned */
};

/* Owned case, or NULL in *out if there is none. */
int queue_case_find(
    struct store *s, int64_t id, struct queue_case **out, struct fail *fail);
void queue_case_free(struct queue_case *c);

/* What a person wants to record, as texts come from a form or a command
 * line. */
struct queue_decision {
    struct str verdict; /* confirm dismiss needs_info escalate */
    struct str reason_code, note, author;
    int64_t expected_decisions; /* what the author saw; -1: any */
};
int queue_decide(struct store *s, int64_t id, const struct queue_decision *d,
    int64_t now_ms, struct fail *fail);

/* States in the order of the workflow; NULL ends them. */
const char *const *queue_states(void);

#endif
