#include "cli/serve_options.h"

#include "cli/verbs.h"

#include "base/file.h"
#include "base/http_server.h"
#include "base/log.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PORT_DEFAULT 8323
#define PEM_BYTES_MAX (1u << 20)
#define SECRET_BYTES_MAX 1000
/* Guessing 16 random characters is hopeless; fewer were not random. */
#define SECRET_CHARS_MIN 16
#define WEEK_HOURS (7 * 24)
/* More gain nothing: all write to one file. */
#define THREADS_USUAL 8

const char serve_options_usage[] =
    "shelfwatch serve [OPTION]...\n"
    "\n"
    "On a store without accounts (shelfwatch user add) it prints an address "
    "to\n"
    "open in a browser on this machine, valid until the program ends "
    "(Ctrl-C);\n"
    "else people sign in.\n"
    "  --port N       default 8323; 0 takes any free one\n"
    "  --store PATH   default $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --archive DIR  where pages are kept; default STORE.warc\n"
    "  --author NAME  who decides, without accounts; default $USER\n"
    "  --campaigns DIR  campaigns that an administrator may allow\n"
    "  --run-scans    start what is asked for there (scan --requested)\n"
    "  --threads N    default one per processor, at most 8\n"
    "\n"
    "For other machines, which needs accounts:\n"
    "  --address IP   where to listen; default 127.0.0.1\n"
    "  --tls-cert FILE --tls-key FILE   certificate chain and key, PEM\n"
    "  --behind-proxy   TLS is done by a proxy on this machine, which sets\n"
    "                 X-Forwarded-For and X-Forwarded-Proto\n"
    "  --host NAME    a name browsers use for it; may be repeated\n"
    "  --proxy-user HEADER --proxy-secret-file FILE\n"
    "                 the proxy signs people in: it names them in HEADER and\n"
    "                 sends FILE's first line as X-Shelfwatch-Secret\n"
    "  --idle MIN     sessions end after that long unused; default 30\n"
    "  --session H    and after that long in all; default 12";

static int
read_number(int64_t *out, int64_t low, int64_t high)
{
    return str_to_i64(str_of(optarg), out) != 0 || *out < low || *out > high
               ? -1
               : 0;
}

static int
read_network(struct serve_options *o, int option)
{
    switch (option) {
    case 'A':
        o->address = optarg;
        return 0;
    case 'c':
        o->cert_file = optarg;
        return 0;
    case 'k':
        o->key_file = optarg;
        return 0;
    case 'b':
        o->behind_proxy = 1;
        return 0;
    case 'H':
        if (o->hosts == SERVE_OPTIONS_HOSTS_MAX)
            return -1;
        o->host[o->hosts++] = optarg;
        return 0;
    case 'u':
        o->proxy_user = optarg;
        return 0;
    case 'x':
        o->secret_file = optarg;
        return 0;
    case 'i':
        return read_number(&o->idle_minutes, 1, 24 * 60);
    case 'S':
        return read_number(&o->session_hours, 1, WEEK_HOURS);
    default:
        return -1;
    }
}

static int
read_option(void *ctx, int option)
{
    struct serve_options *o = ctx;

    switch (option) {
    case 'p':
        return read_number(&o->port, 0, 65535);
    case 's':
        o->store = optarg;
        return 0;
    case 'w':
        o->archive = optarg;
        return 0;
    case 'a':
        o->author = optarg;
        return 0;
    case 'C':
        o->campaigns = optarg;
        return 0;
    case 'r':
        o->run_scans = 1;
        return 0;
    case 't':
        return read_number(&o->threads, 1, SERVE_OPTIONS_THREADS_MAX);
    default:
        return read_network(o, option);
    }
}

static int64_t
processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n < THREADS_USUAL ? n : THREADS_USUAL;
}

