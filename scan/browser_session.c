#include "scan/browser_session.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/fetch.h"
#include "crawler/webdriver.h"
#include "scan/browser_world.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Until the driver listens, and until its browser does; on a busy machine. */
#define START_MS 30000
/* Of what the driver says until it is ready. */
#define SAID_BYTES_MAX 65536
/* A document or picture as JSON, in which a character takes six bytes at
 * most. */
#define ANSWER_BYTES_MAX (64u << 20)
/* How often a page is looked at, how long nothing may move, and how often
 * that must be seen, before it counts as at rest. */
#define LOOK_MS 200
#define QUIET_MS 500
#define QUIET_LOOKS 3
/* Dialogues that one page may open; each is dismissed. */
#define PROMPTS_MAX 10
/* Of the window's page, in pixels. */
#define HEIGHT_MIN 720

struct browser_session {
    const struct browser_place *place;
    struct browser_child child;
    struct fetch *fetch;
    char driver[40]; /* "127.0.0.1:PORT" */
    struct webdriver_session session;
    int64_t until_ms; /* for what is being done */
    int64_t last_request;
    int prompts; /* on this page */
    struct buf ask;
};

/* --- the driver --- */

static int64_t
left_ms(const struct browser_session *s)
{
    return s->until_ms - now_monotonic_ms();
}

/* Read what the driver says until it names its port. */
static int
find_port(struct browser_session *s, struct fail *fail)
{
    struct buf said = BUF_MAX(SAID_BYTES_MAX);
    int port = 0;

    while (port == 0 && left_ms(s) > 0) {
        struct pollfd one = { s->child.out, POLLIN, 0 };
        char *to = buf_room(&said, 4096);
        ssize_t n;

        if (to == NULL || poll(&one, 1, (int)left_ms(s)) <= 0)
            break;
        n = read(s->child.out, to, 4096);
        if (n <= 0)
            break;
        said.len += (size_t)n;
        port = webdriver_read_port(buf_str(&said));
    }
    buf_clear(&said);
    if (port == 0)
        return fail_set(fail, "%s does not start", s->place->driver);
    snprintf(s->driver, sizeof s->driver, "127.0.0.1:%d", port);
    return 0;
}

static int
open_connection(struct browser_session *s, struct fail *fail)
{
    const struct route route = { s->driver, s->driver };
    const struct fetch_options o = { .user_agent =
                                         "shelfwatch/" SHELFWATCH_VERSION,
        .routes = &route,
        .routes_count = 1,
        .body_max = ANSWER_BYTES_MAX,
        .total_ms = LIMIT_RENDER_MS,
        /* A driver says nothing while its browser works. */
        .slow_s = LIMIT_RENDER_MS / 1000 };

    return fetch_new(&s->fetch, &o, fail);
}

/* One command: what came, as webdriver_read. The body is what stands in
 * s->ask, unless the method is another than POST. */
static enum webdriver_kind
command(struct browser_session *s, const char *method, const char *path,
    struct js **doc, struct fail *fail)
{
    struct buf url = BUF_MAX(300);
    struct fetch_request r = { .id = ++s->last_request,
        .now_wall_ms = now_wall_ms() };
    enum webdriver_kind kind = WEBDRIVER_TIMEOUT;
    struct page *p = NULL;
    int64_t id;

    *doc = NULL;
    buf_addf(&url, "http://%s/session", s->driver);
    if (s->session.id[0] != '\0')
        buf_addf(&url, "/%s%s", s->session.id, path);
    r.url = buf_str(&url);
    if (strcmp(method, "POST") == 0)
        r.post = buf_str(&s->ask);
    r.remove = strcmp(method, "DELETE") == 0;
    fetch_start(s->fetch, &r);
    while (p == NULL && left_ms(s) > 0) {
        if (fetch_poll(s->fetch, (int)left_ms(s), -1, fail) < 0)
            break;
        p = fetch_next_done(s->fetch, &id);
    }
    if (p == NULL)
        fail_set(fail, "the browser does not answer");
    else if (p->outcome != PAGE_RECEIVED || id != r.id)
        fail_set(fail, "the browser's driver: %.300s", p->why);
    else
        kind = webdriver_read(doc, buf_str(&p->body), fail);
    page_free(p);
    buf_clear(&url);
    return kind;
}

/* The same, past the dialogues that a page may have opened: the driver has
 * dismissed each when it tells of it. -1 without an answer. */
static int
ask(struct browser_session *s, const char *method, const char *path,
    struct js **doc, struct fail *fail)
{
    enum webdriver_kind kind;

