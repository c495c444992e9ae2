#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "crawler/site_profile.h"

static void
names_the_place_of_errors(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "hosts: a.example\nfields: {titel: //h1}\n",
            "p.yaml:2:17: 'titel' is no field; the fields are listing_id "
            "title" },
        { "hosts: a.example\nfields:\n  title: //h1[\n",
            "p.yaml:3:10: in the XPath expression, byte 6" },
        { "hosts: a.example\nfields:\n  title: //a[ends-with(., 'x')]\n",
            "byte 5: 'ends-with' is no function" },
        { "hosts: a.example\nfields: {title: {xpath: //h1, match: '(x'}}\n",
            "p.yaml:2:39: match: " },
        { "hosts: a.example\nfields: {title: {match: x}}\n",
            "xpath: is missing" },
        { "hosts: a.example\nfields: {title: {path: //a}}\n", "'path'" },
        { "hosts: a.example\nfields: {title: [//a, //b]}\n", "join XPaths" },
        { "hosts: a.example\nfields: [title]\n", "p.yaml:2:1: fields: must" },
        { "hosts: a.example\nfields: {url: //a/@href}\n", "'url' is no" },
        { "hosts: a.example\nattributes: {rows: //tr}\n", "needs rows, name" },
        { "hosts: a.example\npage: {produkt: //a}\n", "produkt" },
        { "hosts: a.example\npage: {product: [//a]}\n", "an XPath" },
        { "fields: {title: //h1}\n", "hosts: is missing" },
        { "hosts: []\n", "must be a list" },
        { "hosts: ['http://a.example/']\n", "p.yaml:1:10: no host name" },
        { "hosts: ['*.*']\n", "no host name" },
        { "hosts: [a..example]\n", "no host name" },
        { "market: a.example\n", "market" },
        { "hosts: a.example\ndrop: [images]\n", "'images' is no field" },
        { "hosts: a.example\ndrop: title\n", "drop: must be a list" },
        { "hosts: a.example\nrender: yes\n", "p.yaml:2:9: render: must be" },
        { "hosts: a.example\nrender: [browser]\n", "render: must be" },
        { "[1]\n", "p.yaml:1:2" },
        { "hosts: [a\n", "p.yaml:" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct site_profiles *p = site_profiles_new();
        struct fail fail = { "" };

        CHECK_INT(site_profiles_add(p, str_of(cases[i].text), "p.yaml", &fail),
            -1, cases[i].text);
        if (strstr(fail.text, cases[i].want) == NULL)
            CHECK_TEXT(fail.text, cases[i].want, cases[i].text);
        site_profiles_free(p);
    }
    check_end();
}

static void
finds_hosts(void **state)
{
    static const struct {
        const char *host, *want; /* first host of the profile */
    } cases[] = {
        { "shop.example", "shop.example" },
        { "www.shop.example", "shop.example" },
        { "SHOP.example", "shop.example" },
        { "de.shop.example", "de.shop.example" },
        { "a.de.shop.example", "de.shop.example" },
        { "workshop.example", NULL },
        { "example", NULL },
        { "", NULL },
        { "market.de", "market.*" },
        { "www.market.fr", "market.*" },
        { "market.de.evil.example", NULL },
        { "xn--bcher-kva.example", "xn--bcher-kva.example" },
    };
    static const char *const profiles[] = { "hosts: shop.example",
        "hosts: [de.shop.example, 'fr.shop.example']", "hosts: [market.*]",
        "hosts: [xn--bcher-kva.example]", "hosts: [shop.example, later]" };
    struct site_profiles *p = site_profiles_new();
    struct fail fail;

    (void)state;
    for (size_t i = 0; i < COUNT(profiles); i++)
        assert_int_equal(
            site_profiles_add(p, str_of(profiles[i]), "p", &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct site_profile *found =
            site_profiles_find(p, str_of(cases[i].host));

        CHECK_TEXT(found != NULL ? found->hosts[0] : NULL, cases[i].want,
            cases[i].host);
    }
    CHECK_INT(
        site_profiles_find(NULL, STR("shop.example")) == NULL, 1, "no list");
    site_profiles_free(p);
    check_end();
}

static void
reads_folders(void **state)
{
    char dir[] = "/tmp/profileXXXXXX", path[64];
    struct site_profiles *p = site_profiles_new();
    struct fail fail = { "" };

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/a.yaml", dir);
    assert_int_equal(file_write(path, STR("hosts: a.example\n"), &fail), 0);
    CHECK_INT(site_profiles_add_folder(p, dir, &fail), 0, "good");
    CHECK_INT(site_profiles_find(p, STR("a.example")) != NULL, 1, "is there");
    assert_int_equal(file_write(path, STR("hosts: [1 2]\n"), &fail), 0);
    CHECK_INT(site_profiles_add_folder(p, dir, &fail), -1, "bad");
    CHECK_INT(strstr(fail.text, "/a.yaml:1:9: ") != NULL, 1, fail.text);
    unlink(path);
    rmdir(dir);
    site_profiles_free(p);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_place_of_errors),
        cmocka_unit_test(finds_hosts),
        cmocka_unit_test(reads_folders),
    };

    return cmocka_run_group_tests_name(
        "crawler/site_profile", tests, NULL, NULL);
}
