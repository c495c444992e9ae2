#include "review/gate.h"

#include "review/route.h"

#define SECRET_HEADER "X-Shelfwatch-Secret"
#define COOKIE_BYTES_MAX 400
/* Asked for by a script while nobody may be there. */
#define BACKGROUND "/queue/counts"

void
gate_cookie(struct view *v, const char *name, const char *value)
{
    struct buf cookie = BUF_MAX(COOKIE_BYTES_MAX);

    buf_addf(&cookie, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", name,
        value, value[0] == '\0' ? "; Max-Age=0" : "",
        v->secure ? "; Secure" : "");
    http_response_header(v->rs, "Set-Cookie", buf_str(&cookie));
    buf_clear(&cookie);
}

/* A page of another site may have its name lead to our address (DNS
 * rebinding); then the browser says that name here. */
int
gate_host_is_own(const struct pages *p, struct str host)
{
    static const char *const loopback[] = { "127.0.0.1", "localhost", "[::1]",
        NULL };
    const char *const *lists[] = { loopback, p->hosts };
    ptrdiff_t from = str_find_char(host, ']', 0); /* of an IPv6 address */
    ptrdiff_t colon = str_find_char(host, ':', from < 0 ? 0 : (size_t)from);
    struct str name = str_sub(host, 0, colon < 0 ? host.len : (size_t)colon);

    for (size_t i = 0; i < 2; i++)
        for (const char *const *n = lists[i]; n != NULL && *n != NULL; n++)
            if (str_is_nocase(name, *n))
                return 1;
    return 0;
}

int
gate_is_foreign(const struct view *v)
{
    struct str site = http_request_header(v->rq, "Sec-Fetch-Site");

    return site.len > 0 && !str_is(site, "same-origin") &&
           !str_is(site, "none");
}

/* What a proxy on this machine says of the way before it. The last entry is
 * its own; those before came from outside. */
static void
look_behind_proxy(struct view *v)
{
    struct str list = http_request_header(v->rq, "X-Forwarded-For"), part;

    if (!v->pages->behind_proxy || !v->rq->peer_loopback)
        return;
    while (str_next(&list, ',', &part))
        if (str_trim(part).len > 0)
            v->peer = str_trim(part);
    v->secure |=
        str_is_nocase(http_request_header(v->rq, "X-Forwarded-Proto"), "https");
}

/* --- the terminal --- */

/* The address that was printed, or one of another page with the same key:
 * the key becomes a cookie and leaves the address, so that it is not copied
 * with it. */
static int
terminal_sign_in(struct view *v)
{
    struct str key = http_request_param(v->rq, "key", 0);
    int64_t id;
    int other;

    if (!str_is(v->rq->method, "GET") ||
        !secret_is(str_of(v->pages->session->key), key))
        return 0;
    gate_cookie(v, SESSION_COOKIE, v->pages->session->key);
    if (route_find(v->rq->method, v->rq->path, &id, &other) != NULL)
        view_redirect(v, STR_FMT, STR_ARG(v->rq->path));
    else
        view_redirect(v, "/");
    return 1;
}

/* Who can reach the terminal's loopback is trusted with its address; who
 * comes through a proxy seems to, so nobody does then. */
static int
open_terminal(struct view *v)
{
    v->terminal = 1;
    if (v->pages->session == NULL || v->pages->behind_proxy ||
        !v->rq->peer_loopback)
        return 0;
    if (terminal_sign_in(v))
        return 1;
    if (secret_is(str_of(v->pages->session->key),
            http_request_cookie(v->rq, SESSION_COOKIE))) {
        v->session = v->pages->session;
        v->user = &v->session->user;
    }
    return 0;
}

/* --- sessions --- */

/* The session of the cookie: 1, or 0. */
static int
find_session(struct view *v, struct session *session, struct fail *fail)
{
    struct store_session_limits limits = v->pages->limits;

    limits.quiet = str_is(v->rq->path, BACKGROUND);
    return session_find(session, v->store,
        http_request_cookie(v->rq, SESSION_COOKIE), &limits, v->now_ms, fail);
}

/* --- a proxy that signs people in --- */

/* The name in its header, if it is the proxy that says so. Twice the same
 * field may be one of the proxy and one of the browser: neither counts. */
static struct str
proxy_name(const struct view *v)
{
    const struct pages *p = v->pages;

    if (p->proxy_user == NULL || p->proxy_secret == NULL ||
        !v->rq->peer_loopback ||
        http_request_header_count(v->rq, SECRET_HEADER) != 1 ||
        http_request_header_count(v->rq, p->proxy_user) != 1 ||
        !secret_is(
            str_of(p->proxy_secret), http_request_header(v->rq, SECRET_HEADER)))
        return STR_NONE;
    return http_request_header(v->rq, p->proxy_user);
}

/* The account a proxy names, with the session of its cookie or a new one. A
 * name without an account is a visitor's. */
static int
open_proxy(
    struct view *v, struct session *session, struct str name, struct fail *fail)
{
    struct store_account a;
    struct store_by by = { a.account.name, v->now_ms };
    int rc = store_account_find(v->store, name, &a, fail);

    if (rc != 1 || a.disabled)
        return rc < 0 ? -1 : 0;
    rc = find_session(v, session, fail);
    if (rc < 0)
        return -1;
    if (rc == 0 || session->user.id != a.account.id) {
        if (session_start(session, v->store, &a, &by, "proxy", v->peer, fail) !=
            0)
            return -1;
        gate_cookie(v, SESSION_COOKIE, session->key);
    }
    session->must_change = 0; /* the password is not what they came by */
    v->session = session;
    v->user = &session->user;
    return 0;
}

/* --- people --- */

static int
open_cookie(struct view *v, struct session *session, struct fail *fail)
{
    int rc = find_session(v, session, fail);

    if (rc == 1) {
        v->session = session;
        v->user = &session->user;
    }
    return rc < 0 ? -1 : 0;
}

static int
open_visitor(struct view *v, struct session *session, struct fail *fail)
{
    struct str key = http_request_cookie(v->rq, GATE_FORM_COOKIE);

    if (session_visitor(session, key, fail) != 0)
        return -1;
    v->session = session;
    return 0;
}

int
gate_open(struct view *v, struct session *session, struct fail *fail)
{
    int rc = store_account_any(v->store, fail);
    struct str name;

    v->peer = v->rq->peer;
    v->secure = v->rq->secure;
    look_behind_proxy(v);
    if (rc < 0)
        return -1;
    if (rc == 0) {
        if (open_terminal(v))
            return 1;
    } else if ((name = proxy_name(v)).len > 0) {
        rc = open_proxy(v, session, name, fail);
    } else {
        rc = open_cookie(v, session, fail);
    }
    if (rc < 0)
        return -1;
    return v->user == NULL ? open_visitor(v, session, fail) : 0;
}
