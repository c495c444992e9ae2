/* crawler/proxy_request.h - what a browser asks of a proxy, and how it is
 * passed on (RFC 9110, RFC 9112).
 *
 * Pure: bytes in, records and bytes out. One request a connection: what goes
 * on says "Connection: close" in both directions, so that no second request,
 * perhaps for another server, can follow on a connection that was judged.
 * Knows no sockets; which addresses are forbidden is crawler/address.h.
 */
#ifndef CRAWLER_PROXY_REQUEST_H
#define CRAWLER_PROXY_REQUEST_H

#include "base/buf.h"
#include "base/fail.h"

/* Of a name in the DNS (RFC 1035: 253), or an IPv6 address, with the NUL. */
#define PROXY_HOST_BYTES 256

struct proxy_request {
    int tunnel;        /* CONNECT: bytes go both ways unread */
    struct str method; /* borrowed from the head */
    char *target;    /* owned: path and query for the server; "" of a tunnel */
    char *authority; /* owned: host and port as in URLs, for the Host field */
    char host[PROXY_HOST_BYTES]; /* lower case; IPv6 without brackets */
    int port;                    /* 1..65535 */
    struct str fields;           /* borrowed: "Name: value" lines */
};

/* Length of the head at the start of bytes, its empty line included; 0 while
 * that has not come. */
size_t proxy_request_head_length(struct str bytes);

/* Read a request's head. Fails for what is no request to a proxy for http,
 * https or a WebSocket, and says why; the record is empty then. */
int proxy_request_parse(
    struct proxy_request *out, struct str head, struct fail *fail);
void proxy_request_clear(struct proxy_request *r);

/* Append the head as it goes to the server. Fields of the connection and
 * those meant for the proxy are left out. */
void proxy_request_forward(struct buf *out, const struct proxy_request *r);

/* Append the head of a server's answer as it goes to the browser; *status is
 * its number. -1 if it is none. */
int proxy_request_answer(struct buf *out, struct str head, int *status);

/* 1 for a host that a browser of Chromium's kind calls for itself: updates,
 * variations, suggestions. No page needs it. */
int proxy_request_is_own(const char *host);

#endif
