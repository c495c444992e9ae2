#include "review/pages.h"

#include "base/now.h"
#include "review/api.h"
#include "review/gate.h"
#include "review/metrics.h"
#include "review/route.h"
#include "review/view_login.h"

#include <string.h>

/* Nothing is loaded from anywhere else, only our own files run, nothing
 * frames us, and forms go only here. */
static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/* A year. Only where a name is asked for: all ports of "localhost" share its
 * rules. */
static const char only_tls[] = "max-age=31536000";

void
pages_init(struct pages *p)
{
    if (p->limits.idle_ms == 0)
        p->limits.idle_ms = PAGES_IDLE_MS;
    if (p->limits.absolute_ms == 0)
        p->limits.absolute_ms = PAGES_ABSOLUTE_MS;
}

static void
security_headers(struct view *v)
{
    static const char *const fields[][2] = {
        { "Content-Security-Policy", policy },
        { "X-Frame-Options", "DENY" },
        { "X-Content-Type-Options", "nosniff" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
        { "Cache-Control", "no-store" },
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        http_response_header(v->rs, fields[i][0], str_of(fields[i][1]));
    if (v->rq->secure && !v->rq->peer_loopback)
        http_response_header(
            v->rs, "Strict-Transport-Security", str_of(only_tls));
}

/* What was asked for with "?lang=", else before, else what the account says,
 * else by the browser. */
static enum text_lang
choose_language(struct view *v)
{
    struct str asked = http_request_param(v->rq, "lang", 0);
    enum text_lang lang = TEXT_EN;

    if (text_lang_find(&lang, asked) == 0) {
        gate_cookie(v, "shelfwatch_lang", text_lang_code(lang));
        return lang;
    }
    if (text_lang_find(&lang, http_request_cookie(v->rq, "shelfwatch_lang")) !=
            0 &&
        (v->user == NULL ||
            text_lang_find(&lang, str_of(v->user->language)) != 0))
        text_lang_find(&lang, http_request_header(v->rq, "Accept-Language"));
    return lang;
}

/* --- what is written down of reading --- */

/* Take back the answer there is. */
static void
refuse(struct view *v)
{
    if (v->rs->next != NULL && v->rs->done != NULL)
        v->rs->done(v->rs->ctx);
    v->rs->next = NULL;
    v->rs->done = NULL;
    view_error(v, 503, "broken_store", "");
}

static int
note_export(struct view *v, struct fail *fail)
{
    struct buf detail = BUF_MAX(40000);
    struct js *j = js_new_object();
    int rc;

    js_set_text(j, "of", v->rq->target);
    js_write(&detail, j);
    rc = view_audit(v, "export", "", buf_str(&detail), fail);
    js_free(j);
    buf_clear(&detail);
    return rc;
}

/* Who saw the evidence of a case, once for each session; who took a list
 * away. What cannot be written down is not shown. */
static void
note_reading(struct view *v, const struct route *r)
{
    struct store_by by = { v->user != NULL ? v->user->name : "", v->now_ms };
    struct fail fail;
    int rc = 0;

    if (v->user == NULL || v->rs->status != 200 || v->rs->again_ms > 0 ||
        !str_is(v->rq->method, "GET"))
        return;
    if (strncmp(r->path, "/case/#", 7) == 0)
        rc = store_session_saw(v->store, v->session->hash, v->id, &by, &fail);
    else if (strncmp(r->path, "/export", 7) == 0)
        rc = note_export(v, &fail);
    if (rc != 0)
        refuse(v);
}

/* --- dispatch --- */

/* A password that somebody else chose is changed before all else. */
static int
must_change_first(const struct view *v, const struct route *r)
{
    return v->user != NULL && v->session->must_change &&
           strcmp(r->path, "/password") != 0 && strcmp(r->path, "/logout") != 0;
}

static void
dispatch(struct view *v)
{
    int other = 0, writes = !str_is(v->rq->method, "GET");
    const struct route *r =
        route_find(v->rq->method, v->rq->path, &v->id, &other);

    if ((r == NULL || r->roles != ROUTE_ANYONE) && v->user == NULL) {
        /* The same answer for every path: nothing to find out here. */
        view_login_first(v);
    } else if (r == NULL) {
        view_error(
            v, other ? 405 : 404, other ? "bad_method" : "not_found", "");
    } else if (r->roles != ROUTE_ANYONE && !view_may(v, r->roles)) {
        view_error(v, 403, "no_role", "");
    } else if (writes && gate_is_foreign(v)) {
        view_error(v, 403, "foreign_form", "");
    } else if (writes && !secret_is(str_of(v->session->csrf),
                             http_request_form(v->rq, "csrf", 0))) {
        view_error(v, 403, "bad_token", "");
    } else if (r->roles != ROUTE_ANYONE && must_change_first(v, r)) {
        view_redirect(v, "/password");
    } else {
        r->handle(v);
        note_reading(v, r);
    }
}

static void
handle(const struct http_request *rq, struct http_response *rs,
    const struct pages *pages)
{
    struct session session = { .key = "" };
    struct fail fail;
    struct view v = {
        .rq = rq,
        .rs = rs,
        .store = pages->store,
        .captures = pages->captures,
        .pages = pages,
        .now_ms = pages->now_ms(),
        .here = rq->path,
    };
    int rc;

    security_headers(&v);
    if (!gate_host_is_own(pages, http_request_header(rq, "Host"))) {
        http_response_text(rs, 403, "text/plain; charset=utf-8",
            STR("this server does not answer to that name; see serve "
                "--host\n"));
        return;
    }
    if (api_is(rq->path)) {
        api_handle(&v);
        return;
    }
    rc = gate_open(&v, &session, &fail);
    v.lang = choose_language(&v);
    if (rc < 0)
        view_error(&v, 503, "broken_store", "");
    else if (rc == 0)
        dispatch(&v);
    session_clear(&session);
}

void
pages_handle(const struct http_request *rq, struct http_response *rs, void *ctx)
{
    const struct pages *pages = ctx;
    int64_t start_us = now_monotonic_us();

    handle(rq, rs, pages);
    /* What waits for a password comes again; its last turn counts. */
    if (pages->metrics != NULL && rs->again_ms == 0)
        metrics_count(pages->metrics, rs->status > 0 ? rs->status : 200,
            now_monotonic_us() - start_us);
}
