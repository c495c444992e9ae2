/* core/hazard.h - the kinds of harm, named once for recalls, rules, model.
 *
 * The risk types of the EU Safety Gate (enum/list of its portal), merged
 * where the CPSC's hazard types do not separate them.
 */
#ifndef CORE_HAZARD_H
#define CORE_HAZARD_H

#include "base/str.h"

enum hazard {
    HAZARD_CHOKING,
    HAZARD_SUFFOCATION, /* and asphyxiation, entrapment */
    HAZARD_STRANGULATION,
    HAZARD_DROWNING,
    HAZARD_BURNS, /* and scalds */
    HAZARD_FIRE,
    HAZARD_EXPLOSION,
    HAZARD_ELECTRIC_SHOCK,
    HAZARD_CUTS,   /* and lacerations, amputation */
    HAZARD_FALL,   /* and tip-over */
    HAZARD_IMPACT, /* crush, projectile, other injuries */
    HAZARD_CRASH,  /* vehicles, bicycles, loss of control */
    HAZARD_POISONING,
    HAZARD_CHEMICAL,
    HAZARD_MICROBIOLOGICAL,
    HAZARD_HEARING,
    HAZARD_SIGHT, /* lasers, UV */
    HAZARD_RADIATION,
    HAZARD_ENVIRONMENT,
    HAZARD_PRIVACY, /* hidden cameras, default passwords, jammers */
    HAZARDS
};

/* "choking", "electric_shock" ...: the names in records. */
const char *hazard_name(enum hazard h);

/* A record's name back; -1 if it is none. */
int hazard_find(enum hazard *out, struct str name);

/* Bits (1u << HAZARD_...) of every hazard that English official prose names:
 * "posing fire and laceration hazards", "riskType.choking", "Electric
 * shock, Burns". */
unsigned hazard_read(struct str text);

/* The same in the prose of a language as well ("fr", "de", "zh"); English is
 * read in any. */
unsigned hazard_read_in(struct str text, struct str language);

#endif
