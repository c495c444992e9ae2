/* shelfwatch match: train and evaluate models of "the same product?". */
#include "cli/verbs.h"

#include "base/file.h"
#include "base/js.h"
#include "base/mem.h"
#include "classifier/metrics.h"
#include "classifier/pair_release.h"
#include "classifier/pair_trainer.h"
#include "core/limits.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char usage[] =
    "shelfwatch match train --train CSV --valid CSV --model DIR\n"
    "           [--seed N] [--no-context]\n"
    "       shelfwatch match evaluate --model DIR CSV\n"
    "  CSV: label,left_FIELD...,right_FIELD... with label 1 or 0";

struct options {
    const char *train, *valid, *model;
    int64_t seed;
    int context;
};

/* What was measured on one file. */
struct outcome {
    struct pair_counts counts;
    size_t pairs;
    double seconds; /* reading, comparing and deciding */
};

static double
cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
share(size_t part, size_t rest)
{
    return part + rest > 0 ? (double)part / (double)(part + rest) : 0;
}

/* Judge the pairs of a file that was read into memory. */
static int
judge(const struct pair_model *m, struct str csv, struct outcome *out,
    struct fail *fail)
{
    double start = cpu_seconds(), *probability;
    struct pair_words words;
    struct pair_table t;
    int rc;

    pair_words_init(&words);
    rc = pair_table_read(&t, &m->schema, &words, csv, fail);
    if (rc == 0) {
        probability = mem_array(t.pair_count + 1, sizeof *probability);
        pair_model_score(m, &words, &t, probability);
        out->seconds = cpu_seconds() - start;
        out->pairs = t.pair_count;
        out->counts =
            pair_trainer_count(probability, t.pair, t.pair_count, m->threshold);
        free(probability);
        pair_table_clear(&t);
    }
    pair_words_clear(&words);
    return rc;
}

static int
judge_file(const struct pair_model *m, const char *path, struct outcome *out,
    struct fail *fail)
{
    struct buf csv = BUF_MAX(LIMIT_FEED_BYTES);
    int rc = file_read(&csv, path, fail);

    if (rc == 0) {
        rc = judge(m, buf_str(&csv), out, fail);
        if (rc != 0)
            fail_wrap(fail, "%s", path);
    }
    buf_clear(&csv);
    return rc;
}

static struct js *
show_counts(struct pair_counts c)
{
    struct js *j = js_new_object();

    js_set_number(j, "precision", share(c.hits, c.false_alarms));
    js_set_number(j, "recall", share(c.hits, c.misses));
    js_set_number(j, "f1", metrics_f1(c.hits, c.false_alarms, c.misses));
    return j;
}

static void
print_line(struct js *j)
{
    struct buf line = BUF_MAX(LIMIT_CONFIG_BYTES);

    js_write(&line, j);
    puts(buf_text(&line));
    buf_clear(&line);
    js_free(j);
}

static struct js *
show_outcome(const struct outcome *o, double threshold)
{
    struct js *j = show_counts(o->counts);

    js_set_integer(j, "pairs", (int64_t)o->pairs);
    js_set_integer(j, "matches", (int64_t)(o->counts.hits + o->counts.misses));
    js_set_number(j, "threshold", threshold);
    js_set_number(j, "pairs_per_second",
        round(o->seconds > 0 ? (double)o->pairs / o->seconds : 0));
    return j;
}

static void
write_card(struct buf *out, const struct options *o, const struct pair_model *m,
    const struct pair_trainer_figures *f, const struct outcome *valid)
{
    struct pair_counts c = f->held_out, v = valid->counts;

    buf_addf(
        out, "# Pair model\n\nDo two records name the same product? Fields:");
    for (size_t i = 0; i < m->schema.count; i++)
        buf_addf(out, "%s %s", i > 0 ? "," : "", m->schema.name[i]);
    buf_addf(out,
        ".\n\n## Data\n\n%zu pairs of %zu records, %zu of them matches; %zu "
        "words.\n%s\n",
        f->pairs, f->records, f->positives, f->words,
        m->context ? "Uses what training knew of the same records, and how a "
                     "pair stands among the others of its file."
                   : "Judges each pair by itself.");
    buf_addf(out,
        "\n## Figures\n\n| | precision | recall | F1 |\n|---|---|---|---|\n"
        "| cross-validation on the training pairs | %.3f | %.3f | %.3f |\n"
        "| validation file, %zu pairs | %.3f | %.3f | %.3f |\n\n"
        "Threshold: probability %.3f, chosen by cross-validation on the "
        "training pairs alone.\n",
        share(c.hits, c.false_alarms), share(c.hits, c.misses),
        metrics_f1(c.hits, c.false_alarms, c.misses), valid->pairs,
        share(v.hits, v.false_alarms), share(v.hits, v.misses),
        metrics_f1(v.hits, v.false_alarms, v.misses), m->threshold);
    buf_addf(out,
        "\n## Made by\n\n```\nshelfwatch match train --train %s --valid %s "
        "--model %s --seed %lld%s\n```\n",
        o->train, o->valid, o->model, (long long)o->seed,
        o->context ? "" : " --no-context");
}

