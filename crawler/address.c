#include "crawler/address.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

struct range {
    unsigned char prefix[16];
    int bits;
    enum address_kind kind;
};

/* The first range that holds the address decides. */
static const struct range ranges4[] = {
    { { 0 }, 8, ADDRESS_UNSPECIFIED },
    { { 10 }, 8, ADDRESS_PRIVATE },
    { { 100, 64 }, 10, ADDRESS_SHARED },
    { { 127 }, 8, ADDRESS_LOOPBACK },
    { { 168, 63, 129, 16 }, 32, ADDRESS_METADATA }, /* Azure's host agent */
    { { 169, 254 }, 16, ADDRESS_LINK_LOCAL },
    { { 172, 16 }, 12, ADDRESS_PRIVATE },
    { { 192, 0, 0 }, 24, ADDRESS_RESERVED }, /* RFC 6890, 192.0.0.192 too */
    { { 192, 0, 2 }, 24, ADDRESS_DOCUMENTATION },
    { { 192, 88, 99 }, 24, ADDRESS_RESERVED }, /* 6to4 relays, RFC 7526 */
    { { 192, 168 }, 16, ADDRESS_PRIVATE },
    { { 198, 18 }, 15, ADDRESS_DOCUMENTATION }, /* RFC 2544 */
    { { 198, 51, 100 }, 24, ADDRESS_DOCUMENTATION },
    { { 203, 0, 113 }, 24, ADDRESS_DOCUMENTATION },
    { { 224 }, 4, ADDRESS_MULTICAST },
    { { 255, 255, 255, 255 }, 32, ADDRESS_MULTICAST },
    { { 240 }, 4, ADDRESS_RESERVED },
};

static const struct range ranges6[] = {
    { { 0 }, 128, ADDRESS_UNSPECIFIED },
    { { [15] = 1 }, 128, ADDRESS_LOOPBACK },
    { { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48, ADDRESS_PRIVATE },
    { { 0xfc }, 7, ADDRESS_PRIVATE },
    { { 0xfe, 0x80 }, 10, ADDRESS_LINK_LOCAL },
    { { 0xfe, 0xc0 }, 10, ADDRESS_PRIVATE }, /* site local, RFC 3879 */
    { { 0xff }, 8, ADDRESS_MULTICAST },
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32, ADDRESS_DOCUMENTATION },
    { { 0x3f, 0xff }, 20, ADDRESS_DOCUMENTATION }, /* RFC 9637 */
    /* IETF assignments: Teredo, benchmarking, ORCHID; no shop is there. */
    { { 0x20, 0x01 }, 23, ADDRESS_RESERVED },
};

/* Where an IPv6 address of this prefix carries an IPv4 address. */
static const struct {
    unsigned char prefix[16];
    int bits, at;
} carriers[] = {
    { { [10] = 0xff, [11] = 0xff }, 96, 12 }, /* mapped */
    { { 0 }, 96, 12 },                        /* compatible, RFC 4291 */
    { { 0x00, 0x64, 0xff, 0x9b }, 96, 12 },   /* NAT64, RFC 6052 */
    { { [8] = 0xff, [9] = 0xff }, 96, 12 },   /* SIIT, RFC 2765 */
    { { 0x20, 0x02 }, 16, 2 },                /* 6to4, RFC 3056 */
};

static int
in_prefix(const unsigned char *a, const unsigned char *prefix, int bits)
{
    int whole = bits / 8, rest = bits % 8;

    if (memcmp(a, prefix, (size_t)whole) != 0)
        return 0;
    return rest == 0 || ((a[whole] ^ prefix[whole]) >> (8 - rest)) == 0;
}

static enum address_kind
kind4(const unsigned char *a)
{
    for (size_t i = 0; i < COUNT(ranges4); i++)
        if (in_prefix(a, ranges4[i].prefix, ranges4[i].bits))
            return ranges4[i].kind;
    return ADDRESS_PUBLIC;
}

