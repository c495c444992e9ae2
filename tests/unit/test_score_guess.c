/* What may rest on a guessed category, and how it says so. */
#include "tests/check.h"

#include "base/mem.h"
#include "classifier/category_release.h"
#include "core/category.h"
#include "score/guess.h"

#include <stdlib.h>

static struct casefile *
guessed(const struct category_model *m, const char *title, const char *category)
{
    struct casefile *c = casefile_new();
    struct features f;

    features_init(&f);
    c->listing = listing_new();
    listing_set(c->listing, LISTING_TITLE, str_of(title));
    if (category != NULL)
        listing_add(c->listing, LISTING_CATEGORY, str_of(category));
    guess_category(m, &f, 0, c);
    features_clear(&f);
    return c;
}

static void
guesses_where_none_is_stated(void **state)
{
    static const struct {
        const char *name, *title, *category, *want;
    } cases[] = {
        { "no category", "Plush teddy bear toy, doll set", NULL, "toys" },
        { "German", "Kuscheltier Teddy Spielzeug", NULL, "toys" },
        { "a stated one", "Plush teddy bear toy, doll set", "Gifts", NULL },
        { "no words", "4711", NULL, NULL },
    };
    struct category_model *m = NULL;
    struct fail fail = { "" };

    (void)state;
    if (category_release_load(&m, "models/category-1", &fail) != 0)
        fail_msg("%s", fail.text);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = guessed(m, cases[i].title, cases[i].category);

        CHECK_TEXT(c->category_guess, cases[i].want, cases[i].name);
        CHECK_INT(c->category_probability >= 0.7, cases[i].want != NULL,
            cases[i].name);
        CHECK_INT(c->listing->list[LISTING_CATEGORY].count,
            cases[i].category != NULL, "the offer stays as it is");
        casefile_free(c);
    }
    category_model_free(m);
    check_end();
}

static const char pack[] =
    "version: \"1\"\n"
    "pack: p\n"
    "title: {en: Pack, de: Paket, zh: 包}\n"
    "lists:\n"
    "  toy: [toy, toys]\n"
    "rules:\n"
    "  - id: needs-toy\n"
    "    title: {en: Lead, de: Blei, zh: 铅}\n"
    "    basis: {article: Art. 1, link: 'https://example.org/'}\n"
    "    severity: high\n"
    "    categories: [toy]\n"
    "    when: {match: {pattern: lead paint}}\n"
    "    message: {en: It names lead, de: Es nennt Blei, zh: 含铅}\n"
    "    examples: {flag: [toy with lead paint], pass: [toy]}\n"
    "  - id: needs-nothing\n"
    "    title: {en: Lead, de: Blei, zh: 铅}\n"
    "    basis: {article: Art. 1, link: 'https://example.org/'}\n"
    "    severity: high\n"
    "    when: {match: {pattern: lead paint}}\n"
    "    message: {en: It names lead, de: Es nennt Blei, zh: 含铅}\n"
    "    examples: {flag: [toy with lead paint], pass: [toy]}\n";

static struct rule_set *
make_rules(void)
{
    struct rule_set *rules = NULL;
    struct fail fail = { "" };

    if (rule_set_parse(&rules, str_of(pack), "pack", NULL, &fail) != 0)
        fail_msg("%s", fail.text);
    return rules;
}

/* A rule that holds by the guess alone is a candidate that says so; one that
 * holds without it stays as it was. */
static void
admits_that_it_guessed(void **state)
{
    static const struct {
        const char *name, *title, *guess;
        size_t count;
        int first_strong; /* of p/needs-toy */
    } cases[] = {
        { "by the guess", "Teddy with lead paint", "toys", 2, 0 },
        { "by the title", "Toy with lead paint", "toys", 2, 1 },
        { "no guess", "Teddy with lead paint", NULL, 1, 0 },
        { "another guess", "Teddy with lead paint", "shoes", 1, 0 },
    };
    struct rule_set *rules = make_rules();
    struct rule_scratch *scratch = rule_scratch_new(rules);
    struct rule_context context = { .language = "de" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = casefile_new();
        const struct finding *f = NULL;

        c->listing = listing_new();
        listing_set(c->listing, LISTING_TITLE, str_of(cases[i].title));
        c->category_guess = cases[i].guess;
        rule_scan(rules, scratch, c->listing, &context, &c->findings);
        guess_scan(scratch, &context, c, 0);
        CHECK_INT(c->findings.count, cases[i].count, cases[i].name);
        for (size_t k = 0; k < c->findings.count; k++)
            if (strcmp(c->findings.item[k]->id, "p/needs-toy") == 0)
                f = c->findings.item[k];
        if (f != NULL && !cases[i].first_strong) {
            CHECK_INT(f->strength, FINDING_CANDIDATE, "never strong");
            CHECK_INT(f->score <= 0.5, 1, "never strong");
            CHECK_INT(f->span_count, 1, "the guess is not quoted");
            CHECK_INT(
                strstr(f->reason, "aus den Wörtern erraten: Spielzeug") != NULL,
                1, f->reason);
        } else if (f != NULL) {
            CHECK_INT(f->strength, FINDING_STRONG, cases[i].name);
            CHECK_INT(strstr(f->reason, "erraten") == NULL, 1, f->reason);
        }
        casefile_free(c);
    }
    rule_scratch_free(scratch);
    rule_set_free(rules);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guesses_where_none_is_stated),
        cmocka_unit_test(admits_that_it_guessed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
