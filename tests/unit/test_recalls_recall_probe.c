#include "tests/check.h"

#include "base/mem.h"
#include "recalls/recall_keys.h"
#include "recalls/recall_probe.h"

/* Both lists of an offer of so many different words are in order, each key
 * once. Returns how many keys there are. */
static size_t
keys_in_order(struct recall_probe *p, int words)
{
    struct listing *l = listing_new();
    struct buf text = BUF_MAX(1u << 20), out = BUF_MAX(1u << 20);
    struct str keys;
    size_t all = 0;

    for (int i = 0; i < words; i++)
        buf_addf(&text, "wo%drd%d M%d-%d wo%drd%d ", i, i * 7, i, i * 13, i / 2,
            i / 2 * 7);
    listing_set(l, LISTING_TITLE, STR("Lamp"));
    listing_set(l, LISTING_DESCRIPTION, buf_str(&text));
    recall_probe_keys(p, l, &out);
    keys = buf_str(&out);
    for (int list = 0; list < 2; list++) {
        size_t count;

        assert_true(keys.len >= RECALL_KEY_BYTES);
        count = recall_key_at(keys, 0);
        assert_true(keys.len >= (count + 1) * RECALL_KEY_BYTES);
        for (size_t i = 2; i <= count; i++)
            assert_true(recall_key_at(keys, i - 1) < recall_key_at(keys, i));
        all += count;
        keys = str_sub(keys, (count + 1) * RECALL_KEY_BYTES, keys.len);
    }
    CHECK_INT(keys.len, 0, "nothing behind the second list");
    buf_clear(&text);
    buf_clear(&out);
    listing_free(l);
    return all;
}

static void
keys_are_in_order(void **state)
{
    static const int words[] = { 0, 1, 5, 10, 20, 40, 80, 120, 200, 400, 800 };
    struct recall_probe *p = recall_probe_new(NULL);
    size_t before = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(words); i++) {
        size_t keys = keys_in_order(p, words[i]);

        if (keys < before)
            check_failures++;
        before = keys;
    }
    print_message("%zu keys of the longest\n", before);
    recall_probe_free(p);
    check_end();
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_in_order),
    };

    return cmocka_run_group_tests_name(
        "recalls/recall_probe", tests, NULL, NULL);
}
