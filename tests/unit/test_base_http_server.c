#include "tests/check.h"
#include "tests/client.h"

#include "base/mem.h"
#include "base/now.h"

#include <sys/time.h>

struct slow {
    int pieces, pauses, *done;
    int abort;
};

static int64_t
slow_next(void *ctx, uint64_t at, char *out, size_t max, int64_t *wait_ms)
{
    struct slow *s = ctx;

    (void)at;
    (void)max;
    if (s->pauses-- > 0) {
        *wait_ms = 5;
        return 0;
    }
    if (s->pieces-- > 0) {
        out[0] = 'x';
        s->pauses = 1;
        return 1;
    }
    return s->abort ? HTTP_STREAM_ABORT : HTTP_STREAM_END;
}

static void
slow_done(void *ctx)
{
    struct slow *s = ctx;

    ++*s->done;
    free(s);
}

/* Answered at the fifth call; what is kept meanwhile is counted. */
static void
answer_later(const struct http_request *rq, struct http_response *rs, int *done)
{
    struct slow *s = rq->memo->p;

    if (s == NULL) {
        s = mem_new(sizeof *s);
        *s = (struct slow){ .pauses = 5, .done = done };
        rq->memo->p = s;
        rq->memo->drop = slow_done;
    }
    buf_addf(&rs->body, "f=" STR_FMT, STR_ARG(http_request_form(rq, "f", 0)));
    if (--s->pauses > 0)
        rs->again_ms = 5;
}

static void
handle(const struct http_request *rq, struct http_response *rs, void *ctx)
{
    if (str_is(rq->path, "/later")) {
        answer_later(rq, rs, ctx);
        return;
    }
    if (str_is(rq->path, "/peer")) {
        buf_addf(&rs->body, STR_FMT "|%d|%d|%zu", STR_ARG(rq->peer),
            rq->peer_loopback, rq->secure,
            http_request_header_count(rq, "x-test"));
        return;
    }
    if (str_is(rq->path, "/slow") || str_is(rq->path, "/cut")) {
        struct slow *s = mem_new(sizeof *s);

        *s = (struct slow){ .pieces = 5, .done = ctx };
        s->abort = str_is(rq->path, "/cut");
        rs->next = slow_next;
        rs->done = slow_done;
        rs->ctx = s;
        rs->length = s->abort ? 100 : -1;
        return;
    }
    buf_addf(&rs->body, STR_FMT "|" STR_FMT "|%d|", STR_ARG(rq->method),
        STR_ARG(rq->path), rq->head);
    buf_addf(&rs->body, "q=" STR_FMT "," STR_FMT "|f=" STR_FMT "|",
        STR_ARG(http_request_param(rq, "q", 0)),
        STR_ARG(http_request_param(rq, "q", 1)),
        STR_ARG(http_request_form(rq, "f", 0)));
    buf_addf(&rs->body, "c=" STR_FMT "|h=" STR_FMT,
        STR_ARG(http_request_cookie(rq, "c")),
        STR_ARG(http_request_header(rq, "x-test")));
    http_response_header(rs, "X-Good", STR("yes"));
    http_response_header(rs, "X-Bad", STR("a\r\nX-Forged: 1"));
    rs->status = 201;
}

