/* scan/keep.h - what the supervisor keeps: archive and store of one scan.
 *
 * A page and all it said are written in one transaction; several pages share
 * a commit. The archive is synced before the commit that names its records,
 * so a record the store knows is always there.
 */
#ifndef SCAN_KEEP_H
#define SCAN_KEEP_H

#include "core/campaign.h"
#include "core/page.h"
#include "crawler/frontier.h"
#include "scan/reading.h"
#include "scan/remarks.h"
#include "score/policy.h"
#include "store/store.h"

struct keeper;

/* Open (and lock) the store and the archive, start or resume the scan. */
int keeper_open(struct keeper **out, const char *store_path,
    const char *archive_dir, const struct campaign *campaign,
    struct fail *fail);
/* Keep what this run is (a copy of `about`) with the state of the clock; at
 * its end that of the clock then. */
int keeper_begin_run(
    struct keeper *k, const struct js *about, struct fail *fail);
/* In the sandbox: what store_aside promises. */
int keeper_aside(struct keeper *k, struct fail *fail);
void keeper_close(struct keeper *k); /* what is not committed is lost */

/* Which unflagged offers go to the queue all the same; without this, none.
 * The policy is borrowed. */
int keeper_sample(
    struct keeper *k, const struct policy *policy, struct fail *fail);

/* What readings hang on; without this, none are kept or found. Borrowed. */
void keeper_basis(struct keeper *k, struct reading_basis *basis);

int keeper_resumed(const struct keeper *k);
struct remarks *keeper_remarks(struct keeper *k); /* written with the pages */
int64_t keeper_pages_handed(const struct keeper *k); /* by earlier runs */

/* The frontier's queues, kept in the store. Borrows k. */
struct frontier_store keeper_frontier(struct keeper *k);

/* What the last visit left for a conditional request; 1 found, 0 not. */
int keeper_known(struct keeper *k, struct str url, struct store_validators *out,
    struct fail *fail);

/* What was read off these bytes before, if the archive still has them; a page
 * that was not modified then gets status and content type of the visit before.
 * r->fits tells, and r->settled: then its links are not there yet, and its
 * offers in brief. */
int keeper_reading(struct keeper *k, const struct store_validators *known,
    const char *digest, struct page *p, struct reading *r, struct fail *fail);
/* Of one that is settled, the links too; r->fits tells. */
int keeper_links(struct keeper *k, struct reading *r, struct fail *fail);

/* Give a "not modified" page body, status and content type of the visit
 * before. -1 where the archive does not have it any more. */
int keeper_restore(struct keeper *k, const struct store_validators *known,
    struct page *p, struct fail *fail);

struct kept {
    const struct page *page;
    const char *digest;                   /* of its body; "" without one */
    const struct store_validators *known; /* of the last visit, or NULL */
    struct reading *reading;              /* of the last visit */
    const struct message_result *result;  /* NULL: never inspected */
    struct str link_keys;                 /* of the result's links */
    /* See message_casefiles; NULL: the result is that of the reading, and
     * settled. */
    struct casefile *const *casefiles;
    int of_picture;    /* 1: it was asked for as an offer's picture */
    int undecided;     /* a rule was given up on it: it is judged each time */
    const char *state; /* of store_page */
    const char *reason;
};

/* Keep a page, its listings and casefiles. Begins a transaction if none is
 * open; links and frontier_done belong to the same one. */
int keeper_keep(struct keeper *k, const struct kept *what, struct fail *fail);

/* Addresses of pictures that became due since the page before, borrowed until
 * the next call of keeper_keep; they are queued in its transaction. */
const struct texts *keeper_pictures(const struct keeper *k);

/* Draw the unflagged offers that only the end of a scan can tell
 * (scan/sampler.h), once; keeper_pictures has what they show. */
int keeper_draw(struct keeper *k, struct fail *fail);

/* Commit when enough has gathered or somebody else waits to write. */
int keeper_commit(struct keeper *k, int64_t now_ms, struct fail *fail);

/* Commit the last pages; then end the scan ("finished", "budget"), or leave it
 * to be resumed ("stopped"). *summary gets the owned counts. What was committed
 * is on its way to the disk, for which keeper_close waits. */
int keeper_finish(
    struct keeper *k, const char *how, struct js **summary, struct fail *fail);

/* The scan fails: what is not committed is lost, but what befell it and why it
 * fails are kept, if the store lets them be. */
void keeper_abandon(struct keeper *k, const char *why);

/* Running counts of this run, for progress. */
struct keeper_counts {
    int64_t pages, listings, flagged;
};
struct keeper_counts keeper_counts(const struct keeper *k);

#endif
