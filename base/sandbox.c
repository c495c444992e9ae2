#include "base/sandbox.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXEC_RIGHTS (READ_RIGHTS | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITE_RIGHTS                                                           \
    (READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE |                             \
        LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
/* Everything Landlock's first version governs. */
#define ALL_RIGHTS ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

static int
allow_dirs(
    int ruleset, const char *const *dirs, __u64 rights, struct fail *fail)
{
    for (size_t i = 0; dirs != NULL && dirs[i] != NULL; i++) {
        struct landlock_path_beneath_attr rule = { .allowed_access = rights };
        int rc;

        rule.parent_fd = open(dirs[i], O_PATH | O_CLOEXEC);
        if (rule.parent_fd < 0 && errno == ENOENT)
            continue;
        if (rule.parent_fd < 0)
            return fail_set(fail, "%s: %s", dirs[i], strerror(errno));
        rc = (int)syscall(SYS_landlock_add_rule, ruleset,
            LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        close(rule.parent_fd);
        if (rc != 0)
            return fail_set(fail, "landlock, %s: %s", dirs[i], strerror(errno));
    }
    return 0;
}

/* Returns the ABI version, 0 where the kernel has no Landlock, -1 failed. */
static int
enter_landlock(const struct sandbox *s, struct fail *fail)
{
    struct landlock_ruleset_attr attr = { .handled_access_fs = ALL_RIGHTS };
    int version = (int)syscall(
        SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    int ruleset;
    int rc = -1;

    if (version <= 0)
        return 0;
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0)
        return fail_set(fail, "landlock: %s", strerror(errno));
    if (allow_dirs(ruleset, s->read_dirs, READ_RIGHTS, fail) != 0 ||
        allow_dirs(ruleset, s->exec_dirs, EXEC_RIGHTS, fail) != 0 ||
        allow_dirs(ruleset, s->own_dirs, ALL_RIGHTS, fail) != 0 ||
        allow_dirs(ruleset, s->write_dirs, WRITE_RIGHTS, fail) != 0)
        goto out;
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        fail_set(fail, "landlock: %s", strerror(errno));
        goto out;
    }
    rc = version;
out:
    close(ruleset);
    return rc;
}

/* What computing on a socket that is open already needs. */
static const int compute_calls[] = { SCMP_SYS(read), SCMP_SYS(write),
    SCMP_SYS(readv), SCMP_SYS(writev), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg),
    SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap),
    SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(mprotect), SCMP_SYS(futex),
    SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
    SCMP_SYS(lseek), SCMP_SYS(getrusage), SCMP_SYS(prlimit64),
    SCMP_SYS(sysinfo), SCMP_SYS(rseq), SCMP_SYS(set_robust_list),
    SCMP_SYS(membarrier), SCMP_SYS(sched_getaffinity), SCMP_SYS(getuid),
    SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid) };

/* What working with files adds (Landlock says which files). */
static const int file_calls[] = { SCMP_SYS(openat), SCMP_SYS(open),
    SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(preadv), SCMP_SYS(pwritev),
    SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(sync_file_range),
    SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(fcntl), SCMP_SYS(stat),
    SCMP_SYS(lstat), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
    SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
    SCMP_SYS(getdents64), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd), SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(umask),
    SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(fadvise64), SCMP_SYS(msync),
    SCMP_SYS(statx), SCMP_SYS(ioctl), SCMP_SYS(uname), SCMP_SYS(utimensat),
    SCMP_SYS(chmod) };

static const int network_calls[] = { SCMP_SYS(connect), SCMP_SYS(bind),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt),
    SCMP_SYS(setsockopt), SCMP_SYS(shutdown), SCMP_SYS(sendmmsg),
    SCMP_SYS(recvmmsg), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(eventfd2),
    SCMP_SYS(pipe2), SCMP_SYS(socketpair), SCMP_SYS(select), SCMP_SYS(pselect6),
    SCMP_SYS(alarm) };

/* A supervisor's: make inspectors, tell them to end, wait for them; and read
 * how well the clock is kept, for it writes down times that are evidence. */
static const int process_calls[] = { SCMP_SYS(clone), SCMP_SYS(clone3),
    SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(wait4), SCMP_SYS(waitid),
    SCMP_SYS(kill), SCMP_SYS(socketpair), SCMP_SYS(setsockopt), SCMP_SYS(dup2),
    SCMP_SYS(dup3), SCMP_SYS(prctl), SCMP_SYS(seccomp), SCMP_SYS(close_range),
    SCMP_SYS(landlock_create_ruleset), SCMP_SYS(landlock_add_rule),
    SCMP_SYS(landlock_restrict_self), SCMP_SYS(setrlimit), SCMP_SYS(getppid),
    SCMP_SYS(adjtimex), SCMP_SYS(clock_adjtime), SCMP_SYS(clock_adjtime64) };

static int
allow(scmp_filter_ctx ctx, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);

        if (rc != 0 && rc != -EEXIST)
            return rc;
    }
    return 0;
}

