#include "tests/check.h"

#include "base/mem.h"
#include "crawler/cookies.h"

#define NOW 1700000000000 /* 2023-11-14 */

static void
sends_back_what_was_set(void **state)
{
    static const struct {
        const char *name, *field, *host, *path;
        int secure;
        const char *want;
    } cases[] = {
        { "plain", "a=1", "shop.example", "/x", 0, "a=1" },
        { "other host", "a=1", "other.example", "/x", 0, "" },
        { "sub-domain", "a=1; Domain=shop.example", "www.shop.example", "/x", 0,
            "" },
        { "own domain", "a=1; Domain=.SHOP.example", "shop.example", "/x", 0,
            "a=1" },
        { "parent domain", "a=1; Domain=example", "shop.example", "/x", 0,
            "a=1" },
        { "foreign domain", "a=1; Domain=evil.example", "shop.example", "/x", 0,
            "" },
        { "ends alike", "a=1; Domain=op.example", "shop.example", "/x", 0, "" },
        { "path", "a=1; Path=/c", "shop.example", "/c/1", 0, "a=1" },
        { "path itself", "a=1; Path=/c", "shop.example", "/c", 0, "a=1" },
        { "path like it", "a=1; Path=/c", "shop.example", "/cat", 0, "" },
        { "default path", "a=1", "shop.example", "/", 0, "a=1" },
        { "secure over http", "a=1; Secure", "shop.example", "/x", 0, "" },
        { "future", "a=1; Max-Age=60", "shop.example", "/x", 0, "a=1" },
        { "past", "a=1; Max-Age=0", "shop.example", "/x", 0, "" },
        { "age wins", "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "shop.example", "/x", 0, "a=1" },
        { "old date", "a=1; Expires=Thu, 01-Jan-1970 00:00:00 GMT",
            "shop.example", "/x", 0, "" },
        { "unreadable date", "a=1; Expires=soon", "shop.example", "/x", 0,
            "a=1" },
        { "value with =", "a=b=c", "shop.example", "/x", 0, "a=b=c" },
        { "no value", "a=", "shop.example", "/x", 0, "a=" },
        { "no name", "=1", "shop.example", "/x", 0, "" },
        { "no pair", "a", "shop.example", "/x", 0, "" },
        { "host prefix without its promise", "__Host-a=1; Path=/",
            "shop.example", "/x", 0, "" },
        { "control character", "a=1\x01", "shop.example", "/x", 0, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cookies *c = cookies_new();
        struct cookies_origin from = { STR("shop.example"), STR("/x"), 0 };
        struct cookies_origin to = { str_of(cases[i].host),
            str_of(cases[i].path), cases[i].secure };
        struct buf out = BUF_MAX(COOKIES_HEADER_BYTES);

        cookies_set(c, &from, str_of(cases[i].field), NOW);
        cookies_get(c, &to, NOW, &out);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
        cookies_free(c);
    }
    check_end();
}

static void
replaces_expires_and_orders(void **state)
{
    struct cookies *c = cookies_new();
    struct cookies_origin at = { STR("a"), STR("/c/d"), 1 };
    struct buf out = BUF_MAX(COOKIES_HEADER_BYTES);

    (void)state;
    cookies_set_all(c, &at,
        STR("HTTP/1.1 200 OK\nset-cookie: a=1; Path=/\nX: b=9\n"
            "Set-Cookie: b=2; Path=/c\nSet-Cookie: a=3; Path=/; Secure\n"
            "Set-Cookie: d=4; Max-Age=10; Path=/\n"),
        NOW);
    cookies_get(c, &at, NOW, &out);
    CHECK_TEXT(buf_text(&out), "b=2; a=3; d=4", "longest path first");
    buf_reset(&out);
    at.secure = 0;
    cookies_get(c, &at, NOW + 10001, &out);
    CHECK_TEXT(buf_text(&out), "b=2", "expired, and secure");
    buf_clear(&out);
    cookies_free(c);
    check_end();
}

static void
is_bounded(void **state)
{
    struct cookies *c = cookies_new();
    struct cookies_origin at = { STR("a"), STR("/"), 0 };
    struct buf out = BUF_MAX(1 << 20), field = BUF_MAX(1 << 16);

    (void)state;
    for (int i = 0; i < 1000; i++) {
        buf_reset(&field);
        buf_addf(&field, "n%d=%0900d", i, i);
        cookies_set(c, &at, buf_str(&field), NOW);
    }
    cookies_get(c, &at, NOW, &out);
    CHECK_INT(out.len <= COOKIES_HEADER_BYTES, 1, "header");
    CHECK_INT(strstr(buf_text(&out), "n950=") != NULL, 1, "the newest stay");
    CHECK_INT(strstr(buf_text(&out), "n949=") == NULL, 1, "older are gone");
    for (int i = 0; i < COOKIES_HOSTS; i++) {
        char host[32];

        snprintf(host, sizeof host, "h%d", i);
        at.host = str_of(host);
        cookies_set(c, &at, STR("a=1"), NOW);
    }
    buf_reset(&out);
    at.host = STR("a");
    cookies_get(c, &at, NOW, &out);
    CHECK_INT(out.len, 0, "the first host is forgotten");
    buf_clear(&out);
    buf_clear(&field);
    cookies_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sends_back_what_was_set),
        cmocka_unit_test(replaces_expires_and_orders),
        cmocka_unit_test(is_bounded),
    };

    return cmocka_run_group_tests_name("crawler/cookies", tests, NULL, NULL);
}
