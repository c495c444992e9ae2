/* shelfwatch serve: the review pages. */
#include "cli/verbs.h"

#include "cli/serve_captures.h"
#include "cli/serve_facts.h"
#include "cli/serve_lane.h"
#include "cli/serve_options.h"
#include "cli/serve_scans.h"
#include "cli/serve_values.h"
#include "cli/stop.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/now.h"
#include "review/metrics.h"
#include "review/pages.h"
#include "store/parties.h"

#include <stdio.h>
#include <string.h>

/* Somebody waits for the address. */
#define FILL_MS 5000
#define FILL_BATCH 1000
/* At 0.3 s each, the last one waits ten seconds. */
#define LOGINS_WAITING 32
/* A browser opens six; an office behind one address has several. */
#define CONNECTIONS_PER_ADDRESS 64

static struct http_options
http_options(struct serve_options *o, struct pages *pages)
{
    return (struct http_options){
        .address = o->address,
        .port = (uint16_t)o->port,
        .per_address = serve_options_is_local(o) || o->behind_proxy
                           ? 0
                           : CONNECTIONS_PER_ADDRESS,
        .tls_cert = o->cert_file != NULL ? buf_text(&o->cert) : NULL,
        .tls_key = o->key_file != NULL ? buf_text(&o->key) : NULL,
        .handle = pages_handle,
        .ctx = pages,
    };
}

static void
set_pages(struct pages *p, struct serve_options *o)
{
    p->hosts = o->host;
    p->behind_proxy = o->behind_proxy;
    p->proxy_user = o->proxy_user;
    p->proxy_secret = o->secret_file != NULL ? buf_text(&o->secret) : NULL;
    p->campaigns = o->campaigns;
    p->limits.idle_ms = o->idle_minutes * 60 * 1000;
    p->limits.absolute_ms = o->session_hours * 3600 * 1000;
    pages_init(p);
}

/* Who is let in: everybody on this machine with the address, or accounts. */
static int
check_accounts(struct pages *p, const struct serve_options *o, int *accounts,
    struct fail *fail)
{
    *accounts = store_account_any(p->store, fail);
    if (*accounts < 0)
        return -1;
    if (*accounts == 0 && !serve_options_is_local(o))
        return fail_set(fail,
            "%s has no accounts: add an administrator first (shelfwatch user "
            "add NAME --roles administrator,analyst)",
            o->store);
    return 0;
}

static void
print_address(const struct serve_options *o, const struct session *session,
    int accounts, uint16_t port)
{
    const char *open = strchr(o->address, ':') != NULL ? "[" : "";
    const char *close = open[0] != '\0' ? "]" : "";

    printf("http%s://%s%s%s:%u/%s%s\n", o->cert_file != NULL ? "s" : "", open,
        o->address, close, (unsigned)port,
        accounts ? "" : "?key=", accounts ? "" : session->key);
    fflush(stdout);
}

/* Read who stands behind offers that an older version stored, for a while;
 * the next start goes on. */
static int
fill_parties(struct store *s, struct fail *fail)
{
    int64_t end = now_monotonic_ms() + FILL_MS, left = 0;
    int rc;

    do
        rc = store_parties_fill(s, FILL_BATCH, &left, fail);
    while (rc == 0 && left > 0 && now_monotonic_ms() < end && !stop_asked());
    if (rc == 0 && left > 0)
        log_info("event=parties_left offers=%lld", (long long)left);
    return rc;
}

/* Serve on this thread and on those beside it, until it is to stop. */
static int
serve_all(const struct serve_lane_like *like, struct http_server *server,
    int64_t threads, struct fail *fail)
{
    struct serve_lane *lanes[SERVE_OPTIONS_THREADS_MAX] = { NULL };
    int rc = 0;

    for (int64_t i = 1; rc == 0 && i < threads; i++)
        rc = serve_lane_start(&lanes[i], like, stop_flag(), fail);
    if (rc == 0)
        rc = http_server_run(server, stop_flag(), fail);
    stop_ask();
    for (int64_t i = 1; i < threads; i++)
        if (serve_lane_end(lanes[i], rc == 0 ? fail : NULL) != 0)
            rc = -1;
    return rc;
}

static int
serve(struct serve_options *o, struct fail *fail)
{
    struct session session = { .key = "" };
    struct capture_source captures;
    struct facts facts;
    struct pages pages = {
        .session = &session,
        .now_ms = now_wall_ms,
        .captures = &captures,
        .facts = &facts,
        .metrics = metrics_new(),
    };
    struct serve_lane_like like;
    struct http_options options;
    struct capture_archive *archive = NULL;
    struct serve_values *values = NULL;
    struct serve_scans *scans = NULL;
    struct buf dir = BUF_MAX(4096);
    struct http_server *server = NULL;
    int rc = -1, accounts;

    serve_facts_load(&facts);
    if (serve_options_check(o, fail) != 0 ||
        store_open(&pages.store, o->store, STORE_UPDATE, fail) != 0 ||
        check_accounts(&pages, o, &accounts, fail) != 0 ||
        session_init(&session, o->author, fail) != 0 ||
        worker_new(&pages.worker, LOGINS_WAITING, fail) != 0)
        goto out;
    set_pages(&pages, o);
    if (o->run_scans) {
        scans = serve_scans_new(o->store, o->archive, o->campaigns);
        facts.start_scans = serve_scans_start;
        facts.start_ctx = scans;
    }
    values = serve_values_new(o, &pages.limits);
    pages.values = serve_values_list(values);
    options = http_options(o, &pages);
    if (http_server_open(&server, &options, fail) != 0)
        goto out;
    buf_addf(&dir, "%s.warc", o->store);
    archive =
        capture_archive_new(o->archive != NULL ? o->archive : buf_text(&dir));
    captures = serve_captures(archive);
    stop_on_signals();
    if (fill_parties(pages.store, fail) != 0)
        goto out;
    print_address(o, &session, accounts, http_server_port(server));
    log_info("event=serving author=%s store=%s", o->author, o->store);
    like = (struct serve_lane_like){ &pages, &options, server, o->store,
        o->archive != NULL ? o->archive : buf_text(&dir) };
    rc = serve_all(&like, server, o->threads, fail);
out:
    http_server_close(server);
    capture_archive_free(archive);
    serve_values_free(values);
    serve_scans_free(scans);
    buf_clear(&dir);
    worker_free(pages.worker);
    session_clear(&session);
    metrics_free(pages.metrics);
    serve_facts_clear(&facts);
    store_close(pages.store);
    return rc;
}

int
cli_serve(int argc, char **argv)
{
    struct serve_options o;
    struct fail fail = { "" };
    int rc = serve_options_read(&o, argc, argv);

    if (rc < 0) {
        o.store = store_path(o.store);
        rc =
            serve(&o, &fail) == 0 ? VERB_DONE : verb_failed("serve", fail.text);
    }
    serve_options_clear(&o);
    return rc;
}
