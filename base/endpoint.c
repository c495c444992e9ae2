#include "base/endpoint.h"

#include <arpa/inet.h>
#include <string.h>

int
endpoint_parse(struct sockaddr_storage *out, const char *text, uint16_t port)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

    *out = (struct sockaddr_storage){ .ss_family = AF_UNSPEC };
    v4.sin_port = v6.sin6_port = htons(port);
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        memcpy(out, &v4, sizeof v4);
        return AF_INET;
    }
    if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
        memcpy(out, &v6, sizeof v6);
        return AF_INET6;
    }
    return -1;
}

void
endpoint_text(const struct sockaddr *a, char out[ENDPOINT_TEXT_BYTES])
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    out[0] = '\0';
    if (a->sa_family == AF_INET) {
        memcpy(&v4, a, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, out, ENDPOINT_TEXT_BYTES);
    } else if (a->sa_family == AF_INET6) {
        memcpy(&v6, a, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, out, ENDPOINT_TEXT_BYTES);
    }
}

int
endpoint_is_loopback(const struct sockaddr *a)
{
    /* ::ffff:127.0.0.0/104 */
    static const unsigned char mapped[13] = { [10] = 0xff, 0xff, 127 };
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (a->sa_family == AF_INET) {
        memcpy(&v4, a, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
    }
    if (a->sa_family != AF_INET6)
        return 0;
    memcpy(&v6, a, sizeof v6);
    return memcmp(&v6.sin6_addr, &in6addr_loopback, 16) == 0 ||
           memcmp(&v6.sin6_addr, mapped, sizeof mapped) == 0;
}
