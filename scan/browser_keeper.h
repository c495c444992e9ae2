/* scan/browser_keeper.h - the process that has a browser for the pages of
 * sites that ask for one (docs/formats.md, "site profile").
 *
 * It must run other programs, so it has what the other processes lack; in
 * exchange it has no network but the proxy, and no files but its own folder
 * and the system's. Nothing is started before the first page; a browser is
 * used for some pages, then a fresh one.
 */
#ifndef SCAN_BROWSER_KEEPER_H
#define SCAN_BROWSER_KEEPER_H

#include "core/campaign.h"

/* Serve MESSAGE_RENDER on fd until the supervisor closes it. The exit status
 * of its process. */
int browser_keeper_run(int fd, const struct campaign *campaign);

#endif
