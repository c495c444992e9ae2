/* scan/watch_work.h - what the files of the watch share; internal.
 *
 * scan/watch.h says what they do together.
 */
#ifndef SCAN_WATCH_WORK_H
#define SCAN_WATCH_WORK_H

#include "core/casefile.h"
#include "scan/trace.h"
#include "scan/watch.h"
#include "store/workflow.h"

struct watch_item {
    int64_t id, listing, version, ordered_ms;
    int gone, due;
    char *url;             /* owned */
    struct casefile *file; /* owned; as it is before the look */
    struct trace trace;
    int pictures_due; /* of its own, not here yet */
};

struct watch {
    struct watch_plan plan;
    struct watch_item *item; /* owned */
    size_t count, cap, due;
    struct texts pictures; /* addresses to be fetched */
    int pictures_noted;    /* this run asked for pictures */
};

/* What the program does by itself; a state that does not allow it is left. */
int watch_act(struct store *s, int64_t id, enum workflow_act what,
    struct str note, int64_t now_ms, struct fail *fail);

#endif
