/* What the page of figures says. */
#include "review/text_rows.h"

const struct text_row text_figures[] = {
    { "figures", { "Figures", "Kennzahlen", "统计" } },
    { "days", { "days", "Tage", "天" } },
    { "day", { "Day", "Tag", "日期" } },
    { "by_day", { "By day (UTC)", "Nach Tagen (UTC)", "按日（UTC）" } },
    { "as_table",
        { "The numbers as a table", "Die Zahlen als Tabelle", "以表格显示" } },
    { "decisions_by_day",
        { "Decisions per day", "Entscheidungen je Tag", "每日判定数" } },
    { "backlog", { "Backlog", "Rückstand", "积压" } },
    { "open_at_end", { "Open at the end of the day", "Offen am Tagesende",
                         "当日末待处理" } },
    { "time_to_decision",
        { "Time to decision", "Zeit bis zur Entscheidung", "判定用时" } },
    { "decided_cases", { "Decided", "Entschieden", "已判定" } },
    { "median", { "Half of them within", "Die Hälfte binnen", "中位数" } },
    { "p90", { "Nine in ten within", "Neun von zehn binnen", "九成在" } },
    { "hours", { "hours", "Stunden", "小时" } },
    { "precision_by_source",
        { "Precision by source of the finding",
            "Trefferquote nach Herkunft des Befunds", "各来源的准确率" } },
    { "precision_caption",
        { "A case counts for every source that found something; shares with "
          "their 95 % interval, without cases drawn by chance",
            "Ein Fall zählt für jede Quelle mit Befund; Anteile mit "
            "95-%-Intervall, ohne zufällig gezogene Fälle",
            "案件计入每个有发现的来源；比例附 95% "
            "置信区间，不含随机抽取的案件" } },
    { "blind_decided", { "Judged blind", "Verdeckt beurteilt", "盲审判定数" } },
    { "blind_precision",
        { "Precision, judged blind", "Trefferquote, verdeckt beurteilt",
            "盲审准确率" } },
    { "blind_unsure",
        { "Not told by the offer alone", "Nach dem Angebot allein offen",
            "仅凭商品无法判定" } },
    { "blind_changed", { "Changed once the findings were shown",
                           "Nach den Befunden geändert", "看到发现后更改" } },
    { "blind_hint",
        { "From flagged cases that were drawn by chance. Whoever knows the "
          "findings tends to agree with them; these judgements do not.",
            "Aus auffälligen Fällen, die ausgelost wurden. Wer die Befunde "
            "kennt, stimmt ihnen eher zu; diese Urteile tun das nicht.",
            "根据随机抽取的已标记案件。看过发现的人容易赞同发现，盲审可避免这"
            "种影响。" } },
    { "what_is_missed",
        { "What is missed", "Was übersehen wird", "漏检估计" } },
    { "missed_hint",
        { "From unflagged offers that were drawn by chance and judged among "
          "flagged ones without anybody knowing which is which. The share of "
          "all such offers rests on these and on the flagged cases.",
            "Aus unauffälligen Angeboten, die ausgelost und unter auffälligen "
            "beurteilt wurden, ohne dass jemand sie unterscheiden konnte. Der "
            "Anteil aller solchen Angebote stützt sich auf diese und auf die "
            "auffälligen Fälle.",
            "根据随机抽取、与已标记商品混合盲审的未标记商品。检出率同时依据这些"
            "判定和已标记案件。" } },
    { "audit_decided",
        { "Drawn and decided", "Gezogen und entschieden", "抽取并已判定" } },
    { "audit_missed", { "Confirmed among unflagged offers",
                          "Bestätigt unter unauffälligen Angeboten",
                          "未标记商品中的确认比例" } },
    { "audit_recall", { "Share of all such offers that was flagged",
                          "Anteil aller solchen Angebote, der auffiel",
                          "检出率（召回率）" } },
    { "too_few_decisions",
        { "not known: too few decisions", "unbekannt: zu wenige Entscheidungen",
            "未知：判定数不足" } },
    { "takedown", { "Take-down", "Entfernung von Angeboten", "下架情况" } },
    { "no_takedown", { "No offer was ordered down yet.",
                         "Noch wurde keine Entfernung angeordnet.",
                         "尚未要求下架任何商品。" } },
    { "by_platform", { "By platform", "Nach Plattform", "按平台" } },
    { "by_seller", { "By seller", "Nach Verkäufer", "按卖家" } },
    { "takedown_of", { "Name", "Name", "名称" } },
    { "ordered_down", { "Ordered down", "Angeordnet", "要求下架" } },
    { "gone", { "Gone", "Entfernt", "已下架" } },
    { "overdue_orders", { "Overdue", "Überfällig", "逾期" } },
    { "relisted_offers", { "Offered again", "Wieder angeboten", "重新上架" } },
    { "relist_rate",
        { "Of those gone", "Von den entfernten", "重新上架比例" } },
    { "median_takedown",
        { "Median hours until gone", "Median der Stunden bis zur Entfernung",
            "下架用时中位数（小时）" } },
    { NULL, { NULL, NULL, NULL } },
};
