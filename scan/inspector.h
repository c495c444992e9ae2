/* scan/inspector.h - the process that reads hostile bytes.
 *
 * Gets a page, gives back links, listings and findings. May read and write
 * its own socket and nothing else; rules, recalls, model and site profiles
 * were loaded before it was forked. When it crashes, hangs or grows past its
 * limit, one page is lost to quarantine.
 */
#ifndef SCAN_INSPECTOR_H
#define SCAN_INSPECTOR_H

#include "base/shelf.h"
#include "crawler/extract.h"
#include "score/screen.h"

/* Say MESSAGE_READY, then serve MESSAGE_INSPECT on fd until the supervisor
 * closes it. Bodies may lie on the shelf `bodies` (or NULL), which is kept to
 * be read. Runs in a process of its own, so that `extractor` is a copy.
 * Returns the exit status. */
int inspector_run(int fd, struct shelf *bodies, const struct screener *screener,
    struct extractor *extractor);

#endif
