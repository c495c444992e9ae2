#include "crawler/fetch.h"

#include "base/map.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/address.h"
#include "crawler/cookies.h"
#include "crawler/head.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A handle is about 6 KB; more are in flight only in bursts. */
#define IDLE_HANDLES_MAX 128

struct job {
    struct fetch *owner;
    struct job *next; /* of the done list */
    int64_t id;
    struct page *page;                       /* owned */
    CURL *easy;                              /* owned while in flight */
    struct curl_slist *headers, *connect_to; /* owned */
    const struct address *route;             /* or NULL */
    char *host, *path;                       /* owned; host in lower case */
    int secure, port, conditional;
    struct buf request, response;
    int body_began, header_over;
    enum address_kind refused; /* ADDRESS_PUBLIC if none was */
    struct address refused_address;
    int refused_route; /* the address is not the one of the route */
    char error[CURL_ERROR_SIZE];
};

struct fetch {
    CURLM *multi;
    CURL *idle[IDLE_HANDLES_MAX];
    size_t idle_count;
    struct cookies *cookies;
    struct routes *routes;
    struct map *in_flight; /* job's bytes to job, for fetch_free */
    struct job *done_first, **done_end;
    size_t in_flight_count;
    char *user_agent, *accept_language, *ca_file; /* owned */
    int *ports;                                   /* owned */
    size_t ports_count;
    struct fetch_options o; /* with defaults; its pointers are not used */
};

static void
set_defaults(struct fetch_options *o)
{
    if (o->header_max == 0)
        o->header_max = LIMIT_HEADER_BYTES;
    if (o->body_max == 0)
        o->body_max = LIMIT_BODY_BYTES;
    if (o->connect_ms == 0)
        o->connect_ms = LIMIT_CONNECT_MS;
    if (o->total_ms == 0)
        o->total_ms = LIMIT_FETCH_MS;
    if (o->slow_bytes_per_s == 0)
        o->slow_bytes_per_s = LIMIT_SLOW_BYTES_PER_S;
    if (o->slow_s == 0)
        o->slow_s = LIMIT_SLOW_S;
    if (o->connections_max == 0)
        o->connections_max = 64;
    if (o->connections_per_host == 0)
        o->connections_per_host = 4;
}

int
fetch_new(
    struct fetch **out, const struct fetch_options *options, struct fail *fail)
{
    struct fetch *f;

    if (options->user_agent == NULL || options->user_agent[0] == '\0')
        return fail_set(fail, "fetch: no user agent");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        return fail_set(fail, "fetch: libcurl does not start");
    f = mem_new(sizeof *f);
    f->o = *options;
    set_defaults(&f->o);
    f->done_end = &f->done_first;
    f->cookies = cookies_new();
    f->in_flight = map_new(NULL);
    f->user_agent = mem_text(options->user_agent);
    f->accept_language = mem_text(options->accept_language);
    f->ca_file = mem_text(options->ca_file);
    f->ports_count = options->ports_count;
    f->ports = mem_array(f->ports_count + 1, sizeof *f->ports);
    for (size_t i = 0; i < f->ports_count; i++)
        f->ports[i] = options->ports[i];
    f->multi = curl_multi_init();
    if (f->multi == NULL) {
        fail_set(fail, "fetch: no transfer handle");
        goto failed;
    }
    curl_multi_setopt(
        f->multi, CURLMOPT_MAXCONNECTS, (long)f->o.connections_max);
    curl_multi_setopt(f->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
        (long)f->o.connections_per_host);
    if (routes_new(&f->routes, options->routes, options->routes_count, fail) !=
        0)
        goto failed;
    *out = f;
    return 0;
failed:
    fetch_free(f);
    return -1;
}

static void
job_free(struct job *j)
{
    if (j == NULL)
        return;
    curl_slist_free_all(j->headers);
    curl_slist_free_all(j->connect_to);
    page_free(j->page);
    free(j->host);
    free(j->path);
    buf_clear(&j->request);
    buf_clear(&j->response);
    free(j);
}

void
fetch_free(struct fetch *f)
{
    struct map_item *item = NULL;
    struct job *j;

    if (f == NULL)
        return;
    while ((item = map_next(f->in_flight, item)) != NULL) {
        j = item->value.ptr;
        curl_multi_remove_handle(f->multi, j->easy);
        curl_easy_cleanup(j->easy);
        job_free(j);
    }
    while ((j = f->done_first) != NULL) {
        f->done_first = j->next;
        job_free(j);
    }
    for (size_t i = 0; i < f->idle_count; i++)
        curl_easy_cleanup(f->idle[i]);
    if (f->multi != NULL)
        curl_multi_cleanup(f->multi);
    map_free(f->in_flight);
    routes_free(f->routes);
    cookies_free(f->cookies);
    free(f->user_agent);
    free(f->accept_language);
    free(f->ca_file);
    free(f->ports);
    free(f);
    curl_global_cleanup();
}

