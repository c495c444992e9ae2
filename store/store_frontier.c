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

/* How many URLs more it knows than its row says. */
static int64_t
known_more(const struct store *s, int64_t host)
{
    const struct handle_count *c = &s->count[(uint64_t)host % HANDLE_HOSTS];

    return c->host == host ? c->known : 0;
}

/* *h->id is 0 where it has no row. */
static int
host_find(
    struct store *s, int64_t scan, struct handle_host *h, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_HOST_FIND, DB_ARGS(db_i(scan), db_z(h->name)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        h->id = db_rows_i(&r, 0);
        h->last = db_rows_i(&r, 1) + known_more(s, h->id);
    }
    db_rows_end(&r);
    return rc < 0 ? -1 : 0;
}

/* Its row is made where there is none. *out is borrowed until the next. */
static int
host_of(struct store *s, int64_t scan, struct str host,
    struct handle_host **out, struct fail *fail)
{
    struct handle_host *h = &s->host[str_hash(host) % HANDLE_HOSTS];

    *out = h;
    if (h->name != NULL && h->scan == scan && str_is(host, h->name))
        return 0;
    free(h->name);
    *h = (struct handle_host){ .name = str_dup(host) };
    if (host_find(s, scan, h, fail) != 0)
        return -1;
    if (h->id == 0) {
        if (db_run(s->db, SQL_HOST_ADD, DB_ARGS(db_i(scan), db_s(host)),
                fail) != 0)
            return -1;
        h->id = db_last_id(s->db);
    }
    h->scan = scan;
    return 0;
}

/* --- URLs --- */

/* 1 if it was new; then *at says where it waits. */
static int
add(struct store *s, int64_t scan, int64_t key, const struct store_link *link,
    struct handle_recent *at, struct fail *fail)
{
    struct handle_host *h;
    int64_t seq;

    if (host_of(s, scan, link->host, &h, fail) != 0)
        return -1;
    seq = h->last + 1;
    if (db_run(s->db, SQL_KNOWN_ADD,
            DB_ARGS(db_i(scan), db_i(key), db_i(h->id), db_i(link->priority),
                db_i(seq)),
            fail) != 0)
        return -1;
    if (db_changes(s->db) == 0)
        return 0;
    if (db_run(s->db, SQL_WAITING_ADD,
            DB_ARGS(db_i(h->id), db_i(link->priority), db_i(seq),
                db_i(link->depth), db_s(link->url)),
            fail) != 0 ||
        count_change(s, h->id, 1, 1, fail) != 0)
        return -1;
    h->last = at->seq = seq;
    at->host = h->id;
    at->priority = link->priority;
    return 1;
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
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    rc = add(s, scan, key, link, &now, fail);
    if (handle_leave(s, own, rc < 0 ? -1 : 0, fail) != 0)
        return -1;
    *slot = now;
    return rc;
}

int
store_frontier_load(struct store *s, int64_t scan, struct str host, int first,
    int last, size_t limit,
    void (*visit)(const struct store_link *link, void *ctx), void *ctx,
    struct fail *fail)
{
    struct db_rows r;
    int64_t id;
    int more, rc = db_one(s->db, SQL_HOST_FIND, DB_ARGS(db_i(scan), db_s(host)),
                  &id, fail);

    if (rc != 1)
        return rc;
    rc = db_rows_start(&r, s->db, SQL_WAITING_LOAD,
        DB_ARGS(db_i(id), db_i(first), db_i(last), db_i((int64_t)limit)), fail);
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

        visit(&link, ctx);
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
take_waiting(struct store *s, const struct handle_recent *at, struct fail *fail)
{
    if (db_run(s->db, SQL_WAITING_TAKE,
            DB_ARGS(db_i(at->host), db_i(at->priority), db_i(at->seq)),
            fail) != 0)
        return -1;
    if (db_changes(s->db) == 0) /* it was dealt with before */
        return 0;
    return count_change(s, at->host, 0, -1, fail);
}

/* Where a URL waits or waited: 1, or 0 if it is not known. */
static int
find_waiting(struct store *s, int64_t scan, int64_t key,
    struct handle_recent *at, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(
        &r, s->db, SQL_KNOWN_FIND, DB_ARGS(db_i(scan), db_i(key)), fail);

    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        at->host = db_rows_i(&r, 0);
        at->priority = (int)db_rows_i(&r, 1);
        at->seq = db_rows_i(&r, 2);
    }
    db_rows_end(&r);
    return rc;
}

int
store_frontier_done(
    struct store *s, int64_t scan, struct str url, struct fail *fail)
{
    int64_t key = digest_key(url), mixed = recent_key(scan, key);
    struct handle_recent at = *recent_slot(s, mixed);
    int own, rc = at.mixed == mixed && at.host > 0;

    if (rc == 0)
        rc = find_waiting(s, scan, key, &at, fail);
    if (rc != 1)
        return rc;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, take_waiting(s, &at, fail), fail);
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
