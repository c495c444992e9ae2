#include "demo/snare.h"

#include "base/gzip.h"
#include "base/mem.h"
#include "demo/stage.h"

#include <stdlib.h>
#include <string.h>

/* Larger than the largest body that is read (core/limits.h). */
#define BOMB_BYTES (64u << 20)
#define HUGE_BYTES (12u << 20)
/* Deeper than a tree may be. */
#define NESTING 20000

#define SLOW_BYTES 150 /* five times a second: above what counts as a stall */
#define SLOW_PAUSE_MS 200
#define STALL_AFTER 600 /* bytes, then nothing */

static const struct snare snares[] = {
    { "broken character set", SNARE_MAZE, "/charset", "observed", NULL },
    { "undeclared GBK", SNARE_MAZE, "/gbk", "observed", NULL },
    { "redirect loop", SNARE_MAZE, "/redirect/a", "refused", "redirect" },
    { "captcha with status 200", SNARE_MAZE, "/captcha", "blocked", NULL },
    { "bot wall with status 403", SNARE_MAZE, "/wall", "blocked", NULL },
    { "gzip bomb", SNARE_MAZE, "/bomb", "partial failed", NULL },
    { "script shell", SNARE_MAZE, "/app", "partial", NULL },
    { "soft 404", SNARE_MAZE, "/gone", "blocked", NULL },
    { "deep nesting", SNARE_MAZE, "/deep", "observed partial", NULL },
    { "huge page", SNARE_MAZE, "/huge", "partial", NULL },
    { "slow bytes", SNARE_SNAIL, "/slow", "observed", NULL },
    { "stall in mid-page", SNARE_SNAIL, "/stall", "partial failed", NULL },
    /* Partial where no browser is installed. */
    { "offer made by a script", SNARE_STAGE, "/offer", "observed partial",
        NULL },
    { "script that calls inside", SNARE_STAGE, "/inside", "observed partial",
        NULL },
    { "windows without end", SNARE_STAGE, "/windows", "observed partial",
        NULL },
    { "requests without end", SNARE_STAGE, "/requests", "partial", NULL },
    { "dialogues without end", SNARE_STAGE, "/dialogues", "partial", NULL },
    { "endless calendar", SNARE_ENDLESS, "/calendar/2026/11", "", NULL },
    { "endless facets", SNARE_ENDLESS, "/facets", "", NULL },
    { "session numbers", SNARE_ENDLESS, "/session", "", NULL },
    { "repeating path", SNARE_ENDLESS, "/again/", "", NULL },
};

_Static_assert(COUNT(snares) <= SNARE_MAX, "one count for each snare");

const struct snare *
snare_list(size_t *count)
{
    *count = COUNT(snares);
    return snares;
}

const char *
snare_host_find(struct str host)
{
    static const char *const hosts[] = { SNARE_MAZE, SNARE_ENDLESS, SNARE_SNAIL,
        SNARE_STAGE };

    for (size_t i = 0; i < COUNT(hosts); i++)
        if (str_starts_nocase(host, str_sub(str_of(hosts[i]), 0,
                                        strchr(hosts[i], '.') + 1 - hosts[i])))
            return hosts[i];
    return NULL;
}

static struct str
first_part(struct str path)
{
    struct str rest = str_sub(path, 1, path.len), part = STR_NONE;

    str_next(&rest, '/', &part);
    rest = part;
    str_next(&rest, ';', &part);
    return part;
}

int
snare_find(const char *host, struct str path)
{
    struct str part = first_part(path);

    for (size_t i = 0; i < COUNT(snares); i++)
        if (strcmp(snares[i].host, host) == 0 &&
            str_eq(first_part(str_of(snares[i].path)), part))
            return (int)i;
    return -1;
}

/* Requests may be under way when the budget is used up. */
int64_t
snare_endless_max(int64_t pages_max)
{
    return pages_max + 10;
}

/* --- pages --- */

static void
begin(struct buf *out, const char *title)
{
    buf_addf(out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
        "<title>%s</title></head>\n<body>\n",
        title);
}

