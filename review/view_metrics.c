#include "review/view_metrics.h"

#include "review/api.h"
#include "review/metrics.h"
#include "review/pages.h"

#include "core/scope.h"

static void
say(struct view *v, int status, const char *why)
{
    http_response_text(v->rs, status, "text/plain; charset=utf-8", str_of(why));
}

/* A collector on this machine needs no token: all it sees are numbers. What a
 * proxy passes on has come from elsewhere. */
static int
is_local(const struct view *v)
{
    return v->rq->peer_loopback &&
           http_request_header_count(v->rq, "X-Forwarded-For") == 0 &&
           http_request_header_count(v->rq, "Forwarded") == 0;
}

/* 1 if it may read; else answered. */
static int
may_read(struct view *v)
{
    struct session session = { .key = "" };
    struct fail fail = { "" };
    int rc;

    if (is_local(v))
        return 1;
    rc = api_session(v, &session, &fail);
    if (rc < 0)
        say(v, 503, "the store cannot be read\n");
    else if (rc == 0) {
        http_response_header(v->rs, "WWW-Authenticate", STR("Bearer"));
        say(v, 401, "a valid token is required\n");
    } else if ((session.scopes & SCOPE_READ) == 0) {
        say(v, 403, "the token is not for this\n");
        rc = 0;
    }
    session_clear(&session);
    return rc == 1;
}

void
view_metrics(struct view *v)
{
    struct buf out = BUF_MAX(METRICS_BYTES_MAX);
    struct fail fail = { "" };

    if (!may_read(v))
        return;
    if (metrics_write_store(
            &out, v->store, v->pages->facts, v->now_ms, &fail) != 0) {
        say(v, 503, "the store cannot be read\n");
    } else {
        if (v->pages->metrics != NULL)
            metrics_write_requests(&out, v->pages->metrics);
        http_response_text(v->rs, 200, METRICS_TYPE, buf_str(&out));
    }
    buf_clear(&out);
}
