#include "tests/check.h"

#include "base/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>

/* A socket of two listeners, and guests that knock at it. */
struct house {
    struct listener one, two;
    struct sockaddr_in at;
    int pipe[2]; /* what a listener waits for beside guests */
};

static void
open_house(struct house *h)
{
    socklen_t len = sizeof h->at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    h->at = (struct sockaddr_in){ .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    assert_int_equal(bind(fd, (struct sockaddr *)&h->at, len), 0);
    assert_int_equal(listen(fd, 10), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&h->at, &len), 0);
    h->one = (struct listener){ .fd = fd };
    h->two = (struct listener){ .fd = fcntl(fd, F_DUPFD_CLOEXEC, 0) };
    assert_int_equal(pipe(h->pipe), 0);
}

static void
close_house(struct house *h)
{
    close(h->one.fd);
    close(h->two.fd);
    close(h->pipe[0]);
    close(h->pipe[1]);
}

static int
knock(const struct house *h)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(
        connect(fd, (const struct sockaddr *)&h->at, sizeof h->at), 0);
    return fd;
}

/* 1 if somebody was taken, from this machine. */
static int
take(struct house *h, struct listener *l, int full)
{
    struct listener_guest guest;
    const struct sockaddr_in *from = (const struct sockaddr_in *)&guest.from;

    listener_wait(l, &guest, h->pipe[0], full, 0);
    if (guest.fd < 0)
        return 0;
    CHECK_INT(from->sin_addr.s_addr, htonl(INADDR_LOOPBACK), "whence");
    CHECK_INT(fcntl(guest.fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK, "no wait");
    close(guest.fd);
    return 1;
}

static void
takes_one_at_a_time(void **state)
{
    struct house h;
    int guests[4];

    (void)state;
    open_house(&h);
    CHECK_INT(take(&h, &h.one, 0), 0, "nobody there");
    for (size_t i = 0; i < 4; i++)
        guests[i] = knock(&h);
    CHECK_INT(take(&h, &h.one, 1), 0, "full");
    CHECK_INT(take(&h, &h.one, 0), 1, "the first");
    CHECK_INT(take(&h, &h.two, 0), 1, "the second, by the other");
    CHECK_INT(take(&h, &h.one, 0), 1, "the third");
    CHECK_INT(take(&h, &h.two, 0), 1, "the fourth");
    CHECK_INT(take(&h, &h.one, 0), 0, "no more");
    for (size_t i = 0; i < 4; i++)
        close(guests[i]);
    close_house(&h);
    check_end();
}

/* It would wait for ever but for the pipe. */
static void
ends_waiting_for_other_work(void **state)
{
    struct listener_guest guest;
    struct house h;

    (void)state;
    open_house(&h);
    CHECK_INT(write(h.pipe[1], "x", 1), 1, "work");
    listener_wait(&h.one, &guest, h.pipe[0], 0, -1);
    CHECK_INT(guest.fd, -1, "nobody came");
    close_house(&h);
    check_end();
}

static void
rests_without_descriptors(void **state)
{
    struct rlimit before, none;
    struct house h;
    int guest, taken;

    (void)state;
    open_house(&h);
    guest = knock(&h);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    /* The next descriptor would be this one. */
    none = before;
    none.rlim_cur = (rlim_t)dup(guest);
    close((int)none.rlim_cur);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    taken = take(&h, &h.one, 0);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    CHECK_INT(taken, 0, "none left");
    CHECK_INT(h.one.rest_ms > 0, 1, "not asked at once again");
    h.one.rest_ms = INT64_MAX;
    CHECK_INT(take(&h, &h.one, 0), 0, "rests");
    h.one.rest_ms = 0;
    CHECK_INT(take(&h, &h.one, 0), 1, "and goes on");
    close(guest);
    close_house(&h);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_one_at_a_time),
        cmocka_unit_test(ends_waiting_for_other_work),
        cmocka_unit_test(rests_without_descriptors),
    };

    return cmocka_run_group_tests_name("base/listener", tests, NULL, NULL);
}
