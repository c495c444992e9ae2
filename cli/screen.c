/* shelfwatch screen: listing lines to casefile lines, or the whole store. */
#include "cli/run_metrics.h"
#include "cli/screen_replay.h"
#include "cli/screener.h"
#include "cli/verbs.h"

#include "base/lines.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/now.h"
#include "core/limits.h"
#include "scan/sampler.h"
#include "store/store.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "shelfwatch screen [OPTION]... < LISTINGS.jsonl\n"
    "A line is a listing, or a page of `shelfwatch extract` with its "
    "listings.\n"
    "  -f FILE          read listings from FILE instead\n"
    "  --recalls FILE   recalls to match (default: those of --store)\n"
    "  --rules DIR      rule packs (default: those installed)\n"
    "  --model DIR      risk model (default: the current one)\n"
    "  --policy FILE    scoring policy (default: the one installed)\n"
    "  --market CODE    law that applies: EU (default), CN ...\n"
    "  --language CODE  of the reasons: en (default), de, zh\n"
    "  --flagged        print flagged casefiles only\n"
    "  --store PATH     store to take recalls from\n"
    "  --stored         screen the store's listings again, update its queue\n"
    "  --metrics FILE   of --stored: " RUN_METRICS_HELP "\n"
    "  --replay PACK    judge the offers of an evidence pack as of their day "
    "and\n"
    "                   name each finding that differs (exit 1) and each "
    "version;\n"
    "                   recalls are those of the pack unless --recalls or\n"
    "                   --store is given";

struct screen_options {
    struct screener_files files;
    const char *market, *input, *replay, *metrics;
    int flagged, stored;
};