    while ((kind = command(s, method, path, doc, fail)) == WEBDRIVER_PROMPT)
        if (++s->prompts > PROMPTS_MAX)
            return fail_set(fail, "the page opens dialogues without end");
    if (kind == WEBDRIVER_TIMEOUT)
        fail_set(fail, "the page does not answer the browser");
    return kind == WEBDRIVER_VALUE ? 0 : -1;
}

/* The same, where the answer says nothing. */
static int
tell(struct browser_session *s, const char *path, struct fail *fail)
{
    struct js *doc = NULL;
    int rc = ask(s, "POST", path, &doc, fail);

    js_free(doc);
    return rc;
}

static int
begin(struct browser_session *s, struct fail *fail)
{
    const struct webdriver_wish wish = { s->place->browser,
        s->place->user_agent, s->place->home, s->place->proxy_port,
        geteuid() == 0 };
    struct js *doc = NULL;
    int rc;

    buf_reset(&s->ask);
    webdriver_ask_session(&s->ask, &wish);
    rc = ask(s, "POST", "", &doc, fail);
    if (rc == 0)
        rc = webdriver_read_session(&s->session, doc, fail);
    js_free(doc);
    return rc;
}

int
browser_session_new(struct browser_session **out,
    const struct browser_place *place, struct fail *fail)
{
    struct browser_session *s = mem_new(sizeof *s);
    const char *const argv[] = { place->driver, "--port=0", NULL };

    s->place = place;
    s->ask = BUF_MAX(LIMIT_URL_BYTES * 2 + 65536);
    s->until_ms = now_monotonic_ms() + START_MS;
    if (browser_world_start(&s->child, argv, place->home, fail) != 0 ||
        find_port(s, fail) != 0 || open_connection(s, fail) != 0 ||
        begin(s, fail) != 0) {
        browser_session_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

void
browser_session_free(struct browser_session *s)
{
    if (s == NULL)
        return;
    browser_world_end(&s->child);
    fetch_free(s->fetch);
    buf_clear(&s->ask);
    free(s);
}

const char *
browser_session_name(const struct browser_session *s)
{
    return s->session.browser;
}

/* --- a page --- */

void
browser_session_result_init(struct browser_result *r)
{
    *r = (struct browser_result){ .document = BUF_MAX(LIMIT_BODY_BYTES),
        .picture = BUF_MAX(LIMIT_PICTURE_BYTES),
        .why = mem_text("") };
}

void
browser_session_result_clear(struct browser_result *r)
{
    buf_clear(&r->document);
    buf_clear(&r->picture);
    free(r->why);
    *r = (struct browser_result){ 0 };
}

/* The first reason stands. */
static void
say(struct browser_result *r, const char *why)
{
    if (r->why[0] != '\0')
        return;
    free(r->why);
    r->why = mem_text(why);
}

static int
look(struct browser_session *s, struct webdriver_look *l, struct fail *fail)
{
    struct js *doc = NULL;
    int rc;

    buf_reset(&s->ask);
    webdriver_ask_look(&s->ask);
    rc = ask(s, "POST", "/execute/sync", &doc, fail);
    if (rc == 0)
        rc = webdriver_read_look(l, doc, fail);
    js_free(doc);
    return rc;
}

static int
pause_between_looks(struct browser_session *s, struct fail *fail)
{
    return fetch_poll(s->fetch, LOOK_MS, -1, fail) < 0 ? -1 : 0;
}

/* Look until nothing moves: no byte through the proxy, and the same number of
 * elements and letters. *last is how the page stood; 1 at rest, 0 if it did
 * not come to rest in time, -1 failed. */
static int
wait_for_rest(
    struct browser_session *s, struct webdriver_look *last, struct fail *fail)
{
    int64_t until_ms = now_monotonic_ms() + LIMIT_RENDER_REST_MS;
    int quiet = 0;

    *last = (struct webdriver_look){ .elements = -1 };
    while (quiet < QUIET_LOOKS && now_monotonic_ms() < until_ms) {
        struct webdriver_look l;

        if (look(s, &l, fail) != 0)
            return -1;
        if (l.complete && l.elements == last->elements &&
            l.letters == last->letters &&
            now_monotonic_ms() - s->place->gate->moved_ms > QUIET_MS)
            quiet++;
        else
            quiet = 0;
        webdriver_look_clear(last);
        *last = l;
        if (quiet < QUIET_LOOKS && pause_between_looks(s, fail) != 0)
            return -1;
    }
    return quiet == QUIET_LOOKS;
}

/* A document counts only where it was loaded from the address that robots.txt
 * and the campaign allowed. The fragment is the browser's own affair. */
static int
same_document(const char *opened, struct str url)
{
    struct str a = str_of(opened);
    ptrdiff_t hash = str_find_char(a, '#', 0), url_hash;

    url_hash = str_find_char(url, '#', 0);
    if (hash >= 0)
        a = str_sub(a, 0, (size_t)hash);
    if (url_hash >= 0)
        url = str_sub(url, 0, (size_t)url_hash);
    return str_eq(a, url);
}

/* Make the window as high as the document, so that one picture shows all of
 * it, or as much as a picture may. */
static int
stretch(struct browser_session *s, const struct webdriver_look *l,
    struct fail *fail)
{
    int height = l->height;

    if (height > LIMIT_PICTURE_HEIGHT)
        height = LIMIT_PICTURE_HEIGHT;
    if (height < HEIGHT_MIN)
        height = HEIGHT_MIN;
    buf_reset(&s->ask);
    webdriver_ask_window(
        &s->ask, LIMIT_PICTURE_WIDTH, height + l->frame_height);
    return tell(s, "/window/rect", fail);
}

static int
take_document(
    struct browser_session *s, struct browser_result *out, struct fail *fail)
{
    struct js *doc = NULL;
    int cut = 0, rc;

    buf_reset(&s->ask);
    webdriver_ask_document(&s->ask);
    rc = ask(s, "POST", "/execute/sync", &doc, fail);
    if (rc == 0)
        rc = webdriver_read_document(&out->document, &cut, doc, fail);
    if (cut)
        say(out, "the rendered page is larger than allowed");
    js_free(doc);
    return rc;
}

/* A page without its picture is still a page. */
static void
take_picture(struct browser_session *s, struct browser_result *out)
{
    struct fail fail = { "" };
    struct js *doc = NULL;

    if (ask(s, "GET", "/screenshot", &doc, &fail) != 0 ||
        webdriver_read_picture(&out->picture, doc, &fail) != 0)
        buf_clear(&out->picture);
    js_free(doc);
}

/* The browser shows a page of its own instead: that is nobody's offer. */
static int
check_loaded(const struct webdriver_look *l, struct fail *fail)
{
    if (l->failed[0] == '\0')
        return 0;
    if (strncmp(l->failed, "ERR_CERT", 8) == 0 ||
        strncmp(l->failed, "ERR_SSL", 7) == 0)
        return fail_set(fail,
            "the browser does not accept the host's certificate: %s",
            l->failed);
    return fail_set(fail, "the browser could not load the page: %s", l->failed);
}

static int
open_page(struct browser_session *s, struct str url, struct fail *fail)
{
    buf_reset(&s->ask);
    webdriver_ask_url(&s->ask, url);
    return tell(s, "/url", fail);
}

static int
read_page(struct browser_session *s, struct str url, struct browser_result *out,
    struct fail *fail)
{
    struct webdriver_look l;
    int rest = wait_for_rest(s, &l, fail), rc = -1;

    if (rest < 0 || check_loaded(&l, fail) != 0)
        goto out;
    if (stretch(s, &l, fail) != 0)
        goto out;
    /* Pictures and parts that were out of sight are loaded now. */
    webdriver_look_clear(&l);
    rest = wait_for_rest(s, &l, fail);
    if (rest < 0 || check_loaded(&l, fail) != 0)
        goto out;
    if (!same_document(l.opened, url)) {
        fail_set(fail, "the page led the browser to another address");
        goto out;
    }
    if (rest == 0)
        say(out, "the page did not come to rest");
    rc = take_document(s, out, fail);
    if (rc == 0)
        take_picture(s, out);
out:
    webdriver_look_clear(&l);
    return rc;
}

/* Leave the page, so that it does nothing more. A browser that it has changed
 * is not used again. */
static int
leave_page(struct browser_session *s)
{
    struct fail fail = { "" };
    struct js *doc = NULL;
    size_t windows = 0;

    if (s->prompts > 0 || ask(s, "GET", "/window/handles", &doc, &fail) != 0)
        return 0;
    windows = webdriver_read_windows(doc);
    js_free(doc);
    return windows == 1 && open_page(s, STR("about:blank"), &fail) == 0;
}

int
browser_session_render(
    struct browser_session *s, struct str url, struct browser_result *out)
{
    struct browser_gate *gate = s->place->gate;
    struct fail fail = { "" };
    int rc, again;

    s->until_ms = now_monotonic_ms() + LIMIT_RENDER_MS;
    s->prompts = 0;
    browser_gate_open(gate, now_monotonic_ms());
    rc = open_page(s, url, &fail);
    if (rc == 0)
        rc = read_page(s, url, out, &fail);
    if (gate->over > 0)
        say(out, "the page asked for more than a page may load");
    browser_gate_close(gate);
    if (rc == 0)
        again = leave_page(s);
    else
        again = 0;
    if (rc != 0) {
        buf_reset(&out->document);
        buf_reset(&out->picture);
        free(out->why);
        out->why = mem_text(fail.text);
    }
    return again;
}
