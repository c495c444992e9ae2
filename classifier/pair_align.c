#include "classifier/pair_align.h"

#include <string.h>

/* From here on two words are taken for one. */
#define SOFT_MIN 0.78
/* Words left over that are compared with each other. */
#define LEFT_MAX 40

struct aligner {
    struct pair_alignment *out;
    struct pair_likeness *likeness;
    unsigned char gone[2][PAIR_WORDS_MAX]; /* answered after all */
    int any_gone;
};

static const struct pair_sign *
sign_of(const struct aligner *al, uint32_t word)
{
    return &al->likeness->sign[word];
}

static struct str
text_of(const struct aligner *al, uint32_t word)
{
    return al->likeness->words->item[word].text;
}

/* Count a word that matches. */
static void
count(struct aligner *al, uint32_t word)
{
    struct pair_alignment *out = al->out;
    const struct pair_sign *w = sign_of(al, word);
    double weight = (double)w->weight;

    out->weight += weight;
    out->square += weight * weight;
    if (weight > out->top)
        out->top = weight;
    out->kind_weight[w->kind] += weight;
    out->kind_count[w->kind]++;
}

/* Split the words into what both have and what is left over: every step
 * writes to all three, so that nothing has to be guessed. */
static void
merge(struct aligner *al, const struct pair_bag *a, const struct pair_bag *b)
{
    struct pair_left *left = al->out->left;
    const uint32_t *x = a->word, *x_end = x + a->count;
    const uint32_t *y = b->word, *y_end = y + b->count;
    uint32_t *l = left[0].word, *r = left[1].word, *m = al->out->matched;

    while (x < x_end && y < y_end) {
        uint32_t v = *x, w = *y;

        *l = *m = v;
        *r = w;
        l += v < w;
        r += w < v;
        m += v == w;
        x += v <= w;
        y += w <= v;
    }
    while (x < x_end)
        *l++ = *x++;
    while (y < y_end)
        *r++ = *y++;
    left[0].count = (size_t)(l - left[0].word);
    left[1].count = (size_t)(r - left[1].word);
    al->out->matched_count = (size_t)(m - al->out->matched);
    for (size_t i = 0; i < al->out->matched_count; i++)
        count(al, al->out->matched[i]);
}

int
pair_align_joined(const struct pair_record *r, uint64_t hash)
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
        const struct pair_sign *w = sign_of(al, here->word[i]);

        if (w->len < 4 || !pair_align_joined(other, w->hash) ||
            al->gone[side][i] || al->out->matched_count == PAIR_WORDS_MAX)
            continue;
        al->any_gone = al->gone[side][i] = 1;
        al->out->matched[al->out->matched_count++] = here->word[i];
        count(al, here->word[i]);
        al->out->joined++;
        for (size_t k = 0; k < there->count; k++)
            if (str_find(text_of(al, here->word[i]),
                    text_of(al, there->word[k]), 0) >= 0)
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

/* Names that are as alike as SOFT_MIN begin with the same three letters or
 * are a letter or two apart, three if they are long. Most are not: what
 * pair_likeness_of would find out more slowly. */
static int
names_may_answer(const struct pair_sign *a, const struct pair_sign *b)
{
    uint64_t differ = a->letters ^ b->letters, two, four;
    unsigned small = a->len < b->len ? a->len : b->len;
    unsigned apart = (unsigned)a->len + b->len - 2 * small;

    two = differ & (differ - (differ != 0));
    two &= two - (two != 0);
    four = two & (two - (two != 0));
    four &= four - (four != 0);
    if ((a->head != b->head) &
        ((four != 0) | (small < 4) | ((two != 0) & (small < 7)) |
            ((apart > 1) & (small < 7)) | ((apart > 2) & (small < 20))))
        return 0;
    if ((a->letters & b->letters) == a->letters ||
        (a->letters & b->letters) == b->letters)
        return a->first == b->first;
    return four == 0;
}

/* The words left over on one side that are compared: those of letters alone
 * first, each with its place in the order. */
struct row {
    struct pair_sign sign[LEFT_MAX];
    unsigned char at[LEFT_MAX];
    size_t names, count;
};

