/* scan/task.h - a URL between frontier and store, and the line of pages that
 * wait for an inspector. Knows no process.
 */
#ifndef SCAN_TASK_H
#define SCAN_TASK_H

#include "base/digest.h"
#include "base/shelf.h"
#include "crawler/frontier.h"
#include "scan/message.h"
#include "scan/reading.h"
#include "store/store.h"

struct task {
    int64_t id;
    char *url, *host; /* owned */
    int depth;
    int leads_on; /* a list: others wait for what it names */
    enum message_kind kind;
    struct store_validators known; /* owned; of the last visit */
    struct page *page;             /* owned once it came */
    struct shelf *shelf;           /* on which the body lies, or NULL */
    const char *slot;              /* there */
    char digest[DIGEST_HEX_BYTES]; /* of its body, "" without one */
    struct reading reading;        /* of the same bytes, if it fits */
    int tries;                     /* inspectors that ended over it */
    int render_tries;              /* keepers of a browser that did */
    struct task *next;             /* in the backlog */
};

struct task *task_new(int64_t id, const struct frontier_task *f);
void task_free(void *task); /* NULL is allowed */

/* The page came. A body that is lent is copied: to the shelf (or NULL), where
 * it lies while the task has the page, or where that has no room, elsewhere. */
void task_take_page(struct task *t, struct page *p, struct shelf *shelf);
void task_drop_page(struct task *t);
/* The same, but the page, without a body that was lent, is the caller's; NULL
 * where none came. */
struct page *task_leave_page(struct task *t);

/* Ask for it as if it had never been visited. */
void task_forget(struct task *t);

/* Note the digest of what came in p: of a page that was not modified, that of
 * the last visit. Where no visit is known it is not needed yet. */
void task_hash(struct task *t, const struct page *p);
/* It will be needed when the page is kept. Two are made together, which takes
 * less time: *waits is the task that still has none, or NULL. */
void task_hash_soon(struct task *t, struct task **waits);
/* It is needed now, or the task ends. */
void task_hash_now(struct task *t, struct task **waits);

/* How the state of its page reads in the store, after what was found there. */
const char *task_state(const struct task *t, const struct message_result *r);

/* Pages that came, lists first, then the oldest; borrowed. */
struct task_backlog {
    struct task *first, **end;
    size_t count, bytes;
};

void task_backlog_init(struct task_backlog *b);
void task_backlog_add(struct task_backlog *b, struct task *t);
struct task *task_backlog_take(struct task_backlog *b); /* or NULL */
/* Take one out of the middle; `before` is the one before it, or NULL. */
void task_backlog_remove(
    struct task_backlog *b, struct task *before, struct task *t);

#endif
