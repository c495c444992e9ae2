/* crawler/address.h - which network addresses a crawler may connect to.
 *
 * A page can name any host, and a host name can resolve to any address, so
 * the address itself is judged at the moment of connecting. Only public
 * unicast addresses are fetched from; what leads into the machine, its
 * network or its provider's control services is refused. Source: the IANA
 * special-purpose address registries (RFC 6890). Knows no names and no
 * sockets beyond struct sockaddr.
 */
#ifndef CRAWLER_ADDRESS_H
#define CRAWLER_ADDRESS_H

#include "base/str.h"

#include <sys/socket.h>

/* "[" IPv6 "]:" port and the NUL. */
#define ADDRESS_TEXT_BYTES 64

struct address {
    int version;             /* 4 or 6 */
    unsigned char bytes[16]; /* network order; version 4 uses the first 4 */
    int port;                /* 0..65535; 0 where none was given */
};

enum address_kind {
    ADDRESS_PUBLIC,
    ADDRESS_UNSPECIFIED,   /* 0.0.0.0/8, :: */
    ADDRESS_LOOPBACK,      /* 127.0.0.0/8, ::1 */
    ADDRESS_PRIVATE,       /* RFC 1918, unique and site local, local NAT64 */
    ADDRESS_SHARED,        /* 100.64.0.0/10, carriers' NAT */
    ADDRESS_LINK_LOCAL,    /* 169.254.0.0/16 with the clouds' metadata */
    ADDRESS_METADATA,      /* a provider's control service elsewhere */
    ADDRESS_MULTICAST,     /* and broadcast */
    ADDRESS_DOCUMENTATION, /* and benchmarking */
    ADDRESS_RESERVED,      /* anything else that is not public unicast */
};

/* What an address is. An IPv6 address that carries an IPv4 one (mapped,
 * NAT64, 6to4, ISATAP) is at least as forbidden as the one it carries. */
enum address_kind address_kind(const struct address *a);
const char *address_kind_name(enum address_kind kind);

/* Read "1.2.3.4", "1.2.3.4:80", "::1" or "[::1]:80". Numeric forms only,
 * no zones. Return 0, or -1. */
int address_parse(struct address *out, struct str text);

/* Return 0, or -1 for a family other than IPv4 and IPv6. */
int address_of_sockaddr(
    struct address *out, const struct sockaddr *sa, socklen_t len);

/* The IP alone, without the port. */
void address_text(const struct address *a, char out[ADDRESS_TEXT_BYTES]);

/* 1 for the ports that shops are reached at: 80, 443, 8080, 8443. */
int address_port_is_usual(int port);

int address_eq(const struct address *a, const struct address *b); /* + port */

#endif
