/* core/retention.h - for how long what was captured is kept.
 *
 * Personal data is kept no longer than its purpose needs (Regulation (EU)
 * 2016/679 Art. 5(1)(e)); how long that is an authority decides, per campaign
 * and state of the case. Knows no store and no clock.
 */
#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include "base/fail.h"
#include "base/js.h"

/* What has days: "unflagged" (offers without a case), "pages" (pages of which
 * no offer is kept), and each state of core/workflow.h. */
struct retention {
    struct js *json; /* owned; as retention_to_json gives it */
};

/* A year for unflagged offers and for pages, three years after a case was
 * dismissed, ten after it was closed; every other state is kept. */
struct retention retention_default(void);
void retention_clear(struct retention *r);

/* {"days": {STATE: n}, "campaigns": {NAME: {STATE: n}}}; 0: kept for good. An
 * unknown member or a number out of 0..36500 is an error that names it. What
 * is not named in "days" takes the default. */
int retention_from_json(
    struct retention *out, const struct js *j, struct fail *fail);
const struct js *retention_to_json(const struct retention *r); /* borrowed */

/* Days since the last time anything happened to it; 0: kept. */
int64_t retention_days(
    const struct retention *r, const char *campaign, const char *state);

/* The names above in their order; NULL behind the last. */
const char *retention_state(size_t i);

#endif
