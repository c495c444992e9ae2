/* core/page.h - one response as served: what was asked, what came.
 *
 * A plain record. A broken page is data: `outcome` and `why` say what went
 * wrong, and the page is stored and counted like any other.
 */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include "base/buf.h"
#include "base/fail.h"

#include <stdint.h>

/* How the fetch ended. */
enum page_outcome {
    PAGE_RECEIVED,     /* a response came, whatever its status */
    PAGE_NOT_MODIFIED, /* 304 to a conditional request */
    PAGE_TRUNCATED,    /* a response came, cut at a cap or by the network */
    PAGE_REFUSED,      /* by us: robots, address rule, scheme, budget */
    PAGE_FAILED,       /* no response: DNS, TLS, time-out, reset */
};

/* Whether the content could be seen. */
enum page_observed {
    PAGE_OBSERVED, /* "full" */
    PAGE_PARTIAL,  /* truncated, or a script shell without content */
    PAGE_BLOCKED,  /* captcha, bot wall, log-in, 403/429, consent, soft 404 */
};

/* Where a fact was placed or a hop went: header fields are kept as received,
 * one "Name: value" per line, in order. */
struct page {
    char *url;       /* owned; what was asked for, canonical */
    char *final_url; /* owned; after redirects; equals url without any */
    char *redirects; /* owned; one "STATUS URL" per hop, or "" */
    int status;      /* HTTP status of the last response, 0 if none */
    char *request;   /* owned; request line and headers as sent */
    char *headers;   /* owned; status line and headers of the last response */
    char *content_type;    /* owned; value of Content-Type, or "" */
    char *address;         /* owned; peer IP address, or "" */
    char *connection;      /* owned; how it was made, "name: value" per line
                              (crawler/connection.h), or "" */
    struct buf body;       /* after content decoding */
    int64_t fetched_at_ms; /* wall clock when the request began */
    int64_t took_ms;
    enum page_outcome outcome;
    char *why;             /* owned; reason when not PAGE_RECEIVED, or "" */
    char *robots_override; /* owned; legal basis if robots.txt was overridden */
    char *browser;       /* owned; what opened it too ("Chromium 156"), or "" */
    char *render_why;    /* owned; why what a browser shows is not all here,
                            or "" */
    struct buf rendered; /* the document that a browser made of it, UTF-8 */
    struct buf screenshot; /* PNG of it */
};

/* An empty page for url; every text member is "" but url and final_url. */
struct page *page_new(struct str url);
void page_free(struct page *p);

/* The same of a page that is not needed any more, whose memory is used. */
void page_renew(struct page *p, struct str url);
/* Give an owned text another value, a copy. */
void page_set(char **member, struct str value);

/* What the page shows and how that is coded (as Content-Type says it): the
 * document that a browser made of it, else its body. Borrowed. */
struct str page_content(const struct page *p, struct str *type);

/* "full", "partial", "blocked"; the names in records. */
const char *page_observed_name(enum page_observed o);
int page_observed_parse(enum page_observed *out, struct str name);
const char *page_outcome_name(enum page_outcome o);

/* Value of the first header field `name` (any case) in a block of "Name:
 * value" lines, trimmed; empty if absent. */
struct str page_header(struct str headers, const char *name);

#endif
