/* Input: a request to the review pages: method and target on the first line,
 * header lines up to an empty one, then the body. The cookie, the token of
 * forms ("$C" in the body) and the length are filled in. A first byte '!' is
 * left out, and what follows is sent as it is, and given up when nothing
 * comes for a while.
 *
 * The pages stand on a small store of their own, which what is posted changes:
 * an input that needs others before it may have to be run behind them. */
#include "tests/fuzz/fuzz.h"

#include "tests/site.h"

/* How many acts one store takes before it is made anew. */
#define POSTS_MAX 200

/* Answers take a few milliseconds, more where the machine is busy. */
#define QUIET_US 300000

static struct site *site;

static void
close_site(void)
{
    void *state = site;

    if (site != NULL)
        site_teardown(&state);
    site = NULL;
}

static void
open_site(void)
{
    void *state;

    close_site();
    assert(site_setup(&state) == 0);
    site = state;
}

static void
add_body(struct buf *out, struct str body)
{
    ptrdiff_t at;

    while ((at = str_find(body, STR("$C"), 0)) >= 0) {
        buf_adds(out, str_sub(body, 0, (size_t)at));
        buf_addz(out, site->session.csrf);
        body = str_sub(body, (size_t)at + 2, body.len);
    }
    buf_adds(out, body);
}

/* 1 if the request changes something. */
static int
compose(struct buf *out, struct str rest)
{
    struct buf body = BUF_MAX(1u << 20);
    struct str line = STR_NONE, first;
    int posts;

    str_next_line(&rest, &first);
    posts = str_starts(first, STR("POST"));
    buf_adds(out, first);
    buf_addf(out, " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s",
        site->cookie);
    while (str_next_line(&rest, &line) && line.len > 0) {
        buf_adds(out, line);
        buf_addz(out, "\r\n");
    }
    add_body(&body, rest);
    if (body.len > 0)
        buf_addf(out, "Content-Length: %zu\r\n", body.len);
    buf_addz(out, "\r\n");
    buf_adds(out, buf_str(&body));
    buf_clear(&body);
    return posts;
}

/* Whatever was asked: the answer is no fault of the server's, and of a page
 * nobody from outside wrote the tags or the headers. */
static void
check_answer(struct str answer)
{
    ptrdiff_t end = str_find(answer, STR("\r\n\r\n"), 0);
    struct str head = str_sub(answer, 0, end < 0 ? 0 : (size_t)end);

    assert(!str_starts(answer, STR("HTTP/1.1 500")));
    assert(str_find_nocase(head, STR("\nX-Zq"), 0) < 0);
    if (str_find(head, STR("Content-Type: text/html"), 0) < 0)
        return;
    assert(str_find(head, STR("Content-Security-Policy: "), 0) >= 0);
    assert(str_find_nocase(answer, STR("<zq"), 0) < 0);
    assert(str_find_nocase(answer, STR("href=\"javascript"), 0) < 0);
}

/* As client_send, but for requests that the server waits for the end of. */
static void
talk(struct str bytes, struct buf *out)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    struct timeval most = { .tv_usec = QUIET_US };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char block[4096];
    ssize_t n;

    at.sin_port = htons(site->port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    buf_reset(out);
    assert(fd >= 0);
    assert(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most) == 0);
    assert(connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
    while (
        bytes.len > 0 && (n = send(fd, bytes.p, bytes.len, MSG_NOSIGNAL)) > 0)
        bytes = str_sub(bytes, (size_t)n, bytes.len);
    shutdown(fd, SHUT_WR);
    while ((n = recv(fd, block, sizeof block, 0)) > 0)
        buf_add(out, block, (size_t)n);
    close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int posts;
    struct str rest = { (const char *)data, size };
    struct buf rq = BUF_MAX(1u << 20);

    if (size == 0 || size > 1u << 16)
        return 0;
    if (site == NULL || posts > POSTS_MAX) {
        if (site == NULL)
            atexit(close_site);
        open_site();
        posts = 0;
    }
    if (data[0] == '!')
        buf_adds(&rq, str_sub(rest, 1, size));
    else
        posts += compose(&rq, rest);
    talk(buf_str(&rq), &site->out);
    check_answer(buf_str(&site->out));
    buf_clear(&rq);
    return 0;
}
