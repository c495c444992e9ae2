#include "recalls/match_context.h"

#include "base/mem.h"
#include "recalls/name_token.h"
#include "recalls/thing_names.h"

#include <string.h>

/* What is named behind these is in the box. */
static const char *const bundled[] = { "with", "mit", "inkl", "incl",
    "including", "inklusive", "includes", "and", "und", "avec", "plus", "samt",
    "nebst", "w", "et", "inclusive", "contains", "enthält" };

/* In a run of Han: the same. */
static const char *const han_bundled[] = { "含", "送", "自带", "带有", "附带",
    "附赠", "赠", "配有", "标配" };

/* Behind a thing: it is only a property. */
static const char *const property[] = { "powered", "operated", "operation",
    "betrieben", "betrieb", "betriebene", "betriebener", "betriebenes", "life",
    "capacity", "included", "inklusive", "free", "less", "type", "typ",
    "laufzeit", "kapazität", "lieferumfang", "enthalten" };

static const char *const markers[] = { "for", "fits", "fit", "fitting",
    "compatible", "kompatibel", "kompatibles", "kompatible", "kompatibler",
    "passend", "passende", "passender", "passendes", "passt", "für", "fuer",
    "suitable", "suits", "geeignet", "geeignete", "replaces", "replacing",
    "ersetzt", "pour", "voor", "para", "per", "statt", "anstelle", "like",
    "wie", "works", "alternative", "successor", "nachfolger", "nachfolgemodell",
    "nachbau", "predecessor", "vorgänger", "similar", "ähnlich", "versus", "vs",
    "unlike", "than", "als", "instead", "designed", "replica", "imitat",
    "zubehör", "accessory", "accessories", "ersatz", "replacement", "kein",
    "keine", "not", "nicht", "inspired", "vergleichbar", "comparable" };

/* Between a marker and what it is for. */
static const char *const filling[] = { "with", "to", "zu", "mit", "the", "a",
    "an", "your", "den", "die", "das", "der", "dem", "des", "dein", "deine",
    "deinen", "ihr", "ihre", "ihren", "alle", "all", "many", "most", "original",
    "originale", "genuine", "new", "neue", "neuen", "model", "models", "modell",
    "modelle", "modellen", "serie", "series", "brand", "typ", "type", "von",
    "of", "für", "for", "use", "on", "in", "and", "und", "vom", "zum", "zur",
    "marke", "by", "following", "folgende", "folgenden", "gerät", "geräte",
    "device", "devices", "machine", "only", "nur", "die", "only",
    "specifically", "speziell", "part", "parts", "teil", "teile", "artikel",
    "product", "ean", "gtin", "upc", "barcode", "isbn" };

/* Whom or what for products are made without being an accessory. */
static const char *const audience[] = { "kinder", "kind", "kindern", "baby",
    "babys", "babies", "kleinkinder", "kleinkind", "jungen", "mädchen", "damen",
    "herren", "frauen", "männer", "erwachsene", "senioren", "anfänger", "haus",
    "zuhause", "küche", "garten", "büro", "camping", "outdoor", "indoor",
    "innen", "außen", "aussen", "reise", "reisen", "party", "weihnachten",
    "geburtstag", "haustiere", "hunde", "katzen", "ages", "age", "alter",
    "jahre", "boys", "girls", "men", "women", "kids", "children", "child",
    "toddlers", "toddler", "infants", "infant", "newborn", "adults",
    "beginners", "home", "house", "kitchen", "garden", "office", "travel",
    "cats", "dogs", "pets", "christmas", "birthday", "gift", "gifts",
    "everyone", "family", "familie", "sale", "only", "free", "smoothies",
    "shakes", "schnelle", "einfache", "easy", "daily" };

/* Before what the offer is for. */
static const char *const han_leading[] = { "适用", "适配", "兼容", "相容" };
/* Anywhere. */
static const char *const han_markers[] = { "配件", "备件", "替换", "替代",
    "专用", "通用", "対応", "互換", "交換用", "専用", "代用", "平替" };
static const char *const han_audience[] = { "适用年龄", "适用人群", "适用对象",
    "适用场景", "适用季节", "适用性别", "适用于儿童", "适用于宝宝", "适用于婴",
    "适用于幼", "适用儿童", "适用宝宝", "儿童专用", "宝宝专用", "婴儿专用",
    "家庭通用", "男女通用", "适用于男", "适用于女", "适用面积", "适用家庭",
    "适用于家", "适用于厨", "家用专用", "明星同款", "适用空间", "适用于户外",
    "全屋通用", "四季通用" };

