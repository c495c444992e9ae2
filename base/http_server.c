#include "base/http_server.h"

#include "base/endpoint.h"
#include "base/http_deadlines.h"
#include "base/http_form.h"
#include "base/listener.h"
#include "base/mem.h"
#include "base/now.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#define STOP_POLL_MS 250
#define ARENA_BYTES (8u << 20)
#define STREAM_BLOCK_BYTES 4096
/* MHD keeps a request's headers and its answer's in one pool. */
#define POOL_BYTES_MIN 4096

/* One request on its way. */
struct exchange {
    struct http_server *server;
    struct MHD_Connection *connection;
    char *target; /* owned */
    struct buf body;
    struct http_deadline *until; /* borrowed; of the connection, or NULL */
    struct http_memo memo;
    char peer[ENDPOINT_TEXT_BYTES];
    int peer_loopback;
    int started;
    int64_t wake_ms; /* monotonic; when suspended */
    struct exchange *next_sleeper;
    int64_t (*next)(
        void *ctx, uint64_t at, char *out, size_t max, int64_t *wait_ms);
    void (*done)(void *ctx);
    void *ctx;
};

struct http_server {
    struct MHD_Daemon *daemon;
    struct http_options options;
    struct arena arena;        /* of the request being handled */
    struct exchange *sleepers; /* suspended: they wait for their time */
    struct http_deadlines deadlines;
    struct listener listener;
};

/* --- request --- */

struct str
http_request_header(const struct http_request *rq, const char *name)
{
    return str_of(
        MHD_lookup_connection_value(rq->connection, MHD_HEADER_KIND, name));
}

static enum MHD_Result
count_header(
    void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct {
        const char *name;
        size_t count;
    } *sought = cls;

    (void)kind;
    (void)value;
    sought->count += str_is_nocase(str_of(name), sought->name);
    return MHD_YES;
}

size_t
http_request_header_count(const struct http_request *rq, const char *name)
{
    struct {
        const char *name;
        size_t count;
    } sought = { name, 0 };

    MHD_get_connection_values(
        rq->connection, MHD_HEADER_KIND, count_header, &sought);
    return sought.count;
}

struct str
http_request_cookie(const struct http_request *rq, const char *name)
{
    return str_of(
        MHD_lookup_connection_value(rq->connection, MHD_COOKIE_KIND, name));
}

struct str
http_request_param(const struct http_request *rq, const char *name, size_t nth)
{
    return http_form_find(rq->arena, rq->query, name, nth);
}

struct str
http_request_form(const struct http_request *rq, const char *name, size_t nth)
{
    struct str type = http_request_header(rq, "Content-Type");

    if (!str_starts_nocase(type, STR("application/x-www-form-urlencoded")))
        return STR_NONE;
    return http_form_find(rq->arena, rq->body, name, nth);
}

/* --- response --- */

static void
sleep_until(struct exchange *x, int64_t wait_ms)
{
    x->wake_ms = now_monotonic_ms() + (wait_ms > 0 ? wait_ms : 1);
    x->next_sleeper = x->server->sleepers;
    x->server->sleepers = x;
    MHD_suspend_connection(x->connection);
}

static ssize_t
stream_read(void *cls, uint64_t at, char *out, size_t max)
{
    struct exchange *x = cls;
    int64_t wait_ms = 0, n = x->next(x->ctx, at, out, max, &wait_ms);

    if (n > 0)
        return (ssize_t)n;
    if (n == HTTP_STREAM_END)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (n < 0)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    sleep_until(x, wait_ms);
    return 0;
}

static struct MHD_Response *
make_response(struct exchange *x, struct http_response *rs)
{
    struct MHD_Response *r;
    size_t len = rs->body.len;

    if (rs->next != NULL) {
        x->next = rs->next;
        x->done = rs->done;
        x->ctx = rs->ctx;
        buf_clear(&rs->body);
        r = MHD_create_response_from_callback(
            rs->length >= 0 ? (uint64_t)rs->length : MHD_SIZE_UNKNOWN,
            STREAM_BLOCK_BYTES, stream_read, x, NULL);
    } else {
        if (rs->body.over) { /* a cut page would look whole */
            rs->status = 500;
            len = 0;
        }
        r = MHD_create_response_from_buffer(
            len, buf_take(&rs->body), MHD_RESPMEM_MUST_FREE);
    }
    for (size_t i = 0; r != NULL && i < rs->header_count; i++)
        MHD_add_response_header(r, rs->header[i].name.p, rs->header[i].value.p);
    return r;
}

