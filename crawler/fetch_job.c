#include "crawler/fetch_job.h"

#include "base/gzip.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/fetch_fields.h"
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
/* A head is shorter. */
#define KEPT_BYTES 4096
/* Most pages come in one piece where they are there at once. */
#define READ_BYTES (64L << 10)

void
fetch_job_free(struct job *j)
{
    if (j == NULL)
        return;
    curl_easy_cleanup(j->easy);
    curl_url_cleanup(j->at);
    curl_slist_free_all(j->connect_to);
    curl_slist_free_all(j->resolve);
    buf_clear(&j->own_lines);
    buf_clear(&j->addresses);
    buf_clear(&j->tls);
    page_free(j->page);
    curl_free(j->host);
    curl_free(j->path);
    buf_clear(&j->request);
    buf_clear(&j->response);
    gzip_reader_free(j->decoder);
    free(j);
}

/* Owned, to be freed by libcurl; NULL where there is none. */
static char *
url_part(CURLU *u, CURLUPart part)
{
    char *text = NULL;

    return curl_url_get(u, part, &text, 0) == CURLUE_OK ? text : NULL;
}

static int
port_of(const char *written, int secure)
{
    int64_t number = 0;

    if (written == NULL)
        return secure ? 443 : 80;
    str_to_i64(str_of(written), &number);
    return (int)number;
}

