#include "scan/browser_world.h"

#include "base/buf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* No file of a browser's has to be larger: cache and profile are capped. */
#define FILE_BYTES_MAX (256u << 20)
#define LISTEN_MAX 128
/* More than the kernel has capabilities. */
#define CAPABILITIES_MAX 63
#define PATH_BYTES 4200

/* --- the network --- */

static int
write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

    if (fd >= 0)
        close(fd);
    return n < 0 ? -1 : 0;
}

/* Be the same user in a name space of users, where making one of networks
 * needs no rights outside. */
static int
leave_users(void)
{
    char map[64];
    uid_t uid = geteuid();
    gid_t gid = getegid();

    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return -1;
    write_text("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "%u %u 1", (unsigned)gid, (unsigned)gid);
    if (write_text("/proc/self/gid_map", map) != 0)
        return -1;
    snprintf(map, sizeof map, "%u %u 1", (unsigned)uid, (unsigned)uid);
    return write_text("/proc/self/uid_map", map);
}

static int
raise_loopback(int fd)
{
    struct ifreq r = { .ifr_name = "lo" };

    if (ioctl(fd, SIOCGIFFLAGS, &r) != 0)
        return -1;
    r.ifr_flags |= IFF_UP | IFF_RUNNING;
    return ioctl(fd, SIOCSIFFLAGS, &r);
}

int
browser_world_enter(int *listener, int *port, struct fail *fail)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    int fd;

    if (unshare(CLONE_NEWNET) != 0 && leave_users() != 0)
        return fail_set(fail, "this system gives it no network of its own");
    fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || raise_loopback(fd) != 0 ||
        bind(fd, (struct sockaddr *)&at, len) != 0 ||
        listen(fd, LISTEN_MAX) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        fail_set(fail, "its own network: %s", strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    *listener = fd;
    *port = ntohs(at.sin_port);
    return 0;
}

int
browser_world_probe(struct fail *fail)
{
    int status = 0, listener, port;
    pid_t pid = fork();

    if (pid == 0)
        _exit(browser_world_enter(&listener, &port, NULL) != 0);
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        return fail_set(fail, "no network name space");
    return 0;
}

/* --- the processes --- */

/* Root's rights beyond those of the owner of its files: the program runs
 * without them. */
static void
drop_rights(void)
{
    if (geteuid() != 0)
        return;
    for (int c = 0; c <= CAPABILITIES_MAX; c++)
        prctl(PR_CAPBSET_DROP, c, 0, 0, 0);
}

static void
set_limits(void)
{
    struct rlimit none = { 0, 0 }, file = { FILE_BYTES_MAX, FILE_BYTES_MAX };

    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &file);
}

/* Never returns. */
static void
run_program(const char *const *argv, const char *home)
{
    char home_set[PATH_BYTES], tmp[PATH_BYTES], config[PATH_BYTES];
    char cache[PATH_BYTES];
    char *const environment[] = { home_set, tmp, config, cache,
        (char *)"PATH=/usr/bin:/bin", (char *)"LANG=C.UTF-8", NULL };

    snprintf(home_set, sizeof home_set, "HOME=%.4096s", home);
    snprintf(tmp, sizeof tmp, "TMPDIR=%.4096s", home);
    snprintf(config, sizeof config, "XDG_CONFIG_HOME=%.4096s", home);
    snprintf(cache, sizeof cache, "XDG_CACHE_HOME=%.4096s", home);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    if (chdir(home) == 0)
        execve(argv[0], (char *const *)argv, environment);
    _exit(127);
}

/* The first process: waits for whoever ends, and ends with the program, and
 * with it the kernel ends the others. Never returns. */
static void
be_first(const char *const *argv, const char *home, int out)
{
    struct pollfd keeper = { out, 0, 0 };
    int null = open("/dev/null", O_RDWR);
    pid_t program, ended;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* The keeper may have ended before that: nobody would read then. */
    if (null < 0 || poll(&keeper, 1, 0) != 0 || dup2(null, 0) < 0 ||
        dup2(out, 1) < 0 || dup2(null, 2) < 0 || close_range(3, ~0U, 0) != 0)
        _exit(1);
    set_limits();
    drop_rights();
    program = fork();
    if (program == 0)
        run_program(argv, home);
    do
        ended = wait(NULL);
    while (program > 0 && ended != program && (ended > 0 || errno == EINTR));
    _exit(0);
}

/* A child that is the first process of a name space of its own. By the system
 * call, because unshare does that once only. */
static pid_t
fork_apart(void)
{
    return (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
}

int
browser_world_start(struct browser_child *out, const char *const *argv,
    const char *home, struct fail *fail)
{
    pid_t pid;
    int fd[2];

    *out = (struct browser_child){ 0 };
    if (pipe2(fd, O_CLOEXEC) != 0)
        return fail_set(fail, "pipe: %s", strerror(errno));
    pid = fork_apart();
    if (pid == 0)
        be_first(argv, home, fd[1]);
    close(fd[1]);
    if (pid < 0) {
        close(fd[0]);
        return fail_set(fail, "this system gives it no processes of its own");
    }
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    *out = (struct browser_child){ pid, fd[0] };
    return 0;
}

void
browser_world_end(struct browser_child *c)
{
    if (c->pid <= 0)
        return;
    kill(c->pid, SIGKILL);
    while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    close(c->out);
    *c = (struct browser_child){ 0 };
}