/* The connection is cut when that long has passed; 0 seconds: never. */
static void
give_time(struct http_deadline *until, unsigned seconds)
{
    if (until != NULL)
        until->at_ms =
            seconds > 0 ? now_monotonic_ms() + 1000 * (int64_t)seconds : 0;
}

static enum MHD_Result
queue(struct exchange *x, struct http_response *rs)
{
    struct MHD_Response *r = make_response(x, rs);
    enum MHD_Result result = MHD_NO;

    give_time(x->until, rs->next != NULL ? 0 : x->server->options.response_s);
    if (r != NULL) {
        result = MHD_queue_response(x->connection, (unsigned)rs->status, r);
        MHD_destroy_response(r);
    }
    arena_reset(&x->server->arena);
    return result;
}

static struct http_response
response_new(struct http_server *s)
{
    return (struct http_response){
        .status = 200,
        .body = BUF_MAX(s->options.response_bytes),
        .length = -1,
        .arena = &s->arena,
    };
}

static enum MHD_Result
refuse(struct exchange *x, int status, struct str why)
{
    struct http_response rs = response_new(x->server);

    http_response_text(&rs, status, "text/plain; charset=utf-8", why);
    http_response_header(&rs, "Connection", STR("close"));
    return queue(x, &rs);
}

static enum MHD_Result
answer(struct exchange *x, const char *method)
{
    struct http_server *s = x->server;
    struct http_response rs = response_new(s);
    struct http_request rq = {
        .method = str_of(method),
        .target = str_of(x->target),
        .body = buf_str(&x->body),
        .peer = str_of(x->peer),
        .peer_loopback = x->peer_loopback,
        .secure = s->options.tls_cert != NULL,
        .memo = &x->memo,
        .arena = &s->arena,
        .connection = x->connection,
    };
    ptrdiff_t mark = str_find_char(rq.target, '?', 0);
    size_t at = mark < 0 ? rq.target.len : (size_t)mark;

    rq.path = http_form_decode(&s->arena, str_sub(rq.target, 0, at), 0);
    rq.query = str_sub(rq.target, at + 1, rq.target.len);
    if (rq.path.len == 0 || rq.path.p[0] != '/')
        return refuse(x, 400, STR("bad request target\n"));
    if (str_is(rq.method, "HEAD")) {
        rq.method = STR("GET");
        rq.head = 1;
    }
    give_time(x->until, 0); /* it is ours that passes now */
    s->options.handle(&rq, &rs, s->options.ctx);
    if (rs.again_ms > 0) {
        buf_clear(&rs.body);
        arena_reset(&s->arena);
        sleep_until(x, rs.again_ms);
        return MHD_YES;
    }
    return queue(x, &rs);
}

/* Called by MHD first with the headers, then with pieces of the body, then
 * once more when all is there. */
static enum MHD_Result
on_request(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *len,
    void **con_cls)
{
    struct exchange *x = *con_cls;

    (void)cls;
    (void)url;
    (void)version;
    if (x == NULL)
        return MHD_NO;
    if (!x->started) {
        uint64_t declared = 0;
        const char *text = MHD_lookup_connection_value(
            connection, MHD_HEADER_KIND, "Content-Length");

        x->started = 1;
        x->connection = connection;
        if (text != NULL && str_to_u64(str_of(text), &declared) == 0 &&
            declared > x->body.max)
            return refuse(x, 413, STR("request body is too large\n"));
        return MHD_YES;
    }
    if (*len > 0) {
        buf_add(&x->body, data, *len);
        *len = 0;
        return MHD_YES;
    }
    if (x->body.over)
        return refuse(x, 413, STR("request body is too large\n"));
    return answer(x, method);
}

