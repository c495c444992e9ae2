/* Preloaded into the program under test: makes a fault happen exactly at a
 * step, which the program names on its log (event=step at=NAME, --verbose).
 *
 *   FAULT_SIGNAL=NAME:N:SIGNAL   the process that names the step, which was
 *                                named N - 1 times before by whichever of
 *                                them, sends itself a signal
 *   FAULT_CLOCK=NAME:N:SECONDS   the wall clock is set by so much from then on
 *   FAULT_SYNC=N                 the Nth fsync or fdatasync fails with EIO
 *
 *
 * tests/faults/process.py builds and uses it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Of the program and all that it forks. */
static struct shared {
    int signals, clocks, syncs;
    long clock_by;
} * shared;

__attribute__((constructor)) static void
begin(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* 1 if this line names the step that the variable waits for. */
static int
is_step(const char *variable, const char *line, size_t len, int *count,
    long *value)
{
    const char *want = getenv(variable);
    char step[64], name[80];
    int nth;

    if (want == NULL ||
        sscanf(want, "%63[^:]:%d:%ld", step, &nth, value) != 3)
        return 0;
    snprintf(name, sizeof name, "event=step at=%s ", step);
    return memmem(line, len, name, strlen(name)) != NULL && ++*count == nth;
}

ssize_t
write(int fd, const void *p, size_t len)
{
    ssize_t n = syscall(SYS_write, fd, p, len);
    long value;

    if (fd != STDERR_FILENO)
        return n;
    if (is_step("FAULT_CLOCK", p, len, &shared->clocks, &value))
        shared->clock_by = value;
    if (is_step("FAULT_SIGNAL", p, len, &shared->signals, &value)) {
        /* The filter of a fetcher knows no kill, but tgkill. */
        syscall(SYS_tgkill, getpid(), getpid(), (int)value);
    }
    return n;
}

int
clock_gettime(clockid_t id, struct timespec *t)
{
    int rc = (int)syscall(SYS_clock_gettime, id, t);

    if (rc == 0 && id == CLOCK_REALTIME)
        t->tv_sec += shared->clock_by;
    return rc;
}

static int
broken_sync(void)
{
    const char *want = getenv("FAULT_SYNC");

    if (want == NULL || ++shared->syncs != atoi(want))
        return 0;
    errno = EIO;
    return 1;
}

int
fsync(int fd)
{
    return broken_sync() ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
    return broken_sync() ? -1 : (int)syscall(SYS_fdatasync, fd);
}
