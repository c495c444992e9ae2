/* The supervisor's helpers when no new one can be made. */
#include "tests/check.h"

#include "base/buf.h"
#include "core/limits.h"
#include "scan/crew.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
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

/* Read all that is sent to it. */
static void
drain(struct crew_inspector *i, int peer)
{
    static char sink[1 << 16];

    do
        assert_int_equal(wire_flush(&i->wire), 0);
    while (recv(peer, sink, sizeof sink, MSG_DONTWAIT) > 0 ||
           wire_wants_write(&i->wire));
}

/* Pages that were given to it, all of so many bytes, until it gets no more. */
static size_t
give_all(struct crew *c, size_t bytes, int peer)
{
    struct crew_inspector *i;
    struct buf *out;

    while ((i = crew_idle(c)) != NULL && i->page_count < 100) {
        out = wire_begin(&i->wire);
        memset(buf_room(out, bytes), 'x', bytes);
        out->len += bytes;
        if (crew_give(i, MESSAGE_INSPECT, 1, STR_NONE, 0) != 0)
            break;
        if (peer >= 0)
            drain(i, peer);
    }
    return c->inspector[0].page_count;
}

/* Enough to go on with, and not more than it may hold at a time; nor more than
 * it takes. */
static void
fills_queues(void **state)
{
    struct crew c = { .inspector_count = 1 };
    struct crew_inspector *i = &c.inspector[0];
    struct fail fail;
    int fd[2];

    (void)state;
    assert_int_equal(wire_pair(fd, &fail), 0);
    wire_init(&i->wire, fd[0], MESSAGE_BYTES_MAX);
    CHECK_INT(crew_idle(&c) == NULL, 1, "it is not ready");
    i->ready = 1;
    CHECK_INT(give_all(&c, 60000, fd[1]), CREW_DEPTH, "usual pages");
    while (i->page_count > 0)
        crew_answered(&c, i, 0);
    CHECK_INT(i->bytes_in_hand, 0, "nothing left");
    CHECK_INT(give_all(&c, CREW_BYTES_MAX / 2, fd[1]), 2, "large pages");
    crew_answered(&c, i, 0);
    CHECK_INT(give_all(&c, CREW_BYTES_MAX, fd[1]), 2, "a larger one");
    while (i->page_count > 0)
        crew_answered(&c, i, 0);
    CHECK_INT(give_all(&c, CREW_BYTES_MAX / 16, -1) < 16, 1, "it reads none");
    CHECK_INT(wire_waiting(&i->wire) < CREW_BYTES_MAX / 16 + CREW_WAITING_MAX,
        1, "what waits is less than two");
    wire_clear(&i->wire);
    close(fd[1]);
    check_end();
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
        cmocka_unit_test(fills_queues),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
