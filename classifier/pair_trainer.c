#include "classifier/pair_trainer.h"

#include "base/dice.h"
#include "base/mem.h"
#include "classifier/metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* With four folds a fold has a third as many pairs as what it is judged by,
 * as in the usual split of 3 : 1. */
#define FOLDS 4
/* Positives whose word on the threshold weighs as much as theory. */
#define TRUST 100
/* Pairs of each class that training needs. */
#define CLASS_MIN 8

static const struct pair_committee_options committee = { .forests = 3,
    .rounds = 160,
    .rate = 0.06,
    .ridge = 2,
    .rows = 0.8,
    .features = 0.4,
    .leaf_rows = 4,
    .radial_share = 0.25,
    .c = 4,
    .gamma = 0.15,
    .positive_weight = 1.5 };

struct trainer {
    struct pair_model *m;
    struct pair_words *words;
    struct pair_table *t;
    const struct pair_trainer_options *options;
    signed char *label;  /* owned, per pair */
    unsigned char *fold; /* owned, per pair */
    float *row;          /* owned: rows of the last decision */
    size_t width;
    struct pair_clues clues;
    double *base, *last; /* owned: decisions by other folds */
};

static void
count_words(struct trainer *tr)
{
    struct pair_model *m = tr->m;

    for (size_t i = 0; i < tr->words->count; i++)
        tr->words->item[i].df = 0;
    for (size_t i = 0; i < tr->t->record_count; i++) {
        const struct pair_record *r = &tr->t->record[i];

        for (size_t k = 0; k < r->all.count; k++)
            tr->words->item[r->all.word[k]].df++;
        for (size_t k = 0; k < r->gram_count; k++)
            m->gram_df[r->gram[k]]++;
    }
    m->lexicon.records = tr->t->record_count;
    pair_words_weigh(tr->words, m->lexicon.records);
    pair_model_weigh_grams(m);
    for (size_t i = 0; i < tr->t->record_count; i++)
        pair_record_weigh(&tr->t->record[i], tr->words, m->gram_weight);
}

/* Deal the pairs to folds by chance, both classes evenly. */
static void
deal(struct trainer *tr)
{
    struct dice dice = { tr->options->seed };
    size_t n = tr->t->pair_count, seen[2] = { 0 };
    uint32_t *order = mem_array(n, sizeof *order);

    for (size_t i = 0; i < n; i++) {
        size_t k = dice_below(&dice, i + 1);

        order[i] = order[k];
        order[k] = (uint32_t)i;
    }
    for (size_t i = 0; i < n; i++)
        tr->fold[order[i]] =
            (unsigned char)(seen[tr->label[order[i]] > 0]++ % FOLDS);
    free(order);
}

/* Features of all pairs, and what they share and leave over. */
static void
read_rows(struct trainer *tr)
{
    struct pair_likeness *likeness = pair_likeness_new(tr->words);
    struct pair_features *f = mem_new(sizeof *f);

    for (size_t i = 0; i < tr->t->pair_count; i++) {
        const struct pair *p = &tr->t->pair[i];

        pair_features_read(f, likeness, &tr->m->schema, tr->m->gram_weight,
            &tr->t->record[p->left], &tr->t->record[p->right]);
        memcpy(tr->row + i * tr->width, f->value, f->count * sizeof(float));
        pair_clues_add(&tr->clues, &f->all);
    }
    free(f);
    pair_likeness_free(likeness);
}

/* The pairs of all folds but one; FOLDS for all. */
static size_t
others(
    const struct trainer *tr, unsigned fold, uint32_t *pick, signed char *label)
{
    size_t n = 0;

    for (size_t i = 0; i < tr->t->pair_count; i++)
        if (tr->fold[i] != fold) {
            pick[n] = (uint32_t)i;
            label[n++] = tr->label[i];
        }
    return n;
}

/* Run one stage for every fold, then for all pairs. */
static void
each_fold(struct trainer *tr,
    void (*stage)(struct trainer *tr, unsigned fold, const uint32_t *pick,
        const signed char *label, size_t count))
{
    uint32_t *pick = mem_array(tr->t->pair_count, sizeof *pick);
    signed char *label = mem_array(tr->t->pair_count, 1);

    for (unsigned fold = 0; fold <= FOLDS; fold++)
        stage(tr, fold, pick, label, others(tr, fold, pick, label));
    free(pick);
    free(label);
}

static void
keep_lexicon(struct trainer *tr, const struct pair_sense *sense, double bias)
{
    struct pair_lexicon *l = &tr->m->lexicon;

    l->item = mem_array(tr->words->count + 1, sizeof l->item[0]);
    l->count = tr->words->count;
    l->bias = (float)bias;
    for (size_t w = 0; w < tr->words->count; w++) {
        l->item[w] = sense[w];
        l->item[w].hash = tr->words->item[w].hash;
        l->item[w].df = tr->words->item[w].df;
    }
    pair_lexicon_sort(l);
}

