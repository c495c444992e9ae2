/* shelfwatch rules: lint, test, list and explain rule packs. */
#include "cli/verbs.h"

#include "cli/rule_record.h"
#include "cli/rules_stream.h"

#include "base/datadir.h"
#include "base/now.h"
#include "base/utf8.h"
#include "rules/region.h"
#include "rules/rule_lint.h"
#include "rules/rule_reach.h"
#include "rules/rule_template.h"
#include "rules/rule_test.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch rules check [PACK...]       faults and gaps of rule packs\n"
    "       shelfwatch rules test [-v] [PACK...]   run every rule's examples\n"
    "       shelfwatch rules list [-p NAME] [-m MARKET] [-H HAZARD] [--json]\n"
    "           [PACK...]                   id, severity, strength, title, "
    "basis\n"
    "       shelfwatch rules new                a pack to begin with, "
    "explained\n"
    "       shelfwatch rules explain [-r PACK] RULE < listing.jsonl\n"
    "       shelfwatch rules coverage [-r PACK] [-n SAMPLES] [--json]\n"
    "           < listings.jsonl            how often each rule fires, on "
    "what\n"
    "\n"
    "PACK is a YAML file or a folder of them; default $SHELFWATCH_RULES, else\n"
    "the packs that came with the program.\n"
    "  -m, --market MARKET  only rules in force there: EU, DE, CN ...; default "
    "all\n"
    "  -p, --pack NAME      only the pack of this name\n"
    "  -H, --hazard HAZARD  only rules against this harm: fire, choking ...\n"
    "  -r, --rules PACK     rules to use\n"
    "  -n, --samples N      offers shown per rule (default 3)\n"
    "  -v, --verbose        show every example, not only the failing ones\n"
    "  -j, --json           one JSON line each";

/* More than anyone reads. */
#define SAMPLES_MAX 10000

/* --- loading --- */

/* Default packs into *path. */
static int
default_packs(
    struct buf *path, const struct rules_options *o, struct fail *fail)
{
    const char *env = getenv("SHELFWATCH_RULES");

    if (o->rules != NULL)
        return buf_addz(path, o->rules);
    if (env != NULL && env[0] != '\0')
        return buf_addz(path, env);
    return datadir_find(path, "rules/packs", fail);
}

/* Load the packs named, or the default ones. Says every fault. */
static struct rule_set *
load(char **paths, int count, const struct rules_options *o)
{
    struct rule_set *set = NULL;
    struct buf path = BUF_MAX(4096);
    struct texts errors = { 0 };
    struct fail fail = { "" };
    struct buf cache = BUF_MAX(4096);
    struct scanner_options scanner = scanner_options_default(&cache);
    const char *one;
    int rc;

    scanner.portable |= !o->fast;
    if (count > 0) {
        rc = rule_set_load_fast(&set, (const char *const *)paths, (size_t)count,
            &scanner, &errors, &fail);
    } else if ((rc = default_packs(&path, o, &fail)) == 0) {
        one = buf_text(&path);
        rc = rule_set_load_fast(&set, &one, 1, &scanner, &errors, &fail);
    }
    buf_clear(&cache);
    for (size_t i = 0; i < errors.count; i++)
        fprintf(stderr, "%s\n", errors.item[i]);
    if (rc != 0 && errors.count == 0)
        verb_failed("rules", fail.text);
    texts_clear(&errors);
    buf_clear(&path);
    return set;
}

/* --- check, test, list --- */

static int
run_check(struct rule_set *set)
{
    struct texts warnings = { 0 };
    size_t n = rule_lint(set, now_wall_ms(), &warnings);

    for (size_t i = 0; i < warnings.count; i++)
        fprintf(stderr, "%s\n", warnings.item[i]);
    printf("%zu packs, %zu rules, %zu gaps\nversion %s\n", rule_set_packs(set),
        rule_set_rules(set), n, rule_set_version(set));
    texts_clear(&warnings);
    return n > 0 ? VERB_FAILED : VERB_DONE;
}

struct test_run {
    int verbose;
    const struct rule *rule;
    size_t examples, flag, pass, rules;
};

static void
show_result(const struct rule_result *x, void *arg)
{
    struct test_run *t = arg;
    struct str text = x->example->node->text;

    t->rules += t->rule != x->rule;
    t->rule = x->rule;
    t->examples++;
    if (x->example->flag)
        t->flag++;
    else
        t->pass++;
    if (x->good && !t->verbose)
        return;
    printf("%-4s " STR_FMT "/" STR_FMT " %s:%d", x->good ? "ok" : "FAIL",
        STR_ARG(x->pack->name), STR_ARG(x->rule->id), yaml_name(x->pack->yaml),
        x->example->node->line);
    if (text.len > 0)
        printf(" \"" STR_FMT "\"", STR_ARG(utf8_cut(text, 100)));
    printf("%s%s\n", x->good ? "" : ": ", x->why);
}

static int
run_test(struct rule_set *set, const struct rules_options *o)
{
    struct test_run t = { .verbose = o->verbose };
    size_t bad = rule_test(set, now_wall_ms(), show_result, &t);

    printf("%zu rules, %zu examples (%zu to flag, %zu to pass), %zu failed\n",
        rule_set_rules(set), t.examples, t.flag, t.pass, bad);
    return bad > 0 ? VERB_FAILED : VERB_DONE;
}

/* --- list --- */

