/* shelfwatch scan: one campaign, from the web to the queue. */
#include "cli/run_record.h"
#include "cli/scan_requested.h"
#include "cli/screener.h"
#include "cli/searches.h"
#include "cli/serve_facts.h"
#include "cli/stop.h"
#include "cli/verbs.h"

#include "base/datadir.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "review/metrics.h"
#include "scan/supervisor.h"
#include "store/store.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "shelfwatch scan [OPTION]... CAMPAIGN.yaml\n"
    "       shelfwatch scan [OPTION]... --requested DIR\n"
    "  --store PATH      database (default $SHELFWATCH_STORE or "
    "./shelfwatch.db)\n"
    "  --archive DIR     where pages are kept (default STORE.warc)\n"
    "  --rules DIR       rule packs (default: those installed)\n"
    "  --policy FILE     scoring policy (default: the one installed)\n"
    "  --model DIR       risk model (default: the current one)\n"
    "  --language CODE   of the reasons: en (default), de, zh\n"
    "  --profiles DIR    site profiles (default: those installed)\n"
    "  --inspectors N    processes that read pages (default: one per core)\n"
    "  --max-time TIME   stop after 90s, 30m, 5h; the next run goes on\n"
    "  --summary text|json  what is printed at the end (default text)\n"
    "  --metrics FILE    figures of the scan and the store, for Prometheus'\n"
    "                    collector of text files; whole or not at all\n"
    "  --requested DIR   the scans that were asked for on the pages, of\n"
    "                    campaigns in DIR, instead of CAMPAIGN\n"
    "  --verbose         log more\n"
    "  --quiet           print nothing but what is wrong; JSON where it is\n"
    "                    asked for\n"
    "A scan that was stopped or killed goes on where it was. Exit status 1\n"
    "also where it has seen no page of any that it asked for.";

/* Kinds of reasons that a person is shown; --summary json has 100. */
#define REASONS_SHOWN 15

struct scan_options {
    struct screener_files files;
    const char *archive, *profiles, *campaign, *campaigns, *metrics;
    int64_t inspectors, max_time_ms;
    int json, quiet;
};

/* "90s", "30m", "5h", or a number of seconds. */
static int
read_time(const char *text, int64_t *ms)
{
    struct str s = str_of(text);
    int64_t factor = 1000;

    if (s.len > 1 && !str_is_digit(s.p[s.len - 1])) {
        char unit = s.p[--s.len];

        if (strchr("smh", unit) == NULL)
            return -1;
        factor = unit == 's' ? 1000 : unit == 'm' ? 60000 : 3600000;
    }
    if (str_to_i64(s, ms) != 0 || *ms <= 0 || *ms > 10000000)
        return -1;
    *ms *= factor;
    return 0;
}

