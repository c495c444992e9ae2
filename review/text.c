#include "review/text.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>

#define KEY_BYTES_MAX 100

static const struct {
    const char *key, *text[TEXT_LANGS];
} texts[] = {
    { "queue", { "Queue", "Warteschlange", "待办队列" } },
    { "skip", { "Skip to content", "Zum Inhalt", "跳到正文" } },
    { "case", { "Case", "Fall", "案件" } },
    { "signed_in_as", { "Signed in as", "Angemeldet als", "当前用户" } },
    { "language", { "Language", "Sprache", "语言" } },
    { "filter", { "Filter", "Filtern", "筛选" } },
    { "state", { "State", "Status", "状态" } },
    { "market", { "Market", "Marktplatz", "平台" } },
    { "hazard", { "Hazard", "Gefahr", "危险" } },
    { "words", { "Words", "Wörter", "关键词" } },
    { "any", { "any", "alle", "全部" } },
    { "priority", { "Priority", "Priorität", "优先级" } },
    { "offer", { "Offer", "Angebot", "商品" } },
    { "why", { "Why", "Warum", "原因" } },
    { "seen", { "First seen", "Zuerst gesehen", "首次发现" } },
    { "last_seen", { "Last seen", "Zuletzt gesehen", "最近一次" } },
    { "cases", { "cases", "Fälle", "个案件" } },
    { "previous", { "Previous", "Zurück", "上一页" } },
    { "next", { "Next", "Weiter", "下一页" } },
    { "empty",
        { "No case fits this filter.", "Kein Fall passt zu diesem Filter.",
            "没有符合条件的案件。" } },
    { "empty_hint",
        { "Offers that a scan flags appear here, the most urgent first.",
            "Hier erscheinen Angebote, die ein Scan auffällig fand, die "
            "dringendsten zuerst.",
            "扫描发现的可疑商品会显示在此处，最紧急的排在最前。" } },
    { "suspected", { "Suspected, not proven: a person decides.",
                       "Verdacht, kein Nachweis: ein Mensch entscheidet.",
                       "仅为疑似，须由人工判定。" } },
    { "findings", { "Findings", "Befunde", "发现" } },
    { "quoted", { "Quoted words", "Zitierte Worte", "引用原文" } },
    { "missing", { "Missing", "Es fehlt", "缺少" } },
    { "looked_at", { "Looked at", "Geprüft", "已检查" } },
    { "basis", { "Basis", "Grundlage", "依据" } },
    { "source", { "Source", "Quelle", "来源" } },
    { "score", { "Score", "Wert", "评分" } },
    { "terms",
        { "Words that count", "Ausschlaggebende Wörter", "关键特征词" } },
    { "decision", { "Decision", "Entscheidung", "决定" } },
    { "reason", { "Reason", "Grund", "理由" } },
    { "note", { "Note (optional)", "Notiz (freiwillig)", "备注（可选）" } },
    { "record", { "Record decision", "Entscheidung speichern", "保存决定" } },
    { "history", { "History", "Verlauf", "历史记录" } },
    { "versions", { "What the seller changed", "Was der Verkäufer geändert hat",
                      "卖家修改记录" } },
    { "unchanged", { "The offer has not changed since it was first seen.",
                       "Das Angebot ist seit dem ersten Fund unverändert.",
                       "自首次发现以来商品信息未变。" } },
    { "before", { "Before", "Vorher", "修改前" } },
    { "after", { "After", "Nachher", "修改后" } },
    { "field", { "Field", "Feld", "字段" } },
    { "pages", { "Pages fetched", "Abgerufene Seiten", "抓取页面" } },
    { "assigned_to", { "Assigned to", "Zugewiesen an", "负责人" } },
    { "nobody", { "nobody", "niemand", "无" } },
    { "take", { "Assign to me", "Mir zuweisen", "分配给我" } },
    { "give_back", { "Give back", "Zurückgeben", "退回" } },
    { "by", { "by", "von", "操作人" } },
    { "decided", { "Recorded. This is the next case.",
                     "Gespeichert. Dies ist der nächste Fall.",
                     "已保存。这是下一个案件。" } },
    { "all_done", { "Recorded. No open case is left.",
                      "Gespeichert. Kein offener Fall ist übrig.",
                      "已保存。没有待处理的案件了。" } },
    { "not_flagged", { "No longer flagged by the last screening",
                         "Von der letzten Prüfung nicht mehr beanstandet",
                         "最近一次筛查已不再标记" } },
    { "export_csv", { "Export as CSV", "Als CSV ausgeben", "导出 CSV" } },
    { "export_json", { "Export as JSON", "Als JSON ausgeben", "导出 JSON" } },
    { "error", { "This did not work", "Das ging nicht", "操作失败" } },
    { "not_found", { "There is no such page or case.",
                       "Diese Seite oder diesen Fall gibt es nicht.",
                       "没有此页面或案件。" } },
    { "bad_method", { "This page cannot be used like that.",
                        "Diese Seite lässt sich so nicht benutzen.",
                        "此页面不支持该操作。" } },
    { "no_session",
        { "Please open the address that 'shelfwatch serve' printed.",
            "Bitte die Adresse öffnen, die „shelfwatch serve“ ausgegeben "
            "hat.",
            "请打开 shelfwatch serve 输出的地址。" } },
    { "bad_token",
        { "The form is out of date. Please go back, reload the page and "
          "send it again.",
            "Das Formular ist veraltet. Bitte zurückgehen, die Seite neu "
            "laden und noch einmal senden.",
            "表单已过期。请返回并刷新页面后重新提交。" } },
    { "choose_reason", { "Please choose a reason.", "Bitte einen Grund wählen.",
                           "请选择理由。" } },
    { "broken_store",
        { "The store cannot be read or written.",
            "Die Datenbank lässt sich nicht lesen oder schreiben.",
            "无法读写数据库。" } },

    { "state.open", { "open", "offen", "待处理" } },
    { "state.all", { "all", "alle", "全部" } },
    { "state.new", { "new", "neu", "新" } },
    { "state.assigned", { "assigned", "zugewiesen", "已分配" } },
    { "state.confirmed", { "confirmed", "bestätigt", "已确认" } },
    { "state.dismissed", { "dismissed", "verworfen", "已排除" } },
    { "state.needs_info",
        { "needs information", "Angaben fehlen", "待补充信息" } },
    { "state.escalated", { "escalated", "weitergegeben", "已上报" } },

    { "verdict.confirm", { "Confirm", "Bestätigen", "确认" } },
    { "verdict.dismiss", { "Dismiss", "Verwerfen", "排除" } },
    { "verdict.needs_info",
        { "Needs information", "Angaben nötig", "需要补充信息" } },
    { "verdict.escalate", { "Escalate", "Weitergeben", "上报" } },

    { "strength.candidate", { "candidate", "möglich", "可能" } },
    { "strength.strong", { "strong", "stark", "较强" } },
    { "strength.conclusive", { "conclusive", "eindeutig", "确凿" } },

    { "source.recall", { "Recall", "Rückruf", "召回" } },
    { "source.rule", { "Rule", "Regel", "规则" } },
    { "source.model", { "Model", "Modell", "模型" } },
    { "source.review",
        { "Customer reviews", "Kundenbewertungen", "用户评价" } },

    { "event.opened", { "opened", "eröffnet", "立案" } },
    { "event.found", { "new finding", "neuer Befund", "新发现" } },
    { "event.reopened", { "reopened", "wieder geöffnet", "重新打开" } },
    { "event.assigned", { "assigned", "zugewiesen", "已分配" } },
    { "event.returned", { "given back", "zurückgegeben", "已退回" } },
    { "event.decided", { "decided", "entschieden", "已决定" } },

    { "hazard.choking",
        { "choking", "Ersticken (Kleinteile)", "窒息（小零件）" } },
    { "hazard.suffocation", { "suffocation", "Ersticken", "闷窒" } },
    { "hazard.strangulation", { "strangulation", "Strangulation", "勒颈" } },
    { "hazard.drowning", { "drowning", "Ertrinken", "溺水" } },
    { "hazard.burns", { "burns", "Verbrennung", "烧烫伤" } },
    { "hazard.fire", { "fire", "Brand", "起火" } },
    { "hazard.explosion", { "explosion", "Explosion", "爆炸" } },
    { "hazard.electric_shock", { "electric shock", "Stromschlag", "触电" } },
    { "hazard.cuts", { "cuts", "Schnittverletzung", "割伤" } },
    { "hazard.fall", { "fall", "Sturz", "跌落" } },
    { "hazard.impact", { "impact", "Stoß, Quetschung", "撞击" } },
    { "hazard.crash", { "crash", "Verkehrsunfall", "碰撞事故" } },
    { "hazard.poisoning", { "poisoning", "Vergiftung", "中毒" } },
    { "hazard.chemical", { "chemical", "Chemikalien", "化学" } },
    { "hazard.microbiological",
        { "microbiological", "mikrobiologisch", "微生物" } },
    { "hazard.hearing", { "hearing", "Gehör", "听力" } },
    { "hazard.sight", { "sight", "Augen", "视力" } },
    { "hazard.radiation", { "radiation", "Strahlung", "辐射" } },
    { "hazard.environment", { "environment", "Umwelt", "环境" } },
    { "hazard.privacy", { "privacy", "Privatsphäre", "隐私" } },

    { "field.title", { "Title", "Titel", "标题" } },
    { "field.description", { "Description", "Beschreibung", "描述" } },
    { "field.url", { "Address", "Adresse", "网址" } },
    { "field.market", { "Market", "Marktplatz", "平台" } },
    { "field.brand", { "Brand", "Marke", "品牌" } },
    { "field.model", { "Model", "Modell", "型号" } },
    { "field.gtins", { "GTIN", "GTIN", "商品条码" } },
    { "field.sku", { "SKU", "Artikelnummer", "货号" } },
    { "field.price", { "Price", "Preis", "价格" } },
    { "field.seller", { "Seller", "Verkäufer", "卖家" } },
    { "field.manufacturer", { "Manufacturer", "Hersteller", "制造商" } },
    { "field.responsible_person",
        { "EU responsible person", "Verantwortliche Person (EU)",
            "欧盟责任人" } },
    { "field.warnings", { "Warnings", "Warnhinweise", "警示" } },
    { "field.ingredients", { "Ingredients", "Inhaltsstoffe", "成分" } },
    { "field.attributes", { "Attributes", "Merkmale", "属性" } },
    { "field.category", { "Category", "Kategorie", "类目" } },
    { "field.reviews", { "Reviews", "Bewertungen", "评价" } },
    { "field.certificates", { "Certificates", "Zertifikate", "证书" } },
    { "field.observed", { "Page was", "Seite war", "页面状态" } },
    { "field.listing_id", { "Offer number", "Angebotsnummer", "商品编号" } },

    { "field.name", { "name", "Name", "名称" } },
    { "field.address", { "address", "Anschrift", "地址" } },
    { "field.email", { "e-mail", "E-Mail", "电子邮箱" } },
    { "field.country", { "country", "Land", "国家" } },
    { "field.amount", { "amount", "Betrag", "金额" } },
    { "field.currency", { "currency", "Währung", "货币" } },
    { "field.mpn",
        { "Manufacturer's part number", "Herstellernummer", "厂商料号" } },
    { "field.availability", { "Availability", "Verfügbarkeit", "库存状态" } },
    { "field.condition", { "Condition", "Zustand", "新旧程度" } },
    { "field.images", { "Images", "Bilder", "图片" } },
    { "field.language", { "Language", "Sprache", "语言" } },

    { "observed.full", { "fully seen", "vollständig", "完整" } },
    { "observed.partial", { "partly seen", "teilweise", "部分" } },
    { "observed.blocked", { "blocked", "gesperrt", "被拦截" } },
};

