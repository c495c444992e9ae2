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

struct supervisor_options {
    const char *store_path;
    const char *archive_dir;
    const char *profiles_dir; /* or NULL */
    const struct campaign *campaign;
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

/* Scan until nothing is left, a budget is used up, or *stop. *summary gets
 * an owned object: the scan's counts and how it ended ("finished", "budget",
 * "stopped"). May be called once per process: it gives up the network. */
int supervisor_run(const struct supervisor_options *options,
    struct js **summary, struct fail *fail);

#endif
