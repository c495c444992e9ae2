/* shelfwatch demo: the bundled shops, scanned, and what was found of what was
 * planted. */
#include "cli/stop.h"
#include "cli/verbs.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "demo/shop_server.h"
#include "demo/snare.h"
#include "demo/truth.h"
#include "store/store.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char usage[] =
    "shelfwatch demo [OPTION]...\n"
    "  --dir DIR     working folder, made afresh (default ./demo-run)\n"
    "  --keep        go on with the folder that is there: scan it again\n"
    "  --serve       only serve the shops, until interrupted\n"
    "  --port N      port of the shops on 127.0.0.1 (default: a free one)\n"
    "  --verbose     show the log of the scan\n"
    "Serves the bundled shops on this machine, imports the bundled recalls,\n"
    "scans, prints the queue, and compares it with what was planted. Exit\n"
    "status 1 if anything is not as planted.";

#define PATH_BYTES 4096
#define QUEUE_SHOWN "15"

struct demo {
    const char *dir;
    int keep, serve, verbose;
    int64_t port;
    struct goods *goods;
    struct shop_server_counts *counts; /* shared with the server's process */
    pid_t server;
    char store[PATH_BYTES], campaign[PATH_BYTES], recalls[PATH_BYTES];
    char sites[PATH_BYTES], log[PATH_BYTES];
};

