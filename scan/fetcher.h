/* scan/fetcher.h - the process that talks to hostile servers.
 *
 * May open sockets to public addresses and read resolver and CA files;
 * nothing else. Asks robots.txt before every request and at every hop of a
 * redirect (RFC 9309), keeps the answers for a day, and hands back pages.
 * Knows no store and parses no page.
 */
#ifndef SCAN_FETCHER_H
#define SCAN_FETCHER_H

#include "base/shelf.h"
#include "core/campaign.h"

/* Serve MESSAGE_FETCH on fd until the supervisor closes it. Bodies are written
 * to the shelf (or NULL), which is kept for that alone, as far as it has room.
 * Runs in a process of its own and gives up what it may not do before the first
 * request. Returns the exit status. */
int fetcher_run(int fd, struct shelf *bodies, const struct campaign *campaign);

#endif
