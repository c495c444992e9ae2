#include "crawler/fetch.h"

#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "crawler/fetch_end.h"
#include "crawler/fetch_fields.h"
#include "crawler/fetch_job.h"
#include "crawler/fetch_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Of larger pages there are few. */
#define SPARE_BODY_BYTES (256u << 10)

static void
set_defaults(struct fetch_options *o)
{
    if (o->header_max == 0)
        o->header_max = LIMIT_HEADER_BYTES;
    if (o->body_max == 0)
        o->body_max = LIMIT_BODY_BYTES;
    if (o->connect_ms == 0)
        o->connect_ms = LIMIT_CONNECT_MS;
    if (o->total_ms == 0)
        o->total_ms = LIMIT_FETCH_MS;
    if (o->slow_bytes_per_s == 0)
        o->slow_bytes_per_s = LIMIT_SLOW_BYTES_PER_S;
    if (o->slow_s == 0)
        o->slow_s = LIMIT_SLOW_S;
    if (o->connections_max == 0)
        o->connections_max = 64;
    if (o->connections_per_host == 0)
        o->connections_per_host = 4;
}

int
fetch_new(
    struct fetch **out, const struct fetch_options *options, struct fail *fail)
{
    struct fetch *f;

    if (options->user_agent == NULL || options->user_agent[0] == '\0')
        return fail_set(fail, "fetch: no user agent");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        return fail_set(fail, "fetch: libcurl does not start");
    f = mem_new(sizeof *f);
    f->o = *options;
    set_defaults(&f->o);
    f->done_end = &f->done_first;
    f->shelf = options->shelf;
    f->cookies = cookies_new();
    f->names = names_new();
    f->connections = connections_new();
    f->ends = BUF_MAX(256);
    f->own_ports = map_new(NULL);
    f->user_agent = mem_text(options->user_agent);
    f->accept_language = mem_text(options->accept_language);
    f->ca_file = mem_text(options->ca_file);
    f->ports_count = options->ports_count;
    f->ports = mem_array(f->ports_count + 1, sizeof *f->ports);
    for (size_t i = 0; i < f->ports_count; i++)
        f->ports[i] = options->ports[i];
    f->multi = curl_multi_init();
    f->fields = fetch_fields_common(f);
    if (f->multi == NULL || f->fields == NULL) {
        fail_set(fail, "fetch: no transfer handle");
        goto failed;
    }
    f->watch = fetch_watch_new(f->multi);
    curl_multi_setopt(
        f->multi, CURLMOPT_MAXCONNECTS, (long)f->o.connections_max);
    curl_multi_setopt(f->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
        (long)f->o.connections_per_host);
    if (routes_new(&f->routes, options->routes, options->routes_count, fail) !=
        0)
        goto failed;
    *out = f;
    return 0;
failed:
    fetch_free(f);
    return -1;
}

void
fetch_free(struct fetch *f)
{
    struct job *j;

    if (f == NULL)
        return;
    while ((j = f->in_flight) != NULL) {
        f->in_flight = j->after;
        curl_multi_remove_handle(f->multi, j->easy);
        fetch_job_free(j);
    }
    while ((j = f->done_first) != NULL) {
        f->done_first = j->next;
        fetch_job_free(j);
    }
    while (f->idle_count > 0)
        fetch_job_free(f->idle[--f->idle_count]);
    while (f->spare_count > 0)
        page_free(f->spare[--f->spare_count]);
    if (f->multi != NULL)
        curl_multi_cleanup(f->multi);
    fetch_watch_free(f->watch);
    curl_slist_free_all(f->fields);
    buf_clear(&f->ends);
    map_free(f->own_ports);
    names_free(f->names);
    connections_free(f->connections);
    routes_free(f->routes);
    cookies_free(f->cookies);
    free(f->user_agent);
    free(f->accept_language);
    free(f->ca_file);
    free(f->ports);
    free(f);
    curl_global_cleanup();
}

static void
job_done(struct job *j, enum page_outcome outcome)
{
    j->page->outcome = outcome;
    j->next = NULL;
    *j->owner->done_end = j;
    j->owner->done_end = &j->next;
}

