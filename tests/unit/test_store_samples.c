/* Cases that are judged before anybody sees what was found: not to be told
 * apart, counted apart. */
#include "tests/acts.h"
#include "tests/cases.h"
#include "tests/check.h"

#include "store/related.h"

#include <math.h>

static const char unflagged[] =
    "{\"listing\":{\"url\":\"https://shop.example/%d\",\"market\":"
    "\"shop.example\",\"listing_id\":\"s%d\",\"title\":\"Wall clock %d\"},"
    "\"flagged\":false,\"priority\":0.03,\"risk\":0.02,\"findings\":[]}";

static struct casefile *
make(int number)
{
    struct buf text = BUF_MAX(10000);
    struct casefile *c = NULL;
    struct js *j = NULL;
    struct fail fail;

    buf_addf(&text, unflagged, number, number, number);
    if (js_parse(&j, buf_str(&text), &fail) != 0 ||
        casefile_from_json(&c, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    buf_clear(&text);
    return c;
}

static int64_t
put_listing(struct cases *p, const struct casefile *c)
{
    struct buf hold = BUF_MAX(1 << 16);
    struct listing_record record;
    struct store_listing l;

    listing_record(&record, &hold, c->listing);
    if (store_listing_put(p->s, &record, 0, CASES_NOW_MS, &l, &p->fail) != 0)
        fail_msg("%s", p->fail.text);
    buf_clear(&hold);
    return l.id;
}

/* Draw one; returns the case. */
static int64_t
draw(struct cases *p, const char *kind, const struct casefile *c, double place)
{
    const struct store_sample sample = { kind, 1, 0.02, "1", place, 0.35 };
    int64_t id;

    if (store_sample_put(p->s, put_listing(p, c), c, &sample, CASES_NOW_MS, &id,
            &p->fail) != 0)
        fail_msg("%s", p->fail.text);
    return id;
}

static int64_t
draw_unflagged(struct cases *p, int number, double place)
{
    struct casefile *c = make(number);
    int64_t id = draw(p, "audit", c, place);

    casefile_free(c);
    return id;
}

/* The same offer with findings of the strength. */
static struct casefile *
make_flagged(int number, const char *source, enum finding_strength strength)
{
    struct casefile *c = make(number);
    struct finding *f = finding_new(
        str_is(str_of(source), "recall") ? FINDING_RECALL : FINDING_RULE,
        "found/it", strength, 0.9);

    finding_set_reason(f, "says why");
    f->severity = 4;
    findings_add(&c->findings, &f);
    c->flagged = 1;
    c->priority = 0.8;
    c->hazards[HAZARD_FIRE] = 0.7;
    texts_add(&c->reasons, STR("says why"));
    return c;
}

/* All that the store gives of a case, without its number. */
static char *
told(struct cases *p, int64_t id)
{
    struct buf text = BUF_MAX(1 << 16);
    struct js *j = NULL;

    assert_int_equal(store_case_find(p->s, id, &j, &p->fail), 0);
    js_set_integer(j, "id", 0);
    js_set_integer(j, "event", 0);
    for (size_t i = 0; i < js_count(js_get(j, "history")); i++)
        js_set_integer(js_at(js_get(j, "history"), i), "event", 0);
    js_write(&text, j);
    js_free(j);
    return buf_take(&text);
}

static void
check_hidden(struct cases *p, int64_t id, const char *name)
{
    static const char *const words[] = { "found/it", "says why", "fire",
        "audit", "sample", "drawn", "0.8", "\"flagged\":false" };
    char *text = told(p, id);

    for (size_t i = 0; i < COUNT(words); i++)
        CHECK_INT(strstr(text, words[i]) == NULL, 1, words[i]);
    CHECK_INT(strstr(text, "\"blind\":true") != NULL, 1, name);
    free(text);
}

static void
put_again(struct cases *p, int64_t id, const struct casefile *c)
{
    int64_t listing, same;
    int is_new;

    assert_int_equal(store_case_listing(p->s, id, &listing, &p->fail), 1);
    assert_int_equal(store_casefile_put(p->s, listing, c, CASES_NOW_MS, &same,
                         &is_new, &p->fail),
        0);
    CHECK_INT(same, id, "no new case");
    CHECK_INT(is_new, 0, "no new case");
}

static void
decide(struct cases *p, int64_t id, int confirm)
{
    if (acts(p->s, id, confirm ? WORKFLOW_CONFIRM : WORKFLOW_DISMISS,
            confirm ? "banned" : "complies", &p->fail) != 0)
        fail_msg("%s", p->fail.text);
}

static void
hides_until_it_is_judged(void **state)
{
    struct cases *p = cases_new();
    struct casefile *flagged = make_flagged(1, "rule", FINDING_STRONG);
    struct casefile *again = make_flagged(2, "rule", FINDING_STRONG);
    int64_t a = draw(p, "flagged", flagged, 0.6);
    int64_t b = draw_unflagged(p, 2, 0.6);
    struct js *j = NULL;
    char *text;

    (void)state;
    check_hidden(p, a, "flagged");
    check_hidden(p, b, "not flagged");
    /* Screened again, and flagged now: it stays as it looks. */
    put_again(p, b, again);
    check_hidden(p, b, "flagged since");
    decide(p, a, 0);
    decide(p, b, 0);
    text = told(p, a);
    CHECK_INT(strstr(text, "found/it") != NULL, 1, "told");
    CHECK_INT(strstr(text, "\"kind\":\"revealed\"") != NULL, 1, "an event");
    CHECK_INT(strstr(text, "\"blind\"") == NULL, 1, "no longer blind");
    free(text);
    assert_int_equal(store_case_find(p->s, b, &j, &p->fail), 0);
    CHECK_TEXT(js_get_text(js_get(j, "judged_blind"), "drawn").p, "audit",
        "how it was drawn, though it is flagged since");
    CHECK_TEXT(js_get_text(js_get(j, "judged_blind"), "verdict").p, "dismiss",
        "what was said");
    CHECK_INT(js_count(js_get(js_get(j, "casefile"), "findings")), 1,
        "what the last screening found");
    CHECK_INT(js_number(js_get(j, "priority"), 0) * 100 + 0.5, 80,
        "where it stands by right");
    js_free(j);
    casefile_free(flagged);
    casefile_free(again);
    cases_free(p);
    check_end();
}

/* Taken back it is open again, but nobody can unsee what was shown. */
static void
keeps_the_first_judgement(void **state)
{
    struct cases *p = cases_new();
    struct casefile *c = make_flagged(1, "rule", FINDING_STRONG);
    int64_t id = draw(p, "flagged", c, 0.6);
    struct store_acted acted;
    struct js *j = NULL;

    (void)state;
    assert_int_equal(acts_by(p->s, id, WORKFLOW_DISMISS, "complies", "anna", -1,
                         9000, &acted, &p->fail),
        0);
    CHECK_INT(acted.revealed, 1, "revealed");
    assert_int_equal(acts_by(p->s, id, WORKFLOW_UNDO, "", "anna", acted.event,
                         9001, &acted, &p->fail),
        0);
    assert_int_equal(acts_by(p->s, id, WORKFLOW_CONFIRM, "banned", "anna",
                         acted.event, 9002, &acted, &p->fail),
        0);
    CHECK_INT(acted.revealed, 0, "once");
    assert_int_equal(store_queue_stats(p->s, &j, &p->fail), 0);
    CHECK_INT(js_integer(js_get(js_get(j, "blind"), "decided"), 0), 1, "one");
    CHECK_INT(js_integer(js_get(js_get(j, "blind"), "confirmed"), 9), 0,
        "as it was said first");
    CHECK_INT(js_integer(js_get(js_get(j, "blind"), "changed"), 0), 1,
        "and changed since");
    js_free(j);
    casefile_free(c);
    cases_free(p);
    check_end();
}

static void
opens_what_cannot_wait(void **state)
{
    struct cases *p = cases_new();
    struct casefile *c = make_flagged(1, "recall", FINDING_CONCLUSIVE);
    int64_t id = draw_unflagged(p, 1, 0.1);
    struct js *j = NULL;
    char *text;

    (void)state;
    put_again(p, id, c);
    text = told(p, id);
    CHECK_INT(strstr(text, "found/it") != NULL, 1, "shown at once");
    CHECK_INT(strstr(text, "\"kind\":\"found\"") != NULL, 1, "and told");
    free(text);
    decide(p, id, 1);
    assert_int_equal(store_queue_stats(p->s, &j, &p->fail), 0);
    CHECK_INT(js_integer(js_get(js_get(j, "audit"), "decided"), 9), 0,
        "it was not judged blind");
    js_free(j);
    casefile_free(c);
    cases_free(p);
    check_end();
}

/* A second person is asked for by what was found, not by what is shown. */
static void
knows_what_is_serious(void **state)
{
    struct cases *p = cases_new();
    struct casefile *c = make_flagged(1, "recall", FINDING_STRONG);
    struct js *j = NULL;
    int64_t id = draw(p, "flagged", c, 0.6);

    (void)state;
    decide(p, id, 1);
    assert_int_equal(store_case_find(p->s, id, &j, &p->fail), 0);
    CHECK_INT(js_bool(js_get(j, "serious"), 0), 1, "serious");
    js_free(j);
    casefile_free(c);
    cases_free(p);
    check_end();
}

static void
is_decided_alone(void **state)
{
    struct cases *p = cases_new();
    struct store_acted acted;
    struct store_act a = { .id = draw_unflagged(p, 1, 0.5),
        .act = WORKFLOW_DISMISS,
        .author = STR("anna"),
        .roles = ROLE_ANALYST,
        .reason_code = STR("complies"),
        .many = 1,
        .expected = -1,
        .at_ms = 9000 };

    (void)state;
    assert_int_equal(store_case_act(p->s, &a, &acted, &p->fail), 1);
    CHECK_INT(acted.why, WORKFLOW_ALONE, "not with others");
    a.act = WORKFLOW_ASSIGN;
    a.reason_code = STR("");
    assert_int_equal(store_case_act(p->s, &a, &acted, &p->fail), 0);
    CHECK_INT(acted.revealed, 0, "who takes it has not judged it");
    check_hidden(p, a.id, "assigned");
    cases_free(p);
    check_end();
}

/* Of the four cases one is never drawn, being sure: the others lend their
 * places, and near enough each of them. */
static void
stands_where_others_stand(void **state)
{
    static const double lent[] = { 0.74, 0.61, 0.42 };
    struct cases *p = cases_new();
    size_t taken[COUNT(lent)] = { 0 };

    (void)state;
    for (int i = 0; i < 30; i++) {
        int64_t id = draw_unflagged(p, i, i / 30.0);
        struct js *j = NULL;
        double place;
        size_t k = 0;

        assert_int_equal(store_case_find(p->s, id, &j, &p->fail), 0);
        place = js_number(js_get(j, "priority"), 0);
        while (k < COUNT(lent) && fabs(place - lent[k]) > 0.0011)
            k++;
        CHECK_INT(k < COUNT(lent), 1, "a place that somebody has");
        if (k < COUNT(lent))
            taken[k]++;
        js_free(j);
    }
    CHECK_INT(taken[0] > 0 && taken[1] > 0 && taken[2] > 0, 1, "of each");
    cases_free(p);
    check_end();
}

static int
thousandths(const struct js *j, const char *share, const char *which)
{
    return (int)(js_number(js_get(js_get(j, share), which), 0) * 1000 + 0.5);
}

static void
estimates(void **state)
{
    struct cases *p = cases_new();
    const struct js *audit;
    struct js *j = NULL;

    (void)state;
    for (int i = 0; i < 10; i++)
        draw_unflagged(p, i, i / 10.0);
    for (int i = 0; i < 90; i++) {
        struct casefile *c = make(100 + i);

        put_listing(p, c);
        casefile_free(c);
    }
    /* Of 4 flagged 3 confirmed, of 10 drawn 1: of 100 not flagged about 10. */
    for (int i = 1; i <= 4; i++)
        decide(p, i, i != 4);
    for (int i = 5; i <= 14; i++)
        decide(p, i, i == 5);
    assert_int_equal(store_queue_stats(p->s, &j, &p->fail), 0);
    audit = js_get(j, "audit");
    CHECK_INT(js_integer(js_get(audit, "cases"), 0), 10, "drawn");
    CHECK_INT(js_integer(js_get(audit, "confirmed"), 0), 1, "missed");
    CHECK_INT(thousandths(audit, "recall", "value"), 231, "recall 3/(3+10)");
    CHECK_INT(thousandths(audit, "recall", "low") < 231 &&
                  thousandths(audit, "recall", "high") > 231,
        1, "interval");
    for (size_t i = 0; i < js_count(js_get(j, "sources")); i++) {
        const struct js *f = js_at(js_get(j, "sources"), i);

        if (str_is(js_get_text(f, "source"), "model"))
            CHECK_INT(js_integer(js_get(f, "decided"), 0), 1,
                "samples do not count for the model");
    }
    js_free(j);
    cases_free(p);
    check_end();
}

/* What is decided in the light of findings does not count where there are
 * blind judgements: of 3 flagged that could wait all were confirmed, of 4 drawn
 * from others like them 1. */
static void
trusts_the_blind(void **state)
{
    struct cases *p = cases_new();
    const struct js *rule = NULL;
    struct js *j = NULL;

    (void)state;
    for (int i = 1; i <= 4; i++)
        decide(p, i, 1);
    for (int i = 0; i < 4; i++) {
        struct casefile *c = make_flagged(i, "rule", FINDING_STRONG);

        decide(p, draw(p, "flagged", c, i / 4.0), i == 0);
        casefile_free(c);
    }
    for (int i = 10; i < 20; i++)
        decide(p, draw_unflagged(p, i, 0.5), i == 10);
    assert_int_equal(store_queue_stats(p->s, &j, &p->fail), 0);
    for (size_t i = 0; i < js_count(js_get(j, "sources")); i++)
        if (str_is(
                js_get_text(js_at(js_get(j, "sources"), i), "source"), "rule"))
            rule = js_at(js_get(j, "sources"), i);
    CHECK_INT(js_integer(js_get(rule, "decided"), 0), 7, "all decided");
    CHECK_INT(thousandths(rule, "precision", "value"), 571, "4 of 7");
    CHECK_INT(thousandths(js_get(rule, "blind"), "precision", "value"), 250,
        "judged blind 1 of 4");
    /* Found 1 urgent and 7/4 of 7 others, missed 1 in 10 of 10. */
    CHECK_INT(thousandths(js_get(j, "audit"), "recall", "value"), 733,
        "recall 2.75/3.75");
    js_free(j);
    cases_free(p);
    check_end();
}

static int
add_listing(int64_t listing, struct str record, void *ctx, struct fail *fail)
{
    (void)record;
    (void)fail;
    buf_addf(ctx, "%lld ", (long long)listing);
    return 0;
}

static void
keeps_the_least_certain(void **state)
{
    static const double distance[] = { 0.4, 0.1, 0.3, 0.2, 0.1 };
    struct cases *p = cases_new();
    struct buf got = BUF_MAX(100);

    (void)state;
    for (size_t i = 0; i < COUNT(distance); i++) {
        struct store_waiting w = { distance[i], STR("{}"), 3 };

        assert_int_equal(
            store_sample_wait(p->s, 1, (int64_t)i, &w, &p->fail), 0);
    }
    assert_int_equal(
        store_sample_waiting(p->s, 1, add_listing, &got, &p->fail), 0);
    CHECK_TEXT(buf_text(&got), "1 4 3 ", "three, the nearest first");
    buf_reset(&got);
    assert_int_equal(
        store_sample_waiting(p->s, 1, add_listing, &got, &p->fail), 0);
    CHECK_TEXT(buf_text(&got), "", "forgotten");
    buf_clear(&got);
    cases_free(p);
    check_end();
}

/* By kind, scan and time: what a quota is held against. */
static void
counts_what_was_taken(void **state)
{
    static const struct {
        const char *kind;
        int64_t scan, since_ms, want;
    } rows[] = {
        { "audit", 1, 0, 2 },
        { "audit", 1, CASES_NOW_MS, 2 },
        { "audit", 1, CASES_NOW_MS + 1, 0 },
        { "audit", 0, 0, 0 },
        { "uncertain", 1, 0, 0 },
    };
    struct cases *p = cases_new();

    (void)state;
    draw_unflagged(p, 1, 0.6);
    draw_unflagged(p, 2, 0.2);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got;

        assert_int_equal(store_sample_taken(p->s, rows[i].kind, rows[i].scan,
                             rows[i].since_ms, &got, &p->fail),
            0);
        CHECK_INT(got, rows[i].want, rows[i].kind);
    }
    cases_free(p);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hides_until_it_is_judged),
        cmocka_unit_test(keeps_the_first_judgement),
        cmocka_unit_test(opens_what_cannot_wait),
        cmocka_unit_test(knows_what_is_serious),
        cmocka_unit_test(is_decided_alone),
        cmocka_unit_test(stands_where_others_stand),
        cmocka_unit_test(estimates),
        cmocka_unit_test(trusts_the_blind),
        cmocka_unit_test(keeps_the_least_certain),
        cmocka_unit_test(counts_what_was_taken),
    };

    return cmocka_run_group_tests_name("store/samples", tests, NULL, NULL);
}