static void
lexicon_stage(struct trainer *tr, unsigned fold, const uint32_t *pick,
    const signed char *label, size_t count)
{
    struct pair_sense *sense = mem_array(tr->words->count + 1, sizeof *sense);
    size_t at = pair_model_base_width(tr->m) - 1;
    double bias =
        pair_lexicon_train(sense, tr->words, &tr->clues, pick, label, count);

    for (size_t i = 0; i < tr->t->pair_count; i++)
        if (tr->fold[i] == fold)
            tr->row[i * tr->width + at] = (float)pair_lexicon_decide_clues(
                sense, bias, tr->words, &tr->clues, i);
    if (fold == FOLDS)
        keep_lexicon(tr, sense, bias);
    free(sense);
}

/* Train a committee on rows of `width` values; decide the fold's pairs, or
 * keep it as *whole. */
static void
committee_stage(struct trainer *tr, unsigned fold, const uint32_t *pick,
    const signed char *label, size_t count, size_t width,
    struct pair_committee *whole, double *decision)
{
    struct pair_committee_options options = committee;
    float *narrow = mem_array(tr->t->pair_count * width, sizeof *narrow);
    struct pair_dense rows = { narrow, tr->t->pair_count, width };
    struct pair_committee c;

    for (size_t i = 0; i < tr->t->pair_count; i++)
        memcpy(narrow + i * width, tr->row + i * tr->width,
            width * sizeof *narrow);
    options.seed = tr->options->seed + fold;
    pair_committee_train(&c, &rows, pick, label, count, &options);
    for (size_t i = 0; i < tr->t->pair_count; i++)
        if (tr->fold[i] == fold)
            decision[i] = pair_committee_decide(&c, narrow + i * width);
    if (fold == FOLDS)
        *whole = c;
    else
        pair_committee_clear(&c);
    free(narrow);
}

static void
base_stage(struct trainer *tr, unsigned fold, const uint32_t *pick,
    const signed char *label, size_t count)
{
    committee_stage(tr, fold, pick, label, count, pair_model_base_width(tr->m),
        &tr->m->base, tr->base);
}

static void
top_stage(struct trainer *tr, unsigned fold, const uint32_t *pick,
    const signed char *label, size_t count)
{
    committee_stage(tr, fold, pick, label, count, pair_model_top_width(tr->m),
        &tr->m->top, tr->last);
}

static void
read_context(struct trainer *tr)
{
    struct pair_model *m = tr->m;
    size_t at = pair_model_base_width(m);
    uint32_t *place = pair_lexicon_places(&m->lexicon, tr->words);
    struct pair_block *block;
    struct pair_places places;

    pair_known_build(&m->known, tr->t, place, &m->lexicon);
    pair_places_init(&places, &m->known, tr->t, place);
    free(place);
    block = pair_block_new(tr->t, tr->base, tr->fold, FOLDS);
    for (size_t i = 0; i < tr->t->pair_count; i++) {
        float *row = tr->row + i * tr->width;

        row[at] = (float)tr->base[i];
        pair_context(row + at + 1, &m->known, &places, tr->t, block, tr->base,
            tr->fold, i);
    }
    pair_block_free(block);
    pair_places_clear(&places);
}

struct judged {
    double probability;
    int positive;
};

static int
judged_cmp(const void *a, const void *b)
{
    const struct judged *x = a, *y = b;

    if (x->probability > y->probability || x->probability < y->probability)
        return x->probability > y->probability ? -1 : 1;
    return x->positive - y->positive;
}

/* With true probabilities the best threshold is half of the best F1 (Lipton,
 * Elkan and Naryanaswamy 2014). What few positives say is drawn towards it,
 * as if that were known from TRUST pairs. */
static double
temper(double threshold, double f1, size_t positives)
{
    double share = (double)positives / (double)(positives + TRUST);
    double expected = f1 / 2 < 0.999 ? f1 / 2 : 0.999, odds;

    threshold = fmin(0.999, fmax(0.001, threshold));
    odds = share * log(threshold / (1 - threshold)) +
           (1 - share) * log(expected / (1 - expected));
    return 1 / (1 + exp(-odds));
}

/* The threshold of the best F1, in the middle of its neighbours: a mean over
 * a window, since a single peak is chance. */