static const char *const codes[] = { "en", "de", "zh" };
static const char *const names[] = { "English", "Deutsch", "中文" };

const char *
text_lang_code(enum text_lang lang)
{
    return codes[lang];
}

const char *
text_lang_name(enum text_lang lang)
{
    return names[lang];
}

int
text_lang_find(enum text_lang *out, struct str code)
{
    struct str part;

    while (str_next(&code, ',', &part)) {
        part = str_trim(part);
        for (size_t i = 0; i < TEXT_LANGS; i++)
            if (str_starts_nocase(part, str_of(codes[i])) &&
                (part.len == 2 || !str_is_alnum(part.p[2]))) {
                *out = (enum text_lang)i;
                return 0;
            }
    }
    return -1;
}

const char *
text_get(enum text_lang lang, const char *key)
{
    for (size_t i = 0; i < COUNT(texts); i++)
        if (strcmp(texts[i].key, key) == 0)
            return texts[i].text[lang];
    return key;
}

struct str
text_name(enum text_lang lang, const char *kind, struct str name)
{
    struct buf key = BUF_MAX(KEY_BYTES_MAX);
    struct str found = name;

    buf_addf(&key, "%s." STR_FMT, kind, STR_ARG(name));
    for (size_t i = 0; i < COUNT(texts) && !key.over; i++)
        if (str_is(buf_str(&key), texts[i].key))
            found = str_of(texts[i].text[lang]);
    buf_clear(&key);
    return found;
}

const char *
text_key(size_t i)
{
    return i < COUNT(texts) ? texts[i].key : NULL;
}
