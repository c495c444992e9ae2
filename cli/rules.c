/* shelfwatch rules: lint, test, list and explain rule packs. */
#include "cli/verbs.h"

#include "base/datadir.h"
#include "base/lines.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/now.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "rules/rule_lint.h"
#include "rules/rule_scan.h"
#include "rules/rule_test.h"
#include "rules/rule_view.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "shelfwatch rules check [PACK...]       faults and gaps of rule packs\n"
    "       shelfwatch rules test [-v] [PACK...]   run every rule's examples\n"
    "       shelfwatch rules list [PACK...]        id, severity, title, basis\n"
    "       shelfwatch rules explain [-r DIR] RULE < listing.jsonl\n"
    "       shelfwatch rules coverage [-r DIR] [-n SAMPLES] < listings.jsonl\n"
    "\n"
    "PACK is a YAML file or a folder of them; default $SHELFWATCH_RULES, else\n"
    "the packs that came with the program.\n"
    "  -m MARKET   only rules in force there: EU, DE, CN ... (default: all)\n"
    "  -r PACK     rules to use\n"
    "  -n SAMPLES  offers shown per rule (default 3)\n"
    "  -v          show every example, not only the failing ones\n";

/* More than anyone reads. */
#define SAMPLES_MAX 10000
/* Conditions of one rule shown. */
#define EXPLAIN_LINES_MAX 500

struct options {
    const char *rules, *market;
    int samples, verbose;
};

/* --- loading --- */