static double
best_threshold(const struct trainer *tr)
{
    size_t n = tr->t->pair_count, hits = 0, positives = 0, window, from = 0;
    struct judged *item = mem_array(n, sizeof *item);
    double *f1 = mem_array(n + 1, sizeof *f1), best = -1, sum = 0, threshold;
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        item[i] = (struct judged){ calibrate_apply(&tr->m->curve, tr->last[i]),
            tr->label[i] > 0 };
        positives += tr->label[i] > 0;
    }
    qsort(item, n, sizeof *item, judged_cmp);
    window = 1 + positives / 20;
    for (size_t i = 0; i < n; i++) {
        hits += (size_t)item[i].positive;
        f1[i] = metrics_f1(hits, i + 1 - hits, positives - hits);
        sum += f1[i];
        if (i - from >= window)
            sum -= f1[from++];
        if (sum / (double)(i - from + 1) > best) {
            best = sum / (double)(i - from + 1);
            at = (i + from) / 2;
        }
    }
    threshold = item[at].probability;
    if (at + 1 < n)
        threshold = (threshold + item[at + 1].probability) / 2;
    free(item);
    free(f1);
    return temper(threshold, best, positives);
}

struct pair_counts
pair_trainer_count(const double *probability, const struct pair *pair,
    size_t count, double threshold)
{
    struct pair_counts out = { 0 };

    for (size_t i = 0; i < count; i++) {
        int says = probability[i] >= threshold;

        out.hits += says && pair[i].label > 0;
        out.false_alarms += says && pair[i].label < 0;
        out.misses += !says && pair[i].label > 0;
    }
    return out;
}

static void
finish(struct trainer *tr, struct pair_trainer_figures *figures)
{
    size_t n = tr->t->pair_count, positives = 0;

    for (size_t i = 0; i < n; i++)
        positives += tr->label[i] > 0;
    calibrate_fit(
        &tr->m->curve, tr->last, tr->label, n, (double)positives / (double)n);
    tr->m->threshold = best_threshold(tr);
    for (size_t i = 0; i < n; i++)
        tr->last[i] = calibrate_apply(&tr->m->curve, tr->last[i]);
    *figures = (struct pair_trainer_figures){ .pairs = n,
        .positives = positives,
        .records = tr->t->record_count,
        .words = tr->words->count,
        .held_out =
            pair_trainer_count(tr->last, tr->t->pair, n, tr->m->threshold) };
}

static int
check_classes(const struct pair_table *t, struct fail *fail)
{
    size_t positives = 0, negatives;

    for (size_t i = 0; i < t->pair_count; i++)
        positives += t->pair[i].label > 0;
    negatives = t->pair_count - positives;
    if (positives < CLASS_MIN || negatives < CLASS_MIN)
        return fail_set(fail,
            "column \"label\": %zu pairs are 1 and %zu are 0; training needs "
            "%d of each",
            positives, negatives, CLASS_MIN);
    return 0;
}

/* Where a record stands on both sides, one table is compared with itself:
 * which pairs of a record are known then shows how the set was drawn, and
 * not which products they are. On offers of WDC that training has not seen,
 * context of such a set costs 0.03 to 0.05 of F1. */
static int
is_two_tables(const struct pair_table *t)
{
    for (size_t i = 0; i < t->record_count; i++)
        if (t->sides[i] == 3)
            return 0;
    return 1;
}

int
pair_trainer_run(struct pair_model *m, struct pair_trainer_figures *figures,
    struct pair_words *words, struct pair_table *t,
    const struct pair_trainer_options *options, struct fail *fail)
{
    struct trainer tr = { .m = m, .words = words, .t = t, .options = options };

    if (check_classes(t, fail) != 0)
        return -1;
    tr.width = pair_model_top_width(m);
    tr.label = mem_array(t->pair_count, 1);
    tr.fold = mem_array(t->pair_count, 1);
    tr.row = mem_array(t->pair_count * tr.width, sizeof tr.row[0]);
    tr.base = mem_array(t->pair_count, sizeof tr.base[0]);
    tr.last = mem_array(t->pair_count, sizeof tr.last[0]);
    for (size_t i = 0; i < t->pair_count; i++)
        tr.label[i] = t->pair[i].label;
    m->context = options->context && is_two_tables(t);
    count_words(&tr);
    deal(&tr);
    read_rows(&tr);
    each_fold(&tr, lexicon_stage);
    each_fold(&tr, base_stage);
    if (m->context) {
        read_context(&tr);
        each_fold(&tr, top_stage);
    } else {
        memcpy(tr.last, tr.base, t->pair_count * sizeof tr.last[0]);
    }
    finish(&tr, figures);
    free(tr.label);
    free(tr.fold);
    free(tr.row);
    free(tr.base);
    free(tr.last);
    pair_clues_clear(&tr.clues);
    return 0;
}
