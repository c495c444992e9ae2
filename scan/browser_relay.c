#include "scan/browser_relay.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/proxy_request.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A browser sends its request at once. */
#define HEAD_MS 10000
/* Long polls and idle tunnels; the page's own time ends before. */
#define IDLE_MS 30000
/* How often a quiet connection looks whether its page is still open. */
#define LOOK_MS 500
#define PART_BYTES 65536

struct relay {
    struct browser_gate *gate;
    const struct browser_rules *rules;
    int64_t page;  /* of the gate */
    int near, far; /* the browser's socket, the server's (-1) */
    struct proxy_request request;
    struct buf head;   /* of the request, and what came behind it */
    struct buf answer; /* head of the server's answer, until it is whole */
    struct buf out;
    int answered; /* the server's head was passed on */
};

/* --- bytes --- */

static int
wait_for(int fd, short events, int timeout_ms)
{
    struct pollfd one = { fd, events, 0 };
    int rc;

    do
        rc = poll(&one, 1, timeout_ms);
    while (rc < 0 && errno == EINTR);
    return rc > 0 ? 0 : -1;
}

static int
send_all(int fd, struct str s)
{
    while (s.len > 0) {
        ssize_t n = send(fd, s.p, s.len, MSG_NOSIGNAL);

        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            if (wait_for(fd, POLLOUT, IDLE_MS) != 0)
                return -1;
            continue;
        }
        if (n < 0)
            return -1;
        s = str_sub(s, (size_t)n, s.len);
    }
    return 0;
}

/* Append what has come. Its length, 0 at the end, -1 for an error; 0 and
 * over set where the buffer is full. */
static ssize_t
take(int fd, struct buf *in)
{
    size_t room =
        in->max - in->len < PART_BYTES ? in->max - in->len : PART_BYTES;
    char *to = room > 0 ? buf_room(in, room) : NULL;
    ssize_t n;

    if (to == NULL) {
        in->over = 1;
        return 0;
    }
    do
        n = recv(fd, to, room, 0);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        in->len += (size_t)n;
    return n;
}

/* --- the request --- */

static int
read_head(struct relay *r, struct fail *why)
{
    int64_t until_ms = now_monotonic_ms() + HEAD_MS;

    while (proxy_request_head_length(buf_str(&r->head)) == 0) {
        int64_t left_ms = until_ms - now_monotonic_ms();

        if (left_ms <= 0 || wait_for(r->near, POLLIN, (int)left_ms) != 0 ||
            take(r->near, &r->head) <= 0)
            return fail_set(why, "request: none came");
    }
    return 0;
}

static int
port_allowed(const struct browser_rules *rules, int port)
{
    for (size_t i = 0; i < rules->ports_count; i++)
        if (rules->ports[i] == port)
            return 1;
    return address_port_is_usual(port);
}

/* Connect within LIMIT_CONNECT_MS: the socket, or -1. */
static int
connect_to(const struct sockaddr *sa, socklen_t len)
{
    int fd =
        socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int error = 0;
    socklen_t error_len = sizeof error;

    if (fd < 0)
        return -1;
    if (connect(fd, sa, len) == 0)
        return fd;
    if (errno == EINPROGRESS && wait_for(fd, POLLOUT, LIMIT_CONNECT_MS) == 0 &&
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_len) == 0 &&
        error == 0)
        return fd;
    close(fd);
    return -1;
}

static int
connect_route(const struct address *to)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)to->port) };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6,
        .sin6_port = htons((uint16_t)to->port) };

    memcpy(&v4.sin_addr, to->bytes, sizeof v4.sin_addr);
    memcpy(&v6.sin6_addr, to->bytes, sizeof v6.sin6_addr);
    return to->version == 4 ? connect_to((struct sockaddr *)&v4, sizeof v4)
                            : connect_to((struct sockaddr *)&v6, sizeof v6);
}

/* A name with one address inside is refused whole: it is made to mislead. */
static int
judge_all(const struct addrinfo *list, struct fail *why)
{
    for (; list != NULL; list = list->ai_next) {
        enum address_kind kind;
        struct address a;
        char ip[ADDRESS_TEXT_BYTES];

        if (address_of_sockaddr(&a, list->ai_addr, list->ai_addrlen) != 0)
            return fail_set(why, "address: of no known family");
        kind = address_kind(&a);
        if (kind == ADDRESS_PUBLIC)
            continue;
        address_text(&a, ip);
        return fail_set(why, "address: %s is %s", ip, address_kind_name(kind));
    }
    return 0;
}

static int
connect_name(struct relay *r, struct fail *why)
{
    const struct addrinfo want = { .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV };
    struct addrinfo *list = NULL;
    char port[16];
    int rc;

    snprintf(port, sizeof port, "%d", r->request.port);
    rc = getaddrinfo(r->request.host, port, &want, &list);
    if (rc != 0)
        return fail_set(why, "dns: %s", gai_strerror(rc));
    rc = judge_all(list, why);
    for (const struct addrinfo *a = list; rc == 0 && a != NULL && r->far < 0;
         a = a->ai_next)
        r->far = connect_to(a->ai_addr, a->ai_addrlen);
    freeaddrinfo(list);
    if (rc == 0 && r->far < 0)
        rc = fail_set(why, "connect: no answer");
    return rc;
}

