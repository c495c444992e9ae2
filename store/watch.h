/* store/watch.h - looking again at offers that were taken down.
 *
 * Every look is kept. A case that turns up again under another address is
 * linked with the case of the first one.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "store/store.h"

/* How a look ended. What could not be seen is never counted as gone. */
#define STORE_WATCH_GONE "gone"
#define STORE_WATCH_THERE "there"
#define STORE_WATCH_CHANGED "changed" /* there, with another content */
#define STORE_WATCH_EDITED "edited"   /* and the words that were flagged away */
#define STORE_WATCH_UNSEEN "unseen"

/* A case whose offer is to be looked at from time to time. */
struct store_watched {
    int64_t id, listing; /* of the case, of its offer */
    int64_t version;     /* listing_version that the order was about */
    int64_t since_ms;    /* ordered, or found gone: the days count from here */
    int64_t looked_ms;   /* the last look, or 0 */
    int64_t ordered_ms;  /* what is first seen after this came after it */
    int gone;            /* 1: it was found gone */
    struct str url, market, state;
    struct str casefile; /* JSON of core/casefile.h */
};
/* Every case in state ordered, removed or watching, in order of id. visit may
 * write to the store. */
int store_watched_each(struct store *s,
    int (*visit)(const struct store_watched *w, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

struct store_look {
    int64_t of_case, at_ms;
    const char *result;
    const char *detail; /* JSON */
};
int store_look_add(
    struct store *s, const struct store_look *l, struct fail *fail);
/* The newest first. */
int store_look_each(struct store *s, int64_t of_case, int64_t limit,
    int (*visit)(const struct store_look *l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* The newest visit of a URL at or after a time: 1 with *out, or 0. */
struct store_visit {
    int64_t page;
    int status;
    char state[24], kind[24];
    int same_address; /* 1: no redirect led to another URL */
};
int store_visit_last(struct store *s, struct str url, int64_t since_ms,
    struct store_visit *out, struct fail *fail);
/* The page a listing was last read from, and when it was seen. */
int store_listing_where(struct store *s, int64_t listing, int64_t *page,
    int64_t *seen_ms, struct fail *fail);
/* The content a listing had in that version: owned, or NULL in *out. */
int store_listing_version(
    struct store *s, int64_t version, struct listing **out, struct fail *fail);

/* Listings whose newest version came after `version`, in order of version. */
struct store_content {
    int64_t id, version; /* of the listing, of its content */
    int64_t first_seen_ms, last_seen_ms;
    struct str record; /* JSON of core/listing.h */
};
int store_content_each(struct store *s, int64_t version,
    int (*visit)(const struct store_content *o, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* Numbers that the next run goes on from. */
int store_watch_mark_get(
    struct store *s, const char *name, int64_t *out, struct fail *fail);
int store_watch_mark_put(
    struct store *s, const char *name, int64_t value, struct fail *fail);

/* --- one product, several cases --- */

struct store_case_link {
    int64_t from, to; /* cases: first offered, offered again */
    const char *kind; /* "gtin" "model" "text" "image" "seller" "address" */
    struct str key;   /* what both have */
    int again;        /* 1: it came after the first was ordered down */
    int64_t at_ms;
};
/* 1 if it is new, 0 if the pair is linked already. */
int store_case_link_add(
    struct store *s, const struct store_case_link *l, struct fail *fail);
/* Links of a case, either end. */
int store_case_link_each(struct store *s, int64_t of_case,
    int (*visit)(const struct store_case_link *l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* The case of a listing: 1 with *id and its owned state, or 0. */
int store_case_of(struct store *s, int64_t listing, int64_t *id, char **state,
    struct fail *fail);

/* --- figures --- */

/* Per platform and per seller: {"platforms":[{"name","ordered","gone",
 * "overdue","relisted","relist_rate":{"value","low","high"},
 * "median_hours"}],"sellers":[...],"all":{...}}; owned JSON. */
int store_takedown_stats(
    struct store *s, int64_t now_ms, struct js **out, struct fail *fail);

#endif