/* Reading the clock's state and setting it are one call, and its filter cannot
 * tell them apart: who might set it (root) loses the right to. */
static int
leave_clock(struct fail *fail)
{
    struct __user_cap_header_struct head = { .version =
                                                 _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct data[2];
    const __u32 clock = 1u << CAP_SYS_TIME;

    if (syscall(SYS_capget, &head, data) != 0)
        return fail_set(fail, "capabilities: %s", strerror(errno));
    data[0].effective &= ~clock;
    data[0].permitted &= ~clock;
    data[0].inheritable &= ~clock;
    if (syscall(SYS_capset, &head, data) != 0)
        return fail_set(fail, "capabilities: %s", strerror(errno));
    return 0;
}

/* Internet sockets, and the one that asks the kernel for its addresses, which
 * getaddrinfo does. No raw packets, no other families. */
static int
allow_sockets(scmp_filter_ctx ctx)
{
    static const unsigned families[] = { AF_INET, AF_INET6, AF_NETLINK };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < COUNT(families); i++)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
            SCMP_A0(SCMP_CMP_EQ, families[i], 0));
    return rc;
}

/* A resolver in a thread of its own needs clone, but only with
 * CLONE_THREAD. clone3 hides its flags from the filter: it is answered with
 * ENOSYS, and the C library falls back to clone. */
static int
allow_threads(scmp_filter_ctx ctx)
{
    int rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));

    return rc != 0 ? rc
                   : seccomp_rule_add(
                         ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int
enter_seccomp(const struct sandbox *s, struct fail *fail)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int files = s->read_dirs != NULL || s->write_dirs != NULL;
    int rc;

    if (ctx == NULL)
        return fail_set(fail, "seccomp: no memory for the filter");
    rc = allow(ctx, compute_calls, COUNT(compute_calls));
    if (rc == 0 && files)
        rc = allow(ctx, file_calls, COUNT(file_calls));
    if (rc == 0 && s->network)
        rc = allow(ctx, network_calls, COUNT(network_calls));
    if (rc == 0 && s->network)
        rc = allow_sockets(ctx);
    if (rc == 0 && s->accepts)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(accept4), 0);
    if (rc == 0 && s->processes)
        rc = allow(ctx, process_calls, COUNT(process_calls));
    else if (rc == 0 && s->network)
        rc = allow_threads(ctx);
    if (rc == 0)
        rc = seccomp_load(ctx);
    seccomp_release(ctx);
    if (rc == -EINVAL || rc == -ENOSYS)
        return 0; /* a kernel without seccomp filters */
    return rc != 0 ? fail_set(fail, "seccomp: %s", strerror(-rc)) : 1;
}

const char *const *
sandbox_network_dirs(void)
{
    static const char *const dirs[] = { "/etc", "/lib", "/lib64", "/usr/lib",
        "/usr/share/ca-certificates", "/run/systemd/resolve",
        "/usr/local/share/ca-certificates", NULL };

    return dirs;
}

int
sandbox_enter(const struct sandbox *s, char *report, size_t report_bytes,
    struct fail *fail)
{
    int landlock, seccomp;

    if (s->memory_bytes > 0) {
        struct rlimit limit = { s->memory_bytes, s->memory_bytes };

        if (setrlimit(RLIMIT_AS, &limit) != 0)
            return fail_set(fail, "memory limit: %s", strerror(errno));
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail_set(fail, "no_new_privs: %s", strerror(errno));
    if (s->processes && leave_clock(fail) != 0)
        return -1;
    landlock = enter_landlock(s, fail);
    if (landlock < 0)
        return -1;
    seccomp = s->all_calls ? 0 : enter_seccomp(s, fail);
    if (seccomp < 0)
        return -1;
    snprintf(report, report_bytes, "landlock=%d seccomp=%s", landlock,
        seccomp ? "yes" : "no");
    return 0;
}

/* The child says its report, or "!" and why. */
static void
probe(int out)
{
    static const struct sandbox box = { .network = 0 };
    char report[FAIL_TEXT_MAX] = "";
    struct fail fail = { "" };

    if (sandbox_enter(&box, report, sizeof report, &fail) != 0)
        snprintf(report, sizeof report, "!%.1000s", fail.text);
    _exit(write(out, report, strlen(report)) < 0);
}

int
sandbox_probe(char *report, size_t report_bytes, struct fail *fail)
{
    char said[FAIL_TEXT_MAX] = "";
    ssize_t n = -1;
    int ends[2];
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail_set(fail, "pipe: %s", strerror(errno));
    pid = fork();
    if (pid == 0)
        probe(ends[1]);
    close(ends[1]);
    if (pid > 0)
        n = read(ends[0], said, sizeof said - 1);
    close(ends[0]);
    if (pid < 0 || waitpid(pid, NULL, 0) < 0)
        return fail_set(fail, "fork: %s", strerror(errno));
    if (n <= 0 || said[0] == '!')
        return fail_set(fail, "sandbox: %s",
            n > 0 ? said + 1 : "the process was ended as it went in");
    snprintf(report, report_bytes, "%s", said);
    return 0;
}
