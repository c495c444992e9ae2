/* base/http_response.h - an answer while it is put together: status, header
 * and body, or where the body comes from.
 *
 * Whoever answers fills it, base/http_server.h sends it. Knows no connection.
 */
#ifndef BASE_HTTP_RESPONSE_H
#define BASE_HTTP_RESPONSE_H

#include "base/arena.h"
#include "base/buf.h"

/* Answered for `next` of a response: */
enum {
    HTTP_STREAM_END = -1,   /* the body is complete */
    HTTP_STREAM_ABORT = -2, /* close the connection in the middle */
};

#define HTTP_HEADERS_MAX 32

struct http_response {
    int status;      /* 200 unless set */
    struct buf body; /* taken over by the server */

    /* Above 0: there is no answer yet; the handler is called again with the
     * same request in so many ms, and others are served meanwhile. */
    int64_t again_ms;

    /* Instead of body: called for up to max bytes from position `at` on.
     * Returns how many it wrote, or HTTP_STREAM_*; 0 means nothing yet, ask
     * again in *wait_ms. `length` is declared as Content-Length, or -1 for
     * chunked. `done` (may be NULL) is called once at the end, always. */
    int64_t (*next)(
        void *ctx, uint64_t at, char *out, size_t max, int64_t *wait_ms);
    void (*done)(void *ctx);
    void *ctx;
    int64_t length;

    struct http_field {
        struct str name, value; /* in the request's arena */
    } header[HTTP_HEADERS_MAX];
    size_t header_count;
    struct arena *arena;
};

/* Add a header field (copied). What holds a line break, or is one field too
 * many, is dropped: no text from outside can forge a header. */
void http_response_header(
    struct http_response *rs, const char *name, struct str value);
/* The same in place of the fields of that name that are there. */
void http_response_replace(
    struct http_response *rs, const char *name, struct str value);
/* Body text with its Content-Type. */
void http_response_text(
    struct http_response *rs, int status, const char *type, struct str text);

#endif
