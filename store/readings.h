/* store/readings.h - what was read off a page, so that bytes that are known
 * need not be read again.
 *
 * In two rows: what the next visit of an unchanged page needs, and the rest,
 * which it needs where something else has changed.
 * Knows nothing of what the result says: the caller's keys tell whether it
 * still holds. A page has one reading, which its next one replaces.
 */
#ifndef STORE_READINGS_H
#define STORE_READINGS_H

#include "store/store.h"

struct store_reading {
    int64_t id;              /* its row */
    struct str key;          /* bytes: of what was read, and by what */
    struct str judge;        /* bytes: of what the offers were judged by */
    int status;              /* of the response that was read */
    struct str content_type; /* of the same */
    struct str record, url;  /* where the archive keeps the body, and the */
    int64_t at_ms;           /* address and time of that response; no address:
                                that of the page */
    struct str brief;        /* what it says of the page and its offers */
    struct str link_keys;    /* what the page links to */
};

struct store_reading_rest {
    struct str links;  /* packed: their addresses */
    struct str offers; /* packed: what else is said of them */
};

/* Show the reading to visit; its texts are borrowed for the call. Returns what
 * visit does, or 0 if there is none. */
int store_reading_find(struct store *s, int64_t id,
    int (*visit)(const struct store_reading *r, void *ctx), void *ctx,
    struct fail *fail);

/* The same of the rest. */
int store_reading_rest(struct store *s, int64_t id,
    int (*visit)(const struct store_reading_rest *r, void *ctx), void *ctx,
    struct fail *fail);

/* The row of a reading that will be kept in this transaction, so that what it
 * is of can name it before. Rows are never used again. */
int store_reading_reserve(struct store *s, int64_t *id, struct fail *fail);

/* Keep a reading in its row, in the place of the one there. */
int store_reading_put(struct store *s, const struct store_reading *r,
    const struct store_reading_rest *rest, struct fail *fail);

/* The page has this reading from now on. */
int store_reading_of_page(
    struct store *s, int64_t page, int64_t reading, struct fail *fail);

/* Append the text of a version of an offer: 1, or 0 if there is none of that
 * row and digest, or past the cap of out. */
int store_version_text(struct store *s, int64_t version, struct str digest,
    struct buf *out, struct fail *fail);

/* Where an offer that was read off a page stands in the store. */
struct store_reading_offer {
    int64_t listing; /* its row */
    int64_t version; /* row of the version it had when the page was kept */
    int64_t text;    /* row of the version that has its text, or 0 */
};

/* 1 if the offer has this version still, and no casefile: nothing of it is
 * left to be kept but that it was seen. Else 0. The rows tell, without a look
 * at the version: what is purged leaves the last offer there is, so that an
 * offer's row is never another's, and a version goes with its offer only. */
int store_listing_settled(struct store *s, const struct store_reading_offer *o,
    struct str identity, struct fail *fail);

/* A settled offer stands on this page too. */
int store_listing_seen(struct store *s, int64_t id, int64_t page,
    const struct listing_record *r, int64_t now_ms, struct fail *fail);

#endif
