#include "cli/model_evaluate.h"

#include "base/file.h"
#include "base/mem.h"
#include "classifier/calibrate.h"
#include "classifier/metrics.h"
#include "classifier/tongue.h"
#include "cli/model_data.h"
#include "cli/model_report.h"
#include "core/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED 1

static const double thresholds[] = { 0.02, 0.1, 0.2, 0.3, 0.5, 0.9 };

struct evaluation {
    const struct risk_model *model;
    struct risk_scratch *scratch;
    const struct model_evaluate_options *options;
    struct model_judged *item; /* owned */
    size_t count, cap;
    struct texts sources;
    struct tokens tokens;
};

static uint32_t
source_number(struct evaluation *e, struct str name)
{
    for (size_t i = 0; i < e->sources.count; i++)
        if (str_is(name, e->sources.item[i]))
            return (uint32_t)i;
    texts_add(&e->sources, name);
    return (uint32_t)(e->sources.count - 1);
}

/* The likeliest hazard, or -1. */
static int
likeliest(const struct risk_verdict *v)
{
    int best = -1;

    for (int h = 0; h < HAZARDS; h++)
        if (v->hazards[h] > (best < 0 ? 0 : v->hazards[best]))
            best = h;
    return best;
}

/* `as` brings what is known of it. */
static void
judge(struct evaluation *e, const struct listing *l,
    const struct model_judged *as)
{
    struct model_judged *j;
    struct risk_verdict v;

    risk_judge(e->model, e->scratch, l, &v);
    token_read(&e->tokens, listing_get(l, LISTING_TITLE), 60);
    e->item = mem_grow(e->item, &e->cap, e->count + 1, sizeof e->item[0]);
    j = &e->item[e->count++];
    *j = *as;
    j->risk = v.risk;
    j->language = (int)tongue_of(&e->tokens);
    j->guess = likeliest(&v);
    j->title = str_dup(listing_get(l, LISTING_TITLE));
}

static int
judge_recalls(struct evaluation *e, const char *path, struct fail *fail)
{
    struct listing *l = listing_new();
    struct dataset d;
    int rc;

    dataset_init(&d);
    rc = model_data_add_recalls(&d, path, fail);
    for (size_t i = 0; rc == 0 && i < d.count; i++) {
        int year = d.item[i].year;

        if (year != 0 && year <= e->options->since)
            continue;
        listing_set(l, LISTING_TITLE, str_of(d.item[i].title));
        judge(e, l,
            &(struct model_judged){
                .positive = 1, .hazards = d.item[i].hazards });
    }
    dataset_clear(&d);
    listing_free(l);
    return rc;
}

static int
judge_line(struct evaluation *e, struct str line, struct fail *fail)
{
    struct listing *l = NULL;
    struct js *j = NULL;
    struct str source;
    int rc = js_parse(&j, line, fail);

    if (rc == 0)
        rc = listing_from_json(&l, j, fail);
    if (rc == 0) {
        source = js_get_text(j, "src");
        if (source.len == 0)
            source = listing_get(l, LISTING_MARKET);
        if (source.len == 0)
            source = STR("unnamed");
        if (e->options->source == NULL || str_is(source, e->options->source))
            judge(e, l,
                &(struct model_judged){ .source = source_number(e, source) });
    }
    listing_free(l);
    js_free(j);
    return rc;
}

static int
judge_listings(struct evaluation *e, const char *path, struct fail *fail)
{
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES);
    struct str rest, line;
    size_t number = 0;
    int rc = file_read(&text, path, fail);

    rest = buf_str(&text);
    while (rc == 0 && str_next_line(&rest, &line)) {
        number++;
        if (str_trim(line).len > 0 && judge_line(e, line, fail) != 0)
            rc = fail_wrap(fail, "%s:%zu", path, number);
    }
    buf_clear(&text);
    return rc;
}

static void
print_metrics(const struct evaluation *e, int language, const char *name)
{
    struct metrics_item *items = mem_array(e->count + 1, sizeof *items);
    struct metrics m;
    size_t n = 0;

    for (size_t i = 0; i < e->count; i++)
        if (language < 0 || e->item[i].language == language)
            items[n++] =
                (struct metrics_item){ e->item[i].risk, e->item[i].positive };
    metrics_measure(&m, items, n, CALIBRATE_BASE_RATE, SEED);
    printf("%-10s%8zu%9zu", name, m.positives, m.negatives);
    if (m.positives > 0 && m.negatives > 0)
        printf("  %.3f (%.3f-%.3f)  %.3f (%.3f-%.3f)  %.4f", m.auc.value,
            m.auc.low, m.auc.high, m.average_precision.value,
            m.average_precision.low, m.average_precision.high,
            m.calibration_error);
    printf("\n");
    free(items);
}

