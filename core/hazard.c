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
