/* base/worker.h - one thread beside the caller's, for work that takes long.
 *
 * Jobs are done one after the other, so that what one of them needs is needed
 * once. A job may use nothing of the caller's but its own ctx.
 */
#ifndef BASE_WORKER_H
#define BASE_WORKER_H

#include "base/fail.h"

#include <stddef.h>

struct worker;
struct worker_job;

/* At most `waiting_max` jobs wait. */
int worker_new(struct worker **out, size_t waiting_max, struct fail *fail);
/* Ends after the job that is being done; those that wait are dropped, and
 * those that nobody has dropped. */
void worker_free(struct worker *w);

/* Queue a job: run(ctx), and drop(ctx) in the end, whoever outlives whom.
 * NULL, with ctx dropped, when too many wait. */
struct worker_job *worker_add(struct worker *w, void (*run)(void *ctx),
    void (*drop)(void *ctx), void *ctx);
/* 1 once it is done. */
int worker_done(struct worker *w, const struct worker_job *job);
/* The caller has no more use for the job. It is not begun if it waits. */
void worker_drop(struct worker *w, struct worker_job *job);

#endif