/* Default packs into *path. */
static int
default_packs(struct buf *path, const struct options *o, struct fail *fail)
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
load(char **paths, int count, const struct options *o)
{
    struct rule_set *set = NULL;
    struct buf path = BUF_MAX(4096);
    struct texts errors = { 0 };
    struct fail fail = { "" };
    const char *one;
    int rc;

    if (count > 0) {
        rc = rule_set_load(
            &set, (const char *const *)paths, (size_t)count, &errors, &fail);
    } else if ((rc = default_packs(&path, o, &fail)) == 0) {
        one = buf_text(&path);
        rc = rule_set_load(&set, &one, 1, &errors, &fail);
    }
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
run_test(struct rule_set *set, const struct options *o)
{
    struct test_run t = { .verbose = o->verbose };
    size_t bad = rule_test(set, now_wall_ms(), show_result, &t);

    printf("%zu rules, %zu examples (%zu to flag, %zu to pass), %zu failed\n",
        rule_set_rules(set), t.examples, t.flag, t.pass, bad);
    return bad > 0 ? VERB_FAILED : VERB_DONE;
}

static int
run_list(struct rule_set *set)
{
    static const char *const severities[] = { "?", "low", "medium", "high",
        "serious" };

    for (size_t i = 0; i < rule_set_packs(set); i++) {
        const struct rule_pack *p = rule_set_pack(set, i);

        for (const struct rule *r = p->rules; r != NULL; r = r->next)
            printf(STR_FMT "/" STR_FMT "\t%s\t%s\t" STR_FMT "\t" STR_FMT "\n",
                STR_ARG(p->name), STR_ARG(r->id), severities[r->severity],
                finding_strength_name(r->strength),
                STR_ARG(rule_words_in(&r->title, "en")), STR_ARG(r->basis));
    }
    return VERB_DONE;
}

/* --- listings on standard input --- */

/* Call visit for every listing line; -1 with a message on a bad line. */
static int
each_listing(void (*visit)(const struct listing *l, void *arg), void *arg)
{
    struct lines lines;
    struct str line;
    int rc = 0;

    lines_init(&lines, stdin, LIMIT_LINE_BYTES);
    while (rc == 0 && lines_next(&lines, &line)) {
        struct fail fail = { "" };
        struct js *j = NULL;
        struct listing *l = NULL;
        struct str text = str_trim(line);

        if (text.len == 0)
            continue;
        if (lines.text.over)
            rc = fail_set(&fail, "longer than %u bytes", LIMIT_LINE_BYTES);
        else if (js_parse(&j, text, &fail) != 0 ||
                 listing_from_json(&l, j, &fail) != 0)
            rc = -1;
        if (rc == 0)
            visit(l, arg);
        else
            fprintf(stderr, "shelfwatch rules: line %zu: %s\n", lines.number,
                fail.text);
        js_free(j);
        listing_free(l);
    }
    lines_clear(&lines);
    return rc;
}

/* --- explain --- */

struct explain_run {
    const struct rule_set *set;
    const struct rule *rule;
    struct rule_scratch *scratch;
    struct rule_context ctx;
    struct texts lines; /* of one listing; children stand before parents */
    int depth[EXPLAIN_LINES_MAX];
};

static void
explain_step(const struct rule_step *s, void *arg)
{
    struct explain_run *x = arg;
    struct buf line = BUF_MAX(8192);

    if (x->lines.count == EXPLAIN_LINES_MAX)
        return;
    buf_addf(&line, "%-7s %s", rule_truth_name(s->truth),
        rule_kind_name(s->cond->kind));
    if (s->cond->fields != 0) {
        buf_addz(&line, " (");
        rule_field_names(&line, s->cond->fields);
        buf_addz(&line, ")");
    }
    if (s->cond->expr.source.len > 0)
        buf_addf(&line, " /" STR_FMT "/",
            STR_ARG(utf8_cut(s->cond->expr.source, 60)));
    if (s->why[0] != '\0')
        buf_addf(&line, ": %s", s->why);
    x->depth[x->lines.count] = s->depth;
    texts_add(&x->lines, buf_str(&line));
    buf_clear(&line);
}

/* Print lines [from, to), the last of which is the parent of the others. */
static void
print_steps(const struct explain_run *x, size_t from, size_t to)
{
    size_t start = from;

    if (from == to)
        return;
    printf("%*s%s\n", 2 + 2 * x->depth[to - 1], "", x->lines.item[to - 1]);
    for (size_t i = from; i + 1 < to; i++)
        if (x->depth[i] == x->depth[to - 1] + 1) {
            print_steps(x, start, i + 1);
            start = i + 1;
        }
}

static void
explain_listing(const struct listing *l, void *arg)
{
    struct explain_run *x = arg;
    int applies;
    enum rule_truth t;

    t = rule_explain(
        x->set, x->scratch, l, &x->ctx, x->rule, &applies, explain_step, x);
    printf("%s: %s\n",
        l->text[LISTING_TITLE] ? l->text[LISTING_TITLE] : "(no title)",
        t == RULE_TRUE && applies ? "FLAGGED"
        : t == RULE_TRUE          ? "not flagged: not in force in this market "
                                    "or on this day"
        : t == RULE_UNKNOWN       ? "not flagged: cannot be known"
                                  : "not flagged");
    print_steps(x, 0, x->lines.count);
    texts_clear(&x->lines);
}

static int
run_explain(const struct rule_set *set, const char *id, const struct options *o)
{
    struct explain_run x = { .set = set,
        .rule = rule_set_find(set, str_of(id), NULL),
        .ctx = { o->market, "en", now_wall_ms(), NULL } };
    int rc;

    if (x.rule == NULL) {
        fprintf(stderr, "shelfwatch rules: no rule '%s'; see rules list\n", id);
        return VERB_FAILED;
    }
    x.scratch = rule_scratch_new(set);
    rc = each_listing(explain_listing, &x);
    rule_scratch_free(x.scratch);
    return rc == 0 ? VERB_DONE : VERB_FAILED;
}

/* --- coverage --- */

struct cover {
    size_t fires;
    struct texts samples;
};

struct coverage_run {
    const struct rule_set *set;
    struct rule_scratch *scratch;
    struct rule_context ctx;
    struct map *by_rule;
    size_t listings, strong;
    int samples;
};

/* Every so many fires one is kept, ever rarer, so that samples come from the
 * whole corpus: the 1st, 4th, 16th ... replace the oldest ones. */
static int
is_sample(size_t fires)
{
    while (fires % 4 == 0)
        fires /= 4;
    return fires == 1;
}

static void
add_sample(struct cover *c, int samples, const struct finding *f,
    const struct listing *l)
{
    struct buf text = BUF_MAX(1000);
    struct str title = listing_get(l, LISTING_TITLE);

    if (samples <= 0)
        return;
    if (c->samples.count >= (size_t)samples) {
        free(c->samples.item[0]);
        c->samples.count--;
        memmove(c->samples.item, c->samples.item + 1,
            c->samples.count * sizeof c->samples.item[0]);
    }
    buf_addf(&text, STR_FMT, STR_ARG(utf8_cut(title, 150)));
    if (f->span_count > 0)
        buf_addf(&text, "  [%s: " STR_FMT "]", f->spans[0].field,
            STR_ARG(utf8_cut(str_of(f->spans[0].text), 80)));
    texts_add(&c->samples, buf_str(&text));
    buf_clear(&text);
}

static void
cover_free(void *p)
{
    struct cover *c = p;

    texts_clear(&c->samples);
    free(c);
}

static void
cover_listing(const struct listing *l, void *arg)
{
    struct coverage_run *x = arg;
    struct findings found = { 0 };
    int strong = 0;

    rule_scan(x->set, x->scratch, l, &x->ctx, &found);
    for (size_t i = 0; i < found.count; i++) {
        const struct finding *f = found.item[i];
        struct cover *c = map_get(x->by_rule, str_of(f->id));

        if (c == NULL) {
            c = mem_new(sizeof *c);
            map_put(x->by_rule, str_of(f->id), c);
        }
        c->fires++;
        if (c->samples.count < (size_t)x->samples || is_sample(c->fires))
            add_sample(c, x->samples, f, l);
        strong |= f->strength >= FINDING_STRONG;
    }
    x->listings++;
    x->strong += (size_t)strong;
    findings_clear(&found);
}

static void
print_coverage(const struct coverage_run *x)
{
    const double all = x->listings > 0 ? (double)x->listings : 1;

    for (size_t i = 0; i < rule_set_packs(x->set); i++) {
        const struct rule_pack *p = rule_set_pack(x->set, i);

        for (const struct rule *r = p->rules; r != NULL; r = r->next) {
            struct buf id = BUF_MAX(400);
            const struct cover *c;

            buf_addf(
                &id, STR_FMT "/" STR_FMT, STR_ARG(p->name), STR_ARG(r->id));
            c = map_get(x->by_rule, buf_str(&id));
            printf("%8zu %7.3f%% %-9s %s\n", c ? c->fires : 0,
                c ? 100.0 * (double)c->fires / all : 0.0,
                finding_strength_name(r->strength), buf_text(&id));
            for (size_t k = 0; c != NULL && k < c->samples.count; k++)
                printf("          %s\n", c->samples.item[k]);
            buf_clear(&id);
        }
    }
    printf("%zu listings, %zu (%.3f%%) with a strong finding, %zu matches "
           "given up\n",
        x->listings, x->strong, 100.0 * (double)x->strong / all,
        rule_scratch_limits(x->scratch));
}

static int
run_coverage(const struct rule_set *set, const struct options *o)
{
    struct coverage_run x = { .set = set,
        .scratch = rule_scratch_new(set),
        .ctx = { o->market, "en", now_wall_ms(), NULL },
        .by_rule = map_new(cover_free),
        .samples = o->samples };
    int rc = each_listing(cover_listing, &x);

    if (rc == 0)
        print_coverage(&x);
    rule_scratch_free(x.scratch);
    map_free(x.by_rule);
    return rc == 0 ? VERB_DONE : VERB_FAILED;
}

/* --- the verb --- */

static int
run(const char *what, int argc, char **argv, const struct options *o)
{
    int explain = strcmp(what, "explain") == 0;
    int reads = explain || strcmp(what, "coverage") == 0;
    struct rule_set *set;
    int rc = VERB_USAGE;

    if (reads && argc != explain)
        return verb_usage(usage);
    set = load(argv, reads ? 0 : argc, o);
    if (set == NULL)
        return VERB_FAILED;
    if (strcmp(what, "check") == 0)
        rc = run_check(set);
    else if (strcmp(what, "test") == 0)
        rc = run_test(set, o);
    else if (strcmp(what, "list") == 0)
        rc = run_list(set);
    else if (explain)
        rc = run_explain(set, argv[0], o);
    else if (reads)
        rc = run_coverage(set, o);
    rule_set_free(set);
    return rc == VERB_USAGE ? verb_usage(usage) : rc;
}

int
cli_rules(int argc, char **argv)
{
    static const struct option longs[] = {
        { "market", required_argument, NULL, 'm' },
        { "samples", required_argument, NULL, 'n' },
        { "rules", required_argument, NULL, 'r' },
        { "verbose", no_argument, NULL, 'v' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct options o = { .samples = 3 };
    int64_t samples;
    int c;

    while ((c = getopt_long(argc, argv, "hm:n:r:v", longs, NULL)) != -1) {
        switch (c) {
        case 'h':
            printf("usage: %s", usage);
            return VERB_DONE;
        case 'm':
            o.market = optarg;
            break;
        case 'n':
            if (str_to_i64(str_of(optarg), &samples) != 0 || samples < 0 ||
                samples > SAMPLES_MAX)
                return verb_usage(usage);
            o.samples = (int)samples;
            break;
        case 'r':
            o.rules = optarg;
            break;
        case 'v':
            o.verbose = 1;
            break;
        default:
            return verb_usage(usage);
        }
    }
    if (optind >= argc)
        return verb_usage(usage);
    return run(argv[optind], argc - optind - 1, argv + optind + 1, &o);
}