int
serve_options_read(struct serve_options *o, int argc, char **argv)
{
    static const struct option options[] = {
        { "port", required_argument, NULL, 'p' },
        { "store", required_argument, NULL, 's' },
        { "archive", required_argument, NULL, 'w' },
        { "author", required_argument, NULL, 'a' },
        { "campaigns", required_argument, NULL, 'C' },
        { "run-scans", no_argument, NULL, 'r' },
        { "threads", required_argument, NULL, 't' },
        { "address", required_argument, NULL, 'A' },
        { "tls-cert", required_argument, NULL, 'c' },
        { "tls-key", required_argument, NULL, 'k' },
        { "behind-proxy", no_argument, NULL, 'b' },
        { "host", required_argument, NULL, 'H' },
        { "proxy-user", required_argument, NULL, 'u' },
        { "proxy-secret-file", required_argument, NULL, 'x' },
        { "idle", required_argument, NULL, 'i' },
        { "session", required_argument, NULL, 'S' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    const struct verb_options how = { options, serve_options_usage,
        read_option };
    const char *why = NULL;
    int status;

    *o = (struct serve_options){ .author = verb_author(NULL),
        .address = "127.0.0.1",
        .port = PORT_DEFAULT,
        .threads = processors(),
        .cert = BUF_MAX(PEM_BYTES_MAX),
        .key = BUF_MAX(PEM_BYTES_MAX),
        .secret = BUF_MAX(SECRET_BYTES_MAX),
        .own_host = BUF_MAX(100) };
    status = verb_options_read(argc, argv, &how, o);
    if (status >= 0)
        return status;
    if ((o->cert_file == NULL) != (o->key_file == NULL))
        why = "--tls-cert and --tls-key need each other";
    else if ((o->proxy_user == NULL) != (o->secret_file == NULL))
        why = "--proxy-user and --proxy-secret-file need each other";
    else if (o->author[0] == '\0')
        why = "nobody is named: --author";
    if (why != NULL)
        fprintf(stderr, "shelfwatch serve: %s\n", why);
    return why == NULL && optind == argc ? -1 : verb_usage(serve_options_usage);
}

int
serve_options_is_local(const struct serve_options *o)
{
    return http_server_is_loopback(o->address) && !o->behind_proxy;
}

static int
read_files(struct serve_options *o, struct fail *fail)
{
    struct str rest, line = STR_NONE;
    struct stat st;

    if (o->cert_file != NULL && (file_read(&o->cert, o->cert_file, fail) != 0 ||
                                    file_read(&o->key, o->key_file, fail) != 0))
        return -1;
    if (o->key_file != NULL && stat(o->key_file, &st) == 0 &&
        (st.st_mode & (S_IRGRP | S_IROTH)) != 0)
        log_warn("event=key_is_readable_by_others file=%s", o->key_file);
    if (o->secret_file == NULL)
        return 0;
    if (file_read(&o->secret, o->secret_file, fail) != 0)
        return -1;
    rest = buf_str(&o->secret);
    str_next_line(&rest, &line);
    buf_cut(&o->secret, line.len);
    if (o->secret.len < SECRET_CHARS_MIN)
        return fail_set(fail, "%s: the first line has fewer than %d characters",
            o->secret_file, SECRET_CHARS_MIN);
    return 0;
}

int
serve_options_check(struct serve_options *o, struct fail *fail)
{
    int loopback = http_server_is_loopback(o->address);
    int any =
        strcmp(o->address, "0.0.0.0") == 0 || strcmp(o->address, "::") == 0;

    if (o->run_scans && o->campaigns == NULL)
        return fail_set(fail, "--run-scans needs --campaigns");
    if (o->proxy_user != NULL)
        o->behind_proxy = 1;
    if (!loopback && o->cert_file == NULL && !o->behind_proxy)
        return fail_set(fail,
            "%s is not of this machine alone: give --tls-cert and --tls-key, "
            "or --behind-proxy",
            o->address);
    if (!loopback && any && o->hosts == 0)
        return fail_set(fail, "%s is every address: name the hosts with --host",
            o->address);
    if (!loopback && !any && o->hosts < SERVE_OPTIONS_HOSTS_MAX) {
        buf_addf(&o->own_host, strchr(o->address, ':') != NULL ? "[%s]" : "%s",
            o->address);
        o->host[o->hosts++] = buf_text(&o->own_host);
    }
    return read_files(o, fail);
}

void
serve_options_clear(struct serve_options *o)
{
    if (o->key.cap > 0)
        explicit_bzero(o->key.p, o->key.cap);
    if (o->secret.cap > 0)
        explicit_bzero(o->secret.p, o->secret.cap);
    buf_clear(&o->cert);
    buf_clear(&o->key);
    buf_clear(&o->secret);
    buf_clear(&o->own_host);
}
