#include "base/file.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of what is read at once. */
#define STEP_BYTES 65536
/* Folders open at a time while a tree is removed. */
#define TREE_FDS 16

/* Bytes of the file at once, and one by which its end is seen; some, where it
 * does not say or there are too many. */
static size_t
whole_of(int fd, size_t max)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0 ||
        (uintmax_t)st.st_size >= max)
        return STEP_BYTES;
    return (size_t)st.st_size + 1;
}

int
file_read(struct buf *out, const char *path, struct fail *fail)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
                                    : open(path, O_RDONLY | O_CLOEXEC);
    int rc = -1;
    size_t step;

    if (fd < 0)
        return fail_set(fail, "%s: %s", path, strerror(errno));
    step = whole_of(fd, out->max - out->len);
    for (;;) {
        size_t want = step, left = out->max - out->len;
        char *room;
        ssize_t n;

        if (want > left)
            want = left;
        if (want == 0) { /* full: only the end of the file is acceptable */
            char one;

            n = read(fd, &one, 1);
            if (n > 0) {
                fail_set(fail, "%s: larger than %zu bytes", path, out->max);
                goto out;
            }
        } else {
            room = buf_room(out, want);
            n = read(fd, room, want);
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail_set(fail, "%s: %s", path, strerror(errno));
            goto out;
        }
        if (n == 0)
            break;
        out->len += (size_t)n;
        out->p[out->len] = '\0';
        /* First into what room there is for it. */
        step = step > (size_t)n ? step - (size_t)n : STEP_BYTES;
    }
    rc = 0;
out:
    if (fd != STDIN_FILENO)
        close(fd);
    return rc;
}

int
file_write(const char *path, struct str bytes, struct fail *fail)
{
    struct buf aside = BUF_MAX(8192);
    int fd = -1, rc = -1;
    size_t done = 0;

    if (buf_addf(&aside, "%s.%ld.tmp", path, (long)getpid()) != 0) {
        fail_set(fail, "path too long: %s", path);
        goto out;
    }
    fd = open(aside.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        fail_set(fail, "%s: %s", aside.p, strerror(errno));
        goto out;
    }
    while (done < bytes.len) {
        ssize_t n = write(fd, bytes.p + done, bytes.len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            fail_set(fail, "%s: %s", aside.p, strerror(errno));
            goto out;
        }
        done += (size_t)n;
    }
    if (fsync(fd) != 0 || rename(aside.p, path) != 0) {
        fail_set(fail, "%s: %s", path, strerror(errno));
        goto out;
    }
    rc = 0;
out:
    if (fd >= 0)
        close(fd);
    if (rc != 0 && fd >= 0)
        unlink(aside.p);
    buf_clear(&aside);
    return rc;
}

const char *
file_folder(struct buf *out, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        buf_addc(out, '.');
    else
        buf_add(out, path, slash == path ? 1 : (size_t)(slash - path));
    return buf_text(out);
}

int
file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

int
file_make_dirs(const char *path, struct fail *fail)
{
    char *copy = mem_text(path);
    int rc = 0;

    for (char *p = copy + 1; rc == 0; p++) {
        char c = *p;

        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            rc = fail_set(fail, "%s: %s", copy, strerror(errno));
        *p = c;
        if (c == '\0')
            break;
    }
    free(copy);
    return rc;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)at;
    if (kind == FTW_DP || kind == FTW_DNR)
        rmdir(path);
    else
        unlink(path);
    return 0;
}

void
file_remove_tree(const char *path)
{
    nftw(path, remove_one, TREE_FDS, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

int
file_each(const char *dir, const char *suffix,
    int (*visit)(const char *path, void *ctx, struct fail *fail), void *ctx,
    struct fail *fail)
{
    struct dirent **entries = NULL;
    int n = scandir(dir, &entries, NULL, alphasort);
    int rc = 0;

    if (n < 0)
        return fail_set(fail, "%s: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        struct str name = str_of(entries[i]->d_name);
        struct buf path = BUF_MAX(8192);

        if (rc == 0 && entries[i]->d_name[0] != '.' &&
            str_ends(name, str_of(suffix))) {
            buf_addf(&path, "%s/%s", dir, entries[i]->d_name);
            rc = visit(buf_text(&path), ctx, fail);
        }
        buf_clear(&path);
        free(entries[i]);
    }
    free(entries);
    return rc;
}
