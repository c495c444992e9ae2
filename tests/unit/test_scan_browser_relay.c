/* A browser's connections through the proxy, against a server on loopback
 * that the campaign's connect_to leads to.
 */
#include "tests/check.h"

#include "base/buf.h"
#include "base/mem.h"
#include "core/limits.h"
#include "scan/browser_relay.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

struct world {
    struct browser_gate *gate;
    struct routes *routes;
    struct browser_rules rules;
    int listener;
    int port;
    pthread_t server;
    char asked[4000]; /* what the server got last */
    _Atomic int visits;
};

/* Answers every connection once, and ends at the first without a byte. */
static void *
serve(void *arg)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n"
                                 "Content-Length: 5\r\n\r\nhello";
    struct world *w = arg;

    for (;;) {
        int fd = accept(w->listener, NULL, NULL);
        ssize_t n = read(fd, w->asked, sizeof w->asked - 1);

        if (n > 0) {
            w->asked[n] = '\0';
            w->visits++;
            n = write(fd, answer, sizeof answer - 1);
        }
        close(fd);
        if (n <= 0)
            return NULL;
    }
}

static int
setup(void **state)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    struct world *w = mem_new(sizeof *w);
    char to[40];
    struct route route = { "shop.example:80", to };

    w->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(w->listener, (struct sockaddr *)&at, len), 0);
    assert_int_equal(listen(w->listener, 5), 0);
    assert_int_equal(getsockname(w->listener, (struct sockaddr *)&at, &len), 0);
    w->port = ntohs(at.sin_port);
    snprintf(to, sizeof to, "127.0.0.1:%d", w->port);
    assert_int_equal(routes_new(&w->routes, &route, 1, NULL), 0);
    w->rules.routes = w->routes;
    assert_int_equal(browser_gate_new(&w->gate, NULL), 0);
    assert_int_equal(pthread_create(&w->server, NULL, serve, w), 0);
    *state = w;
    return 0;
}

static int
teardown(void **state)
{
    struct world *w = *state;
    struct sockaddr_in at = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)w->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    close(fd);
    pthread_join(w->server, NULL);
    close(w->listener);
    routes_free(w->routes);
    browser_gate_free(w->gate);
    free(w);
    return 0;
}

/* Send a request as a browser would; *got is all that came back. */
static int
ask(struct world *w, const char *request, struct buf *got, struct fail *why)
{
    int fd[2], rc;
    ssize_t n;
    char part[1000];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    assert_int_equal(
        write(fd[0], request, strlen(request)), (ssize_t)strlen(request));
    rc = browser_relay(w->gate, &w->rules, fd[1], why);
    while ((n = read(fd[0], part, sizeof part)) > 0)
        buf_add(got, part, (size_t)n);
    close(fd[0]);
    return rc;
}

