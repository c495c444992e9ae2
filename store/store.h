/* store/store.h - what can be asked of the store, in nouns of core/.
 *
 * The only door to the database: no SQL shows, so that another database can
 * stand behind it. One process writes at a time; readers never wait for it.
 * Every function returns -1 with fail set when the store fails. A call that
 * writes several rows outside of begin and commit is atomic by itself; inside,
 * after a failure, the caller rolls back.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/fail.h"
#include "core/casefile.h"
#include "core/page.h"
#include "core/recall.h"

#include <stdint.h>

struct store;

enum store_mode {
    STORE_READ,   /* must exist */
    STORE_UPDATE, /* must exist; migrated when needed, and written */
    STORE_WRITE,  /* the same, and made where it does not exist */
};

/* `path` is a file name; "postgresql://" is refused until that store exists.
 */
int store_open(struct store **out, const char *path, enum store_mode mode,
    struct fail *fail);
void store_close(struct store *s);

/* The path to use: `given`, else $SHELFWATCH_STORE, else ./shelfwatch.db. */
const char *store_path(const char *given);

/* The one lock of batch jobs (scan, re-screen, import). Fails at once, naming
 * the process that holds it. Released by store_close or the process's end. */
int store_lock(struct store *s, const char *holder, struct fail *fail);

/* For who holds the lock and writes all the time: from now on twice the memory
 * is for what was read and written lately, and a thread of its own does what a
 * commit would stand still for now and then. It may do what the
 * caller may do now, so a sandbox is entered before. */
int store_aside(struct store *s, struct fail *fail);
/* Nothing much will be written any more: it does at once what store_close
 * would have to do, while the caller goes on. Nothing without store_aside. */
void store_aside_now(struct store *s);

/* For who holds the lock and writes for long: 1 while another process waits to
 * write. Then commit, and give way before the next begin: people who decide
 * wait for nothing else. Costs one system call. */
int store_wanted(const struct store *s);
/* For as long as the job had the store, within 50 and 1000 ms: on a busy
 * machine all take longer, and who waits has to be woken. */
void store_give_way(const struct store *s, int64_t held_ms);

/* Everything between begin and commit happens, or nothing of it. */
int store_begin(struct store *s, struct fail *fail);
int store_commit(struct store *s, struct fail *fail);
/* What a commit has to write goes to the log now, where nobody sees it before
 * the commit, which then has little to do. */
int store_write_out(struct store *s, struct fail *fail);
void store_rollback(struct store *s);

/* Between the steps of who holds the lock and writes for long, each of which
 * is whole by itself: where the transaction is old, or somebody waits and it is
 * not quite new, commit, give way and begin again. *since_ms is when it was
 * begun (now_monotonic_ms). After a failure the caller rolls back. */
int store_breathe(struct store *s, int64_t *since_ms, struct fail *fail);

/* Everything read in between is of one moment, and cheaper together. Nothing
 * may be written. */
int store_read_begin(struct store *s, struct fail *fail);
void store_read_end(struct store *s);

/* Whether a commit is on the disk when it returns (on), or a power cut may
 * take the last ones (as the store is opened; nothing is ever torn). Outside
 * of begin and commit. */
int store_durable(struct store *s, int on, struct fail *fail);

/* --- scans --- */

struct store_scan {
    int64_t id;
    int resumed; /* an unfinished scan of this name and digest goes on */
    int64_t started_at_ms;
};

/* Start a scan, or go on with the unfinished one of the same campaign name
 * and campaign digest. */
int store_scan_start(struct store *s, struct str name, struct str digest,
    int64_t now_ms, struct store_scan *out, struct fail *fail);
/* `how`: "finished", "budget" (limits of the campaign reached). A scan that
 * is stopped stays unfinished. */
int store_scan_finish(struct store *s, int64_t scan, const char *how,
    const struct js *summary, int64_t now_ms, struct fail *fail);