static int
is_for(const struct rule *r, const char *market)
{
    for (size_t i = 0; i < r->markets.count; i++)
        if (region_has(r->markets.item[i], str_of(market)) ||
            region_has(str_of(market), r->markets.item[i]))
            return 1;
    return r->markets.count == 0;
}

static void
print_rule_json(const struct rule_pack *p, const struct rule *r)
{
    struct js *j = rule_record(p, r);
    struct buf text = BUF_MAX(65536);

    js_write(&text, j);
    printf("%s\n", buf_text(&text));
    buf_clear(&text);
    js_free(j);
}

/* 0, or -1 where an option names what there is not. */
static int
check_names(
    const struct rule_set *set, const struct rules_options *o, enum hazard *h)
{
    const char *what = NULL, *name = NULL;
    char hint[3];
    size_t i = 0;

    while (o->pack != NULL && i < rule_set_packs(set) &&
           !str_is(rule_set_pack(set, i)->name, o->pack))
        i++;
    if (o->hazard != NULL && hazard_find(h, str_of(o->hazard)) != 0) {
        what = "hazard";
        name = o->hazard;
    } else if (o->market != NULL &&
               !rule_reach_market(str_of(o->market), hint)) {
        what = "market";
        name = o->market;
    } else if (o->pack != NULL && i == rule_set_packs(set)) {
        what = "pack";
        name = o->pack;
    }
    if (what == NULL)
        return 0;
    fprintf(stderr,
        "shelfwatch rules: no %s is called '%s'; see docs/rule-language.md\n",
        what, name);
    return -1;
}

static int
run_list(const struct rule_set *set, const struct rules_options *o)
{
    enum hazard hazard = HAZARDS;

    if (check_names(set, o, &hazard) != 0)
        return VERB_USAGE;
    for (size_t i = 0; i < rule_set_packs(set); i++) {
        const struct rule_pack *p = rule_set_pack(set, i);

        if (o->pack != NULL && !str_is(p->name, o->pack))
            continue;
        for (const struct rule *r = p->rules; r != NULL; r = r->next) {
            if ((o->market != NULL && !is_for(r, o->market)) ||
                (hazard != HAZARDS && !(r->hazards >> hazard & 1)))
                continue;
            if (o->json) {
                print_rule_json(p, r);
                continue;
            }
            printf(STR_FMT "/" STR_FMT "\t%s\t%s\t" STR_FMT "\t" STR_FMT "\n",
                STR_ARG(p->name), STR_ARG(r->id), rule_record_severity(r),
                finding_strength_name(r->strength),
                STR_ARG(rule_words_in(&r->title, "en")), STR_ARG(r->basis));
        }
    }
    return VERB_DONE;
}

/* --- the verb --- */

static int
run(const char *what, int argc, char **argv, const struct rules_options *o)
{
    int explain = strcmp(what, "explain") == 0;
    int reads = explain || strcmp(what, "coverage") == 0;
    struct rules_options fast = *o;
    struct rule_set *set;
    int rc = VERB_USAGE;

    if (strcmp(what, "new") == 0 && argc == 0) {
        printf(STR_FMT, STR_ARG(rule_template()));
        return VERB_DONE;
    }
    if (reads && argc != explain)
        return verb_usage(usage);
    fast.fast = reads && !explain;
    set = load(argv, reads ? 0 : argc, &fast);
    if (set == NULL)
        return VERB_FAILED;
    if (strcmp(what, "check") == 0)
        rc = run_check(set);
    else if (strcmp(what, "test") == 0)
        rc = run_test(set, o);
    else if (strcmp(what, "list") == 0)
        rc = run_list(set, o);
    else if (explain)
        rc = rules_stream_explain(set, argv[0], o);
    else if (reads)
        rc = rules_stream_coverage(set, o);
    else
        verb_usage(usage);
    rule_set_free(set);
    return rc;
}

int
cli_rules(int argc, char **argv)
{
    static const struct option longs[] = {
        { "hazard", required_argument, NULL, 'H' },
        { "json", no_argument, NULL, 'j' },
        { "market", required_argument, NULL, 'm' },
        { "pack", required_argument, NULL, 'p' },
        { "samples", required_argument, NULL, 'n' },
        { "rules", required_argument, NULL, 'r' },
        { "verbose", no_argument, NULL, 'v' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct rules_options o = { .samples = 3 };
    int64_t samples;
    int c;

    while ((c = getopt_long(argc, argv, "hH:jm:n:p:r:v", longs, NULL)) != -1) {
        switch (c) {
        case 'h':
            printf("usage: %s\n", usage);
            return VERB_DONE;
        case 'H':
            o.hazard = optarg;
            break;
        case 'j':
            o.json = 1;
            break;
        case 'm':
            o.market = optarg;
            break;
        case 'n':
            if (str_to_i64(str_of(optarg), &samples) != 0 || samples < 0 ||
                samples > SAMPLES_MAX)
                return verb_bad_option(argv, usage);
            o.samples = (int)samples;
            break;
        case 'p':
            o.pack = optarg;
            break;
        case 'r':
            o.rules = optarg;
            break;
        case 'v':
            o.verbose = 1;
            break;
        default:
            return verb_bad_option(argv, usage);
        }
    }
    if (optind >= argc)
        return verb_usage(usage);
    return run(argv[optind], argc - optind - 1, argv + optind + 1, &o);
}
