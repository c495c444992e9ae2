/* crawler/fetch_job.h - one request of crawler/fetch.h on its way.
 *
 * What libcurl is told of it and what libcurl calls back; which requests there
 * are, and when they begin, is fetch.c's. Of crawler/fetch alone.
 */
#ifndef CRAWLER_FETCH_JOB_H
#define CRAWLER_FETCH_JOB_H

#include "base/map.h"
#include "crawler/address.h"
#include "crawler/connection.h"
#include "crawler/cookies.h"
#include "crawler/fetch.h"
#include "crawler/names.h"

#include <curl/curl.h>

/* A job with its handle is about 8 KB; more are in flight only in bursts. */
#define IDLE_JOBS_MAX 128
/* Cookie, Content-Type, If-Modified-Since, If-None-Match. */
#define FETCH_OWN_FIELDS 4
/* As many as are in flight at a time. */
#define SPARE_PAGES_MAX 64

struct job {
    struct fetch *owner;
    struct job *next; /* of the done list, or of those without an address */
    struct job *before, *after; /* in flight */
    int64_t id;
    struct page *page; /* owned */
    CURL *easy;        /* owned; calls back with the job */
    CURLU *at;         /* owned: the URL, read by the parser that connects */
    struct curl_slist *headers; /* the job's own, then those that all have */
    struct curl_slist own_field[FETCH_OWN_FIELDS];
    size_t own_fields;
    struct buf own_lines; /* what they say, each with a NUL behind it */
    struct curl_slist *connect_to, *resolve; /* owned */
    const struct address *route, *routed;    /* or NULL; that of connect_to */
    char *host, *path;                       /* owned; host in lower case */
    int secure, port, conditional;
    int other_method; /* than GET */
    int times_asked;
    int64_t began_ms, named_ms; /* monotonic; until it had an address */
    struct buf addresses; /* as the resolver gave them, or why it was not asked
                           */
    int64_t resolved_wall_ms;
    int opened; /* a socket of its own was made */
    struct buf tls;
    struct buf request, response;
    size_t header_bytes; /* of interim answers and trailers too */
    int body_began, header_over;
    int local_port;              /* of its connection, 0 while there is none */
    int flooded;                 /* the connection was ended: see on_flood */
    struct gzip_reader *decoder; /* owned; NULL until something is packed */
    int packed, damaged;         /* the body; what the decoder was given */
    enum address_kind refused;   /* ADDRESS_PUBLIC if none was */
    struct address refused_address;
    int refused_route; /* the address is not the one of the route */
    char error[CURL_ERROR_SIZE];
};

struct fetch {
    CURLM *multi;
    struct fetch_watch *watch; /* owned: crawler/fetch_watch.h */
    struct job *idle[IDLE_JOBS_MAX];
    size_t idle_count;
    struct page *spare[SPARE_PAGES_MAX];
    size_t spare_count;
    struct curl_slist *fields; /* owned: of every request */
    struct shelf *shelf;       /* borrowed, or NULL */
    struct cookies *cookies;
    struct routes *routes;
    struct names *names;
    struct connections *connections;
    struct job *unnamed;   /* wait for an address */
    struct job *in_flight; /* those that have begun */
    struct job *done_first, **done_end;
    size_t in_flight_count;
    int64_t turn_ms;       /* when libcurl was last called */
    struct buf ends;       /* of a connection: what it is found by */
    struct map *own_ports; /* by host: of its last connection, on our side */
    char *user_agent, *accept_language, *ca_file; /* owned */
    int *ports;                                   /* owned */
    size_t ports_count;
    struct fetch_options o; /* with defaults; its pointers are not used */
};

/* One that was left, or a new one. */
struct job *fetch_job_new(struct fetch *f);
void fetch_job_free(struct job *j); /* NULL is allowed */

/* It is over: another may have its memory and its handle. Not so after other
 * methods than GET, and where libcurl asked more than once, since a handle may
 * do so five times in its life. */
void fetch_job_leave(struct job *j);

/* No more of the body comes. -1 if what came of it is damaged or too much. */
int fetch_job_end_body(struct job *j);

/* Take the URL apart with the parser that will also connect to it, so that
 * both see the same host. Returns why not, or NULL. */
const char *fetch_job_read_url(struct job *j, struct str url);

/* Tell the job's handle everything but the address. */
void fetch_job_set(struct job *j, const struct fetch_request *r);

#endif
