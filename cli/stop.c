#include "cli/stop.h"

#include <unistd.h>

static volatile sig_atomic_t flag;

void
stop_ask(void)
{
    __atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
}

static void
set_flag(int number)
{
    (void)number;
    stop_ask();
}

static void
set_flag_or_end(int number)
{
    if (flag)
        _exit(128 + number);
    stop_ask();
}

static void
catch_signals(void (*handler)(int number))
{
    struct sigaction action = { .sa_handler = handler };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void
stop_on_signals(void)
{
    catch_signals(set_flag);
}

void
stop_on_first_signal(void)
{
    catch_signals(set_flag_or_end);
}

const volatile sig_atomic_t *
stop_flag(void)
{
    return &flag;
}

int
stop_asked(void)
{
    return __atomic_load_n(&flag, __ATOMIC_ACQUIRE) != 0;
}
