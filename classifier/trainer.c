#include "classifier/trainer.h"

#include "base/mem.h"
#include "classifier/augment.h"
#include "classifier/tongue.h"
#include "classifier/trainer_hazard.h"
#include "classifier/trainer_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double thresholds[TRAINER_THRESHOLDS] = { 0.02, 0.1, 0.2, 0.3, 0.5,
    0.9 };

static void
split_at_random(struct trainer_work *w)
{
    struct dice dice = { w->options->seed + 1 };

    for (size_t i = 0; i < w->dataset->count; i++)
        w->side[i] = w->dataset->item[i].origin == DATASET_REWRITTEN
                         ? TRAINER_SPARE
                     : dice_below(&dice, 10) == 0 ? TRAINER_TEST
                                                  : TRAINER_LEARN;
}

static void
split_nothing(struct trainer_work *w)
{
    for (size_t i = 0; i < w->dataset->count; i++)
        w->side[i] = w->dataset->item[i].origin == DATASET_REWRITTEN
                         ? TRAINER_SPARE
                         : TRAINER_LEARN;
}

/* Documents that figures are about: English notices and real listings; in
 * the other languages rewritten notices, as there are no real ones. */
static int
is_tested(const struct trainer_work *w, size_t i, int language)
{
    const struct dataset_doc *doc = &w->dataset->item[i];

    if (w->side[i] != TRAINER_TEST || doc->language != language)
        return 0;
    if (doc->label < 0)
        return doc->origin == DATASET_LISTING;
    return doc->origin ==
           (language == GLOSSARY_EN ? DATASET_RECALL : DATASET_REWRITTEN);
}

struct sample {
    double *decision;
    signed char *label;
    uint32_t *source;
    struct metrics_item *items;
    size_t count;
    int language;
};

static void
sample_take(struct sample *s, struct trainer_work *w,
    const struct trainer_model *m, int language)
{
    size_t max = w->dataset->count + 1;

    s->decision = mem_array(max, sizeof s->decision[0]);
    s->label = mem_array(max, 1);
    s->source = mem_array(max, sizeof s->source[0]);
    s->items = mem_array(max, sizeof s->items[0]);
    s->count = 0;
    s->language = language;
    for (size_t i = 0; i < w->dataset->count; i++) {
        if (!is_tested(w, i, language))
            continue;
        s->decision[s->count] = trainer_decide(w, m, i);
        s->label[s->count] = w->dataset->item[i].label;
        s->source[s->count++] = w->dataset->item[i].source;
    }
}

/* Mean decision of ordinary and of recalled products. */
static void
sample_means(const struct sample *s, double mean[2])
{
    double n[2] = { 0, 0 };

    mean[0] = mean[1] = 0;
    for (size_t i = 0; i < s->count; i++) {
        mean[s->label[i] > 0] += s->decision[i];
        n[s->label[i] > 0]++;
    }
    mean[0] /= n[0];
    mean[1] /= n[1];
}

static void
sample_clear(struct sample *s)
{
    free(s->decision);
    free(s->label);
    free(s->source);
    free(s->items);
}

/* The error of a curve on documents it was not fitted on: fit on one half,
 * measure on the other, both ways. */
static void
measure_crossed(struct metrics *out, struct sample *s, double base_rate)
{
    struct calibrate curve[2];
    double *half = mem_array(s->count + 1, sizeof *half);
    signed char *label = mem_array(s->count + 1, 1);

    for (size_t side = 0; side < 2; side++) {
        size_t n = 0;

        for (size_t i = side; i < s->count; i += 2) {
            half[n] = s->decision[i];
            label[n++] = s->label[i];
        }
        calibrate_fit(&curve[side], half, label, n, base_rate);
    }
    for (size_t i = 0; i < s->count; i++)
        s->items[i] = (struct metrics_item){
            calibrate_apply(&curve[1 - i % 2], s->decision[i]), s->label[i] > 0
        };
    metrics_measure(out, s->items, s->count, base_rate, 1);
    free(half);
    free(label);
}

