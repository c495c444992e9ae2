/* shelfwatch model: train, evaluate and explain the risk model. */
#include "cli/verbs.h"

#include "base/file.h"
#include "base/mem.h"
#include "classifier/card.h"
#include "classifier/risk.h"
#include "classifier/trainer.h"
#include "cli/model_adopt.h"
#include "cli/model_category.h"
#include "cli/model_data.h"
#include "cli/model_decisions.h"
#include "cli/model_drift.h"
#include "cli/model_evaluate.h"
#include "cli/model_explain.h"
#include "cli/model_folds.h"
#include "cli/model_held.h"
#include "cli/screener.h"
#include "core/limits.h"
#include "store/store.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 32

static const char usage[] =
    "shelfwatch model COMMAND [OPTION]...\n"
    "\n"
    "  train              from notices and ordinary listings to a new folder\n"
    "  documents          what train would learn from, one JSON line each\n"
    "  folds              decisions on what was left out: each --hold-out,\n"
    "                     sources joined by commas, is a fold\n"
    "  hazards            decisions on the hazards of notices after --until;\n"
    "                     needs no listings\n"
    "  adopt CANDIDATE    compare with the current model on decisions of the\n"
    "                     store that neither was trained on, and take it into\n"
    "                     use; refuses a worse one unless --force\n"
    "  drift              are offers still like those the reference was made\n"
    "                     of? Exit 1 and a line on stderr for each change\n"
    "  evaluate           figures of a model on notices and listings\n"
    "  info [DIR]         a model's card\n"
    "  predict            offers on standard input, one JSON line each: risk\n"
    "                     and whether there was text enough to judge by\n"
    "  explain            offers on standard input, one JSON line each: risk,\n"
    "                     hazards, the words that moved it and where they\n"
    "                     stand, and the risk without them\n"
    "\n"
    "  A folder with a category model (models/category-1) does for info,\n"
    "  predict, explain and evaluate too.\n"
    "\n"
    "  --categories       of train: a model that guesses categories, from\n"
    "                     listings that state one\n"
    "  --labels FILE      of train and evaluate: what shops call which\n"
    "                     category; default core/category_labels.tsv\n"
    "  --recalls FILE     notices, as recalls import reads them; may be given\n"
    "                     several times\n"
    "  --listings FILE    ordinary listings, JSON Lines; several times\n"
    "  --glossary FILE    of train; default core/glossary.tsv\n"
    "  --out DIR          of train: folder to write\n"
    "  --seed N           of train; default 1\n"
    "  --hold-out SOURCE  of train: a source of listings for its figures;\n"
    "                     several times\n"
    "  --until YEAR       of train: last year of notices learned from for its\n"
    "                     figures; default 2018\n"
    "  --report PATH      of evaluate, and of train on what it held out: the\n"
    "                     figures as a page of HTML with plots; a file\n"
    "                     NAME.html, or a folder for report.html\n"
    "  --reference        of drift: make what later scans are compared with,\n"
    "                     from --listings; kept beside the model\n"
    "  --scans N          of drift: the last N scans of --store; default 1\n"
    "  --from-store PATH  of train: learn from the decisions of this store "
    "too\n"
    "  --store PATH       of adopt: whose decisions; default\n"
    "                     $SHELFWATCH_STORE, else ./shelfwatch.db\n"
    "  --force            of adopt: whatever the figures say\n"
    "  --text             of explain: in lines for people\n"
    "  --model DIR        of evaluate, predict, explain; default: the current "
    "one\n"
    "  --since YEAR       of evaluate: only later notices\n"
    "  --source SOURCE    of evaluate: only this source of listings";

struct options {
    const char *recalls[FILES_MAX], *listings[FILES_MAX];
    const char *held_out[FILES_MAX + 1];
    size_t recall_count, listing_count, held_out_count;
    const char *glossary, *out, *model, *source, *from_store, *store;
    const char *report, *labels;
    int force, reference, categories, text;
    int64_t scans;
    int64_t seed, until, since;
};

