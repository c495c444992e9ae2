#include "scan/recall_door.h"

#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/fetch.h"
#include "crawler/head.h"
#include "crawler/robots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENT_TOKEN "shelfwatch"
#define POLL_MS 200
#define TRIES 3
/* A server that asks for a longer pause is asked again by the next run. */
#define RETRY_WAIT_MAX_MS (60 * 1000)
/* A robots.txt may ask for any pause; a feed has some hundred pages. */
#define CRAWL_DELAY_MAX_MS (30 * 1000)

struct recall_door {
    const struct recall_config *config;
    const volatile sig_atomic_t *stop;
    struct fetch *fetch;
    char *agent;        /* owned */
    struct map *robots; /* by origin; values are struct robots */
    int64_t next_ms;    /* monotonic: no request before */
    int64_t requests;
};

static void
robots_free_any(void *r)
{
    robots_free(r);
}

int
recall_door_new(struct recall_door **out, const struct recall_config *config,
    const volatile sig_atomic_t *stop, struct fail *fail)
{
    struct recall_door *d = mem_new(sizeof *d);
    struct buf agent = BUF_MAX(1024);
    struct fetch_options o = { .routes = config->routes,
        .routes_count = config->routes_count,
        .total_ms = (int)(config->timeout_ms < INT32_MAX ? config->timeout_ms
                                                         : INT32_MAX),
        .connections_max = 2,
        .connections_per_host = 1 };

    buf_addf(&agent, "Mozilla/5.0 (compatible; %s/%s; +%s)", AGENT_TOKEN,
        SHELFWATCH_VERSION, config->contact);
    d->agent = buf_take(&agent);
    o.user_agent = d->agent;
    d->config = config;
    d->stop = stop;
    d->robots = map_new(robots_free_any);
    if (fetch_new(&d->fetch, &o, fail) != 0) {
        recall_door_free(d);
        return -1;
    }
    *out = d;
    return 0;
}

void
recall_door_free(struct recall_door *d)
{
    if (d == NULL)
        return;
    fetch_free(d->fetch);
    map_free(d->robots);
    free(d->agent);
    free(d);
}

static int
stopped(const struct recall_door *d)
{
    return d->stop != NULL && *d->stop;
}

static int
wait_until(struct recall_door *d, int64_t ms, struct fail *fail)
{
    int64_t now;

    while ((now = now_monotonic_ms()) < ms && !stopped(d))
        if (fetch_poll(d->fetch, (int)(ms - now < POLL_MS ? ms - now : POLL_MS),
                -1, fail) != 0)
            return -1;
    return 0;
}

/* One request, one answer. */
static int
ask(struct recall_door *d, const char *url, const struct recall_door_request *r,
    int conditional, struct page **out, struct fail *fail)
{
    struct fetch_request q = { .id = ++d->requests,
        .url = str_of(url),
        .body_max = r->body_max,
        .now_wall_ms = now_wall_ms() };
    int64_t id;

    if (conditional) {
        q.etag = str_of(r->etag);
        q.last_modified = str_of(r->last_modified);
    }
    if (wait_until(d, d->next_ms, fail) != 0)
        return -1;
    fetch_start(d->fetch, &q);
    while ((*out = fetch_next_done(d->fetch, &id)) == NULL || id != q.id) {
        page_free(*out);
        *out = NULL;
        if (fetch_poll(d->fetch, POLL_MS, -1, fail) != 0)
            return -1;
    }
    if (d->next_ms < now_monotonic_ms() + d->config->delay_ms)
        d->next_ms = now_monotonic_ms() + d->config->delay_ms;
    return 0;
}

static void
set_why(struct page *p, const char *format, const char *value)
{
    struct buf text = BUF_MAX(LIMIT_URL_BYTES + 200);

    buf_addz(&text, format);
    buf_addz(&text, value);
    free(p->why);
    p->why = buf_take(&text);
    p->outcome = PAGE_REFUSED;
}

/* Where a redirect leads: owned, or NULL with the reason in the page. */
static char *
next_hop(struct page *p, const char *from)
{
    struct str location = head_location(p);
    struct url base = { 0 }, u = { 0 };
    struct fail why;
    char *to = NULL;

    if (url_parse(&base, str_of(from), NULL, &why) != 0 ||
        url_parse(&u, location, &base, &why) != 0)
        set_why(p, "redirect: ", why.text);
    else if (str_is(base.scheme, "https") && !str_is(u.scheme, "https"))
        set_why(p, "redirect: to an address without TLS, ", u.text);
    else
        to = mem_text(u.text);
    url_clear(&base);
    url_clear(&u);
    return to;
}

/* The answer behind all redirects. */
static int
follow(struct recall_door *d, const struct recall_door_request *r,
    struct page **out, struct fail *fail)
{
    char *url = mem_text(r->url);
    int rc = ask(d, url, r, 1, out, fail);

