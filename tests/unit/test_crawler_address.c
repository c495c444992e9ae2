#include "tests/check.h"

#include "base/mem.h"
#include "crawler/address.h"

#include <netinet/in.h>

static void
judges_addresses(void **state)
{
    static const struct {
        const char *text;
        enum address_kind want;
    } cases[] = {
        { "1.1.1.1", ADDRESS_PUBLIC },
        { "9.255.255.255", ADDRESS_PUBLIC },
        { "10.0.0.0", ADDRESS_PRIVATE },
        { "10.255.255.255", ADDRESS_PRIVATE },
        { "11.0.0.0", ADDRESS_PUBLIC },
        { "0.0.0.0", ADDRESS_UNSPECIFIED },
        { "0.1.2.3", ADDRESS_UNSPECIFIED },
        { "100.63.255.255", ADDRESS_PUBLIC },
        { "100.64.0.0", ADDRESS_SHARED },
        { "100.100.100.200", ADDRESS_SHARED },
        { "100.127.255.255", ADDRESS_SHARED },
        { "100.128.0.0", ADDRESS_PUBLIC },
        { "126.255.255.255", ADDRESS_PUBLIC },
        { "127.0.0.1", ADDRESS_LOOPBACK },
        { "127.255.255.254", ADDRESS_LOOPBACK },
        { "128.0.0.1", ADDRESS_PUBLIC },
        { "168.63.129.16", ADDRESS_METADATA },
        { "168.63.129.17", ADDRESS_PUBLIC },
        { "169.253.255.255", ADDRESS_PUBLIC },
        { "169.254.0.1", ADDRESS_LINK_LOCAL },
        { "169.254.169.254", ADDRESS_LINK_LOCAL },
        { "169.255.0.0", ADDRESS_PUBLIC },
        { "172.15.255.255", ADDRESS_PUBLIC },
        { "172.16.0.0", ADDRESS_PRIVATE },
        { "172.31.255.255", ADDRESS_PRIVATE },
        { "172.32.0.0", ADDRESS_PUBLIC },
        { "192.0.0.192", ADDRESS_RESERVED },
        { "192.0.1.0", ADDRESS_PUBLIC },
        { "192.0.2.1", ADDRESS_DOCUMENTATION },
        { "192.88.99.1", ADDRESS_RESERVED },
        { "192.167.255.255", ADDRESS_PUBLIC },
        { "192.168.0.1", ADDRESS_PRIVATE },
        { "192.169.0.0", ADDRESS_PUBLIC },
        { "198.17.255.255", ADDRESS_PUBLIC },
        { "198.18.0.1", ADDRESS_DOCUMENTATION },
        { "198.19.255.255", ADDRESS_DOCUMENTATION },
        { "198.20.0.0", ADDRESS_PUBLIC },
        { "198.51.100.7", ADDRESS_DOCUMENTATION },
        { "203.0.113.9", ADDRESS_DOCUMENTATION },
        { "223.255.255.255", ADDRESS_PUBLIC },
        { "224.0.0.1", ADDRESS_MULTICAST },
        { "239.255.255.255", ADDRESS_MULTICAST },
        { "240.0.0.1", ADDRESS_RESERVED },
        { "255.255.255.255", ADDRESS_MULTICAST },
        { "::", ADDRESS_UNSPECIFIED },
        { "::1", ADDRESS_LOOPBACK },
        { "::2", ADDRESS_UNSPECIFIED },
        { "::127.0.0.1", ADDRESS_LOOPBACK },
        { "::ffff:127.0.0.1", ADDRESS_LOOPBACK },
        { "::ffff:10.1.2.3", ADDRESS_PRIVATE },
        { "::ffff:169.254.169.254", ADDRESS_LINK_LOCAL },
        { "::ffff:8.8.8.8", ADDRESS_PUBLIC },
        { "::ffff:0:192.168.0.1", ADDRESS_PRIVATE },
        { "64:ff9b::10.0.0.1", ADDRESS_PRIVATE },
        { "64:ff9b::8.8.8.8", ADDRESS_PUBLIC },
        { "64:ff9b:1::8.8.8.8", ADDRESS_PRIVATE },
        { "100::1", ADDRESS_RESERVED },
        { "2001::1", ADDRESS_RESERVED },
        { "2001:0:53aa:64c:0:fbff:f5ff:fffe", ADDRESS_RESERVED },
        { "2001:1ff::1", ADDRESS_RESERVED },
        { "2001:200::1", ADDRESS_PUBLIC },
        { "2001:db8::1", ADDRESS_DOCUMENTATION },
        { "2001:4860:4860::8888", ADDRESS_PUBLIC },
        { "2002:0a00:0001::1", ADDRESS_PRIVATE },
        { "2002:7f00:0001::", ADDRESS_LOOPBACK },
        { "2002:0808:0808::1", ADDRESS_PUBLIC },
        { "2a00:1450:4001::5efe:10.0.0.1", ADDRESS_PRIVATE },
        { "2a00:1450:4001:0:200:5efe:192.168.1.1", ADDRESS_PRIVATE },
        { "2a00:1450:4001:81a::200e", ADDRESS_PUBLIC },
        { "3ffe:ffff::1", ADDRESS_PUBLIC },
        { "3fff::1", ADDRESS_DOCUMENTATION },
        { "4000::1", ADDRESS_RESERVED },
        { "5f00::1", ADDRESS_RESERVED },
        { "fc00::1", ADDRESS_PRIVATE },
        { "fd00:ec2::254", ADDRESS_PRIVATE },
        { "fe00::1", ADDRESS_RESERVED },
        { "fe80::1", ADDRESS_LINK_LOCAL },
        { "febf::1", ADDRESS_LINK_LOCAL },
        { "fec0::1", ADDRESS_PRIVATE },
        { "ff02::1", ADDRESS_MULTICAST },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address a;

        CHECK_INT(address_parse(&a, str_of(cases[i].text)), 0, cases[i].text);
        CHECK_TEXT(address_kind_name(address_kind(&a)),
            address_kind_name(cases[i].want), cases[i].text);
    }
    check_end();
}

