/* The last rung: a name that is like a recall's. */
#include "recalls/match_work.h"

#include "base/mem.h"
#include "core/model_key.h"
#include "recalls/brand_evidence.h"
#include "recalls/match_context.h"
#include "recalls/name_token.h"

#include <math.h>
#include <stdio.h>

/* A candidate needs most of the recall's name, several rare words, and some
 * of the title: on 94,000 ordinary offers fewer than 0.5 % have it. */
#define COVER_MIN 0.62
#define COVER_ALONE 0.85 /* of a recall that names no brand */
#define OFFER_MIN 0.30
#define SHARED_MIN 16.0
/* Brand and kind of product, in another language than the recall's. */
#define SHARED_CROSSING 12.0
#define SMALL_MAKER_RECALLS 5
#define KEPT_MAX 3
#define SPANS_MAX 8

/* Quote the words of the title that the recall's name has too. */
static void
quote(struct finding *f, const struct offer_text *ot,
    const struct recall_entry *e)
{
    int quoted = 0;

    for (size_t i = ot->field[0].first;
         i < ot->field[0].end && quoted < SPANS_MAX; i++) {
        uint64_t tokens[NAME_TOKENS_MAX];
        size_t count = name_meanings(ot, i, i + 1, tokens);

        for (size_t k = 0; k < count; k++)
            if (name_tokens_have(e->tokens, e->token_count, tokens[k])) {
                match_work_words(f, ot, i, i + 1);
                quoted++;
                break;
            }
    }
}

/* 1 if a number in the title goes on where one of the recall's ends: "City
 * 5000" is not "City 500". */
static int
is_longer(const struct offer_text *ot, const struct recall *r, size_t word)
{
    const struct texts *models = &r->list[RECALL_MODELS];
    struct buf key = BUF_MAX(256), model = BUF_MAX(256);
    int longer = 0;

    for (size_t n = 1; n <= 3 && word + n <= ot->field[0].end && !longer; n++) {
        struct str text = offer_text_words(ot, word, word + n);

        if (n > 1 && ot->word[word + n - 1].joint == OFFER_APART)
            break;
        buf_reset(&key);
        if (text.len >= MODEL_KEY_BYTES || model_key_folded(&key, text) != 0)
            continue;
        for (size_t i = 0; i < models->count && !longer; i++) {
            buf_reset(&model);
            longer = model_key(&model, str_of(models->item[i])) == 0 &&
                     model.len >= 3 && key.len > model.len &&
                     str_starts(buf_str(&key), buf_str(&model)) &&
                     str_is_digit(model.p[model.len - 1]) &&
                     str_is_digit(key.p[model.len]);
        }
    }
    buf_clear(&key);
    buf_clear(&model);
    return longer;
}

static int
has_longer(const struct offer_text *ot, const struct recall *r)
{
    for (size_t i = ot->field[0].first; i < ot->field[0].end; i++)
        if (!ot->word[i].cjk && is_longer(ot, r, i))
            return 1;
    return 0;
}

/* The offer has a number like a model's, the recall has others. */
static int
codes_differ(const struct offer_text *ot, const struct recall_entry *e)
{
    uint64_t codes[NAME_TOKENS_MAX];
    size_t count = name_codes(ot, 0, ot->field[0].end, codes);

    for (size_t i = 0; i < count; i++)
        if (name_tokens_have(e->codes, e->code_count, codes[i]))
            return 0;
    return count > 0 && e->code_count > 0;
}

/* A maker whose goods fill shops: brand and kind say little. */
static int
is_large_maker(const struct recall_scratch *s, const struct recall_entry *e)
{
    for (size_t i = 0; i < e->brand_count; i++)
        if (vocabulary_has_brand(s->ot->vocabulary, e->brands[i]) ||
            recall_index_brand(s->ix, e->brands[i]) > SMALL_MAKER_RECALLS)
            return 1;
    return 0;
}

/* 1 if the title names the recall's kind of product in another language, and
 * no model number that the recall does not: then other words of the name
 * cannot agree. */
