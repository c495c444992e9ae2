#include "classifier/pair_features.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Letters of the main field whose order is compared. */
#define LETTERS_MAX 64

static double
share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static double
least(double a, double b)
{
    return a < b ? a : b;
}

static double
most(double a, double b)
{
    return a > b ? a : b;
}

static void
put(struct pair_features *out, double v)
{
    out->value[out->count++] = (float)v;
}

static const char *const bag_names[] = { "cosine", "soft_cosine", "dice",
    "soft_dice", "contained", "soft_contained", "in_right", "in_left",
    "count_share", "matched", "top_matched", "over_left", "over_right",
    "over_least", "over_most", "top_left", "top_right", "top2_left",
    "top2_right", "joined", "name_matched", "name_left", "name_right",
    "number_matched", "number_left", "number_right", "number_conflict",
    "measure_matched", "measure_left", "measure_right", "measure_conflict",
    "code_matched", "code_left", "code_right", "code_conflict", "code_near" };

static void
put_kinds(struct pair_features *out, const struct pair_alignment *al)
{
    const struct pair_left *l = &al->left[0], *r = &al->left[1];

    put(out, al->kind_weight[PAIR_NAME]);
    put(out, l->kind_weight[PAIR_NAME]);
    put(out, r->kind_weight[PAIR_NAME]);
    put(out, least(4, (double)al->kind_count[PAIR_NUMBER]));
    put(out, least(4, (double)l->kind_count[PAIR_NUMBER]));
    put(out, least(4, (double)r->kind_count[PAIR_NUMBER]));
    put(out, l->kind_count[PAIR_NUMBER] > 0 && r->kind_count[PAIR_NUMBER] > 0);
    put(out, least(4, (double)al->kind_count[PAIR_MEASURE]));
    put(out, least(4, (double)l->kind_count[PAIR_MEASURE]));
    put(out, least(4, (double)r->kind_count[PAIR_MEASURE]));
    put(out, least(4, (double)al->measure_conflicts));
    put(out, al->kind_weight[PAIR_CODE]);
    put(out, l->kind_weight[PAIR_CODE]);
    put(out, r->kind_weight[PAIR_CODE]);
    put(out, l->kind_count[PAIR_CODE] > 0 && r->kind_count[PAIR_CODE] > 0);
    put(out, al->near_code);
}

static void
put_bag(struct pair_features *out, const struct pair_alignment *al,
    const struct pair_bag *a, const struct pair_bag *b)
{
    const struct pair_left *l = &al->left[0], *r = &al->left[1];
    double length = sqrt(a->square * b->square);
    double left = al->weight + l->weight, right = al->weight + r->weight;
    double soft = al->weight + al->soft;

    put(out, share(al->square, length));
    put(out, least(1, share(al->square + al->soft * 0.5, length)));
    put(out, share(2 * al->weight, left + right));
    put(out, least(1, share(2 * soft, left + right)));
    put(out, share(al->weight, least(left, right)));
    put(out, least(1, share(soft, least(left, right))));
    put(out, least(1, share(soft, left)));
    put(out, least(1, share(soft, right)));
    put(out, share((double)al->matched_count,
                 (double)(al->matched_count + l->count + r->count)));
    put(out, al->weight);
    put(out, al->top);
    put(out, log1p(l->weight_soft));
    put(out, log1p(r->weight_soft));
    put(out, log1p(least(l->weight_soft, r->weight_soft)));
    put(out, log1p(most(l->weight_soft, r->weight_soft)));
    put(out, l->top[0]);
    put(out, r->top[0]);
    put(out, l->top[1]);
    put(out, r->top[1]);
    put(out, least(3, (double)al->joined));
    put_kinds(out, al);
}

static const char *const field_names[] = { "no_left", "no_right", "same",
    "cosine", "contained", "begins", "left_within", "right_within", "ratio",
    "difference", "equal_number" };

/* Bits of a word's mark: the left record has it, the right one, the right
 * one in the field that is looked at. */
#define IN_LEFT 1
#define IN_RIGHT 2
#define IN_FIELD 4