static void
read_peer(struct exchange *x)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

    if (info == NULL || info->client_addr == NULL)
        return;
    x->peer_loopback = endpoint_is_loopback(info->client_addr);
    endpoint_text(info->client_addr, x->peer);
}

/* The first MHD hears of a request; what is returned becomes its con_cls. */
static void *
on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct exchange *x = mem_new(sizeof *x);

    x->server = cls;
    x->connection = connection;
    x->until = info != NULL ? info->socket_context : NULL;
    read_peer(x);
    x->target = mem_text(target);
    x->body = BUF_MAX(x->server->options.body_bytes);
    return x;
}

static void
on_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
    enum MHD_RequestTerminationCode why)
{
    struct exchange *x = *con_cls;

    (void)cls;
    (void)connection;
    (void)why;
    if (x == NULL)
        return;
    if (x->done != NULL)
        x->done(x->ctx);
    if (x->memo.drop != NULL)
        x->memo.drop(x->memo.p);
    give_time(
        x->until, x->server->options.idle_s + x->server->options.request_s);
    free(x->target);
    buf_clear(&x->body);
    free(x);
    *con_cls = NULL;
}

/* Paths are decoded above, once. */
static size_t
keep_encoded(void *cls, struct MHD_Connection *connection, char *s)
{
    (void)cls;
    (void)connection;
    return strlen(s);
}

/* --- connections --- */

/* MHD closes a connection on which nothing comes. One on which a byte comes
 * now and then is cut by base/http_deadlines. */
static void
on_connection(void *cls, struct MHD_Connection *connection,
    void **socket_context, enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = cls;
    struct http_deadline *until = *socket_context;
    const union MHD_ConnectionInfo *info;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (until == NULL)
            return;
        http_deadline_free(until);
        listener_count(&s->listener, -1);
        *socket_context = NULL;
        return;
    }
    info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info == NULL)
        return;
    until = http_deadline_new(&s->deadlines, info->connect_fd);
    listener_count(&s->listener, 1);
    give_time(until, s->options.idle_s + s->options.request_s);
    *socket_context = until;
}

/* --- server --- */

static void
fill_defaults(struct http_options *o)
{
    o->address = o->address != NULL ? o->address : "127.0.0.1";
    o->connections = o->connections > 0 ? o->connections : 256;
    o->idle_s = o->idle_s > 0 ? o->idle_s : 30;
    o->request_s = o->request_s > 0 ? o->request_s : 60;
    o->response_s = o->response_s > 0 ? o->response_s : 600;
    o->header_bytes = o->header_bytes > 0 ? o->header_bytes : 32u << 10;
    o->body_bytes = o->body_bytes > 0 ? o->body_bytes : 64u << 10;
    o->response_bytes = o->response_bytes > 0 ? o->response_bytes : 64u << 20;
}

int
http_server_is_loopback(const char *address)
{
    struct sockaddr_storage at;

    return endpoint_parse(&at, address, 0) >= 0 &&
           endpoint_is_loopback((const struct sockaddr *)&at);
}

/* The last item ends the list. */
static void
more_options(
    const struct http_options *o, int socket, struct MHD_OptionItem items[5])
{
    size_t n = 0;

    if (socket >= 0)
        items[n++] =
            (struct MHD_OptionItem){ MHD_OPTION_LISTEN_SOCKET, socket, NULL };
    if (o->tls_cert != NULL) {
        items[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0,
            (void *)(uintptr_t)o->tls_cert };
        items[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0,
            (void *)(uintptr_t)o->tls_key };
        items[n++] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0,
            (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:"
                                "+VERS-TLS1.2" };
    }
    items[n] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
}

static struct MHD_Daemon *
start(struct http_server *s, int family, struct sockaddr_storage *at)
{
    const struct http_options *o = &s->options;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
                     (family == AF_INET6 ? MHD_USE_IPv6 : 0) |
                     (o->tls_cert != NULL ? MHD_USE_TLS : 0);
    struct MHD_OptionItem more[5];
    int socket = -1;

    if (o->beside != NULL &&
        (socket = fcntl(o->beside->listener.fd, F_DUPFD_CLOEXEC, 0)) < 0)
        return NULL;
    more_options(o, socket, more);
    return MHD_start_daemon(flags, o->port, NULL, NULL, on_request, s,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)at,
        MHD_OPTION_CONNECTION_LIMIT, o->connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, o->idle_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, o->header_bytes + POOL_BYTES_MIN,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, s, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, s,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, more,
        MHD_OPTION_END);
}

