/* scan/browser_proxy.h - the process through which a browser reaches the
 * network, and nothing else does.
 *
 * It has sockets to the internet and reads the resolver's files, as a fetcher
 * does; the socket that it listens on is in the browser's own network and is
 * handed to it. A thread for each connection (scan/browser_relay.h).
 */
#ifndef SCAN_BROWSER_PROXY_H
#define SCAN_BROWSER_PROXY_H

#include "core/campaign.h"
#include "scan/browser_gate.h"

/* Take the listening socket from `socket` (base/handover.h), give up what is
 * not needed, and serve until the other end of `socket` is closed. The exit
 * status of its process. */
int browser_proxy_run(
    int socket, struct browser_gate *gate, const struct campaign *campaign);

#endif
