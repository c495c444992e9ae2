/* scan/confine.h - what each process of a scan may still do once it works.
 *
 * The only place that says so; tests/unit/test_scan_confine.c tries from
 * inside each what it may not.
 */
#ifndef SCAN_CONFINE_H
#define SCAN_CONFINE_H

#include "base/fail.h"

/* For the log: what the kernel gave. */
#define CONFINE_REPORT_BYTES 200

/* Sockets to the internet; reads resolver and certificates. */
int confine_fetcher(char report[CONFINE_REPORT_BYTES], struct fail *fail);
/* The same, and takes connections on a socket that listens already. */
int confine_browser_proxy(char report[CONFINE_REPORT_BYTES], struct fail *fail);
/* Runs driver and browser (paths), which read the system's folders and have
 * one of their own; anything else they may do but files. Its network is taken
 * from it before, by browser_world_enter. */
int confine_browser_keeper(const char *home, const char *driver,
    const char *browser, char report[CONFINE_REPORT_BYTES], struct fail *fail);
/* Computes on the descriptors it has; limited memory. */
int confine_inspector(char report[CONFINE_REPORT_BYTES], struct fail *fail);

/* Writes in these folders; makes inspectors. Paths of files' own folders are
 * found from the store's path. also may be NULL. */
struct confine_places {
    const char *store;   /* file */
    const char *archive; /* folder */
    const char *also;    /* folder, or NULL */
};
int confine_supervisor(const struct confine_places *places,
    char report[CONFINE_REPORT_BYTES], struct fail *fail);

#endif