static int
read_and_train(struct pair_model *m, struct pair_trainer_figures *figures,
    const struct options *o, struct str csv, struct fail *fail)
{
    struct pair_trainer_options how = { o->context, (uint64_t)o->seed };
    struct pair_words words;
    struct pair_table t;
    int rc = pair_schema_read(&m->schema, csv, fail);

    if (rc != 0)
        return -1;
    pair_words_init(&words);
    rc = pair_table_read(&t, &m->schema, &words, csv, fail);
    if (rc == 0) {
        rc = pair_trainer_run(m, figures, &words, &t, &how, fail);
        pair_table_clear(&t);
    }
    pair_words_clear(&words);
    return rc;
}

static int
train(const struct options *o, struct fail *fail)
{
    struct pair_model *m = mem_new(sizeof *m);
    struct pair_trainer_figures figures;
    struct buf csv = BUF_MAX(LIMIT_FEED_BYTES), card = BUF_MAX(64u << 10);
    struct outcome valid;
    double start = cpu_seconds();
    int rc;

    pair_model_init(m);
    rc = file_read(&csv, o->train, fail);
    if (rc == 0) {
        rc = read_and_train(m, &figures, o, buf_str(&csv), fail);
        if (rc != 0)
            fail_wrap(fail, "%s", o->train);
    }
    start = cpu_seconds() - start;
    if (rc == 0)
        rc = judge_file(m, o->valid, &valid, fail);
    if (rc == 0) {
        write_card(&card, o, m, &figures, &valid);
        rc = pair_release_save(m, o->model, buf_str(&card), fail);
    }
    if (rc == 0) {
        struct js *j = js_new_object();

        js_set(j, "valid", show_outcome(&valid, m->threshold));
        js_set(j, "cross_validation", show_counts(figures.held_out));
        js_set_number(j, "train_seconds", start);
        print_line(j);
    }
    buf_clear(&csv);
    buf_clear(&card);
    pair_model_free(m);
    return rc;
}

static int
evaluate(const struct options *o, const char *path, struct fail *fail)
{
    struct pair_model *m = NULL;
    struct outcome outcome;
    int rc = pair_release_load(&m, o->model, fail);

    if (rc == 0)
        rc = judge_file(m, path, &outcome, fail);
    if (rc == 0)
        print_line(show_outcome(&outcome, m->threshold));
    pair_model_free(m);
    return rc;
}

static int
run(int argc, char **argv, const struct options *o)
{
    struct fail fail = { "" };
    int rc;

    if (o->model == NULL)
        return verb_usage(usage);
    if (str_is(str_of(argv[0]), "train") && argc == 1 && o->train != NULL &&
        o->valid != NULL)
        rc = train(o, &fail);
    else if (str_is(str_of(argv[0]), "evaluate") && argc == 2)
        rc = evaluate(o, argv[1], &fail);
    else
        return verb_usage(usage);
    return rc == 0 ? VERB_DONE : verb_failed("match", fail.text);
}

int
cli_match(int argc, char **argv)
{
    static const struct option options[] = {
        { "train", required_argument, NULL, 't' },
        { "valid", required_argument, NULL, 'v' },
        { "model", required_argument, NULL, 'm' },
        { "seed", required_argument, NULL, 's' },
        { "no-context", no_argument, NULL, 'n' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    struct options o = { .seed = 1, .context = 1 };
    int c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (c == 'h') {
            printf("usage: %s\n", usage);
            return VERB_DONE;
        }
        if (c == 't')
            o.train = optarg;
        else if (c == 'v')
            o.valid = optarg;
        else if (c == 'm')
            o.model = optarg;
        else if (c == 'n')
            o.context = 0;
        else if (c != 's' || str_to_i64(str_of(optarg), &o.seed) != 0)
            return verb_bad_option(argv, usage);
    }
    return optind < argc ? run(argc - optind, argv + optind, &o)
                         : verb_usage(usage);
}