static int
connect_far(struct relay *r, struct fail *why)
{
    const struct proxy_request *q = &r->request;
    const struct address *route =
        routes_find(r->rules->routes, str_of(q->host), q->port);

    if (route != NULL) {
        r->far = connect_route(route);
        return r->far >= 0 ? 0 : fail_set(why, "connect: no answer");
    }
    if (!port_allowed(r->rules, q->port))
        return fail_set(why, "port: %d is not one that shops use", q->port);
    return connect_name(r, why);
}

/* Read the request and connect where it may go. */
static int
admit(struct relay *r, struct fail *why)
{
    struct str head;

    if (read_head(r, why) != 0)
        return -1;
    head = str_sub(
        buf_str(&r->head), 0, proxy_request_head_length(buf_str(&r->head)));
    if (proxy_request_parse(&r->request, head, why) != 0)
        return -1;
    if (proxy_request_is_own(r->request.host))
        return fail_set(why, "own: the browser calls for itself");
    r->page = browser_gate_ask(r->gate);
    if (r->page == 0)
        return fail_set(why, "gate: no page is open");
    if (r->page < 0)
        return fail_set(
            why, "caps: more than %d requests", LIMIT_RENDER_REQUESTS);
    return connect_far(r, why);
}

/* --- both ways --- */

/* The server's head is passed on once it is whole, as proxy_request_answer
 * writes it; an interim answer (1xx) is followed by another head. */
static int
pass_answer_head(struct relay *r)
{
    size_t length;
    int status = 0;

    while (!r->answered &&
           (length = proxy_request_head_length(buf_str(&r->answer))) > 0) {
        struct str head = str_sub(buf_str(&r->answer), 0, length);

        buf_reset(&r->out);
        if (proxy_request_answer(&r->out, head, &status) != 0 || r->out.over ||
            send_all(r->near, buf_str(&r->out)) != 0)
            return -1;
        buf_drop(&r->answer, length);
        r->answered = status >= 200;
    }
    if (r->answered && r->answer.len > 0) {
        if (send_all(r->near, buf_str(&r->answer)) != 0)
            return -1;
        buf_reset(&r->answer);
    }
    return 0;
}

/* Pass on what one side sent. 1 at its end. */
static int
pass(struct relay *r, int from)
{
    struct buf *in = from == r->far ? &r->answer : &r->out;
    size_t before;
    ssize_t n;

    if (from == r->near)
        buf_reset(&r->out);
    before = in->len;
    n = take(from, in);
    if (n < 0 && errno == EAGAIN)
        return 0;
    if (n <= 0 || browser_gate_moved(r->gate, r->page,
                      (int64_t)(in->len - before), now_monotonic_ms()) != 0)
        return 1;
    if (from == r->near)
        return send_all(r->far, buf_str(&r->out)) != 0;
    return pass_answer_head(r) != 0;
}

static void
pass_both(struct relay *r)
{
    struct pollfd fds[2] = { { r->near, POLLIN, 0 }, { r->far, POLLIN, 0 } };
    int64_t heard_ms = now_monotonic_ms();

    for (;;) {
        int n = poll(fds, 2, LOOK_MS);

        if (n < 0 && errno != EINTR)
            return;
        if (r->gate->page != r->page || now_monotonic_ms() - heard_ms > IDLE_MS)
            return;
        if (n <= 0)
            continue;
        heard_ms = now_monotonic_ms();
        for (int i = 0; i < 2; i++)
            if (fds[i].revents != 0 && pass(r, fds[i].fd) != 0)
                return;
    }
}

/* Say what the browser asked to the server, or that the tunnel stands. */
static int
begin(struct relay *r)
{
    struct str behind = buf_str(&r->head);

    behind = str_sub(behind, proxy_request_head_length(behind), behind.len);
    r->answered = r->request.tunnel;
    buf_reset(&r->out);
    if (r->request.tunnel) {
        if (send_all(r->near,
                STR("HTTP/1.1 200 Connection established\r\n\r\n")) != 0)
            return -1;
    } else {
        proxy_request_forward(&r->out, &r->request);
    }
    buf_adds(&r->out, behind);
    return r->out.over ? -1 : send_all(r->far, buf_str(&r->out));
}

static void
refuse(int fd)
{
    send_all(fd, STR("HTTP/1.1 403 Refused by shelfwatch\r\n"
                     "Content-Length: 0\r\nConnection: close\r\n\r\n"));
    /* What is unread would make the close a reset, which may overtake the
     * answer. */
    shutdown(fd, SHUT_WR);
}

int
browser_relay(struct browser_gate *gate, const struct browser_rules *rules,
    int fd, struct fail *why)
{
    struct relay r = { .gate = gate, .rules = rules, .near = fd, .far = -1 };
    int rc;

    r.head = BUF_MAX(LIMIT_HEADER_BYTES);
    r.answer = BUF_MAX(LIMIT_HEADER_BYTES + PART_BYTES);
    r.out = BUF_MAX(2 * LIMIT_HEADER_BYTES);
    rc = admit(&r, why);
    if (rc != 0)
        refuse(fd);
    else if (begin(&r) == 0)
        pass_both(&r);
    if (r.far >= 0)
        close(r.far);
    close(fd);
    proxy_request_clear(&r.request);
    buf_clear(&r.head);
    buf_clear(&r.answer);
    buf_clear(&r.out);
    return rc;
}
