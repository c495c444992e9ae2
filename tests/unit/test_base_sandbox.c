/* What a process may no longer do once it is inside. Each try runs in a
 * child of its own and tells by its exit status what happened. */
#include "tests/check.h"

#include "base/mem.h"
#include "base/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { DONE = 0, STOPPED = 1, BROKEN = 2 };

static int
try_open(void)
{
    return open("/etc/passwd", O_RDONLY) < 0 ? STOPPED : DONE;
}

static int
try_write_file(void)
{
    return open("/tmp/shelfwatch-sandbox-test", O_WRONLY | O_CREAT, 0600) < 0
               ? STOPPED
               : DONE;
}

static int
try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? STOPPED : DONE;
}

static int
try_packet_socket(void)
{
    return socket(AF_PACKET, SOCK_RAW, 0) < 0 && errno == EPERM ? STOPPED
                                                                : DONE;
}

static int
try_fork(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid < 0 ? STOPPED : DONE;
}

static int
try_exec(void)
{
    char *const argv[] = { (char *)"true", NULL };

    execv("/bin/true", argv);
    return STOPPED;
}

static int
try_ptrace(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) < 0 ? STOPPED : DONE;
}

static int
try_memory(void)
{
    void *p = mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? STOPPED : DONE;
}

static int
try_compute(void)
{
    char *p = malloc(1 << 20);

    memset(p, 1, 1 << 20);
    return p[17] == 1 ? DONE : STOPPED;
}

static int
run_inside(const struct sandbox *box, int (*try)(void))
{
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        char report[200];
        struct fail why = { 0 };

        if (sandbox_enter(box, report, sizeof report, &why) != 0)
            _exit(BROKEN);
        _exit(try());
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
stops_what_is_not_allowed(void **state)
{
    static const char *const etc[] = { "/etc", NULL };
    /* Address space cannot be capped under the sanitizers. */
#if CHECK_SANITIZED
    const size_t memory = 0;
#else
    const size_t memory = (size_t)2 << 30;
#endif
    const struct sandbox inspector = { .memory_bytes = memory };
    const struct sandbox fetcher = { .read_dirs = etc, .network = 1 };
    const struct {
        const char *name;
        const struct sandbox *box;
        int (*try)(void);
        int want;
    } cases[] = {
        { "inspector computes", &inspector, try_compute, DONE },
        { "inspector opens a file", &inspector, try_open, STOPPED },
        { "inspector makes a file", &inspector, try_write_file, STOPPED },
        { "inspector makes a socket", &inspector, try_socket, STOPPED },
        { "inspector forks", &inspector, try_fork, STOPPED },
        { "inspector executes", &inspector, try_exec, STOPPED },
        { "inspector traces", &inspector, try_ptrace, STOPPED },
        { "inspector takes memory", &inspector, try_memory,
            memory ? STOPPED : DONE },
        { "fetcher reads /etc", &fetcher, try_open, DONE },
        { "fetcher makes a file", &fetcher, try_write_file, STOPPED },
        { "fetcher makes a socket", &fetcher, try_socket, DONE },
        { "fetcher listens to packets", &fetcher, try_packet_socket, STOPPED },
        { "fetcher forks", &fetcher, try_fork, STOPPED },
        { "fetcher executes", &fetcher, try_exec, STOPPED },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(run_inside(cases[i].box, cases[i].try), cases[i].want,
            cases[i].name);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stops_what_is_not_allowed),
    };

    return cmocka_run_group_tests_name("base/sandbox", tests, NULL, NULL);
}
