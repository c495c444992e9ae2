#include "core/hazard.h"

#include "base/mem.h"

static const char *const names[HAZARDS] = { "choking", "suffocation",
    "strangulation", "drowning", "burns", "fire", "explosion", "electric_shock",
    "cuts", "fall", "impact", "crash", "poisoning", "chemical",
    "microbiological", "hearing", "sight", "radiation", "environment",
    "privacy" };

/* Stems that name a hazard in notices; matched at the start of a word. */
static const struct {
    const char *stem;
    enum hazard hazard;
} stems[] = { { "chok", HAZARD_CHOKING }, { "aspirat", HAZARD_CHOKING },
    { "ingest", HAZARD_CHOKING }, { "small part", HAZARD_CHOKING },
    { "suffocat", HAZARD_SUFFOCATION }, { "asphyx", HAZARD_SUFFOCATION },
    { "entrap", HAZARD_SUFFOCATION }, { "strang", HAZARD_STRANGULATION },
    { "entangle", HAZARD_STRANGULATION }, { "drown", HAZARD_DROWNING },
    { "burn", HAZARD_BURNS }, { "scald", HAZARD_BURNS },
    { "overheat", HAZARD_FIRE }, { "fire", HAZARD_FIRE },
    { "flammab", HAZARD_FIRE }, { "ignit", HAZARD_FIRE },
    { "explo", HAZARD_EXPLOSION }, { "burst", HAZARD_EXPLOSION },
    { "electric shock", HAZARD_ELECTRIC_SHOCK },
    { "electrical shock", HAZARD_ELECTRIC_SHOCK },
    { "electricshock", HAZARD_ELECTRIC_SHOCK },
    { "shock", HAZARD_ELECTRIC_SHOCK }, { "electrocut", HAZARD_ELECTRIC_SHOCK },
    { "lacerat", HAZARD_CUTS }, { "cut", HAZARD_CUTS },
    { "amputat", HAZARD_CUTS }, { "fall", HAZARD_FALL },
    { "tip-over", HAZARD_FALL }, { "tip over", HAZARD_FALL },
    { "injur", HAZARD_IMPACT }, { "crush", HAZARD_IMPACT },
    { "impact", HAZARD_IMPACT }, { "projectile", HAZARD_IMPACT },
    { "pinch", HAZARD_IMPACT }, { "crash", HAZARD_CRASH },
    { "collision", HAZARD_CRASH }, { "poison", HAZARD_POISONING },
    { "carbon monoxide", HAZARD_POISONING }, { "chemical", HAZARD_CHEMICAL },
    { "lead", HAZARD_CHEMICAL }, { "phthalate", HAZARD_CHEMICAL },
    { "toxic", HAZARD_CHEMICAL }, { "microbiolog", HAZARD_MICROBIOLOGICAL },
    { "bacteria", HAZARD_MICROBIOLOGICAL }, { "mold", HAZARD_MICROBIOLOGICAL },
    { "damage to hearing", HAZARD_HEARING },
    { "damagetohearing", HAZARD_HEARING }, { "hearing loss", HAZARD_HEARING },
    { "damage to sight", HAZARD_SIGHT }, { "damagetosight", HAZARD_SIGHT },
    { "eye injur", HAZARD_SIGHT }, { "radiation", HAZARD_RADIATION },
    { "environment", HAZARD_ENVIRONMENT } };

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

unsigned
hazard_read(struct str text)
{
    unsigned bits = 0;

    for (size_t i = 0; i < COUNT(stems); i++) {
        struct str stem = str_of(stems[i].stem);
        ptrdiff_t at = -1;

        while ((at = str_find_nocase(text, stem, (size_t)(at + 1))) >= 0)
            if (at == 0 || !str_is_alpha(text.p[at - 1])) {
                bits |= 1u << stems[i].hazard;
                break;
            }
    }
    return bits;
}