static void
mark(struct pair_likeness *l, const struct pair_bag *bag, unsigned bit)
{
    for (size_t i = 0; i < bag->count; i++)
        l->mark[bag->word[i]] |= (unsigned char)bit;
}

static void
unmark(struct pair_likeness *l, const struct pair_bag *bag, unsigned bit)
{
    for (size_t i = 0; i < bag->count; i++)
        l->mark[bag->word[i]] &= (unsigned char)~bit;
}

/* Weight of the words of a bag that bear a mark. */
static double
within(const struct pair_likeness *l, const struct pair_bag *bag, unsigned bit,
    double *square)
{
    double weight = 0;

    *square = 0;
    for (size_t i = 0; i < bag->count; i++) {
        uint32_t word = bag->word[i];
        /* Without a branch: nobody could guess it. */
        double w =
            (double)((l->mark[word] & bit) != 0) * (double)l->sign[word].weight;

        weight += w;
        *square += w * w;
    }
    return weight;
}

/* Share of the shorter text that both begin with. */
static double
begins(struct str a, struct str b)
{
    size_t same = 0, len = a.len < b.len ? a.len : b.len;

    while (same < len && a.p[same] == b.p[same])
        same++;
    return share((double)same, (double)len);
}

static void
put_numbers(struct pair_features *out, double a, double b)
{
    double large = most(fabs(a), fabs(b)), small = least(fabs(a), fabs(b));
    int both = isfinite(a) && isfinite(b) && small > 0;

    put(out, both ? small / large : -0.5);
    put(out, both ? log(a / b) : 0);
    put(out, both && small / large > 0.995);
}

static void
put_field(struct pair_features *out, struct pair_likeness *l, size_t f,
    const struct pair_record *a, const struct pair_record *b)
{
    const struct pair_field *x = &a->field[f], *y = &b->field[f];
    double square, other, both;
    int given = x->bag.count > 0 && y->bag.count > 0;

    mark(l, &y->bag, IN_FIELD);
    both = within(l, &x->bag, IN_FIELD, &square);
    unmark(l, &y->bag, IN_FIELD);
    put(out, x->bag.count == 0);
    put(out, y->bag.count == 0);
    put(out, given && str_eq(x->text, y->text));
    put(out, share(square, sqrt(x->bag.square * y->bag.square)));
    put(out, given ? share(both, least(x->bag.weight, y->bag.weight)) : -0.5);
    put(out, begins(x->text, y->text));
    put(out, x->bag.count == 0
                 ? -0.5
                 : share(within(l, &x->bag, IN_RIGHT, &other), x->bag.weight));
    put(out, y->bag.count == 0
                 ? -0.5
                 : share(within(l, &y->bag, IN_LEFT, &other), y->bag.weight));
    put_numbers(out, fabs(x->number), fabs(y->number));
}

static const char *const record_names[] = { "grams", "letters", "first_same",
    "first_left", "first_right", "runs", "last_same", "count_ratio", "begins" };

/* Weighted cosine of the letter triples. */
static double
grams(uint64_t *bit, const struct pair_record *a, const struct pair_record *b,
    const float *weight)
{
    double sum = 0;

    for (size_t i = 0; i < a->gram_count; i++)
        bit[a->gram[i] / 64] |= (uint64_t)1 << a->gram[i] % 64;
    for (size_t i = 0; i < b->gram_count; i++) {
        unsigned gram = b->gram[i];
        double w =
            (double)(bit[gram / 64] >> gram % 64 & 1) * (double)weight[gram];

        sum += w * w;
    }
    for (size_t i = 0; i < a->gram_count; i++)
        bit[a->gram[i] / 64] = 0;
    return share(sum, sqrt(a->gram_square * b->gram_square));
}

/* Levenshtein distance of the first letters, by Myers' bit vectors (1999, in
 * the form of Hyyrö 2003). */
