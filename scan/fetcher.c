#include "scan/fetcher.h"

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/sandbox.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/fetch.h"
#include "crawler/head.h"
#include "crawler/robots.h"
#include "scan/message.h"

#include <stdlib.h>
#include <string.h>

#define AGENT_TOKEN "shelfwatch"
#define POLL_MS 1000
/* A host whose robots.txt cannot be had is asked again after this long. */
#define UNREACHABLE_AGE_MS 60000
/* Robots answers kept at once; beyond it the map starts afresh. */
#define HOSTS_MAX 20000

/* One URL the supervisor asked for, on its way through redirects. */
struct job {
    struct job *next; /* waiting for the same robots.txt */
    int64_t id;       /* the supervisor's number */
    enum message_kind kind;
    char *url;                  /* owned: as asked for */
    char *current;              /* owned: this hop */
    char *etag, *last_modified; /* owned */
    struct buf redirects;       /* "STATUS URL" per hop */
    int hops;
    int override;           /* robots.txt forbids it, the campaign may */
    struct host *robots_of; /* set: this is a request for robots.txt */
};

/* What robots.txt of one origin says. */
struct host {
    char *origin; /* owned: "https://shop.example:8443" */
    struct robots *robots;
    int64_t known_until_ms; /* monotonic; 0: not known */
    int asking;
    int unreachable; /* no answer: nothing may be fetched, for a while */
    struct job *waiting;
};

struct fetcher {
    const struct campaign *campaign;
    struct wire wire;
    struct fetch *fetch;
    struct map *hosts; /* by origin */
    struct map *jobs;  /* by request number */
    int64_t last_request;
    struct buf frame;
};

static void
job_free(struct job *j)
{
    if (j == NULL)
        return;
    free(j->url);
    free(j->current);
    free(j->etag);
    free(j->last_modified);
    buf_clear(&j->redirects);
    free(j);
}

static void
job_free_any(void *j)
{
    job_free(j);
}

static void
host_free_any(void *any)
{
    struct host *h = any;

    if (h == NULL)
        return;
    while (h->waiting != NULL) {
        struct job *next = h->waiting->next;

        job_free(h->waiting);
        h->waiting = next;
    }
    robots_free(h->robots);
    free(h->origin);
    free(h);
}

/* Send the page as the answer to a job, which ends. */
static void
answer(struct fetcher *f, struct job *j, struct page *p)
{
    free(p->final_url);
    p->final_url = mem_text(j->current);
    free(p->url);
    p->url = mem_text(j->url);
    free(p->redirects);
    p->redirects = mem_text(buf_text(&j->redirects));
    if (j->override) {
        free(p->robots_override);
        p->robots_override = mem_text(f->campaign->legal_basis);
    }
    buf_reset(&f->frame);
    message_put_page(&f->frame, j->id, j->kind, p);
    if (wire_send(&f->wire, MESSAGE_PAGE, buf_str(&f->frame)) != 0)
        log_error("event=page_too_large url=%s", j->url);
    job_free(j);
}

/* End a job without a request. */
static void
end_job(struct fetcher *f, struct job *j, enum page_outcome outcome,
    const char *why)
{
    struct page *p = page_new(str_of(j->current));

    p->outcome = outcome;
    p->fetched_at_ms = now_wall_ms();
    free(p->why);
    p->why = mem_text(why);
    answer(f, j, p);
    page_free(p);
}

/* Put the job on the wire; its number leads back to it. */
static void
request(struct fetcher *f, struct job *j)
{
    struct fetch_request r = { .id = ++f->last_request,
        .url = str_of(j->current),
        .now_wall_ms = now_wall_ms() };

    if (j->robots_of != NULL)
        r.body_max = LIMIT_ROBOTS_BYTES;
    else if (j->kind == MESSAGE_KIND_SITEMAP)
        r.body_max = LIMIT_SITEMAP_BYTES;
    if (j->hops == 0) {
        r.etag = str_of(j->etag);
        r.last_modified = str_of(j->last_modified);
    }
    map_put(f->jobs, (struct str){ (char *)&r.id, sizeof r.id }, j);
    fetch_start(f->fetch, &r);
}

static void
ask_robots(struct fetcher *f, struct host *h)
{
    struct job *j = mem_new(sizeof *j);
    struct buf url = BUF_MAX(LIMIT_URL_BYTES + 16);

    buf_addf(&url, "%s/robots.txt", h->origin);
    j->redirects = BUF_MAX(LIMIT_REDIRECTS * (LIMIT_URL_BYTES + 8));
    j->url = mem_text(buf_text(&url));
    j->current = buf_take(&url);
    j->etag = mem_text("");
    j->last_modified = mem_text("");
    j->robots_of = h;
    h->asking = 1;
    request(f, j);
}

