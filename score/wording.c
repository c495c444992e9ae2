#include "score/wording.h"

#include "base/mem.h"
#include "core/lang.h"

static const char *const texts[WORDINGS][LANGS] = {
    [WORDING_RESEMBLES] = { "resembles products that were recalled or "
                            "banned, by the words {}",
        "ähnelt Produkten, die zurückgerufen oder verboten wurden, wegen der "
        "Wörter {}",
        "与曾被召回或禁售的产品相似，依据词语 {}" },
    [WORDING_RESEMBLES_WHOLE] = { "resembles products that were recalled or "
                                  "banned",
        "ähnelt Produkten, die zurückgerufen oder verboten wurden",
        "与曾被召回或禁售的产品相似" },
    [WORDING_BOTH_SAY] = { " Both say {}", " Beide nennen {}",
        "双方均写有 {}" },
    [WORDING_NO_SHARED_WORD] = { " They share no word",
        " Sie haben kein Wort gemeinsam", "双方没有相同词语" },
    [WORDING_NOTICE_SAYS] = { "; only the notice says {}",
        "; nur die Meldung nennt {}", "；仅公告写有 {}" },
    [WORDING_OFFER_SAYS] = { "; only the offer says {}",
        "; nur das Angebot nennt {}", "；仅商品写有 {}" },
    [WORDING_ALIKE] = { ". Of names as alike as these, {} in 100 were of one "
                        "product.",
        ". Von Namen, die sich so ähneln, gehörten {} von 100 zu einem "
        "Produkt.",
        "。名称如此相似的，每 100 对中有 {} 对为同一产品。" },
    [WORDING_CHILD] = { "for children: a vulnerable user",
        "für Kinder: besonders schutzbedürftig", "面向儿童：易受伤害的使用者" },
    [WORDING_CHILD_GUESSED] = { "may be for children: the category is "
                                "guessed from the words ({})",
        "vielleicht für Kinder: Die Kategorie ist aus den Wörtern erraten "
        "({})",
        "可能面向儿童：类别由词语推测（{}）" },
    [WORDING_GUESSED] = { " (the page states no category; guessed from the "
                          "words: {})",
        " (die Seite nennt keine Kategorie; aus den Wörtern erraten: {})",
        "（页面未标明类别；由词语推测：{}）" },
    [WORDING_NO_BRAND] = { "no brand is named", "keine Marke genannt",
        "未标明品牌" },
    [WORDING_NO_STOCK] = { "not in stock at the moment",
        "zurzeit nicht vorrätig", "目前无货" },
    [WORDING_USED] = { "second-hand", "gebraucht", "二手" },
    [WORDING_SELLER] = { "seller is established outside the EU",
        "Verkäufer hat seinen Sitz außerhalb der EU", "卖家位于欧盟境外" },
    [WORDING_MISSING_ONE] = { "{} piece of required information not found",
        "{} Pflichtangabe nicht gefunden", "未找到 {} 项必需信息" },
    [WORDING_MISSING] = { "{} pieces of required information not found",
        "{} Pflichtangaben nicht gefunden", "未找到 {} 项必需信息" },
    [WORDING_FULL_STOP] = { ".", ".", "。" },
};

void
wording_put(struct buf *out, const char *language, enum wording which,
    struct str first, struct str second)
{
    struct str rest = str_of(texts[which][lang_of(language)]);
    struct str values[] = { first, second };

    for (size_t i = 0; i < COUNT(values); i++) {
        ptrdiff_t at = str_find(rest, STR("{}"), 0);

        if (at < 0)
            break;
        buf_adds(out, str_sub(rest, 0, (size_t)at));
        buf_adds(out, values[i]);
        rest = str_sub(rest, (size_t)at + 2, rest.len);
    }
    buf_adds(out, rest);
}
