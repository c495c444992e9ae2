/* crawler/fetch.h - many HTTP requests at once, one hop each.
 *
 * The only door to the network. A redirect is not followed: it comes back as
 * a page with its status (crawler/head.h reads its Location), so that
 * robots.txt and the frontier are asked at every hop. Where a connection really
 * goes is judged when the socket is made (crawler/address.h), so no name or
 * redirect leads inside; only the caller's routes may. Bodies are decoded,
 * capped, and kept as far as they came. Knows nothing of robots.txt,
 * politeness, or what a page means.
 */
#ifndef CRAWLER_FETCH_H
#define CRAWLER_FETCH_H

#include "base/fail.h"
#include "base/shelf.h"
#include "core/page.h"
#include "crawler/route.h"

struct fetch;

/* A member that is 0 or NULL takes the default of core/limits.h. */
struct fetch_options {
    const char *user_agent;      /* required: names the contact page */
    const char *accept_language; /* default: not sent, that is any */
    const char *ca_file;         /* further root certificates' only source */
    const struct route *routes;
    size_t routes_count;
    const int *ports; /* besides 80, 443, 8080, 8443 and those of routes */
    size_t ports_count;
    struct shelf *shelf;         /* bodies that fit a slot are written there */
    size_t header_max, body_max; /* bytes */
    int connect_ms;              /* name, connection and TLS together */
    int total_ms;                /* the whole request */
    int slow_bytes_per_s, slow_s;
    int connections_max;      /* kept open; default 64 */
    int connections_per_host; /* default 4; the frontier asks for less */
};

struct fetch_request {
    int64_t id;                     /* comes back with the page */
    struct str url;                 /* canonical */
    struct str etag, last_modified; /* for a conditional request, or empty */
    struct str post;                /* where p is set: this is sent by POST */
    const char *post_type;          /* its media type; NULL: JSON */
    int remove;                     /* 1: the method is DELETE */
    size_t body_max;                /* 0: that of the options */
    int64_t now_wall_ms;            /* becomes page.fetched_at_ms */
};

/* The error names the option that is wrong. */
int fetch_new(
    struct fetch **out, const struct fetch_options *options, struct fail *fail);
void fetch_free(struct fetch *f); /* what is in flight is dropped */

/* Begin. Whatever happens, refusal too, one page comes of it. */
void fetch_start(struct fetch *f, const struct fetch_request *r);

/* Work until something is done, `extra_fd` (or -1) can be read, or
 * timeout_ms is over. Return 1 if extra_fd can be read, else 0; -1 if the
 * machinery failed. */
int fetch_poll(
    struct fetch *f, int timeout_ms, int extra_fd, struct fail *fail);

/* A page that is done, owned by the caller, or NULL. Its `why` begins with a
 * word to count by: "scheme:" "url:" "port:" "address:" (refused), "dns:"
 * "connect:" "tls:" "timeout:" "reset:" "length:" "coding:" "protocol:"
 * "header:" "body:" (failed or truncated). Where its body is lent it begins a
 * slot of the shelf, which fetch_put_back gives back. */
struct page *fetch_next_done(struct fetch *f, int64_t *id);

/* Such a page, which is not needed any more, or any other: its memory serves
 * for another. Takes *p and sets it to NULL. */
void fetch_put_back(struct fetch *f, struct page **p);

size_t fetch_in_flight(const struct fetch *f); /* started, not yet taken */

#endif
