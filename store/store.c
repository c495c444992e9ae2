/* Opening, locking and transactions; what the other files of store/ share. */
#include "store/handle.h"

#include "base/mem.h"
#include "base/now.h"
#include "store/give_way.h"
#include "store/migrate.h"
#include "store/notice_card.h"
#include "store/packed.h"
#include "store/queue_row.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOCK_TEXT_MAX 200
/* A few commits, each of which waits for the disk; and what is bearable. */
#define GIVE_WAY_MS 50
#define GIVE_WAY_MS_MAX 1000
/* A job's transaction ends after so long, or when somebody waits. */
#define HELD_MS 500
#define HELD_WANTED_MS 50

int
store_open(struct store **out, const char *path, enum store_mode mode,
    struct fail *fail)
{
    struct store *s = mem_new(sizeof *s);
    struct stat st;
    int rc = -1;

    s->lock_fd = s->way_fd = -1;
    s->packed = packed_new();
    if (strncmp(path, "postgresql:", 11) == 0 ||
        strncmp(path, "postgres:", 9) == 0) {
        fail_set(fail, "%s: PostgreSQL is not supported, name a file", path);
        goto out;
    }
    if (mode != STORE_WRITE && stat(path, &st) != 0) {
        fail_set(fail, "%s: %s", path, strerror(errno));
        goto out;
    }
    if (db_open(&s->db, path, mode != STORE_READ, fail) != 0)
        goto out;
    if (mode != STORE_READ ? migrate_run(s->db, fail) != 0
                           : migrate_check(s->db, fail) != 0)
        goto out;
    if (mode != STORE_READ && (queue_row_catch_up(s, fail) != 0 ||
                                  notice_card_catch_up(s, fail) != 0))
        goto out;
    *out = s;
    s = NULL; /* handed over */
    rc = 0;
out:
    store_close(s);
    return rc;
}

void
store_close(struct store *s)
{
    if (s == NULL)
        return;
    db_close(s->db);
    handle_frontier_forget(s);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    if (s->way_fd >= 0)
        close(s->way_fd);
    free(s->recent);
    packed_free(s->packed);
    free(s);
}

const char *
store_path(const char *given)
{
    const char *path = given != NULL ? given : getenv("SHELFWATCH_STORE");

    return path != NULL && path[0] != '\0' ? path : "shelfwatch.db";
}

/* The lock is a POSIX one: the kernel drops it when the process ends however
 * it ends, and forked children do not inherit it. The text in the file is
 * for people only. */
int
store_lock(struct store *s, const char *holder, struct fail *fail)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    char path[4096], text[LOCK_TEXT_MAX] = "";
    int fd, len;

    snprintf(path, sizeof path, "%s.lock", db_path(s->db));
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    if (fcntl(fd, F_SETLK, &lock) != 0) {
        ssize_t n = pread(fd, text, sizeof text - 1, 0);

        fail_set(fail,
            "%s is in use by %s (remove nothing: the lock ends "
            "with that process)",
            db_path(s->db), n > 0 ? text : "another process");
        close(fd);
        return -1;
    }
    len =
        snprintf(text, sizeof text, "%s, process %ld", holder, (long)getpid());
    if (len >= (int)sizeof text)
        len = (int)sizeof text - 1;
    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)len, 0) != len) {
        fail_set(fail, "%s: %s", path, strerror(errno));
        close(fd);
        return -1;
    }
    s->lock_fd = fd;
    s->way_fd = give_way_open(db_path(s->db));
    db_be_patient(s->db);
    return 0;
}

int
store_aside(struct store *s, struct fail *fail)
{
    assert(s->lock_fd >= 0);
    return db_carry_aside(s->db, fail);
}

void
store_aside_now(struct store *s)
{
    db_carry(s->db);
}

int
store_wanted(const struct store *s)
{
    return give_way_asked(s->way_fd);
}

