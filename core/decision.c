#include "core/decision.h"

#include "base/mem.h"
#include "base/now.h"

#include <stdlib.h>

static const char *const verdict_names[] = { "confirm", "dismiss", "needs_info",
    "escalate" };

static const struct decision_reason reasons[] = {
    { "same_product", DECISION_CONFIRM, "Is the recalled product",
        "Ist das zurückgerufene Produkt", "就是被召回的产品" },
    { "same_hazard", DECISION_CONFIRM, "Shows the same hazard",
        "Zeigt dieselbe Gefahr", "存在相同危险" },
    { "banned", DECISION_CONFIRM, "May not be sold", "Verkauf verboten",
        "禁止销售" },
    { "missing_information", DECISION_CONFIRM,
        "Required information is missing", "Pflichtangaben fehlen",
        "缺少法定信息" },
    { "misleading_claim", DECISION_CONFIRM, "Misleading claim",
        "Irreführende Angabe", "误导性宣传" },
    { "other_product", DECISION_DISMISS, "Is another product",
        "Ist ein anderes Produkt", "是另一种产品" },
    { "not_affected", DECISION_DISMISS, "Version or batch is not affected",
        "Ausführung oder Charge nicht betroffen", "型号或批次不受影响" },
    { "complies", DECISION_DISMISS, "Complies", "Ist konform", "符合要求" },
    { "wrong_reading", DECISION_DISMISS, "Page was read wrongly",
        "Seite falsch gelesen", "页面识别有误" },
    { "duplicate", DECISION_DISMISS, "Duplicate", "Dublette", "重复" },
    { "ask_seller", DECISION_NEEDS_INFO, "Seller must be asked",
        "Rückfrage beim Verkäufer", "需询问卖家" },
    { "test_purchase", DECISION_NEEDS_INFO, "Test purchase needed",
        "Testkauf nötig", "需要抽样检测" },
    { "other_authority", DECISION_ESCALATE, "Another authority is competent",
        "Andere Behörde zuständig", "由其他机关管辖" },
    { "serious_risk", DECISION_ESCALATE, "Serious risk, act at once",
        "Ernstes Risiko, sofort handeln", "严重风险，立即处理" },
    { NULL, DECISION_DISMISS, NULL, NULL, NULL },
};

const char *
decision_verdict_name(enum decision_verdict v)
{
    return verdict_names[v];
}

int
decision_verdict_find(enum decision_verdict *out, struct str name)
{
    for (size_t i = 0; i < COUNT(verdict_names); i++)
        if (str_is(name, verdict_names[i])) {
            *out = (enum decision_verdict)i;
            return 0;
        }
    return -1;
}

const struct decision_reason *
decision_reasons(void)
{
    return reasons;
}

int
decision_reason_known(enum decision_verdict v, struct str code)
{
    for (const struct decision_reason *r = reasons; r->code != NULL; r++)
        if (r->verdict == v && str_is(code, r->code))
            return 1;
    return 0;
}

void
decision_clear(struct decision *d)
{
    free(d->reason_code);
    free(d->note);
    free(d->author);
    *d = (struct decision){ 0 };
}

struct js *
decision_to_json(const struct decision *d)
{
    struct js *j = js_new_object();
    char time[NOW_TEXT_BYTES];

    now_text(d->at_ms, time);
    js_set_textz(j, "verdict", decision_verdict_name(d->verdict));
    js_set_textz(j, "reason_code", d->reason_code ? d->reason_code : "");
    js_set_textz(j, "note", d->note ? d->note : "");
    js_set_textz(j, "author", d->author ? d->author : "");
    js_set_textz(j, "at", time);
    return j;
}
