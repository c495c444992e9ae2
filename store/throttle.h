/* store/throttle.h - how soon the next attempt to sign in is looked at.
 *
 * Kept for names and for network addresses (of IPv6: a /64), whether there is
 * an account of that name or not. Some failures are free; each further one
 * doubles the wait.
 */
#ifndef STORE_THROTTLE_H
#define STORE_THROTTLE_H

#include "store/store.h"

#define STORE_THROTTLE_NAME_FREE 5
#define STORE_THROTTLE_PEER_FREE 20
#define STORE_THROTTLE_FIRST_MS 2000
#define STORE_THROTTLE_WAIT_MAX_MS (15 * 60 * 1000)
/* Failures are forgotten after this long without one. */
#define STORE_THROTTLE_FORGET_MS (60 * 60 * 1000)
/* Names that nobody has are kept too, but not more than that many. */
#define STORE_THROTTLE_ROWS_MAX 20000

struct store_attempt {
    struct str name; /* as typed */
    struct str peer; /* network address */
    int64_t at_ms;
};

/* How long until an attempt is looked at, in ms: 0 now. -1 failed. */
int64_t store_throttle_wait(
    struct store *s, const struct store_attempt *a, struct fail *fail);
/* Count one as failed before its password is looked at, so that many at once
 * are no way around; store_throttle_clear takes it back. */
int store_throttle_count(
    struct store *s, const struct store_attempt *a, struct fail *fail);
/* The person was who they said: their name's failures are forgotten, and one
 * of the address's. */
int store_throttle_clear(
    struct store *s, const struct store_attempt *a, struct fail *fail);

#endif
