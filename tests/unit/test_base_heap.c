#include "tests/check.h"

#include "base/heap.h"
#include "base/mem.h"

/* Against a plain search, over random additions and removals. */
static void
keeps_the_order(void **state)
{
    enum { NODES = 300 };
    struct heap_node nodes[NODES] = { { 0 } };
    struct heap h = { 0 };
    unsigned seed = 7;

    (void)state;
    for (int step = 0; step < 20000; step++) {
        struct heap_node *n, *least = NULL;

        seed = seed * 1103515245u + 12345u;
        n = &nodes[(seed >> 16) % NODES];
        if (n->at == 0)
            heap_add(&h, n, (int64_t)(seed >> 8) % 50, step);
        else
            heap_remove(&h, n);
        for (int i = 0; i < NODES; i++)
            if (nodes[i].at != 0 &&
                (least == NULL || nodes[i].key < least->key ||
                    (nodes[i].key == least->key && nodes[i].tie < least->tie)))
                least = &nodes[i];
        assert_ptr_equal(heap_first(&h), least);
    }
    heap_clear(&h);
    assert_null(heap_first(&h));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order),
    };

    return cmocka_run_group_tests_name("base/heap", tests, NULL, NULL);
}
