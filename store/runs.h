/* store/runs.h - who ran a scan, with what, by which clock.
 *
 * A scan that is stopped goes on in another run, perhaps of another program;
 * a page belongs to the run of its scan that had begun last before it.
 */
#ifndef STORE_RUNS_H
#define STORE_RUNS_H

#include "store/store.h"

/* Keep a run as it begins; `record` says what it is. */
int store_run_start(struct store *s, int64_t scan, const struct js *record,
    int64_t now_ms, int64_t *id, struct fail *fail);
/* As it ends; `record` in place of the one before. */
int store_run_end(struct store *s, int64_t run, const struct js *record,
    int64_t now_ms, struct fail *fail);

/* The run that a page belongs to, as owned JSON with "run", "started_at" and,
 * if it came to its end, "ended_at" set; NULL where none was kept. */
int store_run_of_page(
    struct store *s, int64_t page, struct js **out, struct fail *fail);

#endif