static void
reads_addresses(void **state)
{
    static const struct {
        const char *text, *want;
        int port;
    } cases[] = {
        { "1.2.3.4", "1.2.3.4", 0 },
        { "1.2.3.4:80", "1.2.3.4", 80 },
        { "::1", "::1", 0 },
        { "[::1]:8443", "::1", 8443 },
        { "[::1]", "::1", 0 },
        { "[1.2.3.4]:80", NULL, 0 },
        { "1.2.3.4:", NULL, 0 },
        { "1.2.3.4:0", NULL, 0 },
        { "1.2.3.4:65536", NULL, 0 },
        { "1.2.3.4:-1", NULL, 0 },
        { "localhost:80", NULL, 0 },
        { "0x7f.1", NULL, 0 },
        { "2130706433", NULL, 0 },
        { "fe80::1%eth0", NULL, 0 },
        { "[::1", NULL, 0 },
        { "[::1]80", NULL, 0 },
        { "", NULL, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address a;
        char text[ADDRESS_TEXT_BYTES];
        int rc = address_parse(&a, str_of(cases[i].text));

        if (rc == 0)
            address_text(&a, text);
        CHECK_TEXT(rc == 0 ? text : NULL, cases[i].want, cases[i].text);
        if (rc == 0)
            CHECK_INT(a.port, cases[i].port, cases[i].text);
    }
    check_end();
}

static void
reads_sockaddr(void **state)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr sa = { .sa_family = AF_UNIX };
    struct address a, want;

    (void)state;
    v4.sin_port = htons(80);
    memcpy(&v4.sin_addr, "\x7f\0\0\1", 4);
    CHECK_INT(
        address_of_sockaddr(&a, (struct sockaddr *)&v4, sizeof v4), 0, "IPv4");
    address_parse(&want, STR("127.0.0.1:80"));
    CHECK_INT(address_eq(&a, &want), 1, "same");
    want.port = 81;
    CHECK_INT(address_eq(&a, &want), 0, "other port");
    CHECK_INT(address_of_sockaddr(&a, &sa, sizeof sa), -1, "unix");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_addresses),
        cmocka_unit_test(reads_addresses),
        cmocka_unit_test(reads_sockaddr),
    };

    return cmocka_run_group_tests_name("crawler/address", tests, NULL, NULL);
}
