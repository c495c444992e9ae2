#include "tests/check.h"

#include "base/mem.h"
#include "scan/link_list.h"

static const char long_url[] =
    "https://shop.example/a/very/long/address/that/takes/more/than/one/byte/"
    "for/its/length/because/it/has/more/than/one/hundred/and/twenty/seven/of/"
    "them";

static struct message_link links[] = {
    { STR("https://shop.example/"), 2 },
    { STR("https://shop.example/p/1"), 1 },
    { STR("https://shop.example/p/12"), 1 },
    { STR("https://shop.example/p/1"), 0 },
    { { long_url, sizeof long_url - 1 }, 0 },
    { { long_url, sizeof long_url - 1 }, 3 },
    { STR("http://other.example/"), 0 },
    { STR(""), 0 },
};

static void
gives_back_what_was_put(void **state)
{
    struct buf out = BUF_MAX(10000), texts = BUF_MAX(10000);
    struct message_result m = { .id = 0 }, from = { .links = links };

    (void)state;
    for (size_t n = 0; n <= COUNT(links); n++) {
        from.link_count = n;
        buf_reset(&out);
        CHECK_INT(link_list_put(&out, &from), 0, "put");
        CHECK_INT(link_list_get(&m, &texts, buf_str(&out)), 0, "got");
        CHECK_INT(m.link_count, n, "as many");
        for (size_t i = 0; i < n; i++) {
            CHECK_INT(str_eq(m.links[i].url, links[i].url), 1, "address");
            CHECK_INT(m.links[i].likely, links[i].likely, "likely");
        }
        message_result_clear(&m);
    }
    print_message("%zu links in %zu bytes\n", COUNT(links), out.len);
    buf_clear(&out);
    buf_clear(&texts);
    check_end();
}

/* Of a list without any of its bytes nothing is taken. */
static void
takes_damage_for_none(void **state)
{
    struct buf out = BUF_MAX(10000), texts = BUF_MAX(10000),
               small = BUF_MAX(100);
    struct message_result m = { .id = 0 },
                          from = { .links = links, .link_count = COUNT(links) };

    (void)state;
    CHECK_INT(link_list_put(&small, &from), -1, "past the cap");
    CHECK_INT(link_list_put(&out, &from), 0, "put");
    for (size_t n = 0; n < out.len; n++)
        CHECK_INT(link_list_get(&m, &texts, str_sub(buf_str(&out), 0, n)), -1,
            "cut off");
    buf_addc(&out, 0);
    CHECK_INT(link_list_get(&m, &texts, buf_str(&out)), -1, "a byte more");
    buf_cut(&out, out.len - 1);
    buf_reset(&small);
    CHECK_INT(link_list_get(&m, &small, buf_str(&out)), -1, "texts too long");
    CHECK_INT(m.link_count, 0, "none");
    message_result_clear(&m);
    buf_clear(&out);
    buf_clear(&texts);
    buf_clear(&small);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_was_put),
        cmocka_unit_test(takes_damage_for_none),
    };

    return cmocka_run_group_tests_name("scan/link_list", tests, NULL, NULL);
}