static void
set_text(char **member, const char *text)
{
    free(*member);
    *member = mem_text(text);
}

static void
job_done(struct job *j, enum page_outcome outcome)
{
    j->page->outcome = outcome;
    j->next = NULL;
    *j->owner->done_end = j;
    j->owner->done_end = &j->next;
}

static void
job_refuse(struct job *j, const char *why)
{
    set_text(&j->page->why, why);
    job_done(j, PAGE_REFUSED);
}

static int
port_allowed(const struct fetch *f, int port)
{
    if (address_port_is_usual(port))
        return 1;
    for (size_t i = 0; i < f->ports_count; i++)
        if (f->ports[i] == port)
            return 1;
    return 0;
}

static char *
url_part(CURLU *u, CURLUPart part, unsigned flags)
{
    char *text = NULL, *copy = NULL;

    if (curl_url_get(u, part, &text, flags) == CURLUE_OK)
        copy = mem_text(text);
    curl_free(text);
    return copy;
}

/* Take the URL apart with the parser that will also connect to it, so that
 * both see the same host. Returns why not, or NULL. */
static const char *
read_url(struct job *j, struct str url)
{
    CURLU *u = NULL;
    char *scheme = NULL, *port = NULL, *user = NULL;
    const char *why = "url: cannot be read";
    int64_t number = 0;

    if (url.len > LIMIT_URL_BYTES)
        return "url: too long";
    u = curl_url();
    if (u == NULL || curl_url_set(u, CURLUPART_URL, j->page->url, 0) != 0)
        goto out;
    scheme = url_part(u, CURLUPART_SCHEME, 0);
    port = url_part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    user = url_part(u, CURLUPART_USER, 0);
    j->host = url_part(u, CURLUPART_HOST, 0);
    j->path = url_part(u, CURLUPART_PATH, 0);
    if (scheme == NULL || port == NULL || j->host == NULL || j->path == NULL)
        goto out;
    for (char *c = j->host; *c != '\0'; c++)
        *c = str_lower(*c);
    str_to_i64(str_of(port), &number);
    j->port = (int)number;
    j->secure = strcmp(scheme, "https") == 0;
    why = NULL;
    if (!j->secure && strcmp(scheme, "http") != 0)
        why = "scheme: only http and https are fetched";
    else if (user != NULL)
        why = "url: carries a user name";
out:
    free(scheme);
    free(port);
    free(user);
    curl_url_cleanup(u);
    return why;
}

static size_t
on_header(char *p, size_t one, size_t len, void *ctx)
{
    struct job *j = ctx;
    struct str line = { p, len * one };

    if (!j->body_began && head_add(&j->response, line) != 0) {
        j->header_over = 1;
        return 0;
    }
    return line.len; /* trailers say nothing about the page */
}

static size_t
on_body(char *p, size_t one, size_t len, void *ctx)
{
    struct job *j = ctx;
    size_t bytes = len * one, left = j->page->body.max - j->page->body.len;

    j->body_began = 1;
    if (buf_add(&j->page->body, p, bytes) == 0)
        return bytes;
    j->page->body.over = 0;
    buf_add(&j->page->body, p, left);
    j->page->body.over = 1;
    return 0;
}

static int
on_debug(CURL *easy, curl_infotype type, char *p, size_t len, void *ctx)
{
    struct job *j = ctx;
    struct str head = { p, len };

    (void)easy;
    if (type == CURLINFO_HEADER_OUT) {
        buf_reset(&j->request); /* a dead connection makes curl ask again */
        head_add_all(&j->request, head);
    }
    return 0;
}

static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *sa)
{
    struct job *j = ctx;
    struct address a;
    enum address_kind kind;

    (void)purpose;
    if (address_of_sockaddr(&a, &sa->addr, (socklen_t)sa->addrlen) != 0)
        return CURL_SOCKET_BAD;
    kind = address_kind(&a);
    if (j->route != NULL ? !address_eq(&a, j->route)
                         : kind != ADDRESS_PUBLIC || a.port != j->port) {
        j->refused = kind == ADDRESS_PUBLIC ? ADDRESS_RESERVED : kind;
        j->refused_route = j->route != NULL;
        j->refused_address = a;
        return CURL_SOCKET_BAD;
    }
    return socket(sa->family, sa->socktype | SOCK_CLOEXEC, sa->protocol);
}

/* Field values from earlier responses go out again: no control characters. */
static void
add_field(struct job *j, const char *name, struct str value)
{
    struct buf line = BUF_MAX(LIMIT_URL_BYTES);
    struct curl_slist *more;

    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return;
    if (value.len == 0)
        return;
    buf_addf(&line, "%s: ", name);
    if (buf_adds(&line, value) == 0 &&
        (more = curl_slist_append(j->headers, buf_text(&line))) != NULL)
        j->headers = more;
    buf_clear(&line);
}

