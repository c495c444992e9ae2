/* scan/inspector.h - the process that reads hostile bytes.
 *
 * Gets a page, gives back links, listings and findings. May read and write
 * its own socket and nothing else; rules, recalls and model were loaded
 * before it was forked. When it crashes, hangs or grows past its limit, one
 * page is lost to quarantine.
 */
#ifndef SCAN_INSPECTOR_H
#define SCAN_INSPECTOR_H

#include "crawler/extract.h"
#include "score/screen.h"

/* Serve MESSAGE_INSPECT on fd until the supervisor closes it. What extractor
 * and screener need of files they have read before: a replaced inspector is
 * a child of the supervisor, which may read none. Returns the exit status. */
int inspector_run(
    int fd, const struct screener *screener, struct extractor *extractor);

#endif
