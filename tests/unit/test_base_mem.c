#include "tests/check.h"

#include "base/mem.h"

#include <signal.h>
#include <sys/wait.h>

static void
gives_zeroed_memory(void **state)
{
    unsigned char *p = mem_new(1000);
    char *none = mem_array(0, 8), *copy = mem_dup("a\0b", 3);
    int sum = 0;

    (void)state;
    for (int i = 0; i < 1000; i++)
        sum |= p[i];
    CHECK_INT(sum, 0, "zeroed");
    CHECK_INT(none != NULL, 1, "nothing has an address too");
    CHECK_INT(memcmp(copy, "a\0b\0", 4), 0, "copy ends in NUL");
    CHECK_INT(mem_text(NULL) == NULL, 1, "no text stays none");
    free(p);
    free(none);
    free(copy);
    copy = mem_dup(NULL, 0);
    CHECK_TEXT(copy, "", "copy of nothing");
    free(copy);
    check_end();
}

static void
grows(void **state)
{
    int *items = NULL;
    size_t cap = 0, grown = 0;

    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        size_t before = cap;

        items = mem_grow(items, &cap, i + 1, sizeof *items);
        grown += cap != before;
        items[i] = (int)i;
    }
    CHECK_INT(cap >= 100000 && cap < 200000, 1, "not much more than asked");
    CHECK_INT(grown < 40, 1, "seldom moved");
    CHECK_INT(items[0] == 0 && items[99999] == 99999, 1, "kept");
    free(items);
    check_end();
}

/* How often it gives what it should not. */
static size_t
take_and_free(void)
{
    static const size_t sizes[] = { 100, 100000, 3000000, 5000000, 20000000 };
    size_t wrong = 0;

    for (size_t i = 0; i < 3 * COUNT(sizes); i++) {
        size_t size = sizes[i % COUNT(sizes)];
        char *p = mem_array(size, 1);

        for (size_t k = 0; k < size; k++)
            wrong += p[k] != 0;
        memset(p, 1, size);
        free(p);
    }
    return wrong;
}

static void
keeps_what_is_freed(void **state)
{
    (void)state;
    mem_large_pages();
    CHECK_INT(take_and_free(), 0, "zeroes it in large pages");
    mem_keep_freed();
    CHECK_INT(take_and_free(), 0, "and zeroes it");
    check_end();
}

/* What cannot be had ends the program, it does not come back as NULL. */
static void
ends_the_program(void **state)
{
    int status = 0;
    pid_t pid;

    (void)state;
    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        size_t cap = SIZE_MAX / 4;

        signal(SIGABRT, SIG_DFL);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(1);
        mem_grow(NULL, &cap, SIZE_MAX / 2, 16);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    CHECK_INT(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, 1,
        "overflow of the size");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_memory),
        cmocka_unit_test(grows),
        cmocka_unit_test(keeps_what_is_freed),
        cmocka_unit_test(ends_the_program),
    };

    return cmocka_run_group_tests_name("base/mem", tests, NULL, NULL);
}
