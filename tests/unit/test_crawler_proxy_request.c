#include "tests/check.h"

#include "base/mem.h"
#include "crawler/proxy_request.h"

static void
reads_requests(void **state)
{
    static const struct {
        const char *name, *head, *want; /* "CONNECT|GET HOST PORT TARGET" */
    } cases[] = {
        { "a page", "GET http://shop.example/a?b=c HTTP/1.1\r\n\r\n",
            "GET shop.example 80 /a?b=c" },
        { "a port", "GET http://shop.example:8080 HTTP/1.1\r\n\r\n",
            "GET shop.example 8080 /" },
        { "a name in capitals", "GET HTTP://SHOP.Example/A HTTP/1.1\r\n\r\n",
            "GET shop.example 80 /A" },
        { "a tunnel", "CONNECT shop.example:443 HTTP/1.1\r\n\r\n",
            "CONNECT shop.example 443 " },
        { "a tunnel to IPv6", "CONNECT [2001:4860::8]:443 HTTP/1.1\r\n\r\n",
            "CONNECT 2001:4860::8 443 " },
        { "an address as one number", "GET http://2130706433/ HTTP/1.1\r\n\r\n",
            "GET 127.0.0.1 80 /" },
        { "an address in octal", "CONNECT 0177.0.0.1:80 HTTP/1.1\r\n\r\n",
            "CONNECT 127.0.0.1 80 " },
        { "full-width digits",
            "CONNECT \xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1:80 "
            "HTTP/1.1\r\n\r\n",
            "CONNECT 127.0.0.1 80 " },
        { "a mapped address", "GET http://[::ffff:127.0.0.1]/ HTTP/1.1\r\n\r\n",
            "GET ::ffff:7f00:1 80 /" },
        { "lone line feeds", "POST http://a.example/ HTTP/1.0\nA: b\n\n",
            "POST a.example 80 /" },
        { "a file", "GET file:///etc/passwd HTTP/1.1\r\n\r\n",
            "-scheme: only http is asked of a proxy by address" },
        { "https by address", "GET https://a.example/ HTTP/1.1\r\n\r\n",
            "-scheme: only http is asked of a proxy by address" },
        { "ftp", "GET ftp://a.example/ HTTP/1.1\r\n\r\n",
            "-scheme: only http is asked of a proxy by address" },
        { "no proxy's request", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
            "-scheme: only http is asked of a proxy by address" },
        { "a tunnel without a port", "CONNECT a.example HTTP/1.1\r\n\r\n",
            "-request: no host and port to connect to" },
        { "a tunnel to port 0", "CONNECT a.example:0 HTTP/1.1\r\n\r\n",
            "-request: no host and port to connect to" },
        { "a port too large", "CONNECT a.example:65536 HTTP/1.1\r\n\r\n",
            "-request: no host and port to connect to" },
        { "a tunnel with a user", "CONNECT a@b.example:443 HTTP/1.1\r\n\r\n",
            "-request: more than a host and port to connect to" },
        { "a user", "GET http://u:p@a.example/ HTTP/1.1\r\n\r\n",
            "-request: carries a user name" },
        { "HTTP/2", "GET http://a.example/ HTTP/2\r\n\r\n",
            "-request: its first line cannot be read" },
        { "nothing", "\r\n\r\n", "-request: its first line cannot be read" },
        { "a blank in a name",
            "GET http://a.example/ HTTP/1.1\r\nA b: c\r\n\r\n",
            "-request: a field that is none" },
        { "a folded line",
            "GET http://a.example/ HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
            "-request: a field that is none" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct proxy_request r;
        struct fail fail = { "" };
        char got[300];

        if (proxy_request_parse(&r, str_of(cases[i].head), &fail) != 0)
            snprintf(got, sizeof got, "-%.200s", fail.text);
        else
            snprintf(got, sizeof got, STR_FMT " %s %d %s", STR_ARG(r.method),
                r.host, r.port, r.target);
        CHECK_TEXT(got, cases[i].want, cases[i].name);
        proxy_request_clear(&r);
    }
    check_end();
}

static void
passes_on(void **state)
{
    static const struct {
        const char *name, *head, *want;
    } cases[] = {
        { "fields of the connection go",
            "GET http://a.example:8080/x HTTP/1.1\r\nHost: evil.example\r\n"
            "Proxy-Connection: keep-alive\r\nUser-Agent: us\r\n"
            "Connection: keep-alive, X\r\nProxy-Authorization: s\r\n"
            "Upgrade: h2c\r\nCookie: a=b\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost: a.example:8080\r\nUser-Agent: us\r\n"
            "Cookie: a=b\r\nConnection: close\r\n\r\n" },
        { "a body's length stays",
            "POST http://a.example/ HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n"
            "Connection: close\r\n\r\n" },
        { "a fragment is not sent",
            "GET http://a.example/?q#f HTTP/1.1\r\n\r\n",
            "GET /?q HTTP/1.1\r\nHost: a.example\r\nConnection: "
            "close\r\n\r\n" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1000);
        struct proxy_request r;

        assert_int_equal(
            proxy_request_parse(&r, str_of(cases[i].head), NULL), 0);
        proxy_request_forward(&out, &r);
        CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        proxy_request_clear(&r);
        buf_clear(&out);
    }
    check_end();
}

static void
passes_answers(void **state)
{
    static const struct {
        const char *name, *head, *want; /* NULL: no answer */
        int status;
    } cases[] = {
        { "an answer",
            "HTTP/1.1 200 OK\r\nA: b\r\nConnection: keep-alive\r\n"
            "Keep-Alive: 5\r\nAlt-Svc: h3=\":443\"\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\n", 200 },
        { "without words", "HTTP/1.0 404\r\n\r\n",
            "HTTP/1.0 404\r\nConnection: close\r\n\r\n", 404 },
        { "chunks stay", "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n",
            200 },
        { "an older kind", "ICY 200 OK\r\n\r\n", NULL, 0 },
        { "no number", "HTTP/1.1 2x0 OK\r\n\r\n", NULL, 0 },
        { "four digits", "HTTP/1.1 2000 OK\r\n\r\n", NULL, 0 },
        { "nothing", "\r\n", NULL, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf out = BUF_MAX(1000);
        int status = 0;
        int rc = proxy_request_answer(&out, str_of(cases[i].head), &status);

        CHECK_INT(rc, cases[i].want == NULL ? -1 : 0, cases[i].name);
        CHECK_INT(status, cases[i].status, cases[i].name);
        if (rc == 0 && cases[i].want != NULL)
            CHECK_TEXT(buf_text(&out), cases[i].want, cases[i].name);
        buf_clear(&out);
    }
    check_end();
}

static void
finds_the_end_of_a_head(void **state)
{
    static const struct {
        const char *bytes;
        size_t want;
    } cases[] = {
        { "", 0 },
        { "GET", 0 },
        { "GET\r\n", 0 },
        { "GET\r\n\r", 0 },
        { "GET\r\n\r\n", 7 },
        { "GET\n\nbody\n\n", 5 },
        { "GET\r\nA: b\r\n\r\nx", 13 },
        { "\r\n\r\n", 4 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(proxy_request_head_length(str_of(cases[i].bytes)),
            cases[i].want, cases[i].bytes);
    check_end();
}

static void
knows_what_the_browser_calls_itself(void **state)
{
    (void)state;
    assert_true(proxy_request_is_own("update.googleapis.com"));
    assert_false(proxy_request_is_own("fonts.googleapis.com"));
    assert_false(proxy_request_is_own("xupdate.googleapis.com"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_requests),
        cmocka_unit_test(passes_on),
        cmocka_unit_test(passes_answers),
        cmocka_unit_test(finds_the_end_of_a_head),
        cmocka_unit_test(knows_what_the_browser_calls_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
