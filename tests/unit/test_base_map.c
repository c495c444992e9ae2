#include "tests/check.h"

#include "base/map.h"
#include "base/mem.h"

static void
keeps_what_was_put(void **state)
{
    struct map *m = map_new(free);
    struct map_item *item = NULL;
    char order[32] = "";
    int is_new;

    (void)state;
    CHECK_INT(map_count(m), 0, "empty");
    CHECK_INT(map_find(m, STR("a")) == NULL, 1, "nothing there");
    CHECK_INT(map_next(m, NULL) == NULL, 1, "nothing to visit");
    map_put(m, STR("b"), mem_text("1"));
    map_put(m, STR("a"), mem_text("2"));
    map_put(m, STR("b"), mem_text("3"));
    CHECK_INT(map_count(m), 2, "one key counts once");
    CHECK_TEXT(map_get(m, STR("b")), "3", "the later value");
    CHECK_INT(map_get(m, STR("c")) == NULL, 1, "another key");
    CHECK_INT(map_add(m, STR("a"), &is_new) == map_find(m, STR("a")), 1,
        "the same item");
    CHECK_INT(is_new, 0, "known");
    map_add(m, STR("c"), &is_new);
    CHECK_INT(is_new, 1, "new");
    while ((item = map_next(m, item)) != NULL)
        strncat(order, item->key.p, 1);
    CHECK_TEXT(order, "bac", "in order of insertion");
    map_remove(m, STR("b"));
    map_remove(m, STR("nobody"));
    CHECK_INT(map_count(m), 2, "one less");
    CHECK_INT(map_find(m, STR("b")) == NULL, 1, "gone");
    map_free(m);
    map_free(NULL);
    check_end();
}

static void
takes_any_bytes_as_keys(void **state)
{
    struct map *m = map_new(NULL);

    (void)state;
    map_add(m, STR("a\0b"), NULL)->value.num = 1;
    map_add(m, STR("a\0c"), NULL)->value.num = 2;
    map_add(m, STR("a"), NULL)->value.num = 3;
    map_add(m, STR(""), NULL)->value.num = 4;
    CHECK_INT(map_count(m), 4, "four keys");
    CHECK_INT(map_find(m, STR("a\0c"))->value.num, 2, "with a NUL");
    CHECK_INT(map_find(m, STR_NONE)->value.num, 4, "the empty key");
    map_free(m);
    check_end();
}

static void
holds_many(void **state)
{
    enum { MANY = 50000 };
    struct map *m = map_new(NULL);
    char key[16];
    int wrong = 0;

    (void)state;
    for (int i = 0; i < MANY; i++) {
        snprintf(key, sizeof key, "%d", i);
        map_add(m, str_of(key), NULL)->value.num = i;
    }
    for (int i = 0; i < MANY; i += 2) {
        snprintf(key, sizeof key, "%d", i);
        map_remove(m, str_of(key));
    }
    for (int i = 0; i < MANY; i++) {
        struct map_item *item;

        snprintf(key, sizeof key, "%d", i);
        item = map_find(m, str_of(key));
        wrong += i % 2 == 0 ? item != NULL : item == NULL;
        wrong += item != NULL && item->value.num != i;
    }
    CHECK_INT(wrong, 0, "every second is left");
    CHECK_INT(map_count(m), MANY / 2, "count");
    map_free(m);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_was_put),
        cmocka_unit_test(takes_any_bytes_as_keys),
        cmocka_unit_test(holds_many),
    };

    return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
