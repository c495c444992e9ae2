/* Which offers are drawn, how they look, what few cases say of many. */
#include "tests/check.h"

#include "base/mem.h"
#include "core/interval.h"
#include "core/sample.h"

#define OFFERS 20000

static void
draws_by_chance(void **state)
{
    const struct str key = STR("seed secret");
    int drawn = 0, same = 0, other = 0;

    (void)state;
    for (int i = 0; i < OFFERS; i++) {
        char id[32];
        double a, b;

        snprintf(id, sizeof id, "offer %d", i);
        a = sample_draw(key, STR("audit"), 7, str_of(id));
        b = sample_draw(key, STR("audit"), 8, str_of(id));
        CHECK_INT(a >= 0 && a < 1, 1, id);
        drawn += a < 0.02;
        same += a < 0.02 && b < 0.02;
        other += a < 0.02 &&
                 sample_draw(STR("sad"), STR("audit"), 7, str_of(id)) < 0.02;
    }
    /* 400 expected; 100 is five standard deviations. */
    CHECK_INT(drawn > 300 && drawn < 500, 1, "share");
    /* 8 expected of each */
    CHECK_INT(same < 30, 1, "another scan draws others");
    CHECK_INT(other < 30, 1, "another key draws others");
    CHECK_INT(sample_draw(key, STR("a"), 1, STR("x")) ==
                  sample_draw(key, STR("a"), 1, STR("x")),
        1, "repeatable");
    check_end();
}

static void
blinds(void **state)
{
    struct casefile *c = casefile_new();
    struct buf text = BUF_MAX(10000);
    struct js *j;

    (void)state;
    c->listing = listing_new();
    c->priority = 0.01;
    c->risk = 0.02;
    sample_blind(c, 0.61);
    sample_blind(c, 0.61);
    CHECK_INT(c->flagged, 1, "flagged");
    CHECK_INT(c->priority == 0.61, 1, "priority");
    CHECK_INT(c->findings.count, 1, "one finding");
    CHECK_INT(c->reasons.count, 1, "one reason");
    CHECK_INT(c->risk > 0.5, 1, "its risk is not shown");
    CHECK_INT(c->findings.item[0]->score == c->risk, 1, "nor its score");
    j = casefile_to_json(c);
    js_write(&text, j);
    CHECK_INT(strstr(buf_text(&text), "audit") == NULL, 1, "no word of it");
    CHECK_INT(strstr(buf_text(&text), "sample") == NULL, 1, "no word of it");
    js_free(j);
    buf_clear(&text);
    casefile_free(c);
    check_end();
}

/* Gaps of formal information alone flag nothing: such a case would stand out
 * as well. What the model says of the offer leads, in each language. */
static void
shows_the_models_words(void **state)
{
    struct casefile *c = casefile_new();
    struct finding *gap =
        finding_new(FINDING_RULE, "p/r", FINDING_CANDIDATE, 0.5);

    (void)state;
    c->listing = listing_new();
    gap->severity = 1;
    finding_set_reason(gap, "No address");
    findings_add(&c->findings, &gap);
    texts_add(&c->reasons, STR("1 piece missing"));
    c->spare = finding_new(FINDING_MODEL, "risk", FINDING_CANDIDATE, 0.01);
    finding_set_reason(c->spare, "by the words \"kettle\"");
    c->spare->in[LANG_DE].reason = mem_text("wegen der Wörter");
    c->spare->hazards = 1u << HAZARD_BURNS;
    c->spare->hazard_score[HAZARD_BURNS] = 0.004;
    sample_blind(c, 0.5);
    CHECK_INT(c->spare == NULL, 1, "used up");
    CHECK_INT(c->findings.count, 2, "two findings");
    CHECK_INT(c->findings.item[1]->source, FINDING_MODEL, "the model's");
    CHECK_INT(c->findings.item[1]->score * 100 + 0.5, 70, "a flagged score");
    CHECK_INT(c->hazards[HAZARD_BURNS] * 100 + 0.5, 28, "its hazard");
    CHECK_TEXT(c->reasons.item[0], "by the words \"kettle\"", "leads");
    CHECK_TEXT(c->reasons_in[LANG_DE].item[0], "wegen der Wörter", "German");
    sample_blind(c, 0.5);
    CHECK_INT(c->findings.count, 2, "once");
    casefile_free(c);
    check_end();
}

static void
gives_intervals(void **state)
{
    static const struct {
        int64_t hits, of;
        int low, high; /* thousandths, Wilson's as tables give them */
    } cases[] = { { 0, 0, 0, 1000 }, { 0, 10, 0, 278 }, { 10, 10, 722, 1000 },
        { 5, 10, 237, 763 }, { 81, 263, 255, 366 }, { 1, 29, 6, 172 } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct interval v = interval_share(cases[i].hits, cases[i].of);

        CHECK_INT(v.low * 1000 + 0.5, cases[i].low, "low");
        CHECK_INT(v.high * 1000 + 0.5, cases[i].high, "high");
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_by_chance),
        cmocka_unit_test(blinds),
        cmocka_unit_test(shows_the_models_words),
        cmocka_unit_test(gives_intervals),
    };

    return cmocka_run_group_tests_name("core/sample", tests, NULL, NULL);
}