/* An offer with all it has to state, so that only the snare is remarkable. */
static void
add_offer(struct buf *out, const char *title, int number)
{
    buf_addf(out,
        "<h1>%s</h1>\n<img src=\"/img/%d-1.jpg\" alt=\"\" width=\"400\">\n"
        "<p class=\"price\">€%d.50</p>\n<p>In stock</p>\n<form><button>Add "
        "to basket</button></form>\n<h2>Description</h2><p>A plain bowl for "
        "the kitchen table, made of stoneware and glazed by hand.</p>\n"
        "<table><tr><th>Brand</th><td>Mazeware</td></tr>"
        "<tr><th>Model</th><td>MZ-%d</td></tr></table>\n"
        "<h2>Product safety</h2><h3>Manufacturer</h3><p>Mazeware Ltd.<br>"
        "3 Hedge Lane, Cork T12 A1B2, Ireland<br>E-mail: "
        "care@mazeware.example</p>\n<h3>Warnings</h3><p>Keep the packaging "
        "away from small children.</p>\n",
        title, number, 10 + number, 4100 + number);
}

static void
finish(struct buf *out)
{
    buf_addz(out, "</body></html>\n");
}

static void
answer_home(const char *host, struct buf *out)
{
    begin(out, host);
    buf_addf(out, "<h1>%s</h1>\n<p>Pages that a crawler must survive.</p><ul>",
        host);
    for (size_t i = 0; i < COUNT(snares); i++)
        if (strcmp(snares[i].host, host) == 0)
            buf_addf(out, "<li><a href=\"%s\">%s</a></li>\n", snares[i].path,
                snares[i].name);
    buf_addz(out, "</ul>\n");
    finish(out);
}

/* Says UTF-8, holds windows-1252, and ends a sequence in the middle. */
static void
answer_charset(struct buf *out)
{
    begin(out, "M\xFCsli bowl");
    add_offer(out, "M\xFCsli bowl, gr\xFC n glaze \xE2\x82", 1);
    finish(out);
}

/* Chinese in GBK that nobody declares: "陶瓷碗 家用" and its sentence. */
static void
answer_gbk(struct buf *out)
{
    buf_addz(out,
        "<!DOCTYPE html>\n<html><head><title>\xCC\xD5\xB4\xC9\xCD\xEB"
        "</title></head><body>\n<h1>\xCC\xD5\xB4\xC9\xCD\xEB \xBC\xD2\xD3\xC3"
        "</h1>\n<p>\xCA\xCA\xBA\xCF\xBC\xD2\xCD\xA5\xC8\xD5\xB3\xA3\xCA\xB9"
        "\xD3\xC3\xA3\xAC\xB1\xED\xC3\xE6\xB9\xE2\xBB\xAC\xA3\xAC\xD2\xD7"
        "\xD3\xDA\xC7\xE5\xBD\xE0\xA1\xA3</p>\n");
    finish(out);
}

static void
answer_captcha(struct buf *out)
{
    begin(out, "Just a moment...");
    buf_addz(out,
        "<h1>Checking your browser</h1>\n<p>Please verify that you are a "
        "human to continue. Unusual traffic was detected from your network."
        "</p>\n<form id=\"captcha-form\"><div class=\"g-recaptcha\" "
        "data-sitekey=\"demo\"></div><button>Verify</button></form>\n");
    finish(out);
}

static void
answer_wall(struct buf *out)
{
    begin(out, "Access denied");
    buf_addz(out,
        "<h1>Access denied</h1>\n<p>You do not have permission to view this "
        "page. Automated access is blocked.</p>\n");
    finish(out);
}

static void
answer_app(struct buf *out)
{
    begin(out, "Shop");
    buf_addz(out,
        "<noscript>You need to enable JavaScript to run this app.</noscript>"
        "\n<div id=\"root\"></div>\n<script src=\"/static/js/main.8f3b.js\">"
        "</script>\n<script>window.__CHUNKS__=[1,2,3];</script>\n");
    finish(out);
}

static void
answer_gone(struct buf *out)
{
    begin(out, "Page not found");
    buf_addz(out,
        "<h1>Page not found</h1>\n<p>Sorry, the product you are looking for "
        "does not exist or is no longer available.</p><p><a href=\"/\">Back "
        "to the home page</a></p>\n");
    finish(out);
}

