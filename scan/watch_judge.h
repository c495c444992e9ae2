/* scan/watch_judge.h - what a second look at an offer says.
 *
 * Gone, still there, changed, or edited so that the words that were flagged
 * are no longer found. What could not be seen is none of these: a page that
 * did not come is no offer that went. Pure; knows no store but its records.
 */
#ifndef SCAN_WATCH_JUDGE_H
#define SCAN_WATCH_JUDGE_H

#include "core/casefile.h"
#include "store/watch.h"

struct watch_judge {
    const struct store_visit *visit; /* of the offer's address, or NULL */
    int listed; /* 1: the offer itself was read from that visit's page */
    const struct listing *before, *now; /* as it was ordered down, as it is */
    const struct casefile *file;        /* as it was before this look */
};

/* STORE_WATCH_*; *detail gets owned JSON: {"status","state","removed":
 * [{"field","text","finding"}]}. */
const char *watch_judge(const struct watch_judge *j, struct js **detail);

#endif
