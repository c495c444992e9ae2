/* base/http_deadlines.h - until when each open connection may take.
 *
 * A peer that sends or takes a byte now and then is never idle: what it takes
 * in all has an end, too. Knows no HTTP and no clock.
 */
#ifndef BASE_HTTP_DEADLINES_H
#define BASE_HTTP_DEADLINES_H

#include <stdint.h>

/* Of one connection. */
struct http_deadline {
    struct http_deadline *next, **at; /* in the list of all */
    int fd;                           /* borrowed */
    int64_t at_ms;                    /* monotonic; 0: there is none */
};

struct http_deadlines {
    struct http_deadline *first;
    int64_t sweep_ms; /* monotonic: the next look at them */
};

/* A connection is there, without a deadline yet; whoever has it sets at_ms. */
struct http_deadline *http_deadline_new(struct http_deadlines *all, int fd);
/* It is closed. NULL is allowed. */
void http_deadline_free(struct http_deadline *d);

/* End the connections whose deadline is over, which then read as closed by the
 * peer. Looks four times a second at most. */
void http_deadlines_cut(struct http_deadlines *all, int64_t now_ms);

#endif
