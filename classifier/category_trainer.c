#include "classifier/category_trainer.h"

#include "base/mem.h"
#include "classifier/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Settled on the sources left out. */
#define COST 1.0
#define POSITIVE_WEIGHT 2.0
#define TOLERANCE 0.02
#define ROUNDS_MAX 200

struct work {
    const struct category_data *d;
    const struct category_options *options;
    struct category_model *m;
    unsigned char *learns; /* owned, by document */
    struct features features;
    struct listing *listing; /* owned */
};

/* Predictions on sources left out, in order of their documents. */
struct sheet {
    double (*decision)[CATEGORIES]; /* owned */
    uint32_t *doc;                  /* owned */
    size_t count;
};

static void
say(const struct work *w, const char *what, const char *detail)
{
    struct buf text = BUF_MAX(500);

    buf_addf(&text, "%s%s", what, detail);
    if (w->options->say != NULL)
        w->options->say(buf_text(&text), w->options->ctx);
    buf_clear(&text);
}

static const struct listing *
as_listing(struct work *w, size_t i)
{
    const struct category_doc *doc = &w->d->item[i];

    listing_set(w->listing, LISTING_TITLE, str_of(doc->title));
    listing_set(w->listing, LISTING_DESCRIPTION, str_of(doc->description));
    return w->listing;
}

static void
count_documents(struct work *w)
{
    uint32_t *df = mem_array(CATEGORY_MODEL_WIDTH, sizeof *df);
    size_t n = 0;

    for (size_t i = 0; i < w->d->count; i++) {
        if (!w->learns[i])
            continue;
        n++;
        features_count(&w->features, w->m->glossary, as_listing(w, i));
        features_narrow(&w->features, CATEGORY_MODEL_BITS);
        for (size_t k = 0; k < w->features.count; k++)
            df[w->features.item[k].index]++;
    }
    for (size_t i = 0; i < CATEGORY_MODEL_WIDTH; i++)
        w->m->idf[i] = features_idf(n, df[i]);
    free(df);
}

static size_t
mark(const struct work *w, signed char *label, int category)
{
    size_t n = 0, positives = 0;

    for (size_t i = 0; i < w->d->count; i++)
        if (w->learns[i]) {
            label[n] = w->d->item[i].category == category ? 1 : -1;
            positives += label[n++] > 0;
        }
    return positives;
}

/* All machines on the documents that are learned from; returns how many. */
static size_t
learn(struct work *w, const char *what)
{
    struct model_options options = { .c = COST,
        .positive_weight = POSITIVE_WEIGHT,
        .tolerance = TOLERANCE,
        .rounds_max = ROUNDS_MAX };
    struct model_rows rows = { 0 };
    signed char *label = mem_array(w->d->count + 1, 1);
    size_t count;

    count_documents(w);
    for (size_t i = 0; i < w->d->count; i++) {
        if (!w->learns[i])
            continue;
        category_model_read(w->m, &w->features, as_listing(w, i));
        features_merge(&w->features);
        model_rows_add(&rows, w->features.item, w->features.count);
    }
    count = rows.count;
    for (int c = 0; c < CATEGORIES; c++) {
        struct model_linear machine = { 0 };
        struct buf which = BUF_MAX(200);

        buf_addf(&which, ": %s", category_name((enum category)c));
        say(w, what, buf_text(&which));
        buf_clear(&which);
        if (mark(w, label, c) == 0) {
            w->m->scale[c] = 0; /* never said */
            w->m->bias[c] = -10;
            continue;
        }
        model_train(&machine, &rows, label, &options);
        category_model_set(w->m, (enum category)c, &machine);
        model_linear_clear(&machine);
    }
    model_rows_clear(&rows);
    free(label);
    return count;
}

/* --- sources left out --- */

static void
predict(struct work *w, struct sheet *s, uint32_t source)
{
    for (size_t i = 0; i < w->d->count; i++) {
        const struct category_doc *doc = &w->d->item[i];

        if (doc->source != source || doc->is_rewritten)
            continue;
        category_model_read(w->m, &w->features, as_listing(w, i));
        category_model_decide(w->m, &w->features, s->decision[s->count]);
        s->doc[s->count++] = (uint32_t)i;
    }
}