/* Listings of a source at or above each threshold, per 1,000. */
static void
print_flags(
    const struct evaluation *e, int positive, uint32_t source, const char *name)
{
    size_t all = 0, over[COUNT(thresholds)] = { 0 };

    for (size_t i = 0; i < e->count; i++) {
        if (e->item[i].positive != positive || e->item[i].source != source)
            continue;
        all++;
        for (size_t t = 0; t < COUNT(thresholds); t++)
            over[t] += e->item[i].risk >= thresholds[t];
    }
    if (all == 0)
        return;
    printf("%-24s%8zu", name, all);
    for (size_t t = 0; t < COUNT(thresholds); t++)
        printf("%8.1f", 1000.0 * (double)over[t] / (double)all);
    printf("\n");
}

static void
print_all(const struct evaluation *e)
{
    printf("%s\n\n", risk_version(e->model));
    printf("language  recalled ordinary  ROC AUC (95 %%)       average "
           "precision at %.0f %% (95 %%)  ECE\n",
        CALIBRATE_BASE_RATE * 100);
    print_metrics(e, -1, "all");
    for (int l = 0; l < GLOSSARY_LANGUAGES; l++)
        print_metrics(e, l, tongue_name((enum glossary_language)l));
    printf("\nper 1,000 at a risk of at least%8s", "");
    printf("\n%-24s%8s", "source", "count");
    for (size_t t = 0; t < COUNT(thresholds); t++)
        printf("%8.2f", thresholds[t]);
    printf("\n");
    print_flags(e, 1, 0, "(notices)");
    for (uint32_t i = 0; i < e->sources.count; i++)
        print_flags(e, 0, i, e->sources.item[i]);
}

/* 1 if the card's command names a file of this name. */
static int
is_named(struct str command, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str name = str_of(slash != NULL ? slash + 1 : path), word;

    while (str_next(&command, ' ', &word)) {
        struct str last = word, part;

        while (str_next(&word, '/', &part))
            last = part;
        if (name.len > 0 && str_eq(last, name))
            return 1;
    }
    return 0;
}

/* 1, with a warning, where the model was trained on files of these names: then
 * the figures tell how well it remembers. */
static int
has_learned(const struct model_evaluate_options *o)
{
    struct buf path = BUF_MAX(4096), card = BUF_MAX(LIMIT_CONFIG_BYTES);
    struct str command = STR_NONE;
    ptrdiff_t at = -1;
    int learned = 0;

    buf_addf(&path, "%s/card.md", o->dir);
    if (file_read(&card, buf_text(&path), NULL) == 0)
        at = str_find(buf_str(&card), STR("shelfwatch model train "), 0);
    if (at >= 0) {
        struct str rest = str_sub(buf_str(&card), (size_t)at, card.len);

        str_next_line(&rest, &command);
    }
    for (size_t i = 0; i < o->recall_count; i++)
        learned |= is_named(command, o->recalls[i]);
    for (size_t i = 0; i < o->listing_count; i++)
        learned |= is_named(command, o->listings[i]);
    if (learned)
        fprintf(stderr,
            "shelfwatch model: the model has learned from files of these "
            "names: "
            "the figures flatter it; its card has those of what was held "
            "out\n");
    buf_clear(&path);
    buf_clear(&card);
    return learned;
}

int
model_evaluate(const struct risk_model *m,
    const struct model_evaluate_options *o, struct fail *fail)
{
    struct evaluation e = { .model = m, .options = o };
    enum model_report_kind kind =
        has_learned(o) ? MODEL_REPORT_LEARNED : MODEL_REPORT_OTHERS;
    int rc = 0;

    e.scratch = risk_scratch_new(m);
    for (size_t i = 0; rc == 0 && i < o->recall_count; i++)
        rc = judge_recalls(&e, o->recalls[i], fail);
    for (size_t i = 0; rc == 0 && i < o->listing_count; i++)
        rc = judge_listings(&e, o->listings[i], fail);
    if (rc == 0)
        print_all(&e);
    if (rc == 0 && o->report != NULL)
        rc = model_report_write(&(struct model_report){ risk_version(m), e.item,
                                    e.count, &e.sources, kind },
            o->report, fail);
    risk_scratch_free(e.scratch);
    token_clear(&e.tokens);
    texts_clear(&e.sources);
    for (size_t i = 0; i < e.count; i++)
        free(e.item[i].title);
    free(e.item);
    return rc;
}
