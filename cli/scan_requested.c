#include "cli/scan_requested.h"

#include "cli/apart.h"
#include "cli/stop.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/now.h"

#include <stdlib.h>

#define PATH_BYTES_MAX 8192

/* One scan, as its process is given it. */
struct one {
    int (*scan)(void *ctx, const char *path, const struct store_taken *t,
        struct fail *fail);
    void *ctx;
    const char *path;
    const struct store_taken *taken;
};

static int
scan_one(void *ctx, struct fail *fail)
{
    const struct one *o = ctx;

    return o->scan(o->ctx, o->path, o->taken, fail);
}

/* What is running in the store has no process any more, where no other batch
 * job holds the lock. 1 if one does. */
static int
take_up(const char *store, struct fail *fail)
{
    struct store *lock = NULL;
    int rc = 0;

    if (store_open(&lock, store, STORE_UPDATE, fail) != 0)
        return -1;
    if (store_lock(lock, "scan --requested", fail) != 0)
        rc = 1;
    else if (store_request_again(lock, fail) != 0)
        rc = -1;
    store_close(lock);
    return rc;
}

/* The store is open only as long as this takes: the scan's process opens it
 * itself, and SQLite lets no open one be forked. */
static int
take(const char *store, struct store_taken *out, struct fail *fail)
{
    struct store *s = NULL;
    int rc = -1;

    *out = (struct store_taken){ .id = 0 };
    if (store_open(&s, store, STORE_UPDATE, fail) == 0)
        rc = store_request_take(s, out, fail);
    store_close(s);
    return rc;
}

static int
note_end(const char *store, int64_t id, const char *why, struct fail *fail)
{
    struct store *s = NULL;
    int rc = store_open(&s, store, STORE_UPDATE, fail);

    if (rc == 0)
        rc = store_request_end(s, id, why, now_wall_ms(), fail);
    store_close(s);
    return rc;
}

/* 0 to go on, 1 if it was stopped, or -1. */
static int
carry_out(const char *store, struct one *one, struct fail *fail)
{
    const struct store_taken *t = one->taken;
    struct fail why = { "" };
    int rc = apart_run(scan_one, one, &why);

    if (rc < 0)
        log_error(
            "event=request_failed campaign=%s why=\"%s\"", t->file, why.text);
    /* Whatever ended it while all is being stopped: it goes on next time. */
    if (rc == 1 || (rc < 0 && stop_asked()))
        return 1;
    return note_end(store, t->id, rc < 0 ? why.text : NULL, fail);
}

int
scan_requested(const char *store, const char *campaigns,
    int (*scan)(void *ctx, const char *path, const struct store_taken *t,
        struct fail *fail),
    void *ctx, struct fail *fail)
{
    int rc = take_up(store, fail);

    if (rc == 1)
        log_info("event=requests_wait why=\"%s\"", fail->text);
    while (rc == 0 && !stop_asked()) {
        struct buf path = BUF_MAX(PATH_BYTES_MAX);
        struct store_taken t;

        rc = take(store, &t, fail);
        if (rc == 1) {
            buf_addf(&path, "%s/%s", campaigns, t.file);
            rc = carry_out(
                store, &(struct one){ scan, ctx, buf_text(&path), &t }, fail);
        } else if (rc == 0) {
            rc = 1; /* none waits */
        }
        free(t.file);
        free(t.digest);
        free(t.author);
        buf_clear(&path);
    }
    return rc < 0 ? -1 : 0;
}
