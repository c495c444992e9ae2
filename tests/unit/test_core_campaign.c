#include "tests/check.h"

#include "base/mem.h"
#include "core/campaign.h"

#define HEAD "name: test\ncontact: https://a.example/c\n"
#define WHOLE HEAD "start: [https://shop.example/]\n"

static void
reads_whole_campaign(void **state)
{
    struct campaign *c = NULL;
    struct fail fail = { 0 };
    const char *text =
        HEAD "market: CN\nlegal_basis: \"Art. 22(12)\"\n"
             "ignore_robots: true\n"
             "start:\n  - https://shop.example/\n"
             "sitemaps: false\n"
             "follow: ['^https://shop\\.example/p/']\n"
             "ignore: ['\\?sort=']\n"
             "limits: {pages: 5, depth: 250, hours: 0.5, "
             "per_host_delay_ms: 7, per_host_connections: 3}\n"
             "search:\n  template: 'https://shop.example/s?q={query}'\n"
             "  recalls: {source: us-cpsc, since: 2026-01-01}\n"
             "  language: zh\n  per_recall: 2\n  max: 70\n"
             "connect_to: {'shop.example:443': '127.0.0.1:8443'}\n";

    (void)state;
    if (campaign_parse(&c, str_of(text), "t.yaml", &fail) != 0)
        fail_msg("%s", fail.text);
    CHECK_TEXT(c->market, "CN", "market");
    CHECK_INT(c->ignore_robots, 1, "override");
    CHECK_INT(c->sitemaps, 0, "sitemaps");
    CHECK_INT(c->pages_max, 5, "pages");
    CHECK_INT(c->depth_max, 250, "depth");
    CHECK_INT(c->time_max_ms, 1800000, "hours");
    CHECK_INT(c->delay_ms, 7, "delay");
    CHECK_INT(c->host_connections, 3, "connections");
    CHECK_TEXT(c->search_source, "us-cpsc", "search source");
    CHECK_TEXT(c->search_since, "2026-01-01", "search since");
    CHECK_TEXT(c->search_language, "zh", "search language");
    CHECK_INT(c->search_per_recall, 2, "terms of one recall");
    CHECK_INT(c->search_max, 70, "terms of all");
    CHECK_TEXT(c->connect[0].to, "127.0.0.1:8443", "connect_to");
    CHECK_INT(campaign_allows(c, STR("https://shop.example/p/1")), 1, "in");
    CHECK_INT(campaign_allows(c, STR("https://shop.example/x/1")), 0, "out");
    CHECK_INT(campaign_allows(c, STR("https://shop.example/p/1?sort=a")), 0,
        "ignored");
    campaign_free(c);
    check_end();
}

static void
stays_on_the_start_domains(void **state)
{
    static const struct {
        const char *url;
        int allowed;
    } cases[] = {
        { "https://shop.example/a", 1 },
        { "http://shop.example/a", 1 },
        { "https://de.shop.example/a", 1 },
        { "https://shop.example.com/a", 0 },
        { "https://other.example/shop.example/", 0 },
        { "https://notshop.example/", 0 },
    };
    struct campaign *c = NULL;
    struct fail fail = { 0 };

    (void)state;
    assert_int_equal(campaign_parse(&c, STR(WHOLE), "t.yaml", &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(campaign_allows(c, str_of(cases[i].url)), cases[i].allowed,
            cases[i].url);
    campaign_free(c);
    check_end();
}

static void
names_what_is_wrong(void **state)
{
    static const struct {
        const char *name, *text, *part;
    } cases[] = {
        { "no name", "contact: a\nstart: [https://a.example/]\n", "'name'" },
        { "no contact", "name: a\nstart: [https://a.example/]\n", "'contact'" },
        { "nothing to do", HEAD, "'start' or 'search'" },
        { "unknown key", WHOLE "sart: 1\n", "unknown key 'sart'" },
        { "override without basis", WHOLE "ignore_robots: true\n",
            "needs 'legal_basis'" },
        { "bad pattern", WHOLE "follow: ['(']\n", "t.yaml:4" },
        { "bad URL", HEAD "start: ['ftp://a.example/']\n", "start URL" },
        { "bad number", WHOLE "limits: {pages: -1}\n", "'pages' must be" },
        { "contact that breaks the header",
            "name: a\ncontact: 'x) y'\nstart: [https://a.example/]\n",
            "'contact' must be" },
        { "search without query",
            HEAD "search: {template: 'https://a.example/'}\n", "{query}" },
        { "search in no language of ours",
            HEAD "search: {template: 'https://a.example/{query}', "
                 "language: fr}\n",
            "en, de, zh" },
        { "no YAML", "a: [", "t.yaml:" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct campaign *c = NULL;
        struct fail fail = { 0 };

        CHECK_INT(campaign_parse(&c, str_of(cases[i].text), "t.yaml", &fail),
            -1, cases[i].name);
        if (strstr(fail.text, cases[i].part) == NULL)
            CHECK_TEXT(fail.text, cases[i].part, cases[i].name);
        campaign_free(c);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole_campaign),
        cmocka_unit_test(stays_on_the_start_domains),
        cmocka_unit_test(names_what_is_wrong),
    };

    return cmocka_run_group_tests_name("core/campaign", tests, NULL, NULL);
}
