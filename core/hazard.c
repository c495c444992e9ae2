#include "core/hazard.h"

#include "base/mem.h"

static const char *const names[HAZARDS] = { "choking", "suffocation",
    "strangulation", "drowning", "burns", "fire", "explosion", "electric_shock",
    "cuts", "fall", "impact", "crash", "poisoning", "chemical",
    "microbiological", "hearing", "sight", "radiation", "environment",
    "privacy" };

/* Words that name a hazard in notices. A stem counts at the start of a word;
 * a whole word may end in "s" alone ("fire", but no "fireplace"). */
static const struct {
    const char *stem;
    enum hazard hazard;
    int whole;
} stems[] = { { "chok", HAZARD_CHOKING, 0 }, { "aspirat", HAZARD_CHOKING, 0 },
    { "ingest", HAZARD_CHOKING, 0 }, { "swallow", HAZARD_CHOKING, 0 },
    { "small part", HAZARD_CHOKING, 0 }, { "suffocat", HAZARD_SUFFOCATION, 0 },
    { "asphyx", HAZARD_SUFFOCATION, 0 }, { "entrap", HAZARD_SUFFOCATION, 0 },
    { "strang", HAZARD_STRANGULATION, 0 },
    { "drawstring", HAZARD_STRANGULATION, 0 },
    { "entangle", HAZARD_STRANGULATION, 0 }, { "drown", HAZARD_DROWNING, 0 },
    { "burn", HAZARD_BURNS, 0 }, { "scald", HAZARD_BURNS, 0 },
    { "overheat", HAZARD_FIRE, 0 }, { "fire", HAZARD_FIRE, 1 },
    { "flammab", HAZARD_FIRE, 0 }, { "ignit", HAZARD_FIRE, 0 },
    { "explo", HAZARD_EXPLOSION, 0 }, { "burst", HAZARD_EXPLOSION, 0 },
    { "shock", HAZARD_ELECTRIC_SHOCK, 0 },
    { "electricshock", HAZARD_ELECTRIC_SHOCK, 0 },
    { "electrocut", HAZARD_ELECTRIC_SHOCK, 0 }, { "lacerat", HAZARD_CUTS, 0 },
    { "cut", HAZARD_CUTS, 1 }, { "puncture", HAZARD_CUTS, 0 },
    { "amputat", HAZARD_CUTS, 0 }, { "fall", HAZARD_FALL, 0 },
    { "tip-over", HAZARD_FALL, 0 }, { "tip over", HAZARD_FALL, 0 },
    { "collapse", HAZARD_FALL, 0 }, { "injur", HAZARD_IMPACT, 0 },
    { "crush", HAZARD_IMPACT, 0 }, { "impact", HAZARD_IMPACT, 0 },
    { "projectile", HAZARD_IMPACT, 0 }, { "pinch", HAZARD_IMPACT, 0 },
    { "crash", HAZARD_CRASH, 0 }, { "collision", HAZARD_CRASH, 0 },
    { "lose control", HAZARD_CRASH, 0 }, { "loss of control", HAZARD_CRASH, 0 },
    { "poison", HAZARD_POISONING, 0 },
    { "carbon monoxide", HAZARD_POISONING, 0 },
    { "child-resistant", HAZARD_POISONING, 0 },
    { "child resistant", HAZARD_POISONING, 0 },
    { "chemical", HAZARD_CHEMICAL, 0 }, { "lead", HAZARD_CHEMICAL, 1 },
    { "phthalate", HAZARD_CHEMICAL, 0 }, { "toxic", HAZARD_CHEMICAL, 0 },
    { "cadmium", HAZARD_CHEMICAL, 0 }, { "formaldehyde", HAZARD_CHEMICAL, 0 },
    { "bmhca", HAZARD_CHEMICAL, 0 }, { "sensitis", HAZARD_CHEMICAL, 0 },
    { "microbiolog", HAZARD_MICROBIOLOGICAL, 0 },
    { "bacteria", HAZARD_MICROBIOLOGICAL, 0 },
    { "salmonella", HAZARD_MICROBIOLOGICAL, 0 },
    { "mold", HAZARD_MICROBIOLOGICAL, 1 },
    { "damage to hearing", HAZARD_HEARING, 0 },
    { "damagetohearing", HAZARD_HEARING, 0 },
    { "hearing loss", HAZARD_HEARING, 0 },
    { "damage to sight", HAZARD_SIGHT, 0 },
    { "damagetosight", HAZARD_SIGHT, 0 }, { "eye injur", HAZARD_SIGHT, 0 },
    { "laser", HAZARD_SIGHT, 0 }, { "radiation", HAZARD_RADIATION, 0 },
    { "radioactiv", HAZARD_RADIATION, 0 },
    { "environment", HAZARD_ENVIRONMENT, 0 },
    { "personal data", HAZARD_PRIVACY, 0 },
    { "eavesdrop", HAZARD_PRIVACY, 0 } };

