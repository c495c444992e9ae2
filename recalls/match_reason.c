#include "recalls/match_reason.h"

#include "base/buf.h"
#include "base/mem.h"

static const char *const texts[MATCH_REASONS][LANGS] = {
    [REASON_CASE] = { "The offer itself names the recall's case number {}",
        "Das Angebot nennt selbst das Aktenzeichen {} des Rückrufs",
        "商品信息本身写有召回编号 {}" },
    [REASON_GTIN] = { "The offer has the GTIN {}, which the recall names",
        "Das Angebot hat die GTIN {}, die der Rückruf nennt",
        "商品的 GTIN {} 与召回公告所列一致" },
    [REASON_MODEL] = { "Brand and model number {} are the recalled ones",
        "Marke und Modellnummer {} sind die zurückgerufenen",
        "品牌和型号 {} 与召回产品一致" },
    [REASON_NAME] = { "The name is like that of the recalled product: {} of "
                      "its words, weighed by how rare they are",
        "Der Name ähnelt dem des zurückgerufenen Produkts: {} seiner Wörter, "
        "nach Seltenheit gewichtet",
        "名称与召回产品相似：按词语稀有度加权，相同部分占 {}" },
    [LIMIT_PACKING] = { ", as a packing unit of it", ", als Packeinheit davon",
        "（为其包装单元）" },
    [LIMIT_SHOP] = { ", but it is a number that others may use too",
        ", aber eine Nummer, die auch andere verwenden können",
        "，但该号码他人也可能使用" },
    [LIMIT_DENIAL] = { "; it says it is not affected",
        "; es sagt, es sei nicht betroffen", "；商品称不在召回范围" },
    [LIMIT_BATCH] = { "; the offer names another batch",
        "; das Angebot nennt eine andere Charge", "；商品标注的批次不同" },
    [LIMIT_BRAND_SPELLING] = { "; the brand is one letter off",
        "; die Marke weicht um einen Buchstaben ab", "；品牌拼写相差一个字母" },
    [LIMIT_OTHER_BRAND] = { ", but the offer states another brand",
        ", aber das Angebot gibt eine andere Marke an",
        "，但商品标注了其他品牌" },
    [LIMIT_BRAND_BETWEEN] = { ", but another brand stands nearer to the model",
        ", aber eine andere Marke steht näher am Modell",
        "，但型号旁边是其他品牌" },
    [LIMIT_EVERYDAY] = { ", but the brand is an everyday word",
        ", aber die Marke ist ein Alltagswort", "，但该品牌是日常用语" },
    [LIMIT_SUFFIX] = { "; something is added to the model number",
        "; der Modellnummer ist etwas angehängt", "；型号后带有后缀" },
    [LIMIT_YEAR] = { ", but a year or letter behind it may mean a later model",
        ", aber ein Jahr oder Buchstabe dahinter kann ein späteres Modell "
        "bedeuten",
        "，但其后的年份或字母可能表示后续型号" },
    [LIMIT_MASK] = { "; the recall names only how the model number begins",
        "; der Rückruf nennt nur den Anfang der Modellnummer",
        "；召回公告只给出型号开头" },
    [LIMIT_OTHER_GTIN] = { "; its GTIN is not among those of the recall",
        "; seine GTIN ist nicht unter denen des Rückrufs",
        "；商品的 GTIN 不在召回所列之中" },
    [LIMIT_SIZE] = { ", but the number may be a size",
        ", aber die Nummer kann eine Größe sein", "，但该编号可能是规格" },
    [LIMIT_MODEL_YEAR] = { ", but the recall is of another model year",
        ", aber der Rückruf gilt einem anderen Modelljahr",
        "，但召回的是其他年款" },
    [LIMIT_NO_BRAND] = { "; the recall names no brand",
        "; der Rückruf nennt keine Marke", "；召回公告未列品牌" },
    [LIMIT_WITHDRAWN] = { "; the notice is no longer in force",
        "; die Meldung ist nicht mehr in Kraft", "；该召回公告已失效" },
};

void
match_reason_set(struct finding *f, enum lang language,
    enum match_reason reason, const char *value, unsigned limits)
{
    struct buf text = BUF_MAX(4096);
    struct str sentence = str_of(texts[reason][language]);
    ptrdiff_t at = str_find(sentence, STR("{}"), 0);

    buf_adds(&text, str_sub(sentence, 0, (size_t)at));
    buf_addz(&text, value);
    buf_adds(&text, str_sub(sentence, (size_t)at + 2, sentence.len));
    for (unsigned r = LIMIT_PACKING; r < MATCH_REASONS; r++)
        if (limits & 1u << r)
            buf_addz(&text, texts[r][language]);
    buf_addz(&text, language == LANG_ZH ? "。" : ".");
    finding_set_reason(f, "%s", buf_text(&text));
    buf_clear(&text);
}

const char *
match_reason_text(enum lang l, enum match_reason r)
{
    return texts[r][l];
}
