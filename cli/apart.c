#include "cli/apart.h"

#include "cli/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the process says in the end: one of these, and the reason behind it. */
enum outcome { WENT_WELL = 'w', STOPPED = 's', FAILED = 'f' };

/* In the new process. It is signalled by the caller, and perhaps also as one
 * of a group that is: any number of signals is one wish to stop. */
static void
do_work(int (*work)(void *ctx, struct fail *fail), void *ctx, int out,
    const sigset_t *mask)
{
    char said[1 + FAIL_TEXT_MAX];
    struct fail why = { "" };
    size_t len;
    int rc;

    stop_on_signals();
    sigprocmask(SIG_SETMASK, mask, NULL);
    rc = work(ctx, &why);
    said[0] = rc == 0 ? WENT_WELL : rc > 0 ? STOPPED : FAILED;
    len = strlen(why.text);
    memcpy(said + 1, why.text, len);
    fflush(NULL);
    _exit(write(out, said, 1 + len) != (ssize_t)(1 + len));
}

/* Until the process has said something, or its end of the pipe is closed as
 * it ends. Only here, with `mask`, signals come in. */
static void
wait_for(pid_t pid, int in, const sigset_t *mask)
{
    struct pollfd one = { .fd = in, .events = POLLIN };

    while (ppoll(&one, 1, NULL, mask) < 0 && errno == EINTR)
        if (stop_asked())
            kill(pid, SIGTERM);
}

/* It has ended, and has not said how its work went. */
static int
tell_death(int status, struct fail *fail)
{
    if (WIFSIGNALED(status))
        return fail_set(fail, "its process was ended by signal %d (%s)",
            WTERMSIG(status), strsignal(WTERMSIG(status)));
    return fail_set(fail, "its process ended with status %d and gave no reason",
        WEXITSTATUS(status));
}

static int
end(pid_t pid, int in, struct fail *fail)
{
    char said[1 + FAIL_TEXT_MAX];
    ssize_t n = read(in, said, sizeof said - 1);
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (n <= 0)
        return tell_death(status, fail);
    said[n] = '\0';
    if (said[0] == FAILED)
        return fail_set(fail, "%s", said + 1);
    return said[0] == STOPPED ? 1 : 0;
}

int
apart_run(
    int (*work)(void *ctx, struct fail *fail), void *ctx, struct fail *fail)
{
    pid_t caller = getpid(), pid;
    sigset_t stops, before;
    int fd[2], rc;

    if (pipe2(fd, O_CLOEXEC) != 0)
        return fail_set(fail, "pipe: %s", strerror(errno));
    /* None may come before it is known to whom to hand it on. */
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigprocmask(SIG_BLOCK, &stops, &before);
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != caller)
            _exit(1);
        close(fd[0]);
        do_work(work, ctx, fd[1], &before);
    }
    close(fd[1]);
    if (pid < 0) {
        rc = fail_set(fail, "fork: %s", strerror(errno));
    } else {
        wait_for(pid, fd[0], &before);
        rc = end(pid, fd[0], fail);
    }
    close(fd[0]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return rc;
}
