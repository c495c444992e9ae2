/* review/facts.h - what pages show that stands in no store: they are given it,
 * for this folder knows neither rules nor feeds.
 */
#ifndef REVIEW_FACTS_H
#define REVIEW_FACTS_H

#include "store/store.h"

struct facts {
    /* Every rule in force: an array of the objects of `rules list --json`
     * (docs/formats.md); NULL: none are known. Borrowed. */
    const struct js *rules;
    /* How the official sources are: an owned array of the objects of `recalls
     * sources --json`, or NULL with fail set. May be NULL. */
    struct js *(*sources)(struct store *s, int64_t now_ms, struct fail *fail);
    /* Have the requested scans (store/requests.h) carried out; NULL: another
     * program does. Called again and again. */
    void (*start_scans)(void *ctx);
    void *start_ctx; /* borrowed */
};

#endif