/* Counts over everything the scan did so far, over all its runs, as owned
 * JSON: {"scan","name","started_at","finished_at","how","pages","states":
 * {state: n},"kinds":{kind: n},"urls_known","urls_waiting","listings",
 * "listings_new","flagged","flagged_new"} and what store_notes_summary adds;
 * NULL when the store fails. */
struct js *store_scan_summary(struct store *s, int64_t scan, struct fail *fail);

/* --- frontier: URLs of a scan, one queue per host --- */

struct store_link {
    struct str url;  /* canonical */
    struct str host; /* partition: host and port as in the URL */
    int priority;    /* lower comes first */
    int depth;       /* links from a start page */
};

/* 1 if new, 0 if the scan knows the URL already. */
int store_frontier_add(struct store *s, int64_t scan,
    const struct store_link *link, struct fail *fail);
/* Up to `limit` waiting URLs of a host whose priority is from `first` to
 * `last`, by priority and then in the order they came. */
int store_frontier_load(struct store *s, int64_t scan, struct str host,
    int first, int last, size_t limit,
    void (*visit)(const struct store_link *link, void *ctx), void *ctx,
    struct fail *fail);
/* Every host with waiting URLs and how many. */
int store_frontier_hosts(struct store *s, int64_t scan,
    void (*visit)(struct str host, int64_t waiting, void *ctx), void *ctx,
    struct fail *fail);
/* The URL was dealt with; it will not be loaded again. */
int store_frontier_done(
    struct store *s, int64_t scan, struct str url, struct fail *fail);
/* Number of URLs ever added to the scan, and of those waiting. */
int store_frontier_count(struct store *s, int64_t scan, int64_t *known,
    int64_t *waiting, struct fail *fail);

/* --- pages --- */

struct store_page {
    int64_t scan;
    const char *url, *final_url;
    int64_t url_key; /* core/url.h; 0: not known to the caller */
    int status;
    enum page_outcome outcome;
    enum page_observed observed;
    const char *state;  /* "observed" "partial" "blocked" "quarantined"
                           "failed" "refused" "unchanged" */
    const char *reason; /* why, "" for observed */
    const char *kind;   /* "product" "list" "other", "" if unknown */
    int64_t fetched_at_ms;
    const char *digest; /* hex SHA-256 of the body, "" without one */
    const char *etag, *last_modified; /* "" when not sent */
    const char *record; /* where the archive keeps it: "SEGMENT:OFFSET" */
    const char *robots_override; /* legal basis, "" normally */
    int64_t reading;             /* store/readings.h, or 0 */
    int64_t since; /* the visit that it is unchanged since, or 0 */
};

/* Returns the page's row number in *id. The newest row of a URL counts. One
 * with `since` stands beside that row, not under its URL: there are many of
 * them, and they come in the order of those rows, while URLs are spread over
 * all of an index. */
int store_page_put(struct store *s, const struct store_page *p, int64_t *id,
    struct fail *fail);

/* A browser has opened the page: its name and version. */
int store_page_rendered(
    struct store *s, int64_t page, const char *browser, struct fail *fail);

/* What the last observed visit of a URL left for a conditional request.
 * 1 found, 0 not. Texts are owned by the caller (free each). */
struct store_validators {
    char *etag, *last_modified, *digest, *record;
    int64_t page, reading; /* reading may be 0 */
    int64_t url_key;       /* core/url.h; also where nothing was found */
};
int store_page_find(struct store *s, struct str url,
    struct store_validators *out, struct fail *fail);

/* How the newest visit of a URL ended: 1 and owned texts, or 0 if there was
 * none. */
int store_page_last(struct store *s, struct str url, char **state,
    char **reason, struct fail *fail);

/* Where the archive keeps the page's body, if it is of this digest: owned
 * "SEGMENT:OFFSET", or NULL in *record. */
int store_page_body(struct store *s, int64_t page, const char *digest,
    char **record, struct fail *fail);

/* --- listings and casefiles --- */