static int
crosses_language(const struct recall_scratch *s, const struct recall_entry *e)
{
    const struct offer_text *ot = s->ot;
    uint64_t codes[NAME_TOKENS_MAX];
    int crosses = 0;

    for (size_t k = 0; k < ot->kinds; k++)
        crosses |=
            name_tokens_have(e->kinds, e->kind_count, ot->kind[k].token) &&
            (e->kind_languages >> ot->kind[k].language & 1) == 0;
    return crosses && !is_large_maker(s, e) &&
           (e->code_count > 0 ||
               name_codes(ot, 0, ot->field[0].end, codes) == 0);
}

/* Too little of the names agrees, or NULL. */
static const char *
objection_to_names(const struct recall_candidate *c)
{
    if (c->cover < COVER_MIN)
        return "too little of the recall's name";
    if (c->offer < OFFER_MIN)
        return "too little of the offer's title";
    return c->shared < SHARED_MIN ? "the words that agree are too common"
                                  : NULL;
}

/* Why the likeness is not worth a look, or NULL. */
static const char *
objection(struct recall_scratch *s, const struct recall_candidate *c,
    const struct recall_entry *e)
{
    struct brand_evidence brand;
    const char *why = objection_to_names(c);
    int crosses =
        why != NULL && c->shared >= SHARED_CROSSING && crosses_language(s, e);
    size_t at;

    if (why != NULL && !crosses)
        return why;
    if (codes_differ(s->ot, e) ||
        has_longer(s->ot, recall_index_at(s->ix, c->recall)))
        return "the offer has other model numbers";
    if (match_context_lacks_thing(s->ot, e))
        return "the title does not name the thing that is recalled";
    brand_evidence_find(e, s->ot, &brand);
    if (crosses && (brand.level < 2 || brand.everyday))
        return "the kind alone agrees";
    if (e->brand_count > 0 && brand.level == 0)
        return "the offer does not name the brand";
    if (e->brand_count > 0 && brand.other_stated)
        return "the offer states another brand";
    if (e->brand_count == 0 && c->cover < COVER_ALONE)
        return "the recall names no brand, and too little else agrees";
    if (match_work_denies(s))
        return "the offer says that it is not affected";
    return match_context_accessory(s->ot, e, SIZE_MAX,
               brand.level > 0 && brand.field == 0 ? brand.word : SIZE_MAX, &at)
               ? "the offer is of what goes with the product"
               : NULL;
}

double
match_name_least(const struct recall_entry *e)
{
    double least = fmax(COVER_MIN * e->weight, SHARED_MIN);

    return fmin(least, SHARED_CROSSING);
}

int
match_name_try(struct recall_scratch *s, const struct recall_candidate *c)
{
    struct match_sum sum = { .s = s, .recall = c->recall, .rung = "name" };
    struct recall_entry e = recall_index_entry(s->ix, c->recall);
    const char *why = objection(s, c, &e);
    struct finding *f;
    char value[32];

    /* The words' own shares are added up in c->score. */
    match_work_add(&sum, 0.3, "likeness",
        "shared words weigh %.1f, of the recall's name %.1f", c->shared,
        e.weight);
    sum.score += 0.4 * c->score;
    match_work_add(&sum, 0, "cover",
        "%.0f %% of the recall's name, %.0f %% of the offer's title",
        c->cover * 100, c->offer * 100);
    if (why != NULL) {
        match_work_deny(&sum, "objection", "%s", why);
        return 0;
    }
    snprintf(value, sizeof value, "%.0f %%", c->cover * 100);
    f = match_work_finding(&sum, FINDING_CANDIDATE, REASON_NAME, value);
    if (f == NULL)
        return 0;
    quote(f, s->ot, &e);
    match_work_keep(s, &f);
    return 1;
}

void
match_name(struct recall_scratch *s)
{
    struct recall_candidate best[CANDIDATES_MAX];
    size_t count = recall_candidates(s->ix, s->sums, s->ot, best);
    int kept = 0;

    for (size_t i = 0; i < count && kept < KEPT_MAX; i++)
        if (!match_work_settled(s, best[i].recall))
            kept += match_name_try(s, &best[i]);
}
