#include "tests/check.h"

#include "cli/stop.h"

#include <sys/wait.h>

/* The exit status of a process that is sent so many signals; -1 if one ended
 * it. */
static int
status_after(void (*begin)(void), const int *signals, size_t count)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        begin();
        for (size_t i = 0; i < count; i++)
            raise(signals[i]);
        _exit(stop_asked() && *stop_flag() ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
ends_when_asked(void **state)
{
    static const struct {
        const char *name;
        void (*begin)(void);
        int signals[2];
        size_t count;
        int want;
    } cases[] = {
        { "not asked", stop_on_signals, { 0 }, 0, 0 },
        { "interrupted", stop_on_signals, { SIGINT }, 1, 1 },
        { "terminated", stop_on_signals, { SIGTERM }, 1, 1 },
        { "twice", stop_on_signals, { SIGINT, SIGTERM }, 2, 1 },
        { "first of two", stop_on_first_signal, { SIGTERM }, 1, 1 },
        { "second interrupt", stop_on_first_signal, { SIGTERM, SIGINT }, 2,
            128 + SIGINT },
        { "second of two", stop_on_first_signal, { SIGINT, SIGTERM }, 2,
            128 + SIGTERM },
        { "by itself", stop_ask, { 0 }, 0, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_INT(
            status_after(cases[i].begin, cases[i].signals, cases[i].count),
            cases[i].want, cases[i].name);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_when_asked),
    };

    return cmocka_run_group_tests_name("cli/stop", tests, NULL, NULL);
}
