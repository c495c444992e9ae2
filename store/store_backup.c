#include "store/backup.h"

#include "store/handle.h"
#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* SQLite's locks are on these bytes of the file (its format, section 1.1):
 * whoever has a store with a log open holds one of them all the time. */
#define LOCK_BYTES_AT 0x40000000
#define LOCK_BYTES 512
#define PATH_BYTES 4096

/* A file beside `path` that only the owner may read: it holds what people
 * wrote, and digests of their passwords. */
static int
make_aside(const char *path, char aside[PATH_BYTES], struct fail *fail)
{
    int fd;

    if (snprintf(aside, PATH_BYTES, "%s.%ld.tmp", path, (long)getpid()) >=
        PATH_BYTES)
        return fail_set(fail, "path too long: %s", path);
    fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail_set(fail, "%s: %s", aside, strerror(errno));
    close(fd);
    return 0;
}

/* Copy and look at what came: a backup nobody could read is none. */
static int
copy(const char *from, const char *to, struct store_health *out,
    struct fail *fail)
{
    struct db *d = NULL;
    int64_t version, newest;
    struct stat st;
    int rc = -1;

    if (stat(from, &st) != 0)
        return fail_set(fail, "%s: %s", from, strerror(errno));
    if (db_open(&d, from, 0, fail) == 0 &&
        migrate_version(d, &version, &newest, fail) == 0)
        rc = db_copy(d, to, fail);
    db_close(d);
    if (rc == 0)
        rc = store_health(to, out, fail);
    return rc != 0 ? -1 : store_health_say(out, from, fail);
}

/* The name is on the disk when this returns. */
static int
sync_folder(const char *path, struct fail *fail)
{
    const char *slash = strrchr(path, '/');
    char dir[PATH_BYTES];
    int fd, rc;

    snprintf(dir, sizeof dir, "%.*s", (int)(slash ? slash - path + 1 : 1),
        slash != NULL ? path : ".");
    fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail_set(fail, "%s: %s", dir, strerror(errno));
    rc = fsync(fd) == 0 ? 0 : fail_set(fail, "%s: %s", dir, strerror(errno));
    close(fd);
    return rc;
}

/* Under its own name; never over a file that came meanwhile unless told. */
static int
settle(const char *aside, const char *path, int replace, struct fail *fail)
{
    if (replace) {
        if (rename(aside, path) != 0)
            return fail_set(fail, "%s: %s", path, strerror(errno));
    } else {
        if (link(aside, path) != 0)
            return fail_set(fail, "%s: %s", path, strerror(errno));
        unlink(aside);
    }
    return sync_folder(path, fail);
}

int
store_backup(const char *path, const char *to, int replace,
    struct store_health *out, struct fail *fail)
{
    char aside[PATH_BYTES];
    struct stat a, b;
    int rc = -1;

    if (!replace && access(to, F_OK) == 0)
        return fail_set(fail, "%s exists", to);
    if (stat(path, &a) == 0 && stat(to, &b) == 0 && a.st_dev == b.st_dev &&
        a.st_ino == b.st_ino)
        return fail_set(fail, "%s is the store itself", to);
    if (make_aside(to, aside, fail) != 0)
        return -1;
    if (copy(path, aside, out, fail) == 0)
        rc = settle(aside, to, replace, fail);
    if (rc != 0)
        unlink(aside);
    return rc;
}

/* --- putting it back --- */

/* Keep everybody out of the store that is there, for as long as *fd is open;
 * -1 in *fd if there is none. */
static int
shut_out(const char *path, int *fd, struct fail *fail)
{
    struct flock all = { .l_type = F_WRLCK,
        .l_whence = SEEK_SET,
        .l_start = LOCK_BYTES_AT,
        .l_len = LOCK_BYTES };

    *fd = open(path, O_RDWR | O_CLOEXEC);
    if (*fd < 0 && errno == ENOENT)
        return 0;
    if (*fd < 0)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    if (fcntl(*fd, F_SETLK, &all) == 0)
        return 0;
    if (fcntl(*fd, F_GETLK, &all) != 0 || all.l_type == F_UNLCK)
        return fail_set(fail, "%s is in use; try again", path);
    return fail_set(fail,
        "%s is in use by process %ld: end it first (the pages: systemctl stop "
        "shelfwatch-serve)",
        path, (long)all.l_pid);
}

/* Move the store that was there out of the way, with the log that belongs to
 * it: beside the new one, the log would be read as the new one's. */
