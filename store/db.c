#include "store/db.h"

#include "base/digest.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/worker.h"
#include "core/url.h"
#include "store/give_way.h"
#include "store/packed.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A reader of the review pages may hold the file for the length of one
 * checkpoint; a batch commit for less. */
#define BUSY_MS 10000
/* A batch job that was asked to make way does so within milliseconds. */
#define RETRY_MS 2
/* 32 MB: what was changed several times meanwhile is taken over once. With what
 * comes while it is done, the log stays below the 16,000 pages of all others.
 */
#define BATCH_LOG_PAGES 8000

/* Takes over the log in a thread of its own. */
struct carrier {
    struct worker *worker;  /* owned */
    sqlite3 *handle;        /* owned; the thread's */
    struct worker_job *job; /* under way or done; NULL: none */
};

/* Of a file that is read from front to back. */
#define READ_AHEAD_BYTES (1 << 20)

struct db {
    sqlite3 *handle;
    struct carrier carrier; /* worker NULL: who commits does it */
    char *path;             /* owned */
    sqlite3_stmt *stmt[SQL_COUNT];
    struct give_way way;
    int64_t busy_since_ms;
    int patient;           /* 1: a batch job, which asks nobody to make way */
    struct packed *packed; /* owned */
};

/* Who commits when the log has this many pages takes them over into the file,
 * which takes long where that is large: batch jobs do it early, so that people
 * who decide meanwhile need not.
 * Set in this order: the journal must be known before anything is read.
 * 64 MB of pages; the log is cut back to 64 MB after a large transaction. */
static const char writer_pragmas[] = "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = NORMAL;"
                                     "PRAGMA wal_autocheckpoint = 16000;"
                                     "PRAGMA journal_size_limit = 67108864;";
static const char pragmas[] = "PRAGMA foreign_keys = ON;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA cache_size = -65536;";

/* 128 MB: what the pages of some seconds touch in a large store. */
static const char aside_pragmas[] = "PRAGMA cache_size = -131072;";

static int
db_fail(const struct db *d, struct fail *fail)
{
    int code = sqlite3_errcode(d->handle) & 0xff;
    int system = sqlite3_system_errno(d->handle);

    /* "disk I/O error" alone does not say that the disk is full. */
    if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && system != 0)
        return fail_set(fail, "%s: %s (%s)", d->path, sqlite3_errmsg(d->handle),
            strerror(system));
    return fail_set(fail, "%s: %s", d->path, sqlite3_errmsg(d->handle));
}

int
db_script(struct db *d, const char *script, struct fail *fail)
{
    if (sqlite3_exec(d->handle, script, NULL, NULL, NULL) != SQLITE_OK)
        return db_fail(d, fail);
    return 0;
}

/* Another process writes: wait, and say so. */
static int
on_busy(void *ctx, int tries)
{
    const struct timespec pause = { 0, RETRY_MS * 1000000L };
    struct db *d = ctx;
    int64_t now_ms = now_monotonic_ms();

    if (tries == 0)
        d->busy_since_ms = now_ms;
    if (now_ms - d->busy_since_ms > BUSY_MS)
        return 0;
    if (!d->patient)
        give_way_ask(&d->way, d->path);
    nanosleep(&pause, NULL);
    return 1;
}

/* The pragma, because the call does nothing while nothing was read. What fails,
 * or finds readers in the way, is tried again later. */
static void
carry(void *handle)
{
    sqlite3_exec(handle, "PRAGMA wal_checkpoint(PASSIVE)", NULL, NULL, NULL);
}

static void
drop_nothing(void *handle)
{
    (void)handle;
}

/* After a commit. The log starts over only where all of it was taken over while
 * nobody writes. Here that is now alone, so the thread does what there is, and
 * at a later commit the little that came meanwhile is done here. */
