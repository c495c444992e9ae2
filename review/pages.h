/* review/pages.h - every request to the review pages comes through here:
 * security headers, session, form token, language, route. */
#ifndef REVIEW_PAGES_H
#define REVIEW_PAGES_H

#include "base/http_server.h"
#include "review/session.h"
#include "store/store.h"

struct pages {
    struct store *store;           /* borrowed; open for writing */
    const struct session *session; /* borrowed */
    int64_t (*now_ms)(void);       /* wall clock */
};

/* The handler for struct http_options; ctx is a struct pages. */
void pages_handle(
    const struct http_request *rq, struct http_response *rs, void *ctx);

#endif
