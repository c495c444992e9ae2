/* shelfwatch watch: is what was ordered down gone, and has it come back? */
#include "cli/run_metrics.h"
#include "cli/run_record.h"
#include "cli/screener.h"
#include "cli/stop.h"
#include "cli/verbs.h"

#include "base/datadir.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "scan/supervisor.h"
#include "scan/watch.h"
#include "store/orders.h"
#include "store/watch.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch watch [OPTION]...\n"
    "  --campaign FILE   contact, delays and legal basis of this campaign;\n"
    "                    only what was ordered down is fetched\n"
    "  --contact C       URL or e-mail of who is calling, where there is no\n"
    "                    campaign\n"
    "  --days LIST       look after so many days (default 1,2,7,30)\n"
    "  --now TIME        as if it were that time (RFC 3339)\n"
    "  --no-fetch        only search the store, and say what is overdue\n"
    "  --stats           only figures: take-down times, offered again\n"
    "  --json            one JSON line per event\n"
    "  --quiet           no log but what is wrong\n"
    "  --metrics FILE    " RUN_METRICS_HELP "\n"
    "  --archive DIR     where pages are kept (default STORE.warc)\n"
    "  --profiles DIR    site profiles (default: those installed)\n"
    "  --store PATH --rules DIR --policy FILE --model DIR --language L\n"
    "Exit status 1, with a line for each, where an offer is overdue, was\n"
    "edited or is offered again.";

struct options {
    struct screener_files files;
    const char *campaign, *contact, *archive, *profiles, *metrics;
    struct watch_plan plan;
    int no_fetch, json, stats;
};

/* Returns -1 to go on, else the exit status. */
static int
read_options(struct options *o, int argc, char **argv)
{
    static const struct option longs[] = { SCREENER_OPTIONS,
        { "campaign", required_argument, NULL, 'c' },
        { "contact", required_argument, NULL, 'C' },
        { "days", required_argument, NULL, 'd' },
        { "now", required_argument, NULL, 'n' },
        { "no-fetch", no_argument, NULL, 'F' },
        { "stats", no_argument, NULL, 'S' }, { "json", no_argument, NULL, 'j' },
        { "quiet", no_argument, NULL, 'Q' },
        { "archive", required_argument, NULL, 'a' },
        { "profiles", required_argument, NULL, 'P' },
        { "metrics", required_argument, NULL, 'M' },
        { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 } };
    int c;

    while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
        int ok = 1;

        if (c == 'c')
            o->campaign = optarg;
        else if (c == 'C')
            o->contact = optarg;
        else if (c == 'd')
            ok = watch_days(&o->plan, str_of(optarg)) == 0;
        else if (c == 'n')
            ok = now_parse(str_of(optarg), &o->plan.now_ms) == 0;
        else if (c == 'F')
            o->no_fetch = 1;
        else if (c == 'S')
            o->stats = 1;
        else if (c == 'j')
            o->json = 1;
        else if (c == 'a')
            o->archive = optarg;
        else if (c == 'P')
            o->profiles = optarg;
        else if (c == 'M')
            o->metrics = optarg;
        else if (c == 'Q')
            log_set_level(LOG_AT_WARN);
        else if (c == 'h') {
            printf("usage: %s\n", usage);
            return VERB_DONE;
        } else {
            ok = screener_option(&o->files, c, optarg) == 0;
        }
        if (!ok)
            return verb_bad_option(argv, usage);
    }
    return optind == argc ? -1 : verb_usage(usage);
}

/* --- what is said --- */

struct report {
    int json;
    size_t gone, overdue, edited, relisted;
    size_t watched, due;
};

static size_t
alarms(const struct report *r)
{
    return r->overdue + r->edited + r->relisted;
}

static void
say_json(const struct watch_event *e)
{
    struct js *j = js_new_object();
    struct buf line = BUF_MAX(1u << 20);

    js_set_textz(j, "event", e->what);
    js_set_integer(j, "case", e->of_case);
    js_set_text(j, "url", e->url);
    if (e->other > 0)
        js_set_integer(j, "other_case", e->other);
    if (e->other_url.len > 0)
        js_set_text(j, "other_url", e->other_url);
    if (e->kind != NULL)
        js_set_textz(j, "kind", e->kind);
    if (e->key.len > 0)
        js_set_text(j, "key", e->key);
    if (e->detail != NULL)
        js_set(j, "detail", js_copy(e->detail));
    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}

