#include "classifier/pair_lexicon.h"

#include "base/mem.h"
#include "classifier/model.h"

#include <stdlib.h>
#include <string.h>

/* What both have says less than what one lacks. */
#define MATCHED_SCALE 0.3
#define COST 0.3
#define POSITIVE_WEIGHT 2
/* Upper bits of the hashes, by which words are found. */
#define TOP_BITS 12

static void
add(struct pair_clues *c, uint32_t word, unsigned char kind)
{
    c->word = mem_grow(c->word, &c->cap, c->count + 1, sizeof c->word[0]);
    c->kind = mem_grow(c->kind, &c->kind_cap, c->count + 1, 1);
    c->word[c->count] = word;
    c->kind[c->count++] = kind;
}

void
pair_clues_add(struct pair_clues *c, const struct pair_alignment *al)
{
    for (size_t i = 0; i < al->matched_count; i++)
        add(c, al->matched[i], 0);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < al->left[side].count; i++)
            if (!al->left[side].soft[i])
                add(c, al->left[side].word[i], 1);
    c->end = mem_grow(c->end, &c->end_cap, c->pairs + 1, sizeof c->end[0]);
    c->end[c->pairs++] = c->count;
}

void
pair_clues_clear(struct pair_clues *c)
{
    free(c->word);
    free(c->kind);
    free(c->end);
    *c = (struct pair_clues){ 0 };
}

static int
feature_cmp(const void *a, const void *b)
{
    const struct feature *x = a, *y = b;

    return x->index < y->index ? -1 : x->index > y->index;
}

/* A word's two features in the table of the linear machine. Sets of so many
 * words that two share a place have words enough to tell. */
static uint32_t
index_of(uint32_t word, unsigned kind)
{
    return (2 * word + kind) & (FEATURES_WIDTH - 1);
}

static double
value_of(const struct pair_word *w, unsigned kind)
{
    return (kind == 0 ? MATCHED_SCALE : 1) * (double)w->weight;
}

static void
fill_rows(struct model_rows *rows, const struct pair_words *words,
    const struct pair_clues *c)
{
    struct feature item[4 * PAIR_WORDS_MAX];
    size_t at = 0;

    for (size_t p = 0; p < c->pairs; p++) {
        size_t n = 0, kept = 0;

        for (; at < c->end[p] && n < COUNT(item); at++)
            item[n++] = (struct feature){ index_of(c->word[at], c->kind[at]),
                (float)value_of(&words->item[c->word[at]], c->kind[at]) };
        at = c->end[p];
        qsort(item, n, sizeof item[0], feature_cmp);
        for (size_t i = 0; i < n; i++)
            if (kept > 0 && item[kept - 1].index == item[i].index)
                item[kept - 1].value += item[i].value;
            else
                item[kept++] = item[i];
        model_rows_add(rows, item, kept);
    }
}

double
pair_lexicon_train(struct pair_sense *sense, const struct pair_words *words,
    const struct pair_clues *clues, const uint32_t *pick,
    const signed char *label, size_t count)
{
    struct model_options options = { .c = COST,
        .positive_weight = POSITIVE_WEIGHT,
        .tolerance = 0.001,
        .rounds_max = 1000 };
    struct model_rows rows = { 0 };
    struct model_linear m;
    signed char *side; /* label by row, 0 where it was not picked */
    double bias;

    fill_rows(&rows, words, clues);
    side = mem_array(rows.count + 1, 1);
    for (size_t i = 0; i < count; i++)
        side[pick[i]] = label[i];
    model_train(&m, &rows, side, &options);
    free(side);
    for (uint32_t w = 0; w < words->count; w++) {
        sense[w].matched = m.weight[index_of(w, 0)];
        sense[w].left = m.weight[index_of(w, 1)];
    }
    bias = (double)m.bias;
    model_linear_clear(&m);
    model_rows_clear(&rows);
    return bias;
}

static double
share_of(const struct pair_sense *sense, const struct pair_words *words,
    uint32_t word, unsigned kind)
{
    return (double)(kind == 0 ? sense[word].matched : sense[word].left) *
           value_of(&words->item[word], kind);
}

double
pair_lexicon_decide(const struct pair_sense *sense, double bias,
    const struct pair_words *words, const struct pair_alignment *al)
{
    double sum = bias;

    for (size_t i = 0; i < al->matched_count; i++)
        sum += share_of(sense, words, al->matched[i], 0);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < al->left[side].count; i++)
            if (!al->left[side].soft[i])
                sum += share_of(sense, words, al->left[side].word[i], 1);
    return sum;
}

double
pair_lexicon_decide_clues(const struct pair_sense *sense, double bias,
    const struct pair_words *words, const struct pair_clues *c, size_t pair)
{
    double sum = bias;

    for (size_t i = pair > 0 ? c->end[pair - 1] : 0; i < c->end[pair]; i++)
        sum += share_of(sense, words, c->word[i], c->kind[i]);
    return sum;
}

static int
sense_cmp(const void *a, const void *b)
{
    const struct pair_sense *x = a, *y = b;

    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

void
pair_lexicon_sort(struct pair_lexicon *l)
{
    qsort(l->item, l->count, sizeof l->item[0], sense_cmp);
}

void
pair_lexicon_clear(struct pair_lexicon *l)
{
    free(l->item);
    *l = (struct pair_lexicon){ 0 };
}

uint32_t *
pair_lexicon_places(
    const struct pair_lexicon *l, const struct pair_words *words)
{
    uint32_t *place = mem_array(words->count + 1, sizeof *place);
    uint32_t *begin = mem_array(((size_t)1 << TOP_BITS) + 1, sizeof *begin);
    size_t top = 0;

    for (size_t i = 0; i < l->count; i++)
        while (top <= l->item[i].hash >> (64 - TOP_BITS))
            begin[top++] = (uint32_t)i;
    while (top <= (size_t)1 << TOP_BITS)
        begin[top++] = (uint32_t)l->count;
    for (size_t i = 0; i < words->count; i++) {
        struct pair_sense key = { .hash = words->item[i].hash };
        size_t from = begin[key.hash >> (64 - TOP_BITS)];
        size_t to = begin[(key.hash >> (64 - TOP_BITS)) + 1];
        const struct pair_sense *found =
            from == to ? NULL
                       : bsearch(&key, l->item + from, to - from, sizeof key,
                             sense_cmp);

        place[i] = found != NULL ? (uint32_t)(found - l->item) : PAIR_WORD_NONE;
    }
    free(begin);
    return place;
}
