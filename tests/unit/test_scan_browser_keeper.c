/* Pages in a real browser, as a scan has them: served on loopback, where the
 * campaign's connect_to leads. Skipped where no browser is installed.
 */
#include "tests/check.h"
#include "tests/client.h"

#include "base/mem.h"
#include "base/which.h"
#include "base/wire.h"
#include "core/limits.h"
#include "crawler/png.h"
#include "scan/browser_keeper.h"
#include "scan/message.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

struct world {
    struct client_server server;
    struct client_server other; /* where no page may lead */
    _Atomic int visits, others;
    struct campaign *campaign;
    struct wire wire;
    pid_t keeper;
};

static const struct shown {
    const char *path, *html;
    const char *holds; /* in the document, or NULL: there is none */
    const char *why;   /* in the reason, "" for none */
} pages[] = {
    { "/script",
        "<!DOCTYPE html><title>x</title><body><p "
        "id=a></p><script>fetch('/price')"
        ".then(r => r.text()).then(t => a.textContent = t)</script>",
        "<p id=\"a\">now 12.99 EUR</p>", "" },
    { "/cookie",
        "<body><p id=a></p><script>a.textContent = document.cookie + 'c' + "
        "navigator.webdriver + navigator.userAgent</script>",
        "ctrueMozilla/5.0 (compatible; shelfwatch/", "" },
    { "/inside",
        "<body><img src='http://127.0.0.1:OTHER/'>"
        "<img src='http://localhost:OTHER/'><img src='http://[::1]:OTHER/'>"
        "<img src='http://169.254.169.254/latest/meta-data'>"
        "<iframe src='file:///etc/passwd'></iframe>"
        "<script>try{new WebSocket('ws://127.0.0.1:OTHER/')}catch(e){}"
        "try{new RTCPeerConnection({iceServers:[{urls:"
        "'stun:127.0.0.1:OTHER'}]}).createDataChannel('x')}catch(e){}"
        "fetch('http://127.0.0.1:OTHER/').catch(e => document.title = 'no')"
        "</script>",
        "<title>no</title>", "" },
    { "/alerts", "<body>x<script>for (;;) alert('x')</script>", NULL,
        "dialogues without end" },
    { "/elsewhere", "<body>x<script>location = '/script'</script>", NULL,
        "led the browser to another address" },
    { "/history",
        "<body>x<script>history.replaceState({}, '', '/other')</script>",
        "<body>x", "" },
    { "/nul",
        "<body><p id=a></p><script>a.textContent = 'a\\0b\\ud800c'"
        "</script>",
        "a\xef\xbf\xbd", "" },
};

static void
answer(const struct http_request *rq, struct http_response *rs, void *ctx)
{
    struct world *w = ctx;

    w->visits++;
    if (str_is(rq->path, "/price")) {
        http_response_text(rs, 200, "text/plain", STR("now 12.99 EUR"));
        return;
    }
    for (size_t i = 0; i < COUNT(pages); i++) {
        struct str html = str_of(pages[i].html);
        ptrdiff_t at;
        size_t from = 0;

        if (!str_is(rq->path, pages[i].path))
            continue;
        http_response_header(rs, "Content-Type", STR("text/html"));
        while ((at = str_find(html, STR("OTHER"), from)) >= 0) {
            buf_adds(&rs->body, str_sub(html, from, (size_t)at - from));
            buf_addf(&rs->body, "%u", http_server_port(w->other.server));
            from = (size_t)at + 5;
        }
        buf_adds(&rs->body, str_sub(html, from, html.len));
        return;
    }
    http_response_text(rs, 404, "text/plain", STR("none"));
}

static void
answer_other(const struct http_request *rq, struct http_response *rs, void *ctx)
{
    struct world *w = ctx;

    (void)rq;
    w->others++;
    http_response_text(rs, 200, "text/plain", STR("inside"));
}

static void
start_keeper(struct world *w)
{
    int fd[2];

    assert_int_equal(wire_pair(fd, NULL), 0);
    w->keeper = fork();
    if (w->keeper == 0) {
        close(fd[0]);
        _exit(browser_keeper_run(fd[1], w->campaign));
    }
    close(fd[1]);
    wire_init(&w->wire, fd[0], MESSAGE_BYTES_MAX);
}