    for (int hops = 0; rc == 0 && head_location(*out).len > 0; hops++) {
        char *to;

        if (hops == LIMIT_REDIRECTS) {
            set_why(*out, "redirect: too many of them", "");
            break;
        }
        to = next_hop(*out, url);
        if (to == NULL)
            break;
        free(url);
        url = to;
        page_free(*out);
        *out = NULL;
        rc = ask(d, url, r, 0, out, fail);
        if (rc == 0 && (*out)->outcome == PAGE_REFUSED) {
            struct buf text = BUF_MAX(LIMIT_URL_BYTES + 400);

            buf_addf(&text, "redirected to %s: %s", url, (*out)->why);
            free((*out)->why);
            (*out)->why = buf_take(&text);
        }
    }
    free(url);
    return rc;
}

static int
is_stumble(const struct page *p)
{
    if (p->outcome == PAGE_REFUSED || str_starts(str_of(p->why), STR("body:")))
        return 0;
    return p->outcome == PAGE_FAILED || p->outcome == PAGE_TRUNCATED ||
           p->status == 429 || p->status >= 500;
}

/* --- robots.txt --- */

/* Scheme, host and port of an address, owned; NULL if it is none. */
static char *
origin_of(const char *url)
{
    struct url u = { 0 };
    struct buf text = BUF_MAX(LIMIT_URL_BYTES);
    struct fail why;

    if (url_parse(&u, str_of(url), NULL, &why) != 0)
        return NULL;
    buf_addf(&text, STR_FMT "://" STR_FMT, STR_ARG(u.scheme), STR_ARG(u.host));
    if (u.has_port)
        buf_addf(&text, ":%d", u.port);
    url_clear(&u);
    return buf_take(&text);
}

static int
load_robots(struct recall_door *d, const char *origin, struct robots **out,
    struct fail *fail)
{
    struct buf url = BUF_MAX(LIMIT_URL_BYTES + 16);
    struct recall_door_request r = { .body_max = LIMIT_ROBOTS_BYTES };
    struct page *p = NULL;
    enum robots_access access;
    int rc;

    buf_addf(&url, "%s/robots.txt", origin);
    r.url = buf_text(&url);
    rc = follow(d, &r, &p, fail);
    if (rc == 0) {
        access = robots_for_status(
            p->outcome == PAGE_RECEIVED || p->outcome == PAGE_TRUNCATED
                ? p->status
                : 0,
            LIMIT_ROBOTS_REDIRECTS);
        *out = access == ROBOTS_READ
                   ? robots_parse(buf_str(&p->body), STR(AGENT_TOKEN))
                   : robots_of(access);
    }
    page_free(p);
    buf_clear(&url);
    return rc;
}

/* 1 if robots.txt allows the address, 0 if not; -1 on failure. */
static int
allowed(struct recall_door *d, const char *url, struct fail *fail)
{
    char *origin = origin_of(url);
    struct robots *robots;
    int64_t delay;
    int rc = 1;

    if (origin == NULL)
        return 0;
    robots = map_get(d->robots, str_of(origin));
    if (robots == NULL) {
        if (load_robots(d, origin, &robots, fail) != 0)
            rc = -1;
        else
            map_put(d->robots, str_of(origin), robots);
    }
    free(origin);
    if (rc < 0)
        return -1;
    delay = robots_delay_ms(robots);
    if (delay > CRAWL_DELAY_MAX_MS)
        delay = CRAWL_DELAY_MAX_MS;
    if (delay > d->config->delay_ms)
        d->next_ms = now_monotonic_ms() + delay;
    return robots_allowed(robots, robots_path(str_of(url)));
}

int
recall_door_get(struct recall_door *d, const struct recall_door_request *r,
    struct page **out, struct fail *fail)
{
    int ok = r->crawled ? allowed(d, r->url, fail) : 1;

    *out = NULL;
    if (ok < 0)
        return -1;
    if (!ok) {
        *out = page_new(str_of(r->url));
        set_why(*out, "robots: disallowed by robots.txt", "");
        return 0;
    }
    for (int i = 1;; i++) {
        int64_t wait, now;

        if (follow(d, r, out, fail) != 0)
            return -1;
        wait = head_retry_after_ms(*out, now_wall_ms());
        if (wait < 0)
            wait = d->config->delay_ms << i;
        now = now_monotonic_ms();
        if (!is_stumble(*out) || i == TRIES || wait > RETRY_WAIT_MAX_MS ||
            now + wait >= r->until_ms || stopped(d))
            return 0;
        page_free(*out);
        *out = NULL;
        if (now + wait > d->next_ms)
            d->next_ms = now + wait;
    }
}
