#include "tests/check.h"

#include "base/mem.h"
#include "score/screen.h"

/* A notice of our own, the released packs and policy, no model. */
static struct screener *
make_screener(void)
{
    const char *const packs[] = { "rules/packs" };
    struct screener *s = screener_new(STR("EU"), 1795000000000);
    struct recalls all = { 0 };
    struct recall *r = recall_new();
    struct fail why = { 0 };

    recall_set(r, RECALL_ID, STR("T/1/26"));
    recall_set(r, RECALL_SOURCE, STR("test"));
    recall_set(r, RECALL_NAME, STR("Rainbow rattle"));
    recall_add(r, RECALL_GTINS, STR("04006381333931"));
    recall_add(r, RECALL_HAZARDS, STR("choking"));
    recalls_add(&all, &r);
    s->recalls = recall_index_new(&all);
    recalls_clear(&all);
    if (rule_set_load(&s->rules, packs, 1, NULL, &why) != 0 ||
        policy_load(&s->policy, "score/policy.yaml", &why) != 0)
        fail_msg("%s", why.text);
    return s;
}

static struct casefile *
screened(const struct screener *s, struct screen_scratch *scratch,
    const char *record)
{
    struct js *j;
    struct listing *l;
    struct fail why = { 0 };
    struct casefile *c;

    if (js_parse(&j, str_of(record), &why) != 0 ||
        listing_from_json(&l, j, &why) != 0)
        fail_msg("%s", why.text);
    js_free(j);
    c = screen_listing(s, scratch, &l);
    CHECK_INT(l == NULL, 1, "the listing was taken");
    return c;
}

static void
joins_recalls_and_rules(void **state)
{
    static const struct {
        const char *name, *record, *id;
        int flagged;
    } cases[] = {
        { "a recalled number",
            "{\"title\":\"Rattle\",\"gtins\":[\"04006381333931\"]}", "T/1/26",
            1 },
        { "another number",
            "{\"title\":\"Rattle\",\"gtins\":[\"04006381333948\"]}", NULL, 0 },
        { "a banned product", "{\"title\":\"GPS Störsender Auto\"}", "radio/",
            1 },
        { "an ordinary product", "{\"title\":\"Wall clock 30 cm\"}", NULL, 0 },
        { "two customers tell of a fire",
            "{\"title\":\"Wall clock 30 cm\",\"reviews\":[{\"rating\":1,"
            "\"text\":\"It caught fire.\"},{\"rating\":1,\"text\":\"Hat "
            "Feuer gefangen!\"}]}",
            "harm/fire", 1 },
        { "one customer, without injury",
            "{\"title\":\"Wall clock 30 "
            "cm\",\"observed\":\"partial\",\"reviews\":[{\"rating\":1,"
            "\"text\":\"It caught fire.\"}]}",
            "harm/fire", 0 },
        { "an empty record", "{}", NULL, 0 },
    };
    struct screener *s = make_screener();
    struct screen_scratch *scratch = screen_scratch_new(s);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct casefile *c = screened(s, scratch, cases[i].record);
        int found = 0;

        for (size_t k = 0; cases[i].id && k < c->findings.count; k++)
            found |= strncmp(c->findings.item[k]->id, cases[i].id,
                         strlen(cases[i].id)) == 0;
        CHECK_INT(c->flagged, cases[i].flagged, cases[i].name);
        CHECK_INT(found, cases[i].id != NULL, cases[i].name);
        CHECK_TEXT(c->rules_version, rule_set_version(s->rules), "rules");
        CHECK_TEXT(
            c->recalls_version, recall_index_version(s->recalls), "recalls");
        CHECK_INT(c->model_version == NULL, 1, "no model was asked");
        casefile_free(c);
    }
    screen_scratch_free(scratch);
    screener_free(s);
    check_end();
}

/* What was seen in part only is never held against the seller. */
static void
partial_pages_lack_nothing(void **state)
{
    struct screener *s = make_screener();
    struct screen_scratch *scratch = screen_scratch_new(s);
    struct casefile *seen =
        screened(s, scratch, "{\"title\":\"Lamp\",\"observed\":\"full\"}");
    struct casefile *partly =
        screened(s, scratch, "{\"title\":\"Lamp\",\"observed\":\"partial\"}");

    (void)state;
    CHECK_INT(seen->findings.count > 0, 1, "gaps of a page seen whole");
    CHECK_INT(partly->findings.count, 0, "gaps of a page seen in part");
    casefile_free(seen);
    casefile_free(partly);
    screen_scratch_free(scratch);
    screener_free(s);
    check_end();
}

static void
check_said(const struct texts *t, const char *want)
{
    int found = 0;

    for (size_t k = 0; k < t->count; k++)
        found |= strstr(t->item[k], want) != NULL;
    CHECK_INT(found, 1, want);
}

/* Recalls, rules, reviews and circumstances all speak it. */
static void
speaks_german(void **state)
{
    static const char *const wanted[] = { "die der Rückruf nennt", "für Kinder",
        "Kundenbewertung" };
    struct screener *s = make_screener();
    struct screen_scratch *scratch;
    struct casefile *c;

    (void)state;
    s->language = mem_text("de");
    scratch = screen_scratch_new(s);
    c = screened(s, scratch,
        "{\"title\":\"Baby rattle\",\"gtins\":[\"04006381333931\"],"
        "\"observed\":\"partial\",\"reviews\":[{\"rating\":1,"
        "\"text\":\"It caught fire.\"}]}");
    for (size_t i = 0; i < COUNT(wanted); i++)
        check_said(&c->reasons, wanted[i]);
    casefile_free(c);
    screen_scratch_free(scratch);
    screener_free(s);
    check_end();
}

/* A case is worded in all languages at once; what is none says it once. */
static void
speaks_every_language(void **state)
{
    struct screener *s = make_screener();
    struct screen_scratch *scratch = screen_scratch_new(s);
    struct casefile *c;
    const struct finding *f;

    (void)state;
    s->every_language = 1;
    c = screened(s, scratch,
        "{\"title\":\"Baby rattle\",\"gtins\":[\"04006381333931\"],"
        "\"observed\":\"partial\"}");
    f = c->findings.item[0];
    CHECK_INT(c->flagged, 1, "a case");
    check_said(casefile_reasons(c, LANG_EN), "which the recall names");
    check_said(casefile_reasons(c, LANG_DE), "die der Rückruf nennt");
    check_said(casefile_reasons(c, LANG_ZH), "与召回公告所列一致");
    CHECK_INT(strstr(finding_reason(f, LANG_DE), "die der") != NULL, 1, "de");
    CHECK_INT(strstr(finding_reason(f, LANG_ZH), "一致") != NULL, 1, "zh");
    CHECK_INT(c->listing != NULL, 1, "keeps its offer");
    casefile_free(c);
    c = screened(s, scratch, "{\"title\":\"Lamp\",\"observed\":\"full\"}");
    f = c->findings.item[0];
    CHECK_INT(c->flagged, 0, "no case");
    CHECK_INT(f->in[LANG_DE].reason == NULL, 1, "in one language");
    CHECK_INT(finding_reason(f, LANG_DE) == f->reason, 1, "as it stands");
    casefile_free(c);
    screen_scratch_free(scratch);
    screener_free(s);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_recalls_and_rules),
        cmocka_unit_test(partial_pages_lack_nothing),
        cmocka_unit_test(speaks_german),
        cmocka_unit_test(speaks_every_language),
    };

    return cmocka_run_group_tests_name("score/screen", tests, NULL, NULL);
}