static void
say(const struct watch_event *e, void *ctx)
{
    struct report *r = ctx;

    r->relisted += strcmp(e->what, "relisted") == 0;
    r->edited += strcmp(e->what, STORE_WATCH_EDITED) == 0;
    r->gone += strcmp(e->what, STORE_WATCH_GONE) == 0;
    if (r->json)
        say_json(e);
    else if (e->kind != NULL)
        printf("%s: case %lld, again as case %lld (%s " STR_FMT ") " STR_FMT
               "\n",
            e->what, (long long)e->of_case, (long long)e->other, e->kind,
            STR_ARG(e->key), STR_ARG(e->other_url));
    else
        printf("%s: case %lld " STR_FMT "\n", e->what, (long long)e->of_case,
            STR_ARG(e->url));
}

static int
say_overdue(const struct store_overdue *o, void *ctx, struct fail *fail)
{
    struct report *r = ctx;
    char due[NOW_TEXT_BYTES];

    (void)fail;
    r->overdue++;
    now_text(o->due_ms, due);
    if (r->json) {
        struct js *j = js_new_object();
        struct buf line = BUF_MAX(1u << 20);

        js_set_textz(j, "event", "overdue");
        js_set_integer(j, "case", o->id);
        js_set_text(j, "url", o->url);
        js_set_text(j, "order", o->number);
        js_set_text(j, "recipient", o->recipient);
        js_set_textz(j, "due", due);
        js_write(&line, j);
        puts(buf_text(&line));
        buf_clear(&line);
        js_free(j);
    } else {
        printf("overdue: case %lld, " STR_FMT " to " STR_FMT
               ", due %s, " STR_FMT "\n",
            (long long)o->id, STR_ARG(o->number), STR_ARG(o->recipient), due,
            STR_ARG(o->url));
    }
    return 0;
}

/* --- the run --- */

/* Whose politeness the fetch has. */
static int
like_campaign(const struct options *o, struct campaign **out, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_CONFIG_BYTES);
    int rc;

    if (o->campaign != NULL)
        return campaign_load(out, o->campaign, fail);
    if (o->contact == NULL)
        return fail_set(fail,
            "offers are due for a look: --campaign or --contact says "
            "who is calling");
    buf_addf(&text,
        "name: watch\nstart: ['http://watch.invalid/']\ncontact: "
        "'%s'\n",
        o->contact);
    rc = campaign_parse(out, buf_str(&text), "--contact", fail);
    buf_clear(&text);
    return rc;
}

static int
fetch(const struct options *o, const struct watch *w,
    const struct campaign *like, struct run_metrics *figures, struct fail *fail)
{
    struct campaign *campaign = NULL;
    struct supervisor *supervisor = NULL;
    struct screener *screener = NULL;
    struct texts searches = { 0 };
    struct buf archive = BUF_MAX(8192), profiles = BUF_MAX(8192);
    const char *profiles_dir = NULL;
    struct supervisor_options s = { .store_path = o->files.store,
        .searches = &searches,
        .pictures = watch_pictures(w),
        .inspectors = 1,
        .also_dir = run_metrics_folder(figures),
        .stop = stop_flag() };
    struct js *summary = NULL, *about = NULL;
    char program[DIGEST_HEX_BYTES];
    int rc = -1;

    if (o->archive != NULL)
        buf_addz(&archive, o->archive);
    else
        buf_addf(&archive, "%s.warc", o->files.store);
    if (o->profiles != NULL)
        buf_addz(&profiles, o->profiles);
    else if (datadir_find(&profiles, "crawler/sites", NULL) != 0)
        buf_reset(&profiles);
    s.archive_dir = buf_text(&archive);
    if (profiles.len > 0)
        profiles_dir = buf_text(&profiles);
    if (watch_campaign(w, like, &campaign, fail) != 0 ||
        supervisor_new(&supervisor, campaign, profiles_dir, fail) != 0 ||
        run_record_load(
            &screener, program, &o->files, campaign->market, fail) != 0)
        goto out;
    s.screener = screener;
    about = run_record_make(&(struct run_record){
        campaign, screener, profiles_dir, verb_author(NULL), program });
    s.about = about;
    rc = supervisor_run(supervisor, &s, &summary, fail);
out:
    js_free(about);
    js_free(summary);
    screener_free(screener);
    supervisor_free(supervisor);
    campaign_free(campaign);
    buf_clear(&archive);
    buf_clear(&profiles);
    return rc;
}

