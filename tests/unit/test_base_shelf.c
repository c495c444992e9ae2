#include "tests/check.h"

#include "base/mem.h"
#include "base/shelf.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define SLOTS 3
#define SLOT_BYTES 8192

static struct shelf *
new_shelf(void)
{
    struct shelf *s = NULL;
    struct fail fail = { "" };

    CHECK_INT(shelf_new(&s, SLOTS, SLOT_BYTES, &fail), 0, fail.text);
    assert_non_null(s);
    return s;
}

static void
gives_slots(void **state)
{
    struct shelf *s = new_shelf();
    char *slot[SLOTS];

    (void)state;
    CHECK_INT(shelf_slot_bytes(s), SLOT_BYTES, "size");
    for (int i = 0; i < SLOTS; i++) {
        slot[i] = shelf_take(s);
        assert_non_null(slot[i]);
        CHECK_INT(shelf_slot_of(s, slot[i]), i, "its number");
    }
    CHECK_INT(shelf_take(s) == NULL, 1, "all are taken");
    CHECK_INT(shelf_slot_of(s, slot[1] + 1), -1, "not where one begins");
    CHECK_INT(shelf_slot_of(s, slot[0] - SLOT_BYTES), -1, "before the first");
    CHECK_INT(
        shelf_slot_of(s, slot[2] + SLOT_BYTES), -1, "behind the last one");
    CHECK_INT(shelf_slot_of(s, NULL), -1, "nowhere");
    shelf_give_back(s, slot[2]);
    shelf_give_back(s, slot[0]);
    CHECK_INT(shelf_take(s) == slot[0], 1, "given back last");
    CHECK_INT(shelf_take(s) == slot[2], 1, "given back before");
    shelf_free(s);
    shelf_free(NULL);
    shelf_keep_reading(NULL);
    shelf_keep_writing(NULL);
    check_end();
}

/* Slots come back in the order in which the reader was told of them. */
static void
counts_what_was_told(void **state)
{
    struct shelf *s = new_shelf();
    char *a = shelf_take(s), *b = shelf_take(s), *c = shelf_take(s);

    (void)state;
    shelf_told(s, b);
    shelf_told(s, a);
    CHECK_INT(shelf_done_with(s, 3), -1, "more than were told of");
    CHECK_INT(shelf_done_with(s, -1), -1, "fewer than none");
    CHECK_INT(shelf_done_with(s, INT64_MIN), -1, "much fewer");
    CHECK_INT(shelf_done_with(s, INT64_MAX), -1, "many more");
    CHECK_INT(shelf_take(s) == NULL, 1, "still taken");
    CHECK_INT(shelf_done_with(s, 1), 0, "the first one");
    CHECK_INT(shelf_take(s) == b, 1, "is free");
    for (int i = 0; i < 5 * SLOTS; i++) {
        shelf_told(s, b);
        CHECK_INT(shelf_done_with(s, 1), 0, "the one before");
        a = b;
        b = shelf_take(s);
    }
    CHECK_INT(shelf_done_with(s, 1), 0, "the last one");
    CHECK_INT(shelf_done_with(s, 0), 0, "none");
    CHECK_INT(shelf_done_with(s, 1), -1, "nothing was told");
    shelf_give_back(s, b);
    shelf_give_back(s, c);
    shelf_free(s);
    check_end();
}

static void
finds_what_lies_there(void **state)
{
    static const struct {
        const char *name;
        size_t slot, len;
        int want;
    } cases[] = {
        { "some of a slot", 1, 4, 0 },
        { "nothing of it", 2, 0, 0 },
        { "all of the last one", SLOTS - 1, SLOT_BYTES, 0 },
        { "no such slot", SLOTS, 1, -1 },
        { "no slot at all", SIZE_MAX, 1, -1 },
        { "longer than one", 0, SLOT_BYTES + 1, -1 },
        { "much longer", 0, SIZE_MAX, -1 },
    };
    struct shelf *s = new_shelf();
    char *first = shelf_take(s), *second = shelf_take(s);

    (void)state;
    memcpy(first, "1st", 3);
    memcpy(second, "2nd!", 4);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str got = STR_NONE;

        CHECK_INT(shelf_find(s, cases[i].slot, cases[i].len, &got),
            cases[i].want, cases[i].name);
        CHECK_INT(
            got.len, cases[i].want == 0 ? cases[i].len : 0, cases[i].name);
        if (i == 0)
            CHECK_INT(str_is(got, "2nd!"), 1, "what was written");
    }
    shelf_keep_writing(s);
    CHECK_INT(shelf_find(s, 0, 1, &(struct str){ 0 }), -1, "not to be read");
    shelf_free(s);
    check_end();
}

/* In a process that was forked later: what is written here is seen there. */
static int
sees(const char *there, char what)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        signal(SIGSEGV, SIG_DFL);
        _exit(*(volatile const char *)there == what ? 0 : 1);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What a reader may try to write after all, a second mapping too. */
static int
can_write(const struct str *seen)
{
    char *p = (char *)seen->p;
    void *again = mremap(p, 0, SLOT_BYTES, MREMAP_MAYMOVE);
    int can = again != MAP_FAILED &&
              mprotect(again, SLOT_BYTES, PROT_READ | PROT_WRITE) == 0;

    if (again != MAP_FAILED)
        munmap(again, SLOT_BYTES);
    return can || mprotect(p, SLOT_BYTES, PROT_READ | PROT_WRITE) == 0 ||
           madvise(p, SLOT_BYTES, MADV_REMOVE) == 0;
}

static void
is_shared_by_processes(void **state)
{
    struct shelf *s = new_shelf();
    char *slot = shelf_take(s);
    struct str seen;

    (void)state;
    assert_int_equal(shelf_find(s, 0, 1, &seen), 0);
    *slot = 'x';
    CHECK_INT(sees(seen.p, 'x'), 1, "to be read");
    CHECK_INT(sees(slot, 'x'), 1, "to be written");
    CHECK_INT(can_write(&seen), 0, "reading is no writing");
    shelf_keep_reading(s);
    CHECK_INT(seen.p[0], 'x', "still there");
    CHECK_INT(can_write(&seen), 0, "nor is it then");
    CHECK_INT(shelf_slot_of(s, slot), -1, "nothing is written any more");
    CHECK_INT(sees(seen.p, 'x'), 0, "not passed on to children");
    CHECK_INT(sees(slot, 'x'), 0, "given up");
    shelf_free(s);
    s = new_shelf();
    slot = shelf_take(s);
    shelf_keep_writing(s);
    *slot = 'y';
    CHECK_INT(sees(slot, 'y'), 1, "written");
    shelf_free(s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_slots),
        cmocka_unit_test(counts_what_was_told),
        cmocka_unit_test(finds_what_lies_there),
        cmocka_unit_test(is_shared_by_processes),
    };

    return cmocka_run_group_tests_name("base/shelf", tests, NULL, NULL);
}