struct store_listing {
    int64_t id;
    int is_new;      /* first time this offer is seen */
    int changed;     /* its content differs from the version before */
    int64_t version; /* row of the version that was written; 0: it is kept */
    int64_t current; /* row of the version that it has now */
};

/* Keep a listing and, where its content changed, its new version. page may
 * be 0 (a listing that came from a file). The caller has checked that r->text
 * is a JSON object. */
int store_listing_put(struct store *s, const struct listing_record *r,
    int64_t page, int64_t now_ms, struct store_listing *out, struct fail *fail);

/* 1 if there is a casefile of the listing, 0 if not. */
int store_case_is(struct store *s, int64_t listing, struct fail *fail);

/* Keep what screening said. One casefile per listing: a re-scan updates
 * findings and priority and never touches its review. An unflagged verdict
 * is kept only where a casefile exists already. *id is 0 if none was kept.
 * A decided casefile comes back to the queue when a finding is new. */
int store_casefile_put(struct store *s, int64_t listing,
    const struct casefile *c, int64_t now_ms, int64_t *id, int *is_new,
    struct fail *fail);

/* Current version of every stored listing, in row order, for re-screening.
 * visit may take *l (and set it to NULL) and may write to the store. A non-zero
 * return of visit ends the walk and is returned. */
