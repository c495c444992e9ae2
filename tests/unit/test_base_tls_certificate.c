#include "tests/check.h"

#include "base/mem.h"
#include "base/now.h"
#include "base/tls_certificate.h"

/* Of our own making, for nobody. */
static const char pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhTCCASugAwIBAgIUVD9IX6pspzTYTZppFYIvV/8Cm1IwCgYIKoZIzj0EAwIw\n"
    "GDEWMBQGA1UEAwwNcGFnZXMuZXhhbXBsZTAeFw0yNjExMjAyMDMxMDNaFw0zNjEx\n"
    "MTcyMDMxMDNaMBgxFjAUBgNVBAMMDXBhZ2VzLmV4YW1wbGUwWTATBgcqhkjOPQIB\n"
    "BggqhkjOPQMBBwNCAAQ93hZJ+xlRYJkDwmWxBM1eZFP7wRhpTcQHNHrnB2q1o0ob\n"
    "OisPOgBfs/nD0SdR7WyFlwMjaxlu46aYERgpA7d3o1MwUTAdBgNVHQ4EFgQUm5NQ\n"
    "NgigWW6zQwiBWMvm5sJZGj4wHwYDVR0jBBgwFoAUm5NQNgigWW6zQwiBWMvm5sJZ\n"
    "Gj4wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEAvR1T67v5r1bC\n"
    "QLGdPhEQIL/y0azfn6bdWKD09t+N8p8CIFLK6LCh+LuSVqphgPECbd9vnh0qlkZ6\n"
    "Rk63rltIPT/V\n"
    "-----END CERTIFICATE-----\n";
static const char its_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9Heo1w9BCErY2yJN\n"
    "m2ATbRY4cWqZxHA2wPOkLKqTRmGhRANCAAQ93hZJ+xlRYJkDwmWxBM1eZFP7wRhp\n"
    "TcQHNHrnB2q1o0obOisPOgBfs/nD0SdR7WyFlwMjaxlu46aYERgpA7d3\n"
    "-----END PRIVATE KEY-----\n";
static const char other_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrOceP2UFvGGHT74U\n"
    "tnFKF89fNtkY8wb4Uk0u8RG+uIChRANCAAQm9a0uz+5dzylp/ak8AdziUpn6L9Ca\n"
    "/PyH+UV3zeKJjzAZ4hQ8RPxBV6vvntJbkZxNISJbhp73apIikE1BESRM\n"
    "-----END PRIVATE KEY-----\n";

static void
reads_times_and_name(void **state)
{
    struct tls_certificate c;
    struct fail fail = { "" };
    char text[NOW_TEXT_BYTES];

    (void)state;
    CHECK_INT(tls_certificate_read(&c, str_of(pem), &fail), 0, fail.text);
    CHECK_TEXT(c.name, "pages.example", "name");
    now_text(c.from_ms, text);
    CHECK_TEXT(text, "2026-11-20T20:31:03Z", "from");
    now_text(c.until_ms, text);
    CHECK_TEXT(text, "2036-11-17T20:31:03Z", "until");
    check_end();
}

/* Cut anywhere, it is a certificate or none, never harm. */
static void
refuses_what_is_none(void **state)
{
    static const char *const cases[] = { "", "x",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        its_key };
    struct tls_certificate c;
    struct fail fail;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            tls_certificate_read(&c, str_of(cases[i]), &fail), -1, cases[i]);
    for (size_t n = 0; n < sizeof pem - 8; n++)
        CHECK_INT(
            tls_certificate_read(&c, (struct str){ pem, n }, &fail), -1, "cut");
    check_end();
}

static void
knows_its_key(void **state)
{
    (void)state;
    CHECK_INT(
        tls_certificate_has_key(str_of(pem), str_of(its_key)), 1, "its own");
    CHECK_INT(
        tls_certificate_has_key(str_of(pem), str_of(other_key)), 0, "other");
    CHECK_INT(tls_certificate_has_key(str_of(pem), STR("")), 0, "none");
    CHECK_INT(tls_certificate_has_key(STR(""), str_of(its_key)), 0, "no cert");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_times_and_name),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(knows_its_key),
    };

    return cmocka_run_group_tests_name("base/certificate", tests, NULL, NULL);
}
