/* review/queue.h - the workflow: cases to look at, and what was concluded.
 *
 * Stands on the store and knows neither terminal nor web page: those read
 * rows and cases from here.
 */
#ifndef REVIEW_QUEUE_H
#define REVIEW_QUEUE_H

#include "store/workflow.h"

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
    int64_t decisions; /* how many are in its history, as far as read */
    int64_t event;     /* the number of its last event */
    enum workflow_state state;
    struct js *all;        /* owned: the record of store_case_find */
    struct casefile *file; /* owned */
};

/* Owned case, or NULL in *out if there is none. */
int queue_case_find(
    struct store *s, int64_t id, struct queue_case **out, struct fail *fail);
/* The same with its whole history, however long. */
int queue_case_read(
    struct store *s, int64_t id, struct queue_case **out, struct fail *fail);
void queue_case_free(struct queue_case *c);
/* Who confirmed it, where that was not taken back; "" if nobody did. */
struct str queue_confirmed_by(const struct queue_case *c);
/* The event that its author may still take back: borrowed from c->all, or
 * NULL. */
const struct js *queue_last_act(const struct queue_case *c);

/* What a person wants done, as texts come from a form or a command line. */
struct queue_act {
    struct str act; /* name of an act, or of a verdict (needs_info) */
    struct str reason_code, note, assignee, author;
    unsigned roles;   /* of the author */
    int64_t expected; /* the last event the author saw; -1: any */
    int many;         /* one of many that are decided alike */
};
/* 0 done, 1 refused, -1 failed; see store_case_act. A name that is no act is
 * refused as WORKFLOW_WRONG_STATE. */
int queue_act(struct store *s, int64_t id, const struct queue_act *a,
    int64_t now_ms, struct store_acted *out, struct fail *fail);

/* States in the order of the workflow; NULL ends them. */
const char *const *queue_states(void);

#endif