int store_listing_each(struct store *s,
    int (*visit)(int64_t id, struct listing **l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* The same for those that the last `scans` scans saw last. */
int store_listing_lately(struct store *s, int64_t scans,
    int (*visit)(int64_t id, struct listing **l, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* Every listing's id and record keys (empty where none were kept), in order
 * of id. visit must not write to the store. */
int store_keys_each(struct store *s,
    int (*visit)(int64_t id, struct str keys, void *ctx), void *ctx,
    struct fail *fail);
/* The current version of a listing: owned, or NULL in *out. */
int store_listing_get(
    struct store *s, int64_t id, struct listing **out, struct fail *fail);

/* --- recalls --- */

/* Keep a notice; a changed one is a new version of the same source and id.
 * *outcome: 1 new, 2 changed, 0 as it was. */
int store_recall_put(struct store *s, const struct recall *r, int64_t now_ms,
    int *outcome, struct fail *fail);
/* Current version of every recall in order of source and id. visit may take *r
 * (and set it to NULL). Its non-zero return ends the walk. */
int store_recall_each(struct store *s,
    int (*visit)(struct recall **r, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail);
/* The notices that are new or changed since store_recall_swept was called,
 * and the listings whose cases have a finding of one of them. visit must not
 * write to the store. */
int store_unswept_each(struct store *s,
    int (*visit)(struct str source, struct str id, void *ctx), void *ctx,
    struct fail *fail);
int store_unswept_listings(struct store *s,
    int (*visit)(int64_t listing, void *ctx), void *ctx, struct fail *fail);
int store_recall_swept(struct store *s, struct fail *fail);
/* Owned recall or NULL in *out. source may be empty: the first that fits. */
int store_recall_find(struct store *s, struct str source, struct str id,
    struct recall **out, struct fail *fail);

/* Where a notice was read: row of the document, number of the pass; zero
 * where it came from a file. */
struct store_origin {
    int64_t document, pass;
};
/* store_recall_put for a notice that was fetched. One that was marked as gone
 * loses its mark. */
int store_recall_put_from(struct store *s, const struct recall *r,
    const struct store_origin *from, int64_t now_ms, int *outcome,
    struct fail *fail);

/* A notice that is no longer in force, though the authority's own record does
 * not say so: a new version with "withdrawn" and the others, unless its own
 * record has them. */
struct store_mark {
    const char *mark;            /* "gone", "superseded" */
    const char *date, *why, *by; /* by may be NULL */
};
int store_recall_mark(struct store *s, int64_t row, const struct store_mark *m,
    int64_t now_ms, struct fail *fail);

/* The row of a notice: 1 with *row, or 0. */
int store_recall_row(struct store *s, struct str source, struct str id,
    int64_t *row, struct fail *fail);
/* Owned recall, or NULL in *out. */
int store_recall_get(
    struct store *s, int64_t row, struct recall **out, struct fail *fail);
/* Every version of a notice, oldest first; a non-zero return ends it. */
int store_recall_versions(struct store *s, int64_t row,
    int (*visit)(int64_t seen_at_ms, const struct js *record, void *ctx),
    void *ctx, struct fail *fail);

/* --- which notices are about one product --- */

struct store_recall_key {
    const char *kind;
    struct str key;
};
/* The next notice whose keys are to be made (again): 1, or 0. */
int store_recall_unkeyed(struct store *s, int64_t *row, struct fail *fail);
/* Replace the keys of a notice, and drop its links. */
int store_recall_keys_put(struct store *s, int64_t row,
    const struct store_recall_key *keys, size_t count, struct fail *fail);
/* Up to `limit` notices under a key, in order of row, into rows; their
 * number, or -1. */
int store_recall_keys_find(struct store *s, const char *kind, struct str key,
    int64_t *rows, size_t limit, struct fail *fail);

struct store_link_row {
    int64_t a, b; /* a < b */
    const char *kind;
    struct str key;
};
/* A pair is linked once: a second reason is not kept. */
int store_recall_link(
    struct store *s, const struct store_link_row *l, struct fail *fail);
/* The links of a notice, or of all for row 0. */
int store_recall_link_each(struct store *s, int64_t row,
    int (*visit)(const struct store_link_row *l, void *ctx), void *ctx,
    struct fail *fail);

/* --- feeds: what was fetched of each source, and what is left --- */

/* What is known of a source, as owned JSON; NULL in *out when nothing is. */
int store_feed_get(
    struct store *s, const char *source, struct js **out, struct fail *fail);
int store_feed_put(
    struct store *s, const char *source, const struct js *j, struct fail *fail);

/* One reading of a source from its list to the end, over all runs it took. */
int store_pass_add(struct store *s, const char *source, const struct js *j,
    int64_t *id, struct fail *fail);
int store_pass_put(struct store *s, int64_t id, const struct js *j, int ended,
    struct fail *fail);
/* The newest passes first. */
int store_pass_each(struct store *s, const char *source, size_t limit,
    int (*visit)(int64_t id, int ended, const struct js *j, void *ctx),
    void *ctx, struct fail *fail);

struct store_document {
    int64_t id;
    char *etag, *last_modified; /* owned */
    int64_t records;            /* it held at its last reading */
};
void store_document_clear(struct store_document *d);
/* 1 with *out to be cleared, or 0. */
int store_document_find(struct store *s, const char *source, struct str url,
    struct store_document *out, struct fail *fail);

/* What is to be fetched: one of the queue, or a document that was. */
struct store_turn {
    int64_t id;
    char *url;       /* owned where it was read */
    int kind;        /* the caller's */
    char listed[11]; /* date under which a list names it, or "" */
    int64_t tries;
};
void store_turn_clear(struct store_turn *t);

/* Keep what a document left for a conditional request; *id is its row. */
int store_document_put(struct store *s, const char *source,
    const struct store_turn *t, const struct store_document *d, int64_t now_ms,
    int64_t *id, struct fail *fail);
/* Queue every document listed at or after the date again. */
int store_document_again(struct store *s, const char *source, const char *since,
    size_t *count, struct fail *fail);

/* Queue a URL unless it waits already. */
int store_turn_add(struct store *s, const char *source,
    const struct store_turn *t, struct fail *fail);
/* The first that was not tried in this run, those that never failed before
 * the others: 1 with *out to be cleared, or 0. */
int store_turn_next(struct store *s, const char *source, int64_t run,
    struct store_turn *out, struct fail *fail);
int store_turn_done(struct store *s, int64_t id, struct fail *fail);
int store_turn_failed(
    struct store *s, int64_t id, int64_t run, struct fail *fail);
/* How many wait that failed at most `tries` times. */
int store_turn_count(struct store *s, const char *source, int64_t tries,
    int64_t *out, struct fail *fail);
int store_turn_clear_all(
    struct store *s, const char *source, struct fail *fail);

/* An unchanged document: the pass saw all its notices. */
int store_recall_seen(
    struct store *s, int64_t document, int64_t pass, struct fail *fail);
/* Notices of a source that are in force and were seen by a pass before this
 * one, but not by this one; of one document, or of all for 0. */
int store_recall_gone_each(struct store *s, const char *source,
    int64_t document, int64_t pass,
    int (*visit)(int64_t row, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail);
/* How many of a source are in force that were ever fetched; of one document,
 * or of all for 0. */
int store_recall_count_of(struct store *s, const char *source, int64_t document,
    int64_t *out, struct fail *fail);
/* The latest date of publication up to `today` among them, "" if none. */
int store_recall_newest(struct store *s, const char *source, const char *today,
    char out[11], struct fail *fail);

/* --- queue --- */

enum store_sort {
    STORE_BY_PRIORITY, /* highest first */
    STORE_BY_AGE,      /* seen first, first */
    STORE_BY_NEWEST,
    STORE_BY_DEADLINE, /* due first, first; then those without, by priority */
    STORE_BY_PRICE,    /* as stated: currencies are not converted */
    STORE_BY_MARKET,   /* then by priority */
    STORE_SORTS
};

/* A row of an order: see store_place_of (store/queue.h). */
struct store_place {
    double number[2];
    const char *text; /* borrowed; of STORE_BY_MARKET, else NULL */
    int64_t id;
};

/* NULL and 0 are no filter. */
struct store_filter {
    const char *state; /* of core/workflow.h, or "open": those that wait for
                          somebody to decide (workflow_is_open) */
    const char *market, *hazard, *assignee, *source, *language;
    const char *seller, *recall, *rule; /* recall and rule: id of a finding */
    const char *text;                   /* words; all of them */
    int nobody;                         /* without assignee */
    int64_t from_ms, to_ms;             /* first seen from, and before */
    double min_priority;
    enum store_sort sort;
    const struct store_place *after; /* begin behind this row */
    int64_t offset, limit;           /* limit 0: all */
    int brief;                       /* give `card`, not `casefile` */
};

struct store_case {
    int64_t id, listing;
    double priority;
    const char *state, *assignee;
    const char *casefile; /* JSON of core/casefile.h; "" where it is brief */
    struct str card;      /* bytes of store/card.h, where it is brief */
    int64_t first_seen_ms, last_seen_ms, decided_at_ms;
    int64_t decisions;        /* how many the history holds */
    int64_t due_ms;           /* 0: no clock runs */
    int64_t event;            /* number of the last in its history */
    const char *lease_holder; /* "" where nobody had one; it may be over */
    int64_t lease_until_ms;
    double price;
    const char *market;
    int64_t picture; /* the first of the offer (store/pictures.h), or 0 */
};

/* Cases of the filter in its order, equal ones by id; borrowed for the call.
 * A walk of many is made in portions: a case that changes meanwhile may be
 * visited twice or not at all. */
int store_case_each(struct store *s, const struct store_filter *filter,
    int (*visit)(const struct store_case *c, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);
/* How many fit, whatever limit, offset and after say. */
int store_case_count(struct store *s, const struct store_filter *filter,
    int64_t *out, struct fail *fail);
/* One case as owned JSON: {"id","priority","state","assignee","flagged",
 * "verdict","first_seen","last_seen","decided_at","casefile","event",
 * "decisions","history","versions","pages","pictures"}, versions and pages
 * newest first, pictures in the offer's order, with the visit each came by;
 * of the history the newest 100, and, however old, the last act and the last
 * confirmation that were not taken back ("history_left_out": how many more);
 * NULL in *out when there is none. "verdict" is the decision that holds
 * ("confirm", "dismiss"), "serious" that the risk was when it was confirmed,
 * "event" the number of the last entry of "history".
 * "judged_blind": what was said before the findings were shown, with "drawn"
 * (audit, uncertain, flagged), "verdict", "author", "at".
 * An entry has "event", "kind" (opened, found, revealed, or what people did:
 * docs/formats.md), "at", and as it applies "author", "role", "act", "from"
 * (the state before), "state", "verdict", "reason_code", "note", "undoes" (the
 * event it takes back), "undone". What people do: store/workflow.h. */
int store_case_find(
    struct store *s, int64_t id, struct js **out, struct fail *fail);
/* The same with all of the history, and up to `most` versions and pages, not
 * the newest 20; 0 for these. */
int store_case_read(struct store *s, int64_t id, int64_t most, struct js **out,
    struct fail *fail);

/* --- cases that are judged before findings are shown (core/sample.h) --- */

/* Random hexadecimal digits, made with the store and with the NUL. */
#define STORE_SECRET_BYTES 65
int store_secret(
    struct store *s, char out[STORE_SECRET_BYTES], struct fail *fail);

struct store_sample {
    const char *kind; /* "audit", "uncertain": not flagged; "flagged" */
    int64_t scan;
    double share;     /* of offers that are drawn, or quota per scan */
    const char *seed; /* of the policy */
    double draw;      /* from 0 to below 1: at which place it stands */
    double otherwise; /* the place in an empty queue */
};
/* Put a casefile of an offer without a case into the queue, blinded: it stands
 * at the priority of some other case. So it stays, screened again or not,
 * until somebody decides it (store/workflow.h) or a finding cannot wait
 * (sample_is_urgent); what the machine says is kept beside it, and nothing of
 * this is in what store_case_each and store_case_find give. */
int store_sample_put(struct store *s, int64_t listing, const struct casefile *c,
    const struct store_sample *sample, int64_t now_ms, int64_t *id,
    struct fail *fail);

/* Those of a scan that may be drawn at its end: the `quota` of the least
 * distance are kept. */
struct store_waiting {
    double distance;
    struct str record; /* of core/casefile.h */
    int64_t quota;
};
int store_sample_wait(struct store *s, int64_t scan, int64_t listing,
    const struct store_waiting *w, struct fail *fail);
/* How many of a kind a scan has put into the queue since a moment. */
int store_sample_taken(struct store *s, const char *kind, int64_t scan,
    int64_t since_ms, int64_t *count, struct fail *fail);
/* Visit them, the least distance first, and forget them. */
int store_sample_waiting(struct store *s, int64_t scan,
    int (*visit)(
        int64_t listing, struct str record, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* Every case whose verdict is to confirm or to dismiss, in order of its
 * number. */
struct store_decided {
    int64_t id;
    int confirmed;
    struct str reason_code;
    int64_t at_ms;
    struct str listing; /* JSON of core/listing.h */
};
int store_decided_each(struct store *s,
    int (*visit)(const struct store_decided *d, void *ctx, struct fail *fail),
    void *ctx, struct fail *fail);

/* Add to the figures, each with 95 % intervals: "sources", what was confirmed
 * of the decided cases per finding source ("precision"; in "blind" the same of
 * the flagged cases that were judged before their findings were shown);
 * "blind", those in all; "audit", with "missed", the share confirmed among
 * unflagged offers, and "recall", of all such offers the share that was
 * flagged; "uncertain". What counts as "decided" in the last three is what was
 * said blind: to confirm or to dismiss. */
int store_sample_stats(struct store *s, struct js *out, struct fail *fail);

/* Figures: counts per state, hazard, market, finding source and id with the
 * share confirmed of those decided; and those above. Owned JSON. */
int store_queue_stats(struct store *s, struct js **out, struct fail *fail);

#endif