/* Returns -1 to go on, else the exit status. */
static int
read_options(struct screen_options *o, int argc, char **argv)
{
    static const struct option longs[] = {
        SCREENER_OPTIONS,
        { "recalls", required_argument, NULL, 'R' },
        { "market", required_argument, NULL, 'M' },
        { "flagged", no_argument, NULL, 'F' },
        { "stored", no_argument, NULL, 'S' },
        { "replay", required_argument, NULL, 'P' },
        { "metrics", required_argument, NULL, 'T' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    int c;

    while ((c = getopt_long(argc, argv, "f:h", longs, NULL)) != -1) {
        switch (c) {
        case 'f':
            o->input = optarg;
            break;
        case 'R':
            o->files.recalls = optarg;
            break;
        case 'M':
            o->market = optarg;
            break;
        case 'F':
            o->flagged = 1;
            break;
        case 'S':
            o->stored = 1;
            break;
        case 'P':
            o->replay = optarg;
            break;
        case 'T':
            o->metrics = optarg;
            break;
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        default:
            if (screener_option(&o->files, c, optarg) != 0)
                return verb_bad_option(argv, usage);
        }
    }
    return optind == argc ? -1 : verb_usage(usage);
}

/* --- lines --- */

/* A run over the lines of one file. */
struct run {
    const struct screener *screener;
    struct screen_scratch *scratch;
    struct buf out;
    const char *name;
    struct lines in;
    int only_flagged, bad;
};

/* What cannot be read is reported and answered with an empty object, so that
 * the output keeps step with the input; the exit status tells. */
static void
refuse(struct run *w, const struct fail *fail)
{
    fprintf(stderr, "shelfwatch screen: %s, line %zu: %s\n", w->name,
        w->in.number, fail->text);
    if (!w->only_flagged)
        puts("{}");
    w->bad = 1;
}

static void
screen_record(struct run *w, const struct js *j)
{
    struct listing *l = NULL;
    struct casefile *c = NULL;
    struct fail fail = { 0 };

    if (listing_from_json(&l, j, &fail) != 0) {
        refuse(w, &fail);
        return;
    }
    c = screen_listing(w->screener, w->scratch, &l);
    buf_reset(&w->out);
    if (c->flagged || !w->only_flagged) {
        casefile_write(&w->out, c);
        buf_addc(&w->out, '\n');
        fwrite(w->out.p, 1, w->out.len, stdout);
    }
    casefile_free(c);
}

/* A line is a listing, or a page as `extract` prints it: then each of its
 * listings is screened, and a page without one gives no line. */
static void
screen_line(struct run *w, struct str line)
{
    struct js *j = NULL;
    const struct js *listings;
    struct fail fail = { 0 };

    if (w->in.text.over) {
        fail_set(&fail, "longer than %u bytes", LIMIT_LINE_BYTES);
        refuse(w, &fail);
        return;
    }
    if (js_parse(&j, line, &fail) != 0) {
        refuse(w, &fail);
        return;
    }
    listings = js_get(j, "listings");
    if (js_kind(listings) != JS_ARRAY)
        screen_record(w, j);
    else
        for (size_t i = 0; i < js_count(listings); i++)
            screen_record(w, js_at(listings, i));
    js_free(j);
}

static void
say_limit(const char *rule, size_t given_up, void *arg)
{
    (void)arg;
    fprintf(stderr,
        "shelfwatch screen: rule %s: %zu matches given up at the step limit\n",
        rule, given_up);
}

static int
screen_lines(
    const struct screener *s, FILE *in, const char *name, int only_flagged)
{
    struct run w = { .screener = s,
        .scratch = screen_scratch_new(s),
        .out = BUF_MAX(4 * LIMIT_LINE_BYTES),
        .name = name,
        .only_flagged = only_flagged };
    struct str line;

    lines_init(&w.in, in, LIMIT_LINE_BYTES);
    while (lines_next(&w.in, &line))
        if (str_trim(line).len > 0)
            screen_line(&w, str_trim(line));
    lines_clear(&w.in);
    buf_clear(&w.out);
    screen_limits(s, w.scratch, say_limit, NULL);
    screen_scratch_free(w.scratch);
    if (ferror(in)) {
        fprintf(stderr, "shelfwatch screen: %s: %s\n", name, strerror(errno));
        w.bad = 1;
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "shelfwatch screen: standard output: %s\n",
            strerror(errno));
        w.bad = 1;
    }
    return w.bad ? VERB_FAILED : VERB_DONE;
}

/* --- the store --- */

struct again {
    struct store *store;
    const struct screener *screener;
    struct screen_scratch *scratch;
    struct sampler sampler;
    struct buf text; /* of a listing's record */
    int64_t since_ms, seen, flagged, fresh;
};

static int
screen_stored(int64_t id, struct listing **l, void *ctx, struct fail *fail)
{
    struct again *a = ctx;
    struct casefile *c = screen_listing(a->screener, a->scratch, l);
    struct sampler_offer what = { .listing = id };
    struct listing_record record;
    int rc;

    if (a->sampler.policy != NULL) { /* no other use of it here */
        buf_reset(&a->text);
        listing_record(&record, &a->text, c->listing);
        what.identity = record.identity;
    }
    rc = sampler_put(&a->sampler, &what, c, fail);
    a->seen++;
    a->flagged += c->flagged;
    a->fresh += what.case_id != 0 && what.is_new;
    casefile_free(c);
    return rc == 0 ? store_breathe(a->store, &a->since_ms, fail) : rc;
}

static void
print_limit(const char *rule, size_t given_up, void *arg)
{
    (void)arg;
    printf("rule at its step limit: %s %zu matches given up\n", rule, given_up);
}

static void
add_figures(struct run_metrics *m, const struct again *a)
{
    run_metrics_add(m, "screened", "Offers that were judged again.", NULL,
        STR_NONE, a->seen);
    run_metrics_add(m, "flagged", "Offers of these that are flagged.", NULL,
        STR_NONE, a->flagged);
    run_metrics_add(m, "cases_new", "Cases that were not there before.", NULL,
        STR_NONE, a->fresh);
}

static int
forget(int64_t listing, struct str record, void *ctx, struct fail *fail)
{
    (void)listing;
    (void)record;
    (void)ctx;
    (void)fail;
    return 0;
}

/* Offer after offer, a part in each transaction, so that people can decide
 * meanwhile. Ended in between, what was judged stays so, and the next time
 * begins anew: offers that had been put by for the draw are forgotten. */
static int
judge_again(struct again *a, struct fail *fail)
{
    a->since_ms = now_monotonic_ms();
    if (store_begin(a->store, fail) != 0)
        return -1;
    if (store_sample_waiting(a->store, 0, forget, NULL, fail) == 0 &&
        store_listing_each(a->store, screen_stored, a, fail) == 0 &&
        sampler_end(&a->sampler, 0, fail) == 0 &&
        store_commit(a->store, fail) == 0)
        return 0;
    store_rollback(a->store);
    return -1;
}

static int
rescreen(const struct screener *s, const char *path,
    struct run_metrics *figures, struct fail *fail)
{
    struct again a = { .screener = s, .text = BUF_MAX(LIMIT_LINE_BYTES) };
    int rc = -1;

    if (store_open(&a.store, path, STORE_UPDATE, fail) != 0)
        return -1;
    a.scratch = screen_scratch_new(s);
    if (store_lock(a.store, "screen --stored", fail) != 0 ||
        sampler_open(&a.sampler, a.store, &s->policy, fail) != 0 ||
        judge_again(&a, fail) != 0)
        goto out;
    printf("screened %lld stored listings: %lld flagged, %lld new cases\n",
        (long long)a.seen, (long long)a.flagged, (long long)a.fresh);
    screen_limits(s, a.scratch, say_limit, NULL);
    screen_limits(s, a.scratch, print_limit, NULL);
    add_figures(figures, &a);
    rc = 0;
out:
    screen_scratch_free(a.scratch);
    sampler_close(&a.sampler);
    buf_clear(&a.text);
    store_close(a.store);
    return rc;
}

static int
replay(const struct screen_options *o)
{
    struct fail fail = { "" };
    size_t differ = 0;

    if (screen_replay(o->replay, &o->files, o->market, &differ, &fail) != 0)
        return verb_failed("screen", fail.text);
    return differ == 0 ? VERB_DONE : VERB_FAILED;
}

static int
screen_file(const struct screener *s, const struct screen_options *o)
{
    struct fail fail = { "" };
    FILE *in = stdin;
    int status;

    if (o->input != NULL && (in = fopen(o->input, "r")) == NULL) {
        fail_set(&fail, "%s: %s", o->input, strerror(errno));
        return verb_failed("screen", fail.text);
    }
    status =
        screen_lines(s, in, o->input ? o->input : "standard input", o->flagged);
    if (in != stdin)
        fclose(in);
    return status;
}

int
cli_screen(int argc, char **argv)
{
    struct screen_options o = { .market = "EU" };
    struct screener *s = NULL;
    struct run_metrics figures;
    struct fail fail = { 0 };
    int status = read_options(&o, argc, argv);

    if (status >= 0)
        return status;
    if (o.replay != NULL)
        return replay(&o);
    if (o.stored)
        o.files.store = store_path(o.files.store);
    o.files.renew = o.stored;
    run_metrics_begin(&figures, o.stored ? o.metrics : NULL, "screen --stored");
    if (screener_from_files(&s, &o.files, o.market, &fail) != 0) {
        status = verb_failed("screen", fail.text);
    } else {
        s->every_language = o.stored;
        if (!o.stored)
            status = screen_file(s, &o);
        else if (rescreen(s, o.files.store, &figures, &fail) == 0)
            status = VERB_DONE;
        else
            status = verb_failed("screen", fail.text);
    }
    run_metrics_end(&figures, status == VERB_DONE);
    screener_free(s);
    return status;
}