static void
job_refuse(struct job *j, const char *why)
{
    page_set(&j->page->why, str_of(why));
    job_done(j, PAGE_REFUSED);
}

static int
port_allowed(const struct fetch *f, int port)
{
    if (address_port_is_usual(port))
        return 1;
    for (size_t i = 0; i < f->ports_count; i++)
        if (f->ports[i] == port)
            return 1;
    return 0;
}

static void
job_begin(struct job *j)
{
    struct fetch *f = j->owner;

    j->before = NULL;
    j->after = f->in_flight;
    if (j->after != NULL)
        j->after->before = j;
    f->in_flight = j;
}

static void
job_end(struct job *j, enum page_outcome outcome)
{
    *(j->before != NULL ? &j->before->after : &j->owner->in_flight) = j->after;
    if (j->after != NULL)
        j->after->before = j->before;
    job_done(j, outcome);
}

static void
job_fail(struct job *j, const char *word, const char *why)
{
    struct buf text = BUF_MAX(1024);

    buf_addf(&text, "%s: %s", word, why);
    page_set(&j->page->why, buf_str(&text));
    buf_clear(&text);
    job_end(j, PAGE_FAILED);
}

/* Put the request on the wire. */
static void
job_send(struct job *j)
{
    if (curl_multi_add_handle(j->owner->multi, j->easy) != 0)
        job_fail(j, "connect", "no transfer handle");
}

/* Have the transfer use the answer. */
static void
use_answer(struct job *j, const struct names_answer *a)
{
    struct buf text = BUF_MAX(NAMES_TEXT_BYTES + 300);

    buf_addz(&j->addresses, a->addresses);
    j->resolved_wall_ms = a->asked_wall_ms;
    buf_addf(&text, "%s:%d:%s", j->host, j->port, a->addresses);
    j->resolve = curl_slist_append(NULL, buf_text(&text));
    curl_easy_setopt(j->easy, CURLOPT_RESOLVE, j->resolve);
    buf_clear(&text);
}

/* CURLOPT_RESOLVE takes a "-" in front as an order to forget what follows; no
 * host name begins so (RFC 1123, 2.1). */
static int
is_no_name(const struct job *j)
{
    return j->host[0] == '-';
}

/* 1 if the job went on or ended, 0 while its host has no address yet. */
static int
job_name(struct job *j)
{
    const struct fetch *f = j->owner;
    int64_t now_ms = now_monotonic_ms();
    const struct names_answer *a =
        names_ask(f->names, str_of(j->host), now_ms, now_wall_ms());

    if (a == NULL && now_ms < j->began_ms + f->o.connect_ms)
        return 0;
    if (a == NULL) {
        job_fail(j, "timeout", "no answer from the name server");
    } else if (a->addresses[0] == '\0') {
        job_fail(j, "dns", a->why);
    } else {
        j->named_ms = now_ms - j->began_ms;
        use_answer(j, a);
        job_send(j);
    }
    return 1;
}

static void
name_all(struct fetch *f)
{
    struct job **at = &f->unnamed;

    while (*at != NULL) {
        struct job *j = *at, *next = j->next;

        if (job_name(j)) /* its own link is another list's now */
            *at = next;
        else
            at = &j->next;
    }
}

/* Nothing to ask for where the address is given. */
static int
is_named(struct job *j)
{
    struct address a;

    if (j->route != NULL)
        buf_addz(&j->addresses, "not asked (connect_to of the campaign)");
    else if (address_parse(&a, str_of(j->host)) == 0)
        buf_addz(&j->addresses, "not asked (the URL names an address)");
    j->resolved_wall_ms = j->page->fetched_at_ms;
    return j->addresses.len > 0;
}

static struct page *
new_page(struct fetch *f, struct str url)
{
    struct page *p;

    if (f->spare_count == 0)
        return page_new(url);
    p = f->spare[--f->spare_count];
    page_renew(p, url);
    return p;
}

void
fetch_put_back(struct fetch *f, struct page **p)
{
    struct buf *body = &(*p)->body;

    if (body->lent) {
        shelf_give_back(f->shelf, body->p);
        buf_clear(body);
    }
    if (f->spare_count < SPARE_PAGES_MAX && body->cap <= SPARE_BODY_BYTES)
        f->spare[f->spare_count++] = *p;
    else
        page_free(*p);
    *p = NULL;
}