/* What the handler saw, or the status where it was not asked. */
static void
reads_requests(void **state)
{
    static const struct {
        const char *name, *target, *headers, *form, *want;
        int status;
    } cases[] = {
        { "plain", "/a/b", "", NULL, "GET|/a/b|0|q=,|f=|c=|h=", 201 },
        { "query", "/?q=1&q=%E4%BD%A0+x", "", NULL,
            "GET|/|0|q=1,你 x|f=|c=|h=", 201 },
        { "path is decoded, plus stays", "/a%20b+c%zz", "", NULL,
            "GET|/a b+c%zz|0|q=,|f=|c=|h=", 201 },
        { "bad UTF-8 is replaced", "/?q=%ff%00a", "", NULL,
            "GET|/|0|q=\xEF\xBF\xBD"
            "a,|f=|c=|h=",
            201 },
        { "cookie and header", "/", "Cookie: b=1; c=2\r\nX-Test: hi\r\n", NULL,
            "GET|/|0|q=,|f=|c=2|h=hi", 201 },
        { "form", "/", "", "f=a%26b&g=1", "POST|/|0|q=,|f=a&b|c=|h=", 201 },
        { "encoded name", "/?%71=1", "", NULL, "GET|/|0|q=1,|f=|c=|h=", 201 },
    };
    struct client_server server;
    struct fail fail;
    struct buf out = BUF_MAX(1 << 20);
    struct http_options o = { .handle = handle };

    (void)state;
    assert_int_equal(client_server_start(&server, &o, &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = client_ask(http_server_port(server.server),
            cases[i].target, cases[i].headers, cases[i].form, &out);
        ptrdiff_t body = str_find(buf_str(&out), STR("\r\n\r\n"), 0);

        CHECK_INT(status, cases[i].status, cases[i].name);
        CHECK_TEXT(body < 0 ? "" : buf_text(&out) + body + 4, cases[i].want,
            cases[i].name);
        CHECK_INT(strstr(buf_text(&out), "X-Good: yes") != NULL, 1, "header");
        CHECK_INT(strstr(buf_text(&out), "X-Forged") == NULL, 1, "forged");
    }
    client_server_stop(&server);
    buf_clear(&out);
    check_end();
}

static void
refuses_what_is_too_large_or_broken(void **state)
{
    struct client_server server;
    struct fail fail;
    struct buf out = BUF_MAX(1 << 20), rq = BUF_MAX(1 << 20);
    struct http_options o = { .handle = handle, .body_bytes = 1000 };
    uint16_t port;

    (void)state;
    assert_int_equal(client_server_start(&server, &o, &fail), 0);
    port = http_server_port(server.server);
    buf_addz(&rq, "f=");
    for (int i = 0; i < 5000; i++)
        buf_addc(&rq, 'a');
    CHECK_INT(client_ask(port, "/", "", buf_text(&rq), &out), 413, "body");
    buf_reset(&rq);
    buf_addz(&rq, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n1000\r\n");
    for (int i = 0; i < 0x1000; i++)
        buf_addc(&rq, 'a');
    buf_addz(&rq, "\r\n0\r\n\r\n");
    CHECK_INT(client_send(port, buf_str(&rq), &out), 413, "chunked body");
    buf_reset(&rq);
    for (int i = 0; i < 100000; i++)
        buf_addc(&rq, 'a');
    CHECK_INT(
        client_ask(port, buf_text(&rq), "", NULL, &out) >= 400, 1, "target");
    CHECK_INT(
        client_ask(port, "no-slash", "", NULL, &out) >= 400, 1, "no slash");
    CHECK_INT(client_ask(port, "/ok", "", NULL, &out), 201, "still there");
    client_server_stop(&server);
    buf_clear(&out);
    buf_clear(&rq);
    check_end();
}

static void
streams_slowly_without_blocking_others(void **state)
{
    struct client_server server;
    struct fail fail;
    struct buf out = BUF_MAX(1 << 20);
    int done = 0;
    struct http_options o = { .handle = handle, .ctx = &done };
    uint16_t port;
    int64_t before;

    (void)state;
    assert_int_equal(client_server_start(&server, &o, &fail), 0);
    port = http_server_port(server.server);
    before = now_monotonic_ms();
    CHECK_INT(client_ask(port, "/slow", "", NULL, &out), 200, "slow");
    CHECK_INT(now_monotonic_ms() - before >= 25, 1, "took its pauses");
    CHECK_INT(
        strstr(buf_text(&out), "x\r\n0\r\n\r\n") != NULL, 1, "ends properly");
    CHECK_INT(client_ask(port, "/cut", "", NULL, &out), 200, "cut");
    CHECK_INT(strstr(buf_text(&out), "Content-Length: 100") != NULL, 1,
        "declares more");
    CHECK_INT(str_ends(buf_str(&out), STR("\r\n\r\nxxxxx")), 1, "than comes");
    client_server_stop(&server);
    CHECK_INT(done, 2, "done is always called");
    buf_clear(&out);
    check_end();
}

static void
answers_later_with_the_same_request(void **state)
{
    struct client_server server;
    struct fail fail;
    struct buf out = BUF_MAX(1 << 20);
    int done = 0;
    struct http_options o = { .handle = handle, .ctx = &done };

    (void)state;
    assert_int_equal(client_server_start(&server, &o, &fail), 0);
    CHECK_INT(
        client_ask(http_server_port(server.server), "/later", "", "f=x", &out),
        200, "status");
    CHECK_INT(str_ends(buf_str(&out), STR("\r\n\r\nf=x")), 1, "body, once");
    client_server_stop(&server);
    CHECK_INT(done, 1, "what was kept is dropped, once");
    buf_clear(&out);
    check_end();
}

static void
knows_its_peer(void **state)
{
    static const struct {
        const char *text;
        int is;
    } addresses[] = {
        { "127.0.0.1", 1 },
        { "127.1.2.3", 1 },
        { "::1", 1 },
        { "::ffff:127.0.0.1", 1 },
        { "0.0.0.0", 0 },
        { "::", 0 },
        { "10.0.0.1", 0 },
        { "::ffff:10.0.0.1", 0 },
        { "128.0.0.1", 0 },
        { "localhost", 0 },
        { "", 0 },
    };
    struct client_server server;
    struct fail fail;
    struct buf out = BUF_MAX(1 << 20);
    struct http_options o = { .handle = handle };

    (void)state;
    for (size_t i = 0; i < COUNT(addresses); i++)
        CHECK_INT(http_server_is_loopback(addresses[i].text), addresses[i].is,
            addresses[i].text);
    assert_int_equal(client_server_start(&server, &o, &fail), 0);
    client_ask(http_server_port(server.server), "/peer",
        "X-Test: a\r\nx-test: b\r\n", NULL, &out);
    CHECK_INT(str_ends(buf_str(&out), STR("\r\n\r\n127.0.0.1|1|0|2")), 1,
        buf_text(&out));
    client_server_stop(&server);
    buf_clear(&out);
    check_end();
}

/* Send `head`, then a byte every 100 ms, until the server has closed. Returns
 * how many bytes that were. */
static int
drip(uint16_t port, const char *head)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    struct timeval pace = { .tv_usec = 100000 };
    int fd = socket(AF_INET, SOCK_STREAM, 0), sent = 0;
    char byte;

    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pace, sizeof pace);
    send(fd, head, strlen(head), MSG_NOSIGNAL);
    while (recv(fd, &byte, 1, 0) < 0 && sent < 600 &&
           send(fd, "a", 1, MSG_NOSIGNAL) == 1)
        sent++;
    close(fd);
    return sent;
}

