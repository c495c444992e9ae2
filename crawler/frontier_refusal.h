/* crawler/frontier_refusal.h - the reasons why a URL is not queued, or is
 * queued and not fetched.
 */
#ifndef CRAWLER_FRONTIER_REFUSAL_H
#define CRAWLER_FRONTIER_REFUSAL_H

#include "crawler/trap.h"

/* Why a URL is not queued, or not to be fetched. */
enum frontier_refusal {
    FRONTIER_FINE,
    FRONTIER_KNOWN, /* queued before */
    FRONTIER_DEPTH,
    FRONTIER_HOST_BUDGET, /* pages_per_host_max is used up */
    FRONTIER_TRAP_LONG,
    FRONTIER_TRAP_DEEP,
    FRONTIER_TRAP_REPEAT,
    FRONTIER_TRAP_CALENDAR,
    FRONTIER_TRAP_SESSION,
    FRONTIER_TRAP_FACETS,
    FRONTIER_TRAP_PATTERN,
    FRONTIER_HOST_GONE, /* the host failed host_strikes times in a row */
    FRONTIER_REFUSALS
};

/* As it stands in the store and in the log; a constant. */
const char *frontier_refusal_name(enum frontier_refusal why);
/* FRONTIER_FINE of TRAP_NONE. */
enum frontier_refusal frontier_refusal_of_trap(enum trap t);

#endif