const char *
hazard_name(enum hazard h)
{
    return names[h];
}

int
hazard_find(enum hazard *out, struct str name)
{
    for (size_t i = 0; i < HAZARDS; i++)
        if (str_is(name, names[i])) {
            *out = (enum hazard)i;
            return 0;
        }
    return -1;
}

/* 1 if the word ends behind byte `end`; "lead to" is a verb. */
static int
ends_there(struct str text, size_t end)
{
    if (end < text.len && str_lower(text.p[end]) == 's')
        end++;
    if (end < text.len && str_is_alpha(text.p[end]))
        return 0;
    return !str_starts_nocase(str_sub(text, end, 4), STR(" to "));
}

unsigned
hazard_read(struct str text)
{
    unsigned bits = 0;

    for (size_t i = 0; i < COUNT(stems); i++) {
        struct str stem = str_of(stems[i].stem);
        ptrdiff_t at = -1;

        while ((at = str_find_nocase(text, stem, (size_t)(at + 1))) >= 0)
            if ((at == 0 || !str_is_alpha(text.p[at - 1])) &&
                (!stems[i].whole || ends_there(text, (size_t)at + stem.len))) {
                bits |= 1u << stems[i].hazard;
                break;
            }
    }
    return bits;
}

/* Only for texts of their language: "chute" and "brand" are English words.
 * What begins with an accent is given without it, because capitals ("É") are
 * not folded here; Chinese has no beginnings of words. */