int
http_server_open(
    struct http_server **out, const struct http_options *o, struct fail *fail)
{
    struct http_server *s = mem_new(sizeof *s);
    struct sockaddr_storage at;
    int family, rc = -1;

    s->options = *o;
    s->arena = ARENA_MAX(ARENA_BYTES);
    fill_defaults(&s->options);
    family = endpoint_parse(&at, s->options.address, o->port);
    if (family < 0) {
        fail_set(fail, "'%s' is not an IP address", s->options.address);
        goto out;
    }
    s->daemon = start(s, family, &at);
    if (s->daemon == NULL) {
        fail_set(fail, "cannot listen on %s port %u (is the port taken%s?)",
            s->options.address, (unsigned)o->port,
            o->tls_cert != NULL ? ", or the certificate or its key broken"
                                : "");
        goto out;
    }
    /* MHD would take all that are there, ten by ten. */
    listener_open(&s->listener, MHD_quiesce_daemon(s->daemon),
        o->beside != NULL ? &o->beside->listener : NULL);
    *out = s;
    s = NULL; /* handed over */
    rc = 0;
out:
    http_server_close(s);
    return rc;
}

uint16_t
http_server_port(const struct http_server *s)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info != NULL ? info->port : 0;
}

/* Resume what is due at now_ms; return how long until the next. */
static int64_t
wake_sleepers(struct http_server *s, int64_t now_ms)
{
    struct exchange **at = &s->sleepers;
    int64_t wait_ms = STOP_POLL_MS;

    while (*at != NULL) {
        struct exchange *x = *at;

        if (x->wake_ms <= now_ms) {
            *at = x->next_sleeper;
            MHD_resume_connection(x->connection);
            continue;
        }
        if (x->wake_ms - now_ms < wait_ms)
            wait_ms = x->wake_ms - now_ms;
        at = &x->next_sleeper;
    }
    return wait_ms;
}

/* Wait for something to do, at most wait_ms, and do it; 0 or -1. */
static int
serve_some(struct http_server *s, int64_t wait_ms)
{
    struct listener_guest guest;
    MHD_UNSIGNED_LONG_LONG due_ms;
    unsigned room;

    if (MHD_get_timeout(s->daemon, &due_ms) == MHD_YES &&
        due_ms < (uint64_t)wait_ms)
        wait_ms = (int64_t)due_ms;
    room = listener_wait(&s->listener,
        MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
        s->options.connections, wait_ms);
    for (guest.fd = 0; room > 0 && guest.fd >= 0; room--) {
        listener_take(&s->listener, &guest);
        if (guest.fd >= 0)
            MHD_add_connection(s->daemon, guest.fd,
                (struct sockaddr *)&guest.from, guest.from_len);
    }
    return MHD_run(s->daemon) == MHD_YES ? 0 : -1;
}

int
http_server_run(
    struct http_server *s, const volatile sig_atomic_t *stop, struct fail *fail)
{
    while (!__atomic_load_n(stop, __ATOMIC_ACQUIRE)) {
        int64_t now_ms = now_monotonic_ms();
        int64_t wait_ms = wake_sleepers(s, now_ms);

        http_deadlines_cut(&s->deadlines, now_ms);
        if (serve_some(s, wait_ms) != 0)
            return fail_set(fail, "the HTTP server failed");
    }
    return 0;
}

void
http_server_close(struct http_server *s)
{
    if (s == NULL)
        return;
    if (s->daemon != NULL) {
        wake_sleepers(s, INT64_MAX); /* MHD may not stop with any */
        MHD_stop_daemon(s->daemon);
    }
    listener_close(&s->listener);
    arena_clear(&s->arena);
    free(s);
}
