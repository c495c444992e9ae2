/* The URLs of a scan, one queue per host. */
#include "base/digest.h"
#include "base/mem.h"
#include "store/handle.h"

#include <stdlib.h>

/* Mixes the scan in, so that two scans of one process do not share keys.
 * 0 marks an empty slot. */
static int64_t
recent_key(int64_t scan, int64_t key)
{
    uint64_t mixed = (uint64_t)key ^ (uint64_t)scan * 0x9E3779B97F4A7C15u;

    return mixed != 0 ? (int64_t)mixed : 1;
}

static struct handle_recent *
recent_slot(struct store *s, int64_t mixed)
{
    if (s->recent == NULL)
        s->recent = mem_array(HANDLE_RECENT, sizeof s->recent[0]);
    return &s->recent[(uint64_t)mixed % HANDLE_RECENT];
}

/* --- hosts --- */

static int
count_write(struct store *s, struct handle_count *c, struct fail *fail)
{
    struct handle_count one = *c;

    *c = (struct handle_count){ 0 };
    if (one.host == 0)
        return 0;
    return db_run(s->db, SQL_HOST_COUNT,
        DB_ARGS(db_i(one.host), db_i(one.known), db_i(one.waiting)), fail);
}

int
handle_frontier_write(struct store *s, struct fail *fail)
{
    for (size_t i = 0; i < HANDLE_HOSTS; i++)
        if (count_write(s, &s->count[i], fail) != 0)
            return -1;
    return 0;
}

void
handle_frontier_forget(struct store *s)
{
    for (size_t i = 0; i < HANDLE_HOSTS; i++) {
        free(s->host[i].name);
        s->host[i] = (struct handle_host){ 0 };
        s->count[i] = (struct handle_count){ 0 };
    }
}

/* Within a transaction, which writes it when it ends. */
static int
count_change(
    struct store *s, int64_t host, int known, int waiting, struct fail *fail)
{
    struct handle_count *c = &s->count[(uint64_t)host % HANDLE_HOSTS];

    if (c->host != host && count_write(s, c, fail) != 0)
        return -1;
    c->host = host;
    c->known += known;
    c->waiting += waiting;
    return 0;
}

/* Its row is made where there is none. */
static int
host_id(struct store *s, int64_t scan, struct str host, int64_t *id,
    struct fail *fail)
{
    struct handle_host *lately = &s->host[str_hash(host) % HANDLE_HOSTS];
    int rc;

    if (lately->name != NULL && lately->scan == scan &&
        str_is(host, lately->name)) {
        *id = lately->id;
        return 0;
    }
    rc =
        db_one(s->db, SQL_HOST_FIND, DB_ARGS(db_i(scan), db_s(host)), id, fail);
    if (rc < 0)
        return -1;
    if (rc == 0) {
        if (db_run(s->db, SQL_HOST_ADD, DB_ARGS(db_i(scan), db_s(host)),
                fail) != 0)
            return -1;
        *id = db_last_id(s->db);
    }
    free(lately->name);
    *lately = (struct handle_host){ str_dup(host), scan, *id };
    return 0;
}

/* --- URLs --- */

static int
add_new(struct store *s, int64_t scan, int64_t key,
    const struct store_link *link, struct handle_recent *added,
    struct fail *fail)
{
    if (host_id(s, scan, link->host, &added->host, fail) != 0 ||
        db_run(s->db, SQL_WAITING_ADD,
            DB_ARGS(db_i(added->host), db_i(link->priority), db_i(link->depth),
                db_s(link->url)),
            fail) != 0)
        return -1;
    added->seq = db_last_id(s->db);
    if (db_run(s->db, SQL_KNOWN_ADD,
            DB_ARGS(db_i(scan), db_i(key), db_i(added->seq)), fail) != 0)
        return -1;
    return count_change(s, added->host, 1, 1, fail);
}

int
store_frontier_add(struct store *s, int64_t scan, const struct store_link *link,
    struct fail *fail)
{
    int64_t key = digest_key(link->url), mixed = recent_key(scan, key);
    struct handle_recent *slot = recent_slot(s, mixed),
                         now = { .mixed = mixed };
    int own, rc;