static const struct {
    const char *language, *stem;
    enum hazard hazard;
} foreign[] = { { "fr", "touffement", HAZARD_CHOKING },
    { "fr", "corps étranger", HAZARD_CHOKING },
    { "fr", "noyade", HAZARD_DROWNING },
    { "fr", "tranglement", HAZARD_STRANGULATION },
    { "fr", "brûl", HAZARD_BURNS }, { "fr", "brul", HAZARD_BURNS },
    { "fr", "incendi", HAZARD_FIRE }, { "fr", "inflamm", HAZARD_FIRE },
    { "fr", "surchauff", HAZARD_FIRE }, { "fr", "prend feu", HAZARD_FIRE },
    { "fr", "prendre feu", HAZARD_FIRE },
    { "fr", "choc électrique", HAZARD_ELECTRIC_SHOCK },
    { "fr", "chocs électriques", HAZARD_ELECTRIC_SHOCK },
    { "fr", "choc electrique", HAZARD_ELECTRIC_SHOCK },
    { "fr", "lectrocution", HAZARD_ELECTRIC_SHOCK },
    { "fr", "lectrisation", HAZARD_ELECTRIC_SHOCK },
    { "fr", "coupure", HAZARD_CUTS }, { "fr", "lacération", HAZARD_CUTS },
    { "fr", "chute", HAZARD_FALL }, { "fr", "basculement", HAZARD_FALL },
    { "fr", "blessure", HAZARD_IMPACT }, { "fr", "crasement", HAZARD_IMPACT },
    { "fr", "traumatisme", HAZARD_IMPACT },
    { "fr", "perte de contrôle", HAZARD_CRASH },
    { "fr", "accident de la route", HAZARD_CRASH },
    { "fr", "intoxication", HAZARD_POISONING },
    { "fr", "empoisonnement", HAZARD_POISONING },
    { "fr", "monoxyde de carbone", HAZARD_POISONING },
    { "fr", "chimique", HAZARD_CHEMICAL },
    { "fr", "phtalate", HAZARD_CHEMICAL }, { "fr", "plomb", HAZARD_CHEMICAL },
    { "fr", "toxique", HAZARD_CHEMICAL }, { "fr", "nickel", HAZARD_CHEMICAL },
    { "fr", "microbiologique", HAZARD_MICROBIOLOGICAL },
    { "fr", "bactéri", HAZARD_MICROBIOLOGICAL },
    { "fr", "salmonell", HAZARD_MICROBIOLOGICAL },
    { "fr", "listeria", HAZARD_MICROBIOLOGICAL },
    { "fr", "moisissure", HAZARD_MICROBIOLOGICAL },
    { "fr", "auditi", HAZARD_HEARING }, { "fr", "ouïe", HAZARD_HEARING },
    { "fr", "lésions oculaires", HAZARD_SIGHT },
    { "fr", "lésion oculaire", HAZARD_SIGHT },
    { "fr", "de la vue", HAZARD_SIGHT },
    { "fr", "rayonnement", HAZARD_RADIATION },
    { "fr", "environnement", HAZARD_ENVIRONMENT },
    { "fr", "données personnelles", HAZARD_PRIVACY },
    { "de", "erstick", HAZARD_CHOKING }, { "de", "verschluck", HAZARD_CHOKING },
    { "de", "kleinteil", HAZARD_CHOKING },
    { "de", "erdrossel", HAZARD_STRANGULATION },
    { "de", "ertrink", HAZARD_DROWNING }, { "de", "verbrenn", HAZARD_BURNS },
    { "de", "verbrüh", HAZARD_BURNS }, { "de", "brand", HAZARD_FIRE },
    { "de", "feuer", HAZARD_FIRE }, { "de", "entzünd", HAZARD_FIRE },
    { "de", "überhitz", HAZARD_FIRE },
    { "de", "stromschl", HAZARD_ELECTRIC_SHOCK },
    { "de", "elektrischer schlag", HAZARD_ELECTRIC_SHOCK },
    { "de", "elektrischen schlag", HAZARD_ELECTRIC_SHOCK },
    { "de", "schnitt", HAZARD_CUTS }, { "de", "sturz", HAZARD_FALL },
    { "de", "stürz", HAZARD_FALL }, { "de", "umkipp", HAZARD_FALL },
    { "de", "verletz", HAZARD_IMPACT }, { "de", "quetsch", HAZARD_IMPACT },
    { "de", "unfall", HAZARD_CRASH }, { "de", "vergift", HAZARD_POISONING },
    { "de", "chemisch", HAZARD_CHEMICAL },
    { "de", "weichmacher", HAZARD_CHEMICAL },
    { "de", "giftig", HAZARD_CHEMICAL }, { "de", "blei", HAZARD_CHEMICAL },
    { "de", "keime", HAZARD_MICROBIOLOGICAL },
    { "de", "bakteri", HAZARD_MICROBIOLOGICAL },
    { "de", "schimmel", HAZARD_MICROBIOLOGICAL },
    { "de", "gehör", HAZARD_HEARING }, { "de", "augen", HAZARD_SIGHT },
    { "de", "strahlung", HAZARD_RADIATION },
    { "de", "umwelt", HAZARD_ENVIRONMENT },
    { "zh", "窒息", HAZARD_SUFFOCATION }, { "zh", "误吞", HAZARD_CHOKING },
    { "zh", "吞咽", HAZARD_CHOKING }, { "zh", "小零件", HAZARD_CHOKING },
    { "zh", "勒", HAZARD_STRANGULATION }, { "zh", "溺", HAZARD_DROWNING },
    { "zh", "烫伤", HAZARD_BURNS }, { "zh", "灼伤", HAZARD_BURNS },
    { "zh", "烧伤", HAZARD_BURNS }, { "zh", "火灾", HAZARD_FIRE },
    { "zh", "起火", HAZARD_FIRE }, { "zh", "着火", HAZARD_FIRE },
    { "zh", "燃烧", HAZARD_FIRE }, { "zh", "过热", HAZARD_FIRE },
    { "zh", "爆炸", HAZARD_EXPLOSION }, { "zh", "触电", HAZARD_ELECTRIC_SHOCK },
    { "zh", "电击", HAZARD_ELECTRIC_SHOCK }, { "zh", "割伤", HAZARD_CUTS },
    { "zh", "划伤", HAZARD_CUTS }, { "zh", "跌落", HAZARD_FALL },
    { "zh", "摔", HAZARD_FALL }, { "zh", "倾倒", HAZARD_FALL },
    { "zh", "倾翻", HAZARD_FALL }, { "zh", "夹伤", HAZARD_IMPACT },
    { "zh", "挤压", HAZARD_IMPACT }, { "zh", "碰撞", HAZARD_CRASH },
    { "zh", "中毒", HAZARD_POISONING }, { "zh", "化学", HAZARD_CHEMICAL },
    { "zh", "有害物质", HAZARD_CHEMICAL }, { "zh", "增塑剂", HAZARD_CHEMICAL },
    { "zh", "细菌", HAZARD_MICROBIOLOGICAL }, { "zh", "听力", HAZARD_HEARING },
    { "zh", "视力", HAZARD_SIGHT }, { "zh", "辐射", HAZARD_RADIATION } };

unsigned
hazard_read_in(struct str text, struct str language)
{
    unsigned bits = hazard_read(text);
    int words = !str_is(language, "zh");

    for (size_t i = 0; i < COUNT(foreign); i++) {
        struct str stem = str_of(foreign[i].stem);
        ptrdiff_t at = -1;

        if (!str_is(language, foreign[i].language))
            continue;
        while ((at = str_find_nocase(text, stem, (size_t)(at + 1))) >= 0)
            if (!words || at == 0 || !str_is_alpha(text.p[at - 1])) {
                bits |= 1u << foreign[i].hazard;
                break;
            }
    }
    return bits;
}
