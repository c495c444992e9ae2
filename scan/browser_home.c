#include "scan/browser_home.h"

#include "base/buf.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME "shelfwatch-browser-"
/* Between its making and its lock a folder looks as if nobody had it. */
#define YOUNG_S 60
/* What it does not get on the first attempt is still being written. */
#define REMOVALS_MAX 50
#define REMOVAL_US 100000
/* Behind the standard streams. */
#define PIPE_FD 3

static const char *
parent(void)
{
    const char *tmp = getenv("TMPDIR");

    /* Room for the name, six letters and a session. */
    return tmp != NULL && tmp[0] == '/' && strlen(tmp) < 30 ? tmp : "/tmp";
}

/* Returns the lock of a folder if nobody holds it, or -1. */
static int
take_lock(const char *dir, int flags)
{
    char path[4200];
    int fd;

    snprintf(path, sizeof path, "%.4096s/lock", dir);
    fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int
sweep_one(const char *path, void *ctx, struct fail *fail)
{
    const char *name = strrchr(path, '/') + 1;
    struct stat st;
    int lock;

    (void)ctx;
    (void)fail;
    if (strncmp(name, NAME, strlen(NAME)) != 0 || lstat(path, &st) != 0 ||
        !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
        return 0;
    lock = take_lock(path, 0);
    if (lock < 0 && (errno != ENOENT || time(NULL) - st.st_mtime < YOUNG_S))
        return 0;
    file_remove_tree(path);
    if (lock >= 0)
        close(lock);
    return 0;
}

/* Wait for the end of the process that has the other end of the pipe, then
 * remove its folder. Its browser ends with it, but not before it. Never
 * returns. */
static void
clean_up(const char *dir, int pipe_end)
{
    char byte;

    if (dup2(pipe_end, PIPE_FD) < 0 || close_range(PIPE_FD + 1, ~0U, 0) != 0)
        _exit(1);
    setsid(); /* a signal to the scan's group is not meant for this one */
    while (read(PIPE_FD, &byte, 1) < 0 && errno == EINTR)
        ;
    for (int i = 0; i < REMOVALS_MAX && access(dir, F_OK) == 0; i++) {
        if (i > 0)
            usleep(REMOVAL_US);
        file_remove_tree(dir);
    }
    _exit(0);
}

static int
start_cleaner(const char *dir, struct fail *fail)
{
    int fd[2];
    pid_t pid;

    if (pipe2(fd, O_CLOEXEC) != 0)
        return fail_set(fail, "pipe: %s", strerror(errno));
    pid = fork();
    if (pid == 0)
        clean_up(dir, fd[0]);
    close(fd[0]);
    /* fd[1] stays open for as long as this process lives. */
    return pid > 0 ? 0 : fail_set(fail, "fork: %s", strerror(errno));
}

int
browser_home_make(struct browser_home *h, struct fail *fail)
{
    file_each(parent(), "", sweep_one, NULL, NULL);
    snprintf(h->dir, sizeof h->dir, "%s/" NAME "XXXXXX", parent());
    if (mkdtemp(h->dir) == NULL)
        return fail_set(fail, "%s: %s", h->dir, strerror(errno));
    h->lock = take_lock(h->dir, O_CREAT);
    if (h->lock < 0)
        fail_set(fail, "%s/lock: %s", h->dir, strerror(errno));
    else if (start_cleaner(h->dir, fail) == 0)
        return 0;
    file_remove_tree(h->dir);
    return -1;
}

void
browser_home_empty(const struct browser_home *h)
{
    DIR *dir = opendir(h->dir);
    struct dirent *e;
    char path[4200];

    /* What a browser hides there too: it makes its own temporary files so. */
    while (dir != NULL && (e = readdir(dir)) != NULL) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
            strcmp(e->d_name, "lock") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", h->dir, e->d_name);
        file_remove_tree(path);
    }
    if (dir != NULL)
        closedir(dir);
}
