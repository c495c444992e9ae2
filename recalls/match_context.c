#include "recalls/match_context.h"

#include "base/mem.h"
#include "recalls/name_token.h"

#include <string.h>

#define GROUP_WORDS 14

/* Things that are sold for other things; one row is one thing. A word of
 * five bytes or more also counts as the end of a German compound. */
static const char *const things[][GROUP_WORDS] = {
    { "battery", "batteries", "akku", "akkus", "batterie", "batterien",
        "电池" },
    { "charger", "chargers", "ladegerät", "netzteil", "adapter", "ladestation",
        "充电器", "适配器", "chargeur" },
    { "cable", "cables", "kabel", "cord", "ladekabel", "数据线", "充电线" },
    { "filter", "filters", "滤网", "滤芯", "filterset" },
    { "case", "cases", "cover", "covers", "sleeve", "pouch", "hülle", "tasche",
        "etui", "schutzhülle", "手机壳", "保护套", "保护壳" },
    { "bag", "bags", "beutel", "staubbeutel", "staubsaugerbeutel", "尘袋" },
    { "strap", "straps", "armband", "gurt", "tragegurt", "表带", "腕带" },
    { "protector", "folie", "schutzfolie", "panzerglas", "displayschutz",
        "贴膜", "钢化膜", "保护膜" },
    { "holder", "mount", "bracket", "halterung", "halter", "ständer", "支架",
        "wandhalterung" },
    { "remote", "fernbedienung", "遥控器" },
    { "manual", "anleitung", "bedienungsanleitung", "handbuch", "说明书" },
    { "blade", "blades", "messer", "ersatzmesser", "klinge", "刀片" },
    { "brush", "brushes", "bürste", "bürsten", "刷头" },
    { "belt", "riemen", "zahnriemen", "keilriemen", "皮带" },
    { "gasket", "seal", "seals", "dichtung", "dichtungsring", "密封圈" },
    { "hose", "hoses", "schlauch", "软管" },
    { "lid", "lids", "deckel", "盖子" },
    { "knob", "knobs", "drehknopf", "knopf", "旋钮" },
    { "sticker", "stickers", "aufkleber", "decal", "decals", "贴纸" },
    { "toner", "cartridge", "cartridges", "ink", "patrone", "druckerpatrone",
        "墨盒", "硒鼓" },
    { "bulb", "bulbs", "glühbirne", "ersatzlampe", "灯泡" },
    { "spare", "part", "parts", "ersatz", "ersatzteil", "ersatzteile",
        "baugruppe", "replacement", "zubehör", "accessory", "accessories",
        "配件", "备件", "零件" },
    { "pads", "pad", "polster", "ohrpolster", "耳垫" },
    { "screws", "schrauben", "dübel", "bolts", "螺丝" },
};

/* What is named behind these is in the box. */
static const char *const bundled[] = { "with", "mit", "inkl", "incl",
    "including", "inklusive", "includes", "and", "und", "avec", "plus", "samt",
    "nebst", "w" };

/* Behind a thing: it is only a property. */
static const char *const property[] = { "powered", "operated", "operation",
    "betrieben", "betrieb", "betriebene", "betriebener", "betriebenes", "life",
    "capacity", "included", "inklusive", "free", "less", "type", "typ" };

static const char *const markers[] = { "for", "fits", "fit", "fitting",
    "compatible", "kompatibel", "passend", "passt", "für", "fuer", "suitable",
    "geeignet", "replaces", "replacing", "ersetzt", "pour", "voor", "para",
    "per", "statt", "like", "wie", "works", "alternative", "successor",
    "nachfolger", "nachbau" };

/* Between a marker and what it is for. */
static const char *const filling[] = { "with", "to", "zu", "mit", "the", "a",
    "your", "den", "die", "das", "der", "dein", "deine", "deinen", "ihr",
    "ihre", "ihren", "alle", "all", "many", "most", "original", "genuine",
    "new", "neue", "neuen", "model", "models", "modell", "modelle", "serie",
    "series", "brand", "typ", "type", "von", "of", "für", "for", "use", "on",
    "in", "and", "und", "vom", "zum", "zur" };

/* Whom or what for products are made without being an accessory. */
static const char *const audience[] = { "kinder", "kind", "baby", "babys",
    "babies", "kleinkinder", "kleinkind", "jungen", "mädchen", "damen",
    "herren", "frauen", "männer", "erwachsene", "senioren", "anfänger", "haus",
    "zuhause", "küche", "garten", "büro", "camping", "outdoor", "indoor",
    "innen", "außen", "aussen", "reise", "reisen", "party", "weihnachten",
    "geburtstag", "haustiere", "hunde", "katzen", "ages", "age", "alter",
    "jahre", "boys", "girls", "men", "women", "kids", "children", "child",
    "toddlers", "toddler", "infants", "infant", "newborn", "adults",
    "beginners", "home", "house", "kitchen", "garden", "office", "travel",
    "cats", "dogs", "pets", "christmas", "birthday", "gift", "gifts",
    "everyone", "family", "sale", "only", "free" };

