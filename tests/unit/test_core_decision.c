#include "tests/check.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/decision.h"

static void
knows_reasons(void **state)
{
    static const struct {
        enum workflow_act act;
        const char *code;
        int known;
    } cases[] = {
        { WORKFLOW_CONFIRM, "same_product", 1 },
        { WORKFLOW_DISMISS, "same_product", 0 },
        { WORKFLOW_DISMISS, "not_affected", 1 },
        { WORKFLOW_ASK, "ask_seller", 1 },
        { WORKFLOW_ESCALATE, "serious_risk", 1 },
        { WORKFLOW_REJECT, "weak_evidence", 1 },
        { WORKFLOW_CLOSE, "weak_evidence", 0 },
        { WORKFLOW_CONFIRM, "", 0 },
        { WORKFLOW_CONFIRM, "Same_Product", 0 },
        { WORKFLOW_NOTE, "", 0 },
    };
    static const char *const languages[] = { "en", "de", "zh" };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(decision_reason_known(cases[i].act, str_of(cases[i].code)),
            cases[i].known, cases[i].code);
    for (const struct decision_reason *r = decision_reasons(); r->code; r++) {
        const char *label[] = { r->label_en, r->label_de, r->label_zh };

        CHECK_INT(decision_reason_known(r->act, str_of(r->code)), 1, r->code);
        CHECK_INT(decision_needs_reason(r->act), 1, r->code);
        for (size_t l = 0; l < COUNT(label); l++)
            CHECK_INT(label[l] != NULL && label[l][0] != '\0' &&
                          utf8_valid(str_of(label[l])),
                1, languages[l]);
        /* Records name the code alone. */
        for (const struct decision_reason *q = r + 1; q->code; q++)
            CHECK_INT(strcmp(q->code, r->code) == 0, 0, r->code);
    }
    check_end();
}

static void
names_decisions(void **state)
{
    static const struct {
        enum workflow_act act;
        const char *verdict; /* NULL: decides nothing */
        int needs_reason;
    } cases[] = {
        { WORKFLOW_CONFIRM, "confirm", 1 },
        { WORKFLOW_DISMISS, "dismiss", 1 },
        { WORKFLOW_ASK, "needs_info", 1 },
        { WORKFLOW_ESCALATE, "escalate", 1 },
        { WORKFLOW_VALIDATE, NULL, 0 },
        { WORKFLOW_REJECT, NULL, 1 },
        { WORKFLOW_REOPEN, NULL, 1 },
        { WORKFLOW_CLOSE, NULL, 1 },
        { WORKFLOW_ASSIGN, NULL, 0 },
        { WORKFLOW_NOTE, NULL, 0 },
    };
    enum workflow_act act;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *name = workflow_act_name(cases[i].act);

        CHECK_TEXT(decision_verdict(cases[i].act), cases[i].verdict, name);
        CHECK_INT(
            decision_needs_reason(cases[i].act), cases[i].needs_reason, name);
        CHECK_INT(decision_act_find(&act, str_of(name)), 0, name);
        CHECK_INT(act, cases[i].act, name);
        if (cases[i].verdict == NULL)
            continue;
        CHECK_INT(decision_act_find(&act, str_of(cases[i].verdict)), 0, name);
        CHECK_INT(act, cases[i].act, cases[i].verdict);
    }
    CHECK_INT(decision_act_find(&act, STR("perhaps")), -1, "no act");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_reasons),
        cmocka_unit_test(names_decisions),
    };

    return cmocka_run_group_tests_name("core/decision", tests, NULL, NULL);
}