static enum address_kind
kind6(const unsigned char *a)
{
    for (size_t i = 0; i < COUNT(ranges6); i++)
        if (in_prefix(a, ranges6[i].prefix, ranges6[i].bits))
            return ranges6[i].kind;
    for (size_t i = 0; i < COUNT(carriers); i++)
        if (in_prefix(a, carriers[i].prefix, carriers[i].bits))
            return kind4(a + carriers[i].at);
    /* ISATAP (RFC 5214): the interface identifier is [02]00:5efe:IPv4. */
    if ((a[8] & 0xfd) == 0 && a[9] == 0 && a[10] == 0x5e && a[11] == 0xfe &&
        kind4(a + 12) != ADDRESS_PUBLIC)
        return kind4(a + 12);
    /* Global unicast is 2000::/3 and nothing else (RFC 4291). */
    return (a[0] & 0xe0) == 0x20 ? ADDRESS_PUBLIC : ADDRESS_RESERVED;
}

enum address_kind
address_kind(const struct address *a)
{
    return a->version == 4 ? kind4(a->bytes) : kind6(a->bytes);
}

const char *
address_kind_name(enum address_kind kind)
{
    static const char *const names[] = { "public", "unspecified", "loopback",
        "private", "shared", "link-local", "metadata", "multicast",
        "documentation", "reserved" };

    return names[kind];
}

static int
parse_ip(struct address *out, struct str text)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.len == 0 || text.len >= sizeof copy ||
        memchr(text.p, '\0', text.len) != NULL)
        return -1;
    memcpy(copy, text.p, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, out->bytes) == 1)
        out->version = 4;
    else if (inet_pton(AF_INET6, copy, out->bytes) == 1)
        out->version = 6;
    else
        return -1;
    return 0;
}

int
address_parse(struct address *out, struct str text)
{
    struct str ip = text, port = STR_NONE;
    ptrdiff_t colon = str_find_char(text, ':', 0);
    uint64_t number;

    *out = (struct address){ 0 };
    if (text.len > 0 && text.p[0] == '[') {
        ptrdiff_t end = str_find_char(text, ']', 0);

        if (end < 0)
            return -1;
        ip = str_sub(text, 1, (size_t)end - 1);
        port = str_sub(text, (size_t)end + 1, text.len);
        if (parse_ip(out, ip) != 0 || out->version != 6)
            return -1;
    } else if (colon >= 0 && str_find_char(text, ':', (size_t)colon + 1) < 0) {
        ip = str_sub(text, 0, (size_t)colon);
        port = str_sub(text, (size_t)colon, text.len);
        if (parse_ip(out, ip) != 0)
            return -1;
    } else {
        return parse_ip(out, ip);
    }
    if (port.len == 0)
        return 0;
    if (port.p[0] != ':' ||
        str_to_u64(str_sub(port, 1, port.len), &number) != 0 || number == 0 ||
        number > 65535)
        return -1;
    out->port = (int)number;
    return 0;
}

int
address_of_sockaddr(
    struct address *out, const struct sockaddr *sa, socklen_t len)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    *out = (struct address){ 0 };
    if (sa->sa_family == AF_INET && len >= sizeof v4) {
        memcpy(&v4, sa, sizeof v4);
        out->version = 4;
        memcpy(out->bytes, &v4.sin_addr, 4);
        out->port = ntohs(v4.sin_port);
        return 0;
    }
    if (sa->sa_family == AF_INET6 && len >= sizeof v6) {
        memcpy(&v6, sa, sizeof v6);
        out->version = 6;
        memcpy(out->bytes, &v6.sin6_addr, 16);
        out->port = ntohs(v6.sin6_port);
        return 0;
    }
    return -1;
}

void
address_text(const struct address *a, char out[ADDRESS_TEXT_BYTES])
{
    out[0] = '\0';
    inet_ntop(a->version == 4 ? AF_INET : AF_INET6, a->bytes, out,
        ADDRESS_TEXT_BYTES);
}

int
address_port_is_usual(int port)
{
    return port == 80 || port == 443 || port == 8080 || port == 8443;
}

int
address_eq(const struct address *a, const struct address *b)
{
    return a->version == b->version && a->port == b->port &&
           memcmp(a->bytes, b->bytes, a->version == 4 ? 4 : 16) == 0;
}
