/* scan/under_way.h - the URLs between frontier and store.
 *
 * One is under way from when the frontier hands it out until its page is kept,
 * in one transaction with its links and the mark "done", or until it is
 * dropped, to be handed out again. Knows no process.
 */
#ifndef SCAN_UNDER_WAY_H
#define SCAN_UNDER_WAY_H

#include "base/map.h"
#include "scan/enqueue.h"
#include "scan/keep.h"
#include "scan/task.h"

/* As many pages as come at a time. */
#define UNDER_WAY_SPARES 16

struct under_way {
    struct keeper *keeper; /* borrowed, all three */
    struct frontier *frontier;
    const struct enqueue *enqueue;
    struct map *tasks; /* owned: struct task by its id */
    int64_t last_id;
    struct task *unhashed;                /* borrowed; see task_hash_soon */
    struct page *spare[UNDER_WAY_SPARES]; /* owned */
    size_t spare_count;
};

void under_way_init(struct under_way *u, struct keeper *keeper,
    struct frontier *frontier, const struct enqueue *enqueue);
/* What is under way is handed out again another time. */
void under_way_clear(struct under_way *u);

/* What the frontier handed out; stays under way until it is dropped or
 * finished. */
struct task *under_way_add(struct under_way *u, const struct frontier_task *f);
struct task *under_way_find(
    const struct under_way *u, int64_t id); /* or NULL */
size_t under_way_count(const struct under_way *u);

/* Any page, owned by the caller: to read another into (scan/message.h), in the
 * memory of one whose task was dropped or finished. */
struct page *under_way_page(struct under_way *u);

/* Forget a task unkept. */
void under_way_drop(struct under_way *u, struct task *t);

/* What was found on a page, or known of it from before. */
struct under_way_found {
    const struct message_result *result;
    struct casefile *const *casefiles; /* see struct kept */
    int undecided;                     /* some rule was given up */
};

/* Keep a task's page for good, with what was found on it (NULL: it was not
 * looked at), the state of store_page and a reason ("": none), and forget the
 * task. -1 if the store fails. */
int under_way_finish(struct under_way *u, struct task *t, const char *state,
    const char *reason, const struct under_way_found *found, struct fail *fail);

#endif