static const char *const successors[] = { "pro", "plus", "max", "ultra", "lite",
    "neo", "evo", "ii", "iii", "iv", "mk2", "mk3", "mkii", "mkiii", "v2", "v3",
    "v4", "gen2", "gen3", "xl", "se", "mini", "next", "nachfolger", "successor",
    "二代", "三代", "升级版", "升级款", "改进版", "新款" };

static const char *const han_markers[] = { "适用", "适配", "兼容", "配件",
    "备件", "替换", "替代", "专用", "通用" };
static const char *const han_audience[] = { "适用年龄", "适用人群", "适用对象",
    "适用场景", "适用季节", "适用性别", "适用于儿童", "适用于宝宝", "适用于婴",
    "适用于幼", "适用儿童", "适用宝宝", "儿童专用", "宝宝专用", "婴儿专用",
    "家庭通用", "男女通用", "适用于男", "适用于女" };

static const char *const denials[] = { "not affected", "not subject to",
    "not part of the", "not part of any", "not part of this",
    "not included in the", "not included in any", "not covered by",
    "not under recall", "not under any", "not recalled", "no recall",
    "unaffected by", "isn't affected", "is not the recalled",
    "not the recalled", "not impacted", "free of recall", "excluded from",
    "replaces the recalled", "replacement for the recalled", "nicht betroffen",
    "nicht vom rückruf", "nicht von dem rückruf", "nicht von einem rückruf",
    "nicht von der rückruf", "kein rückruf", "keinem rückruf", "keine rückruf",
    "nicht zurückgerufen", "nicht unter den rückruf", "nicht im rückruf",
    "nicht teil des", "nicht vom recall", "ohne rückruf",
    "ersatz für das zurückgerufene", "ersatz für den zurückgerufenen", "不受",
    "未受", "不在召回", "非召回", "不属于", "没有召回", "无召回", "未被召回",
    "未召回", "不涉及", "不是召回", "并非召回", "non concerné",
    "pas concerné" };

static const char *const recall_words[] = { "recall", "rückruf", "rueckruf",
    "zurückgerufen", "召回", "rappel", "safety gate", "rapex", "cpsc",
    "safety alert", "sicherheitswarnung" };

static const char *const model_cues[] = { "model", "modell", "modele", "modelo",
    "modellnummer", "modelnumber", "modellnr", "type", "typ", "artikelnummer",
    "item", "mpn", "型号", "货号", "artnr", "reference", "referenz" };

static int
is_one_of(struct str s, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(s, list[i]))
            return 1;
    return 0;
}

#define ONE_OF(s, list) is_one_of(s, list, COUNT(list))

static int
holds_one_of(struct str text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_find(text, str_of(list[i]), 0) >= 0)
            return 1;
    return 0;
}

/* 1 if a word is this thing's name or ends in it. */
static int
names_thing(struct str word, int cjk, const char *const *row)
{
    for (size_t i = 0; i < GROUP_WORDS && row[i] != NULL; i++) {
        struct str name = str_of(row[i]);

        if (str_eq(word, name))
            return 1;
        if (cjk ? str_find(word, name, 0) >= 0
                : name.len >= 4 && word.len > name.len && str_ends(word, name))
            return 1;
    }
    return 0;
}

/* The recall is about this thing itself. */
static int
recalls_thing(const struct recall_entry *e, const char *const *row)
{
    for (size_t i = 0; i < GROUP_WORDS && row[i] != NULL; i++) {
        uint64_t token = name_token(str_of(row[i]));

        if (token != 0 &&
            (name_tokens_have(e->nouns, e->noun_count, token) ||
                name_tokens_have(e->tokens, e->token_count, token)))
            return 1;
    }
    return 0;
}

static int
is_noun_of(
    const struct offer_text *ot, size_t word, const struct recall_entry *e)
{
    uint64_t tokens[NAME_TOKENS_MAX];
    size_t count = name_tokens(ot, word, word + 1, tokens);

    for (size_t i = 0; i < count; i++)
        if (name_tokens_have(e->nouns, e->noun_count, tokens[i]))
            return 1;
    return 0;
}

/* 1 if the title names a thing the recall is not about, on its own. */
static int
offers_thing(const struct offer_text *ot, const struct recall_entry *e)
{
    const struct offer_field *title = &ot->field[0];

    for (size_t i = title->first; i < title->end; i++) {
        struct str word = offer_text_word(ot, i);

        if (!ot->word[i].cjk && ONE_OF(word, bundled))
            return 0; /* the rest comes with it */
        for (size_t t = 0; t < COUNT(things); t++) {
            if (!names_thing(word, ot->word[i].cjk, things[t]) ||
                recalls_thing(e, things[t]))
                continue;
            if (i + 1 < title->end &&
                (ONE_OF(offer_text_word(ot, i + 1), property) ||
                    is_noun_of(ot, i + 1, e)))
                continue;
            return 1;
        }
    }
    return 0;
}

