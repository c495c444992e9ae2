#include "review/pages.h"

#include "review/route.h"

/* Nothing is loaded from anywhere else, nothing runs, nothing frames us, and
 * forms go only here. */
static const char policy[] =
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static void
security_headers(struct http_response *rs)
{
    static const char *const fields[][2] = {
        { "Content-Security-Policy", policy },
        { "X-Content-Type-Options", "nosniff" },
        { "X-Frame-Options", "DENY" },
        { "Referrer-Policy", "no-referrer" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
        { "Cross-Origin-Resource-Policy", "same-origin" },
        { "Cache-Control", "no-store" },
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        http_response_header(rs, fields[i][0], str_of(fields[i][1]));
}

/* A page of another site may have its name lead to our address (DNS
 * rebinding); then the browser says that name here. */
static int
is_own_host(struct str host)
{
    ptrdiff_t colon = str_find_char(host, ':', 0);
    struct str name = str_sub(host, 0, colon < 0 ? host.len : (size_t)colon);

    return str_is(name, "127.0.0.1") || str_is_nocase(name, "localhost");
}

/* What was asked for with "?lang=", else before, else by the browser. */
static enum text_lang
choose_language(struct view *v)
{
    struct str asked = http_request_param(v->rq, "lang", 0);
    enum text_lang lang = TEXT_EN;
    struct buf cookie = BUF_MAX(200);

    if (text_lang_find(&lang, asked) == 0) {
        buf_addf(&cookie,
            "shelfwatch_lang=%s; Path=/; HttpOnly; SameSite=Strict",
            text_lang_code(lang));
        http_response_header(v->rs, "Set-Cookie", buf_str(&cookie));
        buf_clear(&cookie);
        return lang;
    }
    if (text_lang_find(&lang, http_request_cookie(v->rq, "shelfwatch_lang")) !=
        0)
        text_lang_find(&lang, http_request_header(v->rq, "Accept-Language"));
    return lang;
}

/* The address that was printed, or one of another page with the same key:
 * the key becomes a cookie and leaves the address, so that it is not copied
 * with it. */
static int
sign_in(struct view *v)
{
    struct str key = http_request_param(v->rq, "key", 0);
    struct buf cookie = BUF_MAX(300);
    int other;

    if (key.len == 0 || !session_is(v->session->key, key))
        return 0;
    buf_addf(&cookie, "%s=%s; Path=/; HttpOnly; SameSite=Strict",
        SESSION_COOKIE, v->session->key);
    http_response_header(v->rs, "Set-Cookie", buf_str(&cookie));
    buf_clear(&cookie);
    if (route_find(v->rq->method, v->rq->path, &v->id, &other) != NULL)
        view_redirect(v, STR_FMT, STR_ARG(v->rq->path));
    else
        view_redirect(v, "/");
    return 1;
}

static void
dispatch(struct view *v)
{
    int other = 0;
    const struct route *r =
        route_find(v->rq->method, v->rq->path, &v->id, &other);

    if (r != NULL && r->roles == ROUTE_ANYONE) {
        r->handle(v);
    } else if (v->user == NULL) {
        /* The same answer for every path: nothing to find out here. */
        view_error(v, 403, "no_session", "");
    } else if (r == NULL) {
        view_error(
            v, other ? 405 : 404, other ? "bad_method" : "not_found", "");
    } else if (!view_may(v, r->roles)) {
        view_error(v, 403, "no_role", "");
    } else if (!str_is(v->rq->method, "GET") &&
               !session_is(
                   v->session->csrf, http_request_form(v->rq, "csrf", 0))) {
        view_error(v, 403, "bad_token", "");
    } else {
        r->handle(v);
    }
}

void
pages_handle(const struct http_request *rq, struct http_response *rs, void *ctx)
{
    const struct pages *pages = ctx;
    struct view v = {
        .rq = rq,
        .rs = rs,
        .store = pages->store,
        .session = pages->session,
        .now_ms = pages->now_ms(),
        .here = rq->path,
    };

    security_headers(rs);
    if (!is_own_host(http_request_header(rq, "Host"))) {
        http_response_text(rs, 403, "text/plain; charset=utf-8",
            STR("this server answers to 127.0.0.1 and localhost only\n"));
        return;
    }
    v.lang = choose_language(&v);
    if (str_is(rq->method, "GET") && sign_in(&v))
        return;
    if (session_is(
            pages->session->key, http_request_cookie(rq, SESSION_COOKIE)))
        v.user = &pages->session->user;
    dispatch(&v);
}
