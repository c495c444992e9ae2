#include "scan/fetcher.h"

#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/fetch.h"
#include "crawler/head.h"
#include "crawler/robots.h"
#include "scan/confine.h"
#include "scan/doors.h"
#include "scan/message.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGENT_TOKEN "shelfwatch"
#define POLL_MS 1000
/* Answers of robots.txt kept at once, and their bytes; beyond it all are
 * forgotten. Subdomains are free, so a site may have any number of them. */
#define HOSTS_MAX 20000
#define HOSTS_BYTES_MAX (128u << 20)
/* While this much waits for the supervisor, nothing more is fetched. */
#define WAITING_MAX (32u << 20)
/* The supervisor takes a fetcher for dead that says nothing for long. */
#define ALIVE_MS 5000

/* One URL the supervisor asked for, on its way through redirects. */
struct job {
    struct job *next; /* waiting for the same robots.txt */
    int64_t id;       /* the supervisor's number */
    enum message_kind kind;
    char *hop;            /* owned: where redirects led, or NULL */
    struct buf redirects; /* "STATUS URL" per hop */
    int hops;
    int override;               /* robots.txt forbids it, the campaign may */
    struct host *robots_of;     /* set: this is a request for robots.txt */
    char *etag, *last_modified; /* in text */
    char text[];                /* the URL as asked for, and those */
};

/* What robots.txt of one origin says. */
struct host {
    char *origin; /* owned: "https://shop.example:8443" */
    struct robots *robots;
    int64_t known_until_ms; /* monotonic; 0: not known */
    int asking;
    struct job *waiting;
};

struct fetcher {
    const struct campaign *campaign;
    struct wire wire;
    struct shelf *bodies; /* borrowed, or NULL */
    struct fetch *fetch;
    struct map *hosts; /* by origin */
    struct host *last; /* of them: the one met last, or NULL */
    size_t hosts_bytes;
    struct map *jobs; /* by request number */
    int64_t last_request, alive_at_ms;
    struct buf frame;
};

