#include "score/score.h"

#include "base/mem.h"
#include "core/category.h"
#include "score/wording.h"

#include <stdio.h>
#include <stdlib.h>

#define REASONS_MAX 8
#define SEVERITY_LOW 1
#define SEVERITIES 5

static double
weight_of(const struct finding *f, const struct policy *p)
{
    int severity =
        f->severity < 0 || f->severity >= SEVERITIES ? 0 : f->severity;
    double score = f->score < 0 ? 0 : f->score > 1 ? 1 : f->score;

    if (f->source == FINDING_MODEL)
        return p->model_weight * score;
    /* A rule's score repeats its strength. */
    if (f->source == FINDING_RULE)
        score = 1;
    return p->strength[f->strength] * p->severity[severity] * score;
}

static int
is_formal(const struct finding *f)
{
    return f->source == FINDING_RULE && f->severity == SEVERITY_LOW;
}

/* A finding and what it weighs; sorted, strongest first. */
struct ranked {
    const struct finding *finding;
    double weight;
};

static int
by_weight(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return str_cmp(str_of(x->finding->id), str_of(y->finding->id));
}

static void
add_hazards(struct casefile *c, const struct finding *f, double weight)
{
    for (size_t h = 0; h < HAZARDS; h++) {
        double v = f->source == FINDING_MODEL ? f->hazard_score[h] : weight;

        if ((f->hazards & 1u << h) != 0 && v > c->hazards[h])
            c->hazards[h] = v;
    }
}

/* --- circumstances --- */

/* 1 if the word stands at `at` by itself: "toy" is not in "Toyota". */
static int
is_word_at(struct str text, size_t at, struct str word)
{
    size_t end = at + word.len;

    return str_starts_nocase(str_sub(text, at, text.len), word) &&
           (at == 0 || !str_is_alnum(text.p[at - 1])) &&
           (end == text.len || !str_is_alnum(text.p[end]));
}

/* 1 if one of the words below begins with it. */
static int
begins_child(char c)
{
    switch (c) {
    case 'b':
    case 'c':
    case 'i':
    case 'k':
    case 'n':
    case 's':
    case 't':
    case '\xE5':
    case '\xE7':
        return 1;
    default:
        return 0;
    }
}

static int
names_child(struct str text)
{
    static const char *const words[] = { "toy", "toys", "baby", "babies", "kid",
        "kids", "child", "children", "infant", "infants", "toddler", "toddlers",
        "nursery" };
    /* These also say it inside a word: "Holzspielzeug", "Kinderwagen". */
    static const char *const parts[] = { "babybett", "babyflasche", "babynest",
        "babyphon", "babyschale", "babytrage", "babywipp", "spielzeug",
        "kinder", "säugling", "kleinkind", "玩具", "儿童", "婴儿", "宝宝",
        "婴幼儿" };

    for (size_t at = 0; at < text.len; at++) {
        char first = str_lower(text.p[at]);

        if (!begins_child(first))
            continue;
        for (size_t i = 0; i < COUNT(words); i++)
            if (words[i][0] == first && is_word_at(text, at, str_of(words[i])))
                return 1;
        for (size_t i = 0; i < COUNT(parts); i++)
            if (parts[i][0] == first &&
                str_starts_nocase(
                    str_sub(text, at, text.len), str_of(parts[i])))
                return 1;
    }
    return 0;
}

static int
is_for_children(const struct listing *l)
{
    const struct texts *category = &l->list[LISTING_CATEGORY];

    for (size_t i = 0; i < category->count; i++)
        if (names_child(str_of(category->item[i])))
            return 1;
    return names_child(listing_get(l, LISTING_TITLE));
}

static int
is_guessed_for_children(const struct casefile *c)
{
    int guess = c->category_guess != NULL
                    ? category_find(str_of(c->category_guess))
                    : -1;

    return guess == CATEGORY_TOYS || guess == CATEGORY_CHILDCARE;
}

static int
is_eu(struct str country)
{
    static const char *const eu[] = { "AT", "BE", "BG", "HR", "CY", "CZ", "DK",
        "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
        "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE" };

    for (size_t i = 0; i < COUNT(eu); i++)
        if (str_is_nocase(country, eu[i]))
            return 1;
    return 0;
}