static double
loss_of(const struct work *w, const struct sheet *s, double sharpness)
{
    double sum = 0, p[CATEGORIES];

    for (size_t i = 0; i < s->count; i++) {
        category_model_softmax(s->decision[i], sharpness, p);
        sum -= log(fmax(p[w->d->item[s->doc[i]].category], 1e-12));
    }
    return sum;
}

/* The sharpness with the least loss on what was left out. */
static double
sharpness_of(const struct work *w, const struct sheet *s)
{
    double best = 3, least = INFINITY;

    for (double x = 0.5; x < 12; x *= 1.1) {
        double loss = loss_of(w, s, x);

        if (loss < least) {
            least = loss;
            best = x;
        }
    }
    return best;
}

static void
measure(const struct work *w, const struct sheet *s, double sharpness,
    struct category_figures *f)
{
    struct metrics_item *items = mem_array(s->count + 1, sizeof *items);
    struct category_tested *t = NULL;
    struct metrics m;
    size_t all_right = 0;

    for (size_t i = 0; i < s->count; i++) {
        const struct category_doc *doc = &w->d->item[s->doc[i]];
        const char *name = w->d->sources.item[doc->source];
        double p[CATEGORIES];
        int best = 0, right;

        category_model_softmax(s->decision[i], sharpness, p);
        for (int c = 1; c < CATEGORIES; c++)
            best = p[c] > p[best] ? c : best;
        right = best == doc->category;
        if (t == NULL || t->name != name) {
            t = &f->tested[f->tested_count++];
            t->name = name;
        }
        t->offers++;
        all_right += (size_t)right;
        t->right += (size_t)right;
        t->sure += p[best] >= CATEGORY_SURE;
        t->sure_right += right && p[best] >= CATEGORY_SURE;
        f->truth[doc->category]++;
        f->said[best]++;
        f->right[best] += (size_t)right;
        items[i] = (struct metrics_item){ p[best], right };
    }
    metrics_measure(
        &m, items, s->count, (double)all_right / (double)s->count, 1);
    f->calibration_error = m.calibration_error;
    free(items);
}

static void
test_sources(struct work *w, struct category_figures *f)
{
    struct sheet s = { 0 };
    size_t tested = 0;

    s.decision = mem_array(w->d->count + 1, sizeof s.decision[0]);
    s.doc = mem_array(w->d->count + 1, sizeof s.doc[0]);
    for (size_t source = 0; source < w->d->sources.count; source++) {
        const char *name = w->d->sources.item[source];
        int wanted = 0;

        for (const char *const *h = w->options->held_out; *h != NULL; h++)
            wanted |= strcmp(*h, name) == 0;
        if (!wanted || tested == CATEGORY_TESTED_MAX)
            continue;
        tested++;
        for (size_t i = 0; i < w->d->count; i++)
            w->learns[i] = w->d->item[i].source != source;
        learn(w, name);
        predict(w, &s, (uint32_t)source);
    }
    if (s.count > 0) {
        w->m->sharpness = (float)sharpness_of(w, &s);
        measure(w, &s, (double)w->m->sharpness, f);
    }
    free(s.decision);
    free(s.doc);
}

int
category_trainer_run(struct category_model *m, struct category_figures *figures,
    const struct category_data *d, const struct category_options *options,
    struct fail *fail)
{
    struct work w = { .d = d, .options = options, .m = m };

    *figures = (struct category_figures){ 0 };
    if (d->count < 100)
        return fail_set(fail,
            "%zu offers of known category are too few to learn from; 100 are "
            "the least",
            d->count);
    w.learns = mem_new(d->count);
    w.listing = listing_new();
    features_init(&w.features);
    test_sources(&w, figures);
    memset(w.learns, 1, d->count);
    figures->learned = learn(&w, "everything");
    features_clear(&w.features);
    listing_free(w.listing);
    free(w.learns);
    return 0;
}