static int
setup(void **state)
{
    struct world *w = mem_new(sizeof *w);
    struct http_options here = { .handle = answer, .ctx = w },
                        there = { .handle = answer_other, .ctx = w };
    struct buf text = BUF_MAX(10000);
    struct fail fail = { "" };

    /* The first one's pages name the other's port. */
    assert_int_equal(client_server_open(&w->other, &there, &fail), 0);
    assert_int_equal(client_server_open(&w->server, &here, &fail), 0);
    buf_addf(&text,
        "name: t\nmarket: EU\ncontact: https://authority.example/c\n"
        "start: [http://shop.example/]\n"
        "connect_to: {'shop.example:80': '127.0.0.1:%u'}\n",
        http_server_port(w->server.server));
    assert_int_equal(
        campaign_parse(&w->campaign, buf_str(&text), "t", &fail), 0);
    buf_clear(&text);
    start_keeper(w);
    assert_int_equal(client_server_run(&w->other), 0);
    assert_int_equal(client_server_run(&w->server), 0);
    *state = w;
    return 0;
}

static int
teardown(void **state)
{
    struct world *w = *state;

    wire_clear(&w->wire);
    waitpid(w->keeper, NULL, 0);
    client_server_stop(&w->server);
    client_server_stop(&w->other);
    campaign_free(w->campaign);
    free(w);
    return 0;
}

/* Have a page opened; the answer is borrowed from the wire. */
static void
render(struct world *w, const char *path, struct message_rendered *said)
{
    struct buf frame = BUF_MAX(10000), url = BUF_MAX(1000);
    struct message_render m = { .id = 7 };
    struct str got;
    int type;

    buf_addf(&url, "http://shop.example%s", path);
    m.url = buf_str(&url);
    message_put_render(&frame, &m);
    assert_int_equal(wire_send(&w->wire, MESSAGE_RENDER, buf_str(&frame)), 0);
    while (!wire_next(&w->wire, &type, &got)) {
        struct pollfd one = { w->wire.fd,
            (short)(POLLIN | (wire_wants_write(&w->wire) ? POLLOUT : 0)), 0 };

        assert_int_equal(wire_flush(&w->wire), 0);
        assert_true(poll(&one, 1, 3 * LIMIT_RENDER_MS) > 0);
        if (one.revents & POLLIN)
            assert_int_equal(wire_fill(&w->wire), 0);
    }
    assert_int_equal(type, MESSAGE_RENDERED);
    assert_int_equal(message_get_rendered(said, got), 0);
    assert_int_equal(said->id, 7);
    buf_clear(&frame);
    buf_clear(&url);
}

/* 1 if this machine has none; then that is what the keeper says. */
static int
has_no_browser(struct world *w)
{
    struct message_rendered said;

    render(w, "/script", &said);
    if (!str_starts(said.why, STR("needs a browser: ")))
        return 0;
    assert_int_equal(said.document.len, 0);
    print_message("skipped: " STR_FMT "\n", STR_ARG(said.why));
    return 1;
}

static void
shows_pages(void **state)
{
    struct world *w = *state;

    if (has_no_browser(w))
        skip();
    for (size_t i = 0; i < COUNT(pages); i++) {
        const struct shown *p = &pages[i];
        struct message_rendered said;
        struct png_size size = { 0, 0 };
        char *why;

        render(w, p->path, &said);
        why = str_dup(said.why);
        CHECK_INT(
            p->why[0] == '\0' ? why[0] == '\0' : strstr(why, p->why) != NULL, 1,
            why[0] != '\0' ? why : p->path);
        CHECK_INT(said.document.len > 0, p->holds != NULL, p->path);
        if (p->holds != NULL &&
            str_find(said.document, str_of(p->holds), 0) < 0)
            CHECK_TEXT(str_dup(said.document), p->holds, p->path);
        if (p->holds != NULL) {
            CHECK_INT(png_check(said.picture, &size, NULL), 0, p->path);
            CHECK_INT(size.width, LIMIT_PICTURE_WIDTH, p->path);
        }
        free(why);
    }
    CHECK_INT(w->others, 0, "nothing was reached inside");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_pages),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
