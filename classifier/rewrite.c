#include "classifier/rewrite.h"

#include "base/mem.h"

#define NAMED_MAX 3
#define EXTRAS 84

/* What sellers add to any product, dangerous or not, the usual first; '#' is
 * a number. */
static const char *const extras[GLOSSARY_LANGUAGES][EXTRAS] = {
    { "black", "white", "blue", "red", "pink", "grey", "green", "large",
        "small", "new", "2 pack", "set of 4", "portable", "with bag",
        "for home", "for indoor and outdoor", "gift", "premium quality",
        "30 cm", "wooden", "metal", "2024", "modern", "foldable", "classic",
        "light", "medium", "original", "multicolour", "with accessories" },
    { "schwarz", "weiß", "für Kinder", "# cm", "blau", "Kinder", "mit LED",
        "# Stück", "rot", "für Damen und Herren", "grau", "klappbar", "rosa",
        "elektrisch", "# W", "für Zuhause", "tragbar", "Set", "aus Holz",
        "mit Tasche", "groß", "klein", "NEU", "# V", "2er Pack", "Baby",
        "für innen und außen", "Geschenk", "Damen", "Herren", "grün",
        "aus Metall", "2024", "modern", "faltbar", "leicht", "original", "bunt",
        "mit Zubehör", "# mm", "#x# cm", "# teilig", "Gr. #", "# ml", "# Liter",
        "# kg", "ab # Jahren", "mit USB", "mit Fernbedienung",
        "und Aufbewahrungsbox", "zum Aufhängen", "für Büro und Reise",
        "aus Silikon", "aus Kunststoff", "aus Edelstahl", "Edelstahl",
        "Kunststoff", "Silikon", "wasserdicht", "verstellbar", "waschbar",
        "höhenverstellbar", "kabellos", "mit Deckel", "mit Griff", "# Farben",
        "# Stufen", "# Zoll", "# A", "# m", "inkl. Kabel", "für Küche und Bad",
        "No Name", "Typ #", "Modell #", "im Karton", "Premium", "hochwertig",
        "klassisch", "mittel", "4er Set" },
    { "家用", "儿童", "户外", "便携", "可爱", "小型", "折叠", "充电", "宝宝",
        "新款", "加厚", "黑色", "大号", "迷你", "多功能", "套装", "学生", "女",
        "男", "#个装", "白色", "电动", "宿舍", "创意", "防水", "防滑", "蓝色",
        "红色", "粉色", "礼物", "#cm", "#W", "木质", "金属", "可折叠", "轻便",
        "现代简约", "办公室", "成人", "男女通用", "男童", "女童", "大容量",
        "可调节", "神器", "智能", "灰色", "绿色", "小号", "四件套", "带收纳袋",
        "户外室内通用", "高品质", "2024", "经典", "中号", "正品", "彩色",
        "带配件", "#V", "#mm", "#米", "#件套", "#ml", "#L", "#kg", "#片", "#寸",
        "#毫安", "#岁", "USB", "LED", "遥控", "挂式", "硅胶", "塑料", "不锈钢",
        "可水洗", "无线", "带盖", "#色", "卧室", "浴室", "超薄" },
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
add_extra(struct buf *out, enum glossary_language to, struct dice *dice)
{
    size_t n = EXTRAS, again;
    const char *p;

    while (extras[to][n - 1] == NULL)
        n--;
    /* The lesser of two throws: what is usual comes often. */
    n = dice_below(dice, n);
    again = dice_below(dice, n + 1);
    for (p = extras[to][again]; *p != '\0'; p++)
        if (*p == '#')
            buf_addf(out, "%zu",
                dice_below(dice, 2) == 0 ? 1 + dice_below(dice, 30)
                                         : 5 * (1 + dice_below(dice, 400)));
        else
            buf_addc(out, *p);
}

static void
add_extras(struct buf *out, enum glossary_language to, struct dice *dice)
{
    size_t n = dice_below(dice, 5);

    for (size_t i = 0; i < n; i++) {
        if (to != GLOSSARY_ZH || dice_below(dice, 2) == 0)
            buf_addc(out, ' ');
        add_extra(out, to, dice);
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
        add_extra(out, to, dice);
        if (to != GLOSSARY_ZH || dice_below(dice, 2) == 0)
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
