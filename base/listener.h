/* base/listener.h - connections of a socket that several threads share.
 *
 * Each takes up to its share of all that are open, and above it one that no
 * other took within two milliseconds: fifty connections that come at once are
 * spread over the threads rather than kept by whoever woke first, and nobody
 * waits for a thread that is busy with something long.
 */
#ifndef BASE_LISTENER_H
#define BASE_LISTENER_H

#include <stdint.h>
#include <sys/socket.h>

struct listener_crowd; /* what listeners of one socket know of each other */

struct listener {
    int fd;                       /* owned; -1: none */
    int64_t rest_ms;              /* monotonic: not asked before that */
    int yielded;                  /* the others had their chance */
    unsigned open;                /* guests that are here */
    struct listener_crowd *crowd; /* shared; the last one frees it */
};

/* Who came. */
struct listener_guest {
    int fd; /* handed over; -1: nobody */
    struct sockaddr_storage from;
    socklen_t from_len;
};

/* Take over a socket that is listened on and does not block; `beside` (may be
 * NULL) listens on the same. */
void listener_open(struct listener *l, int fd, const struct listener *beside);
void listener_close(struct listener *l);

/* Wait, at most wait_ms, until `other` can be read or somebody comes. Returns
 * how many may be taken now: what is left of the share, or one; 0 if nobody
 * came, or others are to have him first. Not waited for while `max` are here.
 */
unsigned listener_wait(
    struct listener *l, int other, unsigned max, int64_t wait_ms);
/* Take one who came. */
void listener_take(struct listener *l, struct listener_guest *out);

/* A guest is let in (1), or left (-1). */
void listener_count(struct listener *l, int by);

#endif
