/* Input: a network address as text, or the 17 bytes of one. */
#include "tests/fuzz/fuzz.h"

#include "base/endpoint.h"
#include "crawler/address.h"

#include <string.h>

static void
check(const struct address *a)
{
    char text[ADDRESS_TEXT_BYTES];
    struct sockaddr_storage at;
    struct address again;
    enum address_kind kind = address_kind(a);

    assert(a->version == 4 || a->version == 6);
    assert(a->port >= 0 && a->port <= 65535);
    assert(address_kind_name(kind) != NULL);
    address_text(a, text);
    assert(address_parse(&again, str_of(text)) == 0);
    assert(memcmp(again.bytes, a->bytes, a->version == 4 ? 4 : 16) == 0);
    assert(address_kind(&again) == kind);
    /* What is said to the system is judged as what was read. */
    assert(endpoint_parse(&at, text, (uint16_t)a->port) > 0);
    assert(address_of_sockaddr(&again, (struct sockaddr *)&at, sizeof at) == 0);
    assert(address_eq(&again, a));
    if (endpoint_is_loopback((struct sockaddr *)&at))
        assert(kind != ADDRESS_PUBLIC);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = { (const char *)data, size };
    struct address a = { .version = size > 0 && data[0] % 2 ? 4 : 6 };

    if (address_parse(&a, text) == 0)
        check(&a);
    if (size == 17) {
        a = (struct address){ .version = data[0] % 2 ? 4 : 6 };
        memcpy(a.bytes, data + 1, a.version == 4 ? 4 : 16);
        check(&a);
    }
    return 0;
}
