/* scan/recall_fetch.h - one official source, from the web into the store.
 *
 * A pass reads a source from its list to the end: everything at first, later
 * what is new or changed since the last success less an overlap. What is
 * still to be read is a queue in the store; a document, the notices it gave,
 * the further ones it names and the mark "done" are one transaction, so a
 * run that is killed anywhere is gone on with by the next one. What fails
 * stays queued and costs no other document and no stored notice.
 */
#ifndef SCAN_RECALL_FETCH_H
#define SCAN_RECALL_FETCH_H

#include "recalls/feed_health.h"
#include "scan/recall_config.h"
#include "store/store.h"

#include <signal.h>

struct recall_fetcher;

struct recall_fetch_options {
    const struct recall_config *config;
    int full;   /* everything again, not only what is new */
    int accept; /* what comes now is the usual from now on */
    /* One line about a record or field that was left out. */
    void (*say)(const char *text, void *ctx);
    void *ctx;
    const volatile sig_atomic_t *stop;
};

int recall_fetch_new(struct recall_fetcher **out,
    const struct recall_fetch_options *o, struct fail *fail);
void recall_fetch_free(struct recall_fetcher *f);

/* What a run did. */
struct recall_fetched {
    enum feed_state state;
    char why[FAIL_TEXT_MAX]; /* "" when it is well */
    int64_t documents, unchanged, bytes, records, bad;
    int64_t fresh, changed, withdrawn;
    int64_t waiting; /* documents left for the next run */
};

/* Fetch a source. What is wrong with it is told in *out; -1 only where the
 * store fails. */
int recall_fetch_run(struct recall_fetcher *f, struct store *s,
    const struct feed_source *feed, struct recall_fetched *out,
    struct fail *fail);

#endif
