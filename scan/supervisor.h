/* scan/supervisor.h - the process that keeps: frontier, archive, store.
 *
 * Hands URLs to the fetcher, pages to inspectors, and what comes back to the
 * store, a page and everything it said in one transaction. Handles records
 * of known shape only; parses no page, opens no connection. Replaces
 * helpers that die: a page that kills its inspector twice is quarantined.
 */
#ifndef SCAN_SUPERVISOR_H
#define SCAN_SUPERVISOR_H

#include "core/campaign.h"
#include "score/screen.h"
#include "store/store.h"

#include <signal.h>

struct supervisor;

struct supervisor_options {
    const char *store_path;
    const char *archive_dir;
    const struct screener *screener;
    const struct js *about;            /* of this run, for evidence; or NULL */
    const struct texts *searches;      /* start URLs made from recalls */
    const struct texts *pictures;      /* addresses of pictures; or NULL */
    int inspectors;                    /* how many; 0: one per core */
    int64_t max_time_ms;               /* of this run; 0: no limit */
    const char *also_dir;              /* may be written too; or NULL */
    int progress;                      /* 1: a live line on standard error */
    const volatile sig_atomic_t *stop; /* set by SIGINT/SIGTERM */
};

/* Start those that need the network. Best before the screener is loaded, of
 * which they need nothing (scan/crew.h). `profiles_dir` or NULL; both are
 * borrowed. */
int supervisor_new(struct supervisor **out, const struct campaign *campaign,
    const char *profiles_dir, struct fail *fail);

/* Scan until nothing is left, a budget is used up, or *stop. *summary gets
 * an owned object: the scan's counts and how it ended ("finished", "budget",
 * "stopped"). May be called once per process: it gives up the network. */
int supervisor_run(struct supervisor *s, const struct supervisor_options *o,
    struct js **summary, struct fail *fail);

/* Only then all is on the disk, which has been busy with it since the run's
 * end: what else is to be freed is freed before. What options named may be
 * gone. */
void supervisor_free(struct supervisor *s);

#endif