static void
answer_deep(struct buf *out)
{
    begin(out, "Bowl at the bottom");
    add_offer(out, "Bowl at the bottom", 2);
    for (int i = 0; i < NESTING; i++)
        buf_addz(out, "<div>");
    buf_addz(out, "<p>the bottom</p>");
    for (int i = 0; i < NESTING; i++)
        buf_addz(out, "</div>");
    finish(out);
}

static void
answer_huge(struct buf *out)
{
    begin(out, "Bowl with a long story");
    add_offer(out, "Bowl with a long story", 3);
    while (out->len < HUGE_BYTES && !out->over)
        buf_addz(out,
            "<p>And then it was washed, and dried, and put back on the shelf, "
            "where it stood among the other bowls until the next day.</p>\n");
    finish(out);
}

static void
answer_bomb(struct http_response *rs)
{
    struct buf zeros = BUF_MAX(BOMB_BYTES);
    char *room = buf_room(&zeros, BOMB_BYTES - 1);

    memset(room, ' ', BOMB_BYTES - 1);
    zeros.len = BOMB_BYTES - 1;
    gzip_add(&rs->body, buf_str(&zeros), 6);
    buf_clear(&zeros);
    http_response_header(rs, "Content-Encoding", STR("gzip"));
}

/* --- without end --- */

static void
answer_calendar(struct str path, struct buf *out)
{
    int64_t year = 2026, month = 11;

    str_to_i64(str_sub(path, 10, 4), &year);
    str_to_i64(str_sub(path, 15, 2), &month);
    begin(out, "Calendar");
    buf_addf(out, "<h1>%02d/%04d</h1>\n", (int)month, (int)year);
    for (int step = -1; step <= 1; step += 2) {
        int64_t at = year * 12 + month - 1 + step;

        buf_addf(out, "<a href=\"/calendar/%04d/%02d\">%s month</a>\n",
            (int)(at / 12), (int)(at % 12 + 1), step < 0 ? "Previous" : "Next");
    }
    for (int day = 1; day <= 28; day += 9)
        buf_addf(out, "<a href=\"/calendar/%04d/%02d/%02d\">%d</a>\n",
            (int)year, (int)month, day, day);
    finish(out);
}

static void
answer_facets(const struct http_request *rq, struct buf *out)
{
    static const char *const names[] = { "colour", "size", "brand", "sort" };

    begin(out, "Bowls by property");
    buf_addz(out, "<h1>Bowls by property</h1>\n");
    for (size_t i = 0; i < COUNT(names); i++)
        for (int v = 1; v <= 4; v++) {
            buf_addz(out, "<a href=\"/facets?");
            for (size_t k = 0; k < rq->query.len; k++)
                buf_addc(out, rq->query.p[k] == '"' ? '_' : rq->query.p[k]);
            buf_addf(out, "%s%s=%d\">%s %d</a>\n",
                rq->query.len > 0 ? "&amp;" : "", names[i], v, names[i], v);
        }
    finish(out);
}

static void
answer_session(const struct http_request *rq, struct buf *out)
{
    uint64_t seed = str_hash(rq->target);

    begin(out, "Your visit");
    buf_addz(out, "<h1>Your visit</h1>\n");
    for (int i = 1; i <= 5; i++)
        buf_addf(out,
            "<a href=\"/session/step%d;jsessionid=%016llX%016llX\">Step "
            "%d</a>\n<a href=\"/session?sid=%016llx&amp;step=%d\">Go on</a>\n",
            i, (unsigned long long)seed, (unsigned long long)(seed * 31 + 7), i,
            (unsigned long long)(seed ^ (uint64_t)i << 40), i);
    finish(out);
}

static void
answer_again(struct buf *out)
{
    begin(out, "Again");
    buf_addz(out,
        "<h1>Again</h1>\n<a href=\"more/\">More</a> <a href=\"again/\">Again"
        "</a> <a href=\"more/again/\">More again</a>\n");
    finish(out);
}

/* --- slow --- */

struct drip {
    struct buf page;
    int stalls;
};