static const char *const model_cues[] = { "model", "modell", "modele", "modelo",
    "modellnummer", "modelnumber", "modellnr", "type", "typ", "artikelnummer",
    "item", "mpn", "型号", "货号", "artnr", "reference", "referenz", "modèle",
    "modellbezeichnung", "typenbezeichnung", "sku", "型番", "品番" };

/* Most words differ in the first letter already. */
#define ONE_OF(s, list) str_is_one_of(s, list, COUNT(list))

/* Behind a thing's name these are a part of it. */
static const char *const whole[] = { "control", "pack", "packs", "set", "sets",
    "kit", "kits", "unit", "units", "assembly" };

/* 1 if the thing at word i is what the phrase is about: "Battery charger" is
 * about a charger, "Remote control for fans" about a remote. */
static int
is_head(const struct offer_text *ot, size_t i, size_t end)
{
    struct str w;

    do {
        if (++i >= end || ot->word[i].joint == OFFER_APART)
            return 1;
        w = offer_text_word(ot, i);
    } while (ONE_OF(w, whole));
    return ot->word[i].digits > 0 || ot->word[i].cjk || name_token(w) == 0 ||
           ONE_OF(w, bundled) || ONE_OF(w, markers) || ONE_OF(w, filling);
}

uint64_t
match_context_things(const struct offer_text *ot, size_t field)
{
    const struct offer_field *f = &ot->field[field];
    uint64_t found = 0;

    for (size_t i = f->first; i < f->end; i++) {
        uint64_t things = thing_names_of(vocabulary_things(ot->vocabulary),
            offer_text_word(ot, i), ot->word[i].cjk);

        if ((things & ~found) != 0 && is_head(ot, i, f->end))
            found |= things;
    }
    return found;
}

/* 1 if the word is of the recall's name, or of a kind of product that the
 * recall is about, in any language. */
static int
is_noun_of(
    const struct offer_text *ot, size_t word, const struct recall_entry *e)
{
    uint64_t tokens[NAME_TOKENS_MAX];
    size_t count = name_tokens(ot, word, word + 1, tokens);

    for (size_t i = 0; i < count; i++)
        if (name_tokens_have(e->nouns, e->noun_count, tokens[i]))
            return 1;
    count = name_kinds(ot, word, word + 1, tokens);
    for (size_t i = 0; i < count; i++)
        if (name_tokens_have(e->kinds, e->kind_count, tokens[i]))
            return 1;
    return 0;
}

static int
names_product(const struct offer_text *ot, const struct recall_entry *e)
{
    for (size_t i = ot->field[0].first; i < ot->field[0].end; i++)
        if ((ot->word[i].digits == 0 || ot->word[i].cjk) &&
            is_noun_of(ot, i, e))
            return 1;
    return 0;
}

/* 1 if a kind of product begins right behind the word: "Akku Bohrschrauber". */
static int
leads_kind(const struct offer_text *ot, size_t word)
{
    for (size_t k = 0; k < ot->kinds; k++)
        if (ot->kind[k].from == word + 1)
            return 1;
    return 0;
}

/* The thing that ends at byte `end` of a run of Han is only said of the
 * product: it is given with it, or a kind of product follows. */
static int
is_property_in_run(const struct offer_text *ot, size_t i, size_t end)
{
    end += ot->word[i].start;
    for (size_t k = 0; k < ot->kinds; k++)
        if (ot->kind[k].from <= i && ot->kind[k].to > i &&
            ot->kind[k].end > end)
            return 1;
    return str_has_one_of(
        offer_text_word(ot, i), han_bundled, COUNT(han_bundled));
}

