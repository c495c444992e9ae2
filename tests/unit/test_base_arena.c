#include "tests/check.h"

#include "base/arena.h"
#include "base/mem.h"

static void
gives_aligned_pieces(void **state)
{
    static const size_t sizes[] = { 1, 15, 16, 17, 0, 4000, 300000, 1 };
    struct arena a = ARENA_MAX(1 << 20);
    unsigned char *p[COUNT(sizes)];
    int wrong = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        p[i] = arena_alloc(&a, sizes[i]);
        assert_non_null(p[i]);
        CHECK_INT((uintptr_t)p[i] % 16, 0, "aligned");
        memset(p[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (size_t k = 0; k < sizes[i]; k++)
            wrong += p[i][k] != i + 1;
    CHECK_INT(wrong, 0, "none lies over another");
    arena_clear(&a);
    check_end();
}

static void
stops_at_its_cap(void **state)
{
    struct arena a = ARENA_MAX(1000);
    size_t given = 0;

    (void)state;
    CHECK_INT(arena_alloc(&a, 1001) == NULL, 1, "more than all");
    CHECK_INT(arena_alloc(&a, SIZE_MAX) == NULL, 1, "no overflow");
    CHECK_INT(arena_alloc(&a, SIZE_MAX - 8) == NULL, 1, "nor by rounding up");
    while (arena_alloc(&a, 100) != NULL)
        given += 100;
    CHECK_INT(given > 700 && given <= 1000, 1, "about as much as was asked");
    CHECK_INT(arena_dup(&a, STR("this is longer than what is left of the "
                                "thousand bytes that it may take, by far: a "
                                "text of more than a hundred bytes"))
                      .p == NULL,
        1, "no room for a copy");
    arena_clear(&a);
    check_end();
}

static void
starts_again(void **state)
{
    struct arena a = ARENA_MAX(2 << 20);
    void *first;
    struct str copy;

    (void)state;
    first = arena_alloc(&a, 100);
    for (int i = 0; i < 15; i++)
        arena_alloc(&a, 100000);
    arena_reset(&a);
    CHECK_INT(a.used_bytes, 0, "nothing used");
    CHECK_INT(arena_alloc(&a, 100) == first, 1, "the memory was kept");
    memset(first, 0xAA, 100);
    for (int i = 0; i < 15; i++)
        assert_non_null(arena_alloc(&a, 100000));
    arena_reset(&a);
    first = arena_alloc0(&a, 100);
    CHECK_INT(((char *)first)[50], 0, "zeroed");
    copy = arena_dup(&a, STR("a\0b"));
    CHECK_INT(copy.len == 3 && memcmp(copy.p, "a\0b\0", 4) == 0, 1, "a copy");
    CHECK_INT(arena_dup(&a, STR_NONE).len, 0, "of nothing");
    arena_clear(&a);
    arena_clear(&a);
    CHECK_INT(a.max_bytes, 2 << 20, "the cap stays");
    check_end();
}

static void
is_small_for_a_record(void **state)
{
    struct arena a = ARENA_SMALL;
    size_t cap = 0, *numbers = NULL, wrong = 0;
    char *text;

    (void)state;
    text = arena_text(&a, STR("a text"));
    CHECK_INT(a.first->size, ARENA_SMALL_BYTES, "a small block");
    for (size_t i = 0; i < 100000; i++) {
        numbers = arena_grow(&a, numbers, &cap, i + 1, sizeof *numbers);
        numbers[i] = i;
    }
    for (size_t i = 0; i < 100000; i++)
        wrong += numbers[i] != i;
    CHECK_INT(wrong, 0, "an array that grew");
    CHECK_TEXT(text, "a text", "stays where it is");
    CHECK_INT(arena_take(&a, 5000000) != NULL, 1, "a large piece");
    arena_clear(&a);
    CHECK_TEXT(arena_text(&a, STR_NONE), "", "after it was emptied");
    CHECK_INT(a.first->size, ARENA_SMALL_BYTES, "small again");
    arena_clear(&a);
    check_end();
}

static void
gives_what_is_left(void **state)
{
    struct arena a = ARENA_MAX(1 << 20);
    size_t room = 1, less;
    char *first, *next;

    (void)state;
    CHECK_INT(arena_rest(&a, &room) == NULL, 1, "nothing yet");
    CHECK_INT(room, 0, "of no bytes");
    first = arena_alloc(&a, 16);
    next = arena_rest(&a, &room);
    CHECK_INT(next == first + 16, 1, "behind the last piece");
    memset(next, 1, room);
    arena_use(&a, 40);
    CHECK_INT((char *)arena_rest(&a, &less) == next + 48, 1, "what was used");
    CHECK_INT(less, room - 48, "is no longer there");
    CHECK_INT((char *)arena_alloc(&a, 1) == next + 48, 1, "nor given again");
    while (arena_alloc(&a, 1000) != NULL)
        ;
    arena_rest(&a, &room);
    CHECK_INT(room < 1008, 1, "no more than the cap leaves");
    arena_clear(&a);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_aligned_pieces),
        cmocka_unit_test(stops_at_its_cap),
        cmocka_unit_test(starts_again),
        cmocka_unit_test(is_small_for_a_record),
        cmocka_unit_test(gives_what_is_left),
    };

    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
