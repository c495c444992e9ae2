#include "classifier/pair_align.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define LETTERS_MAX 24 /* longer words are compared by their beginnings */

static struct pair_sign
sign_of(const struct pair_word *w, size_t number)
{
    struct str s = w->text;

    return (struct pair_sign){ .letters = w->letters,
        .hash = w->hash,
        .weight = w->weight,
        .head = s.len >= 3 ? (uint32_t)(unsigned char)s.p[0] |
                                 (uint32_t)(unsigned char)s.p[1] << 8 |
                                 (uint32_t)(unsigned char)s.p[2] << 16
                           : (uint32_t)number | 1u << 31,
        .kind = w->kind,
        .unit = w->unit,
        .len = (unsigned char)s.len,
        .first = s.p[0] };
}

struct pair_likeness *
pair_likeness_new(const struct pair_words *words)
{
    struct pair_likeness *l = mem_new(sizeof *l);

    l->words = words;
    l->sign = mem_array(words->count + 1, sizeof l->sign[0]);
    l->mark = mem_array(words->count + 1, 1);
    for (size_t i = 0; i < words->count; i++)
        l->sign[i] = sign_of(&words->item[i], i);
    return l;
}

void
pair_likeness_free(struct pair_likeness *l)
{
    if (l == NULL)
        return;
    free(l->sign);
    free(l->mark);
    free(l);
}

/* The letters of `small` stand in `large` in this order. */
static int
is_within(struct str small, struct str large)
{
    size_t at = 0;

    for (size_t i = 0; i < large.len && at < small.len; i++)
        at += large.p[i] == small.p[at];
    return at == small.len;
}

static double
names(struct str a, struct str b)
{
    struct str small = a.len < b.len ? a : b, large = a.len < b.len ? b : a;
    double share;
    size_t d;

    if (small.len >= 3 && str_starts(large, small))
        return 0.8 + 0.2 * (double)small.len / (double)large.len;
    if (small.len < 2 || small.p[0] != large.p[0]) {
        /* A wrong first letter is rare: only in long words. */
        if (small.len < 6 || large.len - small.len > 1)
            return 0;
    }
    d = str_edits(str_sub(a, 0, LETTERS_MAX), str_sub(b, 0, LETTERS_MAX));
    share = 1 - (double)d / (double)large.len;
    if (small.len >= 4 && (d == 1 || (d == 2 && small.len >= 7)))
        return 0.8 + 0.2 * share;
    if (small.p[0] == large.p[0] && small.len >= 2 && small.len <= 5 &&
        large.len > small.len + 1 && is_within(small, large) &&
        small.p[small.len - 1] == large.p[large.len - 1])
        return 0.75;
    return share > 0.6 ? share * 0.9 : 0;
}

static double
codes(struct str a, struct str b)
{
    struct str small = a.len < b.len ? a : b, large = a.len < b.len ? b : a;
    size_t same = 0, d;

    while (same < small.len && small.p[same] == large.p[same])
        same++;
    if (small.len >= 4 && (same == small.len || str_ends(large, small)))
        return 0.6 + 0.4 * (double)small.len / (double)large.len;
    d = str_edits(str_sub(a, 0, LETTERS_MAX), str_sub(b, 0, LETTERS_MAX));
    return 0.7 * (1 - (double)d / (double)large.len);
}

/* 2007 and 07; 7 and v7. */
static double
numbers(const struct pair_word *a, const struct pair_word *b)
{
    const struct pair_word *code = a->kind == PAIR_CODE ? a : b;
    const struct pair_word *number = a->kind == PAIR_CODE ? b : a;

    if (a->kind == PAIR_NUMBER && b->kind == PAIR_NUMBER) {
        double large = fmax(a->value, b->value), small = a->value + b->value;

        small -= large;
        if (large == small)
            return 0.9;
        return large >= 1990 && large <= 2040 && small < 41 &&
                       (large - small == 2000 || large - small == 1900)
                   ? 0.9
                   : 0;
    }
    if (code->kind == PAIR_CODE && number->kind == PAIR_NUMBER &&
        code->text.len == number->text.len + 1 &&
        (str_ends(code->text, number->text) ||
            str_starts(code->text, number->text)))
        return 0.8;
    return 0;
}

static double
compare(const struct pair_word *a, const struct pair_word *b)
{
    if (a->kind == PAIR_NAME && b->kind == PAIR_NAME)
        return names(a->text, b->text);
    if (a->kind == PAIR_CODE && b->kind == PAIR_CODE)
        return codes(a->text, b->text);
    if (a->kind == PAIR_MEASURE || b->kind == PAIR_MEASURE) {
        if (a->kind == PAIR_MEASURE && b->kind == PAIR_MEASURE)
            return a->unit == b->unit && fabs(a->value - b->value) <
                                             0.035 * fmax(a->value, b->value)
                       ? 0.85
                       : 0;
        return a->kind != PAIR_NAME && b->kind != PAIR_NAME &&
                       a->kind != PAIR_CODE && b->kind != PAIR_CODE &&
                       a->value == b->value
                   ? 0.9
                   : 0;
    }
    if (a->kind != PAIR_NAME && b->kind != PAIR_NAME)
        return numbers(a, b);
    return 0;
}

double
pair_likeness_of(struct pair_likeness *l, uint32_t a, uint32_t b)
{
    uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    size_t at;

    at = (size_t)(key * 0x9E3779B97F4A7C15u >> (64 - PAIR_LIKENESS_BITS));
    key++;
    if (l->key[at] != key) {
        l->key[at] = key;
        l->value[at] = (float)compare(&l->words->item[a], &l->words->item[b]);
    }
    return (double)l->value[at];
}
