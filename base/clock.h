/* base/clock.h - how far the machine's wall clock can be trusted.
 *
 * What the kernel says of its own discipline by NTP (adjtimex). That is an
 * estimate of whoever disciplines it, no measurement of ours.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/js.h"

#include <stdint.h>

struct clock_state {
    int64_t wall_ms;
    int known;            /* 0: the kernel does not say */
    int synchronised;     /* something disciplines the clock */
    int64_t offset_us;    /* still to be corrected */
    int64_t error_us;     /* estimated */
    int64_t error_max_us; /* at most */
};

void clock_read(struct clock_state *out);

/* {"at","source","synchronised","offset_us","estimated_error_us",
 * "maximum_error_us"}, owned; without the figures where it is not known. */
struct js *clock_record(const struct clock_state *c);

#endif
