/* scan/recall_pass.h - the running account of one reading of a source, as the
 * store keeps it.
 */
#ifndef SCAN_RECALL_PASS_H
#define SCAN_RECALL_PASS_H

#include "recalls/feed_health.h"
#include "store/store.h"

struct recall_pass {
    int64_t id;
    int full;                    /* not limited to what is new */
    char since[FEED_DATE_BYTES]; /* "" when full */
    int64_t started_ms;
    struct feed_counts counts;
    int64_t documents, unchanged, bytes, fresh, changed, withdrawn;
    char first_bad[FAIL_TEXT_MAX]; /* about a record that was lost */
    enum feed_state fault;         /* FEED_OK, or the worst that happened */
    char why[FAIL_TEXT_MAX];       /* the first of that kind */
};

/* The open pass of a source: 1, or 0 if there is none. */
int recall_pass_open(struct store *s, const char *source,
    struct recall_pass *out, struct fail *fail);
int recall_pass_begin(struct store *s, const char *source,
    struct recall_pass *p, struct fail *fail);
int recall_pass_keep(
    struct store *s, const struct recall_pass *p, int ended, struct fail *fail);

/* The former passes of the same kind that went well, those before `after`
 * left out. */
int recall_pass_former(struct store *s, const char *source, int full,
    int64_t after, struct feed_former *out, struct fail *fail);

/* Note a fault, unless one as bad was noted before. */
void recall_pass_fault(struct recall_pass *p, enum feed_state kind,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
