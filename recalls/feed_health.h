/* recalls/feed_health.h - is what a source gives what it usually gives?
 *
 * Pure: counts of this reading and of former ones in, a state and a sentence
 * out. An answer without records is never well, and a field that no record
 * has any more is named together with the member it is read from.
 */
#ifndef RECALLS_FEED_HEALTH_H
#define RECALLS_FEED_HEALTH_H

#include "recalls/feed.h"

enum feed_state {
    FEED_NEVER, /* not fetched yet */
    FEED_OK,
    FEED_STALE,   /* no new notice, or no success, for too long */
    FEED_SHRUNK,  /* far less than usual */
    FEED_FAILED,  /* not reached, or not to the end */
    FEED_CHANGED, /* its documents are of another shape */
};

/* "never", "ok", "stale", "shrunk", "failed", "changed shape" */
const char *feed_health_name(enum feed_state s);
enum feed_state feed_health_find(struct str name); /* FEED_NEVER if none */

/* How many of the records have each field, then each list. */
#define FEED_FILLED ((size_t)RECALL_FIELDS + (size_t)RECALL_LISTS)

struct feed_counts {
    int64_t records; /* read, those of unchanged documents with them */
    int64_t fresh;   /* of these, read in this pass and not lost */
    int64_t bad;
    int64_t filled[FEED_FILLED]; /* of the fresh ones */
};

/* What former passes of the same kind (full or not) gave. */
#define FEED_FORMER_MAX 15
struct feed_former {
    struct feed_counts pass[FEED_FORMER_MAX];
    size_t count;
};

/* Count what a record has. */
void feed_health_count(struct feed_counts *c, const struct recall *r);

/* Records per pass: the median of the former ones, -1 without any. */
int64_t feed_health_usual(const struct feed_former *f);

/* Judge one document of several notices: -1 with the member that none of them
 * has, though the form always has it. */
int feed_health_document(
    const struct feed_source *feed, const struct recalls *rs, struct fail *why);

/* Judge a pass that was read to its end: FEED_OK, FEED_SHRUNK or
 * FEED_CHANGED, and why. first_bad is the first message about a record that
 * was lost, or "". */
enum feed_state feed_health_judge(const struct feed_source *feed,
    const struct feed_counts *now, const struct feed_former *former, int full,
    const char *first_bad, struct fail *why);

/* Judge the time since: FEED_OK or FEED_STALE, and why. last_success_ms and
 * now_ms are wall time; newest is the date of the latest notice or "". */
enum feed_state feed_health_age(const struct feed_source *feed,
    int64_t last_success_ms, const char *newest, int64_t now_ms,
    struct fail *why);

/* 1 if so many of the notices are gone at once that the source is more
 * likely broken than they are withdrawn. */
int feed_health_too_many_gone(int64_t gone, int64_t in_force);

#endif
