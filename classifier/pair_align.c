#include "classifier/pair_align.h"

#include <string.h>

/* From here on two words are taken for one. */
#define SOFT_MIN 0.78
/* Words left over that are compared with each other. */
#define LEFT_MAX 40

struct aligner {
    struct pair_alignment *out;
    struct pair_likeness *likeness;
    const struct pair_words *words;
    unsigned char gone[2][PAIR_WORDS_MAX]; /* answered after all */
};

static const struct pair_word *
word_of(const struct aligner *al, uint32_t word)
{
    return &al->words->item[word];
}

static void
match(struct aligner *al, uint32_t word)
{
    struct pair_alignment *out = al->out;
    const struct pair_word *w = word_of(al, word);
    double weight = (double)w->weight;

    out->matched[out->matched_count++] = word;
    out->weight += weight;
    out->square += weight * weight;
    if (weight > out->top)
        out->top = weight;
    out->kind_weight[w->kind] += weight;
    out->kind_count[w->kind]++;
}

/* Split the words into what both have and what is left over. */
static void
merge(struct aligner *al, const struct pair_bag *a, const struct pair_bag *b)
{
    struct pair_left *left = al->out->left;
    size_t i = 0, k = 0;

    while (i < a->count || k < b->count) {
        if (k == b->count || (i < a->count && a->word[i] < b->word[k]))
            left[0].word[left[0].count++] = a->word[i++];
        else if (i == a->count || b->word[k] < a->word[i])
            left[1].word[left[1].count++] = b->word[k++];
        else {
            match(al, a->word[i]);
            i++;
            k++;
        }
    }
}

/* Do two words in a row of the record make up this one? */
static int
has_join(const struct pair_record *r, uint64_t hash)
{
    size_t low = 0, high = r->join_count;

    if ((r->join_mask[hash >> 61] >> (hash >> 55 & 63) & 1) == 0)
        return 0;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (r->join[middle] == hash)
            return 1;
        if (r->join[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Words left over on `side` that the other record writes apart. */
static void
join(struct aligner *al, size_t side, const struct pair_record *other)
{
    struct pair_left *here = &al->out->left[side];
    struct pair_left *there = &al->out->left[1 - side];

    for (size_t i = 0; i < here->count; i++) {
        const struct pair_word *w = word_of(al, here->word[i]);

        if (w->text.len < 4 || al->gone[side][i] ||
            al->out->matched_count == PAIR_WORDS_MAX ||
            !has_join(other, w->hash))
            continue;
        al->gone[side][i] = 1;
        match(al, here->word[i]);
        al->out->joined++;
        for (size_t k = 0; k < there->count; k++)
            if (str_find(w->text, word_of(al, there->word[k])->text, 0) >= 0)
                al->gone[1 - side][k] = 1;
    }
}

static void
drop_gone(struct aligner *al, size_t side)
{
    struct pair_left *left = &al->out->left[side];
    size_t kept = 0;

    for (size_t i = 0; i < left->count; i++)
        if (!al->gone[side][i])
            left->word[kept++] = left->word[i];
    left->count = kept;
}

/* What comparing needs of a word, side by side in memory. */
struct left_word {
    uint64_t letters;
    float weight;
    unsigned char kind, unit;
    char first;
};

static struct left_word
left_word(const struct aligner *al, uint32_t word)
{
    const struct pair_word *w = word_of(al, word);

    return (struct left_word){ w->letters, w->weight, w->kind, w->unit,
        w->text.p[0] };
}

/* Most words share too few letters to be alike: what pair_likeness_of would
 * find out more slowly. */
static int
may_answer(const struct left_word *a, const struct left_word *b)
{
    uint64_t differ = a->letters ^ b->letters;

    if ((a->kind == PAIR_NAME) != (b->kind == PAIR_NAME))
        return 0;
    if (a->kind != PAIR_NAME)
        return 1;
    if ((a->letters & b->letters) == a->letters ||
        (a->letters & b->letters) == b->letters)
        return a->first == b->first;
    /* More than four differ? Take four bits away. */
    for (int i = 0; i < 4; i++)
        differ &= differ - 1;
    return differ == 0;
}

/* Give each word left over on one side its nearest of the other. */
static void
soften(struct aligner *al)
{
    struct pair_alignment *out = al->out;
    struct pair_left *a = &out->left[0], *b = &out->left[1];
    size_t na = a->count < LEFT_MAX ? a->count : LEFT_MAX;
    size_t nb = b->count < LEFT_MAX ? b->count : LEFT_MAX;
    struct left_word there[LEFT_MAX];

    for (size_t k = 0; k < nb; k++)
        there[k] = left_word(al, b->word[k]);
    for (size_t i = 0; i < na; i++) {
        const struct left_word here = left_word(al, a->word[i]), *w = &here;
        double best = 0;
        size_t which = 0;

        for (size_t k = 0; k < nb; k++) {
            const struct left_word *v = &there[k];
            double like;

            if (!may_answer(w, v))
                continue;
            if (w->kind == PAIR_MEASURE && v->kind == PAIR_MEASURE &&
                w->unit == v->unit)
                out->measure_conflicts++;
            like = pair_likeness_of(al->likeness, a->word[i], b->word[k]);
            if (w->kind == PAIR_CODE && v->kind == PAIR_CODE &&
                like > out->near_code)
                out->near_code = like;
            if (like > best && !b->soft[k]) {
                best = like;
                which = k;
            }
        }
        if (best >= SOFT_MIN) {
            a->soft[i] = b->soft[which] = 1;
            out->soft += best * 0.5 * (double)(w->weight + there[which].weight);
        }
    }
}

static void
sum_left(struct aligner *al, size_t side)
{
    struct pair_left *left = &al->out->left[side];

    for (size_t i = 0; i < left->count; i++) {
        const struct pair_word *w = word_of(al, left->word[i]);
        double weight = (double)w->weight;

        left->weight += weight;
        if (left->soft[i])
            continue;
        left->weight_soft += weight;
        left->kind_weight[w->kind] += weight;
        left->kind_count[w->kind]++;
        if (weight > left->top[0]) {
            left->top[1] = left->top[0];
            left->top[0] = weight;
        } else if (weight > left->top[1]) {
            left->top[1] = weight;
        }
    }
}

static void
clear(struct pair_alignment *out)
{
    memset(out, 0, offsetof(struct pair_alignment, left));
    out->matched_count = 0;
    for (size_t side = 0; side < 2; side++) {
        struct pair_left *left = &out->left[side];

        left->count = 0;
        left->weight = left->weight_soft = left->top[0] = left->top[1] = 0;
        memset(left->kind_weight, 0, sizeof left->kind_weight);
        memset(left->kind_count, 0, sizeof left->kind_count);
    }
}

void
pair_align(struct pair_alignment *out, struct pair_likeness *likeness,
    const struct pair_words *words, const struct pair_record *ra,
    const struct pair_bag *a, const struct pair_record *rb,
    const struct pair_bag *b)
{
    struct aligner al = { .out = out, .likeness = likeness, .words = words };

    clear(out);
    merge(&al, a, b);
    join(&al, 0, rb);
    join(&al, 1, ra);
    for (size_t side = 0; side < 2; side++) {
        drop_gone(&al, side);
        memset(out->left[side].soft, 0, out->left[side].count);
    }
    soften(&al);
    sum_left(&al, 0);
    sum_left(&al, 1);
}