static int
move_away(const char *path, char kept[PATH_BYTES], struct fail *fail)
{
    static const char *const parts[] = { "-wal", "-shm", "" };
    char from[PATH_BYTES + 8], to[PATH_BYTES + 8];

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        snprintf(from, sizeof from, "%s%s", path, parts[i]);
        snprintf(to, sizeof to, "%s%s", kept, parts[i]);
        if (access(to, F_OK) == 0)
            return fail_set(fail, "%s exists", to);
        if (rename(from, to) != 0 && errno != ENOENT)
            return fail_set(fail, "%s: %s", from, strerror(errno));
    }
    return 0;
}

/* Whoever ran the store before runs it again. */
static void
take_owner(const char *path, int old)
{
    struct stat st;

    if (old >= 0 && fstat(old, &st) == 0) {
        if (chown(path, st.st_uid, st.st_gid) != 0)
            return; /* ours then, and we may read it */
        chmod(path, st.st_mode & 07777);
    }
}

/* Older versions are brought to this one, and the log gets its entry. */
static int
note_restore(const char *path, const struct store_audit *by, struct fail *fail)
{
    struct store *s = NULL;
    int rc = -1;

    if (store_open(&s, path, STORE_UPDATE, fail) == 0)
        rc = store_audit_add(s, by, fail);
    store_close(s);
    return rc;
}

static int
put_back(const char *aside, const char *path, int old, const char *stamp,
    struct store_restored *out, struct fail *fail)
{
    if (old >= 0) {
        snprintf(out->kept, sizeof out->kept, "%s.before-%s", path, stamp);
        if (move_away(path, out->kept, fail) != 0)
            return -1;
        take_owner(aside, old);
    }
    return settle(aside, path, 0, fail);
}

int
store_restore(const char *backup, const char *path, int replace,
    const struct store_audit *by, const char *stamp, struct store_restored *out,
    struct fail *fail)
{
    char aside[PATH_BYTES], who[200];
    int old = -1, rc = -1;
    int64_t process;

    memset(out, 0, sizeof *out);
    if (snprintf(aside, sizeof aside, "%s-wal", path) < PATH_BYTES &&
        access(path, F_OK) != 0 && access(aside, F_OK) == 0)
        return fail_set(
            fail, "%s is there without its store: move it away first", aside);
    if (!replace && access(path, F_OK) == 0)
        return fail_set(fail,
            "%s exists: --force puts the backup in its place and keeps it "
            "beside it",
            path);
    if (store_lock_holder(path, &process, who, sizeof who, fail) != 0)
        return process > 0 ? fail_set(fail, "%s is in use by %s", path, who)
                           : -1;
    if (make_aside(path, aside, fail) != 0)
        return -1;
    if (copy(backup, aside, &out->health, fail) == 0 &&
        note_restore(aside, by, fail) == 0 && shut_out(path, &old, fail) == 0)
        rc = put_back(aside, path, old, stamp, out, fail);
    if (old >= 0)
        close(old);
    if (rc != 0)
        unlink(aside);
    return rc;
}

int
store_archive_each(struct store *s,
    int (*visit)(struct str segment, int64_t last, int64_t pages, void *ctx,
        struct fail *fail),
    void *ctx, struct fail *fail)
{
    struct db_rows r;
    int rc = db_rows_start(&r, s->db, SQL_ARCHIVE_ENDS, DB_NONE, fail);

    while (rc == 0 && (rc = db_rows_next(&r, fail)) == 1)
        rc = visit(
            db_rows_s(&r, 0), db_rows_i(&r, 1), db_rows_i(&r, 2), ctx, fail);
    db_rows_end(&r);
    return rc;
}

int
store_newest(struct store *s, int64_t *ms, struct fail *fail)
{
    return db_one(s->db, SQL_NEWEST, DB_NONE, ms, fail) == 1 ? 0 : -1;
}

int
store_lock_holder(const char *path, int64_t *process, char *who,
    size_t who_bytes, struct fail *fail)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    char file[PATH_BYTES];
    ssize_t n = 0;
    int fd, rc = 0;

    *process = 0;
    snprintf(file, sizeof file, "%s.lock", path);
    fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT
                   ? 0
                   : fail_set(fail, "%s: %s", file, strerror(errno));
    if (fcntl(fd, F_GETLK, &lock) != 0) {
        rc = fail_set(fail, "%s: %s", file, strerror(errno));
    } else if (lock.l_type != F_UNLCK) {
        *process = lock.l_pid;
        n = pread(fd, who, who_bytes - 1, 0);
        rc = 1;
    }
    who[n > 0 ? n : 0] = '\0';
    close(fd);
    return rc;
}