/* A peer that sends a byte now and then never runs into the time-out for
 * idle ones. */
static void
cuts_who_takes_too_long(void **state)
{
    static const char *const heads[] = { "G", "GET /", "GET / HTTP/1.1\r\nX: ",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" };
    struct client_server server;
    struct fail fail;
    struct buf out = BUF_MAX(1 << 20);
    struct http_options o = { .handle = handle, .idle_s = 1, .request_s = 1 };
    uint16_t port;

    (void)state;
    assert_int_equal(client_server_start(&server, &o, &fail), 0);
    port = http_server_port(server.server);
    for (size_t i = 0; i < COUNT(heads); i++)
        CHECK_INT(drip(port, heads[i]) < 600, 1, heads[i]);
    CHECK_INT(client_ask(port, "/ok", "", NULL, &out), 201, "still there");
    client_server_stop(&server);
    buf_clear(&out);
    check_end();
}

/* Two threads on one port: both answer, and when one has ended, the other
 * goes on. */
static void
shares_a_port(void **state)
{
    struct client_server servers[2];
    struct http_options o = { .handle = handle };
    struct buf out = BUF_MAX(1u << 16);
    struct fail fail = { "" };
    uint16_t port;

    (void)state;
    assert_int_equal(client_server_start(&servers[0], &o, &fail), 0);
    port = http_server_port(servers[0].server);
    o.beside = servers[0].server;
    assert_int_equal(client_server_start(&servers[1], &o, &fail), 0);
    for (int i = 0; i < 50; i++)
        CHECK_INT(client_ask(port, "/ok", "", NULL, &out), 201, "both");
    client_server_stop(&servers[0]);
    for (int i = 0; i < 50; i++)
        CHECK_INT(client_ask(port, "/ok", "", NULL, &out), 201, "the other");
    client_server_stop(&servers[1]);
    buf_clear(&out);
    check_end();
}

static void
tells_why_it_cannot_listen(void **state)
{
    struct http_server *a = NULL, *b = NULL;
    struct http_options o = { .handle = handle };
    struct fail fail = { "" };

    (void)state;
    assert_int_equal(http_server_open(&a, &o, &fail), 0);
    o.port = http_server_port(a);
    CHECK_INT(http_server_open(&b, &o, &fail), -1, "taken port");
    CHECK_INT(strstr(fail.text, "cannot listen on 127.0.0.1 port") != NULL, 1,
        fail.text);
    o.address = "example";
    CHECK_INT(http_server_open(&b, &o, &fail), -1, "no address");
    http_server_close(a);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_requests),
        cmocka_unit_test(refuses_what_is_too_large_or_broken),
        cmocka_unit_test(streams_slowly_without_blocking_others),
        cmocka_unit_test(answers_later_with_the_same_request),
        cmocka_unit_test(knows_its_peer),
        cmocka_unit_test(cuts_who_takes_too_long),
        cmocka_unit_test(shares_a_port),
        cmocka_unit_test(tells_why_it_cannot_listen),
    };

    return cmocka_run_group_tests_name("base/http_server", tests, NULL, NULL);
}