/* The host record of a URL; NULL if the URL cannot be read. */
static struct host *
host_of(struct fetcher *f, const struct url *u)
{
    struct buf origin = BUF_MAX(LIMIT_URL_BYTES);
    struct host *h;

    buf_addf(
        &origin, STR_FMT "://" STR_FMT, STR_ARG(u->scheme), STR_ARG(u->host));
    if (u->has_port)
        buf_addf(&origin, ":%d", u->port);
    h = map_get(f->hosts, buf_str(&origin));
    if (h == NULL) {
        h = mem_new(sizeof *h);
        h->origin = mem_text(buf_text(&origin));
        map_put(f->hosts, buf_str(&origin), h);
    }
    buf_clear(&origin);
    return h;
}

/* Go on with a job: ask robots.txt, or decide by it and request. Takes j. */
static void
proceed(struct fetcher *f, struct job *j)
{
    struct fail fail = { 0 };
    struct url u;
    struct host *h;

    if (url_parse(&u, str_of(j->current), NULL, &fail) != 0) {
        end_job(f, j, PAGE_REFUSED, fail.text);
        return;
    }
    h = host_of(f, &u);
    if (h->asking || now_monotonic_ms() >= h->known_until_ms) {
        j->next = h->waiting;
        h->waiting = j;
        if (!h->asking)
            ask_robots(f, h);
        url_clear(&u);
        return;
    }
    if (!robots_allowed(h->robots, robots_path(str_of(j->current)))) {
        if (!f->campaign->ignore_robots) {
            /* Without an answer the URL is tried again later. */
            if (h->unreachable)
                end_job(
                    f, j, PAGE_FAILED, "robots: robots.txt is not reachable");
            else
                end_job(f, j, PAGE_REFUSED, "robots: disallowed by robots.txt");
            url_clear(&u);
            return;
        }
        j->override = 1;
    }
    url_clear(&u);
    request(f, j);
}

/* robots.txt came, or did not: tell the supervisor, release who waits. */
static void
robots_known(struct fetcher *f, struct host *h, int hops, const struct page *p)
{
    struct message_host m = { 0 };
    struct job *waiting = h->waiting;
    enum robots_access access;
    struct url u;

    robots_free(h->robots);
    if (p->outcome != PAGE_RECEIVED && p->outcome != PAGE_TRUNCATED)
        access = robots_for_status(0, hops);
    else
        access = robots_for_status(p->status, hops);
    h->robots = access == ROBOTS_READ
                    ? robots_parse(buf_str(&p->body), STR(AGENT_TOKEN))
                    : robots_of(access == ROBOTS_ALLOW ? access : ROBOTS_DENY);
    h->unreachable = access == ROBOTS_DENY;
    h->known_until_ms =
        now_monotonic_ms() +
        (h->unreachable ? UNREACHABLE_AGE_MS : LIMIT_ROBOTS_AGE_MS);
    h->asking = 0;
    h->waiting = NULL;
    if (url_parse(&u, str_of(h->origin), NULL, NULL) == 0) {
        m.host = str_sub(str_of(h->origin), u.scheme.len + 3, LIMIT_URL_BYTES);
        m.delay_ms = robots_delay_ms(h->robots);
        if (m.delay_ms < 0)
            m.delay_ms = 0;
        for (size_t i = 0; i < robots_sitemap_count(h->robots); i++)
            texts_add_new(&m.sitemaps, robots_sitemap(h->robots, i));
        buf_reset(&f->frame);
        message_put_host(&f->frame, &m);
        wire_send(&f->wire, MESSAGE_HOST, buf_str(&f->frame));
        texts_clear(&m.sitemaps);
        url_clear(&u);
    }
    while (waiting != NULL) {
        struct job *next = waiting->next;

        waiting->next = NULL;
        proceed(f, waiting);
        waiting = next;
    }
}

/* Follow one hop if it may be followed. Returns 1 if it was; j lives on. */
static int
redirect(struct fetcher *f, struct job *j, struct page *p)
{
    int hops_max =
        j->robots_of != NULL ? LIMIT_ROBOTS_REDIRECTS : LIMIT_REDIRECTS;
    struct str location = head_location(p);
    struct url base, target;
    struct fail fail = { 0 };
    const char *why = NULL;

    if (location.len == 0)
        return 0;
    if (url_parse(&base, str_of(j->current), NULL, &fail) != 0)
        return 0;
    if (url_parse(&target, location, &base, &fail) != 0)
        why = fail.text;
    else if (j->hops >= hops_max)
        why = "too many redirects";
    else if (j->robots_of == NULL &&
             !campaign_allows(f->campaign, str_of(target.text)) &&
             !str_eq(url_registrable_domain(base.host),
                 url_registrable_domain(target.host)))
        why = "leaves the campaign";
    url_clear(&base);
    if (why != NULL) {
        struct buf text = BUF_MAX(FAIL_TEXT_MAX + 200);

        buf_addf(&text, "redirect: %s: " STR_FMT, why,
            STR_ARG(str_sub(location, 0, 500)));
        p->outcome = PAGE_REFUSED;
        free(p->why);
        p->why = buf_take(&text);
    } else {
        buf_addf(&j->redirects, "%d %s\n", p->status, j->current);
        free(j->current);
        j->current = str_dup(str_sub(str_of(target.text), 0,
            target.fragment.len > 0
                ? (size_t)(target.fragment.p - 1 - target.text)
                : strlen(target.text)));
        j->hops++;
    }
    if (target.text != NULL)
        url_clear(&target);
    if (why != NULL)
        return 0;
    if (j->robots_of != NULL)
        request(f, j); /* robots.txt itself is not subject to robots.txt */
    else
        proceed(f, j);
    return 1;
}