    if (slot->mixed == mixed)
        return 0;
    rc = db_one(
        s->db, SQL_KNOWN_FIND, DB_ARGS(db_i(scan), db_i(key)), &now.seq, fail);
    if (rc < 0)
        return -1;
    if (rc == 0) {
        if (handle_enter(s, &own, fail) != 0 ||
            handle_leave(
                s, own, add_new(s, scan, key, link, &now, fail), fail) != 0)
            return -1;
    }
    *slot = now;
    return rc == 0;
}

int
store_frontier_load(struct store *s, int64_t scan, struct str host,
    size_t limit, int after_priority, int64_t after_seq,
    void (*visit)(const struct store_link *link, int64_t seq, void *ctx),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int64_t id;
    int more, rc = db_one(s->db, SQL_HOST_FIND, DB_ARGS(db_i(scan), db_s(host)),
                  &id, fail);

    if (rc != 1)
        return rc;
    rc = db_rows_start(&r, s->db, SQL_WAITING_LOAD,
        DB_ARGS(db_i(id), db_i(after_priority), db_i(after_seq),
            db_i((int64_t)limit)),
        fail);
    while (rc == 0 && (more = db_rows_next(&r, fail)) != 0) {
        struct store_link link;

        if (more < 0) {
            rc = -1;
            break;
        }
        link = (struct store_link){
            .url = db_rows_s(&r, 0),
            .host = host,
            .priority = (int)db_rows_i(&r, 1),
            .depth = (int)db_rows_i(&r, 2),
        };

        visit(&link, db_rows_i(&r, 3), ctx);
    }
    db_rows_end(&r);
    return rc;
}

int
store_frontier_hosts(struct store *s, int64_t scan,
    void (*visit)(struct str host, int64_t waiting, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r = { 0 };
    int rc = handle_frontier_write(s, fail);

    if (rc == 0)
        rc = db_rows_start(&r, s->db, SQL_HOST_EACH, DB_ARGS(db_i(scan)), fail);
    if (rc == 0)
        while ((rc = db_rows_next(&r, fail)) == 1)
            visit(db_rows_s(&r, 0), db_rows_i(&r, 1), ctx);
    db_rows_end(&r);
    return rc;
}

static int
take_waiting(struct store *s, const struct handle_recent *of, struct fail *fail)
{
    int64_t host = of->host;
    int rc = 1;

    if (host == 0)
        rc = db_one(
            s->db, SQL_WAITING_HOST, DB_ARGS(db_i(of->seq)), &host, fail);
    if (rc == 1 &&
        db_run(s->db, SQL_WAITING_TAKE, DB_ARGS(db_i(of->seq)), fail) != 0)
        rc = -1;
    if (rc == 1 && db_changes(s->db) > 0) /* else it was dealt with before */
        rc = count_change(s, host, 0, -1, fail);
    return rc < 0 ? -1 : 0;
}

int
store_frontier_done(
    struct store *s, int64_t scan, struct str url, struct fail *fail)
{
    int64_t key = digest_key(url), mixed = recent_key(scan, key);
    struct handle_recent of = *recent_slot(s, mixed);
    int own, rc = of.mixed == mixed;

    if (rc == 0) {
        of.host = 0;
        rc = db_one(s->db, SQL_KNOWN_FIND, DB_ARGS(db_i(scan), db_i(key)),
            &of.seq, fail);
    }
    if (rc != 1)
        return rc;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, take_waiting(s, &of, fail), fail);
}

int
store_frontier_count(struct store *s, int64_t scan, int64_t *known,
    int64_t *waiting, struct fail *fail)
{
    struct db_rows r = { 0 };
    int rc = handle_frontier_write(s, fail);

    if (rc == 0)
        rc = db_rows_start(
            &r, s->db, SQL_HOST_TOTALS, DB_ARGS(db_i(scan)), fail);
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *known = db_rows_i(&r, 0);
        *waiting = db_rows_i(&r, 1);
        rc = 0;
    }
    db_rows_end(&r);
    return rc;
}