static void
set_fields(struct job *j, const struct fetch_request *r)
{
    struct fetch *f = j->owner;
    struct cookies_origin to = { str_of(j->host), str_of(j->path), j->secure };
    struct buf cookies = BUF_MAX(COOKIES_HEADER_BYTES + 1);

    add_field(j, "Accept",
        STR("text/html,application/xhtml+xml,application/xml;q=0.9,"
            "*/*;q=0.8"));
    add_field(j, "Accept-Language",
        f->accept_language == NULL ? STR("*") : str_of(f->accept_language));
    add_field(j, "If-None-Match", r->etag);
    add_field(j, "If-Modified-Since", r->last_modified);
    j->conditional = r->etag.len > 0 || r->last_modified.len > 0;
    cookies_get(f->cookies, &to, r->now_wall_ms, &cookies);
    add_field(j, "Cookie", buf_str(&cookies));
    buf_clear(&cookies);
    curl_easy_setopt(j->easy, CURLOPT_HTTPHEADER, j->headers);
}

static void
set_limits(struct job *j)
{
    const struct fetch_options *o = &j->owner->o;

    curl_easy_setopt(j->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
    curl_easy_setopt(j->easy, CURLOPT_TIMEOUT_MS, (long)o->total_ms);
    curl_easy_setopt(
        j->easy, CURLOPT_LOW_SPEED_LIMIT, (long)o->slow_bytes_per_s);
    curl_easy_setopt(j->easy, CURLOPT_LOW_SPEED_TIME, (long)o->slow_s);
    curl_easy_setopt(
        j->easy, CURLOPT_MAX_RECV_SPEED_LARGE, (curl_off_t)o->rate_bytes_per_s);
}

static void
set_route(struct job *j)
{
    struct buf text = BUF_MAX(256);
    char ip[ADDRESS_TEXT_BYTES];

    address_text(j->route, ip);
    buf_addf(&text, j->route->version == 4 ? "::%s:%d" : "::[%s]:%d", ip,
        j->route->port);
    j->connect_to = curl_slist_append(NULL, buf_text(&text));
    curl_easy_setopt(j->easy, CURLOPT_CONNECT_TO, j->connect_to);
    buf_clear(&text);
}

static void
set_options(struct job *j)
{
    CURL *e = j->easy;

    curl_easy_setopt(e, CURLOPT_URL, j->page->url);
    curl_easy_setopt(e, CURLOPT_PRIVATE, j);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(e, CURLOPT_USERAGENT, j->owner->user_agent);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    if (j->owner->ca_file != NULL)
        curl_easy_setopt(e, CURLOPT_CAINFO, j->owner->ca_file);
    /* A proxy of the environment would connect where it likes. */
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, 300L);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, j);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, j);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, j);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, j->error);
    /* The only way to see the request as it was sent. */
    curl_easy_setopt(e, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(e, CURLOPT_DEBUGDATA, j);
    if (j->route != NULL)
        set_route(j);
}

static struct str
job_key(struct job *const *j)
{
    return (struct str){ (const char *)j, sizeof *j };
}

void
fetch_start(struct fetch *f, const struct fetch_request *r)
{
    struct job *j = mem_new(sizeof *j);
    const char *why;

    j->owner = f;
    j->id = r->id;
    j->page = page_new(r->url);
    j->page->fetched_at_ms = r->now_wall_ms;
    j->page->body = BUF_MAX(r->body_max == 0 ? f->o.body_max : r->body_max);
    j->request = BUF_MAX(LIMIT_HEADER_BYTES);
    j->response = BUF_MAX(f->o.header_max);
    f->in_flight_count++;
    why = read_url(j, r->url);
    if (why != NULL) {
        job_refuse(j, why);
        return;
    }
    j->route = routes_find(f->routes, str_of(j->host), j->port);
    if (j->route == NULL && !port_allowed(f, j->port)) {
        job_refuse(j, "port: not one that shops use");
        return;
    }
    j->easy = f->idle_count > 0 ? f->idle[--f->idle_count] : curl_easy_init();
    if (j->easy != NULL) {
        set_options(j);
        set_limits(j);
        set_fields(j, r);
    }
    if (j->easy == NULL || curl_multi_add_handle(f->multi, j->easy) != 0) {
        curl_easy_cleanup(j->easy);
        j->easy = NULL;
        set_text(&j->page->why, "connect: no transfer handle");
        job_done(j, PAGE_FAILED);
        return;
    }
    map_put(f->in_flight, job_key(&j), j);
}