static int64_t
drip_next(void *ctx, uint64_t at, char *out, size_t max, int64_t *wait_ms)
{
    struct drip *d = ctx;
    struct str rest = str_sub(buf_str(&d->page), at, SLOW_BYTES);

    /* Asked again and again at the same place: every other time it waits. */
    *wait_ms = SLOW_PAUSE_MS;
    if (rest.len == 0)
        return HTTP_STREAM_END;
    if (d->stalls && at >= STALL_AFTER)
        return 0;
    if (d->page.over == 0) {
        d->page.over = 1;
        return 0;
    }
    d->page.over = 0;
    if (rest.len > max)
        rest.len = max;
    memcpy(out, rest.p, rest.len);
    return (int64_t)rest.len;
}

static void
drip_done(void *ctx)
{
    struct drip *d = ctx;

    buf_clear(&d->page);
    free(d);
}

static void
answer_slowly(struct http_response *rs, int stalls)
{
    struct drip *d = mem_new(sizeof *d);

    d->page = BUF_MAX(1u << 16);
    d->stalls = stalls;
    begin(&d->page, "Bowl from far away");
    add_offer(&d->page, "Bowl from far away", 4 + stalls);
    for (int i = 0; i < 10; i++)
        buf_addz(&d->page, "<p>It took the slow boat and came in the end, "
                           "without a scratch.</p>\n");
    finish(&d->page);
    rs->next = drip_next;
    rs->done = drip_done;
    rs->ctx = d;
    rs->length = -1;
}

/* --- hosts --- */

static int
answer_maze(const struct http_request *rq, struct http_response *rs)
{
    static const struct {
        const char *path;
        void (*answer)(struct buf *out);
    } pages[] = { { "/gbk", answer_gbk }, { "/charset", answer_charset },
        { "/captcha", answer_captcha }, { "/wall", answer_wall },
        { "/app", answer_app }, { "/gone", answer_gone },
        { "/deep", answer_deep }, { "/huge", answer_huge } };

    for (size_t i = 0; i < COUNT(pages); i++)
        if (str_is(rq->path, pages[i].path)) {
            pages[i].answer(&rs->body);
            rs->status = str_is(rq->path, "/wall") ? 403 : 200;
            return 1;
        }
    if (str_is(rq->path, "/bomb")) {
        answer_bomb(rs);
        return 1;
    }
    if (str_starts(rq->path, STR("/redirect/"))) {
        rs->status = 302;
        http_response_header(rs, "Location",
            str_is(rq->path, "/redirect/a") ? STR("/redirect/b")
                                            : STR("/redirect/a"));
        return 1;
    }
    return 0;
}

static int
answer_endless(const struct http_request *rq, struct http_response *rs)
{
    if (str_starts(rq->path, STR("/calendar/")))
        answer_calendar(rq->path, &rs->body);
    else if (str_starts(rq->path, STR("/facets")))
        answer_facets(rq, &rs->body);
    else if (str_starts(rq->path, STR("/session")))
        answer_session(rq, &rs->body);
    else if (str_starts(rq->path, STR("/again/")))
        answer_again(&rs->body);
    else
        return 0;
    return 1;
}

static int
answer_snail(const struct http_request *rq, struct http_response *rs)
{
    int stalls = str_is(rq->path, "/stall");

    if (!stalls && !str_is(rq->path, "/slow"))
        return 0;
    answer_slowly(rs, stalls);
    return 1;
}

void
snare_answer(
    const char *host, const struct http_request *rq, struct http_response *rs)
{
    int answered;

    http_response_header(rs, "Content-Type", STR("text/html"));
    if (str_is(rq->path, "/")) {
        answer_home(host, &rs->body);
        return;
    }
    if (strcmp(host, SNARE_MAZE) == 0)
        answered = answer_maze(rq, rs);
    else if (strcmp(host, SNARE_ENDLESS) == 0)
        answered = answer_endless(rq, rs);
    else if (strcmp(host, SNARE_STAGE) == 0)
        answered = stage_answer(rq, rs);
    else
        answered = answer_snail(rq, rs);
    if (!answered) {
        rs->status = 404;
        begin(&rs->body, "Not found");
        buf_addz(&rs->body, "<h1>Not found</h1>\n");
        finish(&rs->body);
    }
}