static void
say(const char *text, void *ctx)
{
    (void)ctx;
    fprintf(stderr, "model: %s\n", text);
}

/* A decision becomes a document, unless it is kept for comparing models. */
static int
add_decision(const struct model_decision *d, void *ctx, struct fail *fail)
{
    struct dataset *to = ctx;
    struct dataset_doc doc = { .label = d->positive ? 1 : -1,
        .origin = DATASET_LISTING,
        .source = dataset_source(to, STR("decisions")) };

    (void)fail;
    if (!d->held_out)
        dataset_add(to, listing_get(d->listing, LISTING_TITLE), &doc);
    return 0;
}

static int
load_documents(struct dataset *d, const struct options *o, struct fail *fail)
{
    for (size_t i = 0; i < o->recall_count; i++)
        if (model_data_add_recalls(d, o->recalls[i], fail) != 0)
            return -1;
    for (size_t i = 0; i < o->listing_count; i++)
        if (model_data_add_listings(d, o->listings[i], fail) != 0)
            return -1;
    if (o->from_store != NULL &&
        model_decisions_each(o->from_store, add_decision, d, fail) != 0)
        return -1;
    return 0;
}

/* The command that makes these bytes again. */
static void
write_command(struct buf *out, const struct options *o)
{
    buf_addz(out, "shelfwatch model train");
    for (size_t i = 0; i < o->recall_count; i++)
        buf_addf(out, " --recalls %s", o->recalls[i]);
    for (size_t i = 0; i < o->listing_count; i++)
        buf_addf(out, " --listings %s", o->listings[i]);
    for (size_t i = 0; i < o->held_out_count; i++)
        buf_addf(out, " --hold-out %s", o->held_out[i]);
    if (o->from_store != NULL)
        buf_addf(out, " --from-store %s", o->from_store);
    buf_addf(out, " --until %lld --seed %lld --out %s", (long long)o->until,
        (long long)o->seed, o->out);
}

static int
train(struct dataset *d, struct str glossary, const struct options *o,
    struct fail *fail)
{
    struct drift reference = { 0 };
    struct model_held held = { .dataset = d };
    struct trainer_options how = { .seed = (uint64_t)o->seed,
        .last_year = (int)o->until,
        .held_out = o->held_out,
        .base_rate = CALIBRATE_BASE_RATE,
        .reference = &reference,
        .judged = o->report != NULL ? model_held_keep : NULL,
        .say = say,
        .ctx = &held };
    struct released *r = mem_new(sizeof *r);
    struct trainer_figures figures;
    struct buf card = BUF_MAX(LIMIT_CONFIG_BYTES), command = BUF_MAX(8192);
    const char *slash = strrchr(o->out, '/');
    int rc;

    r->name = mem_text(slash != NULL ? slash + 1 : o->out);
    rc = glossary_parse(&r->glossary, glossary, o->glossary, fail);
    if (rc == 0) {
        drift_init(&reference, r->glossary, STR_NONE);
        rc = trainer_run(r, &figures, d, &how, fail);
    }
    if (rc == 0) {
        write_command(&command, o);
        card_write(&card, r, &figures, d, &how, buf_text(&command));
        rc = released_save(r, o->out, glossary, buf_str(&card), fail);
    }
    if (rc == 0)
        rc = model_drift_keep(&reference, o->out, fail);
    if (rc == 0 && o->report != NULL)
        rc = model_held_report(&held, r->name, o->report, fail);
    model_held_clear(&held);
    drift_clear(&reference);
    buf_clear(&card);
    buf_clear(&command);
    released_free(r);
    return rc;
}

static struct model_category_options
category_options(const struct options *o)
{
    return (struct model_category_options){ .listings = o->listings,
        .listing_count = o->listing_count,
        .held_out = o->held_out,
        .glossary = o->glossary,
        .labels = o->labels,
        .out = o->out,
        .seed = o->seed };
}

