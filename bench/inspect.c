/* What an inspector does with a page, stage by stage, in processor time.
 *
 *   build/release/bench/inspect [--rounds N] [--recalls FILE]
 *       [--rules FOLDER] FILE|FOLDER...
 *
 * Reads saved pages (*.html, *.htm) into memory; then each page goes through
 * everything that scan/inspector does with it, as in a scan: read, judged by
 * recalls, rules and models, said in three languages if it may become a case,
 * written as the supervisor gets it. Each stage of each page counts with its
 * quickest of N rounds (7), so that what else the machine does is left out.
 * The pages must be in the order of a scan for caches to do as they do there.
 */
#include "bench/saved_pages.h"

#include "classifier/risk.h"
#include "cli/screener.h"
#include "crawler/extract.h"
#include "recalls/recall_match.h"
#include "rules/rule_scan.h"
#include "scan/message.h"
#include "score/guess.h"
#include "score/score.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum stage {
    EXTRACT,
    RECALLS,
    LIKENESS,
    RISK,
    GUESS,
    RULES,
    HARM,
    SCORE,
    LISTINGS,
    WHOLE, /* all above again, with the words of all languages */
    RECORD,
    KEYS,
    VERDICT,
    FREE,
    STAGES
};

static const char *const stage_names[] = { "extract", "recalls", "likeness",
    "risk", "guess", "rules", "harm", "score", "(listings)", "screen_listing",
    "record", "keys", "verdict", "free" };

struct set {
    struct saved_pages pages;
    size_t listings;
    struct extractor *extractor;
    struct screener *screener;
    struct screen_scratch *scratch;
    struct recall_scratch *recalls;
    struct rule_scratch *rules;
    struct risk_scratch *risk;
    struct features features;
    struct harm_scratch harm;
    struct buf text, verdict, keys;
    double total[STAGES];
};

static void
mark(double *cost, enum stage stage, double *last)
{
    double t = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);

    cost[stage] += t - *last;
    *last = t;
}

static void
one_listing(struct set *s, struct listing *l, double *cost)
{
    const struct screener *k = s->screener;
    struct casefile *c = casefile_new();
    struct risk_verdict v = { .known = 0 };
    struct rule_evidence evidence = { .recalls = NULL };
    struct rule_context context = {
        .market = k->market, .today_ms = k->today_ms, .evidence = &evidence
    };
    struct listing_record record;
    size_t from;
    double t = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);

    c->listing = l;
    if (k->recalls != NULL) {
        recall_match(k->recalls, s->recalls, l, &c->findings);
        evidence.recalls = &c->findings;
        mark(cost, RECALLS, &t);
        likeness_weigh(k->likeness, l, NULL, &c->findings);
        mark(cost, LIKENESS, &t);
    }
    if (guess_is_due(k->categories, l))
        risk_scratch_count(s->risk, &s->features, k->categories->glossary);
    risk_judge(k->model, s->risk, l, &v);
    risk_scratch_count(s->risk, NULL, NULL);
    evidence.model_asked = v.known;
    evidence.risk = v.risk;
    mark(cost, RISK, &t);
    guess_category(k->categories, &s->features, v.known, c);
    mark(cost, GUESS, &t);
    from = c->findings.count;
    rule_scan(k->rules, s->rules, l, &context, &c->findings);
    guess_scan(s->rules, &context, c, from);
    mark(cost, RULES, &t);
    harm_report_find(k->harm, &s->harm, l, NULL, &c->findings);
    mark(cost, HARM, &t);
    score_casefile(c, &k->policy, str_of(k->market), NULL);
    mark(cost, SCORE, &t);
    c->listing = NULL;
    casefile_free(c);
    t = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    c = screen_listing(k, s->scratch, &l);
    mark(cost, WHOLE, &t);
    listing_record(&record, &s->text, c->listing);
    mark(cost, RECORD, &t);
    buf_reset(&s->keys);
    screen_keys(k, s->scratch, c, &s->keys);
    mark(cost, KEYS, &t);
    buf_reset(&s->verdict);
    casefile_write_verdict(&s->verdict, c);
    mark(cost, VERDICT, &t);
    casefile_free(c);
    mark(cost, FREE, &t);
}

static size_t
one_page(struct set *s, size_t i, double *cost)
{
    struct buf url = BUF_MAX(100);
    struct page *p;
    struct extraction x;
    size_t count = 0;
    double t;

    buf_addf(&url, "http://bench.example/p/%zu", i);
    p = page_new(buf_str(&url));
    p->status = 200;
    p->fetched_at_ms = 1790000000000;
    p->body.max = LIMIT_BODY_BYTES;
    buf_adds(&p->body, buf_str(&s->pages.page[i]));
    t = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    extract_page(s->extractor, p, &x);
    mark(cost, EXTRACT, &t);
    if (x.kind == EXTRACT_PRODUCT)
        for (; count < x.listing_count; count++) {
            one_listing(s, x.listings[count], cost);
            x.listings[count] = NULL;
        }
    t = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    extraction_clear(&x);
    mark(cost, FREE, &t);
    page_free(p);
    buf_clear(&url);
    return count;
}

int
main(int argc, char **argv)
{
    static const struct option options[] = { { "rounds", required_argument,
                                                 NULL, 'r' },
        { "recalls", required_argument, NULL, 'R' },
        { "rules", required_argument, NULL, 'p' }, { NULL, 0, NULL, 0 } };
    struct set s = { .text = BUF_MAX(1u << 24),
        .verdict = BUF_MAX(1u << 24),
        .keys = BUF_MAX(1u << 24) };
    struct screener_files files = { 0 };
    struct fail fail = { "" };
    double rounds = 7, (*best)[STAGES];
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'R')
            files.recalls = optarg;
        else if (option == 'p')
            files.rules = optarg;
        else if (option != 'r' || str_to_double(str_of(optarg), &rounds) != 0) {
            fputs("usage: inspect [--rounds N] [--recalls FILE] "
                  "[--rules FOLDER] FILE...\n",
                stderr);
            return 2;
        }
    }
    if (saved_pages_read(&s.pages, argv + optind, &fail) != 0 ||
        extractor_new(&s.extractor, NULL, &fail) != 0 ||
        screener_from_files(&s.screener, &files, "EU", &fail) != 0) {
        fprintf(stderr, "inspect: %s\n", fail.text);
        return 1;
    }
    s.screener->every_language = 1;
    s.scratch = screen_scratch_new(s.screener);
    if (s.screener->recalls != NULL)
        s.recalls = recall_scratch_new(s.screener->recalls);
    s.rules = rule_scratch_new(s.screener->rules);
    s.risk = risk_scratch_new(s.screener->model);
    harm_report_init(&s.harm);
    features_init(&s.features);
    best = mem_array(s.pages.count, sizeof *best);
    for (int r = 0; r < (int)rounds; r++)
        for (size_t i = 0; i < s.pages.count; i++) {
            double cost[STAGES] = { 0 };

            s.listings += one_page(&s, i, cost);
            for (int k = 0; k < STAGES; k++)
                if (r == 0 || cost[k] < best[i][k])
                    best[i][k] = cost[k];
        }
    printf("%zu pages, mean %zu bytes, %zu listings\n", s.pages.count,
        s.pages.bytes / s.pages.count, s.listings / (size_t)rounds);
    for (int k = 0; k < STAGES; k++) {
        for (size_t i = 0; i < s.pages.count; i++)
            s.total[k] += best[i][k];
        printf("%-15s %8.1f us/page\n", stage_names[k],
            1e6 * s.total[k] / (double)s.pages.count);
    }
    return 0;
}