static void
say(struct casefile *c, const char *language, enum wording which, struct str v)
{
    struct buf text = BUF_MAX(1000);

    wording_put(&text, language, which, v, STR_NONE);
    texts_add(&c->reasons, buf_str(&text));
    buf_clear(&text);
}

/* Factor on the odds; each circumstance that counts leaves its reason. */
static double
context_factor(struct casefile *c, const struct policy *p, struct str market,
    const char *language)
{
    const struct listing *l = c->listing;
    struct str seller = listing_get(l, LISTING_SELLER_COUNTRY);
    double factor = 1;

    if (is_for_children(l)) {
        factor *= p->child;
        say(c, language, WORDING_CHILD, STR_NONE);
    } else if (is_guessed_for_children(c)) {
        factor *= (1 + p->child) / 2; /* a guess counts half */
        say(c, language, WORDING_CHILD_GUESSED,
            str_of(category_title(
                (enum category)category_find(str_of(c->category_guess)),
                lang_of(language))));
    }
    if (l->text[LISTING_BRAND] == NULL && l->observed == PAGE_OBSERVED) {
        factor *= p->no_brand;
        say(c, language, WORDING_NO_BRAND, STR_NONE);
    }
    if (str_is(listing_get(l, LISTING_AVAILABILITY), "out_of_stock")) {
        factor *= p->out_of_stock;
        say(c, language, WORDING_NO_STOCK, STR_NONE);
    }
    if (str_is(listing_get(l, LISTING_CONDITION), "used")) {
        factor *= p->used;
        say(c, language, WORDING_USED, STR_NONE);
    }
    if ((str_is(market, "EU") || is_eu(market)) && seller.len > 0 &&
        !is_eu(seller)) {
        factor *= p->non_eu_seller;
        say(c, language, WORDING_SELLER, STR_NONE);
    }
    return factor;
}

/* The reasons of the weightiest findings, in words. */
static void
add_reasons(struct casefile *c, struct ranked *ranked, size_t formal,
    const char *language)
{
    size_t count = c->findings.count;
    char number[24];

    qsort(ranked, count, sizeof *ranked, by_weight);
    for (size_t i = 0; i < count && c->reasons.count < REASONS_MAX; i++)
        if (!is_formal(ranked[i].finding))
            texts_add(&c->reasons, str_of(ranked[i].finding->reason));
    if (formal == 0)
        return;
    snprintf(number, sizeof number, "%zu", formal);
    say(c, language, formal == 1 ? WORDING_MISSING_ONE : WORDING_MISSING,
        str_of(number));
}

void
score_casefile(struct casefile *c, const struct policy *p, struct str market,
    const char *language)
{
    struct ranked *ranked = mem_array(c->findings.count, sizeof *ranked);
    double rest = 1, formal_rest = 1, evidence, factor;
    size_t formal = 0;
    int conclusive = 0;

    texts_clear(&c->reasons);
    for (size_t h = 0; h < HAZARDS; h++)
        c->hazards[h] = 0;
    for (size_t i = 0; i < c->findings.count; i++) {
        const struct finding *f = c->findings.item[i];
        double weight = weight_of(f, p);

        ranked[i] = (struct ranked){ f, weight };
        add_hazards(c, f, weight);
        conclusive |= f->strength == FINDING_CONCLUSIVE;
        formal += is_formal(f);
        *(is_formal(f) ? &formal_rest : &rest) *= 1 - weight;
    }
    if (formal_rest < 1 - p->formal_max)
        formal_rest = 1 - p->formal_max;
    evidence = 1 - rest * formal_rest;
    if (c->findings.count == 0)
        evidence = p->model_weight * c->risk;
    add_reasons(c, ranked, formal, language);
    free(ranked);
    factor = context_factor(c, p, market, language);
    c->priority = evidence * factor / (1 - evidence + evidence * factor);
    c->flagged =
        c->findings.count > 0 && (conclusive || c->priority >= p->flag_from);
}