static int
train_categories(const struct options *o)
{
    struct model_category_options how = category_options(o);
    struct fail fail = { "" };

    if (o->out == NULL || o->listing_count == 0)
        return verb_usage(usage);
    return model_category_train(&how, &fail) == 0
               ? VERB_DONE
               : verb_failed("model", fail.text);
}

/* What a folder with a category model can do; -1 if this is not one. */
static int
do_category(const char *dir, const char *what, const struct options *o)
{
    struct model_category_options how = category_options(o);
    struct fail fail = { "" };
    int rc;

    if (dir == NULL || !model_category_is(dir))
        return -1;
    if (strcmp(what, "info") == 0)
        rc = model_category_info(dir, &fail);
    else if (strcmp(what, "evaluate") == 0)
        rc = model_category_evaluate(dir, &how, &fail);
    else
        rc = model_category_lines(dir, strcmp(what, "explain") == 0, &fail);
    return rc == 0   ? VERB_DONE
           : rc == 1 ? VERB_FAILED /* told line by line */
                     : verb_failed("model", fail.text);
}

static int
print_folds(struct dataset *d, struct str glossary, const struct options *o,
    const char *what, struct fail *fail)
{
    struct trainer_options how = { .seed = (uint64_t)o->seed,
        .last_year = (int)o->until,
        .held_out = o->held_out,
        .say = say };
    struct glossary *g = NULL;

    if (glossary_parse(&g, glossary, o->glossary, fail) != 0)
        return -1;
    if (strcmp(what, "hazards") == 0)
        model_folds_hazards(d, g, &how);
    else
        model_folds_print(d, g, &how);
    glossary_free(g);
    return 0;
}

/* The commands that read all documents. */
static int
do_train(const struct options *o, const char *what)
{
    struct buf glossary = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct fail fail = { "" };
    struct dataset d;
    int rc;

    if ((o->out == NULL && strcmp(what, "train") == 0) ||
        o->recall_count == 0 ||
        (o->listing_count == 0 && strcmp(what, "train") == 0))
        return verb_usage(usage);
    dataset_init(&d);
    rc = file_read(&glossary, o->glossary, &fail);
    if (rc == 0)
        rc = load_documents(&d, o, &fail);
    if (rc == 0 && strcmp(what, "train") == 0)
        rc = train(&d, buf_str(&glossary), o, &fail);
    else if (rc == 0 && strcmp(what, "documents") == 0)
        model_folds_documents(&d);
    else if (rc == 0)
        rc = print_folds(&d, buf_str(&glossary), o, what, &fail);
    dataset_clear(&d);
    buf_clear(&glossary);
    return rc == 0 ? VERB_DONE : verb_failed("model", fail.text);
}

/* The folder given, else the one of the model in use. */
static int
model_dir(struct buf *out, const char *given, struct fail *fail)
{
    if (given == NULL)
        return screener_model_dir(out, fail);
    return buf_addz(out, given);
}

static int
load_model(struct risk_model **out, const char *given, struct fail *fail)
{
    struct buf dir = BUF_MAX(4096);
    int rc = model_dir(&dir, given, fail);

    if (rc == 0)
        rc = risk_load(out, buf_text(&dir), fail);
    buf_clear(&dir);
    return rc;
}

static int
do_info(const char *given)
{
    struct buf dir = BUF_MAX(4096), card = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct risk_model *m = NULL;
    struct fail fail = { "" };
    int rc = model_dir(&dir, given, &fail);

    if (rc == 0)
        rc = risk_load(&m, buf_text(&dir), &fail);
    if (rc == 0) {
        buf_addz(&dir, "/card.md");
        rc = file_read(&card, buf_text(&dir), &fail);
    }
    if (rc == 0)
        printf("%s\n\n%s", risk_version(m), buf_text(&card));
    risk_free(m);
    buf_clear(&dir);
    buf_clear(&card);
    return rc == 0 ? VERB_DONE : verb_failed("model", fail.text);
}

