#include "tests/check.h"

#include "base/mem.h"
#include "base/share.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARTS 1000

struct counts {
    int of[PARTS];
};

static void
count_one(size_t part, void *ctx)
{
    struct counts *c = ctx;

    c->of[part]++;
}

static void
does_each_part_once(void **state)
{
    static const size_t parts[] = { 0, 1, 2, 3, PARTS };

    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct counts c = { { 0 } };

        share_run(parts[i], count_one, &c);
        for (size_t k = 0; k < PARTS; k++)
            CHECK_INT(c.of[k], k < parts[i], "times");
    }
    check_end();
}

/* A part may be shared out again. */
static void
count_all(size_t part, void *ctx)
{
    struct counts *c = ctx;

    share_run(PARTS, count_one, &c[part]);
}

static void
shares_within_a_share(void **state)
{
    static struct counts c[4];

    (void)state;
    share_load(COUNT(c), count_all, c);
    for (size_t i = 0; i < COUNT(c); i++)
        for (size_t k = 0; k < PARTS; k++)
            CHECK_INT(c[i].of[k], 1, "times");
    check_end();
}

/* Where no thread may be made, the caller does all. Root may make as many as
 * it likes, so it becomes somebody else. */
static void
does_without_threads(void **state)
{
    pid_t child = fork();
    int status = 0;

    (void)state;
    if (child == 0) {
        const struct rlimit none = { 0, 0 };
        struct counts c = { { 0 } };
        int all = 0;

        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(2);
        setrlimit(RLIMIT_NPROC, &none);
        share_run(PARTS, count_one, &c);
        for (size_t k = 0; k < PARTS; k++)
            all += c.of[k];
        _exit(all == PARTS ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    CHECK_INT(WEXITSTATUS(status), 0, "all parts were done");
    CHECK_INT(WIFEXITED(status), 1, "and it lived");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_each_part_once),
        cmocka_unit_test(shares_within_a_share),
        cmocka_unit_test(does_without_threads),
    };

    return cmocka_run_group_tests_name("base/share", tests, NULL, NULL);
}
