/* review/pages.h - every request to the review pages comes through here:
 * security headers, who is asking, form token, role, language, route. */
#ifndef REVIEW_PAGES_H
#define REVIEW_PAGES_H

#include "base/http_server.h"
#include "base/worker.h"
#include "review/capture_source.h"
#include "review/facts.h"
#include "review/session.h"
#include "store/store.h"

/* 30 minutes without a request; a day's work. */
#define PAGES_IDLE_MS (30 * 60 * 1000LL)
#define PAGES_ABSOLUTE_MS (12 * 3600 * 1000LL)

/* A value in use, for the page that shows them. */
struct pages_value {
    const char *name, *value;
    const char *from; /* file, or option of the command line */
};

struct metrics; /* review/metrics.h */

struct pages {
    struct store *store;           /* borrowed; open for writing */
    const struct session *session; /* the terminal's, borrowed; NULL: all sign
                                      in */
    int64_t (*now_ms)(void);       /* wall clock */
    const struct capture_source *captures; /* borrowed; NULL: none */
    struct worker *worker; /* looks at passwords; NULL: the caller's
                              thread does */
    struct store_session_limits limits;
    const char *const *hosts; /* names it answers to beside those of loopback;
                                 ends with NULL; NULL: none */
    int behind_proxy;         /* 1: peers on loopback speak for others */
    /* Request header with the name of who a proxy signed in, and what the
     * proxy proves itself with (header X-Shelfwatch-Secret); both or NULL. */
    const char *proxy_user, *proxy_secret;
    const char *campaigns;     /* folder with campaigns, or NULL */
    const struct facts *facts; /* borrowed; NULL: none */
    struct metrics *metrics; /* counts requests; borrowed; NULL: not counted */
    const struct pages_value *values; /* ends with a NULL name; or NULL */
};

/* Set what has a default where it is 0. */
void pages_init(struct pages *p);

/* The handler for struct http_options; ctx is a struct pages. */
void pages_handle(
    const struct http_request *rq, struct http_response *rs, void *ctx);

#endif
