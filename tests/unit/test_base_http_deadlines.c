#include "tests/check.h"

#include "base/http_deadlines.h"
#include "base/mem.h"
#include "base/str.h"

#include <sys/socket.h>

/* A connection and its other end. */
struct pair {
    int ends[2];
    struct http_deadline *deadline;
};

static void
connect_pair(struct http_deadlines *all, struct pair *p, int64_t at_ms)
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, p->ends), 0);
    p->deadline = http_deadline_new(all, p->ends[0]);
    p->deadline->at_ms = at_ms;
}

static void
close_pair(struct pair *p)
{
    http_deadline_free(p->deadline);
    close(p->ends[0]);
    close(p->ends[1]);
}

static int
is_cut(const struct pair *p)
{
    char byte;

    return recv(p->ends[1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void
cuts_those_whose_time_is_over(void **state)
{
    static const struct {
        const char *name;
        int64_t at_ms, now_ms;
        int want;
    } cases[] = {
        { "before", 1000, 999, 0 },
        { "then", 1000, 1000, 1 },
        { "behind", 1000, 5000, 1 },
        { "never", 0, 5000, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_deadlines all = { .first = NULL };
        struct pair p;

        connect_pair(&all, &p, cases[i].at_ms);
        http_deadlines_cut(&all, cases[i].now_ms);
        CHECK_INT(is_cut(&p), cases[i].want, cases[i].name);
        close_pair(&p);
        CHECK_INT(all.first == NULL, 1, "none is left");
    }
    check_end();
}

static void
looks_four_times_a_second(void **state)
{
    struct http_deadlines all = { .first = NULL };
    struct pair p;

    (void)state;
    connect_pair(&all, &p, 1100);
    http_deadlines_cut(&all, 1000);
    http_deadlines_cut(&all, 1249);
    CHECK_INT(is_cut(&p), 0, "not yet");
    http_deadlines_cut(&all, 1250);
    CHECK_INT(is_cut(&p), 1, "now");
    CHECK_INT(p.deadline->at_ms, 0, "once");
    close_pair(&p);
    check_end();
}

/* Whichever of three is closed, the two others are still looked after. */
static void
forgets_who_is_closed(void **state)
{
    (void)state;
    for (size_t gone = 0; gone < 3; gone++) {
        struct http_deadlines all = { .first = NULL };
        struct pair p[3];

        for (size_t i = 0; i < COUNT(p); i++)
            connect_pair(&all, &p[i], 1000);
        http_deadline_free(p[gone].deadline);
        p[gone].deadline = NULL;
        http_deadlines_cut(&all, 1000);
        for (size_t i = 0; i < COUNT(p); i++)
            CHECK_INT(is_cut(&p[i]), i != gone, "cut");
        for (size_t i = 0; i < COUNT(p); i++)
            close_pair(&p[i]);
        CHECK_INT(all.first == NULL, 1, "none is left");
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_those_whose_time_is_over),
        cmocka_unit_test(looks_four_times_a_second),
        cmocka_unit_test(forgets_who_is_closed),
    };

    return cmocka_run_group_tests_name(
        "base/http_deadlines", tests, NULL, NULL);
}
