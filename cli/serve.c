/* shelfwatch serve: the review pages, on this machine only. */
#include "cli/verbs.h"

#include "cli/serve_captures.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/now.h"
#include "review/pages.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>

static const char usage[] =
    "shelfwatch serve [--port N] [--store S] [--archive DIR] [--author NAME]\n"
    "\n"
    "Prints an address to open in a browser; it is valid until the program\n"
    "ends (Ctrl-C).\n"
    "  --port N       default 8323; 0 takes any free one\n"
    "  --store PATH   default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --archive DIR  where pages are kept; default STORE.warc\n"
    "  --author NAME  who decides; default $USER";

#define PORT_DEFAULT 8323
/* At 0.3 s each, the last one waits ten seconds. */
#define LOGINS_WAITING 32

static volatile sig_atomic_t stop;

static void
on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void
catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

struct arguments {
    const char *store, *archive, *author;
    int64_t port;
};

static int
serve(const struct arguments *a, struct fail *fail)
{
    struct session session = { .key = "" };
    struct capture_source captures;
    struct pages pages = {
        .session = &session, .now_ms = now_wall_ms, .captures = &captures
    };
    struct http_options options = {
        .port = (uint16_t)a->port,
        .handle = pages_handle,
        .ctx = &pages,
    };
    struct capture_archive *archive = NULL;
    struct buf dir = BUF_MAX(4096);
    struct http_server *server = NULL;
    int rc = -1;

    if (store_open(&pages.store, a->store, STORE_UPDATE, fail) != 0 ||
        session_init(&session, a->author, fail) != 0 ||
        worker_new(&pages.worker, LOGINS_WAITING, fail) != 0 ||
        http_server_open(&server, &options, fail) != 0)
        goto out;
    buf_addf(&dir, "%s.warc", a->store);
    archive =
        capture_archive_new(a->archive != NULL ? a->archive : buf_text(&dir));
    captures = serve_captures(archive);
    pages_init(&pages);
    catch_signals();
    printf("http://127.0.0.1:%u/?key=%s\n", (unsigned)http_server_port(server),
        session.key);
    fflush(stdout);
    log_info("event=serving author=%s store=%s", a->author, a->store);
    rc = http_server_run(server, &stop, fail);
out:
    http_server_close(server);
    capture_archive_free(archive);
    buf_clear(&dir);
    worker_free(pages.worker);
    session_clear(&session);
    store_close(pages.store);
    return rc;
}

int
cli_serve(int argc, char **argv)
{
    static const struct option options[] = {
        { "port", required_argument, NULL, 'p' },
        { "store", required_argument, NULL, 's' },
        { "archive", required_argument, NULL, 'w' },
        { "author", required_argument, NULL, 'a' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct arguments a = { .author = verb_author(NULL), .port = PORT_DEFAULT };
    struct fail fail = { "" };
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (option) {
        case 'p':
            if (str_to_i64(str_of(optarg), &a.port) != 0 || a.port < 0 ||
                a.port > 65535)
                return verb_usage(usage);
            break;
        case 's':
            a.store = optarg;
            break;
        case 'w':
            a.archive = optarg;
            break;
        case 'a':
            a.author = optarg;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            return verb_usage(usage);
        }
    if (optind != argc || a.author[0] == '\0')
        return verb_usage(usage);
    a.store = store_path(a.store);
    if (serve(&a, &fail) != 0)
        return verb_failed("serve", fail.text);
    return VERB_DONE;
}