const char *
fetch_job_read_url(struct job *j, struct str url)
{
    char *scheme = NULL, *port = NULL, *user = NULL;
    const char *why = "url: cannot be read";

    if (url.len > LIMIT_URL_BYTES)
        return "url: too long";
    if (curl_url_set(j->at, CURLUPART_URL, j->page->url, 0) != 0)
        return why;
    scheme = url_part(j->at, CURLUPART_SCHEME);
    port = url_part(j->at, CURLUPART_PORT);
    user = url_part(j->at, CURLUPART_USER);
    j->host = url_part(j->at, CURLUPART_HOST);
    j->path = url_part(j->at, CURLUPART_PATH);
    if (scheme == NULL || j->host == NULL || j->path == NULL)
        goto out;
    for (char *c = j->host; *c != '\0'; c++)
        *c = str_lower(*c);
    j->secure = strcmp(scheme, "https") == 0;
    j->port = port_of(port, j->secure);
    why = NULL;
    if (!j->secure && strcmp(scheme, "http") != 0)
        why = "scheme: only http and https are fetched";
    else if (user != NULL)
        why = "url: carries a user name";
out:
    curl_free(scheme);
    curl_free(port);
    curl_free(user);
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

    j->packed = 0;
    if (!str_eq_nocase(coding, STR("gzip")) &&
        !str_eq_nocase(coding, STR("x-gzip")) &&
        !str_eq_nocase(coding, STR("deflate")))
        return;
    curl_easy_setopt(j->easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    if (j->decoder == NULL)
        j->decoder = gzip_reader_new();
    gzip_reader_reset(j->decoder);
    j->packed = 1;
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
unpacked(struct job *j, int rc)
{
    if (rc != 0 && !j->page->body.over)
        j->damaged = 1;
    return rc;
}

static const char *
slot_of(const struct job *j)
{
    return j->page->body.lent ? j->page->body.p : NULL;
}

/* The body was in this slot, if any, which may have become too small. */
static void
leave_slot(struct job *j, const char *slot)
{
    if (slot != NULL && !j->page->body.lent)
        shelf_give_back(j->owner->shelf, slot);
}

int
fetch_job_end_body(struct job *j)
{
    const char *slot = slot_of(j);
    int rc = 0;

    if (j->packed)
        rc = unpacked(j, gzip_reader_end(j->decoder, &j->page->body));
    leave_slot(j, slot);
    return rc;
}

/* How long the body is said to be; 0 where that is not known, or too much. */
static size_t
expected_bytes(const struct job *j)
{
    struct str text =
        str_trim(page_header(buf_str(&j->response), "Content-Length"));
    size_t most = j->page->body.max < EXPECTED_BYTES_MAX ? j->page->body.max
                                                         : EXPECTED_BYTES_MAX;
    int64_t length;

    return !j->packed && str_to_i64(text, &length) == 0 && length > 0 &&
                   (size_t)length <= most
               ? (size_t)length
               : 0;
}

/* Room for as much as is said to come, so that a page need not grow. */
static void
make_room(struct job *j)
{
    struct shelf *shelf = j->owner->shelf;
    struct buf *body = &j->page->body;
    size_t bytes = expected_bytes(j), slot_bytes = 0;
    char *slot = NULL;

    if (shelf != NULL)
        slot_bytes = shelf_slot_bytes(shelf);
    if (bytes < slot_bytes)
        slot = shelf_take(shelf);
    if (slot != NULL) {
        buf_clear(body);
        *body = buf_lent(slot, 0, slot_bytes, body->max);
    } else if (bytes > 0) {
        buf_room(body, bytes);
    }
}

/* Append to the body, up to its cap. */
static int
add_bytes(struct job *j, struct str bytes)
{
    struct buf *body = &j->page->body;

    if (j->packed)
        return unpacked(j, gzip_reader_add(j->decoder, body, bytes));
    if (buf_adds(body, bytes) == 0)
        return 0;
    body->over = 0;
    buf_adds(body, str_sub(bytes, 0, body->max - body->len));
    body->over = 1;
    return -1;
}

static size_t
on_body(char *p, size_t one, size_t len, void *ctx)
{
    struct job *j = ctx;
    const char *slot;
    int rc;

    if (!j->body_began)
        make_room(j);
    j->body_began = 1;
    slot = slot_of(j);
    rc = add_bytes(j, (struct str){ p, len * one });
    leave_slot(j, slot);
    return rc == 0 ? len * one : 0;
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

/* So that on_flood finds it. */
static void
note_own_port(struct job *j, int port)
{
    struct fetch *f = j->owner;

    j->local_port = port;
    if (map_count(f->own_ports) > HOSTS_MAX) {
        map_free(f->own_ports);
        f->own_ports = map_new(NULL);
    }
    map_add(f->own_ports, str_of(j->host), NULL)->value.num = port;
}

static void
add_end(struct buf *ends, const char *ip, int port)
{
    buf_adds(ends, str_sub(str_of(ip), 0, ADDRESS_TEXT_BYTES));
    buf_addc(ends, ' ');
    buf_addu(ends, (uint64_t)port);
    buf_addc(ends, ' ');
}

/* The request is about to be sent: over a connection that is new, or over
 * one that an earlier request made. */
static int
on_connected(void *ctx, char *peer, char *local, int peer_port, int local_port)
{
    struct job *j = ctx;
    struct connections *known = j->owner->connections;
    struct buf *ends = &j->owner->ends, text = BUF_MAX(CONNECTION_TEXT_BYTES);

    buf_reset(ends);
    add_end(ends, peer, peer_port);
    add_end(ends, local, local_port);
    if (j->opened) {
        const struct connection_seen seen = { buf_str(&j->addresses),
            j->resolved_wall_ms, buf_str(&j->tls), now_wall_ms() };

        connection_write(&text, &seen);
        add_certificates(j, &text);
        connections_put(known, buf_str(ends), buf_str(&text));
        j->opened = 0;
    }
    if (j->secure)
        note_own_port(j, local_port);
    page_set(&j->page->connection, connections_find(known, buf_str(ends)));
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

/* Jobs mostly go where the one before went. */
static void
set_route(struct job *j)
{
    struct buf text = BUF_MAX(256);
    char ip[ADDRESS_TEXT_BYTES];

    if (j->routed == j->route)
        return;
    curl_slist_free_all(j->connect_to);
    j->connect_to = NULL;
    j->routed = j->route;
    if (j->route != NULL) {
        address_text(j->route, ip);
        buf_addf(&text, j->route->version == 4 ? "::%s:%d" : "::[%s]:%d", ip,
            j->route->port);
        j->connect_to = curl_slist_append(NULL, buf_text(&text));
        buf_clear(&text);
    }
    curl_easy_setopt(j->easy, CURLOPT_CONNECT_TO, j->connect_to);
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
set_callbacks(CURL *e, struct job *j)
{
    curl_easy_setopt(e, CURLOPT_PRIVATE, j);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, j);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, j);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, j);
    /* The only way to see the request as it was sent. */
    curl_easy_setopt(e, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(e, CURLOPT_DEBUGDATA, j);
    curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, on_connected);
    curl_easy_setopt(e, CURLOPT_PREREQDATA, j);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, j->error);
}

/* What all requests have in common. */
static void
set_up(struct job *j)
{
    const struct fetch *f = j->owner;
    CURL *e = j->easy;

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
    curl_easy_setopt(e, CURLOPT_NOPROXY, "*"); /* else it is asked each time */
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    /* How old an answer may be is for crawler/names.h to say. */
    curl_easy_setopt(e, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    curl_easy_setopt(e, CURLOPT_BUFFERSIZE, READ_BYTES);
    curl_easy_setopt(e, CURLOPT_CURLU, j->at);
    set_limits(e, &f->o);
    set_callbacks(e, j);
}

struct job *
fetch_job_new(struct fetch *f)
{
    struct job *j;

    if (f->idle_count > 0)
        return f->idle[--f->idle_count];
    j = mem_new(sizeof *j);
    j->owner = f;
    j->easy = curl_easy_init();
    j->at = curl_url();
    if (j->easy == NULL || j->at == NULL)
        mem_out();
    j->own_lines = fetch_fields_lines();
    j->request = BUF_MAX(LIMIT_HEADER_BYTES);
    j->response = BUF_MAX(f->o.header_max);
    j->addresses = BUF_MAX(NAMES_TEXT_BYTES);
    j->tls = BUF_MAX(256);
    set_up(j);
    return j;
}

/* All that is the job's own: what an earlier one left is set anew. */
static void
set_options(struct job *j)
{
    CURL *e = j->easy;

    /* Asked again, as on a dead connection, it starts from the text. */
    curl_easy_setopt(e, CURLOPT_URL, j->page->url);
    curl_easy_setopt(e, CURLOPT_HTTP_CONTENT_DECODING, 1L);
    curl_easy_setopt(e, CURLOPT_CERTINFO, (long)j->secure);
    curl_easy_setopt(e, CURLOPT_RESOLVE, j->resolve);
    say(e, j->secure);
    set_route(j);
}

static void
forget(struct buf *b)
{
    if (b->cap > KEPT_BYTES)
        buf_clear(b);
    buf_reset(b);
}

void
fetch_job_leave(struct job *j)
{
    struct fetch *f = j->owner;
    CURL *e = j->easy;

    if (f->idle_count == IDLE_JOBS_MAX || j->other_method ||
        j->times_asked > 1) {
        fetch_job_free(j);
        return;
    }
    /* It says nothing more, and reads nothing that goes now. */
    say(e, 0);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, NULL);
    curl_easy_setopt(e, CURLOPT_RESOLVE, NULL);
    curl_slist_free_all(j->resolve);
    curl_free(j->host);
    curl_free(j->path);
    forget(&j->own_lines);
    forget(&j->addresses);
    forget(&j->tls);
    forget(&j->request);
    forget(&j->response);
    *j = (struct job){ .owner = f,
        .easy = e,
        .at = j->at,
        .connect_to = j->connect_to,
        .routed = j->routed,
        .own_lines = j->own_lines,
        .addresses = j->addresses,
        .tls = j->tls,
        .decoder = j->decoder,
        .request = j->request,
        .response = j->response };
    f->idle[f->idle_count++] = j;
}

void
fetch_job_set(struct job *j, const struct fetch_request *r)
{
    set_options(j);
    fetch_fields_set(j, r);
    set_method(j, r);
}
