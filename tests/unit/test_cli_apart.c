#include "tests/check.h"

#include "cli/apart.h"
#include "cli/stop.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* --- how work ends --- */

static int
ends_well(void *ctx, struct fail *fail)
{
    (void)ctx;
    fail_set(fail, "not looked at");
    return 0;
}

static int
says_stopped(void *ctx, struct fail *fail)
{
    (void)ctx;
    (void)fail;
    return 1;
}

static int
fails(void *ctx, struct fail *fail)
{
    return fail_set(fail, "%s", (char *)ctx);
}

static int
is_killed(void *ctx, struct fail *fail)
{
    (void)ctx;
    (void)fail;
    return raise(SIGKILL);
}

static int
exits(void *ctx, struct fail *fail)
{
    (void)ctx;
    (void)fail;
    _exit(7);
}

static void
tells_how_it_ended(void **state)
{
    static char longest[FAIL_TEXT_MAX], reason[] = "no such host", none[] = "";
    const struct {
        const char *name;
        int (*work)(void *ctx, struct fail *fail);
        char *ctx;
        int want;
        const char *why;
    } cases[] = {
        { "well", ends_well, NULL, 0, "" },
        { "stopped", says_stopped, NULL, 1, "" },
        { "failed", fails, reason, -1, reason },
        { "the longest reason", fails, longest, -1, longest },
        { "no reason", fails, none, -1, none },
        { "killed", is_killed, NULL, -1,
            "its process was ended by signal 9 (Killed)" },
        { "exits", exits, NULL, -1,
            "its process ended with status 7 and gave no reason" },
    };

    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fail fail = { "" };

        CHECK_INT(apart_run(cases[i].work, cases[i].ctx, &fail), cases[i].want,
            cases[i].name);
        CHECK_TEXT(fail.text, cases[i].why, cases[i].name);
    }
    check_end();
}

/* What the work changed is gone with its process. */
static int
count(void *ctx, struct fail *fail)
{
    int *n = ctx;

    return ++*n == 1 ? 0 : fail_set(fail, "%d before", *n - 1);
}

static void
leaves_nothing_behind(void **state)
{
    struct fail fail = { "" };
    int n = 0;

    (void)state;
    for (int i = 0; i < 3; i++)
        CHECK_INT(apart_run(count, &n, &fail), 0, "each begins anew");
    CHECK_INT(n, 0, "in the caller");
    check_end();
}

/* --- signals --- */

/* Signals the caller once, or it and itself as one of a group is, and ends
 * when the wish arrives. */
static int
stops(void *ctx, struct fail *fail)
{
    const int *as_group = ctx;
    sigset_t stop, before;

    (void)fail;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, &before);
    if (*as_group) {
        raise(SIGINT);
        raise(SIGINT);
    }
    kill(getppid(), SIGTERM);
    while (sigsuspend(&before), !stop_asked())
        ;
    return 1;
}

/* Never stops, and has its caller signalled twice. */
static int
goes_on(void *ctx, struct fail *fail)
{
    (void)ctx;
    (void)fail;
    kill(getppid(), SIGTERM);
    while (!stop_asked()) /* the first has come through */
        ;
    kill(getppid(), SIGTERM);
    for (;;)
        pause();
    return 0;
}

/* The status of a process that has this done apart: what apart_run returned,
 * 10 more if it was asked to stop. */
static int
status_with(int (*work)(void *ctx, struct fail *fail), int *ctx)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        struct fail fail = { "" };
        int rc;

        stop_on_first_signal();
        rc = apart_run(work, ctx, &fail);
        _exit(rc < 0 ? 99 : rc + 10 * stop_asked());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
hands_on_the_first_signal(void **state)
{
    int no = 0, yes = 1;

    (void)state;
    CHECK_INT(status_with(stops, &no), 11, "to the caller alone");
    CHECK_INT(status_with(stops, &yes), 11, "to both");
    check_end();
}

/* The work is a grandchild of this process, which would get an orphan. */
static void
leaves_no_orphan(void **state)
{
    int status = 0;

    (void)state;
    alarm(60);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    CHECK_INT(status_with(goes_on, NULL), 128 + SIGTERM, "ends at once");
    CHECK_INT(waitpid(-1, &status, 0) > 0, 1, "the work came to us");
    CHECK_INT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, 1,
        "ended by the kernel");
    alarm(0);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_how_it_ended),
        cmocka_unit_test(leaves_nothing_behind),
        cmocka_unit_test(hands_on_the_first_signal),
        cmocka_unit_test(leaves_no_orphan),
    };

    return cmocka_run_group_tests_name("cli/apart", tests, NULL, NULL);
}
