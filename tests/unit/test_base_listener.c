#include "tests/check.h"

#include "base/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>

#define GUESTS 40

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
    assert_int_equal(listen(fd, GUESTS), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&h->at, &len), 0);
    listener_open(&h->one, fd, NULL);
    listener_open(&h->two, fcntl(fd, F_DUPFD_CLOEXEC, 0), &h->one);
    assert_int_equal(pipe(h->pipe), 0);
}

static void
close_house(struct house *h)
{
    listener_close(&h->one);
    listener_close(&h->two);
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

/* Take who may be taken, and let them in; returns how many. */
static int
take(struct house *h, struct listener *l, unsigned max)
{
    unsigned room = listener_wait(l, h->pipe[0], max, l->yielded ? 1000 : 0);
    int count = 0;

    for (; room > 0; room--) {
        struct listener_guest guest;
        const struct sockaddr_in *from =
            (const struct sockaddr_in *)&guest.from;

        listener_take(l, &guest);
        if (guest.fd < 0)
            break;
        CHECK_INT(from->sin_addr.s_addr, htonl(INADDR_LOOPBACK), "whence");
        CHECK_INT(fcntl(guest.fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK, "no wait");
        close(guest.fd);
        listener_count(l, 1);
        count++;
    }
    return count;
}

static void
takes_its_share(void **state)
{
    struct house h;
    int guests[GUESTS], all = 0;

    (void)state;
    open_house(&h);
    CHECK_INT(take(&h, &h.one, 99), 0, "nobody there");
    for (size_t i = 0; i < GUESTS; i++)
        guests[i] = knock(&h);
    CHECK_INT(take(&h, &h.one, 0), 0, "full");
    CHECK_INT(take(&h, &h.one, 2), 2, "nearly full");
    while (all < GUESTS - 2)
        all += take(&h, &h.one, 99) + take(&h, &h.two, 99);
    CHECK_INT(h.one.open + h.two.open, GUESTS, "everybody");
    CHECK_INT(h.one.open >= 15 && h.two.open >= 15, 1, "about as many each");
    for (size_t i = 0; i < GUESTS; i++)
        close(guests[i]);
    close_house(&h);
    check_end();
}

/* The other is busy with something long. */
static void
goes_on_alone(void **state)
{
    struct house h;
    int guests[GUESTS];

    (void)state;
    open_house(&h);
    for (size_t i = 0; i < GUESTS; i++)
        guests[i] = knock(&h);
    /* Above its share it lets the other go first, then takes one. */
    for (int i = 0; i < 10 * GUESTS && h.two.open < GUESTS; i++)
        take(&h, &h.two, 99);
    CHECK_INT(h.two.open, GUESTS, "everybody");
    listener_count(&h.two, -GUESTS);
    CHECK_INT(h.two.open, 0, "gone");
    for (size_t i = 0; i < GUESTS; i++)
        close(guests[i]);
    close_house(&h);
    check_end();
}

/* It would wait for ever but for the pipe. */
static void
ends_waiting_for_other_work(void **state)
{
    struct house h;

    (void)state;
    open_house(&h);
    CHECK_INT(write(h.pipe[1], "x", 1), 1, "work");
    CHECK_INT(listener_wait(&h.one, h.pipe[0], 99, -1), 0, "nobody came");
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
    taken = take(&h, &h.one, 99);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    CHECK_INT(taken, 0, "none left");
    CHECK_INT(h.one.rest_ms > 0, 1, "not asked at once again");
    h.one.rest_ms = INT64_MAX;
    CHECK_INT(take(&h, &h.one, 99), 0, "rests");
    h.one.rest_ms = 0;
    CHECK_INT(take(&h, &h.one, 99), 1, "and goes on");
    close(guest);
    close_house(&h);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_its_share),
        cmocka_unit_test(goes_on_alone),
        cmocka_unit_test(ends_waiting_for_other_work),
        cmocka_unit_test(rests_without_descriptors),
    };

    return cmocka_run_group_tests_name("base/listener", tests, NULL, NULL);
}
