/* store/purge.h - what is due to go, and its going.
 *
 * What falls due is planned first and can be shown; then it goes in portions,
 * each one transaction with a tombstone in the audit log (store.purge). The raw
 * records of pages that went are left as a list for whoever knows the
 * archive, so that a purge that was killed is finished by the next one.
 *
 * Kept whatever the policy says: what is held (store/retention.h), cases about
 * which a letter was issued or that are watched, and the newest of each kind,
 * so that no number is given twice.
 */
#ifndef STORE_PURGE_H
#define STORE_PURGE_H

#include "store/retention.h"

struct store_purge_due {
    int64_t id;            /* of the listing, or of the page */
    int64_t casefile;      /* or 0 */
    struct str state;      /* "unflagged", "pages", or of the case */
    struct str campaign;   /* that saw it last */
    struct str digest;     /* of a page's body */
    struct str record;     /* of a page, "SEGMENT:OFFSET" */
    int64_t last_ms, days; /* when something happened last; of the policy */
};
typedef int store_purge_visit(
    const struct store_purge_due *d, void *ctx, struct fail *fail);

/* Find the offers that are due. Replaces an earlier plan. */
int store_purge_plan(struct store *s, const struct retention *r, int64_t now_ms,
    struct fail *fail);
/* Then, when the offers have gone, the pages of which no offer is kept. */
int store_purge_plan_pages(struct store *s, struct fail *fail);

/* Leave nothing of what is deleted in the file (on), until the store is closed;
 * and, at the end, nothing in its log and its index of words (off). */
int store_purge_thorough(struct store *s, int on, struct fail *fail);

/* Visit what is planned. */
int store_purge_offer_each(
    struct store *s, store_purge_visit *visit, void *ctx, struct fail *fail);
int store_purge_page_each(struct store *s, int64_t limit,
    store_purge_visit *visit, void *ctx, struct fail *fail);

struct store_purge {
    struct store_by by;
    const char *policy; /* SHA-256 of the policy in force */
    /* Append a signature over the detail of a tombstone, or NULL. */
    int (*sign)(
        struct str detail, struct buf *out, void *ctx, struct fail *fail);
    void *sign_ctx;
    int64_t offers, cases, versions, pages; /* counted up */
};

/* A portion of the planned offers. 1 if any went, 0 if none is left. */
int store_purge_offers(
    struct store *s, struct store_purge *p, struct fail *fail);

/* How many bytes of the archive a page's records are; 0: not known, or its
 * records are not there. Asked before the page goes. */
typedef int store_purge_extent(
    struct str record, int64_t *bytes, void *ctx, struct fail *fail);
int store_purge_pages(struct store *s, struct store_purge *p,
    store_purge_extent *extent, void *ctx, struct fail *fail);

/* Records that are still to be overwritten: the list that a kill leaves. */
int store_purge_record_each(struct store *s,
    int (*visit)(
        struct str record, int64_t bytes, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
int store_purge_record_done(
    struct store *s, struct str record, struct fail *fail);
int store_purge_records_left(
    struct store *s, int64_t *count, struct fail *fail);

/* When a case went, and by which entry of the audit log; 1, or 0 if it did
 * not. */
int store_purged_case(struct store *s, int64_t casefile, int64_t *at_ms,
    int64_t *entry, struct fail *fail);

#endif
