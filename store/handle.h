/* store/handle.h - the open store as the files of store/ see it; internal. */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include "store/db.h"
#include "store/store.h"

/* Keys of URLs added lately, direct-mapped: most links of a page were seen
 * on the page before. 8 MB. */
#define HANDLE_RECENT (1u << 18)

/* Hosts of a frontier met lately, each in the one place its hash says. */
#define HANDLE_HOSTS 256

struct handle_host {
    char *name; /* owned, or NULL */
    int64_t scan, id;
    int64_t last; /* of its URLs' numbers */
};

/* What the counts of a host have to be changed by, before the commit. */
struct handle_count {
    int64_t host, known, waiting; /* host 0: none */
};

struct handle_recent {
    int64_t mixed; /* key and scan; 0: none */
    /* The row that waits or waited; host 0: not known. */
    int64_t host, seq;
    int priority;
};

struct store {
    struct db *db;
    int lock_fd; /* -1 unless store_lock was called */
    int way_fd;  /* of a batch job: who waits (store/give_way.h), or -1 */
    struct handle_recent *recent; /* owned; HANDLE_RECENT of them */
    struct packed *packed;        /* owned */
    int64_t counted;              /* offers that are new since the commit */
    int64_t reading; /* the last row reserved in this transaction, or 0 */
    int64_t version; /* the last row there is within this transaction, or 0 */
    struct handle_host host[HANDLE_HOSTS];
    struct handle_count count[HANDLE_HOSTS];
};

/* Make one call atomic: begins a transaction unless the caller has one.
 * *own tells leave whether to end it. */
int handle_enter(struct store *s, int *own, struct fail *fail);
/* Commit if rc is 0, else roll back, where the transaction is ours. Returns
 * rc, or -1 if the commit failed. */
int handle_leave(struct store *s, int own, int rc, struct fail *fail);

/* Write the counts of hosts; and forget them, and all hosts, where the
 * transaction they are of does not come about. */
int handle_frontier_write(struct store *s, struct fail *fail);
void handle_frontier_forget(struct store *s);

/* Keep who stands behind a stored listing, and what its product is looked up
 * by; of a record that is no listing nothing is kept. Of one that is new no
 * case and nothing older is looked for. Then, of its new case.
 * store/parties.h. */
int handle_parties_put(struct store *s, const struct store_listing *of,
    const struct listing_record *r, int64_t seen_ms, struct fail *fail);
int handle_parties_case(
    struct store *s, int64_t listing, int64_t id, struct fail *fail);

/* A casefile as it is written: where, and what was new in it. */
struct handle_case {
    int64_t listing, id; /* id 0: a new case, whose number is set */
    int64_t now_ms;      /* when it was seen; 0: not now */
    struct buf *fresh;   /* names findings it never had, or never so strong */
};
/* Write its record, its rows in the queue, hazards and findings. */
int handle_case_write(struct store *s, struct handle_case *w,
    const struct casefile *c, struct fail *fail);

/* Of a case that is to be judged before its findings are shown (store.h,
 * store_sample_put). Keep what the machine says now, and give in *out what is
 * to be shown of it: owned, NULL where c itself is. */
int handle_blind_renew(struct store *s, int64_t id, const struct casefile *c,
    struct casefile **out, struct fail *fail);

/* Who judged such a case. */
struct handle_judged {
    int64_t id, at_ms, event;
    const char *verdict;
    struct str author, state;
};
/* Write what was kept beside it into the case, with an event that names the
 * findings. */
int handle_blind_reveal(
    struct store *s, const struct handle_judged *j, struct fail *fail);
/* Add "judged_blind" to the record of a case, where it was. */
int handle_blind_tell(
    struct store *s, int64_t id, struct js *out, struct fail *fail);

/* Call one() until nothing is left, in one transaction; none where the
 * statement gives no row. one() returns 1 if it did one, 0 if none is left. */
int handle_catch_up(struct store *s, enum sql behind,
    int (*one)(struct store *s, struct fail *fail), struct fail *fail);

/* A JSON value as owned text. */
char *handle_json_text(const struct js *j);

/* Object member from a time; nothing for 0. */
void handle_set_time(struct js *object, const char *name, int64_t ms);

#endif
