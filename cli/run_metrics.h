/* cli/run_metrics.h - what a batch run did, for Prometheus' collector of text
 * files (--metrics FILE): whole or not at all, also where the run failed.
 *
 * The figures are of the run alone, told apart by verb, so that the files of
 * several verbs may lie in one folder.
 */
#ifndef CLI_RUN_METRICS_H
#define CLI_RUN_METRICS_H

#include "review/metrics.h"

#define RUN_METRICS_HELP "the run, as text for Prometheus"

struct run_metrics {
    const char *path; /* borrowed; NULL: nothing is written */
    struct metrics_run run;
    struct buf folder;
};

/* verb: "recalls fetch"; borrowed. */
void run_metrics_begin(
    struct run_metrics *m, const char *path, const char *verb);

/* A figure: "records" becomes shelfwatch_run_records. Beside the verb it may
 * have one more label, or NULL. name, help and label are borrowed, value is
 * copied. */
void run_metrics_add(struct run_metrics *m, const char *name, const char *help,
    const char *label, struct str value, int64_t n);

/* The folder to write into, for who enters a sandbox; NULL without one. */
const char *run_metrics_folder(struct run_metrics *m);

/* Write the file; that it could not be written is a line in the log. */
void run_metrics_end(struct run_metrics *m, int ok);

#endif