/* Quick: two members, no tree. */
static void
predict_line(const struct risk_model *m, struct risk_scratch *scratch,
    const struct listing *l)
{
    struct risk_verdict v;

    risk_judge(m, scratch, l, &v);
    printf(
        "{\"risk\":%.6g,\"known\":%s}\n", v.risk, v.known ? "true" : "false");
}

/* A line that is no offer is told, and the others are answered. */
static int
do_lines(const struct options *o,
    void (*say_line)(const struct risk_model *m, struct risk_scratch *scratch,
        const struct listing *l))
{
    struct risk_model *m = NULL;
    struct risk_scratch *scratch = NULL;
    struct fail fail = { "" };
    char *line = NULL;
    size_t cap = 0, number = 0;
    ssize_t len;
    int bad = 0, rc = load_model(&m, o->model, &fail);

    if (rc == 0)
        scratch = risk_scratch_new(m);
    while (rc == 0 && (len = getline(&line, &cap, stdin)) >= 0) {
        struct listing *l = NULL;
        struct js *j = NULL;

        number++;
        if (js_parse(&j, (struct str){ line, (size_t)len }, &fail) != 0 ||
            listing_from_json(&l, j, &fail) != 0) {
            fail_wrap(&fail, "line %zu", number);
            bad = verb_failed("model", fail.text);
        } else
            say_line(m, scratch, l);
        listing_free(l);
        js_free(j);
    }
    free(line);
    risk_scratch_free(scratch);
    risk_free(m);
    return rc == 0 ? bad : verb_failed("model", fail.text);
}

static int
do_evaluate(const struct options *o)
{
    struct buf dir = BUF_MAX(4096);
    struct risk_model *m = NULL;
    struct fail fail = { "" };
    int rc;

    if (o->recall_count == 0 || o->listing_count == 0)
        return verb_usage(usage);
    rc = model_dir(&dir, o->model, &fail);
    if (rc == 0)
        rc = risk_load(&m, buf_text(&dir), &fail);
    if (rc == 0) {
        struct model_evaluate_options how = { o->recalls, o->recall_count,
            o->listings, o->listing_count, o->source, (int)o->since, o->report,
            buf_text(&dir) };

        rc = model_evaluate(m, &how, &fail);
    }
    risk_free(m);
    buf_clear(&dir);
    return rc == 0 ? VERB_DONE : verb_failed("model", fail.text);
}

static int
do_adopt(const char *candidate, const struct options *o)
{
    struct fail fail = { "" };

    if (model_adopt(candidate, store_path(o->store), o->force, &fail) != 0)
        return verb_failed("model", fail.text);
    return VERB_DONE;
}

static int
do_drift(const struct options *o)
{
    struct buf dir = BUF_MAX(4096);
    struct fail fail = { "" };
    int rc = -1;

    if (o->reference != (o->listing_count > 0))
        return verb_usage(usage);
    if (model_dir(&dir, o->model, &fail) == 0) {
        struct model_drift_options how = { .model = buf_text(&dir),
            .listings = o->listings,
            .listing_count = o->listing_count,
            .store = store_path(o->store),
            .scans = (int)o->scans };

        rc = model_drift(&how, &fail);
    }
    buf_clear(&dir);
    if (rc < 0)
        return verb_failed("model", fail.text);
    return rc == 0 ? VERB_DONE : VERB_FAILED;
}

