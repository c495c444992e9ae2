#include "classifier/pair_model.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pairs whose first decision is below it are not asked about again: context
 * has never brought one back over the threshold. */
#define HOPELESS (-6.0)

void
pair_model_init(struct pair_model *m)
{
    *m = (struct pair_model){ .threshold = 0.5, .curve = { 1, 0 } };
    m->gram_df = mem_array(PAIR_GRAMS, sizeof m->gram_df[0]);
    m->gram_weight = mem_array(PAIR_GRAMS, sizeof m->gram_weight[0]);
}

void
pair_model_free(struct pair_model *m)
{
    if (m == NULL)
        return;
    free(m->version);
    pair_schema_clear(&m->schema);
    pair_lexicon_clear(&m->lexicon);
    free(m->gram_df);
    free(m->gram_weight);
    pair_committee_clear(&m->base);
    pair_committee_clear(&m->top);
    pair_known_clear(&m->known);
    free(m);
}

void
pair_model_weigh_grams(struct pair_model *m)
{
    for (size_t i = 0; i < PAIR_GRAMS; i++)
        m->gram_weight[i] = pair_word_weight(m->gram_df[i], m->lexicon.records);
}

size_t
pair_model_base_width(const struct pair_model *m)
{
    return pair_features_names(&m->schema, NULL) + 1;
}

size_t
pair_model_top_width(const struct pair_model *m)
{
    return pair_model_base_width(m) + 1 + PAIR_CONTEXT_FEATURES;
}

void
pair_view_init(struct pair_view *v, const struct pair_model *m,
    struct pair_words *words, struct pair_table *t)
{
    v->model = m;
    v->words = words;
    v->place = pair_lexicon_places(&m->lexicon, words);
    v->sense = mem_array(words->count + 1, sizeof v->sense[0]);
    for (size_t i = 0; i < words->count; i++) {
        if (v->place[i] != PAIR_WORD_NONE)
            v->sense[i] = m->lexicon.item[v->place[i]];
        words->item[i].df = v->sense[i].df;
    }
    pair_words_weigh(words, m->lexicon.records);
    for (size_t i = 0; i < t->record_count; i++)
        pair_record_weigh(&t->record[i], words, m->gram_weight);
    v->likeness = pair_likeness_new(words);
    v->features = mem_new(sizeof *v->features);
}

void
pair_view_clear(struct pair_view *v)
{
    free(v->place);
    free(v->sense);
    pair_likeness_free(v->likeness);
    free(v->features);
}

void
pair_view_row(struct pair_view *v, const struct pair_record *a,
    const struct pair_record *b, float *row)
{
    const struct pair_model *m = v->model;
    struct pair_features *f = v->features;

    pair_features_read(f, v->likeness, &m->schema, m->gram_weight, a, b);
    memcpy(row, f->value, f->count * sizeof *row);
    row[f->count] = (float)pair_lexicon_decide(
        v->sense, (double)m->lexicon.bias, v->words, &f->all);
}

/* Rows of the pairs that are worth a second look. */
struct shortlist {
    float *row;   /* owned */
    uint32_t *at; /* owned: which pair */
    size_t count, row_cap, at_cap, width;
};

static void
first_look(const struct pair_model *m, struct pair_view *view,
    const struct pair_table *t, double *base, struct shortlist *list)
{
    size_t width = pair_model_base_width(m);
    float row[PAIR_FEATURES_MAX];

    for (size_t i = 0; i < t->pair_count; i++) {
        pair_view_row(view, &t->record[t->pair[i].left],
            &t->record[t->pair[i].right], row);
        base[i] = pair_committee_decide(&m->base, row);
        if (!m->context || base[i] < HOPELESS)
            continue;
        list->row = mem_grow(list->row, &list->row_cap,
            (list->count + 1) * list->width, sizeof list->row[0]);
        list->at = mem_grow(
            list->at, &list->at_cap, list->count + 1, sizeof list->at[0]);
        memcpy(
            list->row + list->count * list->width, row, width * sizeof row[0]);
        list->at[list->count++] = (uint32_t)i;
    }
}

static void
second_look(const struct pair_model *m, const struct pair_view *view,
    const struct pair_table *t, const double *base,
    const struct shortlist *list, double *last)
{
    struct pair_block *block = pair_block_new(t, base, NULL, 1);
    size_t width = pair_model_base_width(m);
    struct pair_places places;

    pair_places_init(&places, &m->known, t, view->place);
    for (size_t i = 0; i < list->count; i++) {
        float *row = list->row + i * list->width;

        row[width] = (float)base[list->at[i]];
        pair_context(row + width + 1, &m->known, &places, t, block, base, NULL,
            list->at[i]);
        last[list->at[i]] = pair_committee_decide(&m->top, row);
    }
    pair_places_clear(&places);
    pair_block_free(block);
}

void
pair_model_score(const struct pair_model *m, struct pair_words *words,
    struct pair_table *t, double *probability)
{
    double *base = mem_array(t->pair_count + 1, sizeof *base);
    struct shortlist list = { .width = pair_model_top_width(m) };
    struct pair_view view;

    pair_view_init(&view, m, words, t);
    first_look(m, &view, t, base, &list);
    memcpy(probability, base, t->pair_count * sizeof *base);
    if (m->context)
        second_look(m, &view, t, base, &list, probability);
    for (size_t i = 0; i < t->pair_count; i++)
        probability[i] = calibrate_apply(&m->curve, probability[i]);
    pair_view_clear(&view);
    free(list.row);
    free(list.at);
    free(base);
}
