#include "tests/check.h"

#include "base/mem.h"
#include "core/limits.h"
#include "crawler/fetch.h"
#include "crawler/head.h"

#include <arpa/inet.h>
#include <libdeflate.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

/* A server on loopback that answers by path: one connection at a time, one
 * response each, then it closes. Where a case needs a slow server it says
 * nothing more until the client has hung up: no clock is involved. */
struct server {
    int fd, port;
    pthread_t thread;
    char at[32]; /* "127.0.0.1:PORT" */
};

static void
send_all(int fd, const void *p, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = send(fd, (const char *)p + done, len - done, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        done += (size_t)n;
    }
}

static void
send_text(int fd, const char *text)
{
    send_all(fd, text, strlen(text));
}

static void
wait_for_hangup(int fd)
{
    char byte;

    while (recv(fd, &byte, 1, 0) > 0)
        continue;
}

static void
send_bomb(int fd)
{
    size_t plain = 8u << 20, cap = 64u << 10;
    char *zeroes = mem_new(plain), *packed = mem_new(cap);
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(9);
    size_t len = libdeflate_gzip_compress(c, zeroes, plain, packed, cap);

    send_text(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
    send_all(fd, packed, len);
    libdeflate_free_compressor(c);
    free(zeroes);
    free(packed);
}

static void
send_huge_head(int fd)
{
    send_text(fd, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1000; i++)
        send_text(fd, "X-Filler: 0123456789012345678901234567890123456789\r\n");
    send_text(fd, "\r\nbody");
}

/* Interim answers, or trailers, that do not end. */
static void
send_without_end(int fd, const char *first, const char *again)
{
    send_text(fd, first);
    for (int i = 0; i < 5000; i++)
        send_text(fd, again);
    wait_for_hangup(fd);
}

static void
send_chunks(int fd)
{
    send_text(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 5000; i++)
        send_text(fd, "40\r\n"
                      "0123456789abcdef0123456789abcdef"
                      "0123456789abcdef0123456789abcdef\r\n");
    wait_for_hangup(fd);
}

static void
reset(int fd)
{
    struct linger now = { .l_onoff = 1 };

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/* An answer, and none to the next request on the same connection. */
static void
send_once(int fd)
{
    char next[4096];

    send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    if (recv(fd, next, sizeof next, 0) < 0)
        reset(fd);
}

static void
answer(int fd, const char *request)
{
    static const struct {
        const char *path, *text;
        int hold; /* wait for the client to hang up */
    } plain[] = {
        { "/ok ",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
            "Content-Length: 5\r\nX-A: 1\r\n  folded\r\n\r\nhello",
            0 },
        { "/moved ",
            "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/x\r\n"
            "Content-Length: 4\r\n\r\ngone",
            0 },
        { "/short ", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this",
            0 },
        { "/early ",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            0 },
        { "/silent ", "", 1 },
        { "/stall ", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", 1 },
        { "/slowhead ", "HTTP/1.1 200 OK\r\nX-Half: ", 1 },
        { "/coding ",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip", 0 },
        { "/cutgzip ",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
            "Content-Length: 14\r\n\r\n"
            "\x1f\x8b\x08\x10\x20\x20\x20\x20\x20\x03name",
            0 },
        { "/brotli ", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nanything",
            0 },
        { "/unknown ",
            "HTTP/1.1 200 OK\r\nContent-Encoding: exi\r\n\r\nanything", 0 },
        { "/endless ",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>half", 0 },
        { "/ended ",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
            "<html>all</html>",
            0 },
        { "/text ", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall",
            0 },
        { "/garbage ", "SSH-2.0-OpenSSH_9.2\r\n", 0 },
        { "/empty ", "", 0 },
        { "/set ",
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\n"
            "Set-Cookie: b=2; Domain=other.example\r\n"
            "Content-Length: 0\r\n\r\n",
            0 },
        { "/split ",
            "HTTP/1.1 200 OK\r\nX-A: 1\rX-Forged: 2\r\n"
            "Content-Length: 0\r\n\r\n",
            0 },
    };

    for (size_t i = 0; i < COUNT(plain); i++)
        if (strncmp(request + 4, plain[i].path, strlen(plain[i].path)) == 0) {
            send_text(fd, plain[i].text);
            if (plain[i].hold)
                wait_for_hangup(fd);
            return;
        }
    if (strncmp(request, "GET /bomb ", 10) == 0)
        send_bomb(fd);
    else if (strncmp(request, "GET /hugehead ", 14) == 0)
        send_huge_head(fd);
    else if (strncmp(request, "GET /chunks ", 12) == 0)
        send_chunks(fd);
    else if (strncmp(request, "GET /interim ", 13) == 0)
        send_without_end(fd, "", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n");
    else if (strncmp(request, "GET /trailers ", 14) == 0)
        send_without_end(fd,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\nok\r\n0\r\n",
            "X-Trailer: something\r\n");
    else if (strncmp(request, "GET /reset ", 11) == 0)
        reset(fd);
    else if (strncmp(request, "GET /once ", 10) == 0)
        send_once(fd);
    else if (strstr(request, "If-None-Match: \"v1\"") != NULL)
        send_text(fd, "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
    else
        send_text(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

static void *
serve(void *ctx)
{
    struct server *s = ctx;
    int fd;

    while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
        char request[16384] = "";
        size_t len = 0;

        while (
            len < sizeof request - 1 && strstr(request, "\r\n\r\n") == NULL) {
            ssize_t n = recv(fd, request + len, sizeof request - 1 - len, 0);

            if (n <= 0)
                break;
            len += (size_t)n;
            request[len] = '\0';
        }
        answer(fd, request);
        close(fd);
    }
    return NULL;
}

static int
server_start(void **state)
{
    struct server *s = mem_new(sizeof *s);
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t len = sizeof at;

    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        listen(s->fd, 64) != 0 ||
        getsockname(s->fd, (struct sockaddr *)&at, &len) != 0)
        return -1;
    s->port = ntohs(at.sin_port);
    snprintf(s->at, sizeof s->at, "127.0.0.1:%d", s->port);
    *state = s;
    return pthread_create(&s->thread, NULL, serve, s);
}

static int
server_stop(void **state)
{
    struct server *s = *state;

    shutdown(s->fd, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->fd);
    free(s);
    return 0;
}

static struct fetch *
fetcher_with(const struct server *s, struct shelf *shelf)
{
    struct route routes[] = { { "shop.example:80", s->at },
        { "other.example:80", s->at }, { "www.shop.example:80", s->at } };
    struct fetch_options o = { .user_agent = "shelfwatch-test/1",
        .routes = routes,
        .routes_count = COUNT(routes),
        .shelf = shelf,
        .header_max = 16384,
        .body_max = 100000,
        .total_ms = 300 };
    struct fetch *f = NULL;
    struct fail fail = { "" };

    if (fetch_new(&f, &o, &fail) != 0)
        fail_msg("%s", fail.text);
    return f;
}

static struct fetch *
fetcher(const struct server *s)
{
    return fetcher_with(s, NULL);
}

static struct page *
send_one(struct fetch *f, struct fetch_request r)
{
    struct fail fail = { "" };
    struct page *p;
    int64_t id = 0;

    r.id = 7;
    r.now_wall_ms = 1700000000000;
    fetch_start(f, &r);
    assert_int_equal(fetch_in_flight(f), 1);
    while ((p = fetch_next_done(f, &id)) == NULL)
        if (fetch_poll(f, 1000, -1, &fail) < 0)
            fail_msg("%s", fail.text);
    assert_int_equal(id, 7);
    assert_int_equal(fetch_in_flight(f), 0);
    return p;
}

static struct page *
get_with(struct fetch *f, const char *url, const char *etag)
{
    return send_one(
        f, (struct fetch_request){ .url = str_of(url), .etag = str_of(etag) });
}

static struct page *
get(struct fetch *f, const char *url)
{
    return get_with(f, url, "");
}

static void
takes_what_servers_send(void **state)
{
    static const struct {
        const char *url;
        int status;
        enum page_outcome outcome;
        const char *why; /* how it begins */
        long body;
    } cases[] = {
        { "http://shop.example/ok", 200, PAGE_RECEIVED, "", 5 },
        { "http://shop.example/moved", 302, PAGE_RECEIVED, "", 4 },
        { "http://shop.example/early", 404, PAGE_RECEIVED, "", 0 },
        { "http://shop.example/short", 200, PAGE_TRUNCATED, "length:", 9 },
        { "http://shop.example/bomb", 200, PAGE_TRUNCATED, "body:", 100000 },
        { "http://shop.example/chunks", 200, PAGE_TRUNCATED, "body:", 100000 },
        { "http://shop.example/hugehead", 200, PAGE_TRUNCATED, "header:", 0 },
        { "http://shop.example/silent", 0, PAGE_FAILED, "timeout:", 0 },
        { "http://shop.example/slowhead", 200, PAGE_TRUNCATED, "timeout:", 0 },
        { "http://shop.example/stall", 200, PAGE_TRUNCATED, "timeout:", 4 },
        { "http://shop.example/reset", 0, PAGE_FAILED, "reset:", 0 },
        { "http://shop.example/empty", 0, PAGE_FAILED, "reset:", 0 },
        { "http://shop.example/coding", 200, PAGE_TRUNCATED, "coding:", 0 },
        { "http://shop.example/cutgzip", 200, PAGE_TRUNCATED, "coding:", 0 },
        { "http://shop.example/brotli", 200, PAGE_TRUNCATED, "coding:", 0 },
        { "http://shop.example/unknown", 200, PAGE_TRUNCATED, "coding:", 0 },
        { "http://shop.example/endless", 200, PAGE_TRUNCATED, "length:", 10 },
        { "http://shop.example/ended", 200, PAGE_RECEIVED, "", 16 },
        { "http://shop.example/text", 200, PAGE_RECEIVED, "", 3 },
        { "http://shop.example/interim", 103, PAGE_TRUNCATED, "header:", 0 },
        { "http://shop.example/trailers", 200, PAGE_TRUNCATED, "header:", 2 },
        { "http://shop.example/garbage", 0, PAGE_FAILED, "protocol:", 0 },
        { "http://127.0.0.1/", 0, PAGE_REFUSED, "address: 127.0.0.1", 0 },
        { "http://2130706433/", 0, PAGE_REFUSED, "address: 127.0.0.1", 0 },
        { "http://0x7f.1:8080/", 0, PAGE_REFUSED, "address: 127.0.0.1", 0 },
        { "http://[::1]/", 0, PAGE_REFUSED, "address: ::1 is loopback", 0 },
        { "http://[::ffff:10.0.0.1]/", 0, PAGE_REFUSED, "address: ", 0 },
        { "http://169.254.169.254/latest/", 0, PAGE_REFUSED, "address: ", 0 },
        { "http://localhost/", 0, PAGE_REFUSED, "address: ", 0 },
        { "http://shop.example:22/", 0, PAGE_REFUSED, "port:", 0 },
        { "http://me@shop.example/", 0, PAGE_REFUSED, "url:", 0 },
        { "ftp://shop.example/", 0, PAGE_REFUSED, "scheme:", 0 },
        { "file:///etc/passwd", 0, PAGE_REFUSED, "", 0 },
        { "http://", 0, PAGE_REFUSED, "url:", 0 },
        { "", 0, PAGE_REFUSED, "url:", 0 },
        { "http://shop.example/a\r\nX: y", 0, PAGE_REFUSED, "url:", 0 },
    };
    struct fetch *f = fetcher(*state);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page *p = get(f, cases[i].url);
        const char *url = cases[i].url;

        CHECK_TEXT(page_outcome_name(p->outcome),
            page_outcome_name(cases[i].outcome), url);
        CHECK_INT(p->status, cases[i].status, url);
        CHECK_INT(p->body.len, cases[i].body, url);
        p->why[strnlen(p->why, strlen(cases[i].why))] = '\0';
        CHECK_TEXT(p->why, cases[i].why, url);
        page_free(p);
    }
    fetch_free(f);
    check_end();
}

/* In the one slot while that is free and long enough. */
static void
writes_to_the_shelf(void **state)
{
    static const char *const too_long[] = { "http://shop.example/bomb",
        "http://shop.example/chunks" };
    struct shelf *shelf = NULL;
    struct fail fail = { "" };
    struct fetch *f;
    struct page *first, *second;
    char *slot;

    assert_int_equal(shelf_new(&shelf, 1, 4096, &fail), 0);
    f = fetcher_with(*state, shelf);
    first = get(f, "http://shop.example/ok");
    CHECK_INT(shelf_slot_of(shelf, first->body.p), 0, "there");
    CHECK_INT(first->body.lent, 1, "lent");
    CHECK_TEXT(buf_text(&first->body), "hello", "its body");
    second = get(f, "http://shop.example/ok");
    CHECK_INT(second->body.lent, 0, "no slot is free");
    CHECK_TEXT(buf_text(&second->body), "hello", "the same");
    fetch_put_back(f, &first);
    fetch_put_back(f, &second);
    for (size_t i = 0; i < COUNT(too_long); i++) {
        first = get(f, too_long[i]);
        CHECK_INT(first->body.lent, 0, too_long[i]);
        CHECK_INT(first->body.len, 100000, too_long[i]);
        slot = shelf_take(shelf);
        CHECK_INT(slot != NULL, 1, "the slot was left");
        shelf_give_back(shelf, slot);
        page_free(first);
    }
    fetch_free(f);
    shelf_free(shelf);
    check_end();
}

static void
keeps_both_heads(void **state)
{
    struct fetch *f = fetcher(*state);
    struct page *p = get(f, "http://shop.example/ok");

    CHECK_TEXT(p->headers,
        "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n"
        "Content-Length: 5\nX-A: 1 folded\n",
        "response head");
    CHECK_INT(strncmp(p->request,
                  "GET /ok HTTP/1.1\nHost: shop.example\n"
                  "User-Agent: shelfwatch-test/1\n",
                  66),
        0, p->request);
    CHECK_INT(strstr(p->request, "Accept-Encoding: ") != NULL, 1, "coding");
    CHECK_TEXT(p->content_type, "text/html; charset=utf-8", "type");
    CHECK_TEXT(p->address, "127.0.0.1", "peer");
    CHECK_TEXT(buf_text(&p->body), "hello", "body");
    CHECK_INT(p->fetched_at_ms, 1700000000000, "time");
    page_free(p);
    p = get(f, "http://shop.example/split");
    CHECK_INT(page_header(str_of(p->headers), "X-Forged").len, 0, "lone CR");
    page_free(p);
    p = get(f, "http://shop.example/moved");
    CHECK_INT(str_is(head_location(p), "http://10.0.0.1/x"), 1, "location");
    page_free(p);
    fetch_free(f);
    check_end();
}

static void
asks_conditionally(void **state)
{
    struct fetch *f = fetcher(*state);
    struct page *p = get_with(f, "http://shop.example/page", "\"v1\"");

    CHECK_TEXT(page_outcome_name(p->outcome), "not_modified", "same");
    page_free(p);
    p = get_with(f, "http://shop.example/page", "\"v0\"");
    CHECK_TEXT(page_outcome_name(p->outcome), "received", "changed");
    page_free(p);
    p = get_with(f, "http://shop.example/page", "\"v1\"\r\nX-Forged: 1");
    CHECK_TEXT(page_outcome_name(p->outcome), "received", "forged");
    CHECK_INT(strstr(p->request, "X-Forged") == NULL, 1, p->request);
    page_free(p);
    fetch_free(f);
    check_end();
}

/* The head of a request, whole, and what is left out of it. */
static void
sends_its_fields(void **state)
{
    static const char common[] =
        "User-Agent: shelfwatch-test/1\n"
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,"
        "*/*;q=0.8\n";
    char *long_etag = mem_new(LIMIT_URL_BYTES + 2);
    const struct {
        const char *name, *etag, *modified, *want;
    } cases[] = {
        { "plain", "", "", "" },
        { "both", "\"a\"", "Tue, 14 Nov 2023 22:14:20 GMT",
            "If-None-Match: \"a\"\n"
            "If-Modified-Since: Tue, 14 Nov 2023 22:14:20 GMT\n" },
        { "one", "", "Tue, 14 Nov 2023 22:14:20 GMT",
            "If-Modified-Since: Tue, 14 Nov 2023 22:14:20 GMT\n" },
        { "too long", long_etag, "x", "If-Modified-Since: x\n" },
    };
    struct fetch *f = fetcher(*state);

    memset(long_etag, 'e', LIMIT_URL_BYTES + 1);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page *p = send_one(
            f, (struct fetch_request){ .url = STR("http://shop.example/ok"),
                   .etag = str_of(cases[i].etag),
                   .last_modified = str_of(cases[i].modified) });
        struct buf want = BUF_MAX(1024);

        buf_addf(&want, "GET /ok HTTP/1.1\nHost: shop.example\n%s%s",
            cases[i].want, common);
        CHECK_INT(
            str_starts(str_of(p->request), buf_str(&want)), 1, cases[i].name);
        CHECK_INT(strstr(p->request, "Accept-Language") == NULL, 1, p->request);
        buf_clear(&want);
        page_free(p);
    }
    free(long_etag);
    fetch_free(f);
    check_end();
}

static void
keeps_cookies_apart(void **state)
{
    static const struct {
        const char *url;
        int sent;
    } cases[] = {
        { "http://shop.example/page", 1 },
        { "http://other.example/page", 0 },
        { "http://www.shop.example/page", 0 },
    };
    struct fetch *f = fetcher(*state);

    page_free(get(f, "http://shop.example/set"));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page *p = get(f, cases[i].url);

        CHECK_INT(strstr(p->request, "Cookie: a=1\n") != NULL, cases[i].sent,
            cases[i].url);
        CHECK_INT(strstr(p->request, "b=2") != NULL, 0, "foreign domain");
        page_free(p);
    }
    fetch_free(f);
    check_end();
}

/* Handles are used again: nothing of one request is left in the next. */
static void
leaves_nothing_behind(void **state)
{
    const struct {
        const char *name;
        struct fetch_request r;
        int status;
    } cases[] = {
        { "as before", { .url = STR("http://shop.example/ok") }, 200 },
        { "conditional",
            { .url = STR("http://shop.example/page"), .etag = STR("\"v1\"") },
            304 },
        { "a form",
            { .url = STR("http://shop.example/page"),
                .post = STR("a=1"),
                .post_type = "application/x-www-form-urlencoded" },
            200 },
        { "removal", { .url = STR("http://shop.example/page"), .remove = 1 },
            200 },
        { "no answer", { .url = STR("http://shop.example/reset") }, 0 },
        { "refused", { .url = STR("http://10.0.0.1:80/") }, 0 },
        { "packed badly", { .url = STR("http://shop.example/coding") }, 200 },
        { "cut short", { .url = STR("http://shop.example/short") }, 200 },
    };
    struct fetch *f = fetcher(*state);
    struct page *first = get(f, "http://shop.example/ok");

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page *p = send_one(f, cases[i].r), *again;

        CHECK_INT(p->status, cases[i].status, cases[i].name);
        CHECK_TEXT(p->address, i == 5 ? "" : "127.0.0.1", cases[i].name);
        again = get(f, "http://shop.example/ok");
        CHECK_TEXT(again->request, first->request, cases[i].name);
        CHECK_TEXT(again->headers, first->headers, cases[i].name);
        CHECK_TEXT(again->why, "", cases[i].name);
        CHECK_TEXT(buf_text(&again->body), "hello", cases[i].name);
        page_free(again);
        page_free(p);
    }
    page_free(first);
    fetch_free(f);
    check_end();
}

/* A connection that was kept may have died: then libcurl asks anew. */
static void
asks_again_for_the_same(void **state)
{
    struct fetch *f = fetcher(*state);
    struct page *first = get(f, "http://shop.example/ok"), *p;

    page_free(get(f, "http://shop.example/once"));
    p = get(f, "http://shop.example/ok");
    CHECK_TEXT(p->request, first->request, "request");
    CHECK_TEXT(p->headers, first->headers, "head");
    CHECK_TEXT(buf_text(&p->body), "hello", "body");
    page_free(p);
    page_free(first);
    fetch_free(f);
    check_end();
}

static void
wakes_for_the_other_descriptor(void **state)
{
    struct fetch *f = fetcher(*state);
    struct fail fail = { "" };
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    assert_int_equal(fetch_poll(f, 0, fds[0], &fail), 0);
    assert_int_equal(write(fds[1], "x", 1), 1);
    assert_int_equal(fetch_poll(f, 60000, fds[0], &fail), 1);
    close(fds[0]);
    close(fds[1]);
    fetch_free(f);
}

static void
drops_what_is_in_flight(void **state)
{
    struct fetch *f = fetcher(*state);
    struct fetch_request r = { .id = 1,
        .url = STR("http://shop.example/silent") };
    struct fail fail = { "" };

    fetch_start(f, &r);
    r.url = STR("http://10.0.0.1:25/");
    fetch_start(f, &r);
    assert_int_equal(fetch_poll(f, 0, -1, &fail), 0);
    assert_int_equal(fetch_in_flight(f), 2);
    fetch_free(f);
}

static void
refuses_bad_options(void **state)
{
    static const struct route bad[] = { { "shop.example", "127.0.0.1:1" },
        { "shop.example:80", "localhost:80" },
        { "shop.example:80", "127.0.0.1" }, { ":80", "127.0.0.1:1" } };
    struct fetch *f = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct fetch_options o = {
            .user_agent = "x", .routes = &bad[i], .routes_count = 1
        };
        struct fail fail = { "" };

        CHECK_INT(fetch_new(&f, &o, &fail), -1, bad[i].to);
        CHECK_INT(strstr(fail.text, bad[i].from) != NULL, 1, fail.text);
    }
    CHECK_INT(fetch_new(&f, &(struct fetch_options){ 0 }, NULL), -1, "agent");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_servers_send),
        cmocka_unit_test(writes_to_the_shelf),
        cmocka_unit_test(keeps_both_heads),
        cmocka_unit_test(asks_conditionally),
        cmocka_unit_test(sends_its_fields),
        cmocka_unit_test(keeps_cookies_apart),
        cmocka_unit_test(leaves_nothing_behind),
        cmocka_unit_test(asks_again_for_the_same),
        cmocka_unit_test(wakes_for_the_other_descriptor),
        cmocka_unit_test(drops_what_is_in_flight),
        cmocka_unit_test(refuses_bad_options),
    };

    return cmocka_run_group_tests_name(
        "crawler/fetch", tests, server_start, server_stop);
}