static void
page_done(struct fetcher *f, int64_t id, struct page *p)
{
    struct str key = { (char *)&id, sizeof id };
    struct job *j = map_get(f->jobs, key);
    struct host *h;

    if (j == NULL)
        return;
    map_find(f->jobs, key)->value.ptr = NULL; /* j is ours now */
    map_remove(f->jobs, key);
    if (p->outcome == PAGE_RECEIVED && p->status >= 300 && p->status < 400 &&
        redirect(f, j, p))
        return;
    h = j->robots_of;
    if (h == NULL) {
        answer(f, j, p);
        return;
    }
    robots_known(f, h, j->hops, p);
    job_free(j);
}

static int
take_requests(struct fetcher *f)
{
    int type;
    struct str frame;

    if (wire_fill(&f->wire) != 0)
        return -1;
    while (wire_next(&f->wire, &type, &frame)) {
        struct message_fetch m;
        struct job *j;

        if (type != MESSAGE_FETCH || message_get_fetch(&m, frame) != 0)
            return -1;
        j = mem_new(sizeof *j);
        j->redirects = BUF_MAX(LIMIT_REDIRECTS * (LIMIT_URL_BYTES + 8));
        j->id = m.id;
        j->kind = m.kind;
        j->url = str_dup(m.url);
        j->current = str_dup(m.url);
        j->etag = str_dup(m.etag);
        j->last_modified = str_dup(m.last_modified);
        proceed(f, j);
    }
    return 0;
}

/* Forget old answers when there are very many hosts. */
static void
trim_hosts(struct fetcher *f)
{
    if (map_count(f->hosts) < HOSTS_MAX || map_count(f->jobs) > 0)
        return;
    map_free(f->hosts);
    f->hosts = map_new(host_free_any);
}

static int
enter_sandbox(struct fail *fail)
{
    static const char *const readable[] = { "/etc", "/lib", "/lib64",
        "/usr/lib", "/usr/share/ca-certificates", "/run/systemd/resolve",
        "/usr/local/share/ca-certificates", NULL };
    struct sandbox box = { .read_dirs = readable, .network = 1 };
    char report[200];

    if (sandbox_enter(&box, report, sizeof report, fail) != 0)
        return -1;
    log_info("event=sandbox process=fetcher %s", report);
    return 0;
}

static int
open_network(struct fetcher *f, struct fail *fail)
{
    const struct campaign *c = f->campaign;
    struct route *routes = mem_array(c->connect_count, sizeof *routes);
    char *user_agent = campaign_user_agent(c);
    int *ports = mem_array(c->start.count, sizeof *ports);
    struct fetch_options options = { .user_agent = user_agent,
        .routes = routes,
        .routes_count = c->connect_count,
        .ports = ports,
        .connections_per_host = c->host_connections };
    int rc;

    for (size_t i = 0; i < c->connect_count; i++)
        routes[i] = (struct route){ c->connect[i].host_port, c->connect[i].to };
    for (size_t i = 0; i < c->start.count; i++) {
        struct url u;

        if (url_parse(&u, str_of(c->start.item[i]), NULL, NULL) != 0)
            continue;
        if (u.has_port)
            ports[options.ports_count++] = u.port;
        url_clear(&u);
    }
    rc = fetch_new(&f->fetch, &options, fail);
    free(user_agent);
    free(routes);
    free(ports);
    return rc;
}

int
fetcher_run(int fd, const struct campaign *campaign)
{
    struct fetcher f = { .campaign = campaign };
    struct fail fail = { 0 };
    int rc = 1;

    wire_init(&f.wire, fd, MESSAGE_BYTES_MAX);
    f.hosts = map_new(host_free_any);
    f.jobs = map_new(job_free_any);
    f.frame = BUF_MAX(MESSAGE_BYTES_MAX);
    if (open_network(&f, &fail) != 0 || enter_sandbox(&fail) != 0)
        goto out;
    for (;;) {
        int64_t id;
        struct page *p;
        int readable = fetch_poll(
            f.fetch, wire_wants_write(&f.wire) ? 1 : POLL_MS, f.wire.fd, &fail);

        if (readable < 0)
            goto out;
        if (readable > 0 && take_requests(&f) != 0)
            break; /* the supervisor is gone: so are we */
        while ((p = fetch_next_done(f.fetch, &id)) != NULL) {
            page_done(&f, id, p);
            page_free(p);
        }
        if (wire_flush(&f.wire) != 0)
            break;
        trim_hosts(&f);
    }
    rc = 0;
out:
    if (rc != 0)
        log_error("event=fetcher_failed why=%s", fail.text);
    fetch_free(f.fetch);
    map_free(f.jobs);
    map_free(f.hosts);
    wire_clear(&f.wire);
    buf_clear(&f.frame);
    return rc;
}
