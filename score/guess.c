#include "score/guess.h"

#include "base/mem.h"
#include "score/wording.h"

#include <stdlib.h>
#include <string.h>

/* A less likely category is no help. */
#define PROBABILITY_MIN 0.7
/* What a rule gives a candidate (rules/rule_scan.c). */
#define SCORE_MAX 0.5

int
guess_is_due(const struct category_model *m, const struct listing *l)
{
    return m != NULL && l->list[LISTING_CATEGORY].count == 0;
}

void
guess_category(const struct category_model *m, struct features *f, int counted,
    struct casefile *c)
{
    struct category_guess guess;

    if (!guess_is_due(m, c->listing))
        return;
    if (counted)
        category_model_guess_counted(m, f, &guess);
    else
        category_model_guess(m, f, c->listing, &guess);
    if (!guess.known || guess.probability < PROBABILITY_MIN)
        return;
    c->category_guess = category_name(guess.category);
    c->category_probability = guess.probability;
}

/* Those that rules have lists of words for; looking twice takes time. */
static int
is_asked_for(int category)
{
    static const enum category asked[] = { CATEGORY_TOYS, CATEGORY_CHILDCARE,
        CATEGORY_COSMETICS, CATEGORY_ELECTRICAL, CATEGORY_APPLIANCES };

    for (size_t i = 0; i < COUNT(asked); i++)
        if ((int)asked[i] == category)
            return 1;
    return 0;
}

/* Drop the quotations of what does not stand on the page; 1 if there was
 * one. */
static int
drop_spans(struct finding *f)
{
    size_t kept = 0, all = f->span_count;

    for (size_t i = 0; i < all; i++) {
        if (!str_starts(str_of(f->spans[i].field), STR("category[")))
            f->spans[kept++] = f->spans[i];
    }
    f->span_count = kept;
    return kept < all;
}

static int
is_found(const struct casefile *c, size_t from, const char *id)
{
    for (size_t i = from; i < c->findings.count; i++)
        if (strcmp(c->findings.item[i]->id, id) == 0)
            return 1;
    return 0;
}

static void
admit(struct finding *f, const char *title, const char *language)
{
    struct buf reason = BUF_MAX(8192);

    f->strength = FINDING_CANDIDATE;
    f->score = f->score > SCORE_MAX ? SCORE_MAX : f->score;
    buf_addz(&reason, f->reason);
    wording_put(&reason, language, WORDING_GUESSED, str_of(title), STR_NONE);
    finding_set_reason(f, "%s", buf_text(&reason));
    buf_clear(&reason);
}

void
guess_scan(struct rule_scratch *scratch, const struct rule_context *context,
    struct casefile *c, size_t from)
{
    int category = c->category_guess != NULL
                       ? category_find(str_of(c->category_guess))
                       : -1;
    enum lang l = lang_of(context->language);
    struct listing guessed = *c->listing;
    struct findings found = { 0 };
    char *words;

    if (!is_asked_for(category))
        return;
    words = mem_text(category_title((enum category)category, LANG_EN));
    guessed.list[LISTING_CATEGORY] =
        (struct texts){ .item = &words, .count = 1 };
    /* What does not quote the guess does not rest on it. */
    rule_scan_added(scratch, &guessed, LISTING_CATEGORY, context, &found);
    for (size_t i = 0; i < found.count; i++)
        if (!is_found(c, from, found.item[i]->id) &&
            drop_spans(found.item[i])) {
            admit(found.item[i], category_title((enum category)category, l),
                context->language);
            findings_add(&c->findings, &found.item[i]);
        }
    for (size_t i = 0; i < found.count; i++)
        finding_free(found.item[i]);
    free(found.item);
    free(words);
}