static void
fill_row(struct row *row, const struct aligner *al, const struct pair_left *b)
{
    size_t n = b->count < LEFT_MAX ? b->count : LEFT_MAX, others = n;

    row->names = 0;
    row->count = n;
    for (size_t k = 0; k < n; k++) {
        const struct pair_sign *s = sign_of(al, b->word[k]);
        size_t to = s->kind == PAIR_NAME ? row->names++ : --others;

        row->sign[to] = *s;
        row->at[to] = (unsigned char)k;
    }
}

struct nearest {
    double like;
    size_t at; /* in the row */
};

/* Of what is equally near the first in the order of the words. */
static void
offer(struct nearest *best, const struct row *row, size_t at, double like)
{
    if (like > best->like ||
        (like >= best->like && like > 0 && row->at[at] < row->at[best->at])) {
        best->like = like;
        best->at = at;
    }
}

static void
nearest_name(struct nearest *best, struct aligner *al, uint32_t word,
    const struct row *row)
{
    const struct pair_left *b = &al->out->left[1];
    const struct pair_sign w = *sign_of(al, word);

    for (size_t k = 0; k < row->names; k++)
        if (names_may_answer(&w, &row->sign[k]) && !b->soft[row->at[k]])
            offer(best, row, k,
                pair_likeness_of(al->likeness, word, b->word[row->at[k]]));
}

/* The same of words of which neither is a name. */
static int
others_may_answer(const struct pair_sign *a, const struct pair_sign *b)
{
    if (a->kind == b->kind)
        return a->kind != PAIR_MEASURE || a->unit == b->unit;
    if (a->kind != PAIR_CODE && b->kind != PAIR_CODE)
        return 1;
    if (a->kind == PAIR_MEASURE || b->kind == PAIR_MEASURE)
        return 0;
    return a->kind == PAIR_CODE ? a->len == b->len + 1 : b->len == a->len + 1;
}

static void
nearest_other(struct nearest *best, struct aligner *al, uint32_t word,
    const struct row *row)
{
    struct pair_alignment *out = al->out;
    const struct pair_left *b = &out->left[1];
    const struct pair_sign *w = sign_of(al, word);

    for (size_t k = row->names; k < row->count; k++) {
        const struct pair_sign *v = &row->sign[k];
        double like;

        if (!others_may_answer(w, v))
            continue;
        like = pair_likeness_of(al->likeness, word, b->word[row->at[k]]);
        if (w->kind == PAIR_MEASURE && v->kind == PAIR_MEASURE)
            out->measure_conflicts++;
        if (w->kind == PAIR_CODE && v->kind == PAIR_CODE &&
            like > out->near_code)
            out->near_code = like;
        if (!b->soft[row->at[k]])
            offer(best, row, k, like);
    }
}

/* Give each word left over on one side its nearest of the other. */
static void
soften(struct aligner *al)
{
    struct pair_alignment *out = al->out;
    struct pair_left *a = &out->left[0], *b = &out->left[1];
    size_t na = a->count < LEFT_MAX ? a->count : LEFT_MAX;
    struct row there;

    fill_row(&there, al, b);
    for (size_t i = 0; i < na; i++) {
        const struct pair_sign *w = sign_of(al, a->word[i]);
        struct nearest best = { 0, 0 };

        if (w->kind == PAIR_NAME)
            nearest_name(&best, al, a->word[i], &there);
        else
            nearest_other(&best, al, a->word[i], &there);
        if (best.like >= SOFT_MIN) {
            a->soft[i] = b->soft[there.at[best.at]] = 1;
            out->soft += best.like * 0.5 *
                         (double)(w->weight + there.sign[best.at].weight);
        }
    }
}

static void
sum_left(struct aligner *al, size_t side)
{
    struct pair_left *left = &al->out->left[side];

    for (size_t i = 0; i < left->count; i++) {
        const struct pair_sign *w = sign_of(al, left->word[i]);
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
    const struct pair_record *ra, const struct pair_bag *a,
    const struct pair_record *rb, const struct pair_bag *b)
{
    struct aligner al;

    al.out = out;
    al.likeness = likeness;
    al.any_gone = 0;
    clear(out);
    merge(&al, a, b);
    for (size_t side = 0; side < 2; side++)
        memset(al.gone[side], 0, out->left[side].count);
    join(&al, 0, rb);
    join(&al, 1, ra);
    for (size_t side = 0; side < 2; side++) {
        if (al.any_gone)
            drop_gone(&al, side);
        memset(out->left[side].soft, 0, out->left[side].count);
    }
    soften(&al);
    sum_left(&al, 0);
    sum_left(&al, 1);
}
