/* shelfwatch serve: the review pages, on this machine only. */
#include "cli/verbs.h"

#include "base/log.h"
#include "base/now.h"
#include "review/pages.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>

static const char usage[] =
    "shelfwatch serve [--port N] [--store S] [--author NAME]\n"
    "\n"
    "Prints an address to open in a browser; it is valid until the program\n"
    "ends (Ctrl-C).\n"
    "  --port N       default 8323; 0 takes any free one\n"
    "  --store PATH   default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --author NAME  who decides; default $USER";

#define PORT_DEFAULT 8323

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

static int
serve(const char *path, uint16_t port, const char *author, struct fail *fail)
{
    struct session session = { .key = "" };
    struct pages pages = { .session = &session, .now_ms = now_wall_ms };
    struct http_options options = {
        .port = port,
        .handle = pages_handle,
        .ctx = &pages,
    };
    struct http_server *server = NULL;
    int rc = -1;

    if (store_open(&pages.store, path, STORE_UPDATE, fail) != 0 ||
        session_init(&session, author, fail) != 0 ||
        http_server_open(&server, &options, fail) != 0)
        goto out;
    catch_signals();
    printf("http://127.0.0.1:%u/?key=%s\n", (unsigned)http_server_port(server),
        session.key);
    fflush(stdout);
    log_info("event=serving author=%s store=%s", author, path);
    rc = http_server_run(server, &stop, fail);
out:
    http_server_close(server);
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
        { "author", required_argument, NULL, 'a' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const char *store = NULL, *author = verb_author(NULL);
    struct fail fail = { "" };
    int64_t port = PORT_DEFAULT;
    int option;

    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (option) {
        case 'p':
            if (str_to_i64(str_of(optarg), &port) != 0 || port < 0 ||
                port > 65535)
                return verb_usage(usage);
            break;
        case 's':
            store = optarg;
            break;
        case 'a':
            author = optarg;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            return verb_usage(usage);
        }
    if (optind != argc || author[0] == '\0')
        return verb_usage(usage);
    if (serve(store_path(store), (uint16_t)port, author, &fail) != 0)
        return verb_failed("serve", fail.text);
    return VERB_DONE;
}
