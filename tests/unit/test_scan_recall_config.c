#include "tests/check.h"

#include "base/mem.h"
#include "scan/recall_config.h"

static void
reads_all_members(void **state)
{
    static const char text[] =
        "contact: https://authority.example/contact\n"
        "limits: {delay_ms: 250, timeout_s: 30, pages: 7, megabytes: 3, "
        "minutes: 2}\n"
        "sources:\n"
        "  us-cpsc: {base: 'https://mirror.example/cpsc/'}\n"
        "  cn-samr:\n"
        "connect_to: {'mirror.example:443': '127.0.0.1:8443'}\n";
    struct recall_config c;
    struct fail fail = { "" };

    (void)state;
    recall_config_init(&c);
    if (recall_config_parse(&c, str_of(text), "s.yaml", &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_TEXT(c.contact, "https://authority.example/contact", "contact");
    CHECK_INT(c.delay_ms, 250, "delay");
    CHECK_INT(c.timeout_ms, 30000, "timeout");
    CHECK_INT(c.pages_max, 7, "pages");
    CHECK_INT(c.bytes_max, 3 << 20, "bytes");
    CHECK_INT(c.time_max_ms, 120000, "time");
    CHECK_INT(c.named.count, 2, "sources");
    CHECK_TEXT(recall_config_base(&c, "us-cpsc"), "https://mirror.example/cpsc",
        "base without its last '/'");
    CHECK_TEXT(recall_config_base(&c, "cn-samr"), NULL, "its own");
    CHECK_INT(c.routes_count, 1, "routes");
    CHECK_TEXT(c.routes[0].to, "127.0.0.1:8443", "route");
    assert_int_equal(recall_config_set_base(
                         &c, "us-cpsc", STR("http://other.example"), &fail),
        0);
    CHECK_TEXT(recall_config_base(&c, "us-cpsc"), "http://other.example",
        "the last one counts");
    recall_config_clear(&c);
    check_end();
}

static void
names_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *why;
    } cases[] = {
        { "contcat: x", "contcat" },
        { "sources: [us-cpsc]", "'sources' must be a map" },
        { "sources: {us-cspc: {}}", "unknown source 'us-cspc'" },
        { "sources: {us-cpsc: {base: 'ftp://x'}}", "base of us-cpsc" },
        { "sources: {us-cpsc: {url: 'http://x'}}", "url" },
        { "limits: {delay_ms: -1}", "delay_ms" },
        { "limits: {pages: many}", "pages" },
        { "connect_to: [a]", "'connect_to' must be a map" },
        { "connect_to: {a: [b]}", "address and port" },
        { "a: [", "s.yaml" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct recall_config c;
        struct fail fail = { "" };

        recall_config_init(&c);
        CHECK_INT(
            recall_config_parse(&c, str_of(cases[i].text), "s.yaml", &fail), -1,
            cases[i].text);
        CHECK_INT(strstr(fail.text, cases[i].why) != NULL, 1, fail.text);
        CHECK_INT(strstr(fail.text, "s.yaml") != NULL, 1, fail.text);
        recall_config_clear(&c);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_members),
        cmocka_unit_test(names_what_is_wrong),
    };

    return cmocka_run_group_tests_name("scan/recall_config", tests, NULL, NULL);
}
