/* The supervisor's helpers when no new one can be made. */
#include "tests/check.h"

#include "base/buf.h"
#include "scan/crew.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* An inspector that does nothing, in the one place of the crew. */
static int
put_idle(struct crew *c)
{
    struct crew_inspector *i = &c->inspector[0];
    struct fail fail;
    int fd[2];

    if (wire_pair(fd, &fail) != 0)
        return -1;
    i->pid = fork();
    if (i->pid == 0)
        for (;;)
            pause();
    close(fd[1]);
    wire_init(&i->wire, fd[0], 1000);
    c->inspector_count = 1;
    return i->pid > 0 ? 0 : -1;
}

/* In a group of its own, which an end of too many would end. */
static int
replace_without_descriptors(void)
{
    const struct rlimit none = { 0, 0 };
    struct crew c = { .fetcher = { .fd = -1 },
        .spare = { { .fd = -1 }, { .fd = -1 } },
        .browser = { .fd = -1 },
        .spare_browser = { { .fd = -1 }, { .fd = -1 } } };
    struct crew_death death;
    struct fail fail = { "" };
    pid_t old;

    setpgid(0, 0);
    if (put_idle(&c) != 0 || setrlimit(RLIMIT_NOFILE, &none) != 0)
        return 1;
    old = c.inspector[0].pid;
    if (crew_replace(&c, &c.inspector[0], CREW_HANGS, &death, &fail) != -1 ||
        strstr(fail.text, "socketpair") == NULL)
        return 2;
    crew_end(&c);
    if (kill(old, 0) == 0)
        return 3;
    return fcntl(STDIN_FILENO, F_GETFD) < 0 ? 4 : 0;
}

static void
ends_only_its_own(void **state)
{
    pid_t child = fork();
    int status = 0;

    (void)state;
    if (child == 0)
        _exit(replace_without_descriptors());
    assert_int_equal(waitpid(child, &status, 0), child);
    CHECK_INT(WIFSIGNALED(status), 0, "ended itself");
    CHECK_INT(WEXITSTATUS(status), 0, "where it failed");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_only_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