/* The word by which failures are counted. */
static const char *
failure_word(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "dns";
    case CURLE_COULDNT_CONNECT:
        return "connect";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
        return "tls";
    case CURLE_OPERATION_TIMEDOUT:
        return "timeout";
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
        return "reset";
    case CURLE_PARTIAL_FILE:
        return "length";
    case CURLE_BAD_CONTENT_ENCODING:
        return "coding";
    default:
        return "protocol";
    }
}

static void
explain(struct job *j, CURLcode code)
{
    struct buf why = BUF_MAX(1024);
    char ip[ADDRESS_TEXT_BYTES];

    if (j->header_over) {
        buf_addf(&why, "header: larger than %zu bytes", j->response.max);
    } else if (j->page->body.over) {
        buf_addf(&why, "body: larger than %zu bytes", j->page->body.max);
    } else if (j->refused != ADDRESS_PUBLIC && j->page->status == 0) {
        address_text(&j->refused_address, ip);
        buf_addf(&why, "address: %s is %s", ip,
            j->refused_route ? "not where connect_to leads"
                             : address_kind_name(j->refused));
    } else {
        buf_addf(&why, "%s: %s", failure_word(code),
            j->error[0] != '\0' ? j->error : curl_easy_strerror(code));
    }
    free(j->page->why);
    j->page->why = buf_take(&why);
}

static void
fill_page(struct job *j)
{
    struct page *p = j->page;
    struct cookies_origin from = { str_of(j->host), str_of(j->path),
        j->secure };
    curl_off_t took_us = 0;
    char *peer = NULL;
    long status = 0;

    curl_easy_getinfo(j->easy, CURLINFO_TOTAL_TIME_T, &took_us);
    curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(j->easy, CURLINFO_PRIMARY_IP, &peer);
    p->took_ms = took_us / 1000;
    p->status = (int)status;
    if (peer != NULL)
        set_text(&p->address, peer);
    free(p->request);
    p->request = buf_take(&j->request);
    free(p->headers);
    p->headers = buf_take(&j->response);
    free(p->content_type);
    p->content_type = str_dup(page_header(str_of(p->headers), "Content-Type"));
    cookies_set_all(
        j->owner->cookies, &from, str_of(p->headers), p->fetched_at_ms);
}

static void
finish(struct fetch *f, struct job *j, CURLcode code)
{
    enum page_outcome outcome = PAGE_RECEIVED;

    fill_page(j);
    curl_multi_remove_handle(f->multi, j->easy);
    if (code != CURLE_OK) {
        explain(j, code);
        outcome = j->page->status > 0 ? PAGE_TRUNCATED : PAGE_FAILED;
        if (j->page->status == 0 && j->refused != ADDRESS_PUBLIC)
            outcome = PAGE_REFUSED;
    } else if (j->conditional && j->page->status == 304) {
        outcome = PAGE_NOT_MODIFIED;
    }
    map_remove(f->in_flight, job_key(&j));
    if (f->idle_count < IDLE_HANDLES_MAX) {
        curl_easy_reset(j->easy);
        f->idle[f->idle_count++] = j->easy;
    } else {
        curl_easy_cleanup(j->easy);
    }
    j->easy = NULL;
    job_done(j, outcome);
}

static int
work(struct fetch *f, struct fail *fail)
{
    CURLMsg *m;
    int running, left;
    CURLMcode rc = curl_multi_perform(f->multi, &running);

    if (rc != CURLM_OK)
        return fail_set(fail, "fetch: %s", curl_multi_strerror(rc));
    while ((m = curl_multi_info_read(f->multi, &left)) != NULL) {
        char *ptr = NULL;

        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &ptr);
        finish(f, (struct job *)(void *)ptr, m->data.result);
    }
    return 0;
}

int
fetch_poll(struct fetch *f, int timeout_ms, int extra_fd, struct fail *fail)
{
    struct curl_waitfd extra = { .fd = extra_fd, .events = CURL_WAIT_POLLIN };
    CURLMcode rc;

    if (work(f, fail) != 0)
        return -1;
    rc = curl_multi_poll(f->multi, &extra, extra_fd >= 0 ? 1 : 0,
        f->done_first != NULL ? 0 : timeout_ms, NULL);
    if (rc != CURLM_OK)
        return fail_set(fail, "fetch: %s", curl_multi_strerror(rc));
    if (work(f, fail) != 0)
        return -1;
    return extra_fd >= 0 && extra.revents != 0;
}

struct page *
fetch_next_done(struct fetch *f, int64_t *id)
{
    struct job *j = f->done_first;
    struct page *p;

    if (j == NULL)
        return NULL;
    f->done_first = j->next;
    if (f->done_first == NULL)
        f->done_end = &f->done_first;
    f->in_flight_count--;
    *id = j->id;
    p = j->page;
    j->page = NULL;
    job_free(j);
    return p;
}

size_t
fetch_in_flight(const struct fetch *f)
{
    return f->in_flight_count;
}