void
store_give_way(const struct store *s, int64_t held_ms)
{
    const struct timespec pause = { 0, 1000000 };
    int64_t most_ms = held_ms < GIVE_WAY_MS       ? GIVE_WAY_MS
                      : held_ms > GIVE_WAY_MS_MAX ? GIVE_WAY_MS_MAX
                                                  : held_ms;
    int64_t end_ms = now_monotonic_ms() + most_ms;

    while (store_wanted(s) && now_monotonic_ms() < end_ms)
        nanosleep(&pause, NULL);
}

int
store_begin(struct store *s, struct fail *fail)
{
    assert(!db_in_transaction(s->db));
    s->reading = s->version = 0; /* others may have written */
    return db_run(s->db, SQL_BEGIN, DB_NONE, fail);
}

/* What is counted in memory until the transaction ends. */
static int
write_counts(struct store *s, struct fail *fail)
{
    assert(db_in_transaction(s->db));
    if (handle_frontier_write(s, fail) != 0 ||
        (s->counted > 0 && db_run(s->db, SQL_LISTING_COUNT,
                               DB_ARGS(db_i(s->counted)), fail) != 0))
        return -1;
    s->counted = 0;
    return 0;
}

int
store_write_out(struct store *s, struct fail *fail)
{
    return write_counts(s, fail) != 0 ? -1 : db_write_out(s->db, fail);
}

int
store_commit(struct store *s, struct fail *fail)
{
    return write_counts(s, fail) != 0
               ? -1
               : db_run(s->db, SQL_COMMIT, DB_NONE, fail);
}

void
store_rollback(struct store *s)
{
    /* SQLite rolls back by itself after some errors. */
    if (db_in_transaction(s->db))
        db_run(s->db, SQL_ROLLBACK, DB_NONE, NULL);
    /* They may hold URLs and hosts whose rows are gone now. */
    handle_frontier_forget(s);
    s->counted = 0;
    if (s->recent != NULL)
        memset(s->recent, 0, HANDLE_RECENT * sizeof s->recent[0]);
}

int
store_breathe(struct store *s, int64_t *since_ms, struct fail *fail)
{
    int64_t held_ms = now_monotonic_ms() - *since_ms;

    if (held_ms < HELD_WANTED_MS || (held_ms < HELD_MS && !store_wanted(s)))
        return 0;
    if (store_commit(s, fail) != 0)
        return -1;
    store_give_way(s, held_ms);
    if (store_begin(s, fail) != 0)
        return -1;
    *since_ms = now_monotonic_ms();
    return 0;
}

int
store_durable(struct store *s, int on, struct fail *fail)
{
    return db_script(s->db,
        on ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", fail);
}

int
store_read_begin(struct store *s, struct fail *fail)
{
    assert(!db_in_transaction(s->db));
    return db_run(s->db, SQL_BEGIN_READ, DB_NONE, fail);
}

void
store_read_end(struct store *s)
{
    if (db_in_transaction(s->db))
        db_run(s->db, SQL_COMMIT, DB_NONE, NULL);
}

int
handle_enter(struct store *s, int *own, struct fail *fail)
{
    *own = !db_in_transaction(s->db);
    return *own ? store_begin(s, fail) : 0;
}

int
handle_leave(struct store *s, int own, int rc, struct fail *fail)
{
    if (!own)
        return rc;
    if (rc == 0)
        rc = store_commit(s, fail);
    if (rc != 0)
        store_rollback(s);
    return rc;
}

int
handle_catch_up(struct store *s, enum sql behind,
    int (*one)(struct store *s, struct fail *fail), struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, behind, DB_NONE, fail), own;

    if (rc == 0)
        rc = db_rows_next(&r, fail);
    db_rows_end(&r);
    if (rc != 1)
        return rc;
    if (handle_enter(s, &own, fail) != 0)
        return -1;
    do
        rc = one(s, fail);
    while (rc == 1);
    return handle_leave(s, own, rc, fail);
}

char *
handle_json_text(const struct js *j)
{
    struct buf text = BUF_MAX(PACKED_BYTES_MAX);

    js_write(&text, j);
    return buf_take(&text);
}

void
handle_set_time(struct js *object, const char *name, int64_t ms)
{
    char text[NOW_TEXT_BYTES];

    if (ms == 0)
        return;
    now_text(ms, text);
    js_set_textz(object, name, text);
}
