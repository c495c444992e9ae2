#include "tests/check.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "core/decision.h"

static void
knows_reasons(void **state)
{
    static const struct {
        enum decision_verdict verdict;
        const char *code;
        int known;
    } cases[] = {
        { DECISION_CONFIRM, "same_product", 1 },
        { DECISION_DISMISS, "same_product", 0 },
        { DECISION_DISMISS, "not_affected", 1 },
        { DECISION_NEEDS_INFO, "ask_seller", 1 },
        { DECISION_ESCALATE, "serious_risk", 1 },
        { DECISION_CONFIRM, "", 0 },
        { DECISION_CONFIRM, "Same_Product", 0 },
    };
    enum decision_verdict v;
    int seen[4] = { 0 };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            decision_reason_known(cases[i].verdict, str_of(cases[i].code)),
            cases[i].known, cases[i].code);
    for (const struct decision_reason *r = decision_reasons(); r->code; r++) {
        seen[r->verdict] = 1;
        CHECK_INT(
            decision_reason_known(r->verdict, str_of(r->code)), 1, r->code);
        CHECK_INT(r->label_en && r->label_de && r->label_zh &&
                      utf8_valid(str_of(r->label_de)) &&
                      utf8_valid(str_of(r->label_zh)),
            1, r->code);
    }
    for (int i = 0; i < 4; i++) {
        const char *name = decision_verdict_name((enum decision_verdict)i);

        CHECK_INT(seen[i], 1, name);
        CHECK_INT(decision_verdict_find(&v, str_of(name)), 0, name);
        CHECK_INT(v, i, name);
    }
    CHECK_INT(decision_verdict_find(&v, STR("perhaps")), -1, "no verdict");
    check_end();
}

static void
writes_records(void **state)
{
    struct decision d = { DECISION_DISMISS, mem_text("duplicate"),
        mem_text("n"), mem_text("a"), 1763625600000 };
    struct js *j = decision_to_json(&d);
    struct buf out = BUF_MAX(400);

    (void)state;
    js_write(&out, j);
    CHECK_TEXT(buf_text(&out),
        "{\"verdict\":\"dismiss\",\"reason_code\":\"duplicate\","
        "\"note\":\"n\",\"author\":\"a\",\"at\":\"2025-11-20T08:00:00Z\"}",
        "record");
    js_free(j);
    decision_clear(&d);
    j = decision_to_json(&d);
    CHECK_INT(js_get_text(j, "author").len, 0, "empty texts, not null");
    CHECK_INT(js_kind(js_get(j, "note")), JS_STRING, "text");
    js_free(j);
    buf_clear(&out);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_reasons),
        cmocka_unit_test(writes_records),
    };

    return cmocka_run_group_tests_name("core/decision", tests, NULL, NULL);
}