static int
on_log(void *ctx, sqlite3 *handle, const char *name, int pages)
{
    struct db *d = ctx;
    struct carrier *c = &d->carrier;

    if (pages < BATCH_LOG_PAGES ||
        (c->job != NULL && !worker_done(c->worker, c->job)))
        return SQLITE_OK;
    if (c->job == NULL && c->worker != NULL) {
        c->job = worker_add(c->worker, carry, drop_nothing, c->handle);
        return SQLITE_OK;
    }
    if (c->job != NULL)
        worker_drop(c->worker, c->job);
    c->job = NULL;
    sqlite3_wal_checkpoint_v2(
        handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

void
db_be_patient(struct db *d)
{
    d->patient = 1;
    sqlite3_wal_hook(d->handle, on_log, d);
}

int
db_carry_aside(struct db *d, struct fail *fail)
{
    struct carrier *c = &d->carrier;

    assert(c->worker == NULL);
    if (db_script(d, aside_pragmas, fail) != 0)
        return -1;
    if (sqlite3_open_v2(d->path, &c->handle,
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return fail_set(fail, "%s: %s", d->path, sqlite3_errmsg(c->handle));
    return worker_new(&c->worker, 1, fail);
}

void
db_carry(struct db *d)
{
    struct carrier *c = &d->carrier;

    if (c->job != NULL)
        worker_drop(c->worker, c->job);
    c->job = c->worker == NULL
                 ? NULL
                 : worker_add(c->worker, carry, drop_nothing, c->handle);
}

int
db_write_out(struct db *d, struct fail *fail)
{
    return sqlite3_db_cacheflush(d->handle) == SQLITE_OK ? 0 : db_fail(d, fail);
}

static void
end_carrier(struct carrier *c)
{
    worker_free(c->worker);
    sqlite3_close_v2(c->handle);
}

/* The text of a row, packed or not. */
static void
record_text(sqlite3_context *c, int count, sqlite3_value **arg)
{
    struct db *d = sqlite3_user_data(c);
    struct buf text = BUF_MAX(PACKED_BYTES_MAX);
    struct str member = { sqlite3_value_blob(arg[1]),
        (size_t)sqlite3_value_bytes(arg[1]) };

    assert(count == 2);
    if (sqlite3_value_type(arg[1]) == SQLITE_NULL) {
        sqlite3_result_value(c, arg[0]);
    } else if (packed_get(d->packed, &text, member) != 0) {
        buf_clear(&text);
        sqlite3_result_error(c, "a packed record is damaged", -1);
    } else {
        uint64_t bytes = text.len;

        sqlite3_result_text64(c, buf_take(&text), bytes, free, SQLITE_UTF8);
    }
}

/* --- what migrations call --- */

static struct str
value_text(sqlite3_value *v)
{
    const char *text = (const char *)sqlite3_value_text(v);

    if (text == NULL)
        return STR("");
    return (struct str){ text, (size_t)sqlite3_value_bytes(v) };
}

static void
sql_key_in(sqlite3_context *c, int count, sqlite3_value **arg)
{
    assert(count == 2);
    sqlite3_result_int64(
        c, digest_key_in(value_text(arg[0]), value_text(arg[1])));
}

static void
sql_host_of(sqlite3_context *c, int count, sqlite3_value **arg)
{
    struct str host = url_host_of(value_text(arg[0]));

    assert(count == 1);
    sqlite3_result_text64(
        c, host.p ? host.p : "", host.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void
sql_sha256_hex(sqlite3_context *c, int count, sqlite3_value **arg)
{
    char hex[DIGEST_HEX_BYTES];

    assert(count == 1);
    digest_sha256_hex(value_text(arg[0]), hex);
    sqlite3_result_text(c, hex, -1, SQLITE_TRANSIENT);
}

static const struct {
    const char *name;
    int args;
    void (*call)(sqlite3_context *c, int count, sqlite3_value **arg);
} functions[] = {
    { "record_text", 2, record_text },
    { "digest_key_in", 2, sql_key_in },
    { "url_host_of", 1, sql_host_of },
    { "sha256_hex", 1, sql_sha256_hex },
};

static int
add_functions(struct db *d, struct fail *fail)
{
    for (size_t i = 0; i < COUNT(functions); i++)
        if (sqlite3_create_function_v2(d->handle, functions[i].name,
                functions[i].args,
                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, d,
                functions[i].call, NULL, NULL, NULL) != SQLITE_OK)
            return db_fail(d, fail);
    return 0;
}

int
db_open(struct db **out, const char *path, int write, struct fail *fail)
{
    struct db *d = mem_new(sizeof *d);
    int flags = write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                      : SQLITE_OPEN_READONLY;
    int rc = -1;

    /* SQLite would count the memory of all threads under one lock, for which
     * they wait all the time. Refused, and needless, after the first file. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    d->path = mem_text(path);
    d->packed = packed_new();
    give_way_init(&d->way);
    if (sqlite3_open_v2(path, &d->handle, flags | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        db_fail(d, fail);
        goto out;
    }
    sqlite3_extended_result_codes(d->handle, 1);
    sqlite3_busy_handler(d->handle, on_busy, d);
    sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(d->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    if (add_functions(d, fail) != 0 ||
        (write && db_script(d, writer_pragmas, fail) != 0) ||
        db_script(d, pragmas, fail) != 0)
        goto out;
    *out = d;
    d = NULL; /* handed over */
    rc = 0;
out:
    db_close(d);
    return rc;
}

void
db_close(struct db *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(d->stmt[i]);
    /* What it has in memory is freed while the thread is at work. */
    sqlite3_close_v2(d->handle);
    end_carrier(&d->carrier);
    give_way_close(&d->way);
    packed_free(d->packed);
    free(d->path);
    free(d);
}

/* In one step, which reads one moment: in several, every write of another
 * process would start it over, and during a scan it would never end. */
static int
copy_pages(struct db *from, sqlite3 *to)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from->handle, "main");
    int rc;

    if (b == NULL)
        return sqlite3_errcode(to);
    rc = sqlite3_backup_step(b, -1);
    sqlite3_backup_finish(b);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
db_copy(struct db *from, const char *to, struct fail *fail)
{
    sqlite3 *out = NULL;
    int rc = sqlite3_open_v2(to, &out,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc == SQLITE_OK)
        rc = copy_pages(from, out);
    /* The copy says of itself that it has a log beside it. */
    if (rc == SQLITE_OK)
        rc =
            sqlite3_exec(out, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (rc != SQLITE_OK)
        fail_set(
            fail, "copy of %s to %s: %s", from->path, to, sqlite3_errstr(rc));
    sqlite3_close_v2(out);
    return rc == SQLITE_OK ? 0 : -1;
}

/* By SQLite's own descriptor: to close another one of the file would end the
 * locks that SQLite holds on it. */
void
db_read_ahead(const struct db *d)
{
    char *piece = mem_new(READ_AHEAD_BYTES);
    sqlite3_file *f = NULL;
    sqlite3_int64 size = 0;

    if (sqlite3_file_control(
            d->handle, "main", SQLITE_FCNTL_FILE_POINTER, &f) == SQLITE_OK &&
        f != NULL && f->pMethods != NULL)
        f->pMethods->xFileSize(f, &size);
    for (sqlite3_int64 at = 0; size - at >= READ_AHEAD_BYTES;
         at += READ_AHEAD_BYTES)
        if (f->pMethods->xRead(f, piece, READ_AHEAD_BYTES, at) != SQLITE_OK)
            break;
    free(piece);
}

const char *
db_path(const struct db *d)
{
    return d->path;
}

struct db_arg
db_i(int64_t v)
{
    return (struct db_arg){ .kind = DB_INT, .i = v };
}

struct db_arg
db_r(double v)
{
    return (struct db_arg){ .kind = DB_REAL, .r = v };
}

struct db_arg
db_s(struct str s)
{
    return (struct db_arg){ .kind = DB_TEXT, .s = s };
}

struct db_arg
db_b(struct str s)
{
    return (struct db_arg){ .kind = DB_BYTES, .s = s };
}

struct db_arg
db_z(const char *text)
{
    return db_s(str_of(text));
}

struct db_arg
db_maybe(const char *text)
{
    return text != NULL ? db_z(text) : (struct db_arg){ .kind = DB_NULL };
}

static int
bind_one(sqlite3_stmt *stmt, int at, const struct db_arg *a)
{
    switch (a->kind) {
    case DB_INT:
        return sqlite3_bind_int64(stmt, at, a->i);
    case DB_REAL:
        return sqlite3_bind_double(stmt, at, a->r);
    case DB_TEXT:
        return sqlite3_bind_text64(stmt, at, a->s.p ? a->s.p : "", a->s.len,
            SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(
            stmt, at, a->s.p ? a->s.p : "", a->s.len, SQLITE_STATIC);
    case DB_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, at);
}

int
db_rows_start(struct db_rows *r, struct db *d, enum sql n,
    const struct db_arg *args, size_t count, struct fail *fail)
{
    sqlite3_stmt **kept = &d->stmt[n], *stmt = *kept;

    *r = (struct db_rows){ .db = d };
    r->extra = stmt != NULL && sqlite3_stmt_busy(stmt);
    if (stmt == NULL || r->extra) {
        if (sqlite3_prepare_v3(d->handle, sql_text(n), -1,
                r->extra ? 0 : SQLITE_PREPARE_PERSISTENT, &stmt,
                NULL) != SQLITE_OK)
            return db_fail(d, fail);
        if (!r->extra)
            *kept = stmt;
    }
    r->stmt = stmt;
    for (size_t i = 0; i < count; i++)
        if (bind_one(stmt, (int)i + 1, &args[i]) != SQLITE_OK)
            return db_fail(d, fail);
    return 0;
}

int
db_rows_next(struct db_rows *r, struct fail *fail)
{
    int rc = sqlite3_step(r->stmt);

    if (rc == SQLITE_ROW)
        return 1;
    return rc == SQLITE_DONE ? 0 : db_fail(r->db, fail);
}

void
db_rows_end(struct db_rows *r)
{
    if (r->stmt == NULL)
        return;
    if (r->extra) {
        sqlite3_finalize(r->stmt);
    } else {
        sqlite3_reset(r->stmt);
        sqlite3_clear_bindings(r->stmt);
    }
    r->stmt = NULL;
    if (r->db->way.asks && !db_in_transaction(r->db))
        give_way_thank(&r->db->way);
}

int64_t
db_rows_i(const struct db_rows *r, int column)
{
    return sqlite3_column_int64(r->stmt, column);
}

double
db_rows_r(const struct db_rows *r, int column)
{
    return sqlite3_column_double(r->stmt, column);
}

struct str
db_rows_s(const struct db_rows *r, int column)
{
    const char *text = (const char *)sqlite3_column_text(r->stmt, column);

    if (text == NULL)
        return STR("");
    return (struct str){ text, (size_t)sqlite3_column_bytes(r->stmt, column) };
}

struct str
db_rows_b(const struct db_rows *r, int column)
{
    const char *bytes = sqlite3_column_blob(r->stmt, column);

    if (bytes == NULL)
        return STR("");
    return (struct str){ bytes, (size_t)sqlite3_column_bytes(r->stmt, column) };
}

int
db_run(struct db *d, enum sql n, const struct db_arg *args, size_t count,
    struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, d, n, args, count, fail);

    if (rc == 0)
        do
            rc = db_rows_next(&r, fail);
        while (rc == 1);
    db_rows_end(&r);
    return rc;
}

int
db_one(struct db *d, enum sql n, const struct db_arg *args, size_t count,
    int64_t *out, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, d, n, args, count, fail);

    if (rc == 0)
        rc = db_rows_next(&r, fail);
    if (rc == 1)
        *out = db_rows_i(&r, 0);
    db_rows_end(&r);
    return rc;
}

int64_t
db_changes(const struct db *d)
{
    return sqlite3_changes64(d->handle);
}

int64_t
db_last_id(const struct db *d)
{
    return sqlite3_last_insert_rowid(d->handle);
}

int
db_in_transaction(const struct db *d)
{
    return !sqlite3_get_autocommit(d->handle);
}