/* The thing that ends at byte `end` of word i is only said of the product. */
static int
is_property(const struct offer_text *ot, const struct recall_entry *e, size_t i,
    size_t end)
{
    const struct offer_field *title = &ot->field[0];

    if (ot->word[i].cjk)
        return is_property_in_run(ot, i, end);
    if (is_noun_of(ot, i, e))
        return 1;
    /* "64 parts" */
    if (i > title->first &&
        ot->word[i - 1].digits == ot->word[i - 1].end - ot->word[i - 1].start &&
        str_is(offer_text_word(ot, i), "parts"))
        return 1;
    if (i + 1 >= title->end)
        return 0;
    if (ONE_OF(offer_text_word(ot, i + 1), property) ||
        is_noun_of(ot, i + 1, e))
        return 1;
    /* "Akku-Bohrschrauber": the last part of a compound is what it is. */
    if (ot->word[i + 1].joint == OFFER_DASH && ot->word[i + 1].digits == 0)
        return 1;
    return ot->word[i + 1].joint == OFFER_BLANK && leads_kind(ot, i);
}

/* 1 if the piece at word i stands right behind the product's name: the last
 * noun is what is offered ("scooter tyre", "滑板车轮胎"). */
static int
is_behind_product(
    const struct offer_text *ot, const struct recall_entry *e, size_t i)
{
    const struct offer_word *w = &ot->word[i];

    if (w->cjk) {
        for (size_t k = 0; k < ot->kinds; k++)
            if (ot->kind[k].from <= i && ot->kind[k].to > i &&
                ot->kind[k].start >= w->start && ot->kind[k].end < w->end)
                return 1;
        return 0;
    }
    return i > ot->field[0].first && w->joint == OFFER_BLANK &&
           ot->word[i - 1].digits == 0 && is_noun_of(ot, i - 1, e);
}

/* A piece is offered alone: behind the product's name; or it opens the title
 * or stands right behind the model, and the product is not named. */
static int
offers_piece(const struct offer_text *ot, const struct recall_entry *e,
    size_t i, size_t hit)
{
    const struct offer_field *title = &ot->field[0];
    size_t first = title->first;

    if (is_behind_product(ot, e, i))
        return 1;
    if (names_product(ot, e))
        return 0;
    while (first < i && ot->word[first].digits > 0)
        first++;
    return i == first || (hit != SIZE_MAX && i > hit && i <= hit + 2);
}

