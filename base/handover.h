/* base/handover.h - an open descriptor, given to another process over a
 * socket between the two.
 */
#ifndef BASE_HANDOVER_H
#define BASE_HANDOVER_H

#include "base/fail.h"

/* Send a copy of fd, which stays open here. `socket` is of wire_pair's kind
 * (base/wire.h). */
int handover_send(int socket, int fd, struct fail *fail);

/* Wait for a descriptor that the other end sends: it is owned by the caller
 * and closed on exec. -1 when the other end is gone or sends anything else. */
int handover_take(int socket, struct fail *fail);

#endif
