#include "classifier/rewrite.h"

#include "base/mem.h"

#define NAMED_MAX 3
#define EXTRAS 30

/* What sellers add to any product, dangerous or not. */
static const char *const extras[GLOSSARY_LANGUAGES][EXTRAS] = {
    { "black", "white", "blue", "red", "pink", "grey", "green", "large",
        "small", "new", "2 pack", "set of 4", "portable", "with bag",
        "for home", "for indoor and outdoor", "gift", "premium quality",
        "30 cm", "wooden", "metal", "2024", "modern", "foldable", "classic",
        "light", "medium", "original", "multicolour", "with accessories" },
    { "schwarz", "weiß", "blau", "rot", "rosa", "grau", "grün", "groß", "klein",
        "NEU", "2er Pack", "4er Set", "tragbar", "mit Tasche", "für Zuhause",
        "für innen und außen", "Geschenk", "hochwertig", "30 cm", "aus Holz",
        "aus Metall", "2024", "modern", "faltbar", "klassisch", "leicht",
        "mittel", "original", "bunt", "mit Zubehör" },
    { "黑色", "白色", "蓝色", "红色", "粉色", "灰色", "绿色", "大号", "小号",
        "新款", "2个装", "四件套", "便携式", "带收纳袋", "家用", "户外室内通用",
        "礼物", "高品质", "30cm", "木质", "金属", "2024", "现代简约", "可折叠",
        "经典", "轻便", "中号", "正品", "彩色", "带配件" },
};

static const char *const syllables[] = { "ba", "lo", "ri", "ken", "mo", "ta",
    "vi", "sun", "hao", "li", "wen", "der", "na", "ko", "fe", "zu", "tec",
    "mar", "ol", "pi" };

static void
add_brand(struct buf *out, struct dice *dice)
{
    size_t n = 2 + dice_below(dice, 2), start;

    if (dice_below(dice, 2) == 0)
        return;
    start = out->len;
    for (size_t i = 0; i < n; i++)
        buf_addz(out, syllables[dice_below(dice, COUNT(syllables))]);
    out->p[start] = (char)(out->p[start] - 'a' + 'A');
    buf_addc(out, ' ');
}

static void
add_extras(struct buf *out, enum glossary_language to, struct dice *dice)
{
    size_t n = dice_below(dice, 4);

    for (size_t i = 0; i < n; i++) {
        if (to != GLOSSARY_ZH || dice_below(dice, 3) == 0)
            buf_addc(out, ' ');
        buf_addz(out, extras[to][dice_below(dice, EXTRAS)]);
    }
}

int
rewrite_title(struct buf *out, const struct glossary *g,
    const struct glossary_hit *hits, size_t count, enum glossary_language to,
    struct dice *dice)
{
    struct str names[NAMED_MAX];
    size_t named = 0;

    for (size_t i = 0; i < count && named < NAMED_MAX; i++) {
        const struct glossary_concept *c = glossary_at(g, hits[i].concept);
        int again = 0;

        for (size_t k = 0; k < i; k++)
        again |= hits[k].concept == hits[i].concept;
        if (again || c->form_count[to] == 0)
            continue;
        names[named++] = c->form[to][dice_below(dice, c->form_count[to])];
    }
    if (named == 0)
        return 0;
    add_brand(out, dice);
    if (dice_below(dice, 4) == 0) {
        buf_addz(out, extras[to][dice_below(dice, EXTRAS)]);
        if (to != GLOSSARY_ZH)
            buf_addc(out, ' ');
    }
    for (size_t i = 0; i < named; i++) {
        if (i > 0 && to != GLOSSARY_ZH)
            buf_addc(out, ' ');
        buf_adds(out, names[i]);
    }
    add_extras(out, to, dice);
    return 1;
}