/* 1 if the title names a thing the recall is not about, on its own. */
static int
offers_thing(const struct offer_text *ot, const struct recall_entry *e,
    size_t hit, size_t brand, size_t *at)
{
    const struct offer_field *title = &ot->field[0];
    /* Before it an "and" may be the brand's own: "Black and Decker". */
    size_t named = hit < title->end ? hit : brand < title->end ? brand : 0;

    for (size_t i = title->first; i < title->end; i++) {
        struct str word = offer_text_word(ot, i);
        int cjk = ot->word[i].cjk;

        *at = i;
        if (!cjk && i >= named && ONE_OF(word, bundled))
            return 0; /* the rest comes with it */
        for (size_t t = 0; t < thing_names_count(); t++) {
            int piece = thing_names_is_piece(t);
            size_t end = thing_names_end(t, word, cjk);

            if (end > 0 && (e->things >> t & 1) == 0 &&
                !is_property(ot, e, i, end) &&
                (!piece || offers_piece(ot, e, i, hit)))
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

    for (size_t t = 0; t < thing_names_count(); t++) {
        int named = 0;

        if ((e->things >> t & 1) == 0 || thing_names_is_piece(t))
            continue;
        for (size_t i = title->first; i < title->end && !named; i++)
            named =
                thing_names_end(t, offer_text_word(ot, i), ot->word[i].cjk) > 0;
        if (!named && !names_product(ot, e))
            return 1;
    }
    return 0;
}

/* 1 if the word is one of the recall's brands. */
static int
is_brand_of(
    const struct offer_text *ot, size_t word, const struct recall_entry *e)
{
    struct str key =
        vocabulary_brand(ot->vocabulary, offer_text_word(ot, word));

    for (size_t i = 0; i < e->brand_count; i++)
        if (str_starts(e->brands[i], key))
            return 1;
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
        if (ONE_OF(word, filling) || ONE_OF(word, markers) ||
            is_brand_of(ot, i, e))
            continue;
        if (is_noun_of(ot, i, e))
            return 1;
        between++;
    }
    return between == 0;
}

/* 1 if a marker before title word `to` leads to it; brand is passed over. */
static int
marked_before(const struct offer_text *ot, const struct recall_entry *e,
    size_t to, size_t brand, size_t *at)
{
    for (size_t i = ot->field[0].first; i < to; i++) {
        if (!ONE_OF(offer_text_word(ot, i), markers))
            continue;
        *at = i;
        if (leads_to(ot, e, i + 1, brand > i && brand < to ? brand : to))
            return 1;
    }
    return 0;
}

static int
marked(const struct offer_text *ot, const struct recall_entry *e, size_t hit,
    size_t brand, size_t *at)
{
    const struct offer_field *title = &ot->field[0];
    size_t before = hit != SIZE_MAX ? hit : brand;

    if (before == SIZE_MAX || before >= title->end)
        return 0;
    if (marked_before(ot, e, before, brand, at))
        return 1;
    /* "X100 mixer, alternative to Norvella" */
    if (brand != SIZE_MAX && brand > before && brand < title->end &&
        marked_before(ot, e, brand, SIZE_MAX, at) && *at > before)
        return 1;
    /* "X100 compatible", "X100 kompatibel", "Norvella style" */
    for (size_t i = before + 1; i < title->end && i < before + 5; i++) {
        struct str w = offer_text_word(ot, i);

        *at = i;
        if (str_starts(w, STR("compatib")) || str_starts(w, STR("kompatib")))
            return 1;
        if (i == brand + 1 && (str_is(w, "style") || str_is(w, "stil") ||
                                  str_is(w, "type") || str_is(w, "replica")))
            return 1;
    }
    return 0;
}

/* named is the first word of the model or, where it is not in the title, of
 * the brand; what is compatible with something else behind it is the product
 * itself ("X100 charger, fits iPhone"). */
static int
marked_in_han(const struct offer_text *ot, const struct recall_entry *e,
    size_t named, size_t *at)
{
    const struct offer_field *title = &ot->field[0];
    /* A recalled battery is itself for something: only what is said of it
     * directly counts ("适用牧田BL1850B"). */
    size_t first = e->things == 0 ? 0 : named - (named > 0);
    int anywhere = e->things == 0;

    for (size_t i = title->first; i < title->end; i++) {
        struct str w = offer_text_word(ot, i);

        *at = i;
        if (ot->word[i].cjk &&
            ((anywhere && str_has_one_of(w, han_markers, COUNT(han_markers))) ||
                (i <= named && i >= first &&
                    str_has_one_of(w, han_leading, COUNT(han_leading)))) &&
            !str_has_one_of(w, han_audience, COUNT(han_audience)))
            return 1;
        /* Japanese: "X100用 フィルター" */
        if (ot->word[i].cjk && i > title->first &&
            ot->word[i].joint == OFFER_GLUED &&
            str_is(offer_text_word(ot, i), "用"))
            return 1;
    }
    return 0;
}

int
match_context_accessory(const struct offer_text *ot,
    const struct recall_entry *e, size_t hit, size_t brand, size_t *at)
{
    return offers_thing(ot, e, hit, brand, at) ||
           marked(ot, e, hit, brand, at) ||
           marked_in_han(ot, e, hit != SIZE_MAX ? hit : brand, at);
}

int
match_context_goes_with(
    const struct offer_text *ot, const struct recall_entry *e, size_t word)
{
    size_t first = ot->field[ot->word[word].field].first;

    for (size_t i = word; i > first && word - i < 12; i--) {
        struct str w = offer_text_word(ot, i - 1);

        if (offer_text_parted(ot, i - 1, ".!?;,"))
            return 0;
        if (ot->word[i - 1].cjk) {
            if (str_has_one_of(w, han_audience, COUNT(han_audience)))
                return 0;
            if (str_has_one_of(w, han_markers, COUNT(han_markers)) ||
                str_has_one_of(w, han_leading, COUNT(han_leading)))
                return 1;
        }
        if (ONE_OF(w, markers))
            return 1;
        if (!ONE_OF(w, filling) && !ONE_OF(w, model_cues) &&
            !is_brand_of(ot, i - 1, e))
            return 0;
    }
    return 0;
}

int
match_context_behind_brand(
    const struct offer_text *ot, const struct recall_entry *e, size_t word)
{
    struct str w;

    if (word <= ot->field[ot->word[word].field].first ||
        (ot->word[word].joint != OFFER_BLANK &&
            ot->word[word].joint != OFFER_GLUED))
        return 0;
    w = vocabulary_brand(ot->vocabulary, offer_text_word(ot, word - 1));
    for (size_t i = 0; i < e->brand_count; i++)
        if (w.len >= 3 && str_ends(e->brands[i], w))
            return 1;
    return 0;
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
