#include "core/decision.h"

#include "base/mem.h"

static const struct decision_reason reasons[] = {
    { "same_product", WORKFLOW_CONFIRM, "Is the recalled product",
        "Ist das zurückgerufene Produkt", "就是被召回的产品" },
    { "same_hazard", WORKFLOW_CONFIRM, "Shows the same hazard",
        "Zeigt dieselbe Gefahr", "存在相同危险" },
    { "failed_test", WORKFLOW_CONFIRM, "A test showed that it is unsafe",
        "Durch Prüfung als unsicher erwiesen", "检测证明不安全" },
    { "banned", WORKFLOW_CONFIRM, "May not be sold", "Verkauf verboten",
        "禁止销售" },
    { "missing_information", WORKFLOW_CONFIRM,
        "Required information is missing", "Pflichtangaben fehlen",
        "缺少法定信息" },
    { "false_mark", WORKFLOW_CONFIRM, "Mark or certificate is false",
        "Kennzeichen oder Zertifikat ist falsch", "标志或证书虚假" },
    { "misleading_claim", WORKFLOW_CONFIRM, "Misleading claim",
        "Irreführende Angabe", "误导性宣传" },
    { "other_product", WORKFLOW_DISMISS, "Is another product",
        "Ist ein anderes Produkt", "是另一种产品" },
    { "not_affected", WORKFLOW_DISMISS, "Version or batch is not affected",
        "Ausführung oder Charge nicht betroffen", "型号或批次不受影响" },
    { "complies", WORKFLOW_DISMISS, "Complies", "Ist konform", "符合要求" },
    { "private_sale", WORKFLOW_DISMISS, "Seller is a private person",
        "Verkauf von privat", "属于个人转让" },
    { "wrong_reading", WORKFLOW_DISMISS, "Page was read wrongly",
        "Seite falsch gelesen", "页面识别有误" },
    { "duplicate", WORKFLOW_DISMISS, "Duplicate", "Dublette", "重复" },
    { "ask_seller", WORKFLOW_ASK, "Seller must be asked",
        "Rückfrage beim Verkäufer", "需询问卖家" },
    { "ask_platform", WORKFLOW_ASK, "Platform must be asked",
        "Rückfrage beim Marktplatz", "需询问平台" },
    { "test_purchase", WORKFLOW_ASK, "Test purchase needed", "Testkauf nötig",
        "需要抽样检测" },
    { "other_authority", WORKFLOW_ESCALATE, "Another authority is competent",
        "Andere Behörde zuständig", "由其他机关管辖" },
    { "serious_risk", WORKFLOW_ESCALATE, "Serious risk, act at once",
        "Ernstes Risiko, sofort handeln", "严重风险，立即处理" },
    { "legal_question", WORKFLOW_ESCALATE, "Legal question", "Rechtsfrage",
        "法律问题" },
    { "weak_evidence", WORKFLOW_REJECT, "Evidence is too weak",
        "Nachweis reicht nicht aus", "证据不足" },
    { "wrong_reason", WORKFLOW_REJECT, "Reason or legal basis is wrong",
        "Grund oder Rechtsgrundlage falsch", "理由或法律依据有误" },
    { "not_confirmed", WORKFLOW_REJECT, "Suspicion does not hold",
        "Verdacht trägt nicht", "嫌疑不成立" },
    { "new_evidence", WORKFLOW_REOPEN, "New evidence", "Neue Erkenntnisse",
        "有新证据" },
    { "objection", WORKFLOW_REOPEN, "Seller or platform objects",
        "Einwand von Verkäufer oder Marktplatz", "卖家或平台提出异议" },
    { "mistake", WORKFLOW_REOPEN, "Decided by mistake",
        "Irrtümlich entschieden", "误判" },
    { "offer_gone", WORKFLOW_CLOSE, "Offer is gone for good",
        "Angebot dauerhaft entfernt", "商品已永久下架" },
    { "remedied", WORKFLOW_CLOSE, "Seller has put it right",
        "Mangel wurde behoben", "卖家已整改" },
    { "handed_over", WORKFLOW_CLOSE, "Handed over to another authority",
        "An andere Behörde abgegeben", "已移送其他机关" },
    { "no_action", WORKFLOW_CLOSE, "No further action",
        "Keine weitere Maßnahme", "不再采取措施" },
    { NULL, WORKFLOW_NOTE, NULL, NULL, NULL },
};

const char *
decision_verdict(enum workflow_act act)
{
    switch (act) {
    case WORKFLOW_CONFIRM:
        return "confirm";
    case WORKFLOW_DISMISS:
        return "dismiss";
    case WORKFLOW_ASK:
        return "needs_info";
    case WORKFLOW_ESCALATE:
        return "escalate";
    default:
        return NULL;
    }
}

int
decision_act_find(enum workflow_act *out, struct str name)
{
    if (str_is(name, decision_verdict(WORKFLOW_ASK))) {
        *out = WORKFLOW_ASK;
        return 0;
    }
    return workflow_act_find(out, name);
}

const struct decision_reason *
decision_reasons(void)
{
    return reasons;
}

int
decision_reason_known(enum workflow_act act, struct str code)
{
    for (const struct decision_reason *r = reasons; r->code != NULL; r++)
        if (r->act == act && str_is(code, r->code))
            return 1;
    return 0;
}

int
decision_needs_reason(enum workflow_act act)
{
    for (const struct decision_reason *r = reasons; r->code != NULL; r++)
        if (r->act == act)
            return 1;
    return 0;
}
