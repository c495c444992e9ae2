/* review/metrics.h - figures for a monitoring system, in the text format of
 * Prometheus (version 0.0.4). No figure names a person, an offer or a seller.
 */
#ifndef REVIEW_METRICS_H
#define REVIEW_METRICS_H

#include "review/facts.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define METRICS_BYTES_MAX (1u << 20)

struct metrics; /* counters of requests; any thread may count */

struct metrics *metrics_new(void);
void metrics_free(struct metrics *m);
/* A request was answered with this status after so many microseconds. */
void metrics_count(struct metrics *m, int status, int64_t us);
void metrics_write_requests(struct buf *out, const struct metrics *m);

/* Cases, scans, sources (where facts knows them; may be NULL) and the store's
 * size. Counts no rows of large tables. */
int metrics_write_store(struct buf *out, struct store *s,
    const struct facts *facts, int64_t now_ms, struct fail *fail);

/* What a scan did, from its summary (store_scan_summary). */
void metrics_write_scan(struct buf *out, const struct js *summary);

/* A run of a batch verb. */
struct metrics_run {
    const char *verb; /* borrowed: "recalls fetch" */
    int64_t began_ms, ended_ms;
    int ok;
    struct metrics_figure {
        const char *name, *help, *label; /* borrowed; label may be NULL */
        char *value;                     /* owned */
        int64_t n;
    } * figure; /* owned */
    size_t count, cap;
};

/* value is copied. */
void metrics_run_add(struct metrics_run *r, const char *name, const char *help,
    const char *label, struct str value, int64_t n);
void metrics_run_clear(struct metrics_run *r);
/* shelfwatch_run_NAME for each figure, and when and how it ended. */
void metrics_write_run(struct buf *out, const struct metrics_run *r);

#endif
