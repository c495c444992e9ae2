/* scan/browser_gate.h - whether a browser's requests may pass now, and how
 * many did.
 *
 * In memory that the browser's keeper and the proxy share: the keeper opens
 * it for a page and closes it after, the proxy asks and counts. Between pages
 * nothing passes.
 */
#ifndef SCAN_BROWSER_GATE_H
#define SCAN_BROWSER_GATE_H

#include "base/fail.h"

#include <stdatomic.h>
#include <stdint.h>

struct browser_gate {
    _Atomic int64_t page;     /* number of the open page; 0: none */
    _Atomic int64_t last;     /* number given last */
    _Atomic int64_t requests; /* of this page; so are all below */
    _Atomic int64_t bytes;    /* both ways */
    _Atomic int64_t refused;  /* where they may not go */
    _Atomic int64_t over;     /* refused or cut because a cap was reached */
    _Atomic int64_t moved_ms; /* monotonic: when a byte last passed */
};

/* Shared with every process forked from here on. */
int browser_gate_new(struct browser_gate **out, struct fail *fail);
void browser_gate_free(struct browser_gate *g); /* NULL is allowed */

/* Count from zero and let pass; the page's number. */
int64_t browser_gate_open(struct browser_gate *g, int64_t now_ms);
void browser_gate_close(struct browser_gate *g);

/* A request wants to pass: its page's number, 0 where none is open, -1 where
 * its page has made too many. */
int64_t browser_gate_ask(struct browser_gate *g);

/* Bytes have passed for a page: 0, or -1 when it has had enough or is not
 * the open one any more. */
int browser_gate_moved(
    struct browser_gate *g, int64_t page, int64_t bytes, int64_t now_ms);

#endif
