/* scan/remarks.h - what a scan has to say besides its pages.
 *
 * Every page that was not seen whole and everything that befell the scan goes
 * to the log with its reason, the first of each kind in full and the rest
 * counted, so that a hostile site cannot fill the disk; the counts go to the
 * store, where the scan's summary finds them.
 */
#ifndef SCAN_REMARKS_H
#define SCAN_REMARKS_H

#include "store/notes.h"

struct remarks;

struct remarks *remarks_new(void);
void remarks_free(struct remarks *r);

/* A page was kept in this state of store_page, and why. */
void remarks_page(
    struct remarks *r, const char *state, const char *reason, const char *url);

/* Something befell the scan; about: what to log it with, or NULL where the
 * caller has logged it. */
void remarks_event(struct remarks *r, const char *event, const char *about);

/* Matches of a rule were given up at its step limit. The name comes from an
 * inspector: too many names are one. */
void remarks_limit(struct remarks *r, struct str rule, int64_t given_up);

/* Times are evidence: call it now and then, a clock that was set is an event.
 */
void remarks_clock(struct remarks *r, int64_t wall_ms, int64_t monotonic_ms);

/* Put the counts into the store, within a transaction; those that were put
 * are 0 again. */
int remarks_put(
    struct remarks *r, struct store *s, int64_t scan, struct fail *fail);

/* Log how often each kind was that was not logged in full. */
void remarks_end(const struct remarks *r);

#endif
