#include "store/throttle.h"

#include "base/digest.h"
#include "base/fold.h"
#include "store/handle.h"

#include <arpa/inet.h>

#define KEY_BYTES_MAX 4000

/* The name is kept as a digest: people type their password into the wrong
 * field. */
static int64_t
key_of(const char *kind, struct str text)
{
    struct buf key = BUF_MAX(KEY_BYTES_MAX);
    int64_t k;

    buf_addf(&key, "throttle %s ", kind);
    fold_key(&key, text);
    k = digest_key(buf_str(&key));
    buf_clear(&key);
    return k;
}

/* Whoever has one address of IPv6 has the other 2^64 of its network too (RFC
 * 6177 gives a site no less than a /64); IPv4 inside of IPv6 (RFC 4291,
 * 2.5.5.2) is IPv4. */
static int64_t
key_of_peer(struct str peer)
{
    static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    char text[INET6_ADDRSTRLEN], network[INET6_ADDRSTRLEN];
    struct in6_addr a;
    const char *shown = NULL;

    if (peer.len < sizeof text) {
        memcpy(text, peer.p, peer.len);
        text[peer.len] = '\0';
        if (inet_pton(AF_INET6, text, &a) == 1) {
            if (memcmp(a.s6_addr, mapped, sizeof mapped) == 0) {
                shown = inet_ntop(AF_INET, a.s6_addr + sizeof mapped, network,
                    sizeof network);
            } else {
                memset(a.s6_addr + 8, 0, 8);
                shown = inet_ntop(AF_INET6, &a, network, sizeof network);
            }
        }
    }
    return key_of("peer", shown != NULL ? str_of(shown) : peer);
}

static int
get(struct store *s, int64_t key, int64_t now_ms, int64_t *failures,
    int64_t *last_ms, struct fail *fail)
{
    struct db_rows r;
    int rc =
        db_rows_start(&r, s->db, SQL_THROTTLE_GET, DB_ARGS(db_i(key)), fail);

    *failures = *last_ms = 0;
    if (rc == 0 && (rc = db_rows_next(&r, fail)) == 1) {
        *failures = db_rows_i(&r, 0);
        *last_ms = db_rows_i(&r, 1);
    }
    db_rows_end(&r);
    if (rc == 1 && now_ms >= *last_ms + STORE_THROTTLE_FORGET_MS)
        *failures = 0;
    return rc < 0 ? -1 : 0;
}

static int64_t
wait_of(struct store *s, int64_t key, int64_t free_ones, int64_t now_ms,
    struct fail *fail)
{
    int64_t failures, last_ms, wait_ms = STORE_THROTTLE_FIRST_MS;

    if (get(s, key, now_ms, &failures, &last_ms, fail) != 0)
        return -1;
    if (failures < free_ones)
        return 0;
    for (int64_t n = free_ones;
         n < failures && wait_ms < STORE_THROTTLE_WAIT_MAX_MS; n++)
        wait_ms *= 2;
    if (wait_ms > STORE_THROTTLE_WAIT_MAX_MS)
        wait_ms = STORE_THROTTLE_WAIT_MAX_MS;
    return last_ms + wait_ms > now_ms ? last_ms + wait_ms - now_ms : 0;
}

int64_t
store_throttle_wait(
    struct store *s, const struct store_attempt *a, struct fail *fail)
{
    int64_t name = wait_of(
        s, key_of("name", a->name), STORE_THROTTLE_NAME_FREE, a->at_ms, fail);
    int64_t peer = wait_of(
        s, key_of_peer(a->peer), STORE_THROTTLE_PEER_FREE, a->at_ms, fail);

    if (name < 0 || peer < 0)
        return -1;
    return name > peer ? name : peer;
}

static int
add(struct store *s, int64_t key, int64_t by, int64_t now_ms, struct fail *fail)
{
    int64_t failures, last_ms;

    if (get(s, key, now_ms, &failures, &last_ms, fail) != 0)
        return -1;
    failures = by == 0 ? 0 : failures + by > 0 ? failures + by : 0;
    return db_run(s->db, SQL_THROTTLE_PUT,
        DB_ARGS(db_i(key), db_i(failures), db_i(now_ms)), fail);
}

static int
count(struct store *s, const struct store_attempt *a, struct fail *fail)
{
    if (add(s, key_of("name", a->name), 1, a->at_ms, fail) != 0 ||
        add(s, key_of_peer(a->peer), 1, a->at_ms, fail) != 0)
        return -1;
    return db_run(s->db, SQL_THROTTLE_CUT,
        DB_ARGS(db_i(a->at_ms - STORE_THROTTLE_FORGET_MS),
            db_i(STORE_THROTTLE_ROWS_MAX)),
        fail);
}

int
store_throttle_count(
    struct store *s, const struct store_attempt *a, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, count(s, a, fail), fail);
}

static int
clear(struct store *s, const struct store_attempt *a, struct fail *fail)
{
    if (add(s, key_of("name", a->name), 0, a->at_ms, fail) != 0)
        return -1;
    return a->peer.len > 0 ? add(s, key_of_peer(a->peer), -1, a->at_ms, fail)
                           : 0;
}

int
store_throttle_clear(
    struct store *s, const struct store_attempt *a, struct fail *fail)
{
    int own;

    if (handle_enter(s, &own, fail) != 0)
        return -1;
    return handle_leave(s, own, clear(s, a, fail), fail);
}
