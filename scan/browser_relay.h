/* scan/browser_relay.h - one connection of a browser, judged and passed on.
 *
 * Names are resolved here, and the address that a name has is judged at the
 * moment of connecting by the same table as the fetcher's (crawler/address.h),
 * so no name leads inside; only the campaign's connect_to may.
 */
#ifndef SCAN_BROWSER_RELAY_H
#define SCAN_BROWSER_RELAY_H

#include "crawler/route.h"
#include "scan/browser_gate.h"

#include <stddef.h>

struct browser_rules {
    const struct routes *routes;
    const int *ports; /* besides those that are usual */
    size_t ports_count;
};

/* Serve the one request that comes on fd and close it. Blocks. *why says how
 * it was refused, beginning with a word to count by ("address:", "port:",
 * "scheme:", "request:", "gate:", "own:", "caps:", "dns:", "connect:"), or is
 * empty. 0 if bytes were passed on. */
int browser_relay(struct browser_gate *gate, const struct browser_rules *rules,
    int fd, struct fail *why);

#endif
