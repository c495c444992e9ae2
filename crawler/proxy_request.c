#include "crawler/proxy_request.h"

#include "base/mem.h"
#include "core/url.h"

#include <stdlib.h>
#include <string.h>

/* An empty line ends a head; a lone LF ends a line too (RFC 9112, 2.2). */
size_t
proxy_request_head_length(struct str bytes)
{
    ptrdiff_t at = -1;

    while ((at = str_find_char(bytes, '\n', (size_t)(at + 1))) >= 0) {
        size_t next = (size_t)at + 1;

        if (next < bytes.len && bytes.p[next] == '\r')
            next++;
        if (next < bytes.len && bytes.p[next] == '\n')
            return next + 1;
    }
    return 0;
}

static int
is_token(struct str s)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < s.len; i++)
        if (!str_is_alnum(s.p[i]) &&
            (s.p[i] == '\0' || strchr(marks, s.p[i]) == NULL))
            return 0;
    return s.len > 0;
}

/* "Name: value", and nothing that a server could read as two lines. */
static int
is_field(struct str line)
{
    ptrdiff_t colon = str_find_char(line, ':', 0);

    if (colon < 1 || !is_token(str_sub(line, 0, (size_t)colon)))
        return 0;
    for (size_t i = (size_t)colon; i < line.len; i++)
        if (((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t') ||
            line.p[i] == 0x7f)
            return 0;
    return 1;
}

static int
check_fields(struct str fields, struct fail *fail)
{
    struct str line;

    while (str_next_line(&fields, &line))
        if (line.len > 0 && !is_field(line))
            return fail_set(fail, "request: a field that is none");
    return 0;
}

/* Take host and port from a URL that was read. */
static int
take_host(struct proxy_request *r, const struct url *u, struct fail *fail)
{
    struct buf authority = BUF_MAX(PROXY_HOST_BYTES + 16);
    struct str host = u->host;

    if (host.len > 1 && host.p[0] == '[')
        host = str_sub(host, 1, host.len - 2);
    if (host.len == 0 || host.len >= sizeof r->host || u->port < 1)
        return fail_set(fail, "request: no host and port");
    memcpy(r->host, host.p, host.len);
    r->host[host.len] = '\0';
    r->port = u->port;
    buf_adds(&authority, u->host);
    if (u->has_port)
        buf_addf(&authority, ":%d", u->port);
    r->authority = buf_take(&authority);
    return 0;
}

/* CONNECT HOST:PORT; the port must be there (RFC 9110, 9.3.6). */
static int
read_tunnel(struct proxy_request *r, struct str target, struct fail *fail)
{
    struct buf text = BUF_MAX(PROXY_HOST_BYTES + 32);
    ptrdiff_t bracket = str_find_char(target, ']', 0);
    ptrdiff_t colon =
        str_find_char(target, ':', bracket < 0 ? 0 : (size_t)bracket);
    struct url u = { 0 };
    uint64_t port = 0;
    int rc = -1;

    if (colon < 1 ||
        str_to_u64(str_sub(target, (size_t)colon + 1, target.len), &port) !=
            0 ||
        port < 1 || port > 65535) {
        fail_set(fail, "request: no host and port to connect to");
        goto out;
    }
    buf_addz(&text, "https://");
    buf_adds(&text, target);
    if (text.over || url_parse(&u, buf_str(&text), NULL, fail) != 0)
        goto out;
    if (!str_is(u.path, "/") || u.userinfo.len > 0 || u.query.p != NULL ||
        u.fragment.p != NULL)
        fail_set(fail, "request: more than a host and port to connect to");
    else
        rc = take_host(r, &u, fail);
    r->target = mem_text("");
out:
    if (rc != 0 && text.over)
        fail_set(fail, "request: the host's name is too long");
    url_clear(&u);
    buf_clear(&text);
    return rc;
}

static int
read_plain(struct proxy_request *r, struct str target, struct fail *fail)
{
    struct buf path = BUF_MAX(target.len * 4 + 16);
    struct url u = { 0 };
    int rc = -1;

    if (!str_starts_nocase(target, STR("http://"))) {
        /* Only what cannot be mistaken is named: this goes into the log. */
        fail_set(fail, "scheme: only http is asked of a proxy by address");
        goto out;
    }
    if (url_parse(&u, target, NULL, fail) != 0)
        goto out;
    if (u.userinfo.len > 0) {
        fail_set(fail, "request: carries a user name");
        goto out;
    }
    buf_adds(&path, u.path);
    if (u.query.p != NULL) {
        buf_addc(&path, '?');
        buf_adds(&path, u.query);
    }
    rc = take_host(r, &u, fail);
    r->target = buf_take(&path);
out:
    url_clear(&u);
    buf_clear(&path);
    return rc;
}

int
proxy_request_parse(
    struct proxy_request *out, struct str head, struct fail *fail)
{
    struct str line, method, target, version;
    int rc;

    *out = (struct proxy_request){ 0 };
    if (!str_next_line(&head, &line) || !str_next_word(&line, &method) ||
        !str_next_word(&line, &target) || !str_next_word(&line, &version) ||
        str_trim(line).len > 0 || !is_token(method) ||
        !str_starts(version, STR("HTTP/1.")))
        return fail_set(fail, "request: its first line cannot be read");
    if (check_fields(head, fail) != 0)
        return -1;
    out->method = method;
    out->fields = head;
    out->tunnel = str_is(method, "CONNECT");
    rc = out->tunnel ? read_tunnel(out, target, fail)
                     : read_plain(out, target, fail);
    if (rc != 0)
        proxy_request_clear(out);
    return rc;
}

void
proxy_request_clear(struct proxy_request *r)
{
    free(r->target);
    free(r->authority);
    *r = (struct proxy_request){ 0 };
}

/* RFC 9110, 7.6.1, and what is meant for us. Transfer-Encoding stays: the
 * body is passed on as it is. */
static int
is_of_connection(struct str line)
{
    static const char *const names[] = { "Connection:", "Keep-Alive:",
        "Proxy-Connection:", "Proxy-Authorization:", "Proxy-Authenticate:",
        "TE:", "Upgrade:", "Alt-Svc:", "HTTP2-Settings:" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_starts_nocase(line, str_of(names[i])))
            return 1;
    return 0;
}

static void
add_fields(struct buf *out, struct str fields, int drop_host)
{
    struct str line;

    while (str_next_line(&fields, &line)) {
        if (line.len == 0 || is_of_connection(line) ||
            (drop_host && str_starts_nocase(line, STR("Host:"))))
            continue;
        buf_adds(out, line);
        buf_addz(out, "\r\n");
    }
    buf_addz(out, "Connection: close\r\n\r\n");
}

void
proxy_request_forward(struct buf *out, const struct proxy_request *r)
{
    buf_addf(out, STR_FMT " %s HTTP/1.1\r\nHost: %s\r\n", STR_ARG(r->method),
        r->target, r->authority);
    add_fields(out, r->fields, 1);
}

int
proxy_request_answer(struct buf *out, struct str head, int *status)
{
    struct str line;
    int64_t number;

    if (!str_next_line(&head, &line) || !str_starts(line, STR("HTTP/1.")) ||
        line.len < 12 || line.p[8] != ' ' ||
        str_to_i64(str_sub(line, 9, 3), &number) != 0 || number < 100 ||
        (line.len > 12 && line.p[12] != ' ') || check_fields(head, NULL) != 0)
        return -1;
    *status = (int)number;
    buf_adds(out, line);
    buf_addz(out, "\r\n");
    add_fields(out, head, 0);
    return 0;
}

int
proxy_request_is_own(const char *host)
{
    static const char *const names[] = { "update.googleapis.com",
        "clients2.google.com", "clients4.google.com",
        "clients2.googleusercontent.com", "clientservices.googleapis.com",
        "optimizationguide-pa.googleapis.com", "accounts.google.com",
        "safebrowsing.googleapis.com", "safebrowsing.google.com",
        "content-autofill.googleapis.com", "android.clients.google.com",
        "mtalk.google.com", "edgedl.me.gvt1.com", "redirector.gvt1.com",
        "passwordsleakcheck-pa.googleapis.com", "start.duckduckgo.com",
        "chrome.google.com", "chromewebstore.googleapis.com" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(host, names[i]) == 0)
            return 1;
    return 0;
}
