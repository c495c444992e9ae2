#include "crawler/fetch_job.h"

#include "base/gzip.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/head.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A turn of libcurl takes milliseconds; to unpack a page a tenth of a second.
 */
#define TURN_MS_MAX 2000
/* Descriptors are given out from the lowest. */
#define SOCKETS_MAX 1024
#define HOSTS_MAX 20000
/* A server that says more and sends less would have memory for nothing. */
#define EXPECTED_BYTES_MAX (1u << 20)
/* Most pages come in one piece where they are there at once. */
#define READ_BYTES (64L << 10)

/* All but those that every request has. */
static void
free_own_fields(struct job *j)
{
    while (j->own_fields > 0) {
        struct curl_slist *field = j->headers;

        j->headers = field->next;
        field->next = NULL;
        curl_slist_free_all(field);
        j->own_fields--;
    }
}

void
fetch_job_free(struct job *j)
{
    if (j == NULL)
        return;
    free_own_fields(j);
    curl_slist_free_all(j->connect_to);
    curl_slist_free_all(j->resolve);
    buf_clear(&j->addresses);
    buf_clear(&j->tls);
    page_free(j->page);
    free(j->host);
    free(j->path);
    buf_clear(&j->request);
    buf_clear(&j->response);
    gzip_reader_free(j->decoder);
    curl_url_cleanup(j->at);
    free(j);
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

const char *
fetch_job_read_url(struct job *j, struct str url)
{
    CURLU *u;
    char *scheme = NULL, *port = NULL, *user = NULL;
    const char *why = "url: cannot be read";
    int64_t number = 0;

    if (url.len > LIMIT_URL_BYTES)
        return "url: too long";
    j->at = u = curl_url();
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
    return why;
}

/* The head is complete. What is packed by deflate is unpacked here, since
 * libcurl does not tell where such a stream was cut off; it takes up the
 * setting when the first bytes of the body come. */
static void
begin_body(struct job *j)
{
    struct str coding =
        str_trim(page_header(buf_str(&j->response), "Content-Encoding"));

    if (!str_eq_nocase(coding, STR("gzip")) &&
        !str_eq_nocase(coding, STR("x-gzip")) &&
        !str_eq_nocase(coding, STR("deflate")))
        return;
    curl_easy_setopt(j->easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    gzip_reader_free(j->decoder);
    j->decoder = gzip_reader_new();
}

static size_t
on_header(char *p, size_t one, size_t len, void *ctx)
{
    struct job *j = ctx;
    struct str line = { p, len * one };

    /* Interim answers and trailers may come without end. Trailers say nothing
     * about the page. */
    j->header_bytes += line.len;
    if (j->header_bytes > j->owner->o.header_max ||
        (!j->body_began && head_add(&j->response, line) != 0)) {
        j->header_over = 1;
        return 0;
    }
    if (!j->body_began && str_trim(line).len == 0)
        begin_body(j);
    return line.len;
}

static int
add_packed(struct job *j, struct str bytes)
{
    if (gzip_reader_add(j->decoder, &j->page->body, bytes) == 0)
        return 0;
    if (!j->page->body.over)
        j->damaged = 1;
    return -1;
}

/* Room for as much as is said to come, so that a page need not grow. */
static void
expect_body(struct job *j)
{
    struct str text =
        str_trim(page_header(buf_str(&j->response), "Content-Length"));
    size_t most = j->page->body.max < EXPECTED_BYTES_MAX ? j->page->body.max
                                                         : EXPECTED_BYTES_MAX;
    int64_t length;

    if (str_to_i64(text, &length) == 0 && length > 0 && (size_t)length <= most)
        buf_room(&j->page->body, (size_t)length);
}

static size_t
on_body(char *p, size_t one, size_t len, void *ctx)
{
    struct job *j = ctx;
    size_t bytes = len * one, left = j->page->body.max - j->page->body.len;

    if (!j->body_began && j->decoder == NULL)
        expect_body(j);
    j->body_began = 1;
    if (j->decoder != NULL)
        return add_packed(j, (struct str){ p, bytes }) == 0 ? bytes : 0;
    if (buf_add(&j->page->body, p, bytes) == 0)
        return bytes;
    j->page->body.over = 0;
    buf_add(&j->page->body, p, left);
    j->page->body.over = 1;
    return 0;
}

/* The socket of the job's connection, which may be one that an earlier request
 * made: libcurl names it only when the transfer is over. */
static int
find_socket(const struct job *j)
{
    for (int fd = 0; fd < SOCKETS_MAX; fd++) {
        struct sockaddr_storage at;
        socklen_t len = sizeof at;
        struct address a;

        if (getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
            address_of_sockaddr(&a, (struct sockaddr *)&at, len) == 0 &&
            a.port == j->local_port)
            return fd;
    }
    return -1;
}

/* While a peer sends frames of HTTP/2 faster than they are read, libcurl comes
 * back to nobody: not to its own time-outs, nor to the other hosts. The only
 * call it still makes is of on_debug, for each record of TLS. To connect to no
 * address ends a connection and drops what it has received; a shutdown would
 * go on receiving. */
static void
on_flood(struct job *j)
{
    const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
    const struct map_item *last =
        map_find(j->owner->own_ports, str_of(j->host));
    int fd;

    /* It may begin with what an earlier request left on the connection. */
    if (j->local_port == 0 && last != NULL)
        j->local_port = (int)last->value.num;
    fd = j->local_port > 0 ? find_socket(j) : -1;
    j->flooded = fd >= 0 && connect(fd, &nowhere, sizeof nowhere) == 0;
}

/* What libcurl says costs it a microsecond a page. Of TLS all is wanted: how it
 * was agreed, and each record; else only the request as it was sent. */
static void
say(CURL *e, int all)
{
    curl_easy_setopt(e, CURLOPT_VERBOSE, (long)all);
}

static int
on_debug(CURL *easy, curl_infotype type, char *p, size_t len, void *ctx)
{
    struct job *j = ctx;
    struct str head = { p, len };

    if (type == CURLINFO_HEADER_OUT) {
        buf_reset(&j->request); /* a dead connection makes curl ask again */
        j->times_asked++;
        head_add_all(&j->request, head);
        say(easy, j->secure);
    } else if (type == CURLINFO_SSL_DATA_IN) {
        if (!j->flooded && now_monotonic_ms() - j->owner->turn_ms > TURN_MS_MAX)
            on_flood(j);
    } else if (type == CURLINFO_TEXT && connection_tls_of(head).len > 0) {
        buf_reset(&j->tls);
        buf_adds(&j->tls, connection_tls_of(head));
    }
    return 0;
}

/* What the handshake of this handle's own connection left. */
static void
add_certificates(struct job *j, struct buf *out)
{
    static const struct str name = { "Cert:", 5 };
    struct curl_certinfo *all = NULL;

    if (!j->secure ||
        curl_easy_getinfo(j->easy, CURLINFO_CERTINFO, &all) != CURLE_OK ||
        all == NULL)
        return;
    for (int i = 0; i < all->num_of_certs && i < CONNECTION_CERTIFICATES_MAX;
         i++)
        for (struct curl_slist *l = all->certinfo[i]; l != NULL; l = l->next)
            if (str_starts(str_of(l->data), name))
                connection_add_certificate(
                    out, str_sub(str_of(l->data), name.len, strlen(l->data)));
}

/* The request is about to be sent: over a connection that is new, or over
 * one that an earlier request made. */
static int
on_connected(void *ctx, char *peer, char *local, int peer_port, int local_port)
{
    struct job *j = ctx;
    struct connections *known = j->owner->connections;
    struct buf ends = BUF_MAX(256), text = BUF_MAX(CONNECTION_TEXT_BYTES);

    buf_addf(&ends, "%.60s %d %.60s %d", peer != NULL ? peer : "", peer_port,
        local != NULL ? local : "", local_port);
    if (j->opened) {
        const struct connection_seen seen = { buf_str(&j->addresses),
            j->resolved_wall_ms, buf_str(&j->tls), now_wall_ms() };

        connection_write(&text, &seen);
        add_certificates(j, &text);
        connections_put(known, buf_str(&ends), buf_str(&text));
        j->opened = 0;
    }
    j->local_port = local_port;
    if (map_count(j->owner->own_ports) > HOSTS_MAX) {
        map_free(j->owner->own_ports);
        j->owner->own_ports = map_new(NULL);
    }
    map_add(j->owner->own_ports, str_of(j->host), NULL)->value.num = local_port;
    free(j->page->connection);
    j->page->connection = str_dup(connections_find(known, buf_str(&ends)));
    buf_clear(&ends);
    buf_clear(&text);
    say(j->easy, 1);
    return CURL_PREREQFUNC_OK;
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
    j->opened = 1;
    return socket(sa->family, sa->socktype | SOCK_CLOEXEC, sa->protocol);
}

/* Field values from earlier responses go out again: no control characters. */
static void
add_field(struct job *j, const char *name, struct str value)
{
    struct buf line = BUF_MAX(LIMIT_URL_BYTES);
    struct curl_slist *field = NULL;

    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return;
    if (value.len == 0)
        return;
    buf_addz(&line, name);
    buf_addz(&line, ": ");
    if (buf_adds(&line, value) == 0)
        field = curl_slist_append(NULL, buf_text(&line));
    if (field != NULL) {
        field->next = j->headers;
        j->headers = field;
        j->own_fields++;
    }
    buf_clear(&line);
}

static void
set_fields(struct job *j, const struct fetch_request *r)
{
    struct fetch *f = j->owner;
    struct cookies_origin to = { str_of(j->host), str_of(j->path), j->secure };
    struct buf cookies = BUF_MAX(COOKIES_HEADER_BYTES + 1);

    j->headers = f->fields;
    cookies_get(f->cookies, &to, r->now_wall_ms, &cookies);
    add_field(j, "Cookie", buf_str(&cookies));
    buf_clear(&cookies);
    if (r->post.p != NULL)
        add_field(j, "Content-Type",
            r->post_type != NULL ? str_of(r->post_type)
                                 : STR("application/json"));
    add_field(j, "If-Modified-Since", r->last_modified);
    add_field(j, "If-None-Match", r->etag);
    j->conditional = r->etag.len > 0 || r->last_modified.len > 0;
    curl_easy_setopt(j->easy, CURLOPT_HTTPHEADER, j->headers);
}

/* What libcurl unpacks, as it would say itself. */
static const char *
codings(void)
{
    int all = curl_version_info(CURLVERSION_NOW)->features;
    int br = (all & CURL_VERSION_BROTLI) != 0;

    if ((all & CURL_VERSION_ZSTD) != 0)
        return br ? "deflate, gzip, br, zstd" : "deflate, gzip, zstd";
    return br ? "deflate, gzip, br" : "deflate, gzip";
}

static int
add_common(struct curl_slist **list, const char *name, const char *value)
{
    struct buf line = BUF_MAX(LIMIT_URL_BYTES);
    struct curl_slist *more = NULL;

    if (buf_addf(&line, "%s: %s", name, value) == 0)
        more = curl_slist_append(*list, buf_text(&line));
    buf_clear(&line);
    if (more == NULL)
        return -1;
    *list = more;
    return 0;
}

/* libcurl puts a line together letter by letter, and twice where an option of
 * its own has the value. */
struct curl_slist *
fetch_job_fields(const struct fetch *f)
{
    struct curl_slist *list = NULL;

    if (add_common(&list, "User-Agent", f->user_agent) == 0 &&
        add_common(&list, "Accept",
            "text/html,application/xhtml+xml,application/xml;q=0.9,"
            "*/*;q=0.8") == 0 &&
        add_common(&list, "Accept-Encoding", codings()) == 0 &&
        add_common(&list, "Accept-Language",
            f->accept_language != NULL ? f->accept_language : "*") == 0)
        return list;
    curl_slist_free_all(list);
    return NULL;
}

/* Other than GET: to a driver of ours, not to a shop. */
static void
set_method(struct job *j, const struct fetch_request *r)
{
    j->other_method = r->remove || r->post.p != NULL;
    if (r->remove)
        curl_easy_setopt(j->easy, CURLOPT_CUSTOMREQUEST, "DELETE");
    if (r->post.p == NULL)
        return;
    curl_easy_setopt(
        j->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->post.len);
    curl_easy_setopt(j->easy, CURLOPT_COPYPOSTFIELDS, r->post.p);
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
    buf_clear(&text);
}

/* How long and how fast. */
static void
set_limits(CURL *e, const struct fetch_options *o)
{
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_ms);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)o->total_ms);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, (long)o->slow_bytes_per_s);
    curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, (long)o->slow_s);
}