static void
measure(struct metrics *out, struct sample *s, const struct calibrate *curve,
    const struct trainer_work *w)
{
    struct metrics crossed;
    int fitted = s->language == GLOSSARY_EN;

    measure_crossed(&crossed, s, w->options->base_rate);
    for (size_t i = 0; i < s->count; i++)
        s->items[i] =
            (struct metrics_item){ calibrate_apply(curve, s->decision[i]),
                s->label[i] > 0 };
    metrics_measure(
        out, s->items, s->count, w->options->base_rate, w->options->seed);
    if (fitted) { /* on these very documents; elsewhere the curve is given */
        out->calibration_error = crossed.calibration_error;
        memcpy(out->bin, crossed.bin, sizeof out->bin);
    }
}

/* Each held-out English source alone against all later notices. */
static void
measure_sources(struct trainer_figures *f, struct sample *s,
    const struct calibrate *curve, const struct trainer_work *w)
{
    for (const char *const *h = w->options->held_out;
         *h != NULL && f->source_count < TRAINER_SOURCES_MAX; h++) {
        struct trainer_source *out = &f->source[f->source_count];
        size_t n = 0;

        for (size_t i = 0; i < s->count; i++)
            if (s->label[i] > 0 ||
                strcmp(w->dataset->sources.item[s->source[i]], *h) == 0)
                s->items[n++] = (struct metrics_item){
                    calibrate_apply(curve, s->decision[i]), s->label[i] > 0
                };
        metrics_measure(
            &out->m, s->items, n, w->options->base_rate, w->options->seed);
        out->name = *h;
        f->source_count += out->m.negatives >= 100;
    }
}

/* Notices exist in English only. What a decision value means in another
 * language lies between two readings. By the first, the values are stretched
 * and moved so that ordinary goods and (rewritten) recalled ones stand, on
 * average, where they stand in English, and are read off the English curve:
 * the kinds are as dangerous there. By the second, a curve is fitted to them
 * as they are: it knows that there the two are not as far apart, and is less
 * sure. At so much of the first, titles written by hand of kinds that are often
 * recalled have about the mean risk of English ones. */
#define ENGLISH_SHARE 0.4

static void
match_english(struct calibrate *out, const struct sample *s,
    const double english[2], const struct calibrate *curve, double base_rate)
{
    struct calibrate own;
    double mean[2], stretch;

    sample_means(s, mean);
    stretch = (english[1] - english[0]) / fmax(mean[1] - mean[0], 0.1);
    /* fmax passes over what is no number: nothing of one side was held out. */
    if (!isfinite(mean[0]) || !isfinite(mean[1]) || !isfinite(stretch) ||
        stretch <= 0) {
        *out = *curve;
        return;
    }
    out->slope = curve->slope * stretch;
    out->offset =
        curve->offset + curve->slope * (english[0] - stretch * mean[0]);
    calibrate_fit(&own, s->decision, s->label, s->count, base_rate);
    out->slope += (1 - ENGLISH_SHARE) * (own.slope - out->slope);
    out->offset += (1 - ENGLISH_SHARE) * (own.offset - out->offset);
}

static void
count_reference(const struct released *r, struct trainer_work *w,
    const struct trainer_model *m)
{
    struct tokens title = { 0 };

    for (size_t i = 0; i < w->dataset->count; i++) {
        const struct dataset_doc *doc = &w->dataset->item[i];

        if (w->side[i] != TRAINER_TEST || doc->origin != DATASET_LISTING)
            continue;
        token_read(&title, str_of(doc->title), DRIFT_TITLE_TOKENS);
        drift_add(w->options->reference, r->glossary, &title,
            calibrate_apply(&r->risk[doc->language], trainer_decide(w, m, i)));
    }
    token_clear(&title);
}

static void
tell_judged(const struct released *r, struct trainer_work *w,
    const struct trainer_model *m)
{
    for (size_t i = 0; i < w->dataset->count; i++) {
        const struct dataset_doc *doc = &w->dataset->item[i];

        if (is_tested(w, i, doc->language))
            w->options->judged(doc,
                calibrate_apply(
                    &r->risk[doc->language], trainer_decide(w, m, i)),
                w->options->ctx);
    }
}