int
match_context_lacks_thing(
    const struct offer_text *ot, const struct recall_entry *e)
{
    const struct offer_field *title = &ot->field[0];

    for (size_t t = 0; t < COUNT(things); t++) {
        int named = 0;

        if (!recalls_thing(e, things[t]))
            continue;
        for (size_t i = title->first; i < title->end && !named; i++)
            named =
                names_thing(offer_text_word(ot, i), ot->word[i].cjk, things[t]);
        if (!named)
            return 1;
    }
    return 0;
}

/* What follows a marker up to the match: 1 if the match is what the offer is
 * for. */
static int
leads_to(const struct offer_text *ot, const struct recall_entry *e, size_t from,
    size_t to)
{
    int between = 0;

    for (size_t i = from; i < to; i++) {
        struct str word = offer_text_word(ot, i);

        if (ONE_OF(word, audience) || str_is_digit(word.p[0]))
            return 0;
        if (ONE_OF(word, filling) || ONE_OF(word, markers))
            continue;
        if (is_noun_of(ot, i, e))
            return 1;
        between++;
    }
    return between == 0;
}

static int
marked(const struct offer_text *ot, const struct recall_entry *e, size_t hit,
    size_t brand)
{
    const struct offer_field *title = &ot->field[0];
    size_t before = hit != SIZE_MAX ? hit : brand;

    if (before == SIZE_MAX || before >= title->end)
        return 0;
    for (size_t i = title->first; i < before; i++) {
        if (!ONE_OF(offer_text_word(ot, i), markers))
            continue;
        if (leads_to(
                ot, e, i + 1, brand > i && brand < before ? brand : before))
            return 1;
    }
    /* "X100 compatible", "X100 kompatibel" */
    for (size_t i = before + 1; i < title->end && i < before + 5; i++)
        if (str_starts(offer_text_word(ot, i), STR("compatib")) ||
            str_starts(offer_text_word(ot, i), STR("kompatib")))
            return 1;
    return 0;
}

static int
marked_in_han(const struct offer_text *ot)
{
    const struct offer_field *title = &ot->field[0];

    for (size_t i = title->first; i < title->end; i++)
        if (ot->word[i].cjk &&
            holds_one_of(
                offer_text_word(ot, i), han_markers, COUNT(han_markers)) &&
            !holds_one_of(
                offer_text_word(ot, i), han_audience, COUNT(han_audience)))
            return 1;
    return 0;
}

int
match_context_accessory(const struct offer_text *ot,
    const struct recall_entry *e, size_t hit, size_t brand)
{
    return offers_thing(ot, e) || marked(ot, e, hit, brand) ||
           marked_in_han(ot);
}

int
match_context_successor(const struct offer_text *ot,
    const struct recall_entry *e, size_t from, size_t to)
{
    size_t end = ot->field[ot->word[from].field].end;
    struct str next;

    if (ot->word[to - 1].plus)
        return 1;
    if (to >= end || ot->word[to].joint == OFFER_APART)
        return 0;
    next = offer_text_word(ot, to);
    if (ot->word[to].cjk) {
        for (size_t i = 0; i < COUNT(successors); i++)
            if ((unsigned char)successors[i][0] >= 0x80 &&
                str_starts(next, str_of(successors[i])))
                return 1;
        return 0;
    }
    if (str_is(next, "gen") || str_is(next, "generation") ||
        str_is(next, "2nd") || str_is(next, "3rd"))
        return 1;
    return ONE_OF(next, successors) &&
           !name_tokens_have(e->tokens, e->token_count, name_token(next));
}

int
match_context_denies(struct str folded)
{
    return holds_one_of(folded, recall_words, COUNT(recall_words)) &&
           holds_one_of(folded, denials, COUNT(denials));
}

int
match_context_recall_near(struct str folded, size_t start, size_t end)
{
    size_t from = start > 80 ? start - 80 : 0;

    return holds_one_of(str_sub(folded, from, end + 80 - from), recall_words,
        COUNT(recall_words));
}

int
match_context_model_cue(const struct offer_text *ot, size_t word)
{
    size_t first = ot->field[ot->word[word].field].first;

    for (size_t back = 1; back <= 4 && word >= first + back; back++) {
        struct str w = offer_text_word(ot, word - back);

        if (ONE_OF(w, model_cues) || str_ends(w, STR("型号")) ||
            str_ends(w, STR("货号")))
            return 1;
    }
    return 0;
}
