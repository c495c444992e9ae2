/* crawler/names.h - names to addresses, asked once and kept for a while.
 *
 * A page's evidence states what the resolver answered, so the answer is asked
 * for here, by threads beside the caller's, and handed to what connects: what
 * is written down is what was used. Judges no address (crawler/address.h).
 */
#ifndef CRAWLER_NAMES_H
#define CRAWLER_NAMES_H

#include "base/str.h"

#include <stdint.h>

/* An address with its comma, and how many of one answer are kept. */
#define NAMES_ADDRESSES_MAX 32
#define NAMES_TEXT_BYTES 2048

struct names_answer {
    char addresses[NAMES_TEXT_BYTES]; /* "192.0.2.1,2001:db8::1", in the order
                                         given; "" where there are none */
    char why[100];                    /* then why not */
    int64_t asked_wall_ms;
};

struct names;

struct names *names_new(void);
void names_free(struct names *n); /* who is still asked is not waited for */

/* Readable when an answer has come. */
int names_fd(const struct names *n);

/* The answer for a host, borrowed until the next call, or NULL while it is
 * asked for. Kept for five minutes; a failure for some seconds. */
const struct names_answer *names_ask(
    struct names *n, struct str host, int64_t now_ms, int64_t now_wall_ms);

#endif
