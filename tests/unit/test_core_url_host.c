#include "tests/url_cases.h"

#include "base/mem.h"
#include "core/url.h"

static void
names_hosts(void **state)
{
    static const struct {
        const char *url, *host, *market;
    } cases[] = {
        { "https://www.shop.example/x", "www.shop.example", "shop.example" },
        { "https://m.shop.example:8443?x", "m.shop.example", "shop.example" },
        { "https://www.de/", "www.de", "www.de" },
        { "https://u:p@shop.example/@x", "shop.example", "shop.example" },
        { "http://[::1]:80/", "[::1]", "[::1]" },
        { "http://[::1]", "[::1]", "[::1]" },
        { "nothing", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *host = str_dup(url_host_of(str_of(cases[i].url)));
        char *market = str_dup(url_market_of(str_of(cases[i].url)));

        CHECK_TEXT(host, cases[i].host, cases[i].url);
        CHECK_TEXT(market, cases[i].market, cases[i].url);
        free(host);
        free(market);
    }
    CHECK_INT(url_host_is_address(STR("127.0.0.1")), 1, "IPv4");
    CHECK_INT(url_host_is_address(STR("[::1]")), 1, "IPv6");
    CHECK_INT(url_host_is_address(STR("127.0.0.example")), 0, "name");
    CHECK_INT(str_is(url_registrable_domain(STR("127.0.0.1")), "127.0.0.1"), 1,
        "domain of an address");
    CHECK_INT(str_is(url_registrable_domain(STR("localhost")), "localhost"), 1,
        "domain of a single name");
    check_end();
}

/* Debian 12's ICU 72 has the IDNA tables of Unicode 15.0. Unicode 15.1 and 16
 * made these mapped or ignored, which were refused, and keep the capital
 * sharp s a sharp s. */
static const char *const newer_than_icu[] = {
    "look\xe1\xa0\x8eout.net",
    "look\xe2\x81\xabout.net",
    "\xd3\x80.com",
    "\xf0\xaf\xa1\xa8.com",
    "\xe2\x86\x83.com",
    "\xe1\xba\x9e.com",
    "\xe1\xba\x9e.foo.com",
};

static int
is_newer_than_icu(struct str input)
{
    for (size_t i = 0; i < COUNT(newer_than_icu); i++)
        if (str_is(input, newer_than_icu[i]))
            return 1;
    return 0;
}

static void
makes_hosts_ascii(void **state)
{
    struct buf text = BUF_MAX(1u << 20);
    struct js *j = url_cases_load("suites/url/toascii.json", &text);
    int total = 0, good = 0;

    (void)state;
    for (size_t i = 0; i < js_count(j); i++) {
        struct js *c = js_at(j, i);
        struct buf url = BUF_MAX(LIMIT_URL_BYTES);
        struct str want = js_get_text(c, "output");
        struct url u = { 0 };
        int rc;

        if (js_kind(c) != JS_OBJECT)
            continue;
        total++;
        buf_addz(&url, "https://");
        buf_adds(&url, js_get_text(c, "input"));
        buf_addz(&url, "/x");
        rc = url_parse(&u, buf_str(&url), NULL, NULL);
        if (js_kind(js_get(c, "output")) == JS_NULL ? rc != 0
                                                    : str_eq(u.host, want))
            good++;
        else if (!is_newer_than_icu(js_get_text(c, "input")))
            fail_msg("'" STR_FMT "' gave '" STR_FMT "', due '" STR_FMT "'",
                STR_ARG(js_get_text(c, "input")), STR_ARG(u.host),
                STR_ARG(want));
        url_clear(&u);
        buf_clear(&url);
    }
    print_message("WPT toascii: %d of %d\n", good, total);
    assert_true(total > 50);
    js_free(j);
    buf_clear(&text);
}

static void
finds_registrable_domains(void **state)
{
    struct buf text = BUF_MAX(1u << 20);
    struct str rest, line, host, want;
    struct fail fail = { "" };
    int total = 0, good = 0;

    (void)state;
    if (file_read(&text, check_data("suites/psl/psl_cases.tsv"), &fail) != 0)
        fail_msg("%s", fail.text);
    rest = buf_str(&text);
    str_next_line(&rest, &line);
    while (str_next_line(&rest, &line)) {
        struct buf url = BUF_MAX(LIMIT_URL_BYTES);
        struct url u = { 0 }, w = { 0 };
        struct str got;

        /* An empty name, and names that begin with a dot, are no hosts. */
        if (!str_next(&line, '\t', &host) || !str_next(&line, '\t', &want) ||
            host.len == 0 || host.p[0] == '.')
            continue;
        total++;
        buf_addf(&url, "http://" STR_FMT "/", STR_ARG(host));
        url_parse(&u, buf_str(&url), NULL, NULL);
        buf_reset(&url);
        buf_addf(&url, "http://" STR_FMT "/", STR_ARG(want));
        url_parse(&w, buf_str(&url), NULL, NULL);
        got = url_registrable_domain(u.host);
        if (str_eq(got, want.len > 0 ? w.host : u.host))
            good++;
        else
            print_message("miss: " STR_FMT " gave " STR_FMT "\n", STR_ARG(host),
                STR_ARG(got));
        url_clear(&u);
        url_clear(&w);
        buf_clear(&url);
    }
    print_message("public suffix cases: %d of %d\n", good, total);
    assert_true(total > 60 && good == total);
    buf_clear(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_hosts),
        cmocka_unit_test(makes_hosts_ascii),
        cmocka_unit_test(finds_registrable_domains),
    };

    return cmocka_run_group_tests_name("core/url_host", tests, NULL, NULL);
}