/* Returns -1 to go on, else the exit status. */
static int
read_options(struct scan_options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        SCREENER_OPTIONS,
        { "archive", required_argument, NULL, 'a' },
        { "profiles", required_argument, NULL, 'P' },
        { "inspectors", required_argument, NULL, 'i' },
        { "max-time", required_argument, NULL, 't' },
        { "summary", required_argument, NULL, 'j' },
        { "requested", required_argument, NULL, 'q' },
        { "metrics", required_argument, NULL, 'M' },
        { "verbose", no_argument, NULL, 'v' },
        { "quiet", no_argument, NULL, 'Q' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int c;

    while ((c = getopt_long(argc, argv, "hv", longs, NULL)) != -1) {
        switch (c) {
        case 'a':
            o->archive = optarg;
            break;
        case 'P':
            o->profiles = optarg;
            break;
        case 'i':
            if (str_to_i64(str_of(optarg), &o->inspectors) != 0 ||
                o->inspectors < 1 || o->inspectors > 64)
                return verb_bad_option(argv, usage);
            break;
        case 't':
            if (read_time(optarg, &o->max_time_ms) != 0)
                return verb_bad_option(argv, usage);
            break;
        case 'j':
            if (strcmp(optarg, "json") != 0 && strcmp(optarg, "text") != 0)
                return verb_bad_option(argv, usage);
            o->json = strcmp(optarg, "json") == 0;
            break;
        case 'q':
            o->campaigns = optarg;
            break;
        case 'M':
            o->metrics = optarg;
            break;
        case 'v':
            log_set_level(LOG_AT_DEBUG);
            break;
        case 'Q':
            log_set_level(LOG_AT_WARN);
            o->quiet = 1;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            if (screener_option(&o->files, c, optarg) != 0)
                return verb_bad_option(argv, usage);
        }
    }
    if (optind + (o->campaigns == NULL) != argc)
        return verb_usage(usage);
    o->campaign = argv[optind];
    return -1;
}

/* One line of counts: "observed 410, blocked 3". */
static void
print_counts(const char *label, const struct js *counts)
{
    void *it = NULL;
    struct str name;
    struct js *value;
    int first = 1;

    printf("%-9s", label);
    while (js_next(counts, &it, &name, &value)) {
        printf("%s " STR_FMT " %lld", first ? "" : ",", STR_ARG(name),
            (long long)js_integer(value, 0));
        first = 0;
    }
    puts("");
}

/* Why pages were not seen whole, the most frequent first; what befell the
 * scan; rules that could not be decided. */
static void
print_remarks(const struct js *s)
{
    const struct js *reasons = js_get(s, "reasons");

    for (size_t i = 0; i < js_count(reasons) && i < REASONS_SHOWN; i++) {
        const struct js *r = js_at(reasons, i);

        printf("%-9s %lld " STR_FMT ", for instance " STR_FMT "\n",
            i == 0 ? "reasons" : "",
            (long long)js_integer(js_get(r, "pages"), 0),
            STR_ARG(js_get_text(r, "state")),
            STR_ARG(js_get_text(r, "example")));
    }
    if (js_count(js_get(s, "events")) > 0)
        print_counts("events", js_get(s, "events"));
    if (js_count(js_get(s, "rules_limited")) > 0)
        print_counts("gave up", js_get(s, "rules_limited"));
}

/* A scan that failed says so where its figures would stand. */
static struct js *
failure_summary(const struct campaign *c, const char *why)
{
    struct js *s = js_new_object();

    js_set_textz(s, "name", c->name);
    js_set_textz(s, "how", "failed");
    js_set_textz(s, "why", why);
    return s;
}

/* Pages are asked for and none is seen: the network, a name or the campaign
 * is wrong, which nobody would notice where a timer starts the scans. */
static int
check_seen(const struct js *s, struct fail *fail)
{
    static const char *const seen[] = { "observed", "partial", "unchanged" };
    const struct js *states = js_get(s, "states");
    int64_t pages = js_integer(js_get(s, "pages"), 0);

    for (size_t i = 0; i < COUNT(seen); i++)
        if (js_integer(js_get(states, seen[i]), 0) > 0)
            return 0;
    if (pages == 0)
        return 0;
    return fail_set(fail, "none of %lld pages was seen, for instance: " STR_FMT,
        (long long)pages,
        STR_ARG(js_get_text(js_at(js_get(s, "reasons"), 0), "example")));
}

static void
print_summary(const struct js *s, int json)
{
    struct buf text = BUF_MAX(1 << 20);

    if (json) {
        js_write(&text, s);
        puts(buf_text(&text));
        buf_clear(&text);
        return;
    }
    printf("scan %s: " STR_FMT "\n", js_get_text(s, "name").p,
        STR_ARG(js_get_text(s, "how")));
    if (js_get(s, "why") != NULL) {
        printf("why       " STR_FMT "\n", STR_ARG(js_get_text(s, "why")));
        return;
    }
    printf("%-9s %lld, %lld URLs known, %lld waiting\n", "pages",
        (long long)js_integer(js_get(s, "pages"), 0),
        (long long)js_integer(js_get(s, "urls_known"), 0),
        (long long)js_integer(js_get(s, "urls_waiting"), 0));
    print_counts("states", js_get(s, "states"));
    print_counts("kinds", js_get(s, "kinds"));
    printf("%-9s %lld, %lld of them new\n", "offers",
        (long long)js_integer(js_get(s, "listings"), 0),
        (long long)js_integer(js_get(s, "listings_new"), 0));
    printf("%-9s %lld, %lld of them new\n", "flagged",
        (long long)js_integer(js_get(s, "flagged"), 0),
        (long long)js_integer(js_get(s, "flagged_new"), 0));
    print_remarks(s);
    buf_clear(&text);
}

static int
run(const struct scan_options *o, const struct campaign *campaign,
    const char *operator, struct js ** summary, struct fail *fail)
{
    struct supervisor *supervisor = NULL;
    struct screener *screener = NULL;
    struct js *about = NULL;
    struct texts searches = { 0 };
    struct buf archive = BUF_MAX(8192), profiles = BUF_MAX(8192);
    struct buf folder = BUF_MAX(8192);
    const char *profiles_dir = NULL;
    char program[DIGEST_HEX_BYTES];
    struct supervisor_options s = { .store_path = o->files.store,
        .searches = &searches,
        .inspectors = (int)o->inspectors,
        .max_time_ms = o->max_time_ms,
        .progress = isatty(STDERR_FILENO),
        .stop = stop_flag() };
    int rc = -1;

    if (o->archive != NULL)
        buf_addz(&archive, o->archive);
    else
        buf_addf(&archive, "%s.warc", o->files.store);
    s.archive_dir = buf_text(&archive);
    if (o->profiles != NULL)
        buf_addz(&profiles, o->profiles);
    else if (datadir_find(&profiles, "crawler/sites", NULL) != 0)
        buf_reset(&profiles);
    if (profiles.len > 0)
        profiles_dir = buf_text(&profiles);
    if (o->metrics != NULL)
        s.also_dir = file_folder(&folder, o->metrics);
    if (supervisor_new(&supervisor, campaign, profiles_dir, fail) != 0 ||
        run_record_load(
            &screener, program, &o->files, campaign->market, fail) != 0 ||
        searches_make(&searches, o->files.store, campaign, fail) != 0)
        goto out;
    screener->every_language = 1;
    s.screener = screener;
    about = run_record_make(&(struct run_record){
        campaign, screener, profiles_dir, operator, program});
    s.about = about;
    rc = supervisor_run(supervisor, &s, summary, fail);
out:
    js_free(about);
    screener_free(screener);
    supervisor_free(supervisor);
    texts_clear(&searches);
    buf_clear(&archive);
    buf_clear(&profiles);
    buf_clear(&folder);
    return rc;
}

/* A scan that went well and left no figures is still a scan: a line in the
 * log tells. */
static void
write_metrics(const struct scan_options *o, const struct js *summary)
{
    struct buf text = BUF_MAX(METRICS_BYTES_MAX);
    struct store *s = NULL;
    struct facts facts;
    struct fail fail = { "" };

    serve_facts_sources(&facts);
    metrics_write_scan(&text, summary);
    if (store_open(&s, o->files.store, STORE_READ, &fail) != 0 ||
        metrics_write_store(&text, s, &facts, now_wall_ms(), &fail) != 0 ||
        file_write(o->metrics, buf_str(&text), &fail) != 0)
        log_error("event=no_metrics why=\"%s\"", fail.text);
    store_close(s);
    buf_clear(&text);
}

/* One scan, its summary printed; of a campaign that was asked for on the
 * pages, by whom and in which form. */
static int
scan_file(struct scan_options *o, const char *path, const char *author,
    const char *digest, struct fail *fail)
{
    struct campaign *campaign = NULL;
    struct js *summary = NULL;
    int rc = campaign_load(&campaign, path, fail);

    if (rc == 0 && digest != NULL && strcmp(digest, campaign->digest) != 0)
        rc = fail_set(fail, "%s was changed after it had been allowed", path);
    if (rc == 0)
        rc = run(o, campaign, verb_author(author), &summary, fail);
    if (rc != 0 && campaign != NULL && summary == NULL)
        summary = failure_summary(campaign, fail->text);
    if (summary != NULL && (o->json || !o->quiet))
        print_summary(summary, o->json);
    if (fflush(stdout) != 0 && rc == 0)
        rc = fail_set(fail, "standard output: %s", strerror(errno));
    if (rc == 0 && o->metrics != NULL)
        write_metrics(o, summary);
    if (rc == 0 && !stop_asked())
        rc = check_seen(summary, fail);
    campaign_free(campaign);
    js_free(summary);
    return rc;
}

/* One of those that were asked for, in a process of its own. */
static int
scan_one_requested(
    void *ctx, const char *path, const struct store_taken *t, struct fail *fail)
{
    int rc = scan_file(ctx, path, t->author, t->digest, fail);

    return rc == 0 && stop_asked() ? 1 : rc;
}

int
cli_scan(int argc, char **argv)
{
    struct scan_options o = { 0 };
    struct fail fail = { 0 };
    int status = read_options(&o, argc, argv), rc;

    if (status >= 0)
        return status;
    o.files.store = store_path(o.files.store);
    o.files.renew = 1;
    stop_on_first_signal();
    rc = o.campaign != NULL ? scan_file(&o, o.campaign, NULL, NULL, &fail)
                            : scan_requested(o.files.store, o.campaigns,
                                  scan_one_requested, &o, &fail);
    return rc == 0 ? VERB_DONE : verb_failed("scan", fail.text);
}
