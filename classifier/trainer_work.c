#include "classifier/trainer_work.h"

#include "base/mem.h"
#include "classifier/tongue.h"

#include <math.h>
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
    features_add_shape(&w->features);
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

/* Two machines are trained. One knows concepts and made titles, and so what is
 * dangerous in any language; the other has only what notices and shops wrote,
 * words and characters, and the shape of it. In English they are averaged:
 * each errs where the other does not. The second has seen no danger in other
 * languages, and is not asked there. Shares of 0.3 to 0.7 were tried on halves
 * of the sources and notices of 2013-18: the more, the better among notices,
 * the worse on titles that were written by hand. */
enum machine { MACHINE_CONCEPTS, MACHINE_PLAIN };
#define PLAIN_SHARE 0.5f

static float
cost_of(const struct dataset_doc *doc, size_t of_source)
{
    double many = (double)of_source / LISTINGS_PER_SOURCE;

    if (doc->origin == DATASET_LISTING && many > 1)
        return (float)(1 / many);
    return 1;
}

static int
has_block(enum machine which, enum features_block b)
{
    if (which == MACHINE_PLAIN)
        return b == FEATURES_WORDS || b == FEATURES_CHARS ||
               b == FEATURES_SHAPE;
    return b != FEATURES_SHAPE;
}

/* Take out what a machine does not look at. */
static void
keep_blocks(struct features *f, enum machine which)
{
    for (size_t b = 0, i = 0; b < FEATURES_BLOCKS; b++)
        for (; i < f->block_end[b]; i++)
            if (!has_block(which, (enum features_block)b))
                f->item[i].value = 0;
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
    w->learned = n;
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

/* No notice is in German or Chinese, so in training the language tells the
 * sides apart. It has a feature of its own, so that no word has to stand for
 * it; large, so that this costs next to nothing in the norm. */
#define LANGUAGE_VALUE 2.0f

/* Places of the table that no document uses, for the languages. */
static void
find_places(const struct trainer_work *w, uint32_t place[GLOSSARY_LANGUAGES])
{
    uint8_t unseen = features_idf(w->learned, 0);
    uint32_t at = 0;

    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++, at++) {
        while (at < FEATURES_WIDTH - GLOSSARY_LANGUAGES && w->idf[at] != unseen)
            at++;
        place[l] = at;
    }
}

/* Take what the languages weigh out of the model: it is for English, or for
 * languages that are told apart by their curves. */
static void
drop_languages(struct model_linear *m, const uint32_t place[GLOSSARY_LANGUAGES])
{
    m->bias += m->weight[place[GLOSSARY_EN]] * LANGUAGE_VALUE;
    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++)
        m->weight[place[l]] = 0;
}

static void
learn(struct trainer_work *w, struct model_linear *m, enum machine which)
{
    uint32_t place[GLOSSARY_LANGUAGES];
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

    find_places(w, place);
    for (size_t i = 0; i < w->dataset->count; i++) {
        if (!learns(w, i, which))
            continue;
        trainer_read(w, i);
        keep_blocks(f, which);
        f->item[f->count++] =
            (struct feature){ place[w->dataset->item[i].language],
                LANGUAGE_VALUE };
        features_merge(f);
        label[rows.count] = w->dataset->item[i].label;
        model_rows_add(&rows, f->item, f->count);
    }
    model_train(m, &rows, label, &options);
    drop_languages(m, place);
    model_rows_clear(&rows);
    free(cost);
    free(label);
}

/* A decision value of 1 is about so much in log odds: the slope of curves. */
#define LOG_ODDS 4.0

/* How much less often recalled products are of a language than of English in
 * what was learned from; one more of each, as there might be. */
static void
weigh_languages(struct trainer_work *w)
{
    double n[GLOSSARY_LANGUAGES][2], english;

    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++)
        n[l][0] = n[l][1] = 1;
    for (size_t i = 0; i < w->dataset->count; i++)
        if (learns(w, i, MACHINE_PLAIN))
            n[w->dataset->item[i].language][w->dataset->item[i].label > 0]++;
    english = log(n[GLOSSARY_EN][1] / n[GLOSSARY_EN][0]);
    for (size_t l = 0; l < GLOSSARY_LANGUAGES; l++)
        w->language[l] = (log(n[l][1] / n[l][0]) - english) / LOG_ODDS;
}

void
trainer_model_clear(struct trainer_model *m)
{
    for (int side = 0; side < WEIGHTS_SIDES; side++)
        model_linear_clear(&m->side[side]);
}

void
trainer_learn(struct trainer_work *w, struct trainer_model *m, const char *what)
{
    struct model_linear *abroad = &m->side[WEIGHTS_ABROAD];
    struct model_linear *english = &m->side[WEIGHTS_ENGLISH];

    w->what = what;
    trainer_count_documents(w);
    weigh_languages(w);
    learn(w, abroad, MACHINE_CONCEPTS);
    learn(w, english,
        can_learn(w, MACHINE_PLAIN) ? MACHINE_PLAIN : MACHINE_CONCEPTS);
    for (size_t i = 0; i < FEATURES_WIDTH; i++)
        english->weight[i] +=
            (1 - PLAIN_SHARE) * (abroad->weight[i] - english->weight[i]);
    english->bias += (1 - PLAIN_SHARE) * (abroad->bias - english->bias);
}

double
trainer_compare(struct trainer_work *w, const struct trainer_model *m, size_t i)
{
    trainer_read(w, i);
    return model_decide(
               &m->side[WEIGHTS_ENGLISH], w->features.item, w->features.count) +
           w->language[w->dataset->item[i].language];
}

double
trainer_decide(struct trainer_work *w, const struct trainer_model *m, size_t i)
{
    enum glossary_language l =
        (enum glossary_language)w->dataset->item[i].language;

    trainer_read(w, i);
    return model_decide(
        &m->side[weights_side_of(l)], w->features.item, w->features.count);
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