static int
print_stats(struct store *s, int64_t now_ms, struct fail *fail)
{
    struct js *j = NULL;
    struct buf text = BUF_MAX(16u << 20);
    int rc = store_takedown_stats(s, now_ms, &j, fail);

    if (rc == 0) {
        js_write(&text, j);
        puts(buf_text(&text));
    }
    js_free(j);
    buf_clear(&text);
    return rc;
}

/* Who is calling must be known; that it is not is an error where offers are
 * due, and else means that no pictures are fetched. */
static int
may_fetch(const struct options *o, const struct watch *w)
{
    return !o->no_fetch &&
           (o->campaign != NULL || o->contact != NULL || watch_due(w) > 0);
}

static int
run(const struct options *o, struct report *r, struct run_metrics *figures,
    struct fail *fail)
{
    struct store *s = NULL;
    struct watch *w = NULL;
    struct campaign *like = NULL;
    int64_t began_ms = now_wall_ms();
    int rc = -1;

    if (store_open(&s, o->files.store, STORE_UPDATE, fail) != 0)
        return -1;
    if (o->stats) {
        rc = print_stats(s, o->plan.now_ms, fail);
        goto out;
    }
    if (watch_load(&w, s, &o->plan, fail) != 0)
        goto out;
    r->watched = watch_count(w);
    r->due = watch_due(w);
    if (may_fetch(o, w) &&
        (like_campaign(o, &like, fail) != 0 ||
            watch_search_pictures(w, s, like->pictures_max, fail) != 0))
        goto out;
    log_info("event=watch cases=%zu due=%zu pictures=%zu", r->watched, r->due,
        watch_pictures(w)->count);
    if (like != NULL && (watch_due(w) > 0 || watch_pictures(w)->count > 0)) {
        /* The scan opens and locks the store itself. */
        store_close(s);
        s = NULL;
        if (fetch(o, w, like, figures, fail) != 0 ||
            store_open(&s, o->files.store, STORE_UPDATE, fail) != 0 ||
            watch_look(w, s, began_ms, say, r, fail) != 0)
            goto out;
    }
    if (watch_search(w, s, say, r, fail) != 0)
        goto out;
    rc = store_overdue_each(s, o->plan.now_ms, 0, say_overdue, r, fail);
out:
    campaign_free(like);
    watch_free(w);
    store_close(s);
    return rc;
}

static void
add_figures(struct run_metrics *m, const struct report *r)
{
    const struct {
        const char *name, *help;
        size_t n;
    } all[] = {
        { "watched", "Cases that are looked after.", r->watched },
        { "due", "Cases of these that were due for a look.", r->due },
        { "gone", "Offers that were found gone.", r->gone },
        { "edited", "Offers that were changed instead.", r->edited },
        { "relisted", "Offers that are there again.", r->relisted },
        { "overdue", "Offers that should be gone.", r->overdue },
    };

    for (size_t i = 0; i < COUNT(all); i++)
        run_metrics_add(
            m, all[i].name, all[i].help, NULL, STR_NONE, (int64_t)all[i].n);
}

int
cli_watch(int argc, char **argv)
{
    struct options o = { .plan = watch_usual(now_wall_ms()) };
    struct report r = { 0 };
    struct run_metrics figures;
    struct fail fail = { "" };
    int status = read_options(&o, argc, argv), rc;

    if (status >= 0)
        return status;
    o.files.store = store_path(o.files.store);
    r.json = o.json;
    stop_on_signals();
    run_metrics_begin(&figures, o.metrics, "watch");
    rc = run(&o, &r, &figures, &fail);
    if (rc == 0)
        add_figures(&figures, &r);
    run_metrics_end(&figures, rc == 0);
    if (rc != 0)
        return verb_failed("watch", fail.text);
    return alarms(&r) > 0 ? VERB_FAILED : VERB_DONE;
}
