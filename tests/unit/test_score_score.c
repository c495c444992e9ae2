#include "tests/check.h"

#include "base/mem.h"
#include "score/score.h"

#define POLICY "score/policy.yaml"

struct evidence {
    enum finding_source source;
    enum finding_strength strength;
    double score;
    int severity;
};

/* A casefile with these findings (ends at score 0), scored. */
static struct casefile *
scored_in(const char *market, const char *seller, const struct evidence *e,
    const char *title, const char *stock)
{
    struct casefile *c = casefile_new();
    struct policy p;
    struct fail fail = { 0 };

    if (policy_load(&p, POLICY, &fail) != 0)
        fail_msg("%s", fail.text);
    c->listing = listing_new();
    listing_set(c->listing, LISTING_TITLE, str_of(title));
    listing_set(c->listing, LISTING_BRAND, STR("Acme"));
    listing_set(c->listing, LISTING_AVAILABILITY, str_of(stock));
    listing_set(c->listing, LISTING_SELLER_COUNTRY, str_of(seller));
    for (; e->score > 0; e++) {
        struct finding *f = finding_new(e->source, "x", e->strength, e->score);

        f->severity = e->severity;
        finding_set_reason(f, "because");
        findings_add(&c->findings, &f);
    }
    score_casefile(c, &p, str_of(market), NULL);
    return c;
}

static struct casefile *
scored(const struct evidence *e, const char *title, const char *stock)
{
    return scored_in("EU", "", e, title, stock);
}

static const struct evidence none[] = { { 0, 0, 0, 0 } };
static const struct evidence conclusive[] = {
    { FINDING_RECALL, FINDING_CONCLUSIVE, 1, 4 }, { 0, 0, 0, 0 }
};
static const struct evidence strong[] = {
    { FINDING_RULE, FINDING_STRONG, 1, 4 }, { 0, 0, 0, 0 }
};
static const struct evidence candidate[] = {
    { FINDING_RECALL, FINDING_CANDIDATE, 0.5, 0 }, { 0, 0, 0, 0 }
};
static const struct evidence formal[] = { { FINDING_RULE, FINDING_STRONG, 1,
                                              1 },
    { FINDING_RULE, FINDING_STRONG, 1, 1 },
    { FINDING_RULE, FINDING_STRONG, 1, 1 },
    { FINDING_RULE, FINDING_STRONG, 1, 1 }, { 0, 0, 0, 0 } };

/* What an offer leaves out, as the rules report it: candidates of low and
 * medium severity, whose score repeats that they are candidates. */
static const struct evidence gaps[] = { { FINDING_RULE, FINDING_CANDIDATE, 0.5,
                                            1 },
    { FINDING_RULE, FINDING_CANDIDATE, 0.5, 1 },
    { FINDING_RULE, FINDING_CANDIDATE, 0.5, 1 },
    { FINDING_RULE, FINDING_CANDIDATE, 0.5, 2 },
    { FINDING_RULE, FINDING_CANDIDATE, 0.5, 2 }, { 0, 0, 0, 0 } };

static void
weighs_what_is_left_out(void **state)
{
    struct casefile *toy = scored(gaps, "Baby toy", "in_stock");
    struct casefile *one = scored(gaps + 2, "Lamp", "in_stock");

    (void)state;
    CHECK_INT(toy->flagged, 1, "many gaps of a toy");
    CHECK_INT(one->flagged, 0, "few gaps of a lamp");
    casefile_free(toy);
    casefile_free(one);
    check_end();
}

/* A member state's market is one of the Union. */
static void
weighs_sellers_from_outside(void **state)
{
    static const struct {
        const char *market, *seller;
        int more;
    } cases[] = { { "EU", "CN", 1 }, { "DE", "CN", 1 }, { "DE", "FR", 0 },
        { "CN", "CN", 0 }, { "DE", "", 0 } };
    struct casefile *plain = scored(gaps, "Lamp", "in_stock");

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = scored_in(
            cases[i].market, cases[i].seller, gaps, "Lamp", "in_stock");

        CHECK_INT(
            c->priority > plain->priority, cases[i].more, cases[i].market);
        casefile_free(c);
    }
    casefile_free(plain);
    check_end();
}

static void
flags_what_matters(void **state)
{
    static const struct {
        const char *name;
        const struct evidence *evidence;
        int flagged;
    } cases[] = {
        { "nothing found", none, 0 },
        { "identity proved", conclusive, 1 },
        { "one strong content rule", strong, 1 },
        { "one weak candidate", candidate, 0 },
        { "formal gaps alone stay out of the queue", formal, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = scored(cases[i].evidence, "Lamp", "in_stock");

        CHECK_INT(c->flagged, cases[i].flagged, cases[i].name);
        CHECK_INT(c->priority >= 0 && c->priority <= 1, 1, "in range");
        casefile_free(c);
    }
    check_end();
}

static double
priority(const struct evidence *e, const char *title, const char *stock)
{
    struct casefile *c = scored(e, title, stock);
    double v = c->priority;

    casefile_free(c);
    return v;
}

static void
ranks_as_practice_does(void **state)
{
    (void)state;
    CHECK_INT(priority(conclusive, "Lamp", "in_stock") >
                  priority(strong, "Lamp", "in_stock"),
        1, "conclusive above strong");
    CHECK_INT(priority(strong, "Baby toy", "in_stock") >
                  priority(strong, "Lamp", "in_stock"),
        1, "for children above others");
    CHECK_INT(priority(strong, "Lamp", "in_stock") >
                  priority(strong, "Lamp", "out_of_stock"),
        1, "on offer above sold out");
    CHECK_INT(priority(formal, "Lamp", "in_stock") <= 0.301, 1,
        "formal gaps are capped");
    CHECK_INT(priority(strong, "婴儿玩具", "in_stock") >
                  priority(strong, "台灯", "in_stock"),
        1, "for children, in Chinese");
    CHECK_INT(priority(strong, "Toyota brake pads", "in_stock") <=
                  priority(strong, "Lamp", "in_stock"),
        1, "a Toyota is no toy");
    CHECK_INT(priority(strong, "Holzspielzeug Ente", "in_stock") >
                  priority(strong, "Lampe", "in_stock"),
        1, "for children, inside a German word");
    check_end();
}

static void
gives_reasons(void **state)
{
    struct casefile *c = scored(formal, "Babyphone", "out_of_stock");

    (void)state;
    assert_int_equal(c->reasons.count, 3);
    CHECK_TEXT(c->reasons.item[0], "4 pieces of required information not found",
        "formal gaps in one");
    CHECK_TEXT(
        c->reasons.item[1], "for children: a vulnerable user", "circumstance");
    CHECK_TEXT(
        c->reasons.item[2], "not in stock at the moment", "circumstance");
    casefile_free(c);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flags_what_matters),
        cmocka_unit_test(weighs_what_is_left_out),
        cmocka_unit_test(weighs_sellers_from_outside),
        cmocka_unit_test(ranks_as_practice_does),
        cmocka_unit_test(gives_reasons),
    };

    return cmocka_run_group_tests_name("score/score", tests, NULL, NULL);
}