void
fetch_start(struct fetch *f, const struct fetch_request *r)
{
    struct job *j = fetch_job_new(f);
    const char *why;

    j->id = r->id;
    j->page = new_page(f, r->url);
    j->page->fetched_at_ms = r->now_wall_ms;
    j->page->body.max = r->body_max == 0 ? f->o.body_max : r->body_max;
    j->began_ms = now_monotonic_ms();
    f->in_flight_count++;
    why = fetch_job_read_url(j, r->url);
    if (why != NULL) {
        job_refuse(j, why);
        return;
    }
    j->route = routes_find(f->routes, str_of(j->host), j->port);
    if (j->route == NULL && !port_allowed(f, j->port)) {
        job_refuse(j, "port: not one that shops use");
        return;
    }
    fetch_job_set(j, r);
    job_begin(j);
    if (is_named(j)) {
        job_send(j);
    } else if (is_no_name(j)) {
        job_fail(j, "dns", "no host has such a name");
    } else if (!job_name(j)) {
        j->next = f->unnamed;
        f->unnamed = j;
    }
}

static void
finish(struct fetch *f, struct job *j, CURLcode code)
{
    enum page_outcome outcome = PAGE_RECEIVED;

    if (fetch_job_end_body(j) != 0 && code == CURLE_OK)
        code = CURLE_WRITE_ERROR;
    fetch_end_fill(j);
    curl_multi_remove_handle(f->multi, j->easy);
    if (code == CURLE_OK && fetch_end_early(j)) {
        outcome = PAGE_TRUNCATED;
    } else if (code != CURLE_OK) {
        fetch_end_explain(j, code);
        outcome = j->page->status > 0 ? PAGE_TRUNCATED : PAGE_FAILED;
        if (j->page->status == 0 && j->refused != ADDRESS_PUBLIC)
            outcome = PAGE_REFUSED;
    } else if (j->conditional && j->page->status == 304) {
        outcome = PAGE_NOT_MODIFIED;
    }
    job_end(j, outcome);
}

static int
work(struct fetch *f, struct fail *fail)
{
    CURLMsg *m;
    int left;
    CURLMcode rc;

    name_all(f);
    f->turn_ms = now_monotonic_ms();
    rc = fetch_watch_act(f->watch, f->multi);
    if (rc != CURLM_OK)
        return fail_set(fail, "fetch: %s", curl_multi_strerror(rc));
    while ((m = curl_multi_info_read(f->multi, &left)) != NULL) {
        char *ptr = NULL;

        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &ptr);
        finish(f, (struct job *)(void *)ptr, m->data.result);
    }
    return 0;
}

int
fetch_poll(struct fetch *f, int timeout_ms, int extra_fd, struct fail *fail)
{
    struct pollfd extra[FETCH_WATCH_MORE] = { { .fd = -1 } };
    size_t count = 0;

    if (fetch_watch_is_due(f->watch) && work(f, fail) != 0)
        return -1;
    extra[count++] = (struct pollfd){ .fd = extra_fd, .events = POLLIN };
    /* An answer that nobody waits for any more is not taken, so it would be
     * there each time. */
    if (f->unnamed != NULL)
        extra[count++] =
            (struct pollfd){ .fd = names_fd(f->names), .events = POLLIN };
    if (fetch_watch_wait(f->watch, f->done_first != NULL ? 0 : timeout_ms,
            extra, count) != 0)
        return fail_set(fail, "fetch: poll: %s", strerror(errno));
    if (work(f, fail) != 0)
        return -1;
    return extra[0].revents != 0;
}

struct page *
fetch_next_done(struct fetch *f, int64_t *id)
{
    struct job *j = f->done_first;
    struct page *p;

    if (j == NULL)
        return NULL;
    f->done_first = j->next;
    if (f->done_first == NULL)
        f->done_end = &f->done_first;
    f->in_flight_count--;
    *id = j->id;
    p = j->page;
    j->page = NULL;
    fetch_job_leave(j);
    return p;
}

size_t
fetch_in_flight(const struct fetch *f)
{
    return f->in_flight_count;
}