/* Returns -1 to go on, else the exit status. */
static int
read_options(struct demo *d, int argc, char **argv)
{
    static const struct option longs[] = { { "dir", required_argument, NULL,
                                               'd' },
        { "keep", no_argument, NULL, 'k' }, { "serve", no_argument, NULL, 's' },
        { "port", required_argument, NULL, 'p' },
        { "verbose", no_argument, NULL, 'v' },
        { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
    int c;

    while ((c = getopt_long(argc, argv, "hv", longs, NULL)) != -1) {
        switch (c) {
        case 'd':
            d->dir = optarg;
            break;
        case 'k':
            d->keep = 1;
            break;
        case 's':
            d->serve = 1;
            break;
        case 'p':
            if (str_to_i64(str_of(optarg), &d->port) != 0 || d->port < 0 ||
                d->port > 65535)
                return verb_bad_option(argv, usage);
            break;
        case 'v':
            d->verbose = 1;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            return verb_bad_option(argv, usage);
        }
    }
    return optind == argc ? -1 : verb_usage(usage);
}

/* --- files --- */

static int
load_goods(struct demo *d, struct fail *fail)
{
    struct buf shops = BUF_MAX(PATH_BYTES), planted = BUF_MAX(PATH_BYTES);
    struct buf recalls = BUF_MAX(PATH_BYTES), sites = BUF_MAX(PATH_BYTES);
    int rc = -1;

    if (datadir_find(&shops, "demo/shops.yaml", fail) == 0 &&
        datadir_find(&planted, "demo/planted.yaml", fail) == 0 &&
        datadir_find(&recalls, "demo/recalls.jsonl", fail) == 0 &&
        datadir_find(&sites, "demo/sites", fail) == 0)
        rc = goods_load(&d->goods, buf_text(&shops), buf_text(&planted), fail);
    if (rc == 0) {
        snprintf(d->recalls, sizeof d->recalls, "%s", buf_text(&recalls));
        snprintf(d->sites, sizeof d->sites, "%s", buf_text(&sites));
    }
    buf_clear(&shops);
    buf_clear(&planted);
    buf_clear(&recalls);
    buf_clear(&sites);
    return rc;
}

static int
remove_file(const char *path, void *ctx, struct fail *fail)
{
    struct stat st;

    (void)ctx;
    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        if (file_each(path, "", remove_file, NULL, fail) != 0)
            return -1;
        return rmdir(path) == 0
                   ? 0
                   : fail_set(fail, "%s: %s", path, strerror(errno));
    }
    return unlink(path) == 0 ? 0
                             : fail_set(fail, "%s: %s", path, strerror(errno));
}

/* Empty the folder of an earlier demo. A folder that is not one (it has
 * files but no campaign of ours) is left alone. */
static int
make_folder(struct demo *d, struct fail *fail)
{
    snprintf(d->store, sizeof d->store, "%s/shelfwatch.db", d->dir);
    snprintf(d->campaign, sizeof d->campaign, "%s/campaign.yaml", d->dir);
    snprintf(d->log, sizeof d->log, "%s/demo.log", d->dir);
    if (file_exists(d->dir) && !d->keep) {
        if (!file_exists(d->campaign) && rmdir(d->dir) != 0)
            return fail_set(fail,
                "%s is there and is no demo's folder; name another with "
                "--dir",
                d->dir);
        if (file_exists(d->campaign) &&
            file_each(d->dir, "", remove_file, NULL, fail) != 0)
            return -1;
    }
    return file_make_dirs(d->dir, fail);
}

/* --- the shops, in a process of their own --- */

static int
serve_shops(struct demo *d, int tell_fd, struct fail *fail)
{
    struct shop_server *s = NULL;
    uint16_t port;
    int rc;

    stop_on_signals();
    if (shop_server_open(&s, d->goods, (uint16_t)d->port, d->counts, fail) != 0)
        return -1;
    port = shop_server_port(s);
    if (write(tell_fd, &port, sizeof port) != sizeof port)
        rc = fail_set(fail, "cannot tell the port: %s", strerror(errno));
    else
        rc = shop_server_run(s, stop_flag(), fail);
    shop_server_close(s);
    return rc;
}

static int
start_server(struct demo *d, uint16_t *port, struct fail *fail)
{
    int fds[2];
    ssize_t n;

    if (pipe(fds) != 0)
        return fail_set(fail, "pipe: %s", strerror(errno));
    fflush(NULL);
    d->server = fork();
    if (d->server < 0)
        return fail_set(fail, "fork: %s", strerror(errno));
    if (d->server == 0) {
        int rc;

        close(fds[0]);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        rc = serve_shops(d, fds[1], fail);
        if (rc != 0)
            fprintf(stderr, "shelfwatch demo: shops: %s\n", fail->text);
        _exit(rc == 0 ? 0 : 1);
    }
    close(fds[1]);
    n = read(fds[0], port, sizeof *port);
    close(fds[0]);
    return n == sizeof *port ? 0 : fail_set(fail, "the shops did not open");
}

static void
stop_server(struct demo *d)
{
    if (d->server <= 0)
        return;
    kill(d->server, SIGTERM);
    waitpid(d->server, NULL, 0);
    d->server = 0;
}

/* --- the program's own verbs --- */

/* Run `shelfwatch ARG...` as a user would type it, after printing it. */
static int
run_verb(const struct demo *d, const char *const *args, struct fail *fail)
{
    int status;
    pid_t pid;

    printf("\n$ shelfwatch");
    for (size_t i = 1; args[i] != NULL; i++)
        printf(" %s", args[i]);
    puts("");
    fflush(NULL);
    pid = fork();
    if (pid < 0)
        return fail_set(fail, "fork: %s", strerror(errno));
    if (pid == 0) {
        if (!d->verbose && freopen(d->log, "a", stderr) == NULL)
            _exit(126);
        execv("/proc/self/exe", (char *const *)args);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail_set(fail, "'%s' failed; %s says why", args[1], d->log);
    return 0;
}

#define RUN(d, fail, ...)                                                      \
    run_verb(d, (const char *const[]){ "shelfwatch", __VA_ARGS__, NULL }, fail)

/* --- what was found --- */

static int
read_listing(int64_t id, struct listing **l, void *ctx, struct fail *fail)
{
    (void)id;
    (void)fail;
    truth_add_listing(ctx, *l);
    return 0;
}

static int
read_case(const struct store_case *c, void *ctx, struct fail *fail)
{
    struct js *j = NULL;

    if (js_parse(&j, str_of(c->casefile), fail) != 0)
        return -1;
    if (js_bool(js_get(j, "flagged"), 0))
        truth_add_case(ctx, j);
    js_free(j);
    return 0;
}

static int
read_snares(struct store *s, struct truth *t, struct fail *fail)
{
    size_t count;
    const struct snare *snares = snare_list(&count);
    int rc = 0;

    for (size_t i = 0; i < count && rc >= 0; i++) {
        struct buf url = BUF_MAX(PATH_BYTES);
        char *state = NULL, *reason = NULL;

        buf_addf(&url, "http://%s%s", snares[i].host, snares[i].path);
        rc = store_page_last(s, buf_str(&url), &state, &reason, fail);
        if (rc == 1)
            truth_add_page(t, buf_str(&url), str_of(state), str_of(reason));
        free(state);
        free(reason);
        buf_clear(&url);
    }
    return rc < 0 ? -1 : 0;
}

/* Print the table; *wrong is how many things are not as planted. */
static int
compare(const struct demo *d, int *wrong, struct fail *fail)
{
    struct store_filter all = { 0 };
    struct truth *t = truth_new(d->goods);
    struct buf text = BUF_MAX(1u << 20);
    struct store *s = NULL;
    int rc = -1;

    if (store_open(&s, d->store, STORE_READ, fail) != 0 ||
        store_listing_each(s, read_listing, t, fail) != 0 ||
        store_case_each(s, &all, read_case, t, fail) != 0 ||
        read_snares(s, t, fail) != 0)
        goto out;
    truth_set_counts(t, d->counts);
    *wrong = truth_report(t, &text);
    printf("\nplanted against found\n\n%s", buf_text(&text));
    rc = 0;
out:
    store_close(s);
    truth_free(t);
    buf_clear(&text);
    return rc;
}

static int
write_campaign(const struct demo *d, uint16_t port, struct fail *fail)
{
    struct buf text = BUF_MAX(1u << 16);
    int rc;

    shop_server_campaign(&text, d->goods, port);
    rc = file_write(d->campaign, buf_str(&text), fail);
    buf_clear(&text);
    return rc;
}

static int
run_demo(struct demo *d, int *wrong, struct fail *fail)
{
    int64_t start_ms = now_monotonic_ms();
    uint16_t port;

    if (make_folder(d, fail) != 0 || start_server(d, &port, fail) != 0 ||
        write_campaign(d, port, fail) != 0)
        return -1;
    printf("%zu shops with %zu offers on 127.0.0.1:%u, campaign %s\n",
        d->goods->shops, d->goods->offers, port, d->campaign);
    if (RUN(d, fail, "recalls", "import", "--store", d->store, d->recalls) !=
            0 ||
        RUN(d, fail, "scan", "--store", d->store, "--profiles", d->sites,
            d->campaign) != 0)
        return -1;
    stop_server(d);
    if (RUN(d, fail, "queue", "list", "--store", d->store, "--limit",
            QUEUE_SHOWN) != 0 ||
        compare(d, wrong, fail) != 0)
        return -1;
    printf("%.1f seconds. To review the cases in a browser:\n"
           "  %s serve --store %s\n",
        (double)(now_monotonic_ms() - start_ms) / 1000, program_invocation_name,
        d->store);
    return 0;
}

/* --serve: the shops alone, for a browser or scans by hand. */
static int
only_serve(struct demo *d, struct fail *fail)
{
    struct buf text = BUF_MAX(1u << 16);
    uint16_t port;
    int status;

    if (start_server(d, &port, fail) != 0)
        return -1;
    shop_server_campaign(&text, d->goods, port);
    printf("# In a browser: http://127.0.0.1:%u/\n%s", port, buf_text(&text));
    fflush(stdout);
    buf_clear(&text);
    signal(SIGINT, SIG_IGN); /* the server ends, and we with it */
    waitpid(d->server, &status, 0);
    printf("# %lld requests, %lld of them for what robots.txt forbids\n",
        (long long)d->counts->requests, (long long)d->counts->forbidden);
    return 0;
}

int
cli_demo(int argc, char **argv)
{
    struct demo d = { .dir = "demo-run" };
    struct fail fail = { 0 };
    int status = read_options(&d, argc, argv), wrong = 0;

    if (status >= 0)
        return status;
    status = VERB_DONE;
    d.counts = mmap(NULL, sizeof *d.counts, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (d.counts == MAP_FAILED)
        return verb_failed("demo", "out of memory");
    if (load_goods(&d, &fail) != 0 ||
        (d.serve ? only_serve(&d, &fail) : run_demo(&d, &wrong, &fail)) != 0)
        status = verb_failed("demo", fail.text);
    else if (wrong > 0)
        status = VERB_FAILED;
    stop_server(&d);
    goods_free(d.goods);
    munmap(d.counts, sizeof *d.counts);
    return status;
}
