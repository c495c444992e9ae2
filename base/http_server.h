/* base/http_server.h - a small HTTP/1.1 server: one handler, one thread; more
 * threads are more servers on one socket.
 *
 * libmicrohttpd behind plain records. Knows no route and no session. Caps on
 * connections, header and body, and on how long a peer may take over each, are
 * always on; it listens on loopback unless told otherwise.
 */
#ifndef BASE_HTTP_SERVER_H
#define BASE_HTTP_SERVER_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/http_response.h"

#include <signal.h>
#include <stdint.h>

/* What a handler that is called again for the same request keeps for it;
 * `drop` (unless NULL) is called with p when the request ends. */
struct http_memo {
    void *p;
    void (*drop)(void *p);
};

struct http_request {
    struct str method; /* "GET", "POST" ...; "HEAD" comes as "GET" */
    int head;          /* 1 if it was HEAD: the body is not sent */
    struct str target; /* as sent: path and query, not decoded */
    struct str path;   /* decoded, valid UTF-8, no NUL; begins with '/' */
    struct str query;  /* behind '?', not decoded */
    struct str body;
    struct str peer;   /* address of the other end: "127.0.0.1", "::1" */
    int peer_loopback; /* 1 if that is this machine */
    int secure;        /* 1 if it came over TLS */
    struct http_memo *memo;
    struct arena *arena; /* lives until the handler returns */
    void *connection;    /* of this module */
};

/* Everything below is borrowed until the handler returns; the empty view if
 * it is not there. */
struct str http_request_header(const struct http_request *rq, const char *name);
/* How many fields of that name there are. */
size_t http_request_header_count(
    const struct http_request *rq, const char *name);
struct str http_request_cookie(const struct http_request *rq, const char *name);
/* The nth value (from 0) of a query parameter, or of a field of a form
 * (application/x-www-form-urlencoded): decoded, made valid UTF-8. */
struct str http_request_param(
    const struct http_request *rq, const char *name, size_t nth);
struct str http_request_form(
    const struct http_request *rq, const char *name, size_t nth);

struct http_server;

struct http_options {
    const char *address;   /* IPv4 or IPv6; NULL: 127.0.0.1 */
    uint16_t port;         /* 0: any free one */
    unsigned connections;  /* 0: 256 */
    unsigned per_address;  /* connections of one peer; 0: no other cap */
    unsigned idle_s;       /* 0: 30; without a byte */
    unsigned request_s;    /* 0: 60; from there to the end of a request */
    unsigned response_s;   /* 0: 600; to take an answer that is no stream */
    size_t header_bytes;   /* 0: 32 KiB, of request line and headers */
    size_t body_bytes;     /* 0: 64 KiB; more is answered with 413 */
    size_t response_bytes; /* 0: 64 MiB */
    /* PEM texts, borrowed for http_server_open; both: TLS 1.2 and newer. */
    const char *tls_cert, *tls_key;
    /* Take connections from the socket of this server, which is open, rather
     * than from one of its own: each connection goes to whichever is free
     * first. The caps above are each server's. */
    const struct http_server *beside;
    void (*handle)(
        const struct http_request *rq, struct http_response *rs, void *ctx);
    void *ctx;
};

/* 1 if the address, IPv4 or IPv6, is one of this machine's loopback. */
int http_server_is_loopback(const char *address);

/* Bind and listen; nothing is answered before http_server_run. */
int http_server_open(
    struct http_server **out, const struct http_options *o, struct fail *fail);
void http_server_close(struct http_server *s);
uint16_t http_server_port(const struct http_server *s);

/* Serve until *stop is non-zero (looked at four times a second and after
 * every signal). Set by __atomic_store_n, in a signal handler or by another
 * thread. */
int http_server_run(struct http_server *s, const volatile sig_atomic_t *stop,
    struct fail *fail);

#endif
