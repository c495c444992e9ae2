#include "classifier/trainer_work.h"

#include "base/mem.h"
#include "classifier/tongue.h"

#include <stdlib.h>
#include <string.h>

/* The objective of a model may be so much above the optimum, as a share. */
#define TOLERANCE 0.003

void
trainer_say(struct trainer_work *w, const char *format, ...)
{
    struct buf text = BUF_MAX(1000);
    va_list ap;

    if (w->options->say == NULL)
        return;
    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    w->options->say(buf_text(&text), w->options->ctx);
    buf_clear(&text);
}

static void
count_features(struct trainer_work *w, size_t i)
{
    listing_set(w->listing, LISTING_TITLE, str_of(w->dataset->item[i].title));
    features_count(&w->features, w->glossary, w->listing);
}

void
trainer_read(struct trainer_work *w, size_t i)
{
    count_features(w, i);
    features_weigh(&w->features, w->idf, 1);
}

void
trainer_work_init(struct trainer_work *w, struct dataset *d,
    const struct glossary *g, const struct trainer_options *options)
{
    *w = (struct trainer_work){ .dataset = d, .glossary = g };
    w->options = options;
    w->side = mem_new(d->count + 1);
    w->idf = mem_new(FEATURES_WIDTH);
    w->listing = listing_new();
    features_init(&w->features);
    for (size_t i = 0; i < d->count; i++) {
        count_features(w, i);
        d->item[i].language = (int)tongue_of(&w->features.title);
    }
}

void
trainer_work_clear(struct trainer_work *w)
{
    free(w->side);
    free(w->idf);
    listing_free(w->listing);
    features_clear(&w->features);
}

/* A source of listings that has more weighs as if it had so many, so that the
 * largest (30,000 offers of ten kinds of appliance) does not decide alone. */
#define LISTINGS_PER_SOURCE 3000.0

/* Titles made in languages other than English are many and alike: at full
 * weight ordinary goods there look dangerous. */
#define MADE_ABROAD_COST 0.25f

/* Two machines are trained and averaged. One knows concepts and made titles,
 * and so what is dangerous in any language; the other has only what notices
 * and shops wrote, words and characters. Each errs where the other does not;
 * the second alone would take German and Chinese for ordinary. */
enum machine { MACHINE_CONCEPTS, MACHINE_PLAIN };
#define PLAIN_SHARE 0.4f

static float
cost_of(const struct dataset_doc *doc, size_t of_source)
{
    double many = (double)of_source / LISTINGS_PER_SOURCE;

    if (doc->origin == DATASET_MADE && doc->language != GLOSSARY_EN)
        return MADE_ABROAD_COST;
    if (doc->origin == DATASET_LISTING && many > 1)
        return (float)(1 / many);
    return 1;
}

static int
learns(const struct trainer_work *w, size_t i, enum machine which)
{
    return w->side[i] == TRAINER_LEARN &&
           (which == MACHINE_CONCEPTS ||
               w->dataset->item[i].origin != DATASET_MADE);
}

/* The cost of each document learned from, in order. */
static float *
weigh_documents(const struct trainer_work *w, enum machine which)
{
    const struct dataset *d = w->dataset;
    size_t *all = mem_array(d->sources.count, sizeof *all), n = 0;
    float *cost = mem_array(d->count + 1, sizeof *cost);

    for (size_t i = 0; i < d->count; i++)
        all[d->item[i].source] += w->side[i] == TRAINER_LEARN;
    for (size_t i = 0; i < d->count; i++)
        if (learns(w, i, which))
            cost[n++] = cost_of(&d->item[i], all[d->item[i].source]);
    free(all);
    return cost;
}

void
trainer_count_documents(struct trainer_work *w)
{
    uint32_t *df = mem_array(FEATURES_WIDTH, sizeof *df);
    size_t n = 0;

    for (size_t i = 0; i < w->dataset->count; i++) {
        if (w->side[i] != TRAINER_LEARN)
            continue;
        n++;
        count_features(w, i);
        for (size_t k = 0; k < w->features.count; k++)
            df[w->features.item[k].index]++;
    }
    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        w->idf[i] = features_idf(n, df[i]);
    free(df);
}

static void
progress(int round, double objective, double gap, void *ctx)
{
    struct trainer_work *w = ctx;

    if (round % 10 == 0 || gap < TOLERANCE)
        trainer_say(w,
            "%s: round %d, objective %.2f, at most %.2f %% above "
            "the optimum",
            w->what, round, objective, gap * 100);
}

/* 1 if there are both labels to learn from. */
static int
can_learn(const struct trainer_work *w, enum machine which)
{
    int seen[2] = { 0, 0 };

    for (size_t i = 0; i < w->dataset->count; i++)
        if (learns(w, i, which))
            seen[w->dataset->item[i].label > 0] = 1;
    return seen[0] && seen[1];
}

static void
learn(struct trainer_work *w, struct model_linear *m, enum machine which)
{
    struct model_rows rows = { 0 };
    struct features *f = &w->features;
    signed char *label = mem_array(w->dataset->count + 1, 1);
    float *cost = weigh_documents(w, which);
    struct model_options options = { .c = TRAINER_C,
        .positive_weight = 1,
        .cost = cost,
        .tolerance = TOLERANCE,
        .rounds_max = 500,
        .progress = progress,
        .ctx = w };

    for (size_t i = 0; i < w->dataset->count; i++) {
        if (!learns(w, i, which))
            continue;
        trainer_read(w, i);
        if (which == MACHINE_PLAIN)
            f->count = f->block_end[FEATURES_CHARS];
        features_merge(f);
        label[rows.count] = w->dataset->item[i].label;
        model_rows_add(&rows, f->item, f->count);
    }
    model_train(m, &rows, label, &options);
    model_rows_clear(&rows);
    free(cost);
    free(label);
}

void
trainer_learn(struct trainer_work *w, struct model_linear *m, const char *what)
{
    struct model_linear plain = { 0 };

    w->what = what;
    trainer_count_documents(w);
    learn(w, m, MACHINE_CONCEPTS);
    if (!can_learn(w, MACHINE_PLAIN))
        return;
    learn(w, &plain, MACHINE_PLAIN);
    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        m->weight[i] += PLAIN_SHARE * (plain.weight[i] - m->weight[i]);
    m->bias += PLAIN_SHARE * (plain.bias - m->bias);
    model_linear_clear(&plain);
}

double
trainer_decide(struct trainer_work *w, const struct model_linear *m, size_t i)
{
    trainer_read(w, i);
    return model_decide(m, w->features.item, w->features.count);
}

static int
is_among(const char *const *names, const char *name)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return 1;
    return 0;
}

void
trainer_split(
    struct trainer_work *w, const char *const *held_out, int last_year)
{
    for (size_t i = 0; i < w->dataset->count; i++) {
        const struct dataset_doc *doc = &w->dataset->item[i];
        int test;

        if (doc->origin == DATASET_MADE) {
            test = 0;
        } else if (doc->label > 0) {
            test = doc->year > last_year || doc->year == 0;
        } else {
            test = is_among(held_out, w->dataset->sources.item[doc->source]);
        }
        w->side[i] = test                               ? TRAINER_TEST
                     : doc->origin == DATASET_REWRITTEN ? TRAINER_SPARE
                                                        : TRAINER_LEARN;
    }
}