static void
refuses(void **state)
{
    static const struct {
        const char *name, *request, *want;
    } cases[] = {
        { "loopback", "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n",
            "address: 127.0.0.1 is loopback" },
        { "loopback by name", "GET http://localhost/ HTTP/1.1\r\n\r\n",
            "is loopback" },
        { "loopback as a number", "GET http://2130706433/ HTTP/1.1\r\n\r\n",
            "address: 127.0.0.1 is loopback" },
        { "loopback in IPv6", "CONNECT [::1]:443 HTTP/1.1\r\n\r\n",
            "address: ::1 is loopback" },
        { "mapped", "CONNECT [::ffff:10.0.0.1]:443 HTTP/1.1\r\n\r\n",
            "is private" },
        { "metadata of a cloud",
            "GET http://169.254.169.254/latest HTTP/1.1\r\n\r\n",
            "address: 169.254.169.254 is link-local" },
        { "private", "CONNECT 192.168.1.1:443 HTTP/1.1\r\n\r\n", "is private" },
        { "this host", "GET http://0.0.0.0/ HTTP/1.1\r\n\r\n",
            "is unspecified" },
        { "mail", "CONNECT 1.1.1.1:25 HTTP/1.1\r\n\r\n",
            "port: 25 is not one that shops use" },
        { "another port of the shop",
            "CONNECT shop.example:22 HTTP/1.1\r\n\r\n",
            "port: 22 is not one that shops use" },
        { "a file", "GET file:///etc/passwd HTTP/1.1\r\n\r\n", "scheme:" },
        { "the browser's own",
            "CONNECT update.googleapis.com:443 HTTP/1.1\r\n\r\n", "own:" },
        { "nonsense", "\x16\x03\x01 hello\r\n\r\n", "request:" },
    };
    struct world *w = *state;

    browser_gate_open(w->gate, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf got = BUF_MAX(10000);
        struct fail why = { "" };

        CHECK_INT(ask(w, cases[i].request, &got, &why), -1, cases[i].name);
        if (strstr(why.text, cases[i].want) == NULL)
            CHECK_TEXT(why.text, cases[i].want, cases[i].name);
        CHECK_INT(
            str_starts(buf_str(&got), STR("HTTP/1.1 403 ")), 1, cases[i].name);
        buf_clear(&got);
    }
    CHECK_INT(w->visits, 0, "the server was not asked");
    check_end();
}

static void
passes_where_the_campaign_leads(void **state)
{
    struct world *w = *state;
    struct buf got = BUF_MAX(10000);
    struct fail why = { "" };

    browser_gate_open(w->gate, 0);
    assert_int_equal(
        ask(w,
            "GET http://shop.example/p?q HTTP/1.1\r\nHost: x\r\n"
            "Proxy-Connection: keep-alive\r\nUser-Agent: us\r\n\r\n",
            &got, &why),
        0);
    assert_string_equal(w->asked,
        "GET /p?q HTTP/1.1\r\nHost: shop.example\r\n"
        "User-Agent: us\r\nConnection: close\r\n\r\n");
    assert_string_equal(buf_text(&got),
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
        "Connection: close\r\n\r\nhello");
    assert_true(w->gate->bytes > 0);
    assert_int_equal(w->gate->requests, 1);
    buf_reset(&got);
    /* What follows the request at once belongs to the tunnel. */
    assert_int_equal(
        ask(w, "CONNECT shop.example:80 HTTP/1.1\r\n\r\nraw", &got, &why), 0);
    assert_string_equal(w->asked, "raw");
    assert_non_null(strstr(buf_text(&got), "200 Connection established"));
    assert_non_null(strstr(buf_text(&got), "keep-alive"));
    buf_clear(&got);
}

static void
keeps_the_gate(void **state)
{
    static const char request[] = "GET http://shop.example/ HTTP/1.1\r\n\r\n";
    struct world *w = *state;
    struct buf got = BUF_MAX(100000);
    struct fail why = { "" };
    int visits;

    browser_gate_close(w->gate);
    visits = w->visits;
    assert_int_equal(ask(w, request, &got, &why), -1);
    assert_string_equal(why.text, "gate: no page is open");
    browser_gate_open(w->gate, 0);
    w->gate->requests = LIMIT_RENDER_REQUESTS;
    assert_int_equal(ask(w, request, &got, &why), -1);
    assert_true(str_starts(str_of(why.text), STR("caps:")));
    assert_int_equal(w->gate->over, 1);
    assert_int_equal(w->visits, visits);
    /* Enough bytes: the connection is cut, and the page knows. */
    browser_gate_open(w->gate, 0);
    w->gate->bytes = LIMIT_RENDER_BYTES;
    buf_reset(&got);
    assert_int_equal(ask(w, request, &got, &why), 0);
    assert_int_equal(got.len, 0);
    assert_int_equal(w->gate->over, 1);
    buf_clear(&got);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(passes_where_the_campaign_leads),
        cmocka_unit_test(keeps_the_gate),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