static void
job_free(struct job *j)
{
    if (j == NULL)
        return;
    free(j->hop);
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

/* Write a text and the NUL behind it, which is where the next one begins. */
static char *
put_text(char *to, struct str text)
{
    str_put(to, text.p, text.len);
    to[text.len] = '\0';
    return to + text.len + 1;
}

static struct job *
job_new(struct str url, struct str etag, struct str last_modified)
{
    struct job *j =
        mem_new(sizeof *j + url.len + etag.len + last_modified.len + 3);

    j->redirects = BUF_MAX(LIMIT_REDIRECTS * (LIMIT_URL_BYTES + 8));
    j->etag = put_text(j->text, url);
    j->last_modified = put_text(j->etag, etag);
    put_text(j->last_modified, last_modified);
    return j;
}

/* What is asked for at this hop. */
static char *
job_url(struct job *j)
{
    return j->hop != NULL ? j->hop : j->text;
}

/* Send the page as the answer to a job, which ends. */
static void
answer(struct fetcher *f, struct job *j, struct page *p)
{
    struct page sent = *p;

    sent.url = j->text;
    sent.final_url = job_url(j);
    sent.redirects = (char *)buf_text(&j->redirects);
    if (j->override)
        sent.robots_override = f->campaign->legal_basis;
    message_put_page(wire_begin(&f->wire), j->id, j->kind, &sent);
    log_debug("event=step at=answered url=%s", sent.url);
    if (wire_end_with(&f->wire, MESSAGE_PAGE, buf_str(&p->body)) == 0 &&
        p->body.lent && p->body.len > 0) {
        shelf_told(f->bodies, p->body.p);
        buf_clear(&p->body);
    }
    job_free(j);
}

/* End a job without a page. */
static void
give_up(struct fetcher *f, struct job *j, enum page_outcome outcome,
    const char *why)
{
    struct page *p = page_new(str_of(job_url(j)));

    p->outcome = outcome;
    p->fetched_at_ms = now_wall_ms();
    page_set(&p->why, str_of(why));
    answer(f, j, p);
    page_free(p);
}

/* Put the job on the wire; its number leads back to it. */
static void
request(struct fetcher *f, struct job *j)
{
    struct fetch_request r = { .id = ++f->last_request,
        .url = str_of(job_url(j)),
        .now_wall_ms = now_wall_ms() };

    if (j->robots_of != NULL)
        r.body_max = LIMIT_ROBOTS_BYTES;
    else if (j->kind == MESSAGE_KIND_SITEMAP)
        r.body_max = LIMIT_SITEMAP_BYTES;
    else if (j->kind == MESSAGE_KIND_PICTURE)
        r.body_max = LIMIT_PHOTO_BYTES;
    if (j->hops == 0) {
        r.etag = str_of(j->etag);
        r.last_modified = str_of(j->last_modified);
    }
    log_debug("event=step at=%s url=%s",
        j->robots_of != NULL ? "asked" : "fetching", job_url(j));
    map_put(f->jobs, (struct str){ (char *)&r.id, sizeof r.id }, j);
    fetch_start(f->fetch, &r);
}

static void
ask_robots(struct fetcher *f, struct host *h)
{
    struct buf url = BUF_MAX(LIMIT_URL_BYTES + 16);
    struct job *j;

    buf_addf(&url, "%s/robots.txt", h->origin);
    j = job_new(buf_str(&url), STR_NONE, STR_NONE);
    buf_clear(&url);
    j->robots_of = h;
    h->asking = 1;
    request(f, j);
}

/* 1 if the address is one of the host's: that is how it is written. */
static int
is_at(const struct host *h, struct str url)
{
    struct str origin = str_of(h->origin);

    return str_starts(url, origin) && url.len > origin.len &&
           url.p[origin.len] == '/';
}

/* The host record of a URL; NULL, with fail set, if it cannot be read. */
static struct host *
host_of(struct fetcher *f, struct str url, struct fail *fail)
{
    struct str origin;
    struct url u;

    if (f->last != NULL && is_at(f->last, url))
        return f->last;
    if (url_parse(&u, url, NULL, fail) != 0)
        return NULL;
    origin = (struct str){ u.text, (size_t)(u.path.p - u.text) };
    f->last = map_get(f->hosts, origin);
    if (f->last == NULL) {
        f->last = mem_new(sizeof *f->last);
        f->last->origin = str_dup(origin);
        map_put(f->hosts, origin, f->last);
    }
    url_clear(&u);
    return f->last;
}

/* Go on with a job: ask robots.txt, or decide by it and request. Takes j. */
static void
proceed(struct fetcher *f, struct job *j)
{
    struct str url = str_of(job_url(j));
    struct fail fail = { 0 };
    struct host *h = host_of(f, url, &fail);

    if (h == NULL) {
        give_up(f, j, PAGE_REFUSED, fail.text);
        return;
    }
    if (h->asking || now_monotonic_ms() >= h->known_until_ms) {
        j->next = h->waiting;
        h->waiting = j;
        if (!h->asking)
            ask_robots(f, h);
        return;
    }
    if (!robots_allowed(h->robots, robots_path(url))) {
        if (!f->campaign->ignore_robots) {
            give_up(f, j, PAGE_REFUSED, "robots: disallowed by robots.txt");
            return;
        }
        j->override = 1;
    }
    request(f, j);
}

/* Why nothing may be fetched from a host whose robots.txt did not come (RFC
 * 9309, 2.3.1.4), or NULL if it did or there is none. A redirect to nowhere
 * is no answer either. */
static const char *
unreachable(const struct page *p, int hops, char *text, size_t text_bytes)
{
    int cut = p->outcome == PAGE_TRUNCATED &&
              !str_starts(str_of(p->why), STR("body:"));

    if (p->outcome == PAGE_FAILED || p->outcome == PAGE_REFUSED)
        return p->why;
    if (!cut && (robots_for_status(p->status, hops) == ROBOTS_READ ||
                    robots_for_status(p->status, hops) == ROBOTS_ALLOW))
        return NULL;
    snprintf(text, text_bytes, "robots: robots.txt %s %d",
        cut ? "broke off after status" : "was answered with status", p->status);
    return text;
}

/* Tell the supervisor what robots.txt of a host says. */
static void
tell_host(struct fetcher *f, const struct host *h)
{
    struct str origin = str_of(h->origin);
    struct message_host m = { 0 };

    m.host = str_sub(
        origin, (size_t)str_find(origin, STR("://"), 0) + 3, origin.len);
    m.delay_ms = robots_delay_ms(h->robots);
    if (m.delay_ms < 0)
        m.delay_ms = 0;
    for (size_t i = 0; i < robots_sitemap_count(h->robots); i++)
        texts_add_new(&m.sitemaps, robots_sitemap(h->robots, i));
    buf_reset(&f->frame);
    message_put_host(&f->frame, &m);
    wire_send(&f->wire, MESSAGE_HOST, buf_str(&f->frame));
    texts_clear(&m.sitemaps);
}

/* robots.txt was a request too: a first one that may go on comes back after
 * the host's delay. */
static void
proceed_later(struct fetcher *f, const struct host *h, struct job *j)
{
    int polite = f->campaign->delay_ms > 0 || robots_delay_ms(h->robots) > 0;

    if (!polite || j->hops > 0 ||
        (!f->campaign->ignore_robots &&
            !robots_allowed(h->robots, robots_path(str_of(job_url(j)))))) {
        proceed(f, j);
        return;
    }
    buf_reset(&f->frame);
    message_put_later(&f->frame, j->id);
    wire_send(&f->wire, MESSAGE_LATER, buf_str(&f->frame));
    job_free(j);
}

/* robots.txt came, or did not: release who waits. A failure is not kept: it
 * counts as one of each page that waits, and who comes next asks again. */
static void
robots_known(struct fetcher *f, struct host *h, int hops, const struct page *p)
{
    char text[100];
    const char *why = unreachable(p, hops, text, sizeof text);
    enum page_outcome outcome =
        p->outcome == PAGE_REFUSED ? PAGE_REFUSED : PAGE_FAILED;
    struct job *waiting = h->waiting, *next;

    if (why != NULL && f->campaign->ignore_robots && outcome == PAGE_FAILED)
        why = NULL;
    h->asking = 0;
    h->waiting = NULL;
    if (why == NULL) {
        robots_free(h->robots);
        if (p->outcome != PAGE_FAILED && p->status >= 200 && p->status < 300)
            h->robots = robots_parse(buf_str(&p->body), STR(AGENT_TOKEN));
        else
            h->robots = robots_of(
                p->outcome == PAGE_FAILED ||
                        robots_for_status(p->status, hops) != ROBOTS_ALLOW
                    ? ROBOTS_DENY
                    : ROBOTS_ALLOW);
        h->known_until_ms = now_monotonic_ms() + LIMIT_ROBOTS_AGE_MS;
        f->hosts_bytes += p->body.len;
        tell_host(f, h);
    }
    for (; waiting != NULL; waiting = next) {
        next = waiting->next;
        waiting->next = NULL;
        if (why != NULL)
            give_up(f, waiting, outcome, why);
        else
            proceed_later(f, h, waiting);
    }
}

/* Why a hop may not be followed, or NULL. A shop may move a page within its
 * own domain, but not to where the campaign does not go. */
static const char *
hop_refusal(
    const struct fetcher *f, const struct url *base, const struct url *target)
{
    struct str url = str_of(target->text);

    if (campaign_allows(f->campaign, url))
        return NULL;
    if (!campaign_ignores(f->campaign, url) &&
        str_eq(url_registrable_domain(base->host),
            url_registrable_domain(target->host)))
        return NULL;
    return "leaves the campaign";
}

static void
refuse_hop(struct page *p, const char *why, struct str location)
{
    struct buf text = BUF_MAX(FAIL_TEXT_MAX + 600);

    buf_addf(&text, "redirect: %s: " STR_FMT, why,
        STR_ARG(str_sub(location, 0, 500)));
    p->outcome = PAGE_REFUSED;
    page_set(&p->why, buf_str(&text));
    buf_clear(&text);
}

/* Go on to the target of a redirect; its fragment is not asked for. */
static void
follow_hop(struct fetcher *f, struct job *j, int status, const struct url *to)
{
    struct str url = str_of(to->text);

    if (to->fragment.len > 0)
        url.len = (size_t)(to->fragment.p - 1 - to->text);
    buf_addf(&j->redirects, "%d %s\n", status, job_url(j));
    free(j->hop);
    j->hop = str_dup(url);
    j->hops++;
    if (j->robots_of != NULL)
        request(f, j); /* robots.txt itself is not subject to robots.txt */
    else
        proceed(f, j);
}

/* Follow one hop if it may be followed. Returns 1 if it was; j lives on. */
static int
redirect(struct fetcher *f, struct job *j, struct page *p)
{
    struct str location = head_location(p);
    struct url base, target;
    struct fail fail = { 0 };
    const char *why = NULL;

    if (location.len == 0 ||
        (j->robots_of != NULL && j->hops >= LIMIT_ROBOTS_REDIRECTS) ||
        url_parse(&base, str_of(job_url(j)), NULL, &fail) != 0)
        return 0;
    if (url_parse(&target, location, &base, &fail) != 0) {
        refuse_hop(p, fail.text, location);
        url_clear(&base);
        return 0;
    }
    if (j->hops >= LIMIT_REDIRECTS)
        why = "too many redirects";
    else if (j->robots_of == NULL)
        why = hop_refusal(f, &base, &target);
    if (why == NULL)
        follow_hop(f, j, p->status, &target);
    else
        refuse_hop(p, why, location);
    url_clear(&base);
    url_clear(&target);
    return why == NULL;
}

static void
page_done(struct fetcher *f, int64_t id, struct page *p)
{
    struct str key = { (char *)&id, sizeof id };
    struct map_item *item = map_find(f->jobs, key);
    struct job *j;
    struct host *h;

    if (item == NULL)
        return;
    j = item->value.ptr;
    item->value.ptr = NULL; /* j is ours now */
    map_remove(f->jobs, key);
    if ((p->outcome == PAGE_RECEIVED || p->outcome == PAGE_TRUNCATED) &&
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

        if (type != MESSAGE_FETCH || message_get_fetch(&m, frame) != 0 ||
            (m.copied != 0 && (f->bodies == NULL ||
                                  shelf_done_with(f->bodies, m.copied) != 0)))
            return -1;
        j = job_new(m.url, m.etag, m.last_modified);
        j->id = m.id;
        j->kind = m.kind;
        proceed(f, j);
    }
    return 0;
}

/* Forget old answers when there are very many. Hosts being asked stay. */
static void
trim_hosts(struct fetcher *f)
{
    struct map *kept;

    if (map_count(f->hosts) < HOSTS_MAX && f->hosts_bytes < HOSTS_BYTES_MAX)
        return;
    kept = map_new(host_free_any);
    for (struct map_item *i = map_next(f->hosts, NULL); i != NULL;
         i = map_next(f->hosts, i)) {
        struct host *h = i->value.ptr;

        if (!h->asking)
            continue;
        map_put(kept, i->key, h);
        i->value.ptr = NULL; /* handed over */
    }
    map_free(f->hosts);
    f->hosts = kept;
    f->last = NULL;
    f->hosts_bytes = 0;
}

static int
enter_sandbox(struct fail *fail)
{
    char report[CONFINE_REPORT_BYTES];

    if (confine_fetcher(report, fail) != 0)
        return -1;
    log_info("event=sandbox process=fetcher kernel=%s", report);
    return 0;
}

static int
open_network(struct fetcher *f, struct fail *fail)
{
    char *user_agent = campaign_user_agent(f->campaign);
    struct fetch_options options = { .user_agent = user_agent,
        .shelf = f->bodies,
        .connections_per_host = f->campaign->host_connections };
    struct doors doors;
    int rc;

    doors_init(&doors, f->campaign);
    options.routes = doors.routes;
    options.routes_count = doors.routes_count;
    options.ports = doors.ports;
    options.ports_count = doors.ports_count;
    rc = fetch_new(&f->fetch, &options, fail);
    doors_clear(&doors);
    free(user_agent);
    return rc;
}

/* Spares say nothing: nobody listens yet. */
static void
say_alive(struct fetcher *f)
{
    int64_t now_ms = now_monotonic_ms();

    if (f->last_request == 0 || now_ms - f->alive_at_ms < ALIVE_MS)
        return;
    f->alive_at_ms = now_ms;
    wire_send(&f->wire, MESSAGE_ALIVE, STR(""));
}

/* One turn: wait, take requests, hand over pages. -1 when the supervisor is
 * gone, or, with fail set, the machinery. */
static int
turn(struct fetcher *f, struct fail *fail)
{
    struct pollfd behind = { f->wire.fd, POLLOUT, 0 };
    struct page *p;
    int64_t id;
    int readable;

    if (wire_waiting(&f->wire) >= WAITING_MAX) {
        poll(&behind, 1, POLL_MS);
        return wire_flush(&f->wire);
    }
    readable = fetch_poll(
        f->fetch, wire_wants_write(&f->wire) ? 1 : POLL_MS, f->wire.fd, fail);
    if (readable < 0 || (readable > 0 && take_requests(f) != 0))
        return -1;
    while (wire_waiting(&f->wire) < WAITING_MAX &&
           (p = fetch_next_done(f->fetch, &id)) != NULL) {
        page_done(f, id, p);
        fetch_put_back(f->fetch, &p);
    }
    trim_hosts(f);
    say_alive(f);
    return wire_flush(&f->wire);
}

int
fetcher_run(int fd, struct shelf *bodies, const struct campaign *campaign)
{
    struct fetcher f = { .campaign = campaign, .bodies = bodies };
    struct fail fail = { 0 };

    wire_init(&f.wire, fd, MESSAGE_BYTES_MAX);
    shelf_keep_writing(bodies);
    wire_shelves(&f.wire, bodies, NULL);
    f.hosts = map_new(host_free_any);
    f.jobs = map_new(job_free_any);
    f.frame = BUF_MAX(MESSAGE_BYTES_MAX);
    if (open_network(&f, &fail) == 0 && enter_sandbox(&fail) == 0)
        while (turn(&f, &fail) == 0)
            ;
    if (fail.text[0] != '\0')
        log_error("event=fetcher_failed why=%s", fail.text);
    fetch_free(f.fetch);
    map_free(f.jobs);
    map_free(f.hosts);
    wire_clear(&f.wire);
    buf_clear(&f.frame);
    return fail.text[0] != '\0';
}
