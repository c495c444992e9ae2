/* base/listener.h - connections of a socket that several threads share.
 *
 * Each takes one at a time and serves what it has before it takes the next:
 * who has much to do takes few, and fifty connections that come at once are
 * spread over the threads rather than kept by whoever woke first.
 */
#ifndef BASE_LISTENER_H
#define BASE_LISTENER_H

#include <stdint.h>
#include <sys/socket.h>

struct listener {
    int fd;          /* owned, does not block; -1: none */
    int64_t rest_ms; /* monotonic: not asked before, having failed */
};

/* Who came. */
struct listener_guest {
    int fd; /* handed over; -1: nobody */
    struct sockaddr_storage from;
    socklen_t from_len;
};

/* Wait, at most wait_ms, until `other` can be read or somebody comes, and take
 * one who came. With `full` nobody is taken; they wait in the socket. */
void listener_wait(struct listener *l, struct listener_guest *out, int other,
    int full, int64_t wait_ms);

#endif
