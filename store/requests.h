/* store/requests.h - scans that people asked for on the pages.
 *
 * The page writes a request; `scan --requested` carries them out, one after
 * the other, and says how each ended.
 */
#ifndef STORE_REQUESTS_H
#define STORE_REQUESTS_H

#include "store/accounts.h"

struct store_request {
    int64_t id;
    struct str file, digest; /* the campaign, as it was allowed */
    struct str author;
    struct str state;        /* "waiting" "running" "done" "failed" */
    struct str why;          /* of a failure; else "" */
    int64_t at_ms, ended_ms; /* ended_ms 0: not yet */
};

/* Ask for a scan of a campaign; an audit entry is written with it. 0, or 1 if
 * it waits already, or -1. */
int store_request_add(struct store *s, const struct store_by *by,
    const char *file, const char *digest, struct fail *fail);
/* The newest first. */
int store_request_each(struct store *s, int64_t limit,
    void (*visit)(const struct store_request *r, void *ctx), void *ctx,
    struct fail *fail);
/* One that was taken; its texts are owned. */
struct store_taken {
    int64_t id;
    char *file, *digest, *author;
};
/* Take the first that waits: 1, or 0. */
int store_request_take(
    struct store *s, struct store_taken *out, struct fail *fail);
/* How it ended; why is NULL if it went well. */
int store_request_end(struct store *s, int64_t id, const char *why,
    int64_t now_ms, struct fail *fail);
/* What was running waits again: its process is gone. Called with the lock of
 * batch jobs held. */
int store_request_again(struct store *s, struct fail *fail);

#endif