static int
run(int argc, char **argv, const struct options *o)
{
    static const char *const shared[] = { "info", "evaluate", "explain",
        "predict" };
    int rc;

    if (strcmp(argv[0], "train") == 0 && argc == 1 && o->categories)
        return train_categories(o);
    for (size_t i = 0; i < COUNT(shared); i++)
        if (strcmp(argv[0], shared[i]) == 0 &&
            (rc = do_category(argc == 2 ? argv[1] : o->model, argv[0], o)) >= 0)
            return rc;
    if ((strcmp(argv[0], "train") == 0 || strcmp(argv[0], "folds") == 0 ||
            strcmp(argv[0], "hazards") == 0 ||
            strcmp(argv[0], "documents") == 0) &&
        argc == 1)
        return do_train(o, argv[0]);
    if (strcmp(argv[0], "evaluate") == 0 && argc == 1)
        return do_evaluate(o);
    if (strcmp(argv[0], "drift") == 0 && argc == 1)
        return do_drift(o);
    if (strcmp(argv[0], "adopt") == 0 && argc == 2)
        return do_adopt(argv[1], o);
    if (strcmp(argv[0], "info") == 0 && argc <= 2)
        return do_info(argc == 2 ? argv[1] : o->model);
    if (strcmp(argv[0], "explain") == 0 && argc == 1)
        return do_lines(o, o->text ? model_explain_text : model_explain_line);
    if (strcmp(argv[0], "predict") == 0 && argc == 1)
        return do_lines(o, predict_line);
    return verb_usage(usage);
}

static int
push(const char **list, size_t *count, const char *value)
{
    if (*count == FILES_MAX)
        return -1;
    list[(*count)++] = value;
    return 0;
}

static int
take_option(struct options *o, int c, const char *value)
{
    switch (c) {
    case 'r':
        return push(o->recalls, &o->recall_count, value);
    case 'l':
        return push(o->listings, &o->listing_count, value);
    case 'd':
        return push(o->held_out, &o->held_out_count, value);
    case 'g':
        o->glossary = value;
        return 0;
    case 'o':
        o->out = value;
        return 0;
    case 'm':
        o->model = value;
        return 0;
    case 'S':
        o->source = value;
        return 0;
    case 'F':
        o->from_store = value;
        return 0;
    case 'b':
        o->store = value;
        return 0;
    case 'p':
        o->report = value;
        return 0;
    case 'R':
        o->reference = 1;
        return 0;
    case 'N':
        return str_to_i64(str_of(value), &o->scans) != 0 || o->scans < 1 ? -1
                                                                         : 0;
    case 'c':
        o->categories = 1;
        return 0;
    case 'L':
        o->labels = value;
        return 0;
    case 't':
        o->text = 1;
        return 0;
    case 'f':
        o->force = 1;
        return 0;
    case 's':
        return str_to_i64(str_of(value), &o->seed);
    case 'u':
        return str_to_i64(str_of(value), &o->until);
    case 'y':
        return str_to_i64(str_of(value), &o->since);
    default:
        return -1;
    }
}

int
cli_model(int argc, char **argv)
{
    static const struct option options[] = {
        { "recalls", required_argument, NULL, 'r' },
        { "text", no_argument, NULL, 't' },
        { "listings", required_argument, NULL, 'l' },
        { "glossary", required_argument, NULL, 'g' },
        { "out", required_argument, NULL, 'o' },
        { "seed", required_argument, NULL, 's' },
        { "hold-out", required_argument, NULL, 'd' },
        { "until", required_argument, NULL, 'u' },
        { "model", required_argument, NULL, 'm' },
        { "since", required_argument, NULL, 'y' },
        { "source", required_argument, NULL, 'S' },
        { "from-store", required_argument, NULL, 'F' },
        { "store", required_argument, NULL, 'b' },
        { "categories", no_argument, NULL, 'c' },
        { "labels", required_argument, NULL, 'L' },
        { "force", no_argument, NULL, 'f' },
        { "reference", no_argument, NULL, 'R' },
        { "report", required_argument, NULL, 'p' },
        { "scans", required_argument, NULL, 'N' },
        { NULL, 0, NULL, 0 },
    };
    struct options o = { .glossary = "core/glossary.tsv",
        .labels = "core/category_labels.tsv",
        .seed = 1,
        .scans = 1,
        .until = 2018 };
    int c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (c == 'h') {
            printf("usage: %s\n", usage);
            return VERB_DONE;
        }
        if (take_option(&o, c, optarg) != 0)
            return verb_bad_option(argv, usage);
    }
    if (optind >= argc)
        return verb_usage(usage);
    return run(argc - optind, argv + optind, &o);
}
