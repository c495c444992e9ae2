#include "review/text_rows.h"

/* Retention and holds. */
const struct text_row text_retention[] = {
    { "retention.title", { "Retention", "Aufbewahrung", "保存期限" } },
    { "retention.lead",
        { "Days for which something is kept after it was last seen or anything "
          "was done; 0: for good. What is due goes with the next purge.",
            "Tage, die etwas bleibt, nachdem es zuletzt gesehen oder etwas "
            "damit getan wurde; 0: für immer. Fälliges geht mit der nächsten "
            "Löschung.",
            "自最后一次发现或处理起的保存天数；0 "
            "表示长期保存。到期内容在下次清理"
            "时删除。" } },
    { "retention.unflagged", { "offers without a finding",
                                 "Angebote ohne Befund", "无发现的商品" } },
    { "retention.pages", { "pages of which no offer is kept",
                             "Seiten, von denen kein Angebot bleibt",
                             "不再保留任何商品的网页" } },
    { "retention.campaigns",
        { "Other days for single campaigns (JSON: name, state, days)",
            "Andere Tage für einzelne Kampagnen (JSON: Name, Stand, Tage)",
            "个别扫描计划的不同天数（JSON：名称、状态、天数）" } },
    { "hold.title", { "Legal hold", "Löschsperre", "法律保全" } },
    { "hold.none",
        { "Nothing is held.", "Nichts ist gesperrt.", "目前没有保全。" } },
    { "hold.set", { "Hold", "Sperren", "设为保全" } },
    { "hold.lift", { "Lift", "Aufheben", "解除" } },
    { "hold.reason", { "Reason, for instance the file number",
                         "Grund, etwa das Aktenzeichen", "理由（如案卷号）" } },
    { "hold.seller", { "all offers of", "alle Angebote von", "全部商品：" } },
    { "hold.all_of", { "not this case alone: all offers of",
                         "nicht nur diesen Fall: alle Angebote von",
                         "不限本案：以下销售者的全部商品" } },
    { "hold.who",
        { "Validators and administrators hold cases, so that nothing of them "
          "is deleted.",
            "Prüfer und Verwalter sperren Fälle, so dass nichts von ihnen "
            "gelöscht wird.",
            "复核人员和管理员可将案件设为保全，使其内容不被删除。" } },
    { "hold.no_reason",
        { "A hold needs a reason.", "Eine Löschsperre braucht einen Grund.",
            "设为保全须填写理由。" } },
    { "purged", { "This case was deleted when its time was over.",
                    "Dieser Fall wurde nach Ablauf seiner Frist gelöscht.",
                    "此案件已在保存期满后删除。" } },
    { NULL, { NULL, NULL, NULL } },
};
