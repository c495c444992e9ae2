/* cli/scan_requested.h - carry out the scans that were asked for on the pages.
 *
 * Takes requests one after the other, and writes how each ended. How a scan
 * is done is the caller's.
 */
#ifndef CLI_SCAN_REQUESTED_H
#define CLI_SCAN_REQUESTED_H

#include "store/requests.h"

/* Those that wait in the store, of campaigns in a folder, until none is left
 * or one was stopped, which waits again then, as all behind it do. A failure
 * of one is kept with it, and the others go on. None is begun where another
 * batch job works in the store: 0 as well, and the log tells.
 * `scan` is called in a process of its own (cli/apart.h), with the path of the
 * campaign; it returns 0, 1 if it was stopped before its end, or -1. */
int scan_requested(const char *store, const char *campaigns,
    int (*scan)(void *ctx, const char *path, const struct store_taken *t,
        struct fail *fail),
    void *ctx, struct fail *fail);

#endif
