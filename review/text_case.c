/* What the page of a case says. */
#include "review/text_rows.h"

const struct text_row text_case[] = {
    { "blind", { "Judge the offer first", "Erst das Angebot beurteilen",
                   "请先判断商品" } },
    { "blind_short",
        { "Judge first: findings are shown after your decision",
            "Erst beurteilen: Befunde erscheinen nach Ihrer Entscheidung",
            "请先判断：判定后显示发现" } },
    { "blind_ask",
        { "Decide by the offer alone. What the program found, if anything, is "
          "shown as soon as you have decided, and you may then decide again. "
          "If the offer does not tell enough, say so: that is an answer too.",
            "Entscheiden Sie nach dem Angebot allein. Was das Programm "
            "gefunden "
            "hat, falls überhaupt etwas, sehen Sie, sobald Sie entschieden "
            "haben; dann können Sie neu entscheiden. Sagt das Angebot zu "
            "wenig, geben Sie das an: Auch das ist eine Antwort.",
            "请仅凭商品信息判定。判定后立即显示程序的发现（可能没有），届时可重"
            "新判定。如信息不足，请如实选择，这也是有效答案。" } },
    { "blind_why",
        { "Some of these offers were flagged, others were drawn by chance "
          "among those that were not. From your answers follows how often "
          "findings are right, and how much is missed.",
            "Einige dieser Angebote fielen auf, andere wurden unter den "
            "unauffälligen ausgelost. Aus Ihren Antworten ergibt sich, wie oft "
            "Befunde stimmen und wie viel übersehen wird.",
            "这些商品有的已被标记，有的是从未标记商品中随机抽取的。根据您的判"
            "定可估计发现的准确率和漏检情况。" } },
    { "blind_notices",
        { "Look for official notices", "Nach amtlichen Meldungen suchen",
            "查找官方公告" } },
    { "blind_said", { "Judged before the findings were shown",
                        "Vor den Befunden beurteilt", "显示发现前的判定" } },
    { "blind_again",
        { "If the findings change your mind, decide again: both decisions are "
          "kept.",
            "Ändern die Befunde Ihr Urteil, entscheiden Sie neu: Beide "
            "Entscheidungen bleiben erhalten.",
            "如果这些发现改变了您的看法，请重新判定：两次判定都会保留。" } },
    { "drawn.flagged", { "The program had flagged this offer.",
                           "Das Programm hatte dieses Angebot beanstandet.",
                           "程序已标记该商品。" } },
    { "drawn.audit",
        { "The program had not flagged this offer: it was drawn by chance.",
            "Das Programm hatte dieses Angebot nicht beanstandet: Es wurde "
            "ausgelost.",
            "程序未标记该商品：系随机抽取。" } },
    { "drawn.uncertain",
        { "The program had not flagged this offer: it was drawn because the "
          "model is not sure of it.",
            "Das Programm hatte dieses Angebot nicht beanstandet: Es wurde "
            "gezogen, weil das Modell unsicher ist.",
            "程序未标记该商品：因模型不确定而抽取。" } },
    { "capture", { "Page as captured", "Seite wie erfasst", "网页存档" } },
    { "captures", { "Captures", "Erfassungen", "抓取记录" } },
    { "capture_show", { "Show the captured page", "Erfasste Seite anzeigen",
                          "显示存档网页" } },
    { "capture_inert",
        { "Without its scripts, styles, forms, links and outside pictures: it "
          "can load and do nothing. Parts that the shop hides until they are "
          "asked for may show.",
            "Ohne Skripte, Gestaltung, Formulare, Verweise und fremde Bilder: "
            "Sie kann nichts laden und nichts tun. Teile, die der Shop erst "
            "auf Wunsch zeigt, können sichtbar sein.",
            "已去除脚本、样式、表单、链接和外部图片，网页不会加载或执行任何"
            "内容。商家默认折叠的部分可能会显示出来。" } },
    { "capture_none",
        { "No page was captured: the offer came from a file.",
            "Es wurde keine Seite erfasst: Das Angebot stammt aus einer "
            "Datei.",
            "没有网页存档：该商品来自文件。" } },
    { "capture_empty",
        { "No content of this page was kept: the server sent none, or the "
          "page was refused. The table says how each attempt ended.",
            "Von dieser Seite wurde kein Inhalt aufbewahrt: Der Server hat "
            "keinen gesendet oder die Seite wurde nicht abgerufen. Die "
            "Tabelle zeigt, wie jeder Versuch endete.",
            "未保存该网页的内容：服务器没有返回内容，或未抓取该网页。"
            "下表列出每次抓取的结果。" } },
    { "capture_unread", { "The archive cannot be read at the moment.",
                            "Das Archiv lässt sich im Moment nicht lesen.",
                            "目前无法读取存档。" } },
    { "capture_no_picture",
        { "No screenshot was taken.", "Es wurde kein Bildschirmfoto gemacht.",
            "没有截图。" } },
    { "pictures", { "Pictures", "Bilder", "图片" } },
    { "picture_of_offer",
        { "Picture of the offer", "Bild des Angebots", "商品图片" } },
    { "larger", { "Show larger", "Größer anzeigen", "查看大图" } },
    { "capture_screenshot", { "Screenshot", "Bildschirmfoto", "屏幕截图" } },
    { "capture_screenshot_show",
        { "Show the screenshot", "Bildschirmfoto anzeigen", "显示屏幕截图" } },
    { "capture_at", { "Fetched (UTC)", "Abgerufen (UTC)", "抓取时间 (UTC)" } },
    { "capture_status", { "Outcome", "Ergebnis", "结果" } },
    { "capture_forms", { "Kept as", "Aufbewahrt als", "存档" } },
    { "capture_page", { "Page", "Seite", "网页" } },
    { "capture_text", { "Text", "Text", "文本" } },
    { "capture_record",
        { "Record of the fetch", "Abrufprotokoll", "抓取详情" } },
    { "page.observed", { "observed", "vollständig gesehen", "已观察" } },
    { "page.partial", { "seen in part", "teilweise gesehen", "部分可见" } },
    { "page.blocked", { "blocked", "gesperrt", "被拦截" } },
    { "page.quarantined", { "could not be read", "nicht lesbar", "无法解析" } },
    { "page.failed", { "no answer", "keine Antwort", "无响应" } },
    { "page.refused", { "not requested", "nicht abgerufen", "未请求" } },
    { "page.unchanged", { "unchanged", "unverändert", "未变化" } },

    { "align", { "Offer beside the notice", "Angebot neben der Meldung",
                   "商品与公告对照" } },
    { "align_offer", { "Offer", "Angebot", "商品" } },
    { "align_notice", { "Notice", "Meldung", "公告" } },
    { "align_mark", { "Comparison", "Vergleich", "对比" } },
    { "align_read", { "read in:", "gelesen in:", "出处：" } },
    { "align_more", { "and %zu more", "und %zu weitere", "另有 %zu 项" } },
    { "align_gone", { "The notice is not in the store any more.",
                        "Die Meldung ist nicht mehr in der Datenbank.",
                        "数据库中已没有该公告。" } },
    { "mark.equal", { "equal", "gleich", "相同" } },
    { "mark.similar", { "similar", "ähnlich", "相近" } },
    { "mark.different", { "different", "verschieden", "不同" } },
    { "mark.absent_offer",
        { "not in the offer", "nicht im Angebot", "商品未写明" } },
    { "mark.absent_notice",
        { "not in the notice", "nicht in der Meldung", "公告未写明" } },
    { "mark.absent", { "in neither", "in keinem von beiden", "双方均未写明" } },
    { "mark.language",
        { "other language: not comparable",
            "andere Sprache: nicht vergleichbar", "语言不同，无法比较" } },
    { "field.batches", { "Batch", "Charge", "批次" } },
    { "field.models", { "Model", "Modell", "型号" } },
    { "field.names", { "Name", "Bezeichnung", "名称" } },

    { "notice", { "The notice", "Die Meldung", "召回公告" } },
    { "notice_level", { "Risk level", "Risikostufe", "风险等级" } },
    { "notice_hazard", { "Hazard", "Gefahr", "危害" } },
    { "notice_measures", { "Measures", "Maßnahmen", "措施" } },
    { "notice_published", { "Published", "Veröffentlicht", "发布日期" } },
    { "notice_country", { "Notified by", "Gemeldet von", "通报国家" } },
    { "notice_origin", { "Country of origin", "Ursprungsland", "原产地" } },
    { "notice_sold_at", { "Sold at", "Verkauft bei", "销售渠道" } },
    { "notice_description", { "Description", "Beschreibung", "描述" } },
    { "notice_withdrawn", { "No longer in force since",
                              "Nicht mehr in Kraft seit", "失效日期" } },
    { "notice_versions",
        { "Versions kept", "Aufbewahrte Fassungen", "已存版本" } },
    { "notice_linked", { "Also about this product", "Auch zu diesem Produkt",
                           "同一产品的其他公告" } },
    { "notice_link",
        { "Notice of the authority", "Meldung der Behörde", "主管部门公告" } },
    { "level.serious", { "serious", "ernst", "严重" } },
    { "level.high", { "high", "hoch", "高" } },
    { "level.medium", { "medium", "mittel", "中" } },
    { "level.low", { "low", "niedrig", "低" } },
    { "level.other", { "other", "sonstige", "其他" } },

    { "hint", { "What would change it", "Was daran etwas ändern würde",
                  "什么会改变结论" } },
    { "hint.recall_withdrawn",
        { "The notice is no longer in force, so it counts as a candidate at "
          "most; in force again, it would count in full.",
            "Die Meldung ist nicht mehr in Kraft und zählt höchstens als "
            "möglicher Treffer; wieder in Kraft, würde sie voll zählen.",
            "该公告已失效，最多只作为可能匹配；若重新生效，则按原强度计。" } },
    { "hint.recall_gtin",
        { "It falls if the number shown belongs to another product, or if the "
          "notice is about batches this offer is not of.",
            "Er entfällt, wenn die gezeigte Nummer zu einem anderen Produkt "
            "gehört oder die Meldung nur Chargen betrifft, aus denen dieses "
            "Angebot nicht stammt.",
            "如果所示条码属于其他产品，或公告只涉及该商品以外的批次，"
            "则此发现不成立。" } },
    { "hint.recall_case",
        { "It falls if the offer names the notice only to say that it is not "
          "affected.",
            "Er entfällt, wenn das Angebot die Meldung nur nennt, um zu sagen, "
            "dass es nicht betroffen ist.",
            "如果商品提到该公告只是为了说明自己不受影响，则此发现不成立。" } },
    { "hint.recall_strong",
        { "An equal GTIN would make it conclusive; another brand, batch or "
          "model year on the offer would weaken it.",
            "Eine gleiche GTIN würde ihn eindeutig machen; eine andere Marke, "
            "Charge oder ein anderes Modelljahr im Angebot würde ihn "
            "schwächen.",
            "条码相同则成为确凿；商品写明其他品牌、批次或年款则会减弱。" } },
    { "hint.recall_names",
        { "A model number that agrees would make it strong, an equal GTIN "
          "conclusive; another brand or model number speaks against it.",
            "Eine übereinstimmende Modellnummer würde ihn stark machen, eine "
            "gleiche GTIN eindeutig; eine andere Marke oder Modellnummer "
            "spricht dagegen.",
            "型号一致则成为较强，条码相同则成为确凿；品牌或型号不同则"
            "不支持此发现。" } },
    { "hint.absent", { "It goes away once the offer states:",
                         "Er entfällt, sobald das Angebot angibt:",
                         "商品写明以下内容后即消除：" } },
    { "hint.words", { "It would not have been made without the quoted words:",
                        "Ohne die zitierten Wörter gäbe es ihn nicht:",
                        "没有以下引文就不会有此发现：" } },
    { "hint.rule",
        { "It goes away once what the rule asks for is on the offer; see its "
          "reason.",
            "Er entfällt, sobald das Angebot enthält, was die Regel verlangt; "
            "siehe Begründung.",
            "商品满足规则的要求后即消除；见理由。" } },
    { "hint.model", { "Without these words the score would be lower:",
                        "Ohne diese Wörter wäre der Wert niedriger:",
                        "没有以下词语，分值会更低：" } },
    { "hint.model_whole",
        { "No single word decides: the text as a whole is weighed.",
            "Kein einzelnes Wort entscheidet: Der Text wird als Ganzes "
            "bewertet.",
            "并非由某个词决定，而是对全文进行评估。" } },
    { "hint.review_one",
        { "A second review that reports the same, or one that says that a "
          "person was hurt, would make it strong.",
            "Eine zweite Bewertung mit demselben Bericht oder eine, nach der "
            "jemand verletzt wurde, würde ihn stark machen.",
            "若有第二条评价反映同样情况，或有评价称有人受伤，则成为"
            "较强。" } },
    { "hint.review_many",
        { "It falls if the reviews are of another product, or do not say what "
          "is quoted.",
            "Er entfällt, wenn die Bewertungen ein anderes Produkt betreffen "
            "oder nicht sagen, was zitiert ist.",
            "如果评价针对其他产品，或并非引文之意，则此发现不成立。" } },

    { "related_seller",
        { "Other offers of this seller", "Weitere Angebote dieses Verkäufers",
            "该卖家的其他商品" } },
    { "related_product",
        { "The same product elsewhere", "Dasselbe Produkt an anderer Stelle",
            "同一产品的其他商品" } },
    { "related_product_how",
        { "Same GTIN, or same brand and model number.",
            "Gleiche GTIN oder gleiche Marke und Modellnummer.",
            "条码相同，或品牌与型号相同。" } },
    { "related_similar",
        { "Decided before on the same grounds",
            "Früher aus gleichem Grund entschieden", "同类依据的既往决定" } },
    { "related_none", { "None is known.", "Keine bekannt.", "暂无。" } },
    { "related_offer", { "Offer", "Angebot", "商品" } },
    { "related_seen", { "Last seen", "Zuletzt gesehen", "最近出现" } },
    { "related_decided", { "Decided", "Entschieden", "决定" } },
    { "related_reason", { "Reason", "Grund", "理由" } },
    { "parties",
        { "Who stands behind it", "Wer dahinter steht", "相关责任方" } },
    { "parties_none", { "The offer names neither seller nor maker.",
                          "Das Angebot nennt weder Verkäufer noch Hersteller.",
                          "该商品未写明卖家或制造商。" } },
    { "version_change", { "Change", "Änderung", "变化" } },
    { "contents", { "On this page", "Auf dieser Seite", "本页内容" } },
    { NULL, { NULL, NULL, NULL } },
};