/* What calls us back, each time with the job. */
static void
set_callbacks(CURL *e)
{
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    /* The only way to see the request as it was sent. */
    curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_connected);
}

CURL *
fetch_job_handle(const struct fetch *f)
{
    CURL *e = curl_easy_init();

    if (e == NULL)
        return NULL;
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    if (f->ca_file != NULL)
        curl_easy_setopt(e, CURLOPT_CAINFO, f->ca_file);
    /* A proxy of the environment would connect where it likes. */
    curl_easy_setopt(e, CURLOPT_PROXY, "");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, 300L);
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE, READ_BYTES);
    set_limits(e, &f->o);
    set_callbacks(e);
    return e;
}

/* All that is the job's own: what an earlier one left is set anew. */
static void
set_options(struct job *j)
{
    CURL *e = j->easy;

    /* Asked again, as on a dead connection, it starts from the text. */
    curl_easy_setopt(e, CURLOPT_URL, j->page->url);
    curl_easy_setopt(e, CURLOPT_CURLU, j->at);
    curl_easy_setopt(e, CURLOPT_PRIVATE, j);
    curl_easy_setopt(e, CURLOPT_HTTP_CONTENT_DECODING, 1L);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, j);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, j);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, j);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, j);
    curl_easy_setopt(e, CURLOPT_DEBUGDATA, j);
    say(e, j->secure);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, j->error);
    curl_easy_setopt(e, CURLOPT_CERTINFO, (long)j->secure);
    if (j->route != NULL)
        set_route(j);
    curl_easy_setopt(e, CURLOPT_CONNECT_TO, j->connect_to);
    curl_easy_setopt(e, CURLOPT_RESOLVE, j->resolve);
}

CURL *
fetch_job_leave(struct job *j)
{
    CURL *e = j->easy;

    j->easy = NULL;
    if (j->other_method || j->times_asked > 1) {
        curl_easy_cleanup(e);
        return NULL;
    }
    /* It says nothing more, and reads nothing of the job's. */
    say(e, 0);
    curl_easy_setopt(e, CURLOPT_CURLU, NULL);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(e, CURLOPT_CONNECT_TO, NULL);
    curl_easy_setopt(e, CURLOPT_RESOLVE, NULL);
    return e;
}

void
fetch_job_set(struct job *j, const struct fetch_request *r)
{
    set_options(j);
    set_fields(j, r);
    set_method(j, r);
}