static double
letters(struct str a, struct str b)
{
    uint64_t peq[256] = { 0 }, pv = UINT64_MAX, mv = 0;
    size_t score;

    a = str_sub(a, 0, LETTERS_MAX);
    b = str_sub(b, 0, LETTERS_MAX);
    if (a.len == 0 || b.len == 0)
        return 0;
    score = a.len;
    for (size_t i = 0; i < a.len; i++)
        peq[(unsigned char)a.p[i]] |= (uint64_t)1 << i;
    for (size_t j = 0; j < b.len; j++) {
        uint64_t eq = peq[(unsigned char)b.p[j]];
        uint64_t xv = eq | mv, xh = (((eq & pv) + pv) ^ pv) | eq;
        uint64_t ph = mv | ~(xh | pv), mh = pv & xh;

        score += (size_t)(ph >> (a.len - 1) & 1);
        score -= (size_t)(mh >> (a.len - 1) & 1);
        ph = ph << 1 | 1;
        mh <<= 1;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
    }
    return 1 - (double)score / most((double)a.len, (double)b.len);
}

static int
has_word(const struct pair_bag *bag, uint32_t word)
{
    for (size_t i = 0; i < bag->count && bag->word[i] <= word; i++)
        if (bag->word[i] == word)
            return 1;
    return 0;
}

static double
runs(const struct pair_record *a, const struct pair_record *b)
{
    size_t same = 0;

    for (size_t i = 0; i < a->join_count; i++)
        same += (size_t)pair_align_joined(b, a->join[i]);
    return share(
        (double)same, least((double)a->join_count, (double)b->join_count));
}

static void
put_record(struct pair_features *out, struct pair_likeness *l,
    const struct pair_schema *schema, const float *gram_weight,
    const struct pair_record *a, const struct pair_record *b)
{
    struct str x = a->field[schema->main_field].text;
    struct str y = b->field[schema->main_field].text;
    int given = a->word_count > 0 && b->word_count > 0;

    put(out, grams(l->gram, a, b, gram_weight));
    put(out, letters(x, y));
    put(out, given && a->word[0] == b->word[0]);
    put(out, given && has_word(&b->all, a->word[0]));
    put(out, given && has_word(&a->all, b->word[0]));
    put(out, runs(a, b));
    put(out, given && a->word[a->word_count - 1] == b->word[b->word_count - 1]);
    put(out, share(least((double)a->all.count, (double)b->all.count),
                 most((double)a->all.count, (double)b->all.count)));
    put(out, begins(x, y));
}

void
pair_features_read(struct pair_features *out, struct pair_likeness *l,
    const struct pair_schema *schema, const float *gram_weight,
    const struct pair_record *a, const struct pair_record *b)
{
    out->count = 0;
    pair_align(&out->all, l, a, &a->all, b, &b->all);
    put_bag(out, &out->all, &a->all, &b->all);
    put_record(out, l, schema, gram_weight, a, b);
    if (schema->count > 1) {
        size_t f = schema->main_field;

        pair_align(&out->main, l, a, &a->field[f].bag, b, &b->field[f].bag);
        put_bag(out, &out->main, &a->field[f].bag, &b->field[f].bag);
        mark(l, &a->all, IN_LEFT);
        mark(l, &b->all, IN_RIGHT);
        for (f = 0; f < schema->count; f++)
            put_field(out, l, f, a, b);
        unmark(l, &a->all, IN_LEFT);
        unmark(l, &b->all, IN_RIGHT);
    }
}

static size_t
name_block(char (*name)[PAIR_FEATURE_NAME_MAX], size_t n, const char *block,
    const char *const *names, size_t count)
{
    for (size_t i = 0; name != NULL && i < count; i++)
        snprintf(
            name[n + i], PAIR_FEATURE_NAME_MAX, "%.40s.%s", block, names[i]);
    return n + count;
}

size_t
pair_features_names(
    const struct pair_schema *schema, char (*name)[PAIR_FEATURE_NAME_MAX])
{
    size_t n = name_block(name, 0, "all", bag_names, COUNT(bag_names));

    n = name_block(name, n, "record", record_names, COUNT(record_names));
    if (schema->count > 1) {
        n = name_block(name, n, schema->name[schema->main_field], bag_names,
            COUNT(bag_names));
        for (size_t f = 0; f < schema->count; f++)
            n = name_block(
                name, n, schema->name[f], field_names, COUNT(field_names));
    }
    return n;
}