static void
run_honest(struct released *r, struct trainer_figures *f,
    struct trainer_work *w, struct trainer_model *m)
{
    double english[2];

    trainer_split(w, w->options->held_out, w->options->last_year);
    trainer_learn(w, m, "later years and whole sources left out");
    for (int l = 0; l < GLOSSARY_LANGUAGES; l++) {
        struct sample s;

        sample_take(&s, w, m, l);
        if (l == GLOSSARY_EN) {
            calibrate_fit(
                &r->risk[l], s.decision, s.label, s.count, r->base_rate);
            sample_means(&s, english);
        } else {
            match_english(
                &r->risk[l], &s, english, &r->risk[GLOSSARY_EN], r->base_rate);
        }
        measure(&f->held_out[l], &s, &r->risk[l], w);
        for (size_t t = 0; t < TRAINER_THRESHOLDS; t++) {
            f->threshold[t] = thresholds[t];
            metrics_shares(s.items, s.count, thresholds[t], &f->caught[l][t],
                &f->alarms[l][t]);
        }
        if (l == GLOSSARY_EN)
            measure_sources(f, &s, &r->risk[l], w);
        sample_clear(&s);
    }
    if (w->options->reference != NULL)
        count_reference(r, w, m);
    if (w->options->judged != NULL)
        tell_judged(r, w, m);
    trainer_hazards_measure(r, f, w);
}

static void
run_random(const struct released *r, struct trainer_figures *f,
    struct trainer_work *w, struct trainer_model *m)
{
    struct sample s;

    split_at_random(w);
    trainer_learn(w, m, "a random tenth left out");
    sample_take(&s, w, m, GLOSSARY_EN);
    measure(&f->random, &s, &r->risk[GLOSSARY_EN], w);
    sample_clear(&s);
}

static void
run_all(struct released *r, struct trainer_figures *f, struct trainer_work *w,
    struct trainer_model *m)
{
    const struct model_linear *concepts = &m->side[WEIGHTS_ABROAD];

    split_nothing(w);
    trainer_learn(w, m, "everything");
    for (int side = 0; side < WEIGHTS_SIDES; side++)
        weights_set_risk(
            &r->weights, (enum weights_side)side, &m->side[side], w->idf);
    f->rows = concepts->rows;
    f->vectors = concepts->vectors;
    f->objective = concepts->objective;
    f->gap = concepts->gap;
    trainer_hazards_learn(r, f, w);
}

static void
count_documents(struct trainer_figures *f, const struct dataset *d)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct dataset_doc *doc = &d->item[i];

        f->positives += doc->origin == DATASET_RECALL;
        f->negatives += doc->origin == DATASET_LISTING;
        f->rewritten += doc->origin == DATASET_REWRITTEN;
        f->made += doc->origin == DATASET_MADE;
    }
}

int
trainer_run(struct released *r, struct trainer_figures *figures,
    struct dataset *d, const struct trainer_options *options, struct fail *fail)
{
    struct dice dice = { options->seed };
    struct trainer_model m = { 0 };
    struct trainer_work w;

    *figures = (struct trainer_figures){ 0 };
    augment(d, r->glossary, &dice);
    count_documents(figures, d);
    if (figures->positives < 100 || figures->negatives < 100)
        return fail_set(fail,
            "%zu recalled and %zu ordinary products are too few to learn "
            "from; 100 of each are the least",
            figures->positives, figures->negatives);
    r->base_rate = options->base_rate;
    weights_init(&r->weights);
    trainer_work_init(&w, d, r->glossary, options);
    run_honest(r, figures, &w, &m);
    trainer_model_clear(&m);
    run_random(r, figures, &w, &m);
    trainer_model_clear(&m);
    run_all(r, figures, &w, &m);
    trainer_model_clear(&m);
    trainer_work_clear(&w);
    return 0;
}
